"""Units of work on SQLite and PostgreSQL, and what their errors mean to the core.

On both databases the writing units of one network run one after the other, so a rule checked inside a unit of work
still holds when it commits: SQLite has one writer anyway, PostgreSQL takes an advisory lock with the BEGIN.
"""

import os
import zlib
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import URL, Engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.clock import Clock
from bot.errors import Conflict, Unavailable
from storage.base import IMPLEMENTATIONS, Repository, compact

R = TypeVar("R")

BUSY_TIMEOUT = 5.0
"""Seconds a writer waits for another one."""


class Misconfigured(Exception):
    """The database URL cannot work; the message names what to change."""


class Unit:
    """One transaction of one network (`bot.ports.UnitOfWork`)."""

    __slots__ = ("_clock", "_made", "connection", "network")

    def __init__(self, connection: AsyncConnection, network: str, clock: Clock) -> None:
        self.connection = connection
        self.network = network
        self._clock = clock
        self._made: dict[type[Any], Any] = {}

    def repository(self, kind: type[R]) -> R:
        """The implementation of a Protocol; LookupError when nobody registered one."""
        made = self._made.get(kind)
        if made is None:
            if kind not in IMPLEMENTATIONS:
                raise LookupError(f"no repository implements {kind.__name__}; is its module in storage/repositories?")
            made = self._made[kind] = IMPLEMENTATIONS[kind](self.connection, self.network, self._clock)
        return cast("R", made)

    async def settle(self) -> None:
        """Let the repositories write what follows from their changes."""
        for made in self._made.values():
            if isinstance(made, Repository):
                await made.settle()


@dataclass(slots=True)
class Count:
    """Statements of each unit of work, in the order in which the units began. BEGIN and COMMIT are not counted."""

    units: list[list[str]] = field(default_factory=list[list[str]])

    @property
    def statements(self) -> int:
        return sum(len(unit) for unit in self.units)


class SqlDatabase:
    """A database with its connections (`bot.ports.Database`).

    `url` is that of SQLAlchemy: `sqlite+aiosqlite:///convenor.db` or `postgresql+psycopg://user@host/name`.
    Raises Misconfigured when it cannot be used at all.
    """

    def __init__(self, url: str, *, clock: Clock) -> None:
        from storage import repositories

        repositories.load()
        self.url = parse(url)
        self.clock = clock
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            check_folder(self.url)
            self._writer = _sqlite(self.url, "BEGIN IMMEDIATE", writers=1)
            self._reader = _sqlite(self.url, "BEGIN", query_only=True)
        else:
            self._writer = _postgresql(self.url)
            self._reader = self._writer.execution_options(postgresql_readonly=True)  # one pool; BEGIN says it

    @asynccontextmanager
    async def write(self, network: str) -> AsyncGenerator[Unit]:
        """A unit of work that may change things. Raises Conflict (try again) or Unavailable."""
        async with self.transaction() as connection:
            if not self.is_sqlite:
                await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_lock(network)})")
            unit = Unit(connection, network, self.clock)
            yield unit
            await unit.settle()

    @asynccontextmanager
    async def read(self, network: str) -> AsyncGenerator[Unit]:
        """A unit of work that only looks."""
        with translated():
            async with self._reader.connect() as connection:
                yield Unit(connection, network, self.clock)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[AsyncConnection]:
        """A writing transaction of no particular network, for the ledger and for maintenance."""
        with translated():
            async with self._writer.begin() as connection:
                yield connection

    async def ping(self) -> None:
        """Raises Unavailable when the database does not answer."""
        with translated():
            async with self._reader.connect() as connection:
                await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        for engine in (self._writer, self._reader):
            await engine.dispose()

    @property
    def engines(self) -> tuple[Engine, ...]:
        """Where events of SQLAlchemy can be listened to."""
        return (self._writer.sync_engine, self._reader.sync_engine) if self.is_sqlite else (self._writer.sync_engine,)

    @contextmanager
    def counting(self) -> Generator[Count]:
        """Count round trips while the block runs; for tests and benchmarks. Costs nothing otherwise."""
        count, open_units = Count(), dict[int, list[str]]()

        def begun(connection: Any) -> None:
            open_units[id(connection)] = unit = list[str]()
            count.units.append(unit)

        def executed(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("BEGIN", "SELECT pg_advisory_xact_lock")):
                open_units[id(connection)].append(statement)

        for engine in self.engines:
            event.listen(engine, "begin", begun, insert=True)
            event.listen(engine, "before_cursor_execute", executed)
        try:
            yield count
        finally:
            for engine in self.engines:
                event.remove(engine, "begin", begun)
                event.remove(engine, "before_cursor_execute", executed)


def parse(url: str) -> URL:
    """The URL with the driver we use filled in. Raises Misconfigured for anything but SQLite and PostgreSQL."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise Misconfigured(
            "the database URL cannot be read; use sqlite+aiosqlite:///convenor.db or postgresql+psycopg://user@host/name"
        ) from None
    backend = parsed.get_backend_name()
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
    if backend not in drivers:
        raise Misconfigured(f"{backend} is not supported; use SQLite or PostgreSQL")
    if backend == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise Misconfigured("SQLite needs a file, e.g. sqlite+aiosqlite:///convenor.db")
    return parsed.set(drivername=drivers[backend])


def check_folder(url: URL) -> None:
    """Raises Misconfigured when the folder of a SQLite file is missing or the file cannot be written."""
    file = Path(str(url.database)).absolute()
    if not file.parent.is_dir():
        raise Misconfigured(f"the folder {file.parent} of the SQLite database does not exist; create it")
    if not os.access(file.parent, os.W_OK) or (file.exists() and not os.access(file, os.W_OK)):
        raise Misconfigured(f"{file} cannot be written; SQLite needs to write the file and its folder")


def _sqlite(url: URL, begin: str, *, writers: int = 0, query_only: bool = False) -> AsyncEngine:
    pool = {"pool_size": writers, "max_overflow": 0} if writers else {"pool_size": 4, "max_overflow": 4}
    engine = create_async_engine(
        url, connect_args={"timeout": BUSY_TIMEOUT}, json_serializer=compact, pool_timeout=30, **pool
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"query_only={int(query_only)}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgresql(url: URL) -> AsyncEngine:
    options = f"-c timezone=UTC -c lock_timeout={int(BUSY_TIMEOUT * 1000)} -c statement_timeout=30000"
    return create_async_engine(
        url,
        connect_args={"options": options, "connect_timeout": 10},
        json_serializer=compact,
        pool_size=10,
        max_overflow=5,
        pool_timeout=30,
        pool_pre_ping=False,
        pool_recycle=1800,
    )


def _lock(network: str) -> int:
    """The advisory lock of a network's writers."""
    return 0x436F6E76 << 31 | zlib.crc32(network.encode()) >> 1


@contextmanager
def translated() -> Generator[None]:
    """Turn what the drivers raise into the two states of the world the core knows; bugs stay what they are."""
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable("all database connections are busy") from error
    except IntegrityError as error:
        if _is_race(error):
            raise Conflict(str(error.orig)) from error
        raise
    except DBAPIError as error:
        meaning = _meaning(error)
        if meaning is None:
            raise
        raise meaning(str(error.orig)) from error


def _is_race(error: IntegrityError) -> bool:
    name = getattr(error.orig, "sqlite_errorname", "") or getattr(error.orig, "sqlstate", "") or ""
    return name in {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "23505", "23P01"}


def _meaning(error: DBAPIError) -> type[Exception] | None:
    sqlite = getattr(error.orig, "sqlite_errorname", None) or ""
    if sqlite.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Conflict
    if sqlite.startswith(
        ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_NOTADB", "SQLITE_CORRUPT")
    ):
        return Unavailable
    state = getattr(error.orig, "sqlstate", None) or ""
    if state in {"40001", "40P01", "55P03"}:
        return Conflict
    if state == "57014":  # cancelled for its slowness: this statement's fault, the database is there for all others
        return None
    if state.startswith(("08", "25006", "53", "57", "58", "28", "3D")) or error.connection_invalidated:
        return Unavailable
    is_connection = not sqlite and not state and type(error.orig).__name__ in {"OperationalError", "InterfaceError"}
    return Unavailable if is_connection else None
