"""Which calendars show a listing: entries in the platforms' own calendars, kept in step with our records.

These are jobs of the kernel, like those in `bot.notifying`. What an entry holds is decided when it is sent.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.notifying import kernel
from bot.outbox import Job, JobPayload, Listing, NewDelivery, Outbox
from bot.ports import Spaces

if TYPE_CHECKING:
    from bot.context import Context

AHEAD = timedelta(days=60)
"""How long before it starts something is listed; a platform's calendar has room for only so much."""
AGAIN = timedelta(days=1)
"""How long a listing waits for room in a full calendar."""


class Enlist(JobPayload, key="kernel.enlist"):
    """Bring the entries of a listing up to date."""

    listing: str
    data: dict[str, Any]

    @classmethod
    def of(cls, listing: Listing, at: datetime) -> Job:
        job = cls(listing.key, listing.dump())
        return Job(f"enlist:{listing.name}", cls.key, job.dump(), at, once_open=True)

    @classmethod
    def again(cls, name: str, now: datetime) -> Job:
        """The listing of that name, once more tomorrow."""
        key, data = Listing.named(name)
        return Job(waiting(name), cls.key, cls(key, data).dump(), now + AGAIN, once_open=True)


class EnlistAll(JobPayload, key="kernel.enlist_all"):
    """A calendar is new to us: bring everything into it that is to be listed by now."""


def waiting(name: str) -> str:
    """The key of the job that lists something when its time has come."""
    return f"enlist-later:{name}"


def over(name: str) -> str:
    """The key of the job that forgets an entry when it has ended."""
    return f"enlist-over:{name}"


@kernel.job(Enlist)
async def choose_calendars(ctx: "Context", job: Enlist) -> None:
    found = ctx.routes.listings.get(job.listing)
    if found is None:
        return
    kind, render = found
    listing, outbox = kind.load(job.data), ctx.repository(Outbox)
    known = {copy.id for copy in await outbox.copies(listing.name)}
    entry = await render(ctx, listing)
    await ctx.withdraw(waiting(listing.name))
    await ctx.withdraw(over(listing.name))
    if entry is not None and entry.ends <= ctx.now:  # the platform ends it by itself
        for copy in known:
            await outbox.forget_copy(copy)
        return
    if entry is not None and not known and entry.starts > ctx.now + AHEAD:
        ctx.jobs.append(Job(waiting(listing.name), Enlist.key, job.dump(), entry.starts - AHEAD, once_open=True))
        return
    if entry is not None:
        ctx.jobs.append(Job(over(listing.name), Enlist.key, job.dump(), entry.ends, once_open=True))
    for space in await ctx.repository(Spaces).all():
        copy = f"{space.platform}/{space.space}/{listing.mark}"
        ours = space.has_calendar and (space.channels or copy in known)
        if ours and not await outbox.edit_pending(copy):
            where = {"platform": space.platform, "space": space.space, "copy": copy}
            lane, key = f"{space.platform}:{space.space}:calendar", f"edit:{copy}:{_number(ctx)}"
            what = {"listing": job.listing, "data": job.data}
            ctx.deliveries.append(NewDelivery(space.sender, lane, key, "entry", {**where, **what}))


@kernel.job(EnlistAll)
async def fill_calendars(ctx: "Context", _job: EnlistAll) -> None:
    for coming in ctx.routes.coming:
        for listing in await coming(ctx, ctx.now + AHEAD):
            ctx.enlist(listing)


def _number(ctx: "Context") -> int:
    assert ctx.job is not None  # noqa: S101 - a job's context carries its job
    return ctx.job.id
