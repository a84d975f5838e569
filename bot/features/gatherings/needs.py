"""What people need to take part: asked per event, seen by its organisers alone, counted without names (INV-35)."""

from datetime import datetime, timedelta

from bot.context import Context
from bot.drafts import Draft
from bot.features.gatherings import access, views
from bot.features.gatherings.actions import MyNeeds, ShowCatering
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.notices import CateringTotals, to_organiser
from bot.features.gatherings.repository import Gatherings, Needs
from bot.features.gatherings.routes import feature
from bot.forms import Form
from bot.interactions import FieldValue
from bot.outbox import JobPayload
from bot.people import People
from bot.permissions import Permission
from bot.ui.replies import Ephemeral, Reply


class ForgetNeeds(JobPayload, key="gatherings.forget_needs"):
    """Delete needs whose days of retention are over."""


feature.cron("gatherings.forget_needs", "20 4 * * *", ForgetNeeds)


@feature.press(MyNeeds)
async def my_needs(ctx: Context, press: MyNeeds) -> Reply:
    gathering = await access.found(ctx, press.gathering)
    return await ctx.open("gatherings.needs", gathering.id, afresh=True)


async def build_needs(ctx: Context, draft: Draft) -> Form:
    """With what was told before, read anew: as a draft it would outlive the days it is kept for."""
    gathering = await access.found(ctx, draft.subject)
    gatherings = ctx.repository(Gatherings)
    known = await gatherings.needs(gathering.id, ctx.me.id) or await gatherings.needs("", ctx.me.id)
    form = views.needs_form(draft.id, gathering, days_kept(ctx))
    if known is None:
        return form
    return form.filled({
        "diet": known.diet, "allergies": known.allergies, "access": known.access, "other": known.other,
        "keep": "yes" if known.keep else "no",
    })  # fmt: skip


@feature.form("gatherings.needs", build_needs)
async def save_needs(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    """Keep them until some days after; afterwards only if the person agreed, and then apart from any event."""
    gathering = await access.found(ctx, draft.subject)
    gatherings = ctx.repository(Gatherings)
    before = await counted(ctx, gathering)
    diet = (values["diet"],) if isinstance(values["diet"], str) else values["diet"]
    keeps = values["keep"] == "yes"
    told = Needs(
        gathering.id, ctx.me.id, tuple(each for each in diet if each), str(values["allergies"]),
        str(values["access"]), str(values["other"]), keeps, kept_until(ctx, gathering),
    )  # fmt: skip
    await gatherings.save_needs(told)
    kept = (
        Needs("", ctx.me.id, told.diet, told.allergies, told.access, told.other, True)
        if keeps
        else Needs("", ctx.me.id)
    )
    await gatherings.save_needs(kept)
    await ctx.finish(draft)
    await tell_kitchen(ctx, gathering, before)
    return Ephemeral(views.needs_kept(gathering, told, days_kept(ctx)))


def is_counted(ctx: Context, gathering: Gathering) -> bool:
    """Whether the kitchen has its numbers already: answers have closed, and there is a room to eat in."""
    return gathering.mode != "online" and gathering.answer_by is not None and ctx.now > gathering.answer_by


async def counted(ctx: Context, gathering: Gathering) -> dict[str, int]:
    """Heads and needs as they stand."""
    gatherings = ctx.repository(Gatherings)
    totals = views.totals_of(await gatherings.all_needs(gathering.id))
    return {views.HEADS: views.heads(await gatherings.tally(gathering.id)), **totals}


async def tell_kitchen(ctx: Context, gathering: Gathering, before: dict[str, int]) -> None:
    """After the count the organiser hears what is different from `before` (annoyance 2)."""
    if is_counted(ctx, gathering) and await counted(ctx, gathering) != before:
        key = f"gatherings.catering:{gathering.id}:{ctx.now.isoformat()}:{ctx.me.id}"
        to_organiser(ctx, gathering, CateringTotals(gathering.id, before), key)


def kept_until(ctx: Context, gathering: Gathering) -> datetime:
    """When the needs told for a gathering are deleted; a gathering that moves takes it along (INV-35)."""
    return gathering.ends_at + timedelta(days=days_kept(ctx))


def days_kept(ctx: Context) -> int:
    return ctx.profile.privacy.retention_days.get("event_needs", 14)


@feature.press(ShowCatering)
async def press_catering(ctx: Context, press: ShowCatering) -> Reply:
    return await show_catering(ctx, press.gathering)


async def show_catering(ctx: Context, name: str) -> Reply:
    """Totals for the kitchen; names beside them only for an organiser of this gathering (CSL-11, INV-35)."""
    gathering = await access.to_run(ctx, name)
    gatherings = ctx.repository(Gatherings)
    every = await gatherings.all_needs(gathering.id)
    tally = await gatherings.tally(gathering.id)
    view = views.catering(gathering, views.totals_of(every), tally, {}, access.own_zone(ctx))
    if not ctx.may(Permission.SEE_NEEDS, in_scope=access.runs(ctx, gathering)):
        return Ephemeral(view)
    people = await ctx.repository(People).many(tuple(each.person for each in every), ctx.now)
    ctx.audit("gatherings.needs_read", gathering.id)
    names = {person: me.person.known_as for person, me in people.items()}
    return Ephemeral(views.with_names(view, gathering.ref, every, names))


@feature.job(ForgetNeeds)
async def forget_needs(ctx: Context, _job: ForgetNeeds) -> None:
    await ctx.repository(Gatherings).forget_needs(ctx.now)
