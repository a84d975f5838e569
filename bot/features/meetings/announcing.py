"""From a plan to a meeting everybody knows of: read back with all that speaks against it, then announced or saved."""

from dataclasses import replace

from bot import merging
from bot.context import Context
from bot.drafts import Draft, Drafts
from bot.errors import NotAllowed, Refused
from bot.features.gatherings import api as gatherings
from bot.features.meetings import lookup, notices, views
from bot.features.meetings.actions import (
    AnnounceNew,
    AnnouncePlanned,
    AskAnnounce,
    AskCosts,
    FillIn,
    RecordUrgency,
    RecordUrgencyOf,
    SaveForLater,
)
from bot.features.meetings.clocks import clashes, clocks
from bot.features.meetings.periods import notice_period
from bot.features.meetings.routes import feature
from bot.features.meetings.typed import MODES, Typed, ending_with, ensure_secure, meeting_of
from bot.forms import Form
from bot.interactions import FieldValue
from bot.people import Role
from bot.permissions import Permission
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import _
from bot.ui.view import View


async def plan_new(ctx: Context, typed: Typed) -> views.Plan:
    """What was typed, with everything its organiser should know."""
    plan = await plan_of(ctx, meeting_of(ctx, typed.values))
    return replace(
        plan,
        drafts=typed.ends,
        may_announce=ctx.may(Permission.CREATE_EVENT),
    )


async def plan_of(ctx: Context, meeting: gatherings.Gathering) -> views.Plan:
    where = await lookup.where(ctx)
    night = ctx.profile.time.night_mark
    period = notice_period(ctx.profile, meeting.kind)
    kept = period.is_kept(ctx.profile, meeting.starts_at, ctx.now)
    earlier = await lookup.before(ctx, meeting)
    bad_hours = [clock for clock in clocks(earlier.starts_at, where, night) if clock.is_night] if earlier else []
    return views.Plan(
        meeting=meeting,
        clocks=clocks(meeting.starts_at, where, night),
        clashes=clashes(meeting.starts_at, meeting.zone, where),
        reaches=sum(row.people for row in where),
        missing=lookup.missing(meeting),
        notice_until=None if kept else period.last_day(ctx.profile, meeting.starts_at),
        refused=period.duty and not kept and not meeting.urgency,
        may_record_urgency=meeting.kind == "extraordinary" and await _may_record_urgency(ctx),
        last_night=tuple(
            name
            for clock in bad_hours
            for name in clock.institutions or (clock.zone.rpartition("/")[2].replace("_", " "),)
        ),
    )


async def plan_again(ctx: Context, meeting: gatherings.Gathering) -> View | None:
    """A planned meeting, read back after a change to who may announce it."""
    if meeting.state != "planned" or not ctx.may(Permission.CREATE_EVENT):
        return None
    return views.read_back(await plan_of(ctx, meeting), gatherings.own_zone(ctx))


async def _may_record_urgency(ctx: Context) -> bool:
    """The chair does (2.3.5); where a network has none at the moment, its secretariat."""
    return ctx.me.has(Role.CHAIR) or (ctx.is_secretariat and not await lookup.chairs(ctx))


@feature.press(AnnounceNew, may=Permission.CREATE_EVENT)
async def announce_new(ctx: Context, press: AnnounceNew) -> Reply:
    typed = await ending_with(ctx, press.draft)
    plan = await plan_new(ctx, typed)
    if not plan.is_ready:
        return Update(views.read_back(plan, gatherings.own_zone(ctx)))
    meeting = await _put_on_record(ctx, typed)
    return Update(views.announced(await gatherings.announce(ctx, meeting), plan.reaches, gatherings.own_zone(ctx)))


@feature.press(SaveForLater, may=Permission.CREATE_EVENT)
async def save_for_later(ctx: Context, press: SaveForLater) -> Reply:
    return Update(views.saved(await _put_on_record(ctx, await ending_with(ctx, press.draft))))


async def _put_on_record(ctx: Context, typed: Typed) -> gatherings.Gathering:
    meeting = meeting_of(ctx, typed.values)
    meeting = replace(meeting, ref=await gatherings.new_ref(ctx, "meeting", meeting.starts_at))
    await ctx.repository(gatherings.Gatherings).add(meeting)
    ctx.audit("meetings.planned", meeting.id, detail=f"{meeting.ref} {meeting.urgency}".strip())
    for draft in typed.drafts:
        await ctx.finish(draft)
    return meeting


# food and cost


@feature.press(AskCosts)
async def ask_costs(ctx: Context, press: AskCosts) -> Reply:
    last = (await ending_with(ctx, press.draft)).drafts[2]
    return await ctx.open("meetings.costs", last.id, last.values, afresh=True)


async def build_costs(ctx: Context, draft: Draft) -> Form:
    return views.costs_form(draft.id, MODES[str((await ending_with(ctx, draft.subject)).values["mode"])])


@feature.form("meetings.costs", build_costs)
async def keep_costs(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    """Kept with the last form; what it costs is shown before anybody commits (INV-31)."""
    gatherings.read_cost(values)
    last = (await ending_with(ctx, draft.subject)).drafts[2]
    await ctx.repository(Drafts).save(replace(last, values={**last.values, **values}), ctx.now)
    await ctx.finish(draft)
    plan = await plan_new(ctx, await ending_with(ctx, last.id))
    return Ephemeral(views.read_back(plan, gatherings.own_zone(ctx)))


# urgency


@feature.press(RecordUrgency, may=Permission.CREATE_EVENT)
async def ask_urgency(ctx: Context, press: RecordUrgency) -> Reply:
    await _ensure_may_record(ctx)
    return await ctx.open("meetings.urgency", press.draft)


async def build_urgency(ctx: Context, draft: Draft) -> Form:
    await _ensure_may_record(ctx)
    return views.urgency_form(draft.id)


@feature.form("meetings.urgency", build_urgency)
async def record_urgency(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    await _ensure_may_record(ctx)
    last = (await ending_with(ctx, draft.subject)).drafts[2]
    await ctx.repository(Drafts).save(replace(last, values={**last.values, "urgency": values["urgency"]}), ctx.now)
    await ctx.finish(draft)
    plan = await plan_new(ctx, await ending_with(ctx, last.id))
    return Ephemeral(views.read_back(plan, gatherings.own_zone(ctx)))


@feature.press(RecordUrgencyOf, may=Permission.CREATE_EVENT)
async def ask_urgency_of(ctx: Context, press: RecordUrgencyOf) -> Reply:
    await _ensure_may_record(ctx)
    return await ctx.open("meetings.urgency_of", (await to_announce(ctx, press.meeting)).id)


@feature.form("meetings.urgency_of", build_urgency)
async def record_urgency_of(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    await _ensure_may_record(ctx)
    meeting = await to_announce(ctx, draft.subject)
    kept = await gatherings.keep(ctx, replace(meeting, urgency=str(values["urgency"])))
    ctx.audit("meetings.urgency", kept.id, detail=kept.urgency)
    await ctx.finish(draft)
    return Ephemeral(views.read_back(await plan_of(ctx, kept), gatherings.own_zone(ctx)))


async def _ensure_may_record(ctx: Context) -> None:
    if not await _may_record_urgency(ctx):
        raise NotAllowed(_("The chair records why a meeting is urgent. Please ask the chair."))


# one that is planned already


@feature.press(AskAnnounce)
async def ask_announce(ctx: Context, press: AskAnnounce) -> Reply:
    meeting = await to_announce(ctx, press.meeting)
    return Ephemeral(views.read_back(await plan_of(ctx, meeting), gatherings.own_zone(ctx)))


@feature.press(AnnouncePlanned)
async def announce_planned(ctx: Context, press: AnnouncePlanned) -> Reply:
    """What was read is announced; a meeting that was changed in between is read back once more."""
    meeting = await to_announce(ctx, press.meeting)
    plan = await plan_of(ctx, meeting)
    if not plan.is_ready or meeting.version != press.version:
        return Update(views.read_back(plan, gatherings.own_zone(ctx)))
    meeting = replace(meeting, organiser=meeting.organiser or ctx.me.id)
    done = await gatherings.announce(ctx, meeting)
    notices.redraw_desk(ctx, done)
    return Update(views.announced(done, plan.reaches, gatherings.own_zone(ctx)))


async def to_announce(ctx: Context, name: str) -> gatherings.Gathering:
    ctx.require(Permission.CREATE_EVENT)
    meeting = await gatherings.to_run(ctx, name)
    if meeting.state != "planned":
        state = gatherings.MEETING.labels[meeting.state]
        raise Refused(_("{ref} is no longer waiting to be announced: it is {state}.", ref=meeting.ref, state=state),
                      rule="announced")  # fmt: skip
    return meeting


@feature.press(FillIn)
async def fill_in(ctx: Context, press: FillIn) -> Reply:
    meeting = await to_announce(ctx, press.meeting)
    written = merging.as_it_is(gatherings.places(meeting))
    return await ctx.open("meetings.fill_in", meeting.id, written, afresh=True)


async def build_fill_in(ctx: Context, draft: Draft) -> Form:
    meeting = await to_announce(ctx, draft.subject)
    return views.fill_in_form(draft.id, meeting.ref)


@feature.form("meetings.fill_in", build_fill_in)
async def filled_in(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    """Kept, then read back; announcing it is a press of its own."""
    before = await to_announce(ctx, draft.subject)
    ensure_secure("link", values)
    after = gatherings.placed(ctx, draft, values, before)
    kept = await gatherings.apply(ctx, before, replace(after, organiser=before.organiser or ctx.me.id))
    await ctx.finish(draft)
    return Ephemeral(views.read_back(await plan_of(ctx, kept), gatherings.own_zone(ctx)))
