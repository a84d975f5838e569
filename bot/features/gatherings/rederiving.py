"""What was laid out is looked at every hour: by today's clocks, and after records were taken in from elsewhere.

A country decides on other clock changes: the wall time of a meeting stays, its instant follows (domain 2.5, rule 1).
New rules come with a new release of the tz database, and so with a start. Who lives in another zone hears that the hour
is another one there. An archive holds no work that is due: what is missing is laid out again, what is there stays.
"""

from datetime import timedelta

from bot import tz_database
from bot.context import Context
from bot.features.gatherings import expanding, offering
from bot.features.gatherings.changing import apply
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.repository import Gatherings
from bot.features.gatherings.routes import feature
from bot.features.gatherings.states import AHEAD, BEGUN
from bot.outbox import JobPayload

PAGE = 500
LATEST = timedelta(days=30)
"""How long after its start a gathering that was not ended is still looked after."""


class Rederive(JobPayload, key="gatherings.rederive"):
    """Derive anew when everything to come begins, and what falls due by that; the same again is nothing new."""


feature.cron("gatherings.rederive", "20 * * * *", Rederive)


@feature.job(Rederive)
async def rederive(ctx: Context, _job: Rederive) -> None:
    for gathering in await _to_come(ctx):
        after = gathering.rederived() if gathering.starts_at > ctx.now else gathering
        if after is not gathering:
            ctx.audit("gatherings.clocks_changed", gathering.id, detail=f"tz database {tz_database.in_use()}")
            await apply(ctx, gathering, after)
        elif gathering.is_known:
            expanding.lay_out(ctx, gathering)
            await offering.watch(ctx, gathering)


async def _to_come(ctx: Context) -> list[Gathering]:
    found: dict[str, Gathering] = {}
    for family in ("meeting", "event"):
        since, full = ctx.now - LATEST, True
        while full:
            page = await ctx.repository(Gatherings).listed(family, (*AHEAD, *BEGUN), since, None, PAGE)
            full = len(page) == PAGE and page[-1].starts_at > since
            found |= {gathering.id: gathering for gathering in page}
            since = page[-1].starts_at if page else since
    return list(found.values())
