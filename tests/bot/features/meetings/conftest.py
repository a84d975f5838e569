"""An office with its secretariat, and the steps by which a meeting is called."""

from collections.abc import Mapping

import pytest

from adapters.memory.adapter import Seat
from bot.dispatcher import Dispatcher
from bot.features.gatherings import api as gatherings
from bot.features.meetings.series import TendMeetings
from bot.people import Role
from tests.support.stage import Stage

WORKING = {
    "Kind": "working meeting", "Title": "Exam dates", "How people meet": "in person",
    "How confidential it is": "What is said may be passed on.",
}  # fmt: skip
WHEN = {"Date and time there": "Thu 15 Apr 2027, 14:00", "Time of which city": "Suzhou", "Length in minutes": "90"}
ROOM = {"Place": "XJTLU", "Room": "Room 3", "Address in the local script": "苏州市仁爱路111号", "Seats": "30"}


@pytest.fixture
async def office(stage: Stage) -> Seat:
    return await stage.person("Luo Weilan", roles=(Role.SECRETARIAT,))


async def member(stage: Stage, name: str, on: str = "slack", **more: str) -> Seat:
    return await stage.person(name, on, roles=(Role.MEMBER,), **more)


async def restarts(stage: Stage) -> None:
    """The process ends in order and another one takes over the same database."""
    before = stage.dispatcher
    await before.stop()
    stage.dispatcher = Dispatcher(stage.app, before.ledger, stage.platforms.values(), before.timing)
    stage.app.rung = stage.dispatcher.ring


async def begins(stage: Stage) -> None:
    """The daily look at what lies ahead."""
    async with stage.work() as ctx:
        ctx.later(TendMeetings())
    await stage.settles()


async def plans(
    seat: Seat, what: Mapping[str, str] = WORKING, when: Mapping[str, str] = WHEN, where: Mapping[str, str] = ROOM
) -> None:
    """Fill in the three forms of a new meeting, up to where it is read back."""
    await seat.types("/meeting new")
    for step in (what, when, where):
        await seat.fills(step)
        await seat.submits()


async def known(stage: Stage, ref: str) -> gatherings.Gathering:
    async with stage.work() as ctx:
        found = await ctx.repository(gatherings.Gatherings).by_ref(ref)
    assert found is not None, ref
    return found


def heard(seat: Seat, words: str) -> int:
    """How many direct messages to that person say so."""
    return sum(words in m.text for m in seat.platform.messages if m.channel == f"@{seat.account.user}")


def on_desk(stage: Stage, words: str, platform: str = "slack") -> int:
    """How many messages in the secretariat's channel say so."""
    return sum(words in m.text for m in stage.platforms[platform].messages if m.channel == "secretariat")
