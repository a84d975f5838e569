"""A new meeting, step by step: what, when, where. Nothing exists until it was read back and announced or saved."""

from dataclasses import replace

from bot.context import Context
from bot.drafts import Draft
from bot.errors import NotAllowed
from bot.features.gatherings import api as gatherings
from bot.features.meetings import announcing, proposing, typed, views
from bot.features.meetings.routes import feature
from bot.features.meetings.typed import MODES, WHAT, WHEN, WHERE
from bot.forms import Form
from bot.interactions import FieldValue
from bot.permissions import Permission
from bot.ui.replies import Ephemeral, Reply


async def open_new(ctx: Context) -> Reply:
    """The first step, as it was left; members without the right to call a meeting propose one."""
    ensure_may_begin(ctx)
    return await ctx.open(WHAT)


def ensure_may_begin(ctx: Context) -> None:
    if not (ctx.may(Permission.CREATE_EVENT) or ctx.may(Permission.PROPOSE_EVENT)):
        raise NotAllowed


async def build_what(ctx: Context, draft: Draft) -> Form:
    has = ctx.profile.modules
    return views.what_form(draft.id, has_business=has.business_meeting, has_quarterly=has.quarterly_meetings)


@feature.form(WHAT, build_what)
async def what(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    del values  # they stand in the draft
    ensure_may_begin(ctx)
    if draft.subject:
        await proposing.take(ctx, draft.subject)
    return await ctx.open(WHEN, draft.id, (await typed.proposed(ctx, draft.subject)))


async def build_when(ctx: Context, draft: Draft) -> Form:
    return views.when_form(draft.id, ctx.reader.zone, ctx.profile.network.zone)


@feature.form(WHEN, build_when)
async def when_it_is(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    """The time is read strictly; what is not understood is said at its field."""
    ensure_may_begin(ctx)
    ctx.draft = replace(draft, values={**draft.values, **typed.fixed(ctx, values)})
    first = await typed.draft_of(ctx, draft.subject, WHAT)
    return await ctx.open(WHERE, draft.id, (await typed.proposed(ctx, first.subject)))


async def build_where(ctx: Context, draft: Draft) -> Form:
    second = await typed.draft_of(ctx, draft.subject, WHEN)
    first = await typed.draft_of(ctx, second.subject, WHAT)
    return views.place_form(draft.id, MODES[str(first.values["mode"])])


@feature.form(WHERE, build_where)
async def where_it_is(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    ensure_may_begin(ctx)
    typed.ensure_secure("link", values)
    plan = await announcing.plan_new(ctx, await typed.so_far(ctx, draft))
    return Ephemeral(views.read_back(plan, gatherings.own_zone(ctx)))
