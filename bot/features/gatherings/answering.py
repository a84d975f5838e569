"""What people do with the buttons of a card: answer, register, give up a place, take an offered one."""

from dataclasses import replace
from datetime import timedelta

from bot.context import Context
from bot.drafts import Draft
from bot.errors import Invalid, NotFound, Refused
from bot.features.gatherings import access, families, needs, offering, seats, views
from bot.features.gatherings.actions import (
    AcceptCost,
    AddToCalendar,
    AnswerFor,
    CancelPlace,
    Say,
    ShowGathering,
    TakePlace,
)
from bot.features.gatherings.answers import Answer, Wish
from bot.features.gatherings.appointments import invitation_of
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.notices import GatheringCard, PlaceConfirmed, own_of, redraw_own
from bot.features.gatherings.refusals import NotOpen, OfferGone, TooLate
from bot.features.gatherings.repository import Gatherings
from bot.features.gatherings.routes import feature
from bot.features.gatherings.states import ASKED_FOR, LIFECYCLES
from bot.forms import Form
from bot.interactions import FieldValue
from bot.people import People
from bot.permissions import Permission
from bot.ui.blocks import Block
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import _

A_YEAR = timedelta(days=366)
WISHES: dict[str, Wish] = {"yes": "yes", "no": "no", "online": "online", "unsure": "unsure"}


@feature.press(Say)
async def say(ctx: Context, press: Say) -> Reply:
    """Answer, as often as one likes until the deadline; who comes may say No until it begins."""
    gathering = await access.found(ctx, press.gathering)
    await access.ensure_for(ctx, gathering)
    wish = _wish(gathering, press.wish)
    before = await ctx.repository(Gatherings).answer(gathering.id, ctx.me.id)
    if wish == "no" and before.is_coming and not gathering.is_off and not gathering.takes_answers(ctx.now):
        return await cancel_place(ctx, CancelPlace(gathering.id))
    _ensure_open(ctx, gathering)
    wants_seat = wish in gathering.needs_seat
    takes_seat = wants_seat and before.place not in ASKED_FOR
    if gathering.cost is not None and wants_seat and before.accepted != gathering.cost.text:
        return Ephemeral(views.cost_question(gathering, wish, kept=not takes_seat))
    if gathering.party > 1 and takes_seat:
        return await ctx.open("gatherings.party", f"{gathering.id}:{wish}")
    return await _answered(ctx, gathering, before, wish, before.size)


@feature.press(AcceptCost)
async def accept_cost(ctx: Context, press: AcceptCost) -> Reply:
    """Somebody has read what it costs and wants the place; another text than was read is shown again (INV-31).

    Who has a place already, or waits for one, keeps it as it is: the cost came, or rose, afterwards.
    """
    gathering = await access.found(ctx, press.gathering)
    await access.ensure_for(ctx, gathering)
    wish = _wish(gathering, press.wish)
    before = await ctx.repository(Gatherings).answer(gathering.id, ctx.me.id)
    keeps = before.place in ASKED_FOR and not gathering.is_off and ctx.now < gathering.starts_at
    if not keeps:
        _ensure_open(ctx, gathering)
    if gathering.cost is not None and press.text != gathering.cost.mark:
        return Update(views.cost_question(gathering, wish, kept=keeps))
    accepted = replace(before, accepted=gathering.cost.text if gathering.cost else "")
    ctx.audit("gatherings.cost_accepted", gathering.id, detail=press.text)
    if before.place == "offered":
        return await _taken(ctx, gathering, before, accepted)
    if keeps:
        return await _kept(ctx, gathering, before, accepted)
    if gathering.party > 1:
        await access.keep_answer(ctx, gathering, accepted)
        return await ctx.open("gatherings.party", f"{gathering.id}:{wish}")
    return await _answered(ctx, gathering, accepted, wish, before.size)


async def build_party(ctx: Context, draft: Draft) -> Form:
    gathering = await access.found(ctx, draft.subject.partition(":")[0])
    return views.party_form(draft.id, gathering)


@feature.form("gatherings.party", build_party)
async def register_party(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    """Places for oneself and those who come along; they wait and are offered together."""
    gathering_id, _colon, wish = draft.subject.partition(":")
    gathering = await access.found(ctx, gathering_id)
    await access.ensure_for(ctx, gathering)
    _ensure_open(ctx, gathering)
    before = await ctx.repository(Gatherings).answer(gathering.id, ctx.me.id)
    if gathering.cost is not None and before.accepted != gathering.cost.text:
        return Ephemeral(views.cost_question(gathering, _wish(gathering, wish), kept=False))
    await ctx.finish(draft)
    return await _answered(ctx, gathering, before, _wish(gathering, wish), int(str(values["size"])))


@feature.press(CancelPlace)
async def cancel_place(ctx: Context, press: CancelPlace) -> Reply:
    """Give up the place at any time before it begins; the next in line is offered it at once (peers 17)."""
    gathering = await access.found(ctx, press.gathering)
    before = await ctx.repository(Gatherings).answer(gathering.id, ctx.me.id)
    if not (before.is_coming or before.place in ("waiting", "offered")):
        return await _shown_now(ctx, gathering, before)
    if ctx.now >= gathering.starts_at and not gathering.is_postponed:
        raise TooLate(gathering.starts_at)
    after = seats.given_up(before, ctx.now) if before.place != "none" else replace(before, wish="no")
    return await _kept(ctx, gathering, before, replace(after, route=ctx.account.platform))


@feature.press(TakePlace)
async def take_place(ctx: Context, press: TakePlace) -> Reply:
    gathering = await access.found(ctx, press.gathering)
    before = await ctx.repository(Gatherings).answer(gathering.id, ctx.me.id)
    if before.place == "confirmed":
        return await _shown_now(ctx, gathering, before)
    if before.place == "offered" and gathering.is_to_accept(before):
        return Ephemeral(views.cost_question(gathering, before.wish or "yes", kept=False))
    return await _taken(ctx, gathering, before, before)


async def _taken(ctx: Context, gathering: Gathering, before: Answer, accepted: Answer) -> Reply:
    """The offered place is taken, in its time."""
    too_late = before.offered_until is None or ctx.now > before.offered_until or ctx.now >= gathering.starts_at
    if before.place != "offered" or too_late or gathering.is_off:
        raise OfferGone
    after = replace(accepted, place="confirmed", offered_until=None, queued_at=None, replied_at=ctx.now)
    return await _kept(ctx, gathering, before, replace(after, route=ctx.account.platform))


@feature.press(ShowGathering)
async def show(ctx: Context, press: ShowGathering) -> Reply:
    gathering = await access.found(ctx, press.gathering or ctx.choice)
    return Ephemeral(await families.show(ctx, gathering) or await whole_view(ctx, gathering))


@feature.press(AddToCalendar)
async def add_to_calendar(ctx: Context, press: AddToCalendar) -> Reply:
    gathering = await access.found(ctx, press.gathering)
    answer = await ctx.repository(Gatherings).answer(gathering.id, ctx.me.id)
    return Ephemeral(views.calendar_file(invitation_of(ctx, gathering, answer, ctx.me.person)))


async def whole_view(ctx: Context, gathering: Gathering, row: tuple[Block, ...] = ()) -> "views.View":
    """The same, and for those who may run it what was answered, and what they can do.

    `row` is what the family adds to the organisers' buttons.
    """
    view = await own_view(ctx, gathering)
    if not access.may_run(ctx, gathering):
        return view
    tools = views.tools(gathering, records=ctx.may(Permission.RSVP_ON_BEHALF))
    return replace(view, blocks=(*view.blocks, *await so_far(ctx, gathering), *row, *tools))


async def so_far(ctx: Context, gathering: Gathering) -> tuple[Block, ...]:
    """For its organisers: who said what until now, and how many of those are likely to come (annoyance 1)."""
    if not gathering.is_known:
        return ()
    tally = await ctx.repository(Gatherings).tally(gathering.id)
    owing = await ctx.repository(Gatherings).owing(gathering)
    coming = tally.wishes.get("yes", 0)
    expected: tuple[Block, ...] = ()
    if gathering.series and coming:
        rate = (await ctx.repository(Gatherings).turnout(gathering.series, gathering.starts_at - A_YEAR)).rate
        expected = views.expected(coming, rate) if rate is not None else ()
    return (views.so_far(gathering, tally, owing), *expected)


async def own_view(ctx: Context, gathering: Gathering) -> "views.View":
    """How it looks to the person who asks, with the own answer."""
    answer = await ctx.repository(Gatherings).answer(gathering.id, ctx.me.id)
    return await _own(ctx, gathering, answer)


# on somebody's behalf


@feature.press(AnswerFor)
async def answer_for(ctx: Context, press: AnswerFor) -> Reply:
    ctx.require(Permission.RSVP_ON_BEHALF)
    gathering = await access.found(ctx, press.gathering)
    return await ctx.open("gatherings.answer_for", gathering.id)


async def build_answer_for(ctx: Context, draft: Draft) -> Form:
    ctx.require(Permission.RSVP_ON_BEHALF)
    return views.answer_for_form(draft.id, await access.found(ctx, draft.subject))


@feature.form("gatherings.answer_for", build_answer_for)
async def record_answer(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    """The office writes down what somebody said by telephone or letter, also after the deadline; it is named for it."""
    ctx.require(Permission.RSVP_ON_BEHALF)
    gathering = await access.found(ctx, draft.subject)
    if gathering.is_over:
        raise NotOpen(LIFECYCLES[gathering.family].labels[gathering.state])
    try:
        me = await ctx.repository(People).me(str(values["person"]), ctx.now)
    except NotFound:
        raise Invalid({"person": _("Choose somebody from the list, please.")}) from None
    before = await ctx.repository(Gatherings).answer(gathering.id, me.id)
    before = replace(before, institution=min(me.institutions, default=""))
    wish = _wish(gathering, str(values["wish"]))
    if gathering.cost is not None and wish in gathering.needs_seat:
        before = replace(before, accepted=gathering.cost.text)
    after = await _said(ctx, gathering, before, wish, before.size)
    after = replace(after, route="by hand", recorded_by=ctx.me.id)
    await ctx.finish(draft)
    ctx.audit("gatherings.answered", gathering.id, on_behalf_of=me.id, detail=f"{wish} {values['how']}".strip())
    gathering, after = await write(ctx, gathering, before, after)
    if after.place == "confirmed":
        ctx.notify(
            me.id,
            PlaceConfirmed(gathering.id),
            key=f"gatherings.told:{gathering.id}:place:{me.id}:{ctx.now.isoformat()}",
        )
    return ctx.whisper(views.recorded(me.person, after))


# how it is done


def _wish(gathering: Gathering, word: str) -> Wish:
    wish = WISHES.get(word)
    if wish is None or wish not in gathering.wishes:
        raise Refused(
            _("That answer is no longer offered here. {card} shows today's.", card=gathering.ref), rule="wish"
        )
    return wish


def _ensure_open(ctx: Context, gathering: Gathering) -> None:
    if gathering.takes_answers(ctx.now):
        return
    if gathering.is_off or gathering.is_over or not gathering.is_known:
        raise NotOpen(LIFECYCLES[gathering.family].labels[gathering.state])
    raise TooLate(gathering.last_answer)


async def _said(ctx: Context, gathering: Gathering, before: Answer, wish: Wish, size: int) -> Answer:
    gatherings = ctx.repository(Gatherings)
    held = 0
    if gathering.per_institution and before.institution:
        held = await gatherings.held_by(gathering.id, before.institution, before.person)
    full_or_queued = bool(gathering.capacity) and wish in gathering.needs_seat
    queue = await gatherings.queue_before(gathering.id, None) if full_or_queued else 0
    return seats.answered(gathering, before, wish, size, ctx.now, held_there=held, queue=queue)


async def _answered(ctx: Context, gathering: Gathering, before: Answer, wish: Wish, size: int) -> Reply:
    before = replace(before, institution=before.institution or min(ctx.me.institutions, default=""))
    after = await _said(ctx, gathering, before, wish, size)
    return await _kept(ctx, gathering, before, replace(after, route=ctx.account.platform, recorded_by=""))


async def _kept(ctx: Context, gathering: Gathering, before: Answer, after: Answer) -> Reply:
    gathering, after = await write(ctx, gathering, before, after)
    return await _shown_now(ctx, gathering, after)


async def write(ctx: Context, gathering: Gathering, before: Answer, after: Answer) -> tuple[Gathering, Answer]:
    """Keep the answer; a seat that came free goes to the next in line; every copy of the card follows."""
    kitchen = await needs.counted(ctx, gathering) if needs.is_counted(ctx, gathering) else {}
    gathering, after = await access.keep_answer(ctx, gathering, after)
    if before.holds > after.holds or "waiting" in (before.place, after.place):
        gathering = await offering.fill(ctx, gathering)
        after = await ctx.repository(Gatherings).answer(gathering.id, after.person)
    ctx.redraw(GatheringCard(gathering.id))
    redraw_own(ctx, gathering, before)
    await needs.tell_kitchen(ctx, gathering, kitchen)
    return gathering, after


async def _shown_now(ctx: Context, gathering: Gathering, answer: Answer) -> Reply:
    """In a conversation the message shows the answer; on a shared card it is said to the person alone."""
    view = await _own(ctx, gathering, answer)
    return Update(view) if ctx.place.is_direct else Ephemeral(view)


async def _own(ctx: Context, gathering: Gathering, answer: Answer) -> "views.View":
    return await own_of(ctx, await families.with_facts(ctx, gathering), answer)
