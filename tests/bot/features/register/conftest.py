"""A network on a stage, and an office that works in the register in a transaction of its own."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from adapters.memory.adapter import Seat
from bot.clock import MovableClock
from bot.context import Context
from bot.interactions import Place
from bot.people import People
from config.profiles import load
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger
from tests.support.stage import START, Stage

Desk = Callable[[Stage, Seat], AbstractAsyncContextManager[Context]]


async def _stage(database: SqlDatabase, clock: MovableClock, name: str) -> Stage:
    profile = load(name)
    return await Stage(database, SqlLedger(database, profile.network.slug), profile, clock).open()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


@pytest.fixture
async def inei(database: SqlDatabase, clock: MovableClock) -> Stage:
    """A network of institutions."""
    return await _stage(database, clock, "inei")


@pytest.fixture
async def cslei(database: SqlDatabase, clock: MovableClock) -> Stage:
    """A network of school leaders."""
    return await _stage(database, clock, "cslei")


@pytest.fixture
def at() -> Desk:
    """A context of the person in a seat: `async with at(stage, office) as ctx`; committed when it is left."""

    @asynccontextmanager
    async def open_desk(stage: Stage, seat: Seat) -> AsyncGenerator[Context]:
        async with stage.app.database.write(stage.app.network) as uow:
            me = await uow.repository(People).recognise(seat.account, stage.clock.now())
            assert me is not None
            ctx = stage.app.context(me, seat.account, Place(seat.account.platform, seat.account.space, "office"), uow)
            yield ctx
            await ctx.flush()
        await stage.settles()

    return open_desk
