"""What was typed into the three forms of a new meeting, read strictly, and the meeting it makes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot import wall, when
from bot.context import Context
from bot.drafts import Draft, Drafts
from bot.errors import Invalid, NotFound, Refused
from bot.features.gatherings import api as gatherings
from bot.features.meetings.periods import deadlines
from bot.features.meetings.repository import Meetings
from bot.interactions import FieldValue
from bot.outbox import new_id
from bot.ui.text import Text, _

T = TypeVar("T")
WHAT, WHEN, WHERE = "meetings.new", "meetings.when", "meetings.where"
MODES: Mapping[str, gatherings.Mode] = {"in_person": "in_person", "online": "online", "hybrid": "hybrid"}
CONFIDENCE: Mapping[str, gatherings.Confidentiality] = {
    "open": "open", "members_only": "members_only", "non_attribution": "non_attribution",
}  # fmt: skip


def ensure_secure(key: str, values: Mapping[str, FieldValue]) -> None:
    """An address that nobody on the way can read along with; Invalid names the field."""
    link = str(values.get(key, ""))
    if link and not link.startswith("https://"):
        raise Invalid({key: _("Please give the whole address, starting with https://")})


@dataclass(frozen=True, slots=True)
class Typed:
    """The three forms of a new meeting and what stands in them."""

    drafts: tuple[Draft, Draft, Draft]

    @property
    def values(self) -> dict[str, FieldValue]:
        return {key: value for draft in self.drafts for key, value in draft.values.items()}

    @property
    def proposal(self) -> str:
        """The id of the proposal it was made from, or ""."""
        return self.drafts[0].subject

    @property
    def ends(self) -> tuple[str, str]:
        return self.drafts[0].id, self.drafts[2].id


async def ending_with(ctx: Context, last: str) -> Typed:
    """The forms that end with that draft; NotFound when they have served or are somebody else's."""
    return await so_far(ctx, await draft_of(ctx, last, WHERE))


async def so_far(ctx: Context, last: Draft) -> Typed:
    second = await draft_of(ctx, last.subject, WHEN)
    return Typed((await draft_of(ctx, second.subject, WHAT), second, last))


async def draft_of(ctx: Context, draft: str, form: str) -> Draft:
    found = await ctx.repository(Drafts).get(draft)
    if found is None or found.owner != ctx.me.id or found.form != form:
        raise NotFound(_("This was done already, or the form was begun anew."))
    return found


async def proposed(ctx: Context, proposal: str) -> dict[str, FieldValue]:
    found = await ctx.repository(Meetings).proposal(proposal) if proposal else None
    return dict(found.typed) if found is not None else {}


# what was typed becomes a meeting


@dataclass(frozen=True, slots=True)
class Times:
    local: datetime
    zone: str
    minutes: int
    starts_at: datetime
    answer_day: date | None
    agenda_day: date | None


def read_times(ctx: Context, values: Mapping[str, FieldValue]) -> Times:
    """Invalid names every field that is not understood, or lies in the past, or comes after the start."""
    typed = {key: str(value) for key, value in values.items()}
    wrong: dict[str, Text] = {}
    zone = _read(wrong, lambda: _zone(typed["zone"]))
    local = _read(wrong, lambda: _local(ctx, typed["when"], zone or ctx.profile.zone))
    starts_at = wall.instant(local, zone) if zone and local else None
    answers = _read(wrong, lambda: _day(ctx, "answers", typed.get("answers", ""), starts_at))
    agenda = _read(wrong, lambda: _day(ctx, "agenda", typed.get("agenda", ""), starts_at))
    if wrong or zone is None or local is None or starts_at is None:
        raise Invalid(wrong)
    return Times(local, zone.key, int(typed["minutes"]), starts_at, answers, agenda)


def fixed(ctx: Context, values: Mapping[str, FieldValue]) -> dict[str, FieldValue]:
    """The times as they are to be read from now on, whenever that is; Invalid as in `read_times`."""
    zone = ZoneInfo(read_times(ctx, values).zone)
    days: dict[str, FieldValue] = {
        key: when.fixed_day(str(values.get(key, "")), zone=ctx.profile.zone, now=ctx.now)
        for key in ("answers", "agenda")
    }
    return {**days, "when": when.fixed(str(values["when"]), zone=zone, now=ctx.now)}


def _read(wrong: dict[str, Text], reading: Callable[[], T]) -> T | None:
    """What was read; what is wrong with it goes to the others that are."""
    try:
        return reading()
    except Invalid as invalid:
        wrong |= invalid.errors
        return None


def _zone(typed: str) -> ZoneInfo:
    try:
        return ZoneInfo(when.read_zone(typed))
    except when.NotUnderstood as problem:
        raise Invalid({"zone": problem.reason}) from problem


def _local(ctx: Context, typed: str, zone: ZoneInfo) -> datetime:
    try:
        local = when.read(typed, zone=zone, now=ctx.now)
        when.ensure_ahead(wall.instant(local, zone), ctx.now, zone)
    except when.NotUnderstood as problem:
        raise Invalid({"when": problem.reason}) from problem
    return local


def _day(ctx: Context, key: str, typed: str, starts_at: datetime | None) -> date | None:
    if not typed:
        return None
    try:
        day = when.read_day(typed, zone=ctx.profile.zone, now=ctx.now)
    except when.NotUnderstood as problem:
        raise Invalid({key: problem.reason}) from problem
    if starts_at is not None and day > starts_at.astimezone(ctx.profile.zone).date():
        raise Invalid({key: _("That is after the meeting.")})
    if wall.end_of(day, ctx.profile.zone, ctx.profile.time.deadline_clock) < ctx.now:
        raise Invalid({key: _("That day is over.")})
    return day


def meeting_of(ctx: Context, values: Mapping[str, FieldValue], ref: str = "") -> gatherings.Gathering:
    """As it would be; Refused with the reason when its time is over or not understood any more."""
    try:
        times = read_times(ctx, values)
    except Invalid as invalid:
        raise Refused(next(iter(invalid.errors.values())), rule="when") from invalid
    typed = {key: str(value) for key, value in values.items()}
    due = deadlines(
        ctx.profile, typed["kind"], times.starts_at, ctx.now, answer_day=times.answer_day, agenda_day=times.agenda_day
    )
    return gatherings.Gathering(
        id=new_id(), ref=ref, family="meeting", kind=typed["kind"], title=typed["title"], local=times.local,
        zone=times.zone, minutes=times.minutes, organiser=ctx.me.id, created_at=ctx.now, starts_at=times.starts_at,
        abstract=typed.get("about", ""), mode=MODES[typed["mode"]], venue=venue_of(typed),
        join_link=typed.get("link", ""), capacity=int(typed.get("capacity") or 0),
        confidentiality=CONFIDENCE[typed["confidentiality"]], answer_by=due.answer_by, items_by=due.items_by,
        agenda_by=due.agenda_by, urgency=typed.get("urgency", ""), refreshments=typed.get("refreshments", ""),
        cost=gatherings.read_cost(typed),
    )  # fmt: skip


def venue_of(typed: Mapping[str, str]) -> gatherings.Venue:
    return gatherings.Venue(name=typed.get("venue", ""), room=typed.get("room", ""), native=typed.get("native", ""))
