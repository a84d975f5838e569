"""What other features may ask of meetings."""

from dataclasses import asdict
from typing import Any

from bot.context import Context
from bot.features.meetings.repository import Meetings


async def export_of(ctx: Context, person: str) -> dict[str, list[dict[str, Any]]]:
    """What somebody proposed and asked for, as plain values."""
    proposals, items = await ctx.repository(Meetings).written_by(person)
    return {"proposals": [asdict(each) for each in proposals], "items": [asdict(each) for each in items]}


async def forget(ctx: Context, person: str) -> None:
    """Erase what somebody wrote into proposals (domain 2.3.15)."""
    await ctx.repository(Meetings).forget_person(person)
