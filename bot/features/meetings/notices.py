"""What is said later about meetings, from today's state: to the secretariat's desk, and to members."""

from datetime import date, datetime

from bot.context import Context
from bot.features.gatherings import api as gatherings
from bot.features.meetings import lookup, views
from bot.features.meetings.model import QUARTERLY, Proposal, on_agenda
from bot.features.meetings.repository import Meetings
from bot.features.meetings.routes import feature
from bot.i18n import is_zone
from bot.outbox import Card, Notice
from bot.people import People, mention
from bot.ui.text import Text
from bot.ui.view import View

# the secretariat's desk


class UnreadyCard(Card, key="meetings.unready"):
    """A meeting of a series that should be announced by now and lacks something."""

    meeting: str


class ClashCard(Card, key="meetings.clash"):
    """Something stands against the day of a meeting; it is kept or moved by somebody, never by itself."""

    meeting: str


class ProposalCard(Card, key="meetings.proposal"):
    """A member proposes a meeting."""

    proposal: str


class ItemCard(Card, key="meetings.item"):
    """Somebody asks for an item on an agenda."""

    item: str


class MissingQuarter(Notice, key="meetings.missing_quarter"):
    """`ends` (ISO 8601) is the last day of the quarter of that `slot`."""

    office = True
    slot: str
    ends: str


class AgendaDue(Notice, key="meetings.agenda_due"):
    """`by` (ISO 8601) is the deadline it was due for."""

    office = True
    meeting: str
    by: str


# to people


class AgendaForChair(Notice, key="meetings.agenda_for_chair"):
    """`version` tells one state of the meeting from the next."""

    otherwise = "secretariat"
    meeting: str
    version: int


class AgendaReady(Notice, key="meetings.agenda_ready"):
    """To those who come, once."""

    otherwise = "meetings"
    gentle = True
    meeting: str


class ItemAnswered(Notice, key="meetings.item_answered"):
    item: str


class ProposalAnswered(Notice, key="meetings.proposal_answered"):
    proposal: str


class OtherHour(Notice, key="meetings.other_hour"):
    """The meeting is at another hour for this reader; `before` (ISO 8601) is the start of the one before it."""

    otherwise = "meetings"
    gentle = True
    meeting: str
    starts: str
    before: str


def redraw_desk(ctx: Context, meeting: gatherings.Gathering) -> None:
    """The secretariat's cards about a meeting follow it."""
    ctx.redraw(UnreadyCard(meeting.id))
    ctx.redraw(ClashCard(meeting.id))


@feature.card(UnreadyCard)
async def draw_unready(ctx: Context, card: UnreadyCard) -> View | None:
    meeting = await ctx.repository(gatherings.Gatherings).get(card.meeting)
    return views.unready(meeting, lookup.missing(meeting), gatherings.own_zone(ctx)) if meeting else None


@feature.card(ClashCard)
async def draw_clash(ctx: Context, card: ClashCard) -> View | None:
    meeting = await ctx.repository(gatherings.Gatherings).get(card.meeting)
    if meeting is None:
        return None
    clashes = await lookup.clashes_of(ctx, meeting)
    mark = lookup.mark_of(meeting, clashes)
    return views.clash(meeting, clashes, mark, gatherings.own_zone(ctx), kept=meeting.extra.get(lookup.KEPT) == mark)


@feature.card(ProposalCard)
async def draw_proposal(ctx: Context, card: ProposalCard) -> View | None:
    proposal = await ctx.repository(Meetings).proposal(card.proposal)
    if proposal is None:
        return None
    typed = {key: str(value) for key, value in proposal.typed.items()}
    when_ = f"{typed.get('when', '')} {typed.get('zone', '')}".strip()
    by, answered_by = await _who(ctx, proposal.by), await _who(ctx, proposal.answered_by)
    return views.proposal(proposal, by, _title(proposal), typed.get("about", ""), when_, answered_by)


@feature.card(ItemCard)
async def draw_item(ctx: Context, card: ItemCard) -> View | None:
    item = await ctx.repository(Meetings).item(card.item)
    meeting = await ctx.repository(gatherings.Gatherings).get(item.meeting) if item else None
    if item is None or meeting is None:
        return None
    return views.request(item, meeting, await _who(ctx, item.asked_by))


@feature.notice(MissingQuarter)
async def say_missing_quarter(ctx: Context, notice: MissingQuarter) -> View | None:
    """Moot when one has been planned since."""
    found = await ctx.repository(gatherings.Gatherings).of_series(QUARTERLY)
    if any(each.slot == notice.slot and not each.is_off for each in found):
        return None
    return views.missing_quarter(notice.slot, date.fromisoformat(notice.ends))


@feature.notice(AgendaDue)
async def say_agenda_due(ctx: Context, notice: AgendaDue) -> View | None:
    meeting = await ctx.repository(gatherings.Gatherings).get(notice.meeting)
    if meeting is None or meeting.state != "announced" or meeting.agenda_by is None:
        return None
    if meeting.agenda_by.isoformat() != notice.by:
        return None
    items = await ctx.repository(Meetings).items(meeting.id)
    asked = sum(item.state == "asked_for" for item in items)
    return views.agenda_due(meeting, asked, len(on_agenda(items)))


@feature.notice(AgendaForChair)
async def say_agenda_for_chair(ctx: Context, notice: AgendaForChair) -> View | None:
    meeting = await ctx.repository(gatherings.Gatherings).get(notice.meeting)
    if meeting is None or meeting.state != "announced":
        return None
    return views.for_the_chair(meeting, gatherings.own_zone(ctx))


@feature.notice(AgendaReady)
async def say_agenda_ready(ctx: Context, notice: AgendaReady) -> View | None:
    meeting = await ctx.repository(gatherings.Gatherings).get(notice.meeting)
    if meeting is None or meeting.state != "agenda_published" or ctx.now >= meeting.starts_at:
        return None
    me = ctx.called or ctx.me
    if gatherings.is_closed_to(meeting, me, await ctx.repository(gatherings.Gatherings).answer(meeting.id, me.id)):
        return None
    return views.agenda_published(meeting, gatherings.own_zone(ctx))


@feature.notice(ItemAnswered)
async def say_item_answered(ctx: Context, notice: ItemAnswered) -> View | None:
    item = await ctx.repository(Meetings).item(notice.item)
    meeting = await ctx.repository(gatherings.Gatherings).get(item.meeting) if item else None
    if item is None or meeting is None or item.state == "asked_for":
        return None
    return views.item_answered(item, meeting)


@feature.notice(ProposalAnswered)
async def say_proposal_answered(ctx: Context, notice: ProposalAnswered) -> View | None:
    proposal = await ctx.repository(Meetings).proposal(notice.proposal)
    if proposal is None or proposal.state == "open":
        return None
    return views.proposal_answered(proposal, _title(proposal))


@feature.notice(OtherHour)
async def say_other_hour(ctx: Context, notice: OtherHour) -> View | None:
    meeting = await ctx.repository(gatherings.Gatherings).get(notice.meeting)
    if meeting is None or meeting.is_off or meeting.starts_at.isoformat() != notice.starts:
        return None
    if ctx.now >= meeting.starts_at:
        return None
    own = ctx.called.person.zone if ctx.called is not None else ctx.reader.zone
    zone = own if is_zone(own) else ctx.profile.network.zone
    return views.other_hour(meeting, datetime.fromisoformat(notice.before), zone)


def _title(proposal: Proposal) -> str:
    return str(proposal.typed.get("title", ""))


async def _who(ctx: Context, person: str) -> Text:
    me = (await ctx.repository(People).many((person,), ctx.now)).get(person) if person else None
    return mention(me.person, me.accounts) if me else ""
