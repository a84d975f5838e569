"""The dispatcher's side of what is owed: claims and results, by which each thing is done once (`storage.ledger`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.outbox import Copy, Delivery, Job, Receipt, State

NO_RECEIPT = Receipt()


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to send with one token until the lease runs out; the epoch fences late writers."""

    sender: str
    epoch: int


class Ledger(Protocol):
    """The dispatcher's side of deliveries: claims and results, each its own short transaction.

    Leases are measured by the database's clock, everything that is due by `now`, the injected one.
    """

    async def due_jobs(self, now: datetime, limit: int) -> tuple[Job, ...]:
        """Jobs that are due, oldest first. They are claimed one by one with `Jobs.claim`."""
        ...

    async def next_due(self, now: datetime) -> datetime | None:
        """When the next job or delivery after `now` falls due, None when there is none."""
        ...

    async def acquire(self, owner: str, senders: tuple[str, ...], now: datetime, ttl: timedelta) -> tuple[Lease, ...]:
        """Take every sender of the list that is free or expired and has something due or in doubt."""
        ...

    async def renew(self, owner: str, lease: Lease, ttl: timedelta) -> bool:
        """Prolong; False when somebody else has it now."""
        ...

    async def release(self, owner: str, lease: Lease) -> None: ...

    async def ambiguous(self, lease: Lease) -> tuple[Delivery, ...]:
        """Deliveries a former owner left between intent and result."""
        ...

    async def claim(self, lease: Lease, room: int, busy_lanes: tuple[str, ...], now: datetime) -> tuple[Delivery, ...]:
        """Heads of lanes, most urgent first; the intent is committed when this returns."""
        ...

    async def settle(self, results: "tuple[Result, ...]", now: datetime) -> None:
        """Write results, fenced by state and the delivery's epoch.

        A `copy` is remembered and a redraw of its card enqueued; `drawn` is noted at the copy `body["copy"]`.
        """
        ...


class Jobs(Protocol):
    """Claiming work, inside the unit of work that does it."""

    async def claim(self, job: Job, now: datetime) -> bool:
        """Mark the job done, to be committed with its effects; False when somebody else has done it."""
        ...

    async def postpone(self, job: Job, run_at: datetime, error: str) -> None:
        """The handler failed; try again later. Called in a unit of work of its own."""
        ...

    async def abandon(self, job: Job, now: datetime, error: str) -> None:
        """The handler failed too often; keep the row with its error."""
        ...

    async def slot(self, cron: str) -> datetime | None:
        """When the cron job is due next; None when it never was."""
        ...

    async def take_slot(self, cron: str, slot: datetime | None, following: datetime) -> bool:
        """Move a slot by compare-and-swap; True means that this process runs it."""
        ...


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a delivery. With READY it is tried again at `run_at`.

    `copy` is a card copy to remember (its card is redrawn once more, for what changed while it was on its way);
    `drawn` is the new fingerprint of the copy that an edit has redrawn.
    """

    delivery: Delivery
    state: State
    receipt: Receipt = NO_RECEIPT
    run_at: datetime | None = None
    error: str = ""
    copy: Copy | None = None
    drawn: str = ""
