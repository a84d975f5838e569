"""What other features may ask of events."""

from typing import Any

from bot.context import Context
from bot.features.events.repository import Events
from bot.features.events.speakers import withdraw_all


async def export_of(ctx: Context, person: str) -> dict[str, list[dict[str, Any]]]:
    """What a person said and wrote for events: talks with consents, contributions, questions, feedback."""
    return await ctx.repository(Events).all_of(person)


async def forget(ctx: Context, person: str) -> None:
    """Erase what a person wrote; that somebody spoke, and counts, stay (domain 2.3.15)."""
    await withdraw_all(ctx, person)
    await ctx.repository(Events).forget_person(person)
    ctx.audit("events.erased", person)
