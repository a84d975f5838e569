"""The waiting list: freed places are offered in order, held for a time, and go on to the next.

Who sleeps is told in the morning, and the time to answer runs from then on; at once, where it begins before that.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot import quiet
from bot.context import Context
from bot.features.gatherings import access, seats
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.notices import GatheringCard, PlaceOffered
from bot.features.gatherings.repository import Gatherings
from bot.features.gatherings.routes import feature
from bot.outbox import JobPayload, Priority
from bot.people import People, Person

A_MOMENT = timedelta(seconds=1)


class LetLapse(JobPayload, key="gatherings.let_lapse"):
    """The time of an offer is over. `until` (ISO 8601) tells one offer from the next."""

    gathering: str
    person: str
    until: str


async def fill(ctx: Context, gathering: Gathering) -> Gathering:
    """Offer what is free to those who wait, in this transaction; the gathering with its seats counted anew."""
    if gathering.is_off or gathering.is_over or gathering.free == 0:
        return gathering
    gatherings = ctx.repository(Gatherings)
    held = await gatherings.held(gathering.id) if gathering.per_institution else {}
    chosen = seats.next_in_line(gathering, await gatherings.waiting(gathering.id), held)
    people = await ctx.repository(People).many(tuple(answer.person for answer in chosen), ctx.now)
    for answer in chosen:
        told_at = _awake(ctx, gathering, people[answer.person].person)
        until = gathering.hold_until(told_at, ctx.profile.events.waitlist_hold_hours)
        if until is None:
            break
        offer = seats.offered(answer, until)
        gathering, offer = await access.keep_answer(ctx, gathering, offer)
        mark = f"{gathering.id}:{offer.person}:{until.isoformat()}"
        ctx.notify(offer.person, PlaceOffered(gathering.id, until.isoformat()), key=f"gatherings.offer:{mark}",
                   at=told_at, expires_at=until, priority=Priority.PROMPT)  # fmt: skip
        _watch(ctx, gathering, offer.person, until)
    return gathering


def _awake(ctx: Context, gathering: Gathering, person: Person) -> datetime:
    """When somebody hears of a free place: now, or when the quiet hours end."""
    morning = quiet.ends(person, ctx.now, ctx.profile.network.zone)
    return morning if morning and morning < gathering.starts_at else ctx.now


async def shorten(ctx: Context, gathering: Gathering) -> None:
    """No offer outlives the start: one that would, since the gathering begins earlier now, ends with it."""
    for answer in await ctx.repository(Gatherings).offered(gathering.id):
        if answer.offered_until is not None and answer.offered_until > gathering.starts_at:
            shorter = replace(answer, offered_until=gathering.starts_at)
            await access.keep_answer(ctx, gathering, shorter)
            _watch(ctx, gathering, answer.person, gathering.starts_at)


async def take_back(ctx: Context, gathering: Gathering) -> None:
    """While nobody knows when it is, nobody can accept a place: who was offered one is the next in line again."""
    for answer in await ctx.repository(Gatherings).offered(gathering.id):
        await access.keep_answer(ctx, gathering, seats.back_in_line(answer))


async def watch(ctx: Context, gathering: Gathering) -> None:
    """See that every open offer ends in its time."""
    for answer in await ctx.repository(Gatherings).offered(gathering.id):
        if answer.offered_until is not None:
            _watch(ctx, gathering, answer.person, answer.offered_until)


def _watch(ctx: Context, gathering: Gathering, person: str, until: datetime) -> None:
    lapse = LetLapse(gathering.id, person, until.isoformat())
    key = f"gatherings.lapse:{gathering.id}:{person}:{until.isoformat()}"
    ctx.later(lapse, at=until + A_MOMENT, key=key)


@feature.job(LetLapse)
async def let_lapse(ctx: Context, job: LetLapse) -> None:
    """Nobody took it: the place goes on to the next, never after the start."""
    gatherings = ctx.repository(Gatherings)
    gathering = await gatherings.get(job.gathering)
    answer = await gatherings.answer(job.gathering, job.person)
    open_offer = answer.place == "offered" and answer.offered_until == datetime.fromisoformat(job.until)
    if gathering is None or not open_offer:
        return
    gathering, _answer = await access.keep_answer(ctx, gathering, seats.lapsed(answer))
    await fill(ctx, gathering)
    ctx.redraw(GatheringCard(gathering.id))
    ctx.redraw_for(job.person, PlaceOffered(gathering.id, job.until))
