"""A stage for each of the four networks, with the fictional people who apply, review and decide."""

from collections.abc import Awaitable, Callable

import pytest

from bot.clock import MovableClock
from config.profiles import load
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger
from tests.support.stage import START, Stage

Open = Callable[[str], Awaitable[Stage]]


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


@pytest.fixture
async def open_stage(database: SqlDatabase, clock: MovableClock) -> Open:
    async def build(profile: str) -> Stage:
        return await Stage(database, SqlLedger(database, profile), load(profile), clock).open()

    return build


@pytest.fixture
async def stage(open_stage: Open) -> Stage:
    return await open_stage("cslei")
