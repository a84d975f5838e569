"""What other features may ask of meetings."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.context import Context
from bot.features.meetings import clocks, lookup
from bot.features.meetings.repository import Meetings
from bot.features.meetings.views.planning import against, on_clocks
from bot.ui.blocks import Block


async def for_members(ctx: Context, at: datetime, zone: str) -> tuple[Block, ...]:
    """What an instant is on the clocks of the members, night marked, and what stands against its day (2.5, rule 10)."""
    where = await lookup.where(ctx)
    shown = clocks.clocks(at, where, ctx.profile.time.night_mark)
    return (*on_clocks(at, shown), *against(clocks.clashes(at, zone, where)))


async def export_of(ctx: Context, person: str) -> dict[str, list[dict[str, Any]]]:
    """What somebody proposed and asked for, as plain values."""
    proposals, items = await ctx.repository(Meetings).written_by(person)
    return {"proposals": [asdict(each) for each in proposals], "items": [asdict(each) for each in items]}


async def forget(ctx: Context, person: str) -> None:
    """Erase what somebody wrote into proposals (domain 2.3.15)."""
    await ctx.repository(Meetings).forget_person(person)
