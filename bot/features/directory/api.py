"""What other features may ask of the directory."""

from bot.context import Context
from bot.features.directory.model import LISTED_ROLES as LISTED_ROLES
from bot.features.directory.model import LISTING as LISTING
from bot.features.directory.model import RECORD
from bot.people import Me, People
from bot.search import Search

MOST = 25
"""How many people a search returns at most."""


async def search_people(ctx: Context, text: str) -> tuple[Me, ...]:
    """Everybody on record whose name or address fits, listed or not: for the secretariat and administrators only."""
    found = await ctx.repository(Search).find(RECORD, text, MOST)
    people = await ctx.repository(People).many(found, ctx.now)
    return tuple(people[person] for person in found if person in people)
