"""Items for an agenda: members ask for one until the day it closes, the secretariat answers with a word."""

from dataclasses import replace

from bot.context import Context
from bot.drafts import Draft
from bot.errors import NotFound, Refused
from bot.features.gatherings import api as gatherings
from bot.features.meetings import views
from bot.features.meetings.actions import AcceptItem, DeclineItem
from bot.features.meetings.model import AgendaItem
from bot.features.meetings.notices import ItemAnswered, ItemCard
from bot.features.meetings.repository import Meetings
from bot.features.meetings.routes import feature
from bot.features.meetings.typed import ensure_secure
from bot.forms import Form
from bot.interactions import FieldValue
from bot.notifying import SECRETARIAT
from bot.outbox import new_id
from bot.permissions import Permission
from bot.ui.replies import Ephemeral, Reply
from bot.ui.text import Moment, _

FORM = "meetings.item"


@feature.press(gatherings.AskForItem)
async def ask_for_item(ctx: Context, press: gatherings.AskForItem) -> Reply:
    meeting = await _open_for_items(ctx, press.gathering)
    return await ctx.open(FORM, meeting.id)


async def build_item(ctx: Context, draft: Draft) -> Form:
    return views.item_form(draft.id, await _open_for_items(ctx, draft.subject))


@feature.form(FORM, build_item)
async def send_item(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    """Who orders the agenda puts it there at once; everybody else asks."""
    meeting = await _open_for_items(ctx, draft.subject)
    ensure_secure("paper", values)
    paper = str(values["paper"])
    meetings = ctx.repository(Meetings)
    last = max((item.position for item in await meetings.items(meeting.id)), default=0)
    item = AgendaItem(
        new_id(), meeting.id, last + 1, str(values["title"]), str(values["kind"]), ctx.me.id, ctx.me.id,
        int(str(values["minutes"]) or 0), (paper,) if paper else (), str(values["why"]),
    )  # fmt: skip
    orders = ctx.may(Permission.ORDER_AGENDA)
    await meetings.save_item(item.answer("accepted") if orders else item)
    ctx.audit("meetings.item_added" if orders else "meetings.item_asked_for", meeting.id, detail=item.title)
    await ctx.finish(draft)
    if orders:
        return Ephemeral(views.item_taken(item))
    ctx.announce(SECRETARIAT, ItemCard(item.id), key=f"meetings.item:{item.id}")
    return ctx.whisper(_("Thank you. The secretariat has your item for {ref} and answers you here.", ref=meeting.ref))


async def _open_for_items(ctx: Context, name: str) -> gatherings.Gathering:
    meeting = await gatherings.found(ctx, name)
    orders = ctx.may(Permission.ORDER_AGENDA)
    if not orders:
        ctx.require(Permission.REQUEST_AGENDA_ITEM)
    if meeting.is_off or meeting.is_over or ctx.now >= meeting.starts_at:
        raise Refused(_("The agenda of {ref} is closed.", ref=meeting.ref), rule="items-closed")
    if not orders and not meeting.takes_items(ctx.now):
        if meeting.items_by is not None and ctx.now > meeting.items_by:
            raise Refused(_("Items could be asked for until {when}. Please write to the secretariat.",
                            when=Moment(meeting.items_by)), rule="items-closed")  # fmt: skip
        raise Refused(_("Items can be asked for once {ref} is announced, until its agenda is out.", ref=meeting.ref),
                      rule="items-closed")  # fmt: skip
    return meeting


@feature.press(AcceptItem, may=Permission.ORDER_AGENDA)
async def accept(ctx: Context, press: AcceptItem) -> Reply:
    item = await answered(ctx, (await found(ctx, press.item)).answer("accepted"))
    return Ephemeral(views.item_taken(item))


@feature.press(DeclineItem, may=Permission.ORDER_AGENDA)
async def ask_word(ctx: Context, press: DeclineItem) -> Reply:
    return await ctx.open("meetings.decline_item", (await found(ctx, press.item)).id)


async def build_decline(ctx: Context, draft: Draft) -> Form:
    ctx.require(Permission.ORDER_AGENDA)
    return views.decline_item_form(draft.id)


@feature.form("meetings.decline_item", build_decline)
async def decline(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    ctx.require(Permission.ORDER_AGENDA)
    await answered(ctx, (await found(ctx, draft.subject)).answer("declined", str(values["word"])))
    await ctx.finish(draft)
    return ctx.whisper(_("Declined. Who asked is told, with your word."))


async def answered(ctx: Context, item: AgendaItem) -> AgendaItem:
    """Keep the answer to a request and tell who asked."""
    await ctx.repository(Meetings).save_item(item)
    ctx.audit(f"meetings.item_{item.state}", item.meeting, on_behalf_of=item.asked_by, detail=item.title)
    ctx.notify(item.asked_by, ItemAnswered(item.id), key=f"meetings.item_answered:{item.id}")
    ctx.redraw(ItemCard(item.id))
    return replace(item, version=item.version + 1)


async def found(ctx: Context, item: str) -> AgendaItem:
    known = await ctx.repository(Meetings).item(item)
    if known is None:
        raise NotFound
    return known
