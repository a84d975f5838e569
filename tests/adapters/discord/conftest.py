"""The adapter in front of the simulated Discord, over real sockets, with a real database behind."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord import limits
from bot.app import App
from bot.clock import MovableClock
from bot.vocabulary import Routes
from config import profiles
from sandbox.discord import DiscordService
from storage.engine import SqlDatabase
from tests.adapters.discord import trial
from tests.adapters.discord.rig import Rig


@pytest.fixture
async def empty_rig(database: SqlDatabase, clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Rig]:
    """The guild without Convenor."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    trial.seen.clear()
    trial.PLACES.clear()
    trial.DELAY["seconds"] = 0.0
    service = DiscordService(clock)
    desk = service.add_guild("Gate", guild_id=111)
    desk.add_role("Member", mentionable=True)
    desk.move_bot_role(5)
    people = {"Ana": desk.add_member("Ana"), "Wei": desk.add_member("Wei", "zh-CN")}
    desk.add_channel("welcome")
    site = web.Application()
    service.mount(site, "/discord")
    runner = web.AppRunner(site, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}/discord"
    app = App(database=database, routes=Routes([trial.feature]), profile=profiles.load("cslei"), clock=clock)
    rig = Rig(service, desk, app, base, people)
    yield rig
    for door in rig.doors:
        await door.stop()
    await runner.cleanup()
    assert service.ledger.violations == []


@pytest.fixture
async def rig(empty_rig: Rig) -> Rig:
    await empty_rig.start()
    return empty_rig


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Handlers count as slow much sooner; one test waits as long as people do."""
    monkeypatch.setattr(limits, "FIRST_ANSWER", 0.1)
