"""One unit of work from the command line, acting as the operator."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from bot.app import App
from bot.clock import SystemClock
from bot.context import Context
from bot.dispatcher import system
from bot.features import load
from bot.interactions import Account, Place
from bot.profile import Profile
from config import profiles
from config.settings import Settings, SettingsError
from storage import schema
from storage.engine import SqlDatabase


def profile_of(settings: Settings, name: str | None = None) -> Profile:
    """The profile the deployment names; SettingsError when it names none."""
    chosen = name or settings.profile
    if chosen is None:
        raise SettingsError("CONVENOR_PROFILE: not set; name the profile of your network, e.g. cslei, or its file")
    return profiles.load(chosen)


@asynccontextmanager
async def session(settings: Settings) -> AsyncGenerator[Context]:
    """A context whose changes are committed at the end."""
    await schema.check(settings.database.url)
    clock = SystemClock()
    database = SqlDatabase(settings.database.url, clock=clock)
    try:
        app = App(database=database, routes=load(), profile=profile_of(settings), clock=clock)
        async with database.write(app.network) as uow:
            nobody = Account("command line", "", "")
            ctx = app.context(system(app.network), nobody, Place("command line", "", ""), uow)
            yield ctx
            await ctx.flush()
    finally:
        await database.close()
