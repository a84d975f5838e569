"""Deliveries stay under Slack's ceilings; answers somebody waits for do not queue behind them."""

import asyncio

import pytest

from adapters.slack import pacing
from adapters.slack.pacing import Pace
from bot.i18n import Reader
from bot.ports import Edit, Send
from bot.ui.blocks import Paragraph
from bot.ui.view import View
from tests.adapters.slack.rig import Rig


class Hours:
    """The event loop's time, passing only while somebody sleeps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        loop = asyncio.get_running_loop()
        monkeypatch.setattr(loop, "time", lambda: self.now)
        monkeypatch.setattr(pacing.asyncio, "sleep", self.sleep)

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.mark.parametrize("method", ["chat.update", "conversations.create", "users.info"])
async def test_no_minute_sees_more_calls_than_slack_allows(monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    pace = Pace()
    with monkeypatch.context() as patch:
        hours = Hours(patch)
        times: list[float] = []
        for _ in range(300):
            await pace.turn(method)
            times.append(hours.now)
    for start in times:
        assert sum(start <= each < start + 60 for each in times) <= pacing.TIERS[method]


async def test_a_channel_gets_a_message_a_second_after_a_short_burst(monkeypatch: pytest.MonkeyPatch) -> None:
    pace = Pace()
    with monkeypatch.context() as patch:
        hours = Hours(patch)
        for number in range(13):
            await pace.turn("chat.postMessage", "C1")
            await pace.turn("chat.postMessage", f"C-other-{number}")
        assert hours.now == pytest.approx(10 / 0.8, abs=0.01)


async def test_urgent_calls_do_not_wait_and_deliveries_make_up_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    pace = Pace()
    with monkeypatch.context() as patch:
        hours = Hours(patch)
        for _ in range(13):
            await pace.turn("chat.postMessage", "C1", urgent=True)
        assert hours.now == 0
        await pace.turn("chat.postMessage", "C1")
        assert hours.now == pytest.approx(11 / 0.8, abs=0.01)


async def test_what_slack_asks_to_wait_is_waited(monkeypatch: pytest.MonkeyPatch) -> None:
    pace = Pace()
    with monkeypatch.context() as patch:
        hours = Hours(patch)
        pace.close("chat.update", "", 30)
        await pace.turn("chat.update")
        assert hours.now >= 30


async def test_a_burst_of_deliveries_meets_no_429(rig: Rig) -> None:
    rig.slack._teams[rig.ws.team_id].workspace.pace = Pace()
    rig.ws.limits.enabled = True
    rig.ws.limits.burst = 4
    team, messenger = rig.ws.team_id, rig.slack.messenger
    receipt = None
    for number in range(5):
        view = View.of(Paragraph(f"News {number}"))
        receipt = await messenger.perform(Send(team, view, Reader(), f"cv{number}", rig.welcome))
    assert receipt is not None
    for number in range(10):
        view = View.of(Paragraph(f"New {number}"))
        await messenger.perform(Edit(team, rig.welcome, receipt.external_id, view, Reader()))
    await rig.ana.sees("New 9")
