"""The sandbox page in a real browser, against two tiny applications on the platforms' own client libraries."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Page, expect

from bot.clock import MovableClock
from sandbox.server import Sandbox
from tests.sandbox.tiny_apps import TinyDiscord, TinySlack
from tests.support.browser import Side

CHANNELS = {"welcome": "#welcome-欢迎", "forum": "#forum", "secretariat": "#office"}
BOTH, SLACK_ONLY, DISCORD_ONLY, OFFICE = "P31", "P09", "P29", "P02"


@dataclass
class Stage:
    sandbox: Sandbox
    slack: TinySlack
    discord: TinyDiscord
    page: Page

    async def be(self, person: str) -> tuple[Side, Side]:
        """Become somebody; both sides of the page."""
        await self.page.goto(f"{self.sandbox.page_url}#{person}")
        await expect(self.page.locator(f"body[data-ready={person}]")).to_be_attached()
        return Side(self.page, "slack"), Side(self.page, "discord")


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    clock = MovableClock(datetime(2027, 3, 1, 9, 0, tzinfo=UTC))
    made = Sandbox(clock, port=0, profile_channels=CHANNELS)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def stage(sandbox: Sandbox, page: Page) -> AsyncIterator[Stage]:
    async with contextlib.AsyncExitStack() as stack:
        slack = await stack.enter_async_context(TinySlack(sandbox))
        discord = await stack.enter_async_context(TinyDiscord(sandbox))
        yield Stage(sandbox, slack, discord, page)


async def test_a_slack_form_shows_errors_beside_the_field_and_sends_what_was_typed(stage: Stage) -> None:
    slack, _ = await stage.be(BOTH)
    await slack.types("/apply")
    await slack.fills(
        {"Full name": "Wu", "Kind": "Private bilingual", "Areas": ["Area 3", "Area 11"], "Country": "Chile"}
    )
    await slack.submits()
    await expect(slack.form.locator(".wrong")).to_contain_text("A little more, please.")
    await expect(slack.form.get_by_label("Full name", exact=True)).to_have_value("Wu")
    await expect(slack.form.get_by_label("Full name", exact=True)).to_be_focused()
    await slack.fills({"Full name": "Wu Zhao"})
    await slack.submits()
    await expect(slack.form).to_have_count(0)
    values = stage.slack.heard[-1]["view"]["state"]["values"]
    assert values["name"]["v"]["value"] == "Wu Zhao"
    assert values["kind"]["v"]["selected_option"]["value"] == "private_bilingual"
    assert [one["value"] for one in values["areas"]["v"]["selected_options"]] == ["area_3", "area_11"]
    assert values["country"]["country"]["selected_option"]["value"] == "chile"


async def test_a_slack_card_is_drawn_as_text_and_answers_to_presses_choices_and_questions(stage: Stage) -> None:
    slack, _ = await stage.be(BOTH)
    await slack.types("/card")
    card = await slack.sees("Application of Shén & Sons")
    await expect(card.locator("blockquote")).to_have_text("<b>*not bold*</b>")
    await expect(card.locator("strong").first).to_have_text("review")
    await expect(card.locator("time").last).to_contain_text("2030")
    await slack.presses("Claim")
    await expect(await slack.sees("Claimed by @Philippa Marrowfield")).to_contain_text("Only you can see this")
    await slack.presses("Decline", on="APP-2027-001")
    await slack.answers("Not now")
    await slack.picks("Private bilingual", select="Kind of school")
    await slack.sees("It is private_bilingual & done")
    assert len(stage.slack.heard) == 1
    await slack.presses("Decline", on="APP-2027-001")
    await slack.answers("Yes, decline")
    await slack.sees("It is declined & done")


async def test_a_question_goes_with_the_person_who_was_asked(stage: Stage) -> None:
    slack, _ = await stage.be(BOTH)
    await slack.types("/card")
    await slack.presses("Decline", on="APP-2027-001")
    question = slack.root.get_by_role("alertdialog")
    await expect(question).to_be_visible()
    slack, _ = await stage.be(OFFICE)
    await expect(question).to_have_count(0)
    await stage.be(BOTH)
    await expect(question).to_have_count(0)
    assert len(stage.slack.heard) == 0


async def test_slack_completes_commands_and_opens_the_home(stage: Stage) -> None:
    slack, _ = await stage.be(BOTH)
    await slack.line.press_sequentially("/mem")
    await expect(slack.root.get_by_role("option").first).to_contain_text("/member")
    await slack.line.press("Tab")
    await expect(slack.root.get_by_role("option").last).to_contain_text("/member show")
    await slack.line.press("Tab")
    await expect(slack.line).to_have_value("/member find ")
    await slack.line.press_sequentially("wang")
    await slack.line.press("Enter")
    await slack.sees("You typed find wang")
    await slack.goes("Convenor")
    await slack.sees("At home")


async def test_a_discord_form_and_card_work_by_hand(stage: Stage) -> None:
    _, discord = await stage.be(BOTH)
    await discord.types("/apply")
    await discord.submits()
    await expect(discord.form.locator(".wrong").first).to_contain_text("This field is required")
    await discord.fills({"Full name": "Wu Zhao", "Kind": "Private bilingual"})
    await discord.submits()
    await discord.sees("Thank you")
    sent = stage.discord.heard[-1]["components"]
    assert [one["component"].get("value") or one["component"]["values"] for one in sent] == [
        "Wu Zhao",
        ["Private bilingual"],
    ]
    await discord.types("/card")
    card = await discord.sees("Application of Shén")
    await expect(card.locator("blockquote")).to_have_text("*not italic*")
    await expect(card.locator("h4")).to_have_text("Application of Shén")
    await discord.picks("International division", select="Kind of school")
    answer = await discord.sees("It is International division")
    await expect(answer).to_contain_text("Only you can see this")
    await discord.presses("Dismiss message", on="International division")
    await expect(discord.messages("It is International division")).to_have_count(0)


async def test_discord_completes_commands_options_and_values(stage: Stage) -> None:
    _, discord = await stage.be(BOTH)
    await discord.line.press_sequentially("/mem")
    await expect(discord.root.get_by_role("option").first).to_contain_text("Find somebody")
    await discord.line.press("Enter")
    await expect(discord.root.get_by_role("option").first).to_contain_text("A name (required)")
    await discord.line.press("Enter")
    await discord.line.press_sequentially("søren")
    await expect(discord.root.get_by_role("option", name="Søren Ågaard-Lindqvist")).to_be_visible()
    await discord.line.press("Tab")
    await discord.line.press("Escape")
    await discord.line.press("Enter")
    await discord.sees("You asked for Søren Ågaard-Lindqvist in None")


async def test_a_refusal_of_the_client_keeps_what_was_typed(stage: Stage) -> None:
    _, discord = await stage.be(BOTH)
    await discord.types("/member find")
    await expect(discord.root.locator(".complaint")).to_contain_text("needs 'query'")
    await expect(discord.line).to_have_value("/member find")


async def test_silence_of_the_application_is_shown(stage: Stage) -> None:
    _, discord = await stage.be(BOTH)
    await discord.types("/slow")
    await discord.sees("The application did not respond")


async def test_files_are_downloaded_not_opened(stage: Stage, tmp_path: Path) -> None:
    slack, discord = await stage.be(BOTH)
    await slack.types("/file")
    await discord.types("/card")
    for side in (slack, discord):
        async with stage.page.expect_download() as waiting:
            await side.root.locator(".file-card").click()
        download = await waiting.value
        assert download.suggested_filename == "signed.html"
        await download.save_as(tmp_path / "file")
        assert (tmp_path / "file").read_text() == "<h1>Signed</h1>"


async def test_nothing_that_is_written_becomes_a_part_of_the_page(stage: Stage) -> None:
    slack, discord = await stage.be(BOTH)
    evil = "<img src=x onerror=alert(1)> <b>bold</b> [press](javascript:alert(1)) <javascript:alert(1)|here> "
    await stage.sandbox.player(OFFICE, "slack").types(evil, channel="welcome-欢迎")
    await stage.sandbox.player(OFFICE, "discord").types(evil, channel="welcome-欢迎")
    for side in (slack, discord):
        row = await side.sees("<img src=x onerror=alert(1)> <b>bold</b>")
        await expect(row.locator("img, .row-body b, a")).to_have_count(0)


async def test_who_is_on_one_platform_sees_the_other_greyed_with_a_reason(stage: Stage) -> None:
    slack, discord = await stage.be(DISCORD_ONLY)
    await expect(slack.root.locator(".absent")).to_contain_text("岑羽可没有 Slack 账号")
    await expect(discord.line).to_be_enabled()
    await expect(discord.line).to_have_attribute("placeholder", "发消息到 #welcome-欢迎")
    slack, discord = await stage.be(SLACK_ONLY)
    await expect(discord.root.locator(".absent")).to_be_visible()
    await expect(slack.root.locator(".absent")).to_be_hidden()


async def test_private_channels_are_seen_by_the_office_alone(stage: Stage) -> None:
    for person, count in ((OFFICE, 1), (BOTH, 0)):
        for side in await stage.be(person):
            await expect(side.root.locator(".place-name").get_by_text("office", exact=True)).to_have_count(count)


async def test_what_others_write_appears_at_once_and_counts_as_unread_elsewhere(stage: Stage) -> None:
    slack, discord = await stage.be(BOTH)
    luo = stage.sandbox.player(OFFICE, "slack")
    await luo.types("Good morning & welcome", channel="welcome-欢迎")
    await expect(await slack.sees("Good morning & welcome")).to_contain_text("Luo Weilan")
    await stage.sandbox.player(OFFICE, "discord").types("**Hello**", channel="general")
    await expect(discord.root.locator(".place.news")).to_contain_text("general")
    await discord.goes("general")
    await expect((await discord.sees("Hello")).locator("strong")).to_have_text("Hello")
    await expect(discord.root.locator(".place.news")).to_have_count(0)


async def test_a_person_is_chosen_by_name_and_newcomers_join_when_first_played(stage: Stage) -> None:
    await stage.be(OFFICE)
    joined = stage.sandbox.user(DISCORD_ONLY, "discord")
    assert int(joined) not in stage.sandbox.guild.guild.members
    await stage.page.get_by_role("button", name="选择您的身份").click()
    await stage.page.get_by_role("link", name="Cen Yuke").click()
    await expect(stage.page.locator(f"body[data-ready={DISCORD_ONLY}]")).to_be_attached()
    assert int(joined) in stage.sandbox.guild.guild.members


async def test_the_clock_moves_forward_and_the_product_is_told(stage: Stage) -> None:
    told: list[datetime] = []
    stage.sandbox.on_clock = lambda: told.append(stage.sandbox.clock.now())
    await stage.be(BOTH)
    await expect(stage.page.locator(".now")).to_contain_text("1 March 2027")
    await expect(stage.page.locator(".now b")).to_have_text("17:00")
    await stage.page.get_by_role("button", name="+1 week").click()
    await expect(stage.page.locator(".now")).to_contain_text("8 March 2027")
    await stage.page.get_by_role("button", name="Other…").click()
    await stage.page.get_by_role("spinbutton", name="days").fill("24")
    await stage.page.get_by_role("button", name="Move forward").click()
    await expect(stage.page.locator(".now")).to_contain_text("1 April 2027")
    assert [one.date().isoformat() for one in told] == ["2027-03-08", "2027-04-01"]


async def test_the_keyboard_stays_in_a_form_until_escape(stage: Stage) -> None:
    slack, _ = await stage.be(BOTH)
    await slack.types("/apply")
    await expect(slack.form.get_by_label("Full name", exact=True)).to_be_focused()
    for _ in range(12):
        await stage.page.keyboard.press("Tab")
        assert await slack.form.evaluate("box => box.contains(document.activeElement)")
    await stage.page.keyboard.press("Escape")
    await expect(slack.form).to_have_count(0)


async def test_a_narrow_screen_shows_one_client_at_a_time(stage: Stage) -> None:
    await stage.page.set_viewport_size({"width": 600, "height": 900})
    slack, discord = await stage.be(BOTH)
    await expect(slack.root).to_be_visible()
    await expect(discord.root).to_be_hidden()
    await stage.page.get_by_role("tab", name="Discord").click()
    await expect(discord.root).to_be_visible()


async def test_other_sites_cannot_act_and_nobody_acts_without_an_account(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession(sandbox.page_url) as session:
        forged = await session.post("play/clock", data='{"seconds": 60}', headers={"Content-Type": "text/plain"})
        assert forged.status == 415
        backwards = await session.post("play/clock", json={"seconds": -60})
        assert backwards.status == 409
        absent = await session.post(f"play/{DISCORD_ONLY}/slack/send", json={"channel": "C1", "line": "hello"})
        assert absent.status == 404
        office = next(one.id for one in sandbox.slack.channels.values() if one.name == "office")
        intruding = await session.post(f"play/{BOTH}/slack/send", json={"channel": office, "line": "hello"})
        assert intruding.status == 409
        assert "not in #office" in (await intruding.json())["error"]
    assert sandbox.clock.now() - datetime(2027, 3, 1, 9, 0, tzinfo=UTC) < timedelta(minutes=1)


async def test_yesterday_is_the_day_before_in_the_calendar_also_when_the_clocks_change(stage: Stage) -> None:
    """Sunday 28 March 2027 has 23 hours in Berlin, Sunday 31 October has 25."""
    await stage.be(BOTH)
    moments = {
        "2027-03-28T10:00Z": "2027-03-28T22:30Z", "2027-03-27T22:30Z": "2027-03-28T22:30Z",
        "2027-10-30T10:00Z": "2027-10-31T22:30Z", "2027-10-30T22:30Z": "2027-10-31T22:30Z",
    }  # fmt: skip
    said = await stage.page.evaluate(
        """async (moments) => {
            const { state } = await import("/page/js/live.js");
            const { dayWords } = await import("/page/js/time.js");
            state.person = { ...state.person, zone: "Europe/Berlin" };
            return Object.entries(moments).map(([at, now]) => dayWords(new Date(at), new Date(now)));
        }""",
        moments,
    )
    assert said == ["Yesterday", "Saturday 27 March", "Yesterday", "Today"]
