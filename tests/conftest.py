"""Fixtures everybody may use: a clock that can be moved, and real databases.

`database` is a fresh SQLite database. `any_database` runs a test twice: on SQLite and on PostgreSQL.
"""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.clock import MovableClock
from storage.engine import SqlDatabase
from tests.support import databases

settings.register_profile("convenor", settings.default, deadline=None)  # a slow example is no wrong one
settings.load_profile("convenor")


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables, copied for each test."""
    return databases.sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[databases.PostgresServer]:
    """Skips when there is no PostgreSQL to be had; on CI that is a failure."""
    try:
        server = databases.PostgresServer()
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL for tests: {error}")
    yield server
    server.close()


@pytest.fixture
async def database(tmp_path: Path, clock: MovableClock, sqlite_template: Path) -> AsyncIterator[SqlDatabase]:
    async with databases.sqlite(tmp_path, clock, sqlite_template) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
async def any_database(
    request: pytest.FixtureRequest, tmp_path: Path, clock: MovableClock, sqlite_template: Path
) -> AsyncIterator[SqlDatabase]:
    if request.param == "sqlite":
        made = databases.sqlite(tmp_path, clock, sqlite_template)
    else:
        made = databases.postgres(request.getfixturevalue("postgres_server"), clock)
    async with made as database:
        yield database
