"""A quarterly meeting as people live it, in a browser: called on Discord, answered on Slack and by mail, moved, kept.

Everything the sandbox starts with runs in this process; the person in front of the screen is a real browser.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, expect

from bot.cli.house import House
from bot.cli.play import playing
from bot.clock import MovableClock
from bot.i18n import Reader
from bot.ui.text import Phrase, _
from config import profiles
from config.groups import SandboxSettings, WebSettings
from config.settings import Settings
from sandbox.server import Sandbox
from tests.support.browser import Side, browser, page

__all__ = ["browser", "page"]

OFFICE, ON_SLACK, ON_BOTH, BY_MAIL = "P02", "P05", "P06", "P04"
"""Luo Weilan reads Chinese, Tobias Ferncastle English, Gu Muxing and Shen Keyi Chinese; Shen has no chat account."""
CHINESE = Reader("zh-Hans", "Asia/Shanghai")
START = datetime(2027, 1, 20, 1, 0, tzinfo=UTC)
MEETING = "季度会议 Quarterly meeting"


def zh(phrase: Phrase) -> str:
    return CHINESE.plain(phrase)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


@pytest.fixture
async def played(clock: MovableClock) -> AsyncIterator[tuple[Sandbox, House]]:
    settings = Settings(_env_file=None, sandbox=SandboxSettings(port=0), web=WebSettings(port=0))
    async with playing(settings, profiles.load("cslei"), clock) as (sandbox, house):
        yield sandbox, house


class Walk:
    """One window, in which somebody else sits down again and again."""

    def __init__(self, sandbox: Sandbox, house: House, page: Page, clock: MovableClock) -> None:
        self.sandbox, self.house, self.page, self.clock = sandbox, house, page, clock

    async def be(self, person: str) -> tuple[Side, Side]:
        await self.page.goto(f"{self.sandbox.page_url}#{person}")
        await expect(self.page.locator(f"body[data-ready={person}]")).to_be_attached()
        return Side(self.page, "slack"), Side(self.page, "discord")

    async def clock_goes_to(self, at: datetime) -> None:
        """From one thing that is planned to the next, as with the button of the page."""
        while self.clock.now() < at:
            async with self.page.expect_response("**/play/clock"):
                await self.page.get_by_role("button", name="下一项").click()
            await self.rests()

    async def rests(self) -> None:
        """Wait until all that has fallen due is done: a person would look at it before going on."""
        worker = self.house.dispatcher
        async with asyncio.timeout(60):
            while True:
                due = await worker.ledger.next_due(START - timedelta(days=1))
                if not worker._flights and not worker._results and (due is None or due > self.clock.now()):
                    return
                await asyncio.sleep(0.05)

    def mails(self) -> list[str]:
        return [mail.subject for mail in self.sandbox.mail.of("shen@reedmarsh.example")]


@pytest.mark.timeout(300)
async def test_a_quarterly_meeting_from_the_call_to_the_reminder(
    played: tuple[Sandbox, House], page: Page, clock: MovableClock
) -> None:
    page.set_default_timeout(20_000)
    sandbox, house = played
    walk = Walk(sandbox, house, page, clock)

    # the office calls the meeting of the first quarter, on Discord
    _slack, discord = await walk.be(OFFICE)
    await discord.types("/meeting show ref:MTG-2027-Q1")
    await discord.presses(zh(_("Place, link, seats")))
    await discord.fills({zh(_("Room")): "Room 3"})
    await discord.submits()
    await discord.sees(zh(_("It is saved, and not announced yet.")))
    await discord.presses(zh(_("Announce")), on=zh(_("On the members' clocks")))
    await discord.sees(zh(_("Announced: {title}", title=MEETING)))

    # one answers on Slack, in English
    slack, _discord = await walk.be(ON_SLACK)
    invitation = await slack.sees("You are invited")
    await expect(invitation).to_contain_text("Thu 11 Mar 2027, 14:00")
    await slack.presses("Yes", on="You are invited")
    await slack.sees("You said Yes")

    # one has no chat: the mail's button opens a page, and nothing happens before it is confirmed there
    await walk.be(BY_MAIL)
    link = page.frame_locator(".mail-page").get_by_role("link", name=zh(_("Yes")), exact=True)
    async with page.context.expect_page() as opened:
        await link.click()
    window = await opened.value
    await window.get_by_role("button", name=zh(_("Press to confirm: {answer}", answer=_("Yes")))).click()
    await expect(window.get_by_text(zh(_("You said {answer}.", answer=_("Yes"))))).to_be_visible()
    await window.close()

    # both show on the card on Discord
    _slack, discord = await walk.be(OFFICE)
    await discord.goes("meetings-会议")
    await expect(discord.messages(MEETING).last).to_contain_text(f"{zh(_('Yes'))}：2", timeout=20_000)

    # the date moves
    await discord.goes("welcome-欢迎")
    await discord.types("/meeting move ref:MTG-2027-Q1")
    await discord.fills({zh(_("New date and time, local")): "2027-03-18 15:00"})
    await discord.submits()
    await discord.presses(zh(_("Move it")))
    await discord.sees(zh(_("Moved: {title}", title=MEETING)))

    # everybody is told once, also who is on both platforms
    slack, _discord = await walk.be(ON_SLACK)
    await slack.sees("New time")
    assert await slack.messages("New time").count() == 1
    slack, discord = await walk.be(ON_BOTH)
    told = zh(_("New time: {title}", title=MEETING))
    await expect(page.locator(".client .row").filter(has_text=told)).to_have_count(1, timeout=20_000)
    await walk.be(BY_MAIL)
    await expect(page.locator("body")).to_contain_text(told)
    assert sum(told in subject for subject in walk.mails()) == 1

    # time passes, seen from the office; the reminders come in each one's language, in the daytime
    await walk.be(OFFICE)
    await walk.clock_goes_to(datetime(2027, 3, 18, 6, 30, tzinfo=UTC))
    slack, _discord = await walk.be(ON_SLACK)
    await slack.sees("Reminder: 季度会议 Quarterly meeting")
    await expect(slack.messages("Reminder: 季度会议")).to_have_count(3, timeout=20_000)
    reminder = zh(_("Reminder: {title}, {when}", title=MEETING, when="")).rstrip("，")
    assert sum(reminder in subject for subject in walk.mails()) == 3
    for mail in sandbox.mail.of("shen@reedmarsh.example"):
        if reminder in mail.subject:
            hour = mail.at.astimezone(ZoneInfo(CHINESE.zone)).hour
            assert 7 <= hour < 22
