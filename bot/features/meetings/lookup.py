"""What is known of a meeting's surroundings: where the members are, what stands against its day, what it lacks."""

import hashlib
from datetime import timedelta

from bot.closed_days import Clash
from bot.context import Context
from bot.errors import Refused
from bot.features.gatherings import api as gatherings
from bot.features.meetings import clocks
from bot.features.meetings.model import Whereabouts
from bot.features.meetings.repository import Meetings
from bot.features.register import api as register
from bot.i18n import Reader
from bot.people import People, Role
from bot.ui.text import Text

KEPT = "kept_although"
"""Under which key of its own a meeting remembers what stood against its day when somebody kept it."""
TOLD = "told_of"
"""The same for what the secretariat was told of it."""
UNREADY = "unready_told"
"""The last day for its notice, when the secretariat was told that something was missing for it."""
MANY = 500
LONG = timedelta(days=400)


async def where(ctx: Context) -> tuple[Whereabouts, ...]:
    """Where those are who are asked to meetings, and the member institutions that have nobody here yet."""
    rows = await ctx.repository(Meetings).whereabouts(ctx.now)
    named = {row.institution for row in rows}
    silent = tuple(
        Whereabouts(place.name, place.country, place.zone, 0)
        for place, _membership in await register.member_institutions(ctx)
        if place.name not in named
    )
    return clocks.settled((*rows, *silent), ctx.profile.network.zone)


async def clashes_of(ctx: Context, meeting: gatherings.Gathering) -> tuple[Clash, ...]:
    return clocks.clashes(meeting.starts_at, meeting.zone, await where(ctx))


def mark_of(meeting: gatherings.Gathering, clashes: tuple[Clash, ...]) -> str:
    """A short mark of a day and what stands against it; another data file or another day makes another mark."""
    english = Reader()
    said = [meeting.starts_at.isoformat(), *sorted(english.plain(clash.says) for clash in clashes)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]


def missing(meeting: gatherings.Gathering) -> Text:
    """What it lacks before it can be announced, "" when nothing."""
    try:
        meeting.ensure_complete()
    except Refused as refused:
        return refused.reason
    return ""


async def before(ctx: Context, meeting: gatherings.Gathering) -> gatherings.Gathering | None:
    """The meeting before, of the same series where it is of one."""
    repository = ctx.repository(gatherings.Gatherings)
    if meeting.series:
        found = await repository.of_series(meeting.series)
    else:
        states = (*gatherings.PUBLIC, *gatherings.OVER)
        since = meeting.starts_at - LONG
        found = await repository.listed("meeting", states, since, meeting.starts_at, MANY)
    others = (each for each in found if each.id != meeting.id and not each.is_off)
    earlier = [each for each in others if each.starts_at < meeting.starts_at]
    return max(earlier, key=lambda each: each.starts_at, default=None)


async def chairs(ctx: Context) -> tuple[str, ...]:
    return tuple(me.id for me in await ctx.repository(People).holding(Role.CHAIR, ctx.now))
