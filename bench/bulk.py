"""Direct notices to many through the real library, with Discord's limits on, while people go on pressing buttons."""

import asyncio
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from sqlalchemy import bindparam, update

from bench import crowd, job
from bench.measure import Child, Figure, percentile
from bench.stage import Stage, open_stage
from bot.app import App
from bot.clock import SystemClock
from bot.dispatcher import system
from bot.features import load
from bot.interactions import Account, Place
from config import profiles
from sandbox.discord.rate_limits import GLOBAL
from storage.engine import SqlDatabase
from storage.people_tables import chat_accounts, people

GOAL_SHARE = 0.95
GOAL_WAIT = 2.0
EVERY = 0.1
"""Seconds between two presses."""
IDLE = 100
"""Presses before, to know the quiet."""


async def measure(folder: Path, *, quick: bool) -> list[Figure]:
    count = 1000 if quick else 10_000
    url = await crowd.found(crowd.file(folder, "bulk"), count)
    database = SqlDatabase(url, clock=SystemClock())
    try:
        async with open_stage() as stage:
            await _written_to_before(stage, database, count)
            async with Child("bench.under_test", side="convenor", platforms="discord", database=url, **stage.addresses):
                for number in range(IDLE):  # names are learned, statements compiled, connections opened
                    await stage.press_on_discord(number)
                stage.discord.rate_limits.enabled = True
                quiet = await _press(stage, asyncio.get_running_loop().create_future(), IDLE)
                return await _fan_out(stage, database, count, percentile(quiet, 0.99))
    finally:
        await database.close()


async def _written_to_before(stage: Stage, database: SqlDatabase, count: int) -> None:
    """Everybody is in the guild, has a conversation with us, wishes it and is awake."""
    desk = stage.discord.desk(int(crowd.GUILD))
    opened: list[dict[str, str]] = []
    for number in range(count):
        user = crowd.discord_user(number)
        desk.add_member(" ".join(crowd.name(number)[:2]), user_id=user)
        opened.append({"who": user, "where": str(stage.discord.world.dm_with(int(user)).id)})
    rows = chat_accounts.c
    known = update(chat_accounts).where(
        rows.network == crowd.NETWORK,
        rows.platform == "discord",
        rows.space == crowd.GUILD,
        rows.user == bindparam("who"),
    )
    async with database.transaction() as connection:
        await connection.execute(known.values(direct=bindparam("where")), opened)
        await connection.execute(update(people).values(quiet=["00:00", "00:00"], routes=["discord"]))


async def _fan_out(stage: Stage, database: SqlDatabase, count: int, quiet: float) -> list[Figure]:
    app = App(database=database, routes=load(), profile=profiles.load("cslei"), clock=SystemClock())
    posted, refused = stage.discord.ledger.posted, stage.discord.rate_limits.hits
    before = len(posted)
    async with database.write(app.network) as uow:
        ctx = app.context(system(app.network), Account("bench", "", ""), Place("bench", "", ""), uow)
        at = ctx.now + timedelta(seconds=1)
        ctx.notify_all([f"P{number}" for number in range(count)], job.Hello(1), key="bulk", at=at)
        await ctx.flush()
    over = asyncio.get_running_loop().create_future()
    pressing = asyncio.create_task(_press(stage, over))
    began = first = perf_counter()
    arrived, seen = 0, before
    while arrived < count:
        fresh = posted[seen:]
        seen += len(fresh)
        arrived += sum(entry["channel"].startswith("@") for entry in fresh)  # the answers to presses are posts, too
        first = first if arrived else perf_counter()
        if perf_counter() - began > count / 10:
            raise RuntimeError(f"only {arrived} of {count} notices arrived")
        await asyncio.sleep(0.01)
    seconds = perf_counter() - first
    over.set_result(None)
    busy = percentile(await pressing, 0.99)
    share = count / seconds / (GLOBAL[0] / GLOBAL[1])
    return [
        Figure(f"time for {count:,} direct notices against that at Discord's full rate", 1 / share, "×", 1 / GOAL_SHARE,
               f"{count / seconds:.1f} a second, {share:.0%} of the {GLOBAL[0]} that are allowed"),
        Figure("requests refused with 429 meanwhile", stage.discord.rate_limits.hits - refused, "", 0),
        Figure("p99 of a press meanwhile against a quiet hour", busy / quiet, "×", GOAL_WAIT,
               f"{busy:.0f} ms against {quiet:.0f} ms"),
    ]  # fmt: skip


async def _press(stage: Stage, over: "asyncio.Future[None]", at_most: int = 0) -> list[float]:
    """Milliseconds that presses wait for their answer, ten a second, until it is over or so many were made."""
    waits: list[float] = []
    while not over.done() and not (at_most and len(waits) >= at_most):
        began = perf_counter()
        await stage.press_on_discord(len(waits))
        waits.append((perf_counter() - began) * 1000)
        await asyncio.sleep(max(0.0, EVERY - (perf_counter() - began)))
    return waits
