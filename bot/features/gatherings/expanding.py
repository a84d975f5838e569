"""What falls due by itself: nudges to who has not answered, reminders to who comes, the count for the kitchen, the end.

One job per moment, not per person. When it is due it names the people of that moment, page by page; each is told once
under a key that holds the start, so that a moved gathering has reminders of its own and the old ones are moot.
"""

from datetime import datetime, timedelta

from bot import wall
from bot.context import Context
from bot.features.gatherings import access, families
from bot.features.gatherings.answers import Answer
from bot.features.gatherings.known import word_until
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.notices import (
    Begins,
    CateringTotals,
    Changed,
    GatheringCard,
    GatheringListing,
    Nudge,
    Reminder,
    to_organiser,
)
from bot.features.gatherings.repository import Gatherings
from bot.features.gatherings.routes import feature
from bot.features.gatherings.states import LIFECYCLES
from bot.outbox import JobPayload, Notice, Priority
from bot.profile.activities import Offset

NUDGES = (Offset(days=-14), Offset(days=-7), Offset(days=-3), Offset(hours=-10))
"""Before answers close (annoyance 1); the last one on the day itself."""
PAGE = 500
A_MOMENT = timedelta(seconds=1)


class Remind(JobPayload, key="gatherings.remind"):
    """Remind those who come. `starts` (ISO 8601) is the start it was laid out for, `offset` counts in the profile."""

    gathering: str
    starts: str
    offset: int
    after: str
    due: str


class NudgeSilent(JobPayload, key="gatherings.nudge_silent"):
    gathering: str
    starts: str
    after: str
    due: str


class TellChange(JobPayload, key="gatherings.tell_change"):
    """Tell everybody concerned that something is different."""

    gathering: str
    sequence: int
    after: str
    moved: bool


class CountForKitchen(JobPayload, key="gatherings.count"):
    gathering: str
    starts: str


class Pass(JobPayload, key="gatherings.pass"):
    """It begins, or ends: `trigger` is `open` or `close`."""

    gathering: str
    starts: str
    trigger: str


def due(gathering: str) -> str:
    """How the keys of everything begin that is to happen by itself."""
    return f"gatherings.due:{gathering}:"


def lay_out(ctx: Context, gathering: Gathering) -> None:
    """Write the jobs of a gathering that has been announced; what is past already is left out."""
    starts = gathering.starts_at.isoformat()
    mark = f"{due(gathering.id)}{starts}"
    zone = gathering.zone_info
    for number, offset in enumerate(ctx.profile.reminders_of(gathering.kind)):
        at = wall.shifted(gathering.starts_at, offset, zone)
        if at > ctx.now:
            ctx.later(Remind(gathering.id, starts, number, "", at.isoformat()), at=at, key=f"{mark}:remind:{number}:")
    for offset in NUDGES:
        at = wall.shifted(gathering.last_answer, offset, zone)
        if at > ctx.now:
            nudge = NudgeSilent(gathering.id, starts, "", at.isoformat())
            ctx.later(nudge, at=at, key=f"{mark}:{_asking(nudge)}:")
    if gathering.mode != "online" and gathering.answer_by and gathering.answer_by > ctx.now:
        at = gathering.answer_by + A_MOMENT
        ctx.later(CountForKitchen(gathering.id, starts), at=at, key=f"{mark}:kitchen:{at.isoformat()}")
    ctx.later(Pass(gathering.id, starts, "open"), at=gathering.starts_at, key=f"{mark}:open")
    ctx.later(Pass(gathering.id, starts, "close"), at=gathering.ends_at, key=f"{mark}:close:{gathering.minutes}")
    families.lay_out(ctx, gathering)


async def call_off(ctx: Context, gathering: str, *, reminders: bool = True) -> None:
    """Take back what was laid out, and `reminders` that were not sent yet; those stay that are as true as before."""
    await ctx.withdraw(due(gathering))
    if reminders:
        await ctx.withdraw(reminded(gathering))


def reminded(gathering: str) -> str:
    """How the keys of reminders and nudges to people begin."""
    return f"gatherings.reminded:{gathering}:"


async def _still(ctx: Context, gathering: str, starts: str) -> Gathering | None:
    found = await ctx.repository(Gatherings).get(gathering)
    return found if found is not None and found.starts_at.isoformat() == starts and not found.is_off else None


@feature.job(Remind)
async def remind(ctx: Context, job: Remind) -> None:
    gathering = await _still(ctx, job.gathering, job.starts)
    if gathering is None or ctx.now >= gathering.starts_at:
        return
    page = await ctx.repository(Gatherings).answers(gathering.id, job.after, PAGE)
    offsets = ctx.profile.reminders_of(gathering.kind)
    offset = offsets[job.offset] if job.offset < len(offsets) else Offset()
    ask_again = gathering.is_meeting and timedelta(days=offset.days, hours=offset.hours) == timedelta(hours=-24)
    notice = Reminder(gathering.id, job.starts, ask_again)
    _tell(
        ctx,
        [a.person for a in page if a.is_coming],
        notice,
        job.starts,
        f"remind:{job.offset}",
        job.due,
        gathering.starts_at,
    )
    if len(page) == PAGE:
        _go_on(
            ctx,
            Remind(job.gathering, job.starts, job.offset, page[-1].person, job.due),
            f"remind:{job.offset}",
            job.starts,
        )


@feature.job(NudgeSilent)
async def nudge_silent(ctx: Context, job: NudgeSilent) -> None:
    gathering = await _still(ctx, job.gathering, job.starts)
    if gathering is None or not gathering.takes_answers(ctx.now):
        return
    page = await ctx.repository(Gatherings).answers(gathering.id, job.after, PAGE)
    silent = [a.person for a in page if not a.wish]
    notice = Nudge(gathering.id, job.starts)
    _tell(ctx, silent, notice, job.starts, _asking(job), job.due, gathering.last_answer)
    if len(page) == PAGE:
        _go_on(
            ctx,
            NudgeSilent(job.gathering, job.starts, page[-1].person, job.due),
            _asking(job),
            job.starts,
        )


def _asking(job: NudgeSilent) -> str:
    """In keys: answers that close on another day are asked for anew, each time before that day once."""
    return f"nudge:{job.due}"


def _tell(
    ctx: Context, people: list[str], notice: Notice, starts: str, what: str, due_at: str, until: datetime
) -> None:
    gathering = notice.dump()["gathering"]
    ctx.notify_all(people, notice, key=f"{reminded(gathering)}{starts}:{what}", at=datetime.fromisoformat(due_at),
                   expires_at=until, priority=Priority.NORMAL)  # fmt: skip


def _go_on(ctx: Context, job: Remind | NudgeSilent, what: str, starts: str) -> None:
    ctx.later(job, key=f"{due(job.gathering)}{starts}:{what}:{job.after}")


@feature.job(TellChange)
async def tell_change(ctx: Context, job: TellChange) -> None:
    """Everybody who was asked or has answered, but not who said no to what is now called off, or gave up the place."""
    gatherings = ctx.repository(Gatherings)
    gathering = await gatherings.get(job.gathering)
    if gathering is None or gathering.sequence != job.sequence:
        return
    page = await gatherings.answers(gathering.id, job.after, PAGE)
    concerned = [a.person for a in page if _is_concerned(gathering, a, moved=job.moved)]
    ctx.notify_all(concerned, Changed(gathering.id, job.sequence, job.moved), key=told(gathering.id, job.sequence),
                   expires_at=word_until(gathering), priority=Priority.PROMPT)  # fmt: skip
    if len(page) == PAGE:
        following = TellChange(job.gathering, job.sequence, page[-1].person, job.moved)
        ctx.later(following, key=f"{told(gathering.id, job.sequence)}:after:{following.after}")


def told(gathering: str, sequence: int) -> str:
    """How the keys begin of all word of one change; what was not sent yet is taken back by the next one."""
    return f"gatherings.changed:{gathering}:{sequence}"


def _is_concerned(gathering: Gathering, answer: Answer, *, moved: bool) -> bool:
    if answer.wish == "no":
        return moved and not gathering.is_off  # another time may suit
    return answer.place not in ("lapsed", "cancelled")


@feature.job(CountForKitchen)
async def count_for_kitchen(ctx: Context, job: CountForKitchen) -> None:
    """Answers have closed: the organiser gets the totals (annoyance 2)."""
    gathering = await _still(ctx, job.gathering, job.starts)
    if gathering is not None and not gathering.is_over:
        key = f"gatherings.catering:{gathering.id}:{job.starts}:{gathering.answer_by}"
        to_organiser(ctx, gathering, CateringTotals(gathering.id, {}), key)


@feature.job(Pass)
async def pass_on(ctx: Context, job: Pass) -> None:
    """Its time has come, or is over; after a downtime both are still applied, late (domain 2.5, rule 8)."""
    gathering = await _still(ctx, job.gathering, job.starts)
    if gathering is None or not _permits(gathering, job.trigger):
        return
    passed = await access.keep(ctx, gathering.follow(job.trigger))
    if job.trigger == "open" and passed.confidentiality == "non_attribution":
        begins = Begins(passed.id, job.starts)
        ctx.announce(
            passed.channel_among(ctx.profile.channel_names), begins, key=f"gatherings.begins:{passed.id}:{job.starts}"
        )
    ctx.redraw(GatheringCard(passed.id))
    ctx.enlist(GatheringListing(passed.id))


def _permits(gathering: Gathering, trigger: str) -> bool:
    return LIFECYCLES[gathering.family].permits(trigger, gathering.state)
