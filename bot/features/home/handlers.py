"""Show the menu, run a command from a button, explain the commands."""

from bot.context import Context
from bot.errors import NotFound
from bot.features.applications import api as applications
from bot.features.home.views import RunCommand, help_page, menu
from bot.people import Role
from bot.permissions import Permission
from bot.routing import CommandRoute, Feature
from bot.ui.replies import Ephemeral, Reply
from bot.ui.text import _
from bot.vocabulary import GROUPING

feature = Feature("home")


def _open_to(ctx: Context, route: CommandRoute) -> bool:
    return ctx.may(route.may, own=True, in_scope=True)


def _is_offered(ctx: Context, route: CommandRoute) -> bool:
    return _open_to(ctx, route) and (route.menu_may is None or ctx.may(route.menu_may, own=True, in_scope=True))


@feature.command("convenor", help=_("What you can do here, with buttons"), may=Permission.SEE_PUBLIC, read_only=True)
async def show_menu(ctx: Context) -> Reply:
    offered = [route for route in ctx.routes.commands.values() if route.menu and _is_offered(ctx, route)]
    routes = sorted(offered, key=lambda route: route.rank)
    running = await applications.running_of(ctx, ctx.me.id) if Role.NEWCOMER in ctx.me.roles else None
    words = ctx.routes.typed(ctx.routes.commands["convenor", "help"], ctx.place.platform)
    return Ephemeral(menu(ctx.me, ctx.profile.network.name(ctx.reader.language), routes, words, running))


@feature.command("convenor help", help=_("All commands, a line each"), may=Permission.SEE_PUBLIC, read_only=True)
async def explain(ctx: Context) -> Reply:
    platform = ctx.place.platform
    families = (
        [(ctx.routes.typed(route, platform), route) for route in routes if _open_to(ctx, route)]
        for routes in ctx.routes.families.values()
    )
    return Ephemeral(help_page((lines for lines in families if lines), in_boxes=platform == GROUPING))


@feature.press(RunCommand)
async def run(ctx: Context, press: RunCommand) -> Reply:
    route = ctx.routes.commands.get((press.family, press.verb))
    if route is None:
        raise NotFound
    ctx.require(route.may, own=True, in_scope=True)
    return await route.handler(ctx)
