"""What other features may ask of reminders: hand them over, forget them, follow a person to another zone."""

from dataclasses import asdict
from typing import Any

from bot.context import Context
from bot.features.reminders.repository import Reminders
from bot.features.reminders.telling import keys_of, schedule

__all__ = ["export_of", "follow_zone", "forget"]


async def export_of(ctx: Context, person: str) -> list[dict[str, Any]]:
    """All reminders kept of the person, as plain values."""
    return [asdict(reminder) for reminder in await ctx.repository(Reminders).all_of(person)]


async def forget(ctx: Context, person: str) -> None:
    """Delete them all, told or not."""
    reminders = ctx.repository(Reminders)
    for reminder in await reminders.open_of(person):
        await ctx.withdraw(keys_of(reminder.id))
    await reminders.delete_all_of(person)


async def follow_zone(ctx: Context, person: str, zone: str) -> None:
    """What comes again by the wall clock goes by the clocks of that zone from now on (domain 2.5 rule 1)."""
    reminders = ctx.repository(Reminders)
    for reminder in await reminders.open_of(person):
        moved = reminder.in_zone(zone, ctx.now)
        if moved != reminder:
            await ctx.withdraw(keys_of(reminder.id))
            schedule(ctx, await reminders.save(moved))
