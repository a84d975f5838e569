"""Which schema a database has, bringing it up to date, and refusing to work with one that is not.

Alembic is imported where something is to be migrated. To see that nothing is, a process that starts needs only the
number in the database and the numbers of our files.
"""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from storage import repositories
from storage.base import compact, metadata
from storage.engine import check_folder, parse, translated

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x636F6E76656E6F72
"""PostgreSQL's advisory lock around migrations: two processes that start at once must not both migrate."""


class SchemaOutdated(Exception):
    """The database does not have the schema this release needs."""

    def __init__(self, found: str | None, needed: str) -> None:
        state = f"is at revision {found}" if found else "has no tables of ours yet"
        super().__init__(f"the database {state}, this release needs {needed}; run: convenor migrate")
        self.found = found
        self.needed = needed


class SchemaTooNew(SchemaOutdated):
    """The database was last used by a newer release; there is no way back but a copy."""

    def __init__(self, found: str, needed: str) -> None:
        super().__init__(found, needed)
        self.args = (f"the database is at revision {found}, which this release does not know (it needs {needed}); "
                     "install the newer release again, or go back to a copy of the database from before",)  # fmt: skip


def newest() -> str:
    """The revision this release needs."""
    revisions = _known()
    if not revisions:
        raise LookupError("there is no migration; run: python -m storage.migrations.make")
    return max(revisions)


def _known() -> list[str]:
    return [file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("0*.py")]


def outdated(found: str | None) -> SchemaOutdated:
    """Why a database at that revision cannot be used as it is, with the cure."""
    if found is not None and found not in _known():
        return SchemaTooNew(found, newest())
    return SchemaOutdated(found, newest())


async def current(url: str) -> str | None:
    """The revision of a database, None when it has none of our tables. Raises Unavailable."""
    async with connected(url) as connection:
        return await connection.run_sync(_revision)


async def check(url: str) -> None:
    """Raises SchemaOutdated, which names the cure, unless the database is at the newest revision."""
    found = await current(url)
    if found != newest():
        raise outdated(found)


async def upgrade(url: str, *, backup: bool = True) -> Path | None:
    """Bring a database to the newest revision; returns the copy of the SQLite file made before, if any.

    Everything happens in one transaction: a failing migration leaves the database as it was. Raises SchemaTooNew.
    """
    found, copy = await current(url), None
    if found == newest():
        return None
    if isinstance(why := outdated(found), SchemaTooNew):
        raise why
    parsed = parse(url)
    if backup and found is not None and parsed.get_backend_name() == "sqlite":
        file = Path(str(parsed.database))
        copy = file.with_name(f"{file.name}.before-{newest()}")
        await asyncio.to_thread(_copy, file, copy)
    async with connected(url) as connection:
        await _migrate(connection)
    return copy


async def differences(url: str) -> list[Any]:
    """What a database has otherwise than the tables in code; empty when the migrations are complete."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    repositories.load()

    def compare(connection: Connection) -> list[Any]:
        options = {"compare_type": True, "include_object": is_ours}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    async with connected(url) as connection:
        return await connection.run_sync(compare)


def is_ours(_object: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Leaves out what the search index makes beside the tables (storage/search.py)."""
    made_by_hand = kind in ("table", "column", "index") and reflected and compare_to is None
    return not (made_by_hand and (name or "").startswith(("search_index", "lexemes", "ix_search_documents_lexemes")))


async def _migrate(connection: AsyncConnection) -> None:
    repositories.load()
    if connection.dialect.name == "sqlite":
        # batch migrations copy a table and drop the old one, which would take the rows that refer to it along
        await connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        await connection.exec_driver_sql("BEGIN IMMEDIATE")
        await connection.run_sync(_upgrade)
        broken = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()
        if broken:
            raise RuntimeError(f"the migration would leave rows that refer to nothing: {broken[:5]}")
        await connection.exec_driver_sql("COMMIT")
    else:
        await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        await connection.run_sync(_upgrade)
        await connection.commit()


def _upgrade(connection: Connection) -> None:
    from alembic import command

    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def config() -> "Config":
    """Alembic's settings; there is no file of them."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return made


def _copy(file: Path, to: Path) -> None:
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


@asynccontextmanager
async def connected(url: str) -> AsyncGenerator[AsyncConnection]:
    """One connection without a transaction of its own. Raises Unavailable, or Misconfigured for a bad URL."""
    parsed = parse(url)
    is_sqlite = parsed.get_backend_name() == "sqlite"
    if is_sqlite:
        check_folder(parsed)
    arguments: dict[str, Any] = {"timeout": 60, "isolation_level": None} if is_sqlite else {}
    engine = create_async_engine(parsed, poolclass=NullPool, json_serializer=compact, connect_args=arguments)
    try:
        with translated():
            async with engine.connect() as connection:
                yield connection
    finally:
        await engine.dispose()
