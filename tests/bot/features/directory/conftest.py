"""The fictional people and institutions of a network, entered into its register."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.memory.adapter import Seat
from bot.clock import MovableClock
from bot.context import Context
from bot.features.register import api as register
from bot.interactions import Place
from bot.people import People, Role
from config.profiles import load
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger
from tests.support.stage import START, Stage

YUNZHAN = register.InstitutionFacts(
    "Yunzhan Normal University, Faculty of Education", "CN", "云栈师范大学教育学部", city="Chengdu",
    strengths=("teacher education", "rural education"),
)  # fmt: skip
TINGCHAO = register.InstitutionFacts(
    "Tingchao Bilingual School", "CN", "听潮双语学校", city="Hangzhou", strengths=("maker education",)
)
ALUND = register.InstitutionFacts(
    "Ålund University, Institute of Education", "DK", "Ålund Universitet", website="https://alund.example"
)


@dataclass
class Town:
    """A network with people in it."""

    stage: Stage
    office: Seat
    people: dict[str, Seat] = field(default_factory=dict)

    async def joins(
        self, name: str, institution: register.InstitutionFacts, *, native: str = "", since: datetime | None = None,
        post: str = "Professor", on: str = "slack", key: str = "",
    ) -> Seat:  # fmt: skip
        """A person comes with his or her institution, or into it when it is a member already."""
        seat = await self.stage.person(name, on, native_name=native)
        person = (await self.stage.record(seat)).id
        ctx: Context
        async with self.stage.app.database.write(self.stage.app.network) as uow:
            me = await uow.repository(People).recognise(self.office.account, self.stage.clock.now())
            assert me is not None
            ctx = self.stage.app.context(me, self.office.account, Place("slack", "T1", "office"), uow)
            if await register.institution_has_membership(ctx, institution.name, institution.country):
                known = await register.institution_of(ctx, institution.name)
                assert known is not None
                await register.add_person(ctx, known.id, person, post)
            else:
                await register.enrol(ctx, register.Enrolment(
                    "APP-1", "institution", person, "full", institution, post, True, None, None, "",
                    since or datetime(2019, 11, 11, tzinfo=UTC)))  # fmt: skip
            await ctx.flush()
        self.people[key or name] = seat
        return seat

    async def opens(self, seat: Seat, **changes: Any) -> None:
        """The person changes the own record, visibility included."""
        async with self.stage.app.database.write(self.stage.app.network) as uow:
            me = await uow.repository(People).recognise(seat.account, self.stage.clock.now())
            assert me is not None
            await uow.repository(People).save(replace(me.person, **changes))

    async def consents(self, seat: Seat, *, gives: bool) -> None:
        person = (await self.stage.record(seat)).id
        async with self.stage.app.database.write(self.stage.app.network) as uow:
            me = await uow.repository(People).recognise(seat.account, self.stage.clock.now())
            assert me is not None
            ctx = self.stage.app.context(me, seat.account, Place("slack", "T1", "office"), uow)
            if gives:
                given = register.ConsentGiven("directory_listing", "2027-01-01", "en", ctx.now, "slack")
                await register.record_consents(ctx, person, [given])
            else:
                await register.withdraw_consent(ctx, person, "directory_listing")
            await ctx.flush()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


@pytest.fixture
async def town(database: SqlDatabase, clock: MovableClock) -> Town:
    """INEI with three institutions and two people called Wang An 王安."""
    profile = load("inei")
    stage = await Stage(database, SqlLedger(database, profile.network.slug), profile, clock).open()
    town = Town(stage, await stage.person("Luo Weilan", roles=(Role.SECRETARIAT,), native_name="罗苇岚"))
    await town.joins("Yuan Qingshu", YUNZHAN, native="袁青澍", since=datetime(2008, 9, 1, tzinfo=UTC), post="Dean")
    await town.joins("Zhuang Lanting", TINGCHAO, native="庄澜汀", post="Principal", on="discord")
    await town.joins("Søren Ågaard-Lindqvist", ALUND, post="Head of institute")
    await town.joins("Wang An", YUNZHAN, native="王安", post="Associate professor", key="Wang of Yunzhan")
    await town.joins("Wang An", TINGCHAO, native="王安", post="Mathematics teacher", key="Wang of Tingchao")
    return town
