"""What storage promises on both databases, and what other features get from applications."""

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.errors import Conflict
from bot.features.applications import api
from bot.features.applications.model import Application, Decision, Declared, Question, Review, Signature
from bot.features.applications.repository import Applications
from bot.interactions import Place
from bot.people import Me, People, Person
from storage.engine import SqlDatabase
from tests.bot.features.applications.walking import CSLEI, applies, begins, fills_in, office, says
from tests.support.stage import Stage

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
NET = "cslei"


def _application(number: int, applicant: str, **changes: object) -> Application:
    made = Application(f"A{number}", f"APP-2027-{number:03d}", applicant, NOW, NOW, "2026-11-22")
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
async def database(any_database: SqlDatabase) -> SqlDatabase:
    async with any_database.write(NET) as uow:
        for person in ("P1", "P2"):
            await uow.repository(People).add(Person(person, person), NOW)
    return any_database


@asynccontextmanager
async def _kept(database: SqlDatabase, network: str = NET):
    async with database.write(network) as uow:
        yield uow.repository(Applications)


async def test_an_application_comes_back_as_it_was_kept(database: SqlDatabase) -> None:
    full = _application(
        1, "P1", state="declined", answers={"name": "袁青澍", "fields": ("a", "b")}, done=("who",), flags=("soft",),
        submitted_at=NOW, claimed_by="P2", claimed_at=NOW, appealed_at=NOW, appeal="Why?", closed_at=NOW,
        questions=(Question("Q?", "P2", NOW, NOW, "A.", NOW), Question("Q2?", "P2", NOW, NOW)),
        reviews=(Review("P2", "approve", "Good.", NOW, 2, True),),
        decisions=(Decision("declined", "P2", NOW, "No.", "Ballot 3", 1, 2),),
    )  # fmt: skip
    async with _kept(database) as applications:
        await applications.add(full)
    async with _kept(database) as applications:
        assert await applications.get("A1") == full
        assert await applications.by_ref("APP-2027-001") == full
        assert await applications.latest_of("P1") == full
    async with _kept(database, "inei") as applications:
        assert await applications.get("A1") is None


async def test_the_database_keeps_one_open_application_per_person(database: SqlDatabase) -> None:
    async with _kept(database) as applications:
        await applications.add(_application(1, "P1"))
    with pytest.raises(Conflict):
        async with _kept(database) as applications:
            await applications.add(_application(2, "P1"))  # INV-02
    async with _kept(database) as applications:
        await applications.save(_application(1, "P1", state="withdrawn"))
        await applications.add(_application(2, "P1"))


async def test_the_database_keeps_one_open_application_per_institution(database: SqlDatabase) -> None:
    async with _kept(database) as applications:
        await applications.add(_application(1, "P1", holder_key="DK:alund"))
    with pytest.raises(Conflict):
        async with _kept(database) as applications:
            await applications.add(_application(2, "P2", holder_key="DK:alund"))


async def test_a_stale_version_is_not_written(database: SqlDatabase) -> None:
    async with _kept(database) as applications:
        await applications.add(_application(1, "P1"))
    async with _kept(database) as applications:
        read = await applications.get("A1")
        assert read is not None
        await applications.save(replace(read, note="first"))
    with pytest.raises(Conflict):
        async with _kept(database) as applications:
            await applications.save(replace(read, note="second"))


async def test_numbers_have_no_gaps_and_run_per_network_and_year(database: SqlDatabase) -> None:
    class UndoneError(Exception):
        pass

    async def take(network: str = NET, year: int = 2027, *, undo: bool = False) -> int:
        async with _kept(database, network) as applications:
            number = await applications.next_number(year)
            if undo:
                raise UndoneError
            return number

    assert await take() == 1
    with pytest.raises(UndoneError):
        await take(undo=True)
    assert sorted(await asyncio.gather(*(take() for _ in range(5)))) == [2, 3, 4, 5, 6]
    assert await take(year=2028) == 1
    assert await take("inei") == 1


async def test_everything_leaves_and_comes_back(database: SqlDatabase) -> None:
    async with _kept(database) as applications:
        await applications.next_number(2027)
        await applications.add(_application(1, "P1", questions=(Question("Q?", "P2", NOW, NOW),)))
        await applications.declare(Declared("A1", "digest", True, "v", "Yes.", "en", NOW, "slack", "P1"))
        await applications.sign(
            Signature("S1", "A1", "form", "P1", "typed", "P1", "text", "0" * 64, NOW, "slack", "en")
        )
        copy = json.loads(json.dumps(await applications.dump()))
    async with database.write("inei") as uow:
        await uow.repository(People).add(Person("P1", "P1"), NOW)
        await uow.repository(Applications).load(copy)
    async with _kept(database, "inei") as applications:
        assert await applications.get("A1") == _application(1, "P1", questions=(Question("Q?", "P2", NOW, NOW),))
        assert set(await applications.declared("A1")) == {"digest"}
        assert len(await applications.signatures("A1")) == 1
        assert await applications.next_number(2027) == 2


@pytest.fixture
async def sent(stage: Stage) -> Stage:
    """A sent application of Cen, claimed, with a recommendation on it."""
    cen, luo = await stage.person("cen"), await office(stage)
    await applies(cen)
    await stage.settles()
    await luo.presses("Claim")
    await says(luo, "Recommend", {"conflict": "I have none", "advice": "approve", "note": "Secret word."})
    return stage


async def test_a_person_gets_all_own_data_but_not_what_reviewers_wrote(stage: Stage, sent: Stage) -> None:
    async with stage.app.database.read(NET) as uow:
        (application,) = await uow.repository(Applications).listed(("recommended",), 5)
        me = await uow.repository(People).me(application.applicant, stage.clock.now())
        ctx = stage.app.context(me, _account(), Place("slack", "T1", ""), uow)
        assert await api.open_count(ctx) == 1
        assert await api.has_any(ctx, me.id)
        exported = json.dumps(await api.export_of(ctx, me.id), ensure_ascii=False)
    assert "Lanxi Bay International School" in exported
    assert '"typed_name": "Cen Yuke"' in exported
    assert "process_application" in exported
    assert "Secret word." not in exported


async def test_who_is_forgotten_leaves_a_reference_and_no_words(stage: Stage, sent: Stage) -> None:
    async with stage.app.database.write(NET) as uow:
        (application,) = await uow.repository(Applications).listed(("recommended",), 5)
        person = await uow.repository(People).get(application.applicant)
        ctx = stage.app.context(Me(person, (), ()), _account(), Place("slack", "T1", ""), uow)
        await api.forget(ctx, person.id)
        await ctx.flush()
    async with stage.app.database.read(NET) as uow:
        applications = uow.repository(Applications)
        left = json.dumps(await applications.dump(), ensure_ascii=False)
        emptied = await applications.get(application.id)
    assert "Lanxi" not in left
    assert "Cen Yuke" not in left
    assert emptied is not None
    assert (emptied.ref, emptied.state, emptied.is_open) == ("APP-2027-001", "withdrawn", False)


async def test_a_step_takes_few_round_trips(stage: Stage, database: SqlDatabase) -> None:
    cen = await stage.person("cen")
    await begins(cen)
    await fills_in(cen, CSLEI[:1])
    await cen.fills(CSLEI[1])
    with database.counting() as count:
        await cen.submits()
    assert len(count.units[0]) <= 8, count.units


def _account():
    from bot.interactions import Account

    return Account("slack", "T1", "U1")
