"""Whom an announcement reaches as of now, and by which way: everybody counted, or some hundred at a time."""

from bot.access import WELCOME
from bot.context import Context
from bot.features.announcements import participants
from bot.features.announcements.audience import Plan, Reach, Recipient, Way
from bot.features.announcements.model import Announcement
from bot.features.announcements.repository import Announcements
from bot.people import People
from bot.ports import MAIL, Spaces
from bot.profile.network import audience as audience_of

AT_ONCE = 400
"""People looked at in one transaction: no other writer waits longer than that takes."""


async def count(ctx: Context, announcement: Announcement) -> Reach:
    """Whom it would reach if it were sent now."""
    audience, plan = announcement.audience, await _plan(ctx, announcement)
    if not audience.event:
        crowds = await ctx.repository(Announcements).crowds(ctx.now, audience)
        return Reach.of((plan.way_to(alike), people) for alike, people in crowds if audience.admits(alike))
    ways: list[Way] = []
    after: str | None = ""
    while after is not None:
        found, after = await some(ctx, announcement, after)
        ways.extend(way for _person, way in found)
    return Reach.of((way, 1) for way in ways)


async def some(
    ctx: Context, announcement: Announcement, after: str = ""
) -> tuple[tuple[tuple[Recipient, Way], ...], str | None]:
    """Those whom it reaches among the next people in the order of their ids, each with the way.

    Also after whom it goes on, None when that were all. NotFound when the event it is for is gone.
    """
    audience, plan = announcement.audience, await _plan(ctx, announcement)
    if audience.event:
        ids, last = await participants.some(ctx, audience.event, after, AT_ONCE)
    else:
        ids = await ctx.repository(People).with_roles(ctx.now, after, AT_ONCE)
        last = ids[-1] if len(ids) == AT_ONCE else None
    people = await ctx.repository(Announcements).people(ctx.now, ids)
    return tuple((person, plan.way_to(person)) for person in people if audience.admits(person)), last


async def _plan(ctx: Context, announcement: Announcement) -> Plan:
    delivery, spaces = announcement.delivery, await ctx.repository(Spaces).all()
    readers: dict[tuple[str, str], frozenset[str]] = {}
    for space in spaces:
        for key in delivery.channels:
            if key in space.channels:
                who = frozenset(role.value for role in WELCOME[audience_of(key)])
                here = (space.platform, space.space)
                readers[here] = readers.get(here, frozenset[str]()) | who
    return Plan(
        delivery.direct,
        owed=bool(announcement.audience.event),
        has_mail=any(space.platform == MAIL for space in spaces),
        spaces=frozenset((space.platform, space.space) for space in spaces if space.is_chat),
        readers=readers,
    )
