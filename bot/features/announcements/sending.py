"""Sending: now, or at a time by one job that moves with it. What goes to whom is decided when it is sent."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import wall, when
from bot.context import Context
from bot.drafts import Draft
from bot.due import GRACE
from bot.errors import Invalid, Refused
from bot.features.announcements import amend, lookup, participants, reach
from bot.features.announcements.actions import ConfirmSchedule, Schedule, SendNow, Unschedule
from bot.features.announcements.audience import DIRECT
from bot.features.announcements.compose import MAY
from bot.features.announcements.model import Announcement
from bot.features.announcements.notices import (
    AnnouncementCard,
    DeskCard,
    GoneOut,
    NotSent,
    PassOn,
)
from bot.features.announcements.repository import Announcements
from bot.features.announcements.routes import feature
from bot.features.announcements.views import composing, desk, words
from bot.forms import Form
from bot.interactions import FieldValue
from bot.notifying import SECRETARIAT, NotPosted
from bot.outbox import JobPayload
from bot.ports import Spaces
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import Moment, _
from bot.zones import City

STALE = timedelta(days=1)
"""What should have gone out so long ago waits for somebody's word."""
STUCK = timedelta(hours=1)
"""Telling takes some minutes at most: after that long it has come to a stop."""


class Send(JobPayload, key="announcements.send"):
    """Send it now; of a scheduled one, the schedule it was made for."""

    announcement: str
    scheduled: bool = False


class Tell(JobPayload, key="announcements.tell"):
    """Tell some more people, in the order of their ids. `due` is when a scheduled one was to go out (ISO 8601).

    Begun `again` (ISO 8601) from the first, where it had come to a stop: who was told is not told once more.
    """

    announcement: str
    after: str = ""
    due: str = ""
    again: str = ""


class Resume(JobPayload, key="announcements.resume"):
    """See that what waits has its job, also after records were taken in from an archive, which holds no work."""


feature.cron("announcements.resume", "40 * * * *", Resume)


def out_key(announcement: str) -> str:
    """What everything that is owed to readers begins with."""
    return f"announcements.out:{announcement}:"


@feature.press(SendNow, may=MAY)
async def send_now(ctx: Context, press: SendNow) -> Reply:
    """Only when it still is what the presser was asked about: these words, this many people."""
    announcement = await lookup.get(ctx, press.announcement)
    await lookup.ensure_in_scope(ctx, announcement.audience)
    sent = announcement.send_now(ctx.me.id, ctx.now, second=lookup.asks_second(ctx))
    if announcement.version != press.version:
        raise lookup.Changed
    reached = await lookup.reach_of(ctx, announcement)
    if reached.people != press.people:
        note = _("It would reach {people} now. Look again, and press once more.", people=words.people(reached.people))
        return Update(await lookup.card(ctx, announcement, note))
    kept = await lookup.keep(ctx, sent)
    await ctx.withdraw(f"announcements.send:{kept.id}")
    ctx.later(Send(kept.id), key=f"announcements.send:{kept.id}:{kept.version}")
    ctx.audit("announcements.sent", kept.id, detail=f"{reached.people} people")
    ctx.redraw(DeskCard(kept.id))
    return Update(desk.on_its_way(kept, reached))


@feature.press(Schedule, may=MAY)
async def ask_when(ctx: Context, press: Schedule) -> Reply:
    announcement = await lookup.get(ctx, press.announcement)
    await lookup.ensure_in_scope(ctx, announcement.audience)
    far = datetime.max.replace(tzinfo=ctx.now.tzinfo)
    announcement.schedule("", "", far, ctx.now, second=lookup.asks_second(ctx))  # refuses with the reason
    return await ctx.open("announcements.schedule", announcement.id, afresh=True)


async def build_schedule(ctx: Context, draft: Draft) -> Form:
    await lookup.get(ctx, draft.subject)
    return composing.schedule_form(draft.id, ctx.reader.zone, ctx.profile.network.zone)


@feature.form("announcements.schedule", build_schedule)
async def echo(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    """Say the time back in the writer's zone and the network's before anything is scheduled."""
    announcement = await lookup.get(ctx, draft.subject)
    zone = ZoneInfo(ctx.reader.zone)
    try:
        local = when.read(str(values["when"]), zone=zone, now=ctx.now)
        at = wall.instant(local, zone)
        announcement.schedule("", "", at, ctx.now, second=lookup.asks_second(ctx))
    except Refused as refused:
        raise Invalid({"when": refused.reason}) from None
    await ctx.finish(draft)
    said = when.echo(at, zone=ctx.profile.zone, place=City(ctx.profile.zone.key), own=ctx.reader.zone)
    return Ephemeral(
        desk.echo(ctx.profile, await lookup.desk_of(ctx, announcement), local.isoformat(), said, ctx.reader.language)
    )


@feature.press(ConfirmSchedule, may=MAY)
async def schedule(ctx: Context, press: ConfirmSchedule) -> Reply:
    announcement = await lookup.get(ctx, press.announcement)
    await lookup.ensure_in_scope(ctx, announcement.audience)
    if announcement.version != press.version:
        raise lookup.Changed
    zone = ZoneInfo(ctx.reader.zone)
    at = wall.instant(datetime.fromisoformat(press.local), zone)
    second = lookup.asks_second(ctx)
    kept = await lookup.keep(ctx, announcement.schedule(press.local, zone.key, at, ctx.now, second=second))
    await ctx.withdraw(f"announcements.send:{kept.id}")
    ctx.later(Send(kept.id, scheduled=True), at=at, key=f"announcements.send:{kept.id}:{kept.version}")
    ctx.audit("announcements.scheduled", kept.id, detail=at.isoformat())
    ctx.redraw(DeskCard(kept.id))
    return Update(await lookup.card(ctx, kept, _("It goes out {when}.", when=Moment(at))))


@feature.press(Unschedule, may=MAY)
async def unschedule(ctx: Context, press: Unschedule) -> Reply:
    announcement = await lookup.get(ctx, press.announcement)
    kept = await lookup.keep(ctx, announcement.unschedule(ctx.now, second=lookup.asks_second(ctx)))
    await ctx.withdraw(f"announcements.send:{kept.id}")
    ctx.audit("announcements.unscheduled", kept.id)
    ctx.redraw(DeskCard(kept.id))
    return Update(await lookup.card(ctx, kept, _("It is not sent until you say so.")))


@feature.job(Send)
async def send(ctx: Context, job: Send) -> None:
    """It is posted, and people begin to be told."""
    announcement = await ctx.repository(Announcements).get(job.announcement)
    if announcement is None or announcement.state != ("scheduled" if job.scheduled else "sending"):
        return
    due = announcement.send_at if job.scheduled else None
    if job.scheduled:
        announcement = await _set_out(ctx, announcement)
    if announcement is not None:
        await _post(ctx, announcement)
        _tell(ctx, Tell(announcement.id, due=due.isoformat() if due else ""))


async def _set_out(ctx: Context, scheduled: Announcement) -> Announcement | None:
    """A scheduled one on its way; None when its event is gone, or when it is too late to send it unasked (INV-37)."""
    due = scheduled.send_at or ctx.now
    try:
        sending = scheduled.send(scheduled.author, ctx.now, second=lookup.asks_second(ctx))
        if scheduled.audience.event:
            await participants.ensure_there(ctx, scheduled.audience.event)
    except Refused:
        missed = NotSent(scheduled.id)
    else:
        if due >= ctx.now - STALE:
            return await lookup.keep(ctx, sending)
        missed = NotSent(scheduled.id, due.isoformat())
    ctx.notify(scheduled.author, missed, key=f"announcements.failed:{scheduled.id}:{scheduled.version}")
    ctx.announce(SECRETARIAT, missed)
    ctx.audit("announcements.missed", scheduled.id, detail=due.isoformat())
    await lookup.keep(ctx, scheduled.unschedule(ctx.now, second=lookup.asks_second(ctx)))
    ctx.redraw(DeskCard(scheduled.id))
    return None


@feature.job(Tell)
async def tell(ctx: Context, job: Tell) -> None:
    """What follows for some people in one transaction: who gets it by which way, and the notices."""
    announcements = ctx.repository(Announcements)
    announcement = await announcements.get(job.announcement)
    if announcement is None or announcement.state != "sending":
        return
    told, last = await reach.some(ctx, announcement, job.after)
    await announcements.tell(announcement.id, told)
    people = [person.person for person, way in told if way in DIRECT]
    if people:
        ctx.notify_all(people, amend.notice_of(announcement), key=f"{out_key(announcement.id)}direct")
    if last is not None:
        _tell(ctx, replace(job, after=last))
        return
    if await announcements.told(announcement.id, ("hand",)):
        ctx.announce(SECRETARIAT, PassOn(announcement.id), key=f"{out_key(announcement.id)}hand")
    if job.due:
        late = ctx.now - datetime.fromisoformat(job.due) > GRACE
        ctx.notify(announcement.author, GoneOut(announcement.id, job.due if late else ""))
    await lookup.keep(ctx, announcement.arrive(ctx.now))
    ctx.redraw(DeskCard(announcement.id))


def _tell(ctx: Context, job: Tell) -> None:
    ctx.later(job, key=f"announcements.send:{job.announcement}:tell{job.again}:{job.after}")


@feature.job(Resume)
async def resume(ctx: Context, _job: Resume) -> None:
    for announcement in await ctx.repository(Announcements).waiting():
        scheduled = announcement.state == "scheduled"
        if not scheduled and announcement.changed_at < ctx.now - STALE:
            continue
        key = f"announcements.send:{announcement.id}:{announcement.version}"
        ctx.later(Send(announcement.id, scheduled=scheduled), at=announcement.send_at if scheduled else None, key=key)
        if not scheduled and announcement.changed_at < ctx.now - STUCK:
            due = announcement.send_at.isoformat() if announcement.send_at else ""
            _tell(ctx, Tell(announcement.id, due=due, again=ctx.now.isoformat()))


async def _post(ctx: Context, announcement: Announcement) -> None:
    """In every chosen channel; where a space has lost one, the secretariat is told and the others go on."""
    spaces = [space for space in await ctx.repository(Spaces).all() if space.is_chat]
    for key in announcement.delivery.channels:
        ctx.announce(key, AnnouncementCard(announcement.id), key=f"{out_key(announcement.id)}channel:{key}")
        for space in spaces:
            if key not in space.channels:
                lost = f"{out_key(announcement.id)}lost:{space.platform}:{space.space}:{key}"
                ctx.announce(SECRETARIAT, NotPosted(space.platform, key), key=lost)
