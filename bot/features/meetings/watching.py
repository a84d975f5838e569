"""What the secretariat is told in time: a day that is a bad one somewhere, a quarter without a meeting, an agenda."""

from dataclasses import replace
from datetime import timedelta

from bot.context import Context
from bot.errors import Refused
from bot.features.gatherings import api as gatherings
from bot.features.meetings import lookup
from bot.features.meetings.actions import KeepDate
from bot.features.meetings.model import QUARTERLY, end_of_quarter
from bot.features.meetings.notices import AgendaDue, ClashCard, MissingQuarter
from bot.features.meetings.repository import Meetings
from bot.features.meetings.routes import feature
from bot.notifying import SECRETARIAT
from bot.ports import Audit
from bot.ui.replies import Reply
from bot.ui.text import _

AGENDA_SOON = timedelta(days=3)
QUARTER_MISSED = "meetings.quarter_missing"


async def look_for_clashes(ctx: Context, meeting: gatherings.Gathering) -> gatherings.Gathering:
    """Propose once per day and reason to move it; a new data file is a new reason (annoyance 6).

    The meeting remembers what was told: it lies further ahead than settled work is remembered.
    """
    clashes = await lookup.clashes_of(ctx, meeting)
    mark = lookup.mark_of(meeting, clashes)
    if clashes and mark not in (meeting.extra.get(lookup.KEPT), meeting.extra.get(lookup.TOLD)):
        meeting = await gatherings.keep(ctx, replace(meeting, extra={**meeting.extra, lookup.TOLD: mark}))
        ctx.announce(SECRETARIAT, ClashCard(meeting.id), key=f"meetings.clash:{meeting.id}:{mark}")
    ctx.redraw(ClashCard(meeting.id))  # an earlier one may say what no longer holds
    return meeting


@feature.press(KeepDate)
async def keep_date(ctx: Context, press: KeepDate) -> Reply:
    meeting = await gatherings.to_run(ctx, press.meeting)
    if lookup.mark_of(meeting, await lookup.clashes_of(ctx, meeting)) != press.mark:
        ctx.redraw(ClashCard(meeting.id))
        raise Refused(_("This has changed since it was shown. Please look at the card once more."), rule="changed")
    await gatherings.keep(ctx, replace(meeting, extra={**meeting.extra, lookup.KEPT: press.mark}))
    ctx.audit("meetings.date_kept", meeting.id, detail=meeting.ref)
    ctx.redraw(ClashCard(meeting.id))
    return ctx.whisper(_("The day of {ref} is kept.", ref=meeting.ref))


async def look_for_missing_quarters(ctx: Context) -> None:
    """Some weeks before a quarter ends without a meeting, the secretariat is told once (CSL-10).

    That it was told stands in the audit trail: a quarter without a meeting has no record of its own to remember it.
    """
    plan = ctx.profile.quarterly_meetings
    series = await ctx.repository(Meetings).series(QUARTERLY)
    if plan is None or series is None or not ctx.profile.modules.quarterly_meetings:
        return
    today = ctx.now.astimezone(ctx.profile.zone).date()
    alert = timedelta(days=plan.missing_quarter_alert_days)
    every = await ctx.repository(gatherings.Gatherings).of_series(series.id)
    held = {meeting.slot for meeting in every if not meeting.is_off}
    begun = series.since.astimezone(ctx.profile.zone).date()
    for slot, local in series.dates(end_of_quarter(today) - timedelta(days=95), end_of_quarter(today + alert)):
        ends = end_of_quarter(local.date())
        if slot not in held and begun <= local.date() and today <= ends <= today + alert:
            subject = f"{series.id}:{slot}"
            if any(line.action == QUARTER_MISSED for line in await ctx.repository(Audit).about(subject)):
                continue
            ctx.audit(QUARTER_MISSED, subject, detail=f"ends {ends}")
            notice = MissingQuarter(slot, ends.isoformat())
            ctx.announce(SECRETARIAT, notice, key=f"meetings.missing_quarter:{slot}")


def look_at_agenda(ctx: Context, meeting: gatherings.Gathering) -> None:
    """Three days before it is due, and on the day itself, while it is not out."""
    if meeting.state != "announced" or meeting.agenda_by is None or ctx.now > meeting.agenda_by:
        return
    left = meeting.agenda_by.astimezone(ctx.profile.zone).date() - ctx.now.astimezone(ctx.profile.zone).date()
    if left > AGENDA_SOON:
        return
    by = meeting.agenda_by.isoformat()
    stage = "today" if left < timedelta(days=1) else "soon"
    ctx.announce(SECRETARIAT, AgendaDue(meeting.id, by), key=f"meetings.agenda_due:{meeting.id}:{by}:{stage}")
