"""An organiser who plans events as people do: by filling in the steps."""

from collections.abc import Awaitable, Callable

import pytest

from adapters.memory.adapter import Seat
from bot.features.gatherings import api as gatherings
from bot.interactions import Place, Press
from bot.people import Role
from tests.support.stage import Stage

Plan = Callable[..., Awaitable[gatherings.Gathering]]

STEPS: tuple[dict[str, str | tuple[str, ...]], ...] = (
    {"title": "Assessment without exams", "abstract": "What schools do instead.", "mode": "online"},
    {"when": "2027-06-17 16:00", "zone": "Shanghai", "minutes": "60"},
    {"link": "https://meet.example/secret"},
    {"access": "members", "capacity": "2", "recording": "yes"},
    {},
)


@pytest.fixture
async def organiser(stage: Stage) -> Seat:
    return await stage.person("Luo Weilan", roles=(Role.SECRETARIAT,))


async def walk(seat: Seat, kind: str = "webinar", **changed: str | tuple[str, ...]) -> None:
    """Fill in all steps; `changed` are answers by key, each given where it is asked."""
    await seat.types(f"/event new kind:{kind}")
    answers = {key: value for step in STEPS for key, value in step.items()} | changed
    for _step in range(6):
        if seat.form is None:
            break
        asked = {field.key for field in seat.form.fields}
        await seat.fills({key: value for key, value in answers.items() if key in asked})
        await seat.submits()
        assert not seat.errors, seat.errors


@pytest.fixture
def plan(stage: Stage, organiser: Seat) -> Plan:
    async def planned(kind: str = "webinar", **changed: str | tuple[str, ...]) -> gatherings.Gathering:
        await walk(organiser, kind, **changed)
        await organiser.presses("Create it")
        number = len(await every(stage))
        async with stage.work() as ctx:
            found = await ctx.repository(gatherings.Gatherings).by_ref(f"EVT-2027-{number:03}")
        assert found is not None
        return found

    return planned


async def every(stage: Stage) -> tuple[gatherings.Gathering, ...]:
    async with stage.work() as ctx:
        states = tuple(gatherings.EVENT.labels)
        return await ctx.repository(gatherings.Gatherings).listed("event", states, stage.clock.now(), None, 100)


async def today(stage: Stage, event: gatherings.Gathering) -> gatherings.Gathering:
    async with stage.work() as ctx:
        found = await ctx.repository(gatherings.Gatherings).get(event.id)
    assert found is not None
    return found


async def member(stage: Stage, name: str, on: str = "slack", **more: str) -> Seat:
    return await stage.person(name, on, roles=(Role.MEMBER,), **more)


async def does(stage: Stage, seat: Seat, payload: str, *choices: str) -> None:
    """Press a button by what it carries, as an old message or a forged one would."""
    place = Place(seat.platform.platform, seat.platform.space, "x")
    seat._show(await stage.app.handle(Press(seat.account, place, payload, choices)), None)
    await stage.settles()


async def publish(stage: Stage, seat: Seat, event: gatherings.Gathering) -> None:
    await does(stage, seat, f"events.publish:{event.id}")
    await seat.presses("Publish now")


def heard(seat: Seat, words: str) -> int:
    """How many direct messages to that person say so."""
    return sum(words in m.text for m in seat.platform.messages if m.channel == f"@{seat.account.user}")
