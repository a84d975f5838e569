"""Tell about the network."""

from bot.context import Context
from bot.features.network import views
from bot.features.register import api as register
from bot.people import People, Role
from bot.permissions import Permission
from bot.routing import Feature, Rank
from bot.ui.replies import Ephemeral, Reply
from bot.ui.text import _

feature = Feature("network")


@feature.command("network about", help=_("What the network is and how large it is"), may=Permission.SEE_PUBLIC,
                 menu=_("About the network"), rank=Rank.ABOUT, read_only=True)  # fmt: skip
async def about(ctx: Context) -> Reply:
    members, countries = await register.size(ctx)
    return Ephemeral(views.about(ctx.profile, ctx.reader.language, members, countries))


@feature.command("network secretariat", help=_("Where the office is and who works there"), may=Permission.SEE_PUBLIC,
                 read_only=True)  # fmt: skip
async def secretariat(ctx: Context) -> Reply:
    people = await ctx.repository(People).holding(Role.SECRETARIAT, ctx.now)
    return Ephemeral(views.secretariat(ctx.profile, people))


@feature.command("network chair", help=_("Who leads the network now"), may=Permission.SEE_PUBLIC, read_only=True)
async def chair(ctx: Context) -> Reply:
    people = ctx.repository(People)
    return Ephemeral(
        views.chair(
            ctx.profile.modules.chair_rotation,
            await people.holding(Role.CHAIR, ctx.now),
            await people.holding(Role.INCOMING_CHAIR, ctx.now),
        )
    )
