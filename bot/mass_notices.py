"""Telling many people the same: a few dozen a job, with a handful of statements, each person once under the key.

What makes it once is the key of what a person is owed, `<key>:<person>/1`, whatever lists the person is on and however
often a job runs. Who sleeps or has no direct way is left to a job of his own, `<key>:<person>`, under the same key.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot import reaching
from bot.notifying import kernel, spare
from bot.outbox import Job, JobPayload, Notice, Outbox, Priority
from bot.people import People
from bot.ports import Spaces
from bot.reaching import Notify, Spared, Waits

if TYPE_CHECKING:
    from bot.context import Context

AT_ONCE = 40
"""People a job: who presses a button meanwhile waits for one such job at most, about 15 ms."""
SPREAD = timedelta(milliseconds=20)
"""Between the jobs of one list, so that what comes up meanwhile has its turn among them."""


class NotifyAll(JobPayload, key="kernel.notify_all"):
    """Tell these people. `root` is the key under which each is told once."""

    root: str
    people: tuple[str, ...]
    notice: str
    data: dict[str, Any]
    priority: int
    expires_at: str = ""
    due: str = ""

    def to(self, person: str) -> Notify:
        return Notify(
            person, self.notice, self.data, self.priority, self.expires_at, root=f"{self.root}:{person}", due=self.due
        )


def jobs(
    people: Sequence[str], notice: Notice, key: str, at: datetime, expires_at: datetime | None, priority: Priority
) -> Iterator[Job]:
    """The jobs that tell them. They are named after their people: another list under the same key is other jobs."""
    everybody = list(dict.fromkeys(people))
    until, due = expires_at.isoformat() if expires_at else "", at.isoformat() if notice.gentle else ""
    for number, start in enumerate(range(0, len(everybody), AT_ONCE)):
        some = tuple(everybody[start : start + AT_ONCE])
        named = hashlib.sha256(",".join(some).encode()).hexdigest()[:16]
        wish = NotifyAll(key, some, notice.key, notice.dump(), int(priority), until, due)
        yield Job(f"{key}:all-{named}", wish.key, wish.dump(), at + number * SPREAD, once_open=True)


@kernel.job(NotifyAll)
async def choose_routes(ctx: "Context", job: NotifyAll) -> None:
    known = await ctx.repository(People).many(tuple(job.people), ctx.now)
    spaces = reaching.where(await ctx.repository(Spaces).all())
    alone: list[tuple[Notify, datetime]] = []
    for person in job.people:
        wish, me = job.to(person), known.get(person)
        match reaching.plan(ctx, me, wish, spaces) if me else Spared("unknown"):
            case Spared(why):
                spare(wish, why)
            case Waits(until, later):
                alone.append((later, until))
            case ():
                alone.append((wish, ctx.now))
            case deliveries:
                ctx.deliveries.extend(deliveries)
    told = await ctx.repository(Outbox).owed(tuple(f"{wish.root}/1" for wish, _at in alone))
    for wish, at in alone:
        if f"{wish.root}/1" not in told:
            ctx.later(replace(wish, root=""), at=at, key=wish.root)
