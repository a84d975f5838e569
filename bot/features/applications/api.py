"""What other features may ask of applications."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.context import Context
from bot.features.applications.deadlines import stop_watching
from bot.features.applications.notices import ReviewCard
from bot.features.applications.repository import Applications
from bot.features.applications.states import LIFECYCLE, UNDECIDED
from bot.features.register.api import pseudonym_of
from bot.ui.text import Text


async def open_count(ctx: Context) -> int:
    """How many applications wait for the network."""
    return await ctx.repository(Applications).count(UNDECIDED)


async def id_of(ctx: Context, ref: str) -> str:
    """The id behind a reference such as APP-2027-014; "" when no application bears it."""
    found = await ctx.repository(Applications).by_ref(ref.upper())
    return found.id if found else ""


async def has_any(ctx: Context, person: str) -> bool:
    """Whether the person ever applied, or has begun to."""
    return await ctx.repository(Applications).latest_of(person) is not None


async def running_of(ctx: Context, person: str) -> tuple[str, Text] | None:
    """Reference and state of the person's open application, a draft among them; None when there is none."""
    found = await ctx.repository(Applications).latest_of(person)
    return (found.ref, LIFECYCLE.labels[found.state]) if found is not None and found.is_open else None


async def export_of(ctx: Context, person: str) -> list[dict[str, Any]]:
    """A person's applications with declarations and signatures, as plain JSON values. What reviewers wrote for each
    other is theirs and not in it (domain 2.2, ReviewNote)."""
    applications = ctx.repository(Applications)
    return [
        {key: _plain(value) for key, value in asdict(application).items() if key not in ("reviews", "note")}
        | {
            "declarations": [_plain(asdict(d)) for d in (await applications.declared(application.id)).values()],
            "signatures": [_plain(asdict(s)) for s in await applications.signatures(application.id)],
        }
        for application in await applications.all_of(person)
    ]


async def forget(ctx: Context, person: str) -> None:
    """Erase what a person wrote; an open application counts as withdrawn (domain 2.3.15)."""
    applications = ctx.repository(Applications)
    for application in await applications.all_of(person):
        await stop_watching(ctx, application)
        await applications.empty(application.id, pseudonym_of(person))
        ctx.redraw(ReviewCard(application.id))  # the card in the secretariat's channel still shows what was erased
    ctx.audit("applications.erased", person)


async def everything(ctx: Context) -> dict[str, Any]:
    """All applications in an open format, for the export of the network."""
    return dict(await ctx.repository(Applications).dump())


async def restore(ctx: Context, data: Mapping[str, Any]) -> None:
    """Write back what `everything` gave, into an empty network; people are restored before."""
    await ctx.repository(Applications).load(data)


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case dict():
            return {key: _plain(inner) for key, inner in value.items()}  # pyright: ignore[reportUnknownVariableType]
        case list() | tuple():
            return [_plain(inner) for inner in value]  # pyright: ignore[reportUnknownVariableType]
        case _:
            return value
