"""What other features may ask of the directory."""

from bot.context import Context
from bot.features.directory import finding
from bot.features.directory.repository import Directory
from bot.people import Me, People

MOST = 25
"""How many people a search returns at most."""


async def search_people(ctx: Context, text: str) -> tuple[Me, ...]:
    """Everybody on record whose name fits, listed or not: for the secretariat and administrators only."""
    known = await ctx.repository(Directory).everybody()
    found = [p for p in known if finding.matches(text, p.display_name, p.native_name, p.email)]
    people = await ctx.repository(People).many(tuple(p.id for p in found[:MOST]), ctx.now)
    return tuple(people[p.id] for p in found[:MOST] if p.id in people)
