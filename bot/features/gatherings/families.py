"""What meetings and events add of their own to the gatherings they are: facts, work that falls due, word of changes."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.context import Context
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.states import Family
from bot.ui.blocks import Block
from bot.ui.text import Text
from bot.ui.view import View

Facts: TypeAlias = tuple[tuple[Text, Text], ...]


@dataclass(frozen=True, slots=True)
class Ways:
    """How one family goes about its gatherings.

    `facts` stand wherever the gathering is shown, also in public: nothing that only participants may know. `show` is
    the whole of it for the person who asks, an organiser's tools included. `lay_out` writes jobs of its own (under
    `expanding.due`, so that a move takes them along). `changed` hears of each move, change and cancellation, with the
    gathering before and after; `against` is what its organiser should know before it is moved there; `heard_by` is how
    many people hear of a change besides those who answered; `plan` reads back, after each change, what is not announced
    yet, with the way to announce it.
    """

    facts: Callable[[Context, Gathering], Awaitable[Facts]]
    show: Callable[[Context, Gathering], Awaitable[View]]
    lay_out: Callable[[Context, Gathering], None]
    changed: Callable[[Context, Gathering, Gathering], Awaitable[None]]
    against: Callable[[Context, Gathering], Awaitable[tuple[Block, ...]]]
    heard_by: Callable[[Context, Gathering], Awaitable[int]]
    plan: Callable[[Context, Gathering], Awaitable[View | None]] | None = None


_WAYS: dict[Family, Ways] = {}


def bring(family: Family, ways: Ways) -> None:
    """Register what a family does; called once, where its feature is put together."""
    _WAYS[family] = ways


async def with_facts(ctx: Context, gathering: Gathering) -> Gathering:
    """The gathering with what its family says about it, to be shown."""
    ways = _WAYS.get(gathering.family)
    return replace(gathering, facts=await ways.facts(ctx, gathering)) if ways else gathering


async def show(ctx: Context, gathering: Gathering) -> View | None:
    """How the family shows it to the person who asks; None when it has no way of its own."""
    ways = _WAYS.get(gathering.family)
    return await ways.show(ctx, gathering) if ways else None


def lay_out(ctx: Context, gathering: Gathering) -> None:
    if ways := _WAYS.get(gathering.family):
        ways.lay_out(ctx, gathering)


async def against(ctx: Context, gathering: Gathering) -> tuple[Block, ...]:
    ways = _WAYS.get(gathering.family)
    return await ways.against(ctx, gathering) if ways else ()


async def heard_by(ctx: Context, gathering: Gathering) -> int:
    ways = _WAYS.get(gathering.family)
    return await ways.heard_by(ctx, gathering) if ways else 0


async def plan(ctx: Context, gathering: Gathering) -> View | None:
    ways = _WAYS.get(gathering.family)
    return await ways.plan(ctx, gathering) if ways and ways.plan else None


async def changed(ctx: Context, before: Gathering, after: Gathering) -> None:
    if ways := _WAYS.get(after.family):
        await ways.changed(ctx, before, after)
