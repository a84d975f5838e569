"""Who leaves, or turns out to be somebody else: places go on to those who wait, and no seat is held twice (INV-30)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.context import Context
from bot.features.gatherings import answering, needs, offering, seats
from bot.features.gatherings.answers import Answer
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.notices import GatheringCard, PlacesEnded
from bot.features.gatherings.repository import Gatherings
from bot.features.gatherings.routes import feature
from bot.features.gatherings.states import ASKED_FOR
from bot.outbox import JobPayload
from bot.people import People
from bot.permissions import Permission, may

EVER = datetime(2000, 1, 1, tzinfo=UTC)
"""Before there was anything on record."""
A_YEAR = timedelta(days=366)
"""How long ago the old date of something may be that still waits for a new one."""


class LetGo(JobPayload, key="gatherings.let_go"):
    """Somebody has ceased to be a member, or may have."""

    person: str


def let_go(ctx: Context, person: str) -> None:
    """See to it, once this is committed, that the person keeps no place that is for members, unless still one."""
    ctx.later(LetGo(person), key=f"gatherings.let_go:{person}:{ctx.now.isoformat()}")


@feature.job(LetGo)
async def take_off_lists(ctx: Context, job: LetGo) -> None:
    """From today's rights: who has other ones, or was taken back meanwhile, loses nothing.

    What is public, or for those invited by name, is as open as before. The person is told once what is gone.
    """
    me = await ctx.repository(People).me(job.person, ctx.now)
    if may(me, Permission.RSVP):
        return
    gone: list[str] = []
    for gathering, answer in await _ahead(ctx, job.person):
        if gathering.access == "members":
            await _take_off(ctx, gathering, answer)
            ctx.audit("gatherings.place_ended", gathering.id, on_behalf_of=job.person, detail=answer.place)
            gone += [gathering.id] if answer.is_coming or answer.place in ASKED_FOR else []
    if gone:
        ctx.notify(job.person, PlacesEnded(gone), key=f"gatherings.places_ended:{job.person}:{ctx.now.isoformat()}")


async def give_up_all(ctx: Context, person: str) -> None:
    """Free every place ahead that somebody holds or waits for, who wants to be forgotten (2.3.15)."""
    for gathering, answer in await _ahead(ctx, person):
        if answer.place in ASKED_FOR:
            await answering.write(ctx, gathering, answer, seats.given_up(answer, ctx.now))
        elif answer.is_coming:
            await answering.write(ctx, gathering, answer, replace(answer, wish="no"))


async def take_over(ctx: Context, stranger: str, person: str) -> None:
    """Two records turn out to be of one person: what one has said goes along, no seat is held twice (INV-30)."""
    gatherings = ctx.repository(Gatherings)
    for gathering, theirs in await gatherings.of_person(stranger, EVER):
        own = await gatherings.answer(gathering.id, person)
        await gatherings.drop_answer(gathering.id, stranger)
        if not own.wish and not own.attended:
            await gatherings.save_answer(replace(theirs, person=person, version=own.version))
        elif theirs.place in ASKED_FOR and (today := await gatherings.get(gathering.id)):
            await offering.fill(ctx, today)
        ctx.redraw(GatheringCard(gathering.id))


async def _ahead(ctx: Context, person: str) -> list[tuple[Gathering, Answer]]:
    """What lies ahead of the person, also where the new date is not known yet."""
    found = await ctx.repository(Gatherings).of_person(person, ctx.now - A_YEAR)
    return [
        (gathering, answer)
        for gathering, answer in found
        if gathering.is_postponed or (gathering.starts_at > ctx.now and not gathering.is_over)
    ]


async def _take_off(ctx: Context, gathering: Gathering, answer: Answer) -> None:
    """As if the person had never been asked; the seat, or what was too small for who waited, is offered to the next."""
    gatherings = ctx.repository(Gatherings)
    kitchen = await needs.counted(ctx, gathering) if needs.is_counted(ctx, gathering) else {}
    await gatherings.drop_answer(gathering.id, answer.person)
    if answer.place in ASKED_FOR and (today := await gatherings.get(gathering.id)):
        await offering.fill(ctx, today)
    ctx.redraw(GatheringCard(gathering.id))
    await needs.tell_kitchen(ctx, gathering, kitchen)
