"""What is said later about a gathering, from today's state: the living card, invitations, changes, reminders.

Every notice bears what made it due (a start, a sequence); when that no longer holds it is moot and is not sent.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias, TypeVar

from bot.context import Context
from bot.features.gatherings import access, families, views
from bot.features.gatherings.actions import ShowGathering
from bot.features.gatherings.answers import Answer
from bot.features.gatherings.appointments import invitation_of
from bot.features.gatherings.known import word_until
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.repository import Gatherings
from bot.features.gatherings.routes import feature
from bot.features.gatherings.states import OPEN
from bot.notifying import SECRETARIAT
from bot.outbox import Card, Listing, Notice
from bot.people import People, mention
from bot.ports import MAIL, Entry
from bot.ui.blocks import Button, Buttons
from bot.ui.text import Text, _
from bot.ui.view import View

MOST_LISTED = 200
"""More than any calendar takes."""


N = TypeVar("N", bound=Notice)
Render: TypeAlias = Callable[[Context, N], Awaitable[View | None]]


class GatheringCard(Card, key="gatherings.card"):
    """The card in a channel: what, when, where, how many come, and the buttons to answer."""

    gathering: str


class GatheringListing(Listing, key="gatherings.listing"):
    """The entry in a platform's own calendar, which everybody in the space sees: never a link for joining (INV-40)."""

    gathering: str


class Invitation(Notice, key="gatherings.invitation"):
    """Asks one person to answer. What stands in the conversation follows when it is moved or called off."""

    otherwise = "meetings"
    lasting = True
    gathering: str


class Changed(Notice, key="gatherings.changed"):
    """Time (`moved`), place or link are different now, or it is off; of several changes the last one is told."""

    otherwise = "meetings"
    lasting = True
    gathering: str
    sequence: int
    moved: bool


class PlaceOffered(Notice, key="gatherings.offered"):
    """`until` (ISO 8601) is how long the place is held, at most: it is shorter where the start has come nearer."""

    lasting = True
    gathering: str
    until: str


class PlaceConfirmed(Notice, key="gatherings.confirmed"):
    """The place is sure now: by mail with the invitation for the calendar, and the link for joining."""

    gathering: str


class PlacesEnded(Notice, key="gatherings.places_ended"):
    """To who is no member any more: the places at members' gatherings (`gone`, ids) went on to others."""

    gone: list[str]


class Nudge(Notice, key="gatherings.nudge"):
    """To who was asked and has not answered (annoyance 1). `starts` (ISO 8601) is the time it was due for."""

    otherwise = "meetings"
    gentle = True
    gathering: str
    starts: str


class Reminder(Notice, key="gatherings.reminder"):
    """To who takes part. `ask_again`: the day before, the answer is asked for once more (annoyance 1)."""

    otherwise = "meetings"
    gentle = True
    gathering: str
    starts: str
    ask_again: bool


class Begins(Notice, key="gatherings.begins"):
    """To everybody at the start: what is said is confidential (annoyance 27). `starts` as in Nudge."""

    gathering: str
    starts: str


class CateringTotals(Notice, key="gatherings.catering"):
    """To the organiser: counts per need, at the deadline and when they change afterwards (annoyance 2)."""

    gathering: str
    before: dict[str, int]


def or_why(render: Render[N]) -> Render[N]:
    """By a link, which lies in a mailbox for years: what is moot says why, to who may still know of the gathering."""

    async def rendered(ctx: Context, notice: N) -> View | None:
        view = await render(ctx, notice)
        if view is not None or not ctx.visiting:
            return view
        gathering, answer = await _today(ctx, notice.dump()["gathering"])
        if gathering is None:
            return None
        why = views.settled(gathering, ctx.now)
        return why or (await own_of(ctx, gathering, answer) if answer.wish else None)

    return rendered


@feature.card(GatheringCard)
async def draw_card(ctx: Context, card: GatheringCard) -> View | None:
    gathering = await ctx.repository(Gatherings).get(card.gathering)
    if gathering is None or not gathering.is_known:
        return None
    return await card_of(ctx, gathering)


async def card_of(ctx: Context, gathering: Gathering) -> View:
    """The card as it stands today."""
    tally = await ctx.repository(Gatherings).tally(gathering.id)
    gathering = await families.with_facts(ctx, gathering)
    return views.card(gathering, tally, await _who(ctx, gathering.organiser), ctx.now)


async def coming(ctx: Context, until: datetime) -> tuple[GatheringListing, ...]:
    """Those of which people know that begin before then."""
    gatherings, found = ctx.repository(Gatherings), list[GatheringListing]()
    for family in ("meeting", "event"):
        page = await gatherings.listed(family, OPEN, ctx.now, until, MOST_LISTED)
        found += (GatheringListing(gathering.id) for gathering in page)
    return tuple(found)


@feature.listing(GatheringListing, coming)
async def enter(ctx: Context, listing: GatheringListing) -> Entry | None:
    """While it lies ahead or goes on, where all members may come; gone when it is off."""
    gathering = await ctx.repository(Gatherings).get(listing.gathering)
    if gathering is None or not gathering.is_known or gathering.is_off or gathering.is_over:
        return None
    if gathering.access == "invited":
        return None
    channels = ctx.profile.channel_names
    channel = gathering.channel_among(channels)
    return views.entry(gathering, ctx.reader, channels.get(channel, channel))


@feature.notice(Begins)
async def say_begins(ctx: Context, notice: Begins) -> View | None:
    gathering = await ctx.repository(Gatherings).get(notice.gathering)
    if gathering is None or gathering.starts_at.isoformat() != notice.starts or gathering.is_off:
        return None
    return views.begins(gathering) if ctx.now < gathering.ends_at else None


@feature.notice(Invitation)
@or_why
async def say_invitation(ctx: Context, notice: Invitation) -> View | None:
    gathering, answer = await _today(ctx, notice.gathering)
    is_there = bool(ctx.place.message)
    if gathering is None or (not is_there and (gathering.is_off or ctx.now >= gathering.starts_at)):
        return None
    if ctx.called is not None and answer.wish:
        return None
    if answer.wish or gathering.is_off or gathering.is_over:
        return _by_mail(ctx, await own_of(ctx, gathering, answer), gathering, answer)
    view = views.invitation(gathering, await _who(ctx, gathering.organiser), ctx.now, access.own_zone(ctx))
    return _by_mail(ctx, view, gathering, answer)


@feature.notice(Changed)
@or_why
async def say_changed(ctx: Context, notice: Changed) -> View | None:
    gathering, answer = await _today(ctx, notice.gathering)
    if gathering is None or gathering.sequence != notice.sequence:
        return None
    until = word_until(gathering)
    if until is not None and until <= ctx.now:
        return None
    answer = _to_show(ctx, answer)
    ahead = await _ahead(ctx, gathering, answer)
    view = views.changed(gathering, answer, ctx.now, ahead, access.own_zone(ctx), moved=notice.moved)
    return _with_calendar(ctx, view, gathering, answer)


@feature.notice(PlaceOffered)
@or_why
async def say_offered(ctx: Context, notice: PlaceOffered) -> View | None:
    gathering, answer = await _today(ctx, notice.gathering)
    until = answer.offered_until if answer.place == "offered" else None
    still = until is not None and until <= datetime.fromisoformat(notice.until)
    if gathering is None:
        return None
    if not still or gathering.is_off or ctx.now >= gathering.starts_at:
        return await own_of(ctx, gathering, answer) if ctx.place.message else None
    return views.offered(gathering, answer, ctx.now, access.own_zone(ctx))


@feature.notice(PlaceConfirmed)
@or_why
async def say_confirmed(ctx: Context, notice: PlaceConfirmed) -> View | None:
    gathering, answer = await _today(ctx, notice.gathering)
    if gathering is None or not answer.is_coming or gathering.is_off:
        return None
    return _with_calendar(ctx, views.own(gathering, answer, ctx.now, 0, access.own_zone(ctx)), gathering, answer)


@feature.notice(PlacesEnded)
async def say_places_ended(ctx: Context, notice: PlacesEnded) -> View | None:
    """With those places that are kept, so that who does not want them can give them up."""
    gatherings = ctx.repository(Gatherings)
    gone = [found for each in notice.gone if (found := await gatherings.get(each)) and not found.is_over]
    kept = [found for found, answer in await gatherings.of_person(ctx.me.id, ctx.now) if answer.holds]
    return (
        views.places_ended(gone, [found for found in kept if not found.is_over], access.own_zone(ctx)) if gone else None
    )


@feature.notice(Nudge)
@or_why
async def say_nudge(ctx: Context, notice: Nudge) -> View | None:
    gathering, answer = await _due(ctx, notice.gathering, notice.starts)
    if gathering is None or answer.wish or not gathering.takes_answers(ctx.now):
        return None
    return views.nudge(gathering, ctx.now, access.own_zone(ctx))


@feature.notice(Reminder)
@or_why
async def say_reminder(ctx: Context, notice: Reminder) -> View | None:
    gathering, answer = await _due(ctx, notice.gathering, notice.starts)
    if gathering is None or not answer.is_coming:
        return None
    ask_again = notice.ask_again and ctx.called is None
    return views.reminder(gathering, _to_show(ctx, answer), ctx.now, access.own_zone(ctx), ask_again=ask_again)


@feature.notice(CateringTotals)
async def say_totals(ctx: Context, notice: CateringTotals) -> View | None:
    gatherings = ctx.repository(Gatherings)
    gathering = await gatherings.get(notice.gathering)
    if gathering is None or gathering.is_off or gathering.is_over:
        return None
    totals = views.totals_of(await gatherings.all_needs(gathering.id))
    tally = await gatherings.tally(gathering.id)
    return views.catering(gathering, totals, tally, notice.before, access.own_zone(ctx))


async def own_of(ctx: Context, gathering: Gathering, answer: Answer) -> View:
    """What became of an answer, or of the gathering; `gathering` with its facts."""
    ahead = await _ahead(ctx, gathering, answer)
    return views.own(gathering, answer, ctx.now, ahead, access.own_zone(ctx))


async def _ahead(ctx: Context, gathering: Gathering, answer: Answer) -> int:
    """Those before the person in the waiting list."""
    waits = answer.place == "waiting"
    return await ctx.repository(Gatherings).queue_before(gathering.id, answer) if waits else 0


def redraw_own(ctx: Context, gathering: Gathering, answer: Answer) -> None:
    """What stands in the person's conversation follows an answer given elsewhere; `answer` is the one before."""
    if gathering.is_meeting or gathering.access == "invited":  # to other events nobody is asked in chat
        ctx.redraw_for(answer.person, Invitation(gathering.id))
    if gathering.sequence:
        for moved in (False, True):
            ctx.redraw_for(answer.person, Changed(gathering.id, gathering.sequence, moved))
    if answer.offered_until is not None:
        ctx.redraw_for(answer.person, PlaceOffered(gathering.id, answer.offered_until.isoformat()))


async def _today(ctx: Context, gathering: str) -> tuple[Gathering | None, Answer]:
    """With the answer of whom it is said to, in a channel of who is called there; nothing for who has left."""
    gatherings, me = ctx.repository(Gatherings), ctx.called or ctx.me
    found = await gatherings.get(gathering)
    answer = await gatherings.answer(gathering, me.id)
    if found is not None and access.is_closed_to(found, me, answer):
        return None, answer
    return (await families.with_facts(ctx, found) if found else None), answer


def _to_show(ctx: Context, answer: Answer) -> Answer:
    """What somebody answered, and the link for joining, are for no channel (INV-40)."""
    return answer if ctx.called is None else Answer(answer.gathering, ctx.me.id)


async def _due(ctx: Context, gathering: str, starts: str) -> tuple[Gathering | None, Answer]:
    """The same, without a gathering that was moved, called off or has begun since it became due."""
    found, answer = await _today(ctx, gathering)
    if found is None or found.starts_at.isoformat() != starts or found.is_off or ctx.now >= found.starts_at:
        return None, answer
    return found, answer


def to_organiser(ctx: Context, gathering: Gathering, notice: Notice, key: str) -> None:
    """Tell the organiser, or the secretariat where there is none; once under this key."""
    if gathering.organiser:
        ctx.notify(gathering.organiser, notice, key=key)
    else:
        ctx.announce(SECRETARIAT, notice, key=key)


async def _who(ctx: Context, person: str) -> Text:
    me = (await ctx.repository(People).many((person,), ctx.now)).get(person)
    return mention(me.person) if me else ""


def _with_calendar(ctx: Context, view: View, gathering: Gathering, answer: Answer) -> View:
    """By mail the invitation for the calendar comes with it; in chat a button gives it."""
    if ctx.place.platform != MAIL or answer.wish == "no":
        return view
    return replace(view, files=(*view.files, invitation_of(ctx, gathering, answer, ctx.me.person)))


def _by_mail(ctx: Context, view: View, gathering: Gathering, answer: Answer) -> View:
    """With the calendar, and for who runs it the way to the organisers' buttons, where no command can be typed."""
    view = _with_calendar(ctx, view, gathering, answer)
    if ctx.place.platform != MAIL or not access.leads_to_tools(ctx) or not access.may_run(ctx, gathering):
        return view
    way = Buttons((Button(_("For organisers"), ShowGathering(gathering.id)),))
    return replace(view, blocks=(*view.blocks, way))
