"""The dispatcher's part done by hand: rows owed, claimed and settled, for tests of the ledger alone."""

from datetime import timedelta

from bot.ledger import Lease, Result
from bot.outbox import Delivery, Job, NewDelivery, Outbox, Receipt, State
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger

TTL = timedelta(seconds=15)
NETWORK = "inei"
SENDER = "slack:T1"


async def owe(database: SqlDatabase, *deliveries: NewDelivery, jobs: tuple[Job, ...] = ()) -> None:
    async with database.write(NETWORK) as uow:
        await uow.repository(Outbox).add(jobs, deliveries)


def post(key: str, lane: str = "lane", **more: object) -> NewDelivery:
    return NewDelivery(SENDER, lane, key, "post", {"n": key}, **more)  # pyright: ignore[reportArgumentType]


async def take(ledger: SqlLedger, owner: str = "me", ttl: timedelta = TTL) -> Lease:
    (lease,) = await ledger.acquire(owner, (SENDER,), ledger.database.clock.now(), ttl)
    return lease


async def claim(ledger: SqlLedger, lease: Lease, room: int = 10, busy: tuple[str, ...] = ()) -> list[Delivery]:
    return list(await ledger.claim(lease, room, busy, ledger.database.clock.now()))


async def sent(ledger: SqlLedger, *deliveries: Delivery) -> None:
    results = tuple(Result(d, State.SENT, Receipt(f"m{d.id}")) for d in deliveries)
    await ledger.settle(results, ledger.database.clock.now())
