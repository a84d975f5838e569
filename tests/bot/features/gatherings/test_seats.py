"""Whatever people do, and in whatever order: never more seats than there are, the line is kept, one place a person."""

import asyncio
import tempfile
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from adapters.memory.adapter import Seat
from bot import wall
from bot.clock import MovableClock
from bot.features.gatherings import api
from bot.features.gatherings.answers import Answer
from bot.features.register import api as register
from bot.interactions import Place, Press, Submit
from bot.outbox import new_id
from bot.people import People, Role
from bot.ui.replies import OpenForm
from config.profiles import load
from storage.ledger import SqlLedger
from tests.bot.features.gatherings.conftest import WEBINAR
from tests.support import databases
from tests.support.stage import START, Stage

PEOPLE = 5
Person = st.integers(0, PEOPLE - 1)


@cache
def template() -> Path:
    """A file with all tables, made once."""
    return databases.sqlite_template(Path(tempfile.mkdtemp()))


class Rush(RuleBasedStateMachine):
    """People register alone or in parties, give up, let offers lapse; the organiser changes and moves things."""

    def __init__(self) -> None:
        super().__init__()
        self.template = template()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = MovableClock(START)
        self.runner.run(self._open())

    async def _open(self) -> None:
        folder = Path(self.folder.name)
        self.kept_open = databases.sqlite(folder, self.clock, self.template)
        database = await self.kept_open.__aenter__()
        self.stage = await Stage(database, SqlLedger(database, "cslei"), load("cslei"), self.clock).open()
        self.stage.settling = False
        self.organiser = await self.stage.person("Luo Weilan", roles=(Role.SECRETARIAT,))
        self.seats: list[Seat] = []
        for number in range(PEOPLE):
            on = "slack" if number % 2 else "discord"
            self.seats.append(await self.stage.person(f"Member {number}", on, roles=(Role.MEMBER,)))
        async with self.stage.work() as ctx:
            place = register.Institution("01J9INSTITUTION", "Tingchao School", "CN")
            await ctx.repository(register.Register).save_institution(place)
            for seat in self.seats[:3]:
                me = await ctx.repository(People).recognise(seat.account, ctx.now)
                assert me is not None
                await register.affiliate(ctx, me.id, place.id, "Head", since=ctx.now)

    def teardown(self) -> None:
        self.runner.run(self.kept_open.__aexit__(None, None, None))
        self.runner.close()
        self.folder.cleanup()

    @initialize(capacity=st.integers(1, 4), party=st.integers(1, 3), per_institution=st.sampled_from([0, 0, 1, 2]))
    def opens(self, capacity: int, party: int, per_institution: int) -> None:
        self.per_institution = per_institution

        async def announced() -> api.Gathering:
            async with self.stage.work() as ctx:
                me = await ctx.repository(People).recognise(self.organiser.account, ctx.now)
                assert me is not None
                starts_at = wall.instant(WEBINAR["local"], ZoneInfo(WEBINAR["zone"]))
                made = api.Gathering(
                    id=new_id(), ref="EVT-2027-001", organiser=me.id, created_at=ctx.now, starts_at=starts_at,
                    capacity=capacity, party=party, per_institution=per_institution, **WEBINAR,
                )  # fmt: skip
                await ctx.repository(api.Gatherings).add(made)
                return await api.announce(ctx, made)

        self.event = self.runner.run(announced())

    def _press(self, seat: Seat, payload: str, **typed: str) -> None:
        async def pressed() -> None:
            place = Place(seat.platform.platform, seat.platform.space, "x")
            answer = await self.stage.app.handle(Press(seat.account, place, payload))
            assert answer.outcome in ("done", "refused"), answer
            if isinstance(answer.reply, OpenForm) and typed:
                values: dict[str, Any] = {f.key: typed.get(f.key, f.value) for f in answer.reply.form.fields}
                answer = await self.stage.app.handle(Submit(seat.account, place, answer.reply.form.draft, values))
                assert answer.outcome in ("done", "refused", "invalid"), answer

        self.runner.run(pressed())

    @rule(who=Person, size=st.integers(1, 3))
    def registers(self, who: int, size: int) -> None:
        self._press(self.seats[who], f"gatherings.say:{self.event.id}:yes", size=str(min(size, self.event.party)))

    @rule(who=Person, wish=st.sampled_from(["no", "unsure"]))
    def changes_the_answer(self, who: int, wish: str) -> None:
        self._press(self.seats[who], f"gatherings.say:{self.event.id}:{wish}")

    @rule(who=Person)
    def gives_up(self, who: int) -> None:
        self._press(self.seats[who], f"gatherings.give_up:{self.event.id}")

    @rule(who=Person)
    def takes_the_offer(self, who: int) -> None:
        self._press(self.seats[who], f"gatherings.take:{self.event.id}")

    @rule(capacity=st.integers(0, 5))
    def changes_the_capacity(self, capacity: int) -> None:
        self._press(self.organiser, f"gatherings.change:{self.event.id}", capacity=str(capacity or ""))

    @rule(hours=st.sampled_from([1, 13, 50, 24 * 30]))
    def time_passes(self, hours: int) -> None:
        self.runner.run(self.stage.passes(hours=hours))

    @rule(days=st.integers(1, 60))
    def is_moved(self, days: int) -> None:
        async def moved() -> None:
            async with self.stage.work() as ctx:
                event = await ctx.repository(api.Gatherings).get(self.event.id)
                assert event is not None
                to = ctx.now.astimezone(event.zone_info).replace(tzinfo=None, second=0) + timedelta(days=days)
                if event.state == "published":
                    await api.apply(ctx, event, event.move(to, event.zone, 60, ctx.now, answer_by=None))

        self.runner.run(moved())

    @invariant()
    def the_count_is_exact_and_the_line_is_kept(self) -> None:
        if not hasattr(self, "event"):
            return
        event, answers = self.runner.run(self._now())
        held = sum(answer.size for answer in answers if answer.place in ("confirmed", "offered"))
        assert held == event.taken, "what is counted is what is held"
        assert not event.capacity or held <= event.capacity, "INV-30"
        assert len({answer.person for answer in answers}) == len(answers), "one place a person"
        assert all(1 <= answer.size <= event.party for answer in answers if answer.place != "none")
        if self.per_institution:
            there = sum(a.size for a in answers if a.place in ("confirmed", "offered") and a.institution)
            assert there <= self.per_institution
        for answer in answers:
            if answer.place == "offered":
                assert answer.offered_until is not None
                assert answer.offered_until <= event.starts_at, "no offer outlives the start"
        line = sorted((a for a in answers if a.place == "waiting"), key=lambda a: (str(a.queued_at), a.person))
        free = event.capacity - held if event.capacity else 10**6
        if line and event.takes_answers(self.clock.now()) and not self.per_institution:
            assert line[0].size > free, "nobody waits in front of a free seat"

    async def _now(self) -> tuple[api.Gathering, tuple[Answer, ...]]:
        async with self.stage.work() as ctx:
            event = await ctx.repository(api.Gatherings).get(self.event.id)
            assert event is not None
            return event, await ctx.repository(api.Gatherings).answers(event.id)


TestRush = Rush.TestCase
TestRush.settings = settings(
    max_examples=6,
    stateful_step_count=15,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=(Phase.generate,),
)
