"""A reply that redraws the message that was pressed goes out beside the outbox, and may arrive after a later edit."""

from dataclasses import replace

from bot.context import Context
from bot.notifying import Redraw
from bot.outbox import TWICE, Copy, Outbox


async def watch_for(ctx: Context) -> Copy | None:
    """The reply redraws the message at `ctx.place`: what that copy shows is unknown until an edit of ours says so.

    What is sent meanwhile may be overtaken by the reply: an edit, or where only the person's other copies are edited,
    the reply to a second press. So the copy is edited once more when no reply can be on its way any longer. Returns the
    copy, None when the message is none.
    """
    copy = await ctx.repository(Outbox).doubt(ctx.place) if ctx.place.message else None
    if copy is None:
        return None
    keys = [f"redraw:{copy.card}"]
    if copy.drawn == TWICE:
        keys.append(f"redraw:{copy.card}:{copy.person}:{copy.message}")
    wanted = next((job for job in ctx.jobs if job.key in keys), None)
    if wanted is not None:
        again = replace(Redraw.load(wanted.data), only=copy.id, of="", but="", afresh=True)
        ctx.redraw_after_flight(f"redraw:{copy.card}:afresh:{copy.id}", again)
    return copy
