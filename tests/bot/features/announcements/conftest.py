"""A network on a stage with an office and members, and the way from nothing to a card on the desk."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest

from adapters.memory.adapter import Seat
from adapters.memory.outbound import Message
from bot import wall
from bot.clock import MovableClock
from bot.features.gatherings import api as gatherings
from bot.features.register import api as register
from bot.outbox import new_id
from bot.people import People, Role
from bot.ports import Spaces
from config.profiles import load
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger
from tests.support.stage import START, Stage

ENGLISH = {"Subject in English": "Lecture moved", "Text in English": "The lecture moves to Room 4.\n\nSee you there."}
CHINESE = {"Subject in Chinese": "讲座改期", "Text in Chinese": "讲座改在四号教室。"}


@dataclass
class Office:
    """A network whose secretary is Luo Weilan, on Slack."""

    stage: Stage
    luo: Seat
    members: dict[str, Seat] = field(default_factory=dict[str, Seat])

    async def member(self, name: str, on: str = "slack", *, language: str = "en", **changes: Any) -> Seat:
        """A member; by default one who chose to get everything."""
        roles = changes.pop("roles", (Role.MEMBER,))
        seat = await self.stage.person(name, on, roles=roles, language=language, email=changes.pop("email", ""))
        person = await self.stage.record(seat)
        async with self.stage.work() as ctx:
            await ctx.repository(People).save(replace(person, **{"digest": "all", **changes}))
        self.members[name] = seat
        return seat

    async def enrols(self, name: str, institution: str, country: str = "CN", on: str = "slack") -> Seat:
        """A member of an institution, by the register."""
        seat = await self.member(name, on, roles=())
        person = (await self.stage.record(seat)).id
        async with self.stage.work() as ctx:
            known = await register.institution_of(ctx, institution)
            if known is None:
                await register.enrol(ctx, register.Enrolment(
                    "", "institution", person, "full", register.InstitutionFacts(institution, country), "Head", False,
                    None, None, "", ctx.now))  # fmt: skip
            else:
                await register.add_person(ctx, known.id, person, "Teacher")
        await self.stage.settles()
        return seat

    async def writes(self, by: Seat | None = None, words: dict[str, str] | None = None) -> Message:
        """A new announcement, as far as its card."""
        by = by or self.luo
        await by.types("/announce new")
        await by.fills({**ENGLISH, **CHINESE} if words is None else words)
        await by.submits()
        return by.messages()[-1]

    async def aims(self, by: Seat | None = None, **values: Any) -> None:
        by = by or self.luo
        await by.presses("Whom it is for")
        await by.fills(values)
        await by.submits()

    async def goes(self, by: Seat | None = None, **values: Any) -> None:
        by = by or self.luo
        await by.presses("Where it goes")
        await by.fills(values)
        await by.submits()

    async def schedules(self, when: str = "3 Mar 2027 14:00") -> None:
        """What is on the newest card goes out then."""
        await self.luo.presses("Schedule")
        await self.luo.fills({"when": when})
        await self.luo.submits()
        await self.luo.presses("Schedule", on="then?")

    async def loses(self, channel: str) -> None:
        """On Slack there is no such channel any more."""
        async with self.stage.work() as ctx:
            space = await ctx.repository(Spaces).get("slack", "T1")
            assert space is not None
            kept = {key: each for key, each in space.channels.items() if key != channel}
            await ctx.repository(Spaces).save(replace(space, channels=kept))

    async def event(self, organiser: Seat, *coming: Seat, staying: Seat | None = None) -> str:
        """The reference of a webinar that somebody runs, with people who come and one who does not."""
        run_by = (await self.stage.record(organiser)).id
        local = datetime(2027, 6, 17, 16)
        async with self.stage.work() as ctx:
            starts_at = wall.instant(local, ctx.profile.zone)
            made = gatherings.Gathering(
                id=new_id(), ref=await gatherings.new_ref(ctx, "event", starts_at), organiser=run_by,
                created_at=ctx.now, starts_at=starts_at, family="event", kind="webinar", title="Marks",
                local=local, zone="Asia/Shanghai", minutes=60, mode="online", join_link="https://meet.example/secret",
            )  # fmt: skip
            await ctx.repository(gatherings.Gatherings).add(made)
            for seat in (*coming, *((staying,) if staying else ())):
                person = (await self.stage.record(seat)).id
                answer = await ctx.repository(gatherings.Gatherings).answer(made.id, person)
                wish = "no" if seat is staying else "yes"
                await ctx.repository(gatherings.Gatherings).save_answer(replace(answer, wish=wish))
        await self.stage.settles()
        return made.ref

    def inbox(self, seat: Seat) -> list[Message]:
        """The direct messages of a person."""
        return [m for m in seat.platform.messages if m.channel == f"@{seat.account.user}"]

    def posts(self, on: str, channel: str = "announcements") -> list[Message]:
        return [m for m in self.stage.platforms[on].messages if m.channel == channel and not m.private_to]


Open = Callable[[str], Awaitable[Office]]


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


@pytest.fixture
def open_office(database: SqlDatabase, clock: MovableClock) -> Open:
    async def build(profile: str) -> Office:
        stage = await Stage(database, SqlLedger(database, profile), load(profile), clock).open()
        return Office(stage, await stage.person("Luo Weilan", roles=(Role.SECRETARIAT,)))

    return build


@pytest.fixture
async def office(open_office: Open) -> Office:
    return await open_office("cslei")


@pytest.fixture
async def careful(open_office: Open) -> Office:
    """A network that wants a second pair of eyes, in English only."""
    return await open_office("inei")
