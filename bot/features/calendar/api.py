"""What other features may call."""

from bot.context import Context
from bot.features.calendar.repository import CalendarAddresses


async def forget(ctx: Context, person: str) -> None:
    """Close the person's calendar for good."""
    await ctx.repository(CalendarAddresses).forget(person)
