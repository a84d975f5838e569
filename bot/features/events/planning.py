"""Planning an event: steps of at most five questions, each kept, and the whole read back before anything exists."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import wall, when
from bot.context import Context
from bot.drafts import Draft, Drafts
from bot.errors import Invalid, NotAllowed, NotFound
from bot.features.events import kinds, views
from bot.features.events.actions import CreateEvent, EditStep, PickKind
from bot.features.events.kinds import Kind
from bot.features.events.notices import IdeaCard
from bot.features.events.routes import feature
from bot.features.gatherings import api as gatherings
from bot.features.meetings import api as meetings
from bot.forms import Form
from bot.interactions import FieldValue
from bot.notifying import SECRETARIAT
from bot.outbox import new_id
from bot.permissions import Permission
from bot.routing import Parameter, Rank
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import Code, Text, _

Typed = Mapping[str, FieldValue]
FORM = "events.new"


@dataclass(frozen=True, slots=True)
class Plan:
    """What was typed in all steps, understood."""

    event: gatherings.Gathering
    warnings: tuple[Text, ...]
    is_idea: bool


@feature.search("event_kinds", may=Permission.SEE_PUBLIC)
async def complete_kinds(ctx: Context, text: str) -> tuple[views.Option, ...]:
    every = kinds.options(ctx.profile)
    return tuple(option for option in every if text.casefold() in ctx.reader.plain(option.label).casefold())


@feature.command(
    "event new",
    help=_("Plan an event, or propose one"),
    may=Permission.SEE_PUBLIC,
    menu_may=Permission.CREATE_EVENT,
    menu=_("Plan an event"),
    rank=Rank.DUTY,
    parameters=(Parameter("kind", _("Webinar, lecture, conference …"), source="event_kinds"),),
)
async def new(ctx: Context) -> Reply:
    _ensure_may_plan(ctx)
    typed = ctx.args.get("kind", "")
    if not typed:
        return Ephemeral(views.pick_kind(kinds.options(ctx.profile)))
    return await _begin(ctx, typed)


@feature.press(PickKind)
async def pick(ctx: Context, _press: PickKind) -> Reply:
    _ensure_may_plan(ctx)
    return await _begin(ctx, ctx.choice)


async def _begin(ctx: Context, typed: str) -> Reply:
    kind = _kind(ctx, typed)
    return await ctx.open(FORM, f"{kind.key}:{views.STEPS[0]}")


def _kind(ctx: Context, typed: str) -> Kind:
    kind = kinds.named(ctx.profile, typed)
    if kind is None:
        raise NotFound(_("There is no such kind of event here. {command} shows those there are.",
                         command=Code("/event new")))  # fmt: skip
    return kind


def _ensure_may_plan(ctx: Context) -> None:
    if not (ctx.may(Permission.CREATE_EVENT) or ctx.may(Permission.PROPOSE_EVENT)):
        raise NotAllowed


# the steps


async def build(ctx: Context, draft: Draft) -> Form:
    key, _colon, step = draft.subject.partition(":")
    kind = _kind(ctx, key)
    return views.step_form(draft.id, kind, step, await _typed(ctx, kind), ctx.profile, ctx.reader.zone)


@feature.form(FORM, build)
async def keep_step(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    """Keep a step and go to the next that was never seen; after the last one the plan is read back."""
    _ensure_may_plan(ctx)
    key, _colon, step = draft.subject.partition(":")
    kind = _kind(ctx, key)
    typed = {**await _typed(ctx, kind), **values}
    _check(ctx, kind, step, typed)
    ctx.draft = replace(draft, values={**draft.values, **_fixed(ctx, typed, values)})
    for following in views.steps(kind)[views.steps(kind).index(step) + 1 :]:
        if not (await _draft(ctx, kind, following)).values:
            return await ctx.open(FORM, f"{kind.key}:{following}")
    return Ephemeral(await _read_back(ctx, kind, typed))


@feature.press(EditStep)
async def edit(ctx: Context, press: EditStep) -> Reply:
    return await ctx.open(FORM, f"{_kind(ctx, press.kind).key}:{ctx.choice}")


async def _draft(ctx: Context, kind: Kind, step: str) -> Draft:
    wanted = Draft(new_id(), ctx.me.id, FORM, f"{kind.key}:{step}")
    return await ctx.repository(Drafts).begin(wanted, ctx.now)


async def _typed(ctx: Context, kind: Kind) -> dict[str, FieldValue]:
    typed: dict[str, FieldValue] = {}
    for step in views.steps(kind):
        typed |= (await _draft(ctx, kind, step)).values
    return typed


def text_of(typed: Typed, key: str) -> str:
    value = typed.get(key, "")
    return value if isinstance(value, str) else ", ".join(value)


def _check(ctx: Context, kind: Kind, step: str, typed: Typed) -> None:
    """Say at once what is wrong with a step; Invalid names the field."""
    if step == "time":
        _start(ctx, typed)
        _closes(ctx, typed)
    if step == "more":
        gatherings.read_cost(typed)
        call_until(ctx, kind, typed, _start(ctx, typed))
    if (
        step == "seats"
        and int(text_of(typed, "capacity") or 0)
        and (
            int(text_of(typed, "party") or 1) > int(text_of(typed, "capacity"))
            or int(text_of(typed, "per_institution") or 0) > int(text_of(typed, "capacity"))
        )
    ):
        raise Invalid({"capacity": _("There are fewer seats than one party or institution may take.")})


def _fixed(ctx: Context, typed: Typed, values: Typed) -> dict[str, FieldValue]:
    """The times of a step as they are to be read from now on, whenever that is."""
    times: dict[str, FieldValue] = {
        key: when.fixed_day(text_of(values, key), zone=ctx.profile.zone, now=ctx.now)
        for key in ("closes", "call_until")
        if key in values
    }
    if "when" in values:
        times["when"] = when.fixed(text_of(values, "when"), zone=_zone(typed), now=ctx.now)
    return times


def _zone(typed: Typed) -> ZoneInfo:
    try:
        return ZoneInfo(when.read_zone(text_of(typed, "zone")))
    except when.NotUnderstood as problem:
        raise Invalid({"zone": problem.reason}) from problem


def _local(ctx: Context, typed: Typed) -> datetime:
    zone = _zone(typed)
    try:
        local = when.read(text_of(typed, "when"), zone=zone, now=ctx.now)
        when.ensure_ahead(wall.instant(local, zone), ctx.now, zone)
    except when.NotUnderstood as problem:
        raise Invalid({"when": problem.reason}) from problem
    return local


def _start(ctx: Context, typed: Typed) -> datetime:
    return wall.instant(_local(ctx, typed), _zone(typed))


def day_end(ctx: Context, typed: Typed, key: str) -> datetime:
    zone = ctx.profile.zone
    try:
        day = when.read_day(text_of(typed, key), zone=zone, now=ctx.now)
        until = wall.end_of(day, zone, ctx.profile.time.deadline_clock)
        when.ensure_ahead(until, ctx.now, zone)
    except when.NotUnderstood as problem:
        raise Invalid({key: problem.reason}) from problem
    return until


def call_until(ctx: Context, kind: Kind, typed: Typed, starts_at: datetime) -> datetime | None:
    """The last good instant for contributions; None where nobody calls for any."""
    if not kind.contributions or not text_of(typed, "call_until"):
        return None
    until = day_end(ctx, typed, "call_until")
    if until >= starts_at:
        raise Invalid({"call_until": _("The call must end before the event begins.")})
    return until


def own_answers(kind: Kind, typed: Typed) -> dict[str, str]:
    """What was answered to the questions of its kind, as `extra` keeps it."""
    return {key: value for key in views.own_keys(kind) if (value := text_of(typed, key))}


def _closes(ctx: Context, typed: Typed) -> datetime | None:
    """When registration closes: the typed day; else online at the start, in a room some days before (2.3.8)."""
    starts_at = _start(ctx, typed)
    if text_of(typed, "closes"):
        until = day_end(ctx, typed, "closes")
        if until.date() > starts_at.date():
            raise Invalid({"closes": _("Registration must close before it begins.")})
        return min(until, starts_at)
    if text_of(typed, "mode") == "online":
        return None
    days = ctx.profile.events.in_person_registration_closes_days
    until = wall.days_before(starts_at, days, ctx.profile.zone, ctx.profile.time.deadline_clock)
    return until if until > ctx.now else None


# read back


def understood(ctx: Context, kind: Kind, typed: Typed) -> Plan:
    """The event as it would be; Invalid when a step is missing or wrong."""
    text = {key: text_of(typed, key) for key in typed}
    if not text.get("title") or not text.get("when"):
        raise NotFound(_("This was done already, or the form was begun anew."))
    zone, local = _zone(typed), _local(ctx, typed)
    starts_at = wall.instant(local, zone)
    wished = text.get("recording") == "yes"
    extra = own_answers(kind, typed)
    if until := call_until(ctx, kind, typed, starts_at):
        extra["call_until"] = until.isoformat()
    is_idea = not ctx.may(Permission.CREATE_EVENT)
    event = gatherings.Gathering(
        id=new_id(), ref="", family="event", kind=kind.key, title=text["title"], local=local, zone=zone.key,
        minutes=int(text.get("minutes") or 60), organiser=ctx.me.id, created_at=ctx.now, starts_at=starts_at,
        state="idea" if is_idea else "planned", abstract=text.get("abstract", ""),
        mode=views.MODES_BY_KEY[text.get("mode", "online")],
        venue=gatherings.Venue(text.get("venue", ""), text.get("room", ""), native=text.get("native", "")),
        join_link=text.get("link", ""), capacity=int(text.get("capacity") or 0),
        per_institution=int(text.get("per_institution") or 0), party=max(1, int(text.get("party") or 1)),
        access=views.ACCESS_BY_KEY[text.get("access") or "members"], answer_by=_closes(ctx, typed),
        cost=gatherings.read_cost(typed),
        languages=tuple(part for part in text.get("languages", "").split(", ") if part),
        recorded=wished, extra=extra,
    )  # fmt: skip
    return Plan(event, _warnings(ctx, starts_at), is_idea)


def _warnings(ctx: Context, starts_at: datetime) -> tuple[Text, ...]:
    needed = ctx.profile.events.lead_time_warning_workdays
    left = views.workdays(ctx.now.astimezone(ctx.profile.zone).date(), starts_at.astimezone(ctx.profile.zone).date())
    if left >= needed:
        return ()
    return (_("Only {left} working days are left; {needed} are usual, for people to plan.",
              left=str(left), needed=str(needed)),)  # fmt: skip


async def against(ctx: Context, event: gatherings.Gathering) -> tuple[views.Block, ...]:
    """What its organiser should know of a time before it is moved there."""
    members = await meetings.for_members(ctx, event.starts_at, event.zone)
    return (*members, *views.warned(_warnings(ctx, event.starts_at)))


async def _read_back(ctx: Context, kind: Kind, typed: Typed) -> views.View:
    plan = understood(ctx, kind, typed)
    event = replace(plan.event, facts=views.own_facts(ctx.profile, plan.event))
    return views.read_back(event, kind, plan.warnings, is_idea=plan.is_idea, own_zone=gatherings.own_zone(ctx),
                           members=await meetings.for_members(ctx, event.starts_at, event.zone))  # fmt: skip


@feature.press(CreateEvent)
async def create(ctx: Context, press: CreateEvent) -> Reply:
    """Put it on record; nobody is told yet, except that an idea goes to the office."""
    _ensure_may_plan(ctx)
    kind = _kind(ctx, press.kind)
    plan = understood(ctx, kind, await _typed(ctx, kind))
    event = replace(plan.event, ref=await gatherings.new_ref(ctx, "event", plan.event.starts_at))
    await ctx.repository(gatherings.Gatherings).add(event)
    for step in views.steps(kind):
        await ctx.finish(await _draft(ctx, kind, step))
    ctx.audit("events.proposed" if plan.is_idea else "events.planned", event.id, detail=event.ref)
    if plan.is_idea:
        ctx.announce(SECRETARIAT, IdeaCard(event.id))
    return Update(views.created(event, is_idea=plan.is_idea))
