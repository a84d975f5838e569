"""A country decides on other clock changes: the wall time of a meeting stays, its instant follows (domain 2.5, rule 1).

New rules come with a new release of the tz database, and so with a start. Who lives in another zone hears that the hour
is another one there.
"""

from bot import tz_database
from bot.context import Context
from bot.features.gatherings.changing import apply
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.repository import Gatherings
from bot.features.gatherings.routes import feature
from bot.features.gatherings.states import AHEAD
from bot.outbox import JobPayload

PAGE = 500


class Rederive(JobPayload, key="gatherings.rederive"):
    """Derive anew when everything to come begins; nothing is written unless the clocks say otherwise."""


feature.cron("gatherings.rederive", "20 * * * *", Rederive)


@feature.job(Rederive)
async def rederive(ctx: Context, _job: Rederive) -> None:
    for gathering in await _to_come(ctx):
        after = gathering.rederived()
        if after is not gathering:
            ctx.audit("gatherings.clocks_changed", gathering.id, detail=f"tz database {tz_database.in_use()}")
            await apply(ctx, gathering, after)


async def _to_come(ctx: Context) -> list[Gathering]:
    found: dict[str, Gathering] = {}
    for family in ("meeting", "event"):
        since, full = ctx.now, True
        while full:
            page = await ctx.repository(Gatherings).listed(family, AHEAD, since, None, PAGE)
            full = len(page) == PAGE and page[-1].starts_at > since
            found |= {gathering.id: gathering for gathering in page}
            since = page[-1].starts_at if page else since
    return list(found.values())
