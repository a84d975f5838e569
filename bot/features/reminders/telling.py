"""Tell a reminder when it is due: once, by the best route, and late rather than not at all after a downtime.

Only the next time of each reminder is a job; the one after it is reckoned when that has been told.
"""

from datetime import datetime, timedelta

from bot.context import Context
from bot.features.reminders import views
from bot.features.reminders.model import KEPT, LATE, Reminder
from bot.features.reminders.repository import Reminders
from bot.features.reminders.routes import feature
from bot.outbox import JobPayload, Notice, Priority
from bot.ui.view import View

AT_ONCE = 500


class Due(JobPayload, key="reminders.due"):
    """Tell it, unless it has been moved since: its version says so."""

    reminder: str
    version: int


class Reminded(Notice, key="reminders.told"):
    """`at` is the instant it was due, in ISO 8601."""

    private = True

    reminder: str
    at: str


class Sweep(JobPayload, key="reminders.sweep"):
    """Forget what was told long ago; see that what is due soon has its job, also after an import, and at the hour that
    the clocks show by the newest tz database."""

    after: str = ""


feature.cron("reminders.sweep", "15 * * * *", Sweep)


def keys_of(reminder: str) -> str:
    """How the keys of all jobs of a reminder begin."""
    return f"reminder:{reminder}:"


def schedule(ctx: Context, reminder: Reminder) -> None:
    """Write the job of the next time. The same version twice is one job."""
    if reminder.due_at is not None:
        job = Due(reminder.id, reminder.version)
        ctx.later(job, at=reminder.due_at, key=f"{keys_of(reminder.id)}{reminder.version}")


@feature.job(Due)
async def tell(ctx: Context, job: Due) -> None:
    reminders = ctx.repository(Reminders)
    reminder = await reminders.get(job.reminder)
    if reminder is None or reminder.version != job.version or reminder.due_at is None:
        return
    notice = Reminded(reminder.id, reminder.due_at.isoformat())
    key = f"{keys_of(reminder.id)}{reminder.version}:told"
    ctx.notify(reminder.person, notice, key=key, priority=Priority.PROMPT)
    schedule(ctx, await reminders.save(reminder.told(ctx.now)))


@feature.notice(Reminded)
async def say(ctx: Context, notice: Reminded) -> View | None:
    reminder = await ctx.repository(Reminders).get(notice.reminder)
    if reminder is None:
        return None
    at = datetime.fromisoformat(notice.at)
    return views.told(reminder, at, is_late=ctx.now - at > LATE)


@feature.job(Sweep)
async def sweep(ctx: Context, job: Sweep) -> None:
    reminders = ctx.repository(Reminders)
    if not job.after:
        await reminders.forget_told(ctx.now - KEPT)
    soon = await reminders.due_before(ctx.now + timedelta(hours=2), job.after, AT_ONCE)
    for reminder in soon:
        today = reminder.rederived()
        if today != reminder:
            await ctx.withdraw(keys_of(reminder.id))
            today = await reminders.save(today)
        schedule(ctx, today)
    if len(soon) == AT_ONCE:
        ctx.later(Sweep(soon[-1].id))
