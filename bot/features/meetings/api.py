"""What other features may ask of meetings."""

from bot.context import Context
from bot.features.meetings.repository import Meetings


async def forget(ctx: Context, person: str) -> None:
    """Erase what somebody wrote into proposals (domain 2.3.15)."""
    await ctx.repository(Meetings).forget_person(person)
