"""Migrations give what the tables in code say, on both databases, and lose nothing on the way."""

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text

from bot.clock import SystemClock
from bot.features.gatherings import api as gatherings
from bot.features.gatherings.known import known_before
from storage import schema
from storage.engine import SqlDatabase
from storage.repositories import gatherings as rows
from tests.support import databases

NEWEST = schema.newest()
NEXT = f"{int(NEWEST) + 1:04}"
FURTHER = """
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{down}"


def upgrade() -> None:
    with op.batch_alter_table("people", recreate="always") as people:
        people.add_column(sa.Column("shoe_size", sa.Integer(), nullable=True))
    {more}
"""


def further(more: str) -> str:
    """A revision after the newest one."""
    return FURTHER.format(revision=NEXT, down=NEWEST, more=more)


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/empty.db"
        return
    server: databases.PostgresServer = request.getfixturevalue("postgres_server")
    url = await server.create()
    yield url
    await server.drop(url)


@pytest.fixture
def versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migrations to which a test may add one."""
    copy = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(schema, "MIGRATIONS", copy)
    return copy / "versions"


async def test_a_new_database_needs_migrating_and_says_so(empty: str) -> None:
    assert await schema.current(empty) is None
    with pytest.raises(schema.SchemaOutdated, match="convenor migrate"):
        await schema.check(empty)
    await schema.upgrade(empty)
    await schema.check(empty)
    assert await schema.current(empty) == schema.newest()
    assert await schema.upgrade(empty) is None


async def test_migrations_give_the_tables_in_code(empty: str) -> None:
    await schema.upgrade(empty)
    assert await schema.differences(empty) == [], "run: python -m storage.migrations.make"


async def test_migrations_give_the_constraints_and_triggers_in_code(
    empty: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """What the comparison of tables does not see."""
    await schema.upgrade(empty)
    if empty.startswith("sqlite"):
        made = f"sqlite+aiosqlite:///{tmp_path}/made.db"
    else:
        made = await request.getfixturevalue("postgres_server").create()
    await databases.fill(made)
    assert await _unseen(empty) == await _unseen(made), "run: python -m storage.migrations.make"


async def _unseen(url: str) -> dict[str, list[str]]:
    def look(connection: Connection) -> dict[str, list[str]]:
        inspector = inspect(connection)
        found = {
            table: sorted(f"{check['name']}: {check['sqltext']}" for check in inspector.get_check_constraints(table))
            for table in inspector.get_table_names()
            if table != "alembic_version"
        }
        triggers = (
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if connection.dialect.name == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
        found["triggers"] = sorted(connection.execute(text(triggers)).scalars())
        assert found["triggers"]
        return found

    async with schema.connected(url) as connection:
        return await connection.run_sync(look)


async def _add_a_person_with_an_account(url: str) -> None:
    database = SqlDatabase(url, clock=SystemClock())
    from bot.interactions import Account
    from bot.people import People, Person

    async with database.write("inei") as uow:
        await uow.repository(People).meet(Account("slack", "T", "U"), Person("p1", "Ada"), database.clock.now())
    await database.close()


async def test_copying_a_table_keeps_the_rows_that_refer_to_it(tmp_path: Path, versions: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/old.db"
    await schema.upgrade(url)
    await _add_a_person_with_an_account(url)
    (versions / f"{NEXT}_more.py").write_text(further(more=""))
    backup = await schema.upgrade(url)
    async with schema.connected(url) as connection:
        assert (await connection.execute(text("SELECT person FROM chat_accounts"))).scalars().all() == ["p1"]
        assert (await connection.execute(text("SELECT shoe_size FROM people"))).scalars().all() == [None]
    assert backup is not None
    assert await schema.current(f"sqlite+aiosqlite:///{backup}") == NEWEST


async def test_a_migration_that_breaks_references_leaves_everything_as_it_was(tmp_path: Path, versions: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/old.db"
    await schema.upgrade(url)
    await _add_a_person_with_an_account(url)
    (versions / f"{NEXT}_bad.py").write_text(further(more='op.execute("DELETE FROM people")'))
    with pytest.raises(RuntimeError, match="refer to nothing"):
        await schema.upgrade(url)
    assert await schema.current(url) == NEWEST
    async with schema.connected(url) as connection:
        assert (await connection.execute(text("SELECT id FROM people"))).scalars().all() == ["p1"]


async def test_what_a_gathering_kept_among_other_answers_moves_to_a_place_of_its_own(
    empty: str, tmp_path: Path, versions: Path
) -> None:
    at = datetime(2027, 5, 27, 6, tzinfo=UTC)
    meeting = gatherings.Gathering(
        "G", "MTG-2027-001", "meeting", "working", "Exams", at.replace(tzinfo=None), "UTC", 90, "", at, at,
        extra={"off_because": "Flooded.", "was.title": "Tests", "was.sequence": "0", "level": "all"},
    )  # fmt: skip
    later = [file.rename(tmp_path / file.name) for file in versions.glob("0*.py") if file.name >= "0004"]
    await schema.upgrade(empty)
    async with schema.connected(empty) as connection:
        known = await connection.run_sync(lambda old: {each["name"] for each in inspect(old).get_columns("gatherings")})
        row = {key: value for key, value in rows._row(meeting).items() if key in known}
        await connection.execute(rows.gatherings.insert().values(network="inei", **row))
        await connection.commit()
    for file in later:
        file.rename(versions / file.name)
    await schema.upgrade(empty)
    database = SqlDatabase(empty, clock=SystemClock())
    async with database.read("inei") as uow:
        kept = await uow.repository(gatherings.Gatherings).get("G")
    await database.close()
    assert kept is not None
    assert (kept.why, known_before(kept), dict(kept.extra)) == ("Flooded.", {"title": "Tests"}, {"level": "all"})
