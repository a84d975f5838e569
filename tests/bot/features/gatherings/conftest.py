"""A stage with a meeting or an event on it, as its organiser has prepared it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from adapters.memory.adapter import Seat
from bot import wall
from bot.features.gatherings import api
from bot.outbox import new_id
from bot.people import People, Role
from tests.support.stage import Stage

Prepare = Callable[..., Awaitable[api.Gathering]]
QUARTERLY: dict[str, Any] = {
    "family": "meeting", "kind": "quarterly", "title": "Quarterly meeting", "local": datetime(2027, 6, 10, 14),
    "zone": "Asia/Shanghai", "minutes": 150, "venue": api.Venue("XJTLU", "Room 3"),
}  # fmt: skip
WEBINAR: dict[str, Any] = {
    "family": "event", "kind": "webinar", "title": "Assessment without exams", "local": datetime(2027, 6, 17, 16),
    "zone": "Asia/Shanghai", "minutes": 60, "mode": "online", "join_link": "https://meet.example/secret",
}  # fmt: skip


@pytest.fixture
async def organiser(stage: Stage) -> Seat:
    return await stage.person("Luo Weilan", roles=(Role.SECRETARIAT,))


@pytest.fixture
def prepare(stage: Stage, organiser: Seat) -> Prepare:
    """Put a gathering on record; announced at once unless `announced` is False."""

    async def prepared(kind: dict[str, Any], *, announced: bool = True, **changed: Any) -> api.Gathering:
        facts = {**kind, **changed}
        async with stage.work() as ctx:
            me = await ctx.repository(People).recognise(organiser.account, ctx.now)
            assert me is not None
            starts_at = wall.instant(facts["local"], ZoneInfo(facts["zone"]))
            ref = await api.new_ref(ctx, facts["family"], starts_at)
            made = api.Gathering(
                id=new_id(), ref=ref, organiser=me.id, created_at=ctx.now, starts_at=starts_at, **facts
            )
            await ctx.repository(api.Gatherings).add(made)
            if announced:
                made = await api.announce(ctx, made)
        await stage.settles()
        return made

    return prepared


async def today(stage: Stage, gathering: api.Gathering) -> api.Gathering:
    async with stage.work() as ctx:
        found = await ctx.repository(api.Gatherings).get(gathering.id)
    assert found is not None
    return found
