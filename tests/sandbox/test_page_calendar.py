"""The server's calendar, pictures, and what an administrator may do, on the sandbox's page in a real browser."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, expect

from bot.clock import MovableClock
from bot.plots import reach_plot
from sandbox.server import Sandbox
from tests.support.browser import Side

BOTH, ADMIN = "P31", "P30"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    clock = MovableClock(datetime(2027, 3, 1, 9, 0, tzinfo=UTC))
    made = Sandbox(clock, port=0, profile_channels={"welcome": "welcome"})
    await made.start()
    yield made
    await made.stop()


async def be(page: Page, sandbox: Sandbox, person: str) -> tuple[Side, Side]:
    await page.goto(f"{sandbox.page_url}#{person}")
    await expect(page.locator(f"body[data-ready={person}]")).to_be_attached()
    return Side(page, "slack"), Side(page, "discord")


async def test_events_are_listed_marked_and_go_on_with_the_clock(sandbox: Sandbox, page: Page) -> None:
    _, discord = await be(page, sandbox, BOTH)
    await discord.goes("Events")
    await expect(discord.root.locator(".events")).to_contain_text("Nothing is planned")
    sandbox.guild.add_event("Chess", days=2)
    key = sandbox.guild.add_event("Open day", days=1, description="With **tea**", where="Hall 1")
    cards = discord.root.locator(".event")
    await expect(cards.first).to_contain_text("Open day")
    await expect(cards.first).to_contain_text("Hall 1")
    await expect(cards.first.locator("strong")).to_have_text("tea")
    starts = (sandbox.clock.now() + timedelta(days=1)).astimezone(ZoneInfo(sandbox.people.person(BOTH).zone))
    await expect(cards.first.locator("time")).to_contain_text(f"{starts:%H:%M}")
    await cards.first.get_by_role("button", name="Interested").click()
    await expect(cards.first).to_contain_text("1 interested")
    (first, _second) = sandbox.player(BOTH, "discord").events()
    assert (first.id, first.interested, first.where, first.running) == (key, True, "Hall 1", False)
    await sandbox.forward(timedelta(days=1, minutes=5))
    await expect(cards.first).to_contain_text("Happening now")
    await sandbox.forward(timedelta(hours=1))
    await expect(cards).to_have_count(1)


async def test_the_clock_goes_to_the_next_thing_the_product_plans(sandbox: Sandbox, page: Page) -> None:
    planned = [sandbox.clock.now() + timedelta(days=3, hours=2)]
    told: list[datetime] = []

    async def due() -> datetime | None:
        return next((at for at in planned if at > sandbox.clock.now()), None)

    sandbox.next_due, sandbox.on_clock = due, lambda: told.append(sandbox.clock.now())
    await be(page, sandbox, BOTH)
    button = page.get_by_role("button", name="To the next")
    await button.click()
    await expect(page.locator(".now")).to_contain_text("4 March 2027")
    assert [at >= planned[0] for at in told] == [True]
    await button.click()
    await expect(page.get_by_role("button", name="Nothing planned")).to_be_visible()
    assert len(told) == 1


async def test_an_administrator_takes_a_channel_away_on_either_platform(sandbox: Sandbox, page: Page) -> None:
    sandbox.slack.add_channel("forum", members=[sandbox.user(ADMIN, "slack")])
    sandbox.guild.add_channel("forum")
    slack, discord = await be(page, sandbox, ADMIN)
    for side, label in ((slack, "Archive channel"), (discord, "Delete channel")):
        await side.goes("forum")
        await side.root.locator(".room-head").get_by_role("button", name=label).click()
        await side.answers("Keep it")
        await expect(side.root.locator(".place").filter(has_text="forum")).to_have_count(1)
        await side.root.locator(".room-head").get_by_role("button", name=label).click()
        await side.answers(label)
        await expect(side.root.locator(".place").filter(has_text="forum")).to_have_count(0)
    slack, discord = await be(page, sandbox, BOTH)
    for side in (slack, discord):
        await side.goes("welcome")
        await expect(side.root.locator(".room-head .quiet")).to_have_count(0)


async def test_a_person_can_take_no_direct_messages(sandbox: Sandbox, page: Page) -> None:
    _, discord = await be(page, sandbox, BOTH)
    await discord.goes("Convenor")
    await discord.root.get_by_role("button", name="Takes direct messages").click()
    await expect(discord.root.get_by_role("button", name="Takes no direct messages")).to_be_visible()
    assert sandbox.discord.world.users[int(sandbox.user(BOTH, "discord"))].dm_closed


async def test_pictures_are_seen_in_the_message(sandbox: Sandbox, page: Page) -> None:
    ws, content = sandbox.slack, reach_plot([(sandbox.clock.now(), 3)], 9, "UTC")
    file = ws.client_upload("reach.png")
    ws.files[file["id"]].content = content
    block = {"type": "image", "slack_file": {"id": file["id"]}, "alt_text": "Read by 3 of 9", "block_id": "b1"}
    welcome = ws.find_channel("welcome")
    assert welcome is not None
    ws.post(welcome, ws.bot_user_id, text="Reach", blocks=[block], by_app=True)
    slack, _ = await be(page, sandbox, BOTH)
    await slack.goes("welcome")
    shown = slack.root.get_by_role("img", name="Read by 3 of 9")
    await expect(shown).to_be_visible()
    assert await shown.evaluate("node => node.decode().then(() => node.naturalWidth)") == 800
    (seen,) = sandbox.player(BOTH, "slack").messages("welcome")
    assert [(each.content, each.alt) for each in seen.pictures] == [(content, "Read by 3 of 9")]
