"""The series: its meetings are planned a year ahead, and announced in time unless something is missing (CSL-10).

Everything here is looked at once a day from today's state and may run twice: each slot is taken once, and what may hold
for longer than settled work is remembered is on record once it was said.
"""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot import wall
from bot.context import Context
from bot.features.gatherings import api as gatherings
from bot.features.meetings import hours, lookup, watching
from bot.features.meetings.model import QUARTERLY, MeetingSeries, reference
from bot.features.meetings.notices import UnreadyCard
from bot.features.meetings.periods import deadlines, notice_period
from bot.features.meetings.repository import Meetings
from bot.features.meetings.routes import feature
from bot.i18n import Reader
from bot.interactions import Event
from bot.notifying import SECRETARIAT
from bot.outbox import JobPayload, new_id
from bot.profile import Profile
from bot.profile.activities import QuarterlyMeetings
from bot.ui.text import _

AHEAD = timedelta(days=366)
MANY = 500
LATER = "set_per_meeting"
"""What a profile writes for a room that is found anew for each meeting."""
TITLE = _("Quarterly meeting")


class TendMeetings(JobPayload, key="meetings.tend"):
    """Plan what the rule asks for, and look after everything that lies ahead."""


class PlanAhead(JobPayload, key="meetings.plan_ahead"):
    """Plan what the rule asks for, and say nothing to anybody yet: it may be in the middle of the night."""


class TendMeeting(JobPayload, key="meetings.tend_one"):
    meeting: str


feature.cron("meetings.tend", "5 9 * * *", TendMeetings)


@feature.on("connected")
async def begin(ctx: Context, _event: Event) -> None:
    """A new network need not wait for tomorrow to see its meetings."""
    ctx.later(PlanAhead(), key=f"meetings.plan_ahead:{ctx.now.astimezone(ctx.profile.zone).date()}")


@feature.job(PlanAhead)
async def plan_ahead(ctx: Context, _job: PlanAhead) -> None:
    await _plan_ahead(ctx)


@feature.job(TendMeetings)
async def tend_meetings(ctx: Context, _job: TendMeetings) -> None:
    await _plan_ahead(ctx)
    await watching.look_for_missing_quarters(ctx)
    today = ctx.now.astimezone(ctx.profile.zone).date()
    repository = ctx.repository(gatherings.Gatherings)
    for meeting in await repository.listed("meeting", gatherings.AHEAD, ctx.now, None, MANY):
        ctx.later(TendMeeting(meeting.id), key=f"meetings.tend_one:{meeting.id}:{today}")


@feature.job(TendMeeting)
async def tend_meeting(ctx: Context, job: TendMeeting) -> None:
    meeting = await ctx.repository(gatherings.Gatherings).get(job.meeting)
    if meeting is None or meeting.state not in gatherings.AHEAD or meeting.starts_at <= ctx.now:
        return
    meeting = await watching.look_for_clashes(ctx, meeting)
    watching.look_at_agenda(ctx, meeting)
    await hours.look_for_other_hours(ctx, meeting)
    await _announce_in_time(ctx, meeting)


async def _plan_ahead(ctx: Context) -> None:
    """Take every slot of the year ahead that is free; one that was moved or called off stays taken."""
    plan = ctx.profile.quarterly_meetings
    if plan is None or not ctx.profile.modules.quarterly_meetings:
        return
    series = await _on_record(ctx, plan)
    repository = ctx.repository(gatherings.Gatherings)
    taken = {meeting.slot for meeting in await repository.of_series(series.id)}
    today = ctx.now.astimezone(ZoneInfo(series.zone)).date()
    for slot, local in series.dates(today, today + AHEAD):
        starts_at = wall.instant(local, ZoneInfo(series.zone))
        if slot in taken or starts_at <= ctx.now:
            continue
        due = deadlines(ctx.profile, "quarterly", starts_at, ctx.now)
        meeting = gatherings.Gathering(
            id=new_id(), ref=reference(slot), family="meeting", kind="quarterly", title=series.title, local=local,
            zone=series.zone, minutes=series.minutes, organiser="", created_at=ctx.now, starts_at=starts_at,
            mode=series.mode, venue=series.venue, refreshments=series.refreshments,
            confidentiality=series.confidentiality, answer_by=due.answer_by, items_by=due.items_by,
            agenda_by=due.agenda_by, series=series.id, slot=slot,
        )  # fmt: skip
        await repository.add(meeting)
        ctx.audit("meetings.planned", meeting.id, detail=meeting.ref)


async def _on_record(ctx: Context, plan: QuarterlyMeetings) -> MeetingSeries:
    """The series as the profile has it today; meetings that are planned already keep the rule they were made by."""
    meetings = ctx.repository(Meetings)
    known = await meetings.series(QUARTERLY)
    rule, venue = plan.rule, plan.venue
    asked = MeetingSeries(
        id=QUARTERLY, title=title_in_all(ctx.profile), nth=rule.nth, weekday=rule.weekday, months=rule.months,
        local_time=rule.local_time, minutes=rule.minutes, zone=ctx.profile.network.zone, mode=plan.mode,
        venue=gatherings.Venue(
            name=venue.name if venue else "",
            room=venue.room if venue and venue.room and venue.room != LATER else "",
            address=(venue.city or "") if venue else "",
        ),
        refreshments=plan.refreshments or "", confidentiality=plan.confidentiality,
        since=known.since if known else ctx.now, version=known.version if known else 0,
    )  # fmt: skip
    if asked != known:
        await meetings.save_series(asked)
    return asked


def title_in_all(profile: Profile) -> str:
    """A title that every reader understands, in the languages of the network."""
    return " ".join(dict.fromkeys(Reader(language).plain(TITLE) for language in profile.languages))


async def _announce_in_time(ctx: Context, meeting: gatherings.Gathering) -> None:
    """On the last day on which the notice is kept; when something is missing, the secretariat is asked instead."""
    if not meeting.is_foreseen:
        return
    last = notice_period(ctx.profile, meeting.kind).last_day(ctx.profile, meeting.starts_at)
    if ctx.now.astimezone(ctx.profile.zone).date() < last:
        return
    if not lookup.missing(meeting):
        await gatherings.announce(ctx, meeting)
    elif meeting.extra.get(lookup.UNREADY) != last.isoformat():  # remembered longer than settled work is
        await gatherings.keep(ctx, replace(meeting, extra={**meeting.extra, lookup.UNREADY: last.isoformat()}))
        ctx.announce(SECRETARIAT, UnreadyCard(meeting.id), key=f"meetings.unready:{meeting.id}:{last}")
