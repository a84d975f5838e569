"""How fast what is owed goes out when the platform costs nothing, and what a look costs with much owed later."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

from bench import crowd, job
from bench.measure import Figure, cpu, percentile
from bot.app import App
from bot.clock import SystemClock
from bot.dispatcher import Dispatcher
from bot.features import load
from bot.outbox import NewDelivery, Outbox, Receipt
from bot.ports import Order
from config import profiles
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger

SENDER = f"slack:{crowd.TEAM}"
GOAL_RATE = 200
"""Deliveries a second: four times what Discord takes with one token, and many times what Slack takes."""
GOAL_LOOK = 10
LATER = 100_000


@dataclass
class Nowhere:
    """A messenger that takes everything at once."""

    platform: str = "slack"
    senders: tuple[str, ...] = (SENDER,)
    sent: set[str] = field(default_factory=set[str])

    async def open_direct(self, space: str, user: str) -> str:
        del space
        return f"D{user}"

    async def perform(self, order: Order) -> Receipt:
        nonce = getattr(order, "nonce", "")
        assert nonce not in self.sent
        self.sent.add(nonce)
        return Receipt(nonce)

    async def find(self, space: str, channel: str, nonces: tuple[str, ...], since: datetime) -> dict[str, Receipt]:
        del space, channel, since
        return {nonce: Receipt(nonce) for nonce in nonces if nonce in self.sent}


async def measure(folder: Path, *, quick: bool) -> list[Figure]:
    clock = SystemClock()
    database = SqlDatabase(await crowd.found(crowd.file(folder, "outbox"), 1000), clock=clock)
    app = App(database=database, routes=load(), profile=profiles.load("cslei"), clock=clock)
    app.routes._merge(job.feature)
    ledger, messenger = SqlLedger(database, crowd.NETWORK), Nowhere()
    try:
        figures = [await _drain(app, Dispatcher(app, ledger, [messenger]), 1000 if quick else 10_000)]
        await _owe(app, LATER, clock.now() + timedelta(days=1))
        figures.append(await _look(ledger, clock))
    finally:
        await database.close()
    return figures


async def _owe(app: App, count: int, at: datetime) -> None:
    """Write down so many messages, a lane for each person."""
    for start in range(0, count, 5000):
        deliveries = tuple(
            NewDelivery(SENDER, f"lane{number % 1000}", f"{at}:{number}", "post", _body(number % 1000), not_before=at)
            for number in range(start, min(start + 5000, count))
        )
        async with app.database.write(app.network) as uow:
            await uow.repository(Outbox).add((), deliveries)


def _body(number: int) -> dict[str, object]:
    hello = job.Hello(number)
    return {"platform": "slack", "space": crowd.TEAM, "channel": "C1", "person": f"P{number}", "notice": hello.key,
            "data": hello.dump()}  # fmt: skip


async def _drain(app: App, dispatcher: Dispatcher, count: int) -> Figure:
    await _owe(app, count, app.clock.now())
    began, used = perf_counter(), cpu()
    await dispatcher.idle()
    seconds, used = perf_counter() - began, cpu() - used
    await dispatcher.stop()
    note = f"{count / seconds:,.0f} a second, drawn from the state of the moment; goal {GOAL_RATE} a second"
    return Figure(f"CPU of a delivery, {count:,} to a platform that costs nothing", used / count * 1000, " ms",
                  1000 / GOAL_RATE, note)  # fmt: skip


async def _look(ledger: SqlLedger, clock: SystemClock) -> Figure:
    lease = (await ledger.acquire("bench", (SENDER,), clock.now() + timedelta(days=2), timedelta(minutes=5)))[0]
    idle: list[float] = []
    for _ in range(100):
        began = perf_counter()
        assert not await ledger.claim(lease, 16, (), clock.now())
        idle.append((perf_counter() - began) * 1000)
    claims: list[float] = []
    for _ in range(50):
        began = perf_counter()
        assert await ledger.claim(lease, 16, (), clock.now() + timedelta(days=2))
        claims.append((perf_counter() - began) * 1000)
    return Figure(f"a look into the outbox with {LATER:,} messages owed later", percentile(idle, 0.5), " ms", GOAL_LOOK,
                  f"p50; claiming 16 of them takes {percentile(claims, 0.5):.1f} ms")  # fmt: skip
