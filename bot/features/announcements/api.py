"""What other features may ask of announcements."""

from typing import Any

from bot.context import Context
from bot.features.announcements.repository import Announcements


async def export_of(ctx: Context, person: str) -> dict[str, list[dict[str, Any]]]:
    """What a person wrote, got and read, as plain JSON values."""
    return dict(await ctx.repository(Announcements).of_person(person))


async def forget(ctx: Context, person: str) -> None:
    """Forget what the person got and read; what he or she wrote for the network stays, under the pseudonym."""
    await ctx.repository(Announcements).forget(person)
