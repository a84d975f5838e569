"""A hundred thousand reminders due at once: how soon the first goes out, and what claiming and drawing them costs."""

import asyncio
import sqlite3
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from sqlalchemy import update

from bench import crowd, job
from bench.measure import Figure, cpu
from bench.outbox import Nowhere
from bot.app import App
from bot.clock import SystemClock
from bot.context import Context
from bot.dispatcher import Dispatcher, system
from bot.features import load
from bot.interactions import Account, Place
from bot.outbox import Receipt
from bot.ports import Order
from config import profiles
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger
from storage.people_tables import chat_accounts, people

GOAL_FIRST = 1000
GOAL_RATE = 2000
AHEAD = timedelta(seconds=3)
BATCH = 32


class Watched(Nowhere):
    """Takes everything, and rings when the first message comes."""

    def __init__(self) -> None:
        super().__init__()
        self.first = asyncio.Event()

    async def perform(self, order: Order) -> Receipt:
        self.first.set()
        return await super().perform(order)


async def measure(folder: Path, *, quick: bool) -> list[Figure]:
    count, clock = 10_000 if quick else 100_000, SystemClock()
    database = SqlDatabase(await crowd.found(crowd.file(folder, "reminders"), count), clock=clock)
    app = App(database=database, routes=load(), profile=profiles.load("cslei"), clock=clock)
    app.routes._merge(job.feature)
    try:
        await _awake_and_known(database)
        return await _remind(app, SqlLedger(database, crowd.NETWORK), count, crowd.file(folder, "reminders"))
    finally:
        await database.close()


async def _awake_and_known(database: SqlDatabase) -> None:
    """Nobody sleeps now, and everybody was written to before."""
    async with database.transaction() as connection:
        await connection.execute(update(people).values(quiet=["00:00", "00:00"], routes=["slack"]))
        await connection.execute(update(chat_accounts).values(direct="D" + chat_accounts.c.user))


async def _remind(app: App, ledger: SqlLedger, count: int, url: str) -> list[Figure]:
    due = app.clock.now() + AHEAD
    async with app.database.write(app.network) as uow:
        ctx: Context = app.context(system(app.network), Account("bench", "", ""), Place("bench", "", ""), uow)
        ctx.notify_all([f"P{number}" for number in range(count)], job.Reminder(1), key="bench", at=due)
        await ctx.flush()
    messenger = Watched()
    dispatcher = Dispatcher(app, ledger, [messenger])
    working = asyncio.create_task(dispatcher.run())
    await messenger.first.wait()
    late = (app.clock.now() - due).total_seconds() * 1000
    dispatcher._stopping = True
    await working
    await dispatcher.stop()
    began, used = perf_counter(), cpu()
    expanding = Dispatcher(app, ledger, [])
    while await ledger.next_due(app.clock.now()) is not None or await ledger.due_jobs(app.clock.now(), 1):
        await expanding._run_jobs()
    spread, spread_cpu = perf_counter() - began, cpu() - used
    sending = Dispatcher(app, ledger, [messenger])
    already, began, used = len(messenger.sent), perf_counter(), cpu()
    await sending.idle()
    left = len(messenger.sent) - already
    seconds, each = perf_counter() - began, (cpu() - used) / left * 1000
    await sending.stop()
    assert len(messenger.sent) == count
    floor = await asyncio.to_thread(_by_hand, url, min(left, 5000))
    return [
        Figure(f"the first of {count:,} reminders due at once, after it was due", late, " ms", GOAL_FIRST,
               f"expanding the rest took {spread:.1f} s, {spread_cpu / count * 1e3:.2f} ms of CPU a person"),
        Figure("CPU of a reminder, claimed, drawn and settled", each, " ms", 1000 / GOAL_RATE,
               f"{1000 / each:,.0f} a second and core, {left / seconds:,.0f} a second here and now; "
               f"{each / floor:.1f} times claiming and settling the rows by hand ({floor:.3f} ms)"),
    ]  # fmt: skip


def _by_hand(url: str, count: int) -> float:
    """ms of CPU a row for two bare updates of the same rows, as many at once as we have in flight."""
    connection = sqlite3.connect(url.partition(":///")[2], isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    rows = [row for (row,) in connection.execute("SELECT id FROM deliveries LIMIT ?", (count,))]
    used = cpu()
    for start in range(0, len(rows), BATCH):
        some = [(row,) for row in rows[start : start + BATCH]]
        for state in (1, 10):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(f"UPDATE deliveries SET state = {state} WHERE id = ?", some)  # noqa: S608 - numbers
            connection.execute("COMMIT")
    used = cpu() - used
    connection.close()
    return used / len(rows) * 1000
