"""The words of a meeting that exists, food and cost, and those of the items on its agenda."""

from bot import merging
from bot.context import Context
from bot.drafts import Draft
from bot.errors import Refused
from bot.features.gatherings import api as gatherings
from bot.features.meetings import agenda, items, views
from bot.features.meetings.actions import EditItem, EditMeeting
from bot.features.meetings.model import AgendaItem
from bot.features.meetings.repository import Meetings
from bot.features.meetings.routes import feature
from bot.features.meetings.typed import CONFIDENCE, ensure_secure
from bot.forms import Form
from bot.interactions import FieldValue
from bot.permissions import Permission
from bot.ui.replies import Ephemeral, Reply
from bot.ui.text import _

FORM = "meetings.edit"
ITEM = "meetings.edit_item"


@feature.press(EditMeeting)
async def edit(ctx: Context, press: EditMeeting) -> Reply:
    meeting = await gatherings.to_run(ctx, press.meeting)
    gatherings.ensure_open(meeting)
    part = press.part if press.part in views.PARTS else views.WORDS
    return await ctx.open(FORM, f"{meeting.id}:{part}", merging.as_it_is(as_typed(ctx, meeting)), afresh=True)


async def build(ctx: Context, draft: Draft) -> Form:
    name, _colon, part = draft.subject.partition(":")
    return views.edit_form(draft.id, await gatherings.to_run(ctx, name), part)


@feature.form(FORM, build)
async def save(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    """The cards follow at once; a message of their own gets who takes part where it changes what they come for."""
    meeting = await gatherings.to_run(ctx, draft.subject.partition(":")[0])
    gatherings.ensure_open(meeting)
    typed = merging.merged(ctx, draft, values, as_typed(ctx, meeting))
    text = {key: str(value) for key, value in typed.items()}
    food = text["refreshments"]
    after = meeting.change(
        title=text["title"], abstract=text["about"], confidentiality=CONFIDENCE[text["confidentiality"]],
        refreshments=meeting.refreshments if food == _food(ctx, meeting) else food, cost=gatherings.read_cost(typed),
    )  # fmt: skip
    kept = await gatherings.apply(ctx, meeting, after)
    await ctx.finish(draft)
    return Ephemeral(await gatherings.changed_now(ctx, meeting, kept))


def as_typed(ctx: Context, meeting: gatherings.Gathering) -> dict[str, FieldValue]:
    """The meeting's words as the forms would hold them."""
    cost = meeting.cost or gatherings.Cost("", "")
    return {
        "title": meeting.title, "about": meeting.abstract, "confidentiality": meeting.confidentiality,
        "refreshments": _food(ctx, meeting), "cost": cost.amount, "refund": cost.refund,
    }  # fmt: skip


def _food(ctx: Context, meeting: gatherings.Gathering) -> str:
    return ctx.reader.plain(gatherings.provided(meeting.refreshments))


# the agenda


@feature.press(EditItem, may=Permission.ORDER_AGENDA)
async def edit_item(ctx: Context, press: EditItem) -> Reply:
    item = await _to_edit(ctx, press.item)
    return await ctx.open(ITEM, item.id, merging.as_it_is(_item_typed(item)), afresh=True)


async def build_item(ctx: Context, draft: Draft) -> Form:
    ctx.require(Permission.ORDER_AGENDA)
    return views.edit_item_form(draft.id)


@feature.form(ITEM, build_item)
async def save_item(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    """An agenda that is out shows it when it is published anew."""
    ctx.require(Permission.ORDER_AGENDA)
    ensure_secure("paper", values)
    item = await _to_edit(ctx, draft.subject)
    typed = {key: str(value) for key, value in merging.merged(ctx, draft, values, _item_typed(item)).items()}
    await ctx.repository(Meetings).save_item(item.edit(
        title=typed["title"], kind=typed["kind"], minutes=int(typed["minutes"] or 0), paper=typed["paper"]
    ))  # fmt: skip
    ctx.audit("meetings.item_edited", item.meeting, detail=typed["title"])
    await ctx.finish(draft)
    return Ephemeral(await agenda.bench(ctx, await gatherings.found(ctx, item.meeting)))


async def _to_edit(ctx: Context, name: str) -> AgendaItem:
    item = await items.found(ctx, name)
    meeting = await gatherings.found(ctx, item.meeting)
    if item.state != "accepted" or meeting.is_over:
        raise Refused(_("This item is not on an agenda that can still be changed."), rule="item")
    return item


def _item_typed(item: AgendaItem) -> dict[str, FieldValue]:
    return {"title": item.title, "kind": item.kind, "minutes": str(item.minutes or ""),
            "paper": next(iter(item.papers), "")}  # fmt: skip
