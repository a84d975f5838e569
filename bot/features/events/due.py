"""What an event does by itself: the check-list of domain 2.3.8, before, during and after."""

from datetime import timedelta

from bot import wall
from bot.context import Context
from bot.features.events import kinds
from bot.features.events.notices import (
    AskFeedback,
    AskForQuestions,
    DryRun,
    Materials,
    OrganiserReminder,
    QuestionsOpen,
    RecordingMissing,
    RoomOpens,
    SpeakerBrief,
    SpeakerReminder,
    SpeakerTold,
    Statistics,
)
from bot.features.events.repository import Events
from bot.features.events.routes import feature
from bot.features.gatherings import api as gatherings
from bot.outbox import JobPayload, Priority
from bot.profile.activities import Offset

BRIEF, DRY_RUN, QUESTIONS, ROOM = Offset(days=-21), Offset(days=-7), Offset(hours=-24), Offset(minutes=-15)
REMIND = "remind"
"""How the steps begin that remind who speaks and who organises, numbered."""
RECORDING, STATISTICS = timedelta(days=5), timedelta(days=7)
PAGE = 500


class Step(JobPayload, key="events.due"):
    """A point of the check-list (`what`) is due, for that start (`starts`, ISO 8601); `after`: where to go on."""

    event: str
    starts: str
    what: str
    after: str


class TellMaterials(JobPayload, key="events.tell_materials"):
    """Tell participants that recording or slides are there, page by page."""

    event: str
    what: str
    after: str


def lay_out(ctx: Context, event: gatherings.Gathering) -> None:
    """Write the jobs of an event that has been published; they move and end with it."""
    zone, kind = event.zone_info, kinds.kind_of(ctx.profile, event.kind)
    before = {"brief": BRIEF, "dry_run": DRY_RUN}
    # a week before, the trial run reminds them; where nobody speaks, its step does
    offsets = (offset for offset in ctx.profile.reminders_of(event.kind) if offset != DRY_RUN)
    before |= {f"{REMIND}{number}": offset for number, offset in enumerate(offsets)}
    if kind.questions:
        before["questions"] = QUESTIONS
    if event.mode != "in_person":
        before["room"] = ROOM
    after = {
        "feedback": timedelta(hours=ctx.profile.events.feedback_after_hours),
        "recording": RECORDING,
        "statistics": STATISTICS,
    }
    moments = {what: wall.shifted(event.starts_at, offset, zone) for what, offset in before.items()}
    for what, at in (moments | {what: event.ends_at + wait for what, wait in after.items()}).items():
        if at > ctx.now:
            starts = event.starts_at.isoformat()
            key = f"{gatherings.due(event.id)}{starts}:{what}:{event.minutes}:"
            ctx.later(Step(event.id, starts, what, ""), at=at, key=key)


async def heard_by(ctx: Context, event: gatherings.Gathering) -> int:
    """The speakers: they are not on the list of participants."""
    return sum(speaker.counts for speaker in await ctx.repository(Events).speakers(event.id))


async def changed(ctx: Context, before: gatherings.Gathering, after: gatherings.Gathering) -> None:
    """Speakers hear of another time, place or link, and that it is off."""
    if after.sequence == before.sequence:
        return
    until = gatherings.word_until(after)
    if until is not None:
        until = max(before.ends_at, until)
    for speaker in await ctx.repository(Events).speakers(after.id):
        if speaker.counts:
            key = f"{gatherings.told(after.id, after.sequence)}:speaker:{speaker.person}"
            ctx.notify(speaker.person, SpeakerTold(after.id, after.sequence), key=key,
                       expires_at=until, priority=Priority.PROMPT)  # fmt: skip


@feature.job(Step)
async def take(ctx: Context, job: Step) -> None:
    event = await ctx.repository(gatherings.Gatherings).get(job.event)
    if event is None or event.starts_at.isoformat() != job.starts or event.is_off:
        return
    mark = f"events.{job.what}:{event.id}:{job.starts}"
    confirmed = [s.person for s in await ctx.repository(Events).speakers(event.id) if s.said == "confirmed"]
    match job.what:
        case "brief":
            ctx.notify_all(confirmed, SpeakerBrief(event.id, job.starts), key=mark, expires_at=event.starts_at)
        case "dry_run" if confirmed:
            ctx.notify_all([event.organiser, *confirmed], DryRun(event.id, job.starts), key=mark,
                           expires_at=event.starts_at)  # fmt: skip
        case what if what.startswith(REMIND) or (what == "dry_run" and DRY_RUN in ctx.profile.reminders_of(event.kind)):
            ctx.notify_all(confirmed, SpeakerReminder(event.id, job.starts), key=mark, expires_at=event.starts_at,
                           priority=Priority.NORMAL)  # fmt: skip
            if event.organiser and event.organiser not in confirmed:
                ctx.notify(event.organiser, OrganiserReminder(event.id, job.starts), key=f"{mark}:organiser",
                           expires_at=event.starts_at)  # fmt: skip
        case "questions" if event.access != "invited" and ctx.now < event.starts_at:
            ctx.announce("announcements", QuestionsOpen(event.id), key=mark)
        case "questions" if ctx.now < event.starts_at:
            await _tell_participants(ctx, event, job, mark)
        case "room":
            if not job.after:
                ctx.notify_all(confirmed, RoomOpens(event.id, job.starts), key=mark, expires_at=event.ends_at,
                               priority=Priority.PROMPT)  # fmt: skip
            await _tell_participants(ctx, event, job, mark)
        case "feedback":
            await _tell_participants(ctx, event, job, mark)
            if gatherings.LIFECYCLES["event"].permits("follow_up", event.state):
                await gatherings.keep(ctx, event.follow("follow_up"))
        case "recording" if event.recorded and not event.recording:
            ctx.notify(event.organiser, RecordingMissing(event.id), key=mark)
        case "statistics":
            ctx.notify(event.organiser, Statistics(event.id), key=mark)
            if gatherings.LIFECYCLES["event"].permits("archive", event.state):
                archived = await gatherings.keep(ctx, event.follow("archive"))
                ctx.redraw(gatherings.GatheringCard(archived.id))
        case _:
            pass


async def _tell_participants(ctx: Context, event: gatherings.Gathering, job: Step, mark: str) -> None:
    page = await ctx.repository(gatherings.Gatherings).answers(event.id, job.after, PAGE)
    coming = [answer for answer in page if answer.is_coming or answer.attended == "present"]
    people = [answer.person for answer in coming]
    match job.what:
        case "room":
            ctx.notify_all(people, RoomOpens(event.id, job.starts), key=mark, expires_at=event.ends_at,
                           priority=Priority.PROMPT)  # fmt: skip
        case "questions":
            ctx.notify_all(people, AskForQuestions(event.id), key=mark, expires_at=event.starts_at)
        case _:
            there = [answer.person for answer in coming if answer.attended == "present"]
            checked = await _was_checked(ctx, event)
            ctx.notify_all(there if checked else people, AskFeedback(event.id), key=mark)
    if len(page) == PAGE:
        ctx.later(Step(job.event, job.starts, job.what, page[-1].person), key=f"{mark}:after:{page[-1].person}")


async def _was_checked(ctx: Context, event: gatherings.Gathering) -> bool:
    """Whether anybody was checked in; without a list at the door everybody who had a place counts."""
    return (await ctx.repository(gatherings.Gatherings).attendance(event.id)).present > 0


@feature.job(TellMaterials)
async def tell_materials(ctx: Context, job: TellMaterials) -> None:
    page = await ctx.repository(gatherings.Gatherings).answers(job.event, job.after, PAGE)
    people = [a.person for a in page if a.attended == "present" or a.is_coming]
    ctx.notify_all(people, Materials(job.event, job.what), key=f"events.materials_there:{job.event}:{job.what}")
    if len(page) == PAGE:
        following = TellMaterials(job.event, job.what, page[-1].person)
        ctx.later(following, key=f"events.materials:{job.event}:{job.what}:{following.after}")
