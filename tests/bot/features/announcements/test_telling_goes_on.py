"""Telling many people goes on after a stop, and tells nobody twice."""

from typing import Any

import pytest

from adapters.scheduler import Beat
from bot.context import Context
from bot.features.announcements import reach
from bot.features.announcements.model import Announcement
from tests.bot.features.announcements.conftest import Office


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Two at a time, and the second two are never reached until this is empty."""
    some, broken = reach.some, [True]

    async def stops(ctx: Context, announcement: Announcement, after: str = "") -> Any:
        if after and broken:
            raise RuntimeError("a bug of ours")
        return await some(ctx, announcement, after)

    monkeypatch.setattr(reach, "AT_ONCE", 2)
    monkeypatch.setattr(reach, "some", stops)
    return broken


async def goes_on(office: Office, broken: list[bool]) -> None:
    """It is given up, mended, and found by the beat of a later hour."""
    for _ in range(20):
        await office.stage.passes(minutes=2)
    broken.clear()
    beat = Beat(office.stage.app, office.stage.dispatcher.ring)
    for _ in range(3):
        await beat.tick()
        await office.stage.passes(hours=1)


async def test_telling_that_came_to_a_stop_is_taken_up_again_and_nobody_is_told_twice(
    office: Office, broken: list[bool]
) -> None:
    seats = [await office.member(f"Reader {number}") for number in range(5)]
    await office.writes()
    await office.goes(channels=[], ways=["direct"])
    await office.luo.presses("Send now")
    assert 0 < sum(len(office.inbox(seat)) for seat in seats) < 5
    await goes_on(office, broken)
    assert [len(office.inbox(seat)) for seat in seats] == [1] * 5
    await office.luo.types("/announce show ANN-2027-001")
    assert "State: sent" in office.luo.messages()[-1].text


async def test_a_channel_that_went_is_told_once_though_telling_stops_in_between(
    office: Office, broken: list[bool]
) -> None:
    seats = [await office.member(f"Reader {number}") for number in range(5)]
    await office.loses("announcements")
    await office.writes()
    await office.goes(channels=["announcements"], ways=["direct"])
    await office.schedules("1 Mar 2027 19:00")
    await office.stage.passes(hours=5)
    assert 0 < sum(len(office.inbox(seat)) for seat in seats) < 5
    await goes_on(office, broken)
    assert [len(office.inbox(seat)) for seat in seats] == [1] * 5
    assert len([m for m in office.posts("slack", "secretariat") if "could not be posted" in m.text]) == 1


async def test_what_was_sent_before_the_time_planned_is_not_said_to_have_gone_out_then(
    office: Office, broken: list[bool]
) -> None:
    for number in range(5):
        await office.member(f"Reader {number}")
    await office.writes()
    await office.goes(channels=[], ways=["direct"])
    await office.schedules("9 Mar 2027 14:00")
    await office.luo.types("/announce show ANN-2027-001")
    await office.luo.presses("Send now")
    await goes_on(office, broken)
    await office.luo.types("/announce show ANN-2027-001")
    assert "State: sent" in office.luo.messages()[-1].text
    assert not [m for m in office.inbox(office.luo) if "has gone out" in m.text]
