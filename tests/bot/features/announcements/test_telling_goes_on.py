"""Telling many people goes on after a stop, and tells nobody twice."""

from typing import Any

import pytest

from adapters.scheduler import Beat
from bot.context import Context
from bot.features.announcements import reach
from bot.features.announcements.model import Announcement
from tests.bot.features.announcements.conftest import Office


async def test_telling_that_came_to_a_stop_is_taken_up_again_and_nobody_is_told_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    some, broken = reach.some, [True]

    async def stops(ctx: Context, announcement: Announcement, after: str = "") -> Any:
        if after and broken:
            raise RuntimeError("a bug of ours")
        return await some(ctx, announcement, after)

    monkeypatch.setattr(reach, "AT_ONCE", 2)
    monkeypatch.setattr(reach, "some", stops)
    seats = [await office.member(f"Reader {number}") for number in range(5)]
    await office.writes()
    await office.goes(channels=[], ways=["direct"])
    await office.luo.presses("Send now")
    for _ in range(20):  # until it is given up
        await office.stage.passes(minutes=2)
    assert 0 < sum(len(office.inbox(seat)) for seat in seats) < 5
    broken.clear()
    beat = Beat(office.stage.app, office.stage.dispatcher.ring)
    for _ in range(3):
        await beat.tick()
        await office.stage.passes(hours=1)
    assert [len(office.inbox(seat)) for seat in seats] == [1] * 5
    await office.luo.types("/announce show ANN-2027-001")
    assert "State: sent" in office.luo.messages()[-1].text
