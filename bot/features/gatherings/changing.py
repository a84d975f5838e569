"""Another time, another place, or off: asked once more, then told to everybody concerned, once (annoyance 33)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import merging, wall, when
from bot.context import Context
from bot.drafts import Draft, Drafts
from bot.errors import Invalid, NotFound, Refused
from bot.features.gatherings import access, editing, expanding, families, inviting, known, needs, offering, views
from bot.features.gatherings.actions import (
    CancelGathering,
    ChangeDetails,
    ConfirmCancel,
    ConfirmMove,
    MoveGathering,
    TellOfChange,
)
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.notices import GatheringCard, GatheringListing, Invitation, redraw_own
from bot.features.gatherings.repository import Gatherings
from bot.features.gatherings.routes import feature
from bot.forms import Form
from bot.interactions import FieldValue
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import _


@feature.press(MoveGathering)
async def press_move(ctx: Context, press: MoveGathering) -> Reply:
    return await open_move(ctx, press.gathering)


async def open_move(ctx: Context, name: str) -> Reply:
    """The form for another time; `name` is an id or a reference."""
    gathering = await access.to_run(ctx, name)
    editing.ensure_open(gathering)
    written = {
        "when": "" if gathering.is_postponed else gathering.local.strftime("%Y-%m-%d %H:%M"),
        "zone": gathering.zone,
        "minutes": str(gathering.minutes),
    }
    return await ctx.open("gatherings.move", gathering.id, written, afresh=True)


async def build_move(ctx: Context, draft: Draft) -> Form:
    return views.move_form(draft.id, await access.to_run(ctx, draft.subject), ctx.profile.network.zone)


@feature.form("gatherings.move", build_move)
async def read_back(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    """Say the time and its deadlines back, what speaks against it, and whom it reaches; nothing has happened yet."""
    shown = await _read_back(ctx, await access.to_run(ctx, draft.subject), draft, values)
    text = {key: str(value) for key, value in values.items()}
    when_it_is = when.fixed(text["when"], zone=ZoneInfo(when.read_zone(text["zone"])), now=ctx.now)
    answer_by = when.fixed_day(text.get("answer_by", ""), zone=ctx.profile.zone, now=ctx.now)
    ctx.draft = replace(draft, values={**draft.values, "when": when_it_is, "answer_by": answer_by})
    return Ephemeral(shown)


async def _read_back(
    ctx: Context, gathering: Gathering, draft: Draft, values: Mapping[str, FieldValue]
) -> "views.View":
    moved = _moved(ctx, gathering, values)
    people = await reached(ctx, gathering, moved=True)
    against = await families.against(ctx, moved)
    home, own = ctx.profile.network.zone, access.own_zone(ctx)
    return views.confirm_move(gathering, moved, draft.id, people, home, own, against)


@feature.press(ConfirmMove)
async def move(ctx: Context, press: ConfirmMove) -> Reply:
    draft = await ctx.repository(Drafts).get(press.draft)
    if draft is None or draft.owner != ctx.me.id:
        raise NotFound(_("This was done already, or the form was begun anew."))
    gathering = await access.to_run(ctx, draft.subject)
    if press.version != gathering.version:  # it was changed after the time was read back
        return Update(await _read_back(ctx, gathering, draft, draft.values))
    moved = await apply(ctx, gathering, _moved(ctx, gathering, draft.values))
    await ctx.finish(draft)
    done = views.done_moved(moved, await reached(ctx, moved, moved=True), access.own_zone(ctx))
    if not moved.is_known and (plan := await families.plan(ctx, moved)) is not None:
        return Update(replace(plan, blocks=(done.blocks[0], *plan.blocks)))
    return Update(done)


def _moved(ctx: Context, gathering: Gathering, values: Mapping[str, FieldValue]) -> Gathering:
    """The gathering at the typed time; Invalid names the field that is not understood."""
    typed = {key: str(value) for key, value in values.items()}
    try:
        zone = ZoneInfo(when.read_zone(typed["zone"]))
    except when.NotUnderstood as problem:
        raise Invalid({"zone": problem.reason}) from problem
    try:
        local = when.read(typed["when"], zone=zone, now=ctx.now)
        starts_at = wall.instant(local, zone)
        when.ensure_ahead(starts_at, ctx.now, zone)
    except when.NotUnderstood as problem:
        raise Invalid({"when": problem.reason}) from problem
    answer_by = _answer_by(ctx, gathering, typed.get("answer_by", ""), starts_at)
    return gathering.move(
        local, zone.key, int(typed["minutes"]), ctx.now, answer_by=answer_by,
        items_by=_as_long_before(ctx, gathering.starts_at, gathering.items_by, starts_at),
        agenda_by=_as_long_before(ctx, gathering.starts_at, gathering.agenda_by, starts_at),
    )  # fmt: skip


def _answer_by(ctx: Context, gathering: Gathering, typed: str, starts_at: datetime) -> datetime | None:
    """The typed day, else as long before the start as it was."""
    if typed:
        try:
            day = when.read_day(typed, zone=ctx.profile.zone, now=ctx.now)
        except when.NotUnderstood as problem:
            raise Invalid({"answer_by": problem.reason}) from problem
        until = wall.end_of(day, ctx.profile.zone, ctx.profile.time.deadline_clock)
        if until > starts_at:
            raise Invalid({"answer_by": _("Answers must close before it begins.")})
        if until <= ctx.now:
            raise Invalid({"answer_by": _("That day is over.")})
        return until
    return _as_long_before(ctx, gathering.starts_at, gathering.answer_by, starts_at)


def _as_long_before(ctx: Context, start: datetime, deadline: datetime | None, new_start: datetime) -> datetime | None:
    """A deadline as many days before the new start as it was before the old one; None where that day is over."""
    if deadline is None:
        return None
    zone = ctx.profile.zone
    days = (start.astimezone(zone).date() - deadline.astimezone(zone).date()).days
    until = wall.days_before(new_start, days, zone, ctx.profile.time.deadline_clock)
    return until if until > ctx.now else None


async def apply(ctx: Context, before: Gathering, after: Gathering) -> Gathering:
    """Keep a change of time or place; reminders are laid out anew, people told, cards and calendars follow."""
    offers = await ctx.repository(Gatherings).offered(before.id)
    if tells := after.sequence != before.sequence:
        overtaken = await ctx.withdraw(f"{expanding.told(before.id, before.sequence)}:")
        after = known.remembering(before, after, heard=not overtaken)
    if before.mode == "online":  # seats are free before there are fewer of them
        after = await _answers_follow(ctx, before, after)
    kept = await access.keep(ctx, after)
    if before.mode == "hybrid":
        kept = await _answers_follow(ctx, before, kept)
    ctx.audit("gatherings.changed", kept.id, detail=f"{before.starts_at.isoformat()} -> {kept.starts_at.isoformat()}")
    if kept.is_known:
        if before.access == "invited" != kept.access:
            inviting.show(ctx, kept)
        if _laid_out_from(kept) != _laid_out_from(before) or kept.is_off != before.is_off:
            await expanding.call_off(ctx, kept.id, reminders=kept.is_off or kept.starts_at != before.starts_at)
            if not kept.is_off:
                expanding.lay_out(ctx, kept)
        if tells:
            tell(ctx, kept, moved=known.has_new_time(kept))
    if kept.is_postponed and not before.is_postponed:
        await offering.take_back(ctx, kept)
    if kept.ends_at != before.ends_at:
        await ctx.repository(Gatherings).keep_needs_until(kept.id, needs.kept_until(ctx, kept))
    await families.changed(ctx, before, kept)
    if kept.is_known and not kept.is_off:
        await offering.shorten(ctx, kept)
        kept = await offering.fill(ctx, kept)
    ctx.redraw(GatheringCard(kept.id))
    ctx.enlist(GatheringListing(kept.id))
    ctx.redraw(Invitation(kept.id))
    for offer in offers:
        redraw_own(ctx, kept, offer)
    return kept


async def _answers_follow(ctx: Context, before: Gathering, after: Gathering) -> Gathering:
    """When people meet in another way; Invalid where more take part online than there are seats online."""
    if before.mode == after.mode:
        return after
    gatherings = ctx.repository(Gatherings)
    if after.mode == "online":
        try:
            after.ensure_seats(before.taken + (await gatherings.tally(after.id)).wishes.get("online", 0))
        except Refused as refused:
            raise Invalid({"capacity": refused.reason}) from refused
    return replace(after, taken=await gatherings.meet(after.id, before.mode, after.mode))


def _laid_out_from(gathering: Gathering) -> tuple[object, ...]:
    """What decides on everything that falls due by itself; online there is no kitchen."""
    return gathering.starts_at, gathering.ends_at, gathering.answer_by, gathering.mode


def tell(ctx: Context, gathering: Gathering, *, moved: bool) -> None:
    """One message to each of those concerned, with today's state; an earlier one that was not sent yet is moot."""
    change = expanding.TellChange(gathering.id, gathering.sequence, "", moved)
    ctx.later(change, key=f"{expanding.told(gathering.id, gathering.sequence)}:after:")


async def reached(ctx: Context, gathering: Gathering, *, moved: bool = False) -> int:
    """How many people hear of a change: a number for the question that is asked first.

    Of another time (`moved`) hears also who said no: it may suit. Before it is known only those who prepare it hear.
    """
    others = await families.heard_by(ctx, gathering)
    if not gathering.is_known:
        return others
    tally = await ctx.repository(Gatherings).tally(gathering.id)
    return others + tally.silent + sum(count for wish, count in tally.wishes.items() if moved or wish != "no")


# off


@feature.press(CancelGathering)
async def press_cancel(ctx: Context, press: CancelGathering) -> Reply:
    return await ask_cancel(ctx, press.gathering)


async def ask_cancel(ctx: Context, name: str) -> Reply:
    """The question before calling off: whom it reaches."""
    gathering = await access.to_run(ctx, name)
    gathering.cancel()  # refuses when it cannot be
    return Ephemeral(views.confirm_cancel(gathering, await reached(ctx, gathering), access.own_zone(ctx)))


@feature.press(ConfirmCancel)
async def cancel(ctx: Context, press: ConfirmCancel) -> Reply:
    gathering = await access.to_run(ctx, press.gathering)
    if gathering.state == "cancelled":
        return Update(views.done_cancelled(gathering, await reached(ctx, gathering)))
    if press.version != gathering.version:  # it was changed after the question was asked
        return Update(views.confirm_cancel(gathering, await reached(ctx, gathering), access.own_zone(ctx)))
    kept = await apply(ctx, gathering, gathering.cancel())
    return Update(views.done_cancelled(kept, await reached(ctx, kept)))


# place, link, seats


@feature.press(ChangeDetails)
async def press_change(ctx: Context, press: ChangeDetails) -> Reply:
    gathering = await access.to_run(ctx, press.gathering)
    editing.ensure_open(gathering)
    return await ctx.open("gatherings.change", gathering.id, merging.as_it_is(places(gathering)), afresh=True)


def places(gathering: Gathering) -> dict[str, FieldValue]:
    """Place, link and seats, as a form asks for them."""
    venue = gathering.venue
    return {"venue": venue.name, "room": venue.room, "native": venue.native,
            "link": gathering.join_link, "capacity": str(gathering.capacity or "")}  # fmt: skip


async def build_change(ctx: Context, draft: Draft) -> Form:
    return views.change_form(draft.id, await access.to_run(ctx, draft.subject))


@feature.form("gatherings.change", build_change)
async def change(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    """One edit; everybody who takes part gets one message, and the old messages follow (annoyance 33)."""
    gathering = await access.to_run(ctx, draft.subject)
    editing.ensure_open(gathering)
    kept = await apply(ctx, gathering, placed(ctx, draft, values, gathering))
    await ctx.finish(draft)
    return Ephemeral(await changed_now(ctx, gathering, kept))


def placed(ctx: Context, draft: Draft, values: Mapping[str, FieldValue], gathering: Gathering) -> Gathering:
    """With place, link and seats as they were typed, and how people meet by them."""
    text = {key: str(value) for key, value in merging.merged(ctx, draft, values, places(gathering)).items()}
    venue = replace(gathering.venue, name=text["venue"], room=text["room"], native=text["native"])
    return gathering.placed(venue, text["link"], int(text["capacity"] or 0))


async def changed_now(ctx: Context, before: Gathering, kept: Gathering) -> "views.View":
    """What was saved, whom it reaches, and the way to tell them where nobody hears by itself.

    Of what is not announced yet: how it stands now, with what is missing, and the way on.
    """
    if not kept.is_known and (plan := await families.plan(ctx, kept)) is not None:
        return plan
    told = kept.sequence != before.sequence
    tells = kept.is_known and not kept.is_off and ctx.now < kept.starts_at
    asked = kept.is_known and (kept.cost, kept.mode) != (before.cost, before.mode)  # who said Online was not, till now
    owing = await ctx.repository(Gatherings).owing(kept) if asked else 0
    people = await reached(ctx, kept, moved=known.has_new_time(kept)) if told else 0
    return views.done_changed(kept, people, tells=tells, owing=owing)


@feature.press(TellOfChange)
async def tell_of_change(ctx: Context, press: TellOfChange) -> Reply:
    """What was changed without a word, such as the programme: everybody who takes part hears it, once."""
    gathering = await access.to_run(ctx, press.gathering)
    if not gathering.is_known or gathering.is_off or ctx.now >= gathering.starts_at:
        raise Refused(_("Nobody needs to be told: it is not announced, or it has begun."), rule="nobody")
    if press.sequence != gathering.sequence:  # pressed twice, or by another organiser
        raise Refused(_("They have been told meanwhile, of all that was changed until then."), rule="told")
    kept = await apply(ctx, gathering, replace(gathering, sequence=gathering.sequence + 1))
    ctx.audit("gatherings.change_told", kept.id)
    return Update(views.told(kept, await reached(ctx, kept, moved=known.has_new_time(kept))))
