"""What happens by itself when days pass: nudges, expiry, the silent end, the alert. Deadlines are inclusive."""

from datetime import datetime, timedelta

from bot.context import Context
from bot.features.applications import lookup
from bot.features.applications.model import Application, deadline
from bot.features.applications.notices import AnswerReminder, News, Nudge, Overdue, ReviewCard
from bot.features.applications.repository import Applications
from bot.features.applications.routes import feature
from bot.features.applications.states import UNDECIDED
from bot.features.applications.views.status import decided_by
from bot.features.register.api import pseudonym_of
from bot.notifying import SECRETARIAT
from bot.outbox import JobPayload
from bot.profile import Profile

REMIND_AFTER_DAYS = 7
"""When somebody who was asked a question is reminded once (domain 2.3.1)."""
A_MOMENT = timedelta(seconds=1)


class TendDraft(JobPayload, key="applications.tend"):
    """Look after a draft: nudge, look again later, or let it expire."""

    application: str


class RemindOfQuestion(JobPayload, key="applications.remind"):
    """`question` is its place among the questions of the application."""

    application: str
    question: int


class FallSilent(JobPayload, key="applications.fall_silent"):
    application: str
    question: int


class AlertUndecided(JobPayload, key="applications.alert"):
    application: str


class EmptyDeclined(JobPayload, key="applications.empty"):
    """The retention of a declined application is over."""

    application: str


def kept_until(profile: Profile, application: Application) -> datetime:
    """The last good instant of a draft nobody touches, in UTC."""
    days = profile.membership.application.draft_expires_days
    return deadline(application.changed_at, days, profile.zone, profile.time.deadline_clock)


def keep_an_eye(ctx: Context, application: Application) -> None:
    """Come back to a draft when its next nudge or its expiry is due."""
    plan = ctx.profile.membership.application
    moments = [application.changed_at + timedelta(days=days) for days in plan.nudge_days]
    moments.append(kept_until(ctx.profile, application) + A_MOMENT)
    at = next(moment for moment in sorted(moments) if moment > ctx.now)
    ctx.later(TendDraft(application.id), at=at, key=f"{due(application)}draft:{at.isoformat()}")


def due(application: Application) -> str:
    """How the keys of everything begin that is to happen to an application."""
    return f"applications.due:{application.id}:"


@feature.job(TendDraft)
async def tend_draft(ctx: Context, job: TendDraft) -> None:
    applications = ctx.repository(Applications)
    application = await applications.get(job.application)
    if application is None or application.state != "draft":
        return
    until = kept_until(ctx.profile, application)
    if ctx.now > until:
        expired = application.expire(ctx.now)
        await applications.save(expired)
        ctx.audit("applications.expired", application.id)
        ctx.notify(application.applicant, News(application.id, expired.state))
        return
    days = (ctx.now - application.changed_at).days
    passed = [nudge for nudge in ctx.profile.membership.application.nudge_days if nudge <= days]
    if passed:
        changed_at = application.changed_at.isoformat()
        key = f"applications.nudge:{application.id}:{changed_at}:{max(passed)}"
        nudge = Nudge(application.id, max(passed), changed_at, until.isoformat())
        ctx.notify(application.applicant, nudge, key=key, expires_at=until)
    keep_an_eye(ctx, application)


async def watch_for_decision(ctx: Context, application: Application) -> None:
    """From sending on: what was due for the draft is moot, the decision is due."""
    await ctx.withdraw(due(application))
    at = decided_by(application, ctx.profile) + A_MOMENT
    ctx.later(AlertUndecided(application.id), at=at, key=f"{due(application)}decision:{application.round}")


def watch_for_answer(ctx: Context, application: Application) -> None:
    """A question was asked: one reminder, then the silent end."""
    number, question = len(application.questions), application.questions[-1]
    remind_at = question.at + timedelta(days=REMIND_AFTER_DAYS)
    if remind_at < question.due:
        ctx.later(RemindOfQuestion(application.id, number), at=remind_at, key=f"{_asked(application)}:remind")
    ctx.later(FallSilent(application.id, number), at=question.due + A_MOMENT, key=f"{_asked(application)}:silent")


async def stop_waiting_for_answer(ctx: Context, application: Application) -> None:
    await ctx.withdraw(_asked(application))


async def stop_watching(ctx: Context, application: Application) -> None:
    """Decided or withdrawn: nothing is due any more."""
    await ctx.withdraw(due(application))


def _asked(application: Application) -> str:
    return f"{due(application)}question:{len(application.questions)}"


@feature.job(RemindOfQuestion)
async def remind_of_question(ctx: Context, job: RemindOfQuestion) -> None:
    application = await ctx.repository(Applications).get(job.application)
    if application is not None and application.question and len(application.questions) == job.question:
        key = f"applications.reminder:{application.id}:{job.question}"
        ctx.notify(application.applicant, AnswerReminder(application.id), key=key, expires_at=application.question.due)


@feature.job(FallSilent)
async def fall_silent(ctx: Context, job: FallSilent) -> None:
    applications = ctx.repository(Applications)
    application = await applications.get(job.application)
    if application is None or application.question is None or len(application.questions) != job.question:
        return
    closed = await lookup.keep(ctx, application.fall_silent(ctx.now))
    await stop_watching(ctx, closed)
    ctx.audit("applications.fell_silent", closed.id)
    ctx.notify(closed.applicant, News(closed.id, closed.state))
    ctx.redraw(ReviewCard(closed.id))


@feature.job(AlertUndecided)
async def alert_undecided(ctx: Context, job: AlertUndecided) -> None:
    """Tell the office; nobody is admitted or declined by time (annoyance 20)."""
    application = await ctx.repository(Applications).get(job.application)
    if application is not None and application.state in UNDECIDED:
        key = f"applications.overdue:{application.id}:{application.round}"
        ctx.announce(SECRETARIAT, Overdue(application.id), key=key)


def forget_in_time(ctx: Context, application: Application) -> None:
    """Declined: the answers go when the days of retention are over, as the privacy notice promises."""
    days = ctx.profile.privacy.retention_days.get("declined_application")
    if days is not None:
        at = deadline(ctx.now, days, ctx.profile.zone, ctx.profile.time.deadline_clock) + A_MOMENT
        ctx.later(EmptyDeclined(application.id), at=at, key=f"applications.empty:{application.id}:{application.round}")


@feature.job(EmptyDeclined)
async def empty_declined(ctx: Context, job: EmptyDeclined) -> None:
    """Leave state, dates and reference; not so when an appeal has changed the outcome."""
    application = await ctx.repository(Applications).get(job.application)
    if application is not None and application.state == "declined" and application.answers:
        await ctx.repository(Applications).empty(application.id, pseudonym_of(application.applicant))
        ctx.audit("applications.emptied", application.id, detail="retention")
        ctx.redraw(ReviewCard(application.id))
