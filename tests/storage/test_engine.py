"""Units of work under load, and what the core is told when the database does not work."""

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.clock import SystemClock
from bot.errors import Conflict, Unavailable
from bot.interactions import Account
from bot.people import People, Person
from storage.base import Repository
from storage.engine import Misconfigured, SqlDatabase
from storage.people import people
from tests.support import databases

NETWORK = "inei"


async def test_forty_presses_on_one_row_all_count(any_database: SqlDatabase) -> None:
    async with any_database.write(NETWORK) as uow:
        await uow.repository(People).add(Person("p1", "0"), any_database.clock.now())

    async def press() -> None:
        async with any_database.write(NETWORK) as uow:
            person = await uow.repository(People).get("p1")
            await asyncio.sleep(0)
            await uow.repository(People).save(replace(person, display_name=str(int(person.display_name) + 1)))

    await asyncio.gather(*(press() for _ in range(40)))
    async with any_database.read(NETWORK) as uow:
        assert (await uow.repository(People).get("p1")).display_name == "40"


async def test_a_rule_checked_in_a_unit_of_work_holds_when_it_commits(any_database: SqlDatabase) -> None:
    """Ten people want the two last places at once: counting before inserting is enough."""
    taken: list[bool] = []

    async def take(n: int) -> None:
        async with any_database.write(NETWORK) as uow:
            rows = Repository(uow.connection, NETWORK, any_database.clock)
            count = len(await rows.rows(people.select().where(people.c.network == NETWORK)))
            if count < 2:
                await uow.repository(People).add(Person(f"p{n}", "x"), any_database.clock.now())
            taken.append(count < 2)

    await asyncio.gather(*(take(n) for n in range(10)))
    assert sorted(taken) == [False] * 8 + [True] * 2


async def test_first_contact_twice_at_once_makes_one_person(any_database: SqlDatabase) -> None:
    account = Account("slack", "T1", "U1")

    async def come(n: int) -> str:
        async with any_database.write(NETWORK) as uow:
            known = await uow.repository(People).recognise(account, any_database.clock.now())
            met = known or await uow.repository(People).meet(account, Person(f"p{n}", "x"), any_database.clock.now())
            return met.id

    assert len(set(await asyncio.gather(*(come(n) for n in range(6))))) == 1


async def test_an_exception_rolls_everything_back(any_database: SqlDatabase) -> None:
    with pytest.raises(KeyError):  # noqa: PT012 - the unit of work is the statement
        async with any_database.write(NETWORK) as uow:
            await uow.repository(People).add(Person("p1", "x"), any_database.clock.now())
            raise KeyError
    async with any_database.read(NETWORK) as uow:
        assert await uow.repository(People).many(("p1",), any_database.clock.now()) == {}


async def test_the_same_row_twice_is_a_conflict(any_database: SqlDatabase) -> None:
    async with any_database.write(NETWORK) as uow:
        await uow.repository(People).add(Person("p1", "x"), any_database.clock.now())
    with pytest.raises(Conflict):
        async with any_database.write(NETWORK) as uow:
            await uow.repository(People).add(Person("p1", "x"), any_database.clock.now())


async def test_a_cancelled_unit_leaves_the_database_usable(any_database: SqlDatabase) -> None:
    async def linger() -> None:
        async with any_database.write(NETWORK) as uow:
            await uow.repository(People).add(Person("p1", "x"), any_database.clock.now())
            await asyncio.sleep(60)

    task = asyncio.create_task(linger())
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with any_database.write(NETWORK) as uow:
        await uow.repository(People).add(Person("p1", "x"), any_database.clock.now())


async def test_reading_does_not_wait_for_a_writer(any_database: SqlDatabase) -> None:
    async with any_database.write(NETWORK) as writing:
        await writing.repository(People).add(Person("p1", "x"), any_database.clock.now())
        async with asyncio.timeout(2), any_database.read(NETWORK) as reading:
            assert await reading.repository(People).many(("p1",), any_database.clock.now()) == {}


async def test_statements_are_counted_by_unit(any_database: SqlDatabase) -> None:
    with any_database.counting() as count:
        async with any_database.write(NETWORK) as uow:
            await uow.repository(People).add(Person("p1", "x"), any_database.clock.now())
            await uow.repository(People).get("p1")
        async with any_database.read(NETWORK) as uow:
            await uow.repository(People).get("p1")
    # two more before the commit: the person is looked at, and put into the index
    assert [len(unit) for unit in count.units] == [4, 1]


async def test_an_unknown_repository_is_a_plain_error(database: SqlDatabase) -> None:
    async with database.read(NETWORK) as uow:
        with pytest.raises(LookupError, match="no repository implements dict"):
            uow.repository(dict)


async def test_a_reading_unit_cannot_write_and_leaves_nothing_behind(any_database: SqlDatabase) -> None:
    with pytest.raises(Unavailable):
        async with any_database.read(NETWORK) as uow:
            await uow.repository(People).add(Person("p1", "x"), any_database.clock.now())
    async with any_database.write(NETWORK) as uow:  # perhaps on the same connection
        await uow.repository(People).add(Person("p1", "x"), any_database.clock.now())


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite+aiosqlite:////nowhere/at/all/convenor.db", "does not exist"),
        ("sqlite+aiosqlite://", "needs a file"),
        ("mysql://localhost/x", "not supported"),
        ("not a url", "cannot be read"),
    ],
)
def test_a_url_that_cannot_work_names_the_cure(url: str, said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        SqlDatabase(url, clock=SystemClock())


async def test_an_absent_server_is_unavailable() -> None:
    away = SqlDatabase("postgresql://nobody@127.0.0.1:1/none", clock=SystemClock())
    with pytest.raises(Unavailable):
        await away.ping()
    with pytest.raises(Unavailable):
        async with away.write(NETWORK):
            pass
    await away.close()


async def test_a_server_that_goes_away_is_unavailable_and_comes_back(
    postgres_server: databases.PostgresServer,
) -> None:
    url = await postgres_server.copy()
    database = SqlDatabase(url, clock=SystemClock())
    await database.ping()
    await postgres_server.end_connections(url)
    with pytest.raises(Unavailable):
        await database.ping()
    await database.ping()
    await database.close()
    await postgres_server.drop(url)


async def test_a_statement_that_takes_too_long_is_its_own_fault(postgres_server: databases.PostgresServer) -> None:
    async with databases.postgres(postgres_server, SystemClock()) as database:

        async def dawdle() -> None:
            async with database.transaction() as connection:
                await connection.execute(text("SET LOCAL statement_timeout = 20"))
                await connection.execute(text("SELECT pg_sleep(5)"))

        with pytest.raises(DBAPIError, match="timeout"):
            await dawdle()
        await database.ping()


async def test_a_full_disk_is_unavailable(database: SqlDatabase) -> None:
    async with database.transaction() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar()
        await connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    rows = [{"id": f"p{n}", "display_name": "x" * 5000, "met_at": database.clock.now()} for n in range(200)]
    with pytest.raises(Unavailable):
        async with database.transaction() as connection:
            await Repository(connection, NETWORK, database.clock).put(people, *rows)
    await database.ping()


async def test_another_process_that_writes_too_long_is_a_conflict(
    database: SqlDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.BUSY_TIMEOUT", 0.1)
    impatient = SqlDatabase(database.url.render_as_string(), clock=SystemClock())
    other = sqlite3.connect(Path(str(database.url.database)), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Conflict):
        async with impatient.write(NETWORK):
            pass
    other.close()
    await impatient.close()
