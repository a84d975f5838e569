"""Events as audiences: who takes part, and who runs one."""

from bot.context import Context
from bot.errors import NotFound
from bot.features.gatherings.api import Gathering, Gatherings, runs
from bot.ui.text import _


async def some(ctx: Context, ref: str, after: str, most: int) -> tuple[tuple[str, ...], str | None]:
    """Among the next on the list in the order of their ids: those who said that they come, or have a place.

    Also after whom the list goes on, None at its end. NotFound when there is no such event.
    """
    gathering = await _named(ctx, ref)
    page = await ctx.repository(Gatherings).answers(gathering.id, after, most)
    last = page[-1].person if len(page) == most else None
    return tuple(answer.person for answer in page if answer.is_coming), last


async def ensure_there(ctx: Context, ref: str) -> None:
    """NotFound when there is no such event."""
    await _named(ctx, ref)


async def organises(ctx: Context, ref: str) -> bool:
    """Whether the person who asks runs that event."""
    return runs(ctx, await _named(ctx, ref))


async def _named(ctx: Context, ref: str) -> Gathering:
    gathering = await ctx.repository(Gatherings).by_ref(ref)
    if gathering is None:
        raise NotFound(_("There is no event {ref}.", ref=ref))
    return gathering
