"""A reply that redraws the message that was pressed goes out beside the outbox, and may arrive after a later edit."""

from dataclasses import replace

from bot.context import IN_FLIGHT, Context
from bot.notifying import Redraw
from bot.outbox import Outbox


async def watch_for(ctx: Context) -> None:
    """The reply redraws the message at `ctx.place`: what that copy shows is unknown until an edit of ours says so.

    An edit that was sent meanwhile may be overtaken by the reply, so the copy is edited once more when no reply can be
    on its way any longer.
    """
    if not ctx.place.message or (copy := await ctx.repository(Outbox).doubt(ctx.place)) is None:
        return
    wanted = next((job for job in ctx.jobs if job.key == f"redraw:{copy.card}"), None)
    if wanted is not None:
        again = replace(Redraw.load(wanted.data), only=copy.id, afresh=True)
        key = f"{wanted.key}:afresh:{copy.id}"
        ctx.jobs.append(replace(wanted, key=key, data=again.dump(), run_at=ctx.now + IN_FLIGHT))
