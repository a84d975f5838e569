"""A reply that redraws the message that was pressed goes out beside the outbox, and may arrive after a later edit."""

from dataclasses import replace

from bot.context import Context
from bot.notifying import Redraw
from bot.outbox import Copy, Outbox


async def watch_for(ctx: Context) -> Copy | None:
    """The reply redraws the message at `ctx.place`: what that copy shows is unknown until an edit of ours says so.

    An edit that was sent meanwhile may be overtaken by the reply, so the copy is edited once more when no reply can be
    on its way any longer. Returns the copy, None when the message is none.
    """
    copy = await ctx.repository(Outbox).doubt(ctx.place) if ctx.place.message else None
    wanted = next((job for job in ctx.jobs if copy and job.key == f"redraw:{copy.card}"), None)
    if copy is not None and wanted is not None:
        again = replace(Redraw.load(wanted.data), only=copy.id, afresh=True)
        ctx.redraw_after_flight(f"{wanted.key}:afresh:{copy.id}", again)
    return copy
