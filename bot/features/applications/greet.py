"""The greeting of somebody who has just come into a workspace or guild."""

from bot.context import Context
from bot.features.applications.apply import is_member
from bot.features.applications.notices import Greeting
from bot.features.applications.routes import feature
from bot.interactions import Event
from bot.people import People


@feature.on("joined")
async def greet(ctx: Context, event: Event) -> None:
    """Say hello once per account; members are not asked to apply."""
    me = ctx.me
    if not me.accounts:
        me = await ctx.repository(People).meet(event.account, me.person, ctx.now)
    elif await is_member(ctx):
        return
    account = event.account
    ctx.notify(me.id, Greeting(me.id), key=f"applications.greeting:{account.platform}/{account.space}/{account.user}")
