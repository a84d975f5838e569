"""What is owed to the outside: jobs, deliveries and the posted copies of living cards, written with the facts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    Row,
    SmallInteger,
    Text,
    bindparam,
    case,
    delete,
    exists,
    literal_column,
    select,
    update,
)

from bot.interactions import Place
from bot.ledger import Jobs
from bot.outbox import TWICE, Copy, Job, NewDelivery, Outbox, State
from bot.reaching import Notify
from storage.base import (
    Json,
    Key,
    Repository,
    Serial,
    Utc,
    begins,
    implements,
    insert,
    numbered,
    ours,
    table,
    upsert,
)

jobs = numbered(
    "jobs",
    Column("key", Key, nullable=False),
    Column("kind", Text, nullable=False),
    Column("data", Json, nullable=False),
    Column("run_at", Utc, nullable=False),
    Column("once_open", Boolean, nullable=False, default=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("done_at", Utc),
    Column("error", Text, nullable=False, default=""),
    Index(None, "network", "key", unique=True),
)
Index("ix_jobs_due", jobs.c.network, jobs.c.run_at, jobs.c.id,
      sqlite_where=jobs.c.done_at.is_(None), postgresql_where=jobs.c.done_at.is_(None))  # fmt: skip

deliveries = numbered(
    "deliveries",
    Column("sender", Key, nullable=False),
    Column("lane", Key, nullable=False),
    Column("dedup_key", Key, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Json, nullable=False),
    Column("priority", SmallInteger, nullable=False),
    Column("not_before", Utc, nullable=False),
    Column("run_at", Utc, nullable=False),
    Column("expires_at", Utc),
    Column("state", SmallInteger, nullable=False, default=int(State.READY)),
    Column("attempts", Integer, nullable=False, default=0),
    Column("epoch", Serial, nullable=False, default=0),
    Column("intent_at", Utc),
    Column("settled_at", Utc),
    Column("external_id", Text, nullable=False, default=""),
    Column("error", Text, nullable=False, default=""),
    Index(None, "network", "dedup_key", unique=True),
)
# numbers in the text, not parameters: only so can a database prove that a partial index applies
READY = deliveries.c.state == literal_column("0")
SENDING = deliveries.c.state == literal_column("1")
OPEN = deliveries.c.state < literal_column("10")
Index("ix_deliveries_due", deliveries.c.network, deliveries.c.sender, deliveries.c.priority, deliveries.c.run_at,
      deliveries.c.id, sqlite_where=READY, postgresql_where=READY)  # fmt: skip
Index("ix_deliveries_lane", deliveries.c.network, deliveries.c.lane, deliveries.c.not_before, deliveries.c.id,
      sqlite_where=OPEN, postgresql_where=OPEN)  # fmt: skip
Index("ix_deliveries_sending", deliveries.c.network, deliveries.c.sender, deliveries.c.epoch,
      sqlite_where=SENDING, postgresql_where=SENDING)  # fmt: skip

senders = table(
    "senders",
    Column("id", Key),
    Column("owner", Text, nullable=False, default=""),
    Column("lease_until", Utc),
    Column("epoch", Serial, nullable=False, default=0),
)
"""One row per bot token: who sends with it, and until when by the clock of the database."""

card_copies = table(
    "card_copies",
    Column("id", Key),
    Column("card", Key, nullable=False),
    Column("sender", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("space", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("drawn", Text, nullable=False, default=""),
    Column("person", Text, nullable=False, server_default=""),
    Index(None, "network", "card"),
    Index(None, "network", "channel", "message"),
)

cron_slots = table("cron_slots", Column("name", Key), Column("next_at", Utc, nullable=False), key=("name",))

ADD_JOBS = insert(jobs).on_conflict_do_nothing()
ADD_DELIVERIES = insert(deliveries).on_conflict_do_nothing()
REMEMBER_COPY = upsert(card_copies)
COPY = select(card_copies).where(ours(card_copies), card_copies.c.id == bindparam("id"))
DOUBT = (
    update(card_copies)
    .where(
        ours(card_copies), card_copies.c.channel == bindparam("of_channel"),
        card_copies.c.message == bindparam("of_message"), card_copies.c.platform == bindparam("of_platform"),
        card_copies.c.space == bindparam("of_space"),
    )
    .values(drawn=case((card_copies.c.drawn.in_(("", TWICE)), TWICE), else_=""))
    .returning(card_copies)
)  # fmt: skip
COPIES = (
    select(card_copies)
    .where(ours(card_copies), card_copies.c.card == bindparam("card"), card_copies.c.id > bindparam("after"))
    .order_by(card_copies.c.id)
    .limit(bindparam("most", type_=Integer()))
)
COPIES_OF = COPIES.where(card_copies.c.person == bindparam("person"))
FORGET_COPY = delete(card_copies).where(ours(card_copies), card_copies.c.id == bindparam("of_id"))
EDIT_PENDING = (
    select(deliveries.c.id).where(ours(deliveries), READY, begins(deliveries.c.dedup_key, bindparam("prefix"))).limit(1)
)

_unsent = exists().where(
    deliveries.c.network == jobs.c.network,
    READY,
    deliveries.c.dedup_key >= jobs.c.key + "/",
    deliveries.c.dedup_key < jobs.c.key + "0",
)
"""A delivery that came of the job waits: its key is the job's, a slash and more ("0" follows "/")."""
WITHDRAW_JOBS = delete(jobs).where(
    ours(jobs), begins(jobs.c.key, bindparam("prefix")), jobs.c.done_at.is_(None) | _unsent
)
WITHDRAW_DELIVERIES = delete(deliveries).where(
    ours(deliveries), READY, begins(deliveries.c.dedup_key, bindparam("prefix"))
)

LOOKED_THROUGH = 500
"""Due jobs among which those of one person are looked for, as no index tells people apart."""
_due = (
    select(jobs)
    .where(ours(jobs), jobs.c.done_at.is_(None), jobs.c.run_at <= bindparam("now", type_=Utc()))
    .order_by(jobs.c.run_at, jobs.c.id)
    .limit(LOOKED_THROUGH)
    .subquery()
)
DUE_TO = (
    select(_due)
    .where(_due.c.kind == Notify.key, _due.c.data["person"].as_string() == bindparam("person"))
    .order_by(_due.c.run_at, _due.c.id)
)
BODY = select(deliveries.c.body).where(ours(deliveries), begins(deliveries.c.dedup_key, bindparam("prefix"))).limit(1)
ON_ITS_WAY = (
    select(deliveries.c.id)
    .where(
        ours(deliveries), SENDING, deliveries.c.kind == "post",
        deliveries.c.body["person"].as_string() == bindparam("person"),
        deliveries.c.body["notice"].as_string() == bindparam("notice"),
    )
    .limit(1)
)  # fmt: skip
OWED = select(deliveries.c.dedup_key).where(
    ours(deliveries), deliveries.c.dedup_key.in_(bindparam("keys", expanding=True))
)  # fmt: skip

CLAIM_ONCE = delete(jobs).where(ours(jobs), jobs.c.id == bindparam("of_id"), jobs.c.done_at.is_(None))
CLAIM = (
    update(jobs)
    .where(ours(jobs), jobs.c.id == bindparam("of_id"), jobs.c.done_at.is_(None))
    .values(done_at=bindparam("now", type_=Utc()), attempts=jobs.c.attempts + 1)
)
POSTPONE = (
    update(jobs)
    .where(ours(jobs), jobs.c.id == bindparam("of_id"), jobs.c.done_at.is_(None))
    .values(run_at=bindparam("later", type_=Utc()), error=bindparam("why"), attempts=jobs.c.attempts + 1)
)
ABANDON = (
    update(jobs)
    .where(ours(jobs), jobs.c.id == bindparam("of_id"), jobs.c.done_at.is_(None))
    .values(
        done_at=bindparam("now", type_=Utc()), error=bindparam("why"), attempts=jobs.c.attempts + 1,
        # the key of work that comes again must not be taken by the row that is kept for its error
        key=case((jobs.c.once_open, jobs.c.key + "#" + bindparam("number")), else_=jobs.c.key),
    )
)  # fmt: skip
SLOT = select(cron_slots.c.next_at).where(ours(cron_slots), cron_slots.c.name == bindparam("name"))
FIRST_SLOT = insert(cron_slots).on_conflict_do_nothing()
MOVE_SLOT = (
    update(cron_slots)
    .where(
        ours(cron_slots), cron_slots.c.name == bindparam("of_name"),
        cron_slots.c.next_at == bindparam("slot", type_=Utc()),
    )
    .values(next_at=bindparam("following", type_=Utc()))
)  # fmt: skip


@implements(Outbox)
class OutboxRows(Repository):
    async def add(self, jobs: tuple[Job, ...], deliveries: tuple[NewDelivery, ...]) -> None:
        now = self.clock.now()
        await self.put(ADD_JOBS, *(job_row(job) for job in jobs))
        await self.put(ADD_DELIVERIES, *(_delivery_row(delivery, now) for delivery in deliveries))

    async def withdraw(self, key_prefix: str) -> int:
        if not key_prefix:
            raise ValueError("an empty prefix would withdraw everything")
        taken = await self.run(WITHDRAW_JOBS, prefix=key_prefix)
        return taken + await self.run(WITHDRAW_DELIVERIES, prefix=key_prefix)

    async def owed(self, keys: tuple[str, ...]) -> frozenset[str]:
        if not keys:
            return frozenset()
        return frozenset(row.dedup_key for row in await self.rows(OWED, keys=list(keys)))

    async def due_to(self, person: str, now: datetime) -> tuple[Job, ...]:
        return tuple(as_job(row) for row in await self.rows(DUE_TO, person=person, now=now))

    async def body(self, key_prefix: str) -> Mapping[str, Any] | None:
        row = await self.first(BODY, prefix=key_prefix)
        return None if row is None else row.body

    async def on_its_way(self, person: str, notice: str) -> bool:
        return await self.first(ON_ITS_WAY, person=person, notice=notice) is not None

    async def copies(self, card: str, *, after: str = "", most: int = 1000, of: str = "") -> tuple[Copy, ...]:
        if of:
            return tuple(_copy(row) for row in await self.rows(COPIES_OF, card=card, after=after, most=most, person=of))
        return tuple(_copy(row) for row in await self.rows(COPIES, card=card, after=after, most=most))

    async def copy(self, copy: str) -> Copy | None:
        row = await self.first(COPY, id=copy)
        return None if row is None else _copy(row)

    async def doubt(self, place: Place) -> Copy | None:
        row = await self.first(
            DOUBT, of_platform=place.platform, of_space=place.space, of_channel=place.channel, of_message=place.message
        )
        return None if row is None else _copy(row)

    async def forget_copy(self, copy: str) -> None:
        await self.run(FORGET_COPY, of_id=copy)

    async def edit_pending(self, copy: str) -> bool:
        return await self.first(EDIT_PENDING, prefix=f"edit:{copy}:") is not None


@implements(Jobs)
class JobRows(Repository):
    async def claim(self, job: Job, now: datetime) -> bool:
        if job.once_open:
            return await self.run(CLAIM_ONCE, of_id=job.id) == 1
        return await self.run(CLAIM, of_id=job.id, now=now) == 1

    async def postpone(self, job: Job, run_at: datetime, error: str) -> None:
        await self.run(POSTPONE, of_id=job.id, later=run_at, why=error)

    async def abandon(self, job: Job, now: datetime, error: str) -> None:
        await self.run(ABANDON, of_id=job.id, now=now, why=error, number=str(job.id))

    async def slot(self, cron: str) -> datetime | None:
        row = await self.first(SLOT, name=cron)
        return None if row is None else row.next_at

    async def take_slot(self, cron: str, slot: datetime | None, following: datetime) -> bool:
        if slot is None:
            return await self.put(FIRST_SLOT, {"name": cron, "next_at": following}) == 1
        return await self.run(MOVE_SLOT, of_name=cron, slot=slot, following=following) == 1


def job_row(job: Job) -> dict[str, Any]:
    return {
        "key": job.key, "kind": job.kind, "data": dict(job.data), "run_at": job.run_at, "once_open": job.once_open
    }  # fmt: skip


def as_job(row: Row[Any]) -> Job:
    return Job(row.key, row.kind, row.data, row.run_at, row.once_open, row.id, row.network, row.attempts)


def _delivery_row(delivery: NewDelivery, now: datetime) -> dict[str, Any]:
    due = delivery.not_before or now
    return {
        "sender": delivery.sender, "lane": delivery.lane, "dedup_key": delivery.dedup_key, "kind": delivery.kind,
        "body": dict(delivery.body), "priority": int(delivery.priority), "not_before": due, "run_at": due,
        "expires_at": delivery.expires_at,
    }  # fmt: skip


def copy_row(copy: Copy) -> dict[str, Any]:
    return {
        "id": copy.id, "card": copy.card, "sender": copy.sender, "platform": copy.platform, "space": copy.space,
        "channel": copy.channel, "message": copy.message, "drawn": copy.drawn,
        "person": copy.person,
    }  # fmt: skip


def _copy(row: Row[Any]) -> Copy:
    return Copy(
        row.id, row.card, row.sender, row.platform, row.space, row.channel, row.message, row.drawn, row.person
    )  # fmt: skip
