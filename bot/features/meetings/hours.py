"""Clock changes move a meeting for some members only: they are told a week before, once (annoyance 5)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.context import Context
from bot.features.gatherings import api as gatherings
from bot.features.meetings import lookup
from bot.features.meetings.notices import OtherHour
from bot.features.meetings.routes import feature
from bot.i18n import is_zone
from bot.outbox import JobPayload
from bot.people import People

A_WEEK = timedelta(days=7)
PAGE = 500


class TellOtherHour(JobPayload, key="meetings.tell_other_hour"):
    """`starts` and `before` (ISO 8601) are this meeting's start and that of the one before it in its series."""

    meeting: str
    starts: str
    before: str
    after: str


async def look_for_other_hours(ctx: Context, meeting: gatherings.Gathering) -> None:
    """Only where the hour there is the same: what somebody moved is told as a move."""
    if not meeting.series or not meeting.is_known or meeting.is_off or meeting.starts_at - ctx.now > A_WEEK:
        return
    earlier = await lookup.before(ctx, meeting)
    if earlier is None or (earlier.local.time(), earlier.zone) != (meeting.local.time(), meeting.zone):
        return
    starts, before = meeting.starts_at.isoformat(), earlier.starts_at.isoformat()
    ctx.later(TellOtherHour(meeting.id, starts, before, ""), key=f"meetings.tell_other_hour:{meeting.id}:{starts}:")


@feature.job(TellOtherHour)
async def tell_other_hour(ctx: Context, job: TellOtherHour) -> None:
    repository = ctx.repository(gatherings.Gatherings)
    meeting = await repository.get(job.meeting)
    if meeting is None or meeting.is_off or meeting.starts_at.isoformat() != job.starts:
        return
    page = await repository.answers(meeting.id, job.after, PAGE)
    asked = tuple(answer.person for answer in page if answer.wish != "no")
    before = datetime.fromisoformat(job.before)
    people = await ctx.repository(People).many(asked, ctx.now)
    home = ctx.profile.network.zone
    affected = [
        person
        for person, me in people.items()
        if is_other_hour(before, meeting.starts_at, me.person.zone if is_zone(me.person.zone) else home)
    ]
    notice = OtherHour(meeting.id, job.starts, job.before)
    ctx.notify_all(affected, notice, key=f"meetings.other_hour:{meeting.id}", expires_at=meeting.starts_at)
    if len(page) == PAGE:
        last = page[-1].person
        following = TellOtherHour(meeting.id, job.starts, job.before, last)
        ctx.later(following, key=f"meetings.tell_other_hour:{meeting.id}:{job.starts}:{last}")


def is_other_hour(before: datetime, now: datetime, zone: str) -> bool:
    """Whether two instants show another time of day on the clocks of a zone."""
    there = ZoneInfo(zone)
    return before.astimezone(there).time() != now.astimezone(there).time()
