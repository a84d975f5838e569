"""The dispatcher's side of the outbox: leases, heads of lanes, intents and results, each a short transaction.

Nothing here is decided by who asks first: a lease has an epoch, an intent carries it, and a result is only written
while row and epoch are still those of the intent.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Double,
    Row,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)

from bot.ledger import Lease, Result
from bot.notifying import Redraw
from bot.outbox import Delivery, Job, Priority, State
from storage.base import Repository, Serial, Utc, database_time, gathered, insert, ours
from storage.engine import SqlDatabase, Unit
from storage.outbox import (
    ADD_JOBS,
    READY,
    REMEMBER_COPY,
    SENDING,
    as_job,
    card_copies,
    copy_row,
    deliveries,
    job_row,
    jobs,
    senders,
)

NOW = bindparam("now", type_=Utc())
SENDER, EPOCH, OWNER = bindparam("of_sender"), bindparam("of_epoch", type_=Serial), bindparam("of_owner")
UNTIL = database_time(bindparam("ttl", type_=Double()))
PRIORITIES = tuple(Priority)

DUE_JOBS = (
    select(jobs)
    .where(ours(jobs), jobs.c.done_at.is_(None), jobs.c.run_at <= NOW)
    .order_by(jobs.c.run_at, jobs.c.id)
    .limit(bindparam("most"))
)
NEXT_DUE = select(
    select(func.min(jobs.c.run_at)).where(ours(jobs), jobs.c.done_at.is_(None), jobs.c.run_at > NOW).scalar_subquery(),
    select(func.min(deliveries.c.run_at)).where(ours(deliveries), READY, deliveries.c.run_at > NOW).scalar_subquery(),
)

# leases

ADD_SENDERS = insert(senders).on_conflict_do_nothing()


def _has_work() -> Any:
    mine = and_(deliveries.c.network == senders.c.network, deliveries.c.sender == senders.c.id)
    # naming the priorities lets the index of due deliveries be searched, not read
    due = exists().where(mine, READY, deliveries.c.priority.in_(PRIORITIES), deliveries.c.run_at <= NOW)
    return or_(due, exists().where(mine, SENDING))


FREE = select(senders.c.id).where(
    ours(senders),
    senders.c.id.in_(bindparam("wanted", expanding=True)),
    or_(senders.c.lease_until.is_(None), senders.c.lease_until < database_time()),
    _has_work(),
)
# a CTE, as PostgreSQL may run a locking sub-select more than once
_taken = FREE.with_for_update(skip_locked=True, of=senders).cte("taken")
ACQUIRE = (
    update(senders)
    .where(ours(senders), senders.c.id.in_(select(_taken.c.id)))
    .values(owner=OWNER, lease_until=UNTIL, epoch=senders.c.epoch + 1)
    .returning(senders.c.id, senders.c.epoch)
)
_mine = and_(ours(senders), senders.c.id == SENDER, senders.c.epoch == EPOCH)
RENEW = update(senders).where(_mine, senders.c.owner == OWNER).values(lease_until=UNTIL)
RELEASE = update(senders).where(_mine, senders.c.owner == OWNER).values(lease_until=None, owner="")
_flying = select(gathered(deliveries.c.lane)).where(
    deliveries.c.network == senders.c.network, deliveries.c.sender == senders.c.id, SENDING
)  # fmt: skip
# FOR SHARE: no other process can take the sender over between this look and our commit
HELD = (
    select(senders.c.id, _flying.correlate(senders).scalar_subquery().label("flying"))
    .where(_mine, senders.c.lease_until > database_time())
    .with_for_update(read=True, of=senders)
)

# claims

WAITING = select(
    *(
        exists().where(
            ours(deliveries), deliveries.c.sender == SENDER, READY,
            deliveries.c.priority == literal_column(str(int(priority))), deliveries.c.run_at <= NOW,
        )
        for priority in PRIORITIES
    )
)  # fmt: skip
AMBIGUOUS = (
    select(deliveries)
    .where(ours(deliveries), deliveries.c.sender == SENDER, SENDING, deliveries.c.epoch < EPOCH)
    .order_by(deliveries.c.not_before, deliveries.c.id)
)


def _claim() -> Any:
    """READY -> SENDING for heads of lanes: nothing older is open in the lane. `busy` are lanes to be left alone."""
    before = deliveries.alias("before")
    in_lane = and_(before.c.network == deliveries.c.network, before.c.lane == deliveries.c.lane)
    older = tuple_(before.c.not_before, before.c.id) < tuple_(deliveries.c.not_before, deliveries.c.id)
    heads = (
        select(deliveries.c.id)
        .where(
            ours(deliveries), deliveries.c.sender == SENDER, READY, deliveries.c.priority == bindparam("of_priority"),
            deliveries.c.run_at <= NOW, deliveries.c.lane.not_in(bindparam("busy", expanding=True)),
            ~exists().where(in_lane, before.c.state < literal_column("10"), older),
        )
        .order_by(deliveries.c.priority, deliveries.c.run_at, deliveries.c.id)
        .limit(bindparam("room"))
        .with_for_update(skip_locked=True, of=deliveries)
        .cte("heads")
    )  # fmt: skip
    return (
        update(deliveries)
        .where(deliveries.c.id.in_(select(heads.c.id)))  # naming the network here would make SQLite read all of it
        .values(state=int(State.SENDING), epoch=EPOCH, intent_at=NOW, attempts=deliveries.c.attempts + 1)
        .returning(deliveries)
    )


CLAIM = _claim()

# results

SETTLE = (
    update(deliveries)
    .where(ours(deliveries), deliveries.c.id == bindparam("of_id"), SENDING, deliveries.c.epoch == EPOCH)
    .values(
        state=bindparam("to_state"), external_id=bindparam("external"), error=bindparam("why"),
        run_at=func.coalesce(bindparam("again", type_=Utc()), deliveries.c.run_at),
        settled_at=bindparam("settled", type_=Utc()),
    )
)  # fmt: skip
DRAWN = (
    update(card_copies)
    .where(ours(card_copies), card_copies.c.id == bindparam("of_copy"))
    .values(drawn=bindparam("as_"))
)


class SqlLedger:
    """The ledger of one network (`bot.outbox.Ledger`)."""

    def __init__(self, database: SqlDatabase, network: str) -> None:
        self.database = database
        self.network = network
        self._known: set[str] = set()

    async def due_jobs(self, now: datetime, limit: int) -> tuple[Job, ...]:
        async with self._looking() as rows:
            return tuple(as_job(row) for row in await rows.rows(DUE_JOBS, now=now, most=limit))

    async def next_due(self, now: datetime) -> datetime | None:
        async with self._looking() as rows:
            row = await rows.first(NEXT_DUE, now=now)
            return min((at for at in row or () if at is not None), default=None)

    async def acquire(self, owner: str, senders: tuple[str, ...], now: datetime, ttl: timedelta) -> tuple[Lease, ...]:
        wanted = {"wanted": list(senders), "now": now}
        if new := set(senders) - self._known:
            async with self._writing() as rows:
                await rows.put(ADD_SENDERS, *({"id": sender} for sender in sorted(new)))
            self._known |= new
        async with self._looking() as rows:
            if await rows.first(FREE, **wanted) is None:
                return ()
        async with self._writing() as rows:
            taken = await rows.rows(ACQUIRE, of_owner=owner, ttl=ttl.total_seconds(), **wanted)
            return tuple(Lease(row.id, row.epoch) for row in taken)

    async def renew(self, owner: str, lease: Lease, ttl: timedelta) -> bool:
        async with self._writing() as rows:
            return (
                await rows.run(
                    RENEW, of_owner=owner, of_sender=lease.sender, of_epoch=lease.epoch, ttl=ttl.total_seconds()
                )
                == 1
            )

    async def release(self, owner: str, lease: Lease) -> None:
        async with self._writing() as rows:
            await rows.run(RELEASE, of_owner=owner, of_sender=lease.sender, of_epoch=lease.epoch)

    async def ambiguous(self, lease: Lease) -> tuple[Delivery, ...]:
        async with self._looking() as rows:
            found = await rows.rows(AMBIGUOUS, of_sender=lease.sender, of_epoch=lease.epoch)
            return tuple(_delivery(row) for row in found)

    async def claim(self, lease: Lease, room: int, busy_lanes: tuple[str, ...], now: datetime) -> tuple[Delivery, ...]:
        mine = {"of_sender": lease.sender, "of_epoch": lease.epoch}
        async with self._looking() as rows:  # most looks find nothing: they should not wait for the writer
            waiting = await rows.first(WAITING, of_sender=lease.sender, now=now)
        classes = [priority for priority, any_due in zip(PRIORITIES, waiting or (), strict=True) if any_due]
        claimed: list[Row[Any]] = []
        if classes:
            async with self._writing() as rows:
                held = await rows.first(HELD, **mine)
                if held is None:
                    return ()
                busy = sorted({*busy_lanes, *held.flying})
                for priority in classes:
                    if room > len(claimed):
                        claimed += await rows.rows(
                            CLAIM, **mine, now=now, busy=busy, of_priority=int(priority),
                            room=room - len(claimed),
                        )  # fmt: skip
        claimed.sort(key=lambda row: (row.priority, row.run_at, row.id))
        return tuple(_delivery(row) for row in claimed)

    async def settle(self, results: tuple[Result, ...], now: datetime) -> None:
        with_units = any(_of_a_card(result) for result in results)
        async with self._writing(with_units=with_units) as rows:
            plain = [result for result in results if not _of_a_card(result)]
            await rows.run_many(SETTLE, *(_outcome(result, now) for result in plain))
            for result in results:
                if _of_a_card(result) and await rows.run(SETTLE, **_outcome(result, now)) == 1:
                    await _remember(rows, result, now)

    @asynccontextmanager
    async def _looking(self) -> AsyncGenerator[Repository]:
        async with self.database.read(self.network) as uow:
            yield Repository(uow.connection, self.network, self.database.clock)

    @asynccontextmanager
    async def _writing(self, *, with_units: bool = False) -> AsyncGenerator[Repository]:
        """Beside the units of work: the ledger's statements are safe against each other by themselves.

        `with_units` waits its turn among them: whoever redraws a card meanwhile would not see its new copy, and the
        redraw that is owed to the copy would be taken for the one that is being done.
        """
        opened = self.database.write(self.network) if with_units else self.database.transaction()
        async with opened as found:
            connection = found.connection if isinstance(found, Unit) else found
            yield Repository(connection, self.network, self.database.clock)


def _of_a_card(result: Result) -> bool:
    return result.state is State.SENT and bool(result.copy or result.drawn)


def _outcome(result: Result, now: datetime) -> dict[str, Any]:
    """Bind parameters of SETTLE, which changes nothing when the row is no longer ours to settle."""
    ends = result.state not in (State.READY, State.SENDING)
    return {
        "of_id": result.delivery.id, "of_epoch": result.delivery.epoch, "to_state": int(result.state),
        "external": result.receipt.external_id, "why": result.error, "again": result.run_at,
        "settled": now if ends else None,
    }  # fmt: skip


async def _remember(rows: Repository, result: Result, now: datetime) -> None:
    """A card was posted or redrawn. What changed while it was on its way is caught up with by one more redraw."""
    body = result.delivery.body
    if result.copy is not None:
        await rows.put(REMEMBER_COPY, copy_row(result.copy))
        key, redraw = f"redraw:{result.copy.card}", Redraw(body.get("card", ""), body["data"])
        if "card" not in body:
            if "notice" not in body or result.copy.drawn:
                return  # who redraws these comes again for what was on its way
            key, redraw = f"{key}:{result.copy.id}", Redraw(body["notice"], body["data"], only=result.copy.id)
        await rows.put(ADD_JOBS, job_row(Job(key, Redraw.key, redraw.dump(), now, once_open=True)))
    else:
        await rows.run(DRAWN, of_copy=body["copy"], as_=result.drawn)


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id, network=row.network, sender=row.sender, lane=row.lane, dedup_key=row.dedup_key, kind=row.kind,
        body=row.body, priority=Priority(row.priority), not_before=row.not_before, expires_at=row.expires_at,
        attempts=row.attempts, intent_at=row.intent_at, epoch=row.epoch,
    )  # fmt: skip
