"""Events as audiences: who takes part, and who runs one."""

from bot.context import Context
from bot.errors import NotFound
from bot.features.gatherings.api import Answer, Gathering, Gatherings, runs
from bot.ui.text import _

AT_ONCE = 500


async def of(ctx: Context, ref: str) -> tuple[str, ...]:
    """Ids of those who said that they come, or have a place; NotFound when there is no such event."""
    gathering = await _named(ctx, ref)
    gatherings = ctx.repository(Gatherings)
    found: list[Answer] = []
    while page := await gatherings.answers(gathering.id, found[-1].person if found else "", AT_ONCE):
        found += page
    return tuple(answer.person for answer in found if answer.is_coming)


async def organises(ctx: Context, ref: str) -> bool:
    """Whether the person who asks runs that event."""
    return runs(ctx, await _named(ctx, ref))


async def _named(ctx: Context, ref: str) -> Gathering:
    gathering = await ctx.repository(Gatherings).by_ref(ref)
    if gathering is None:
        raise NotFound(_("There is no event {ref}.", ref=ref))
    return gathering
