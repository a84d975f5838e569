"""The Slack adapter in front of a simulated workspace, over real sockets, with a real database behind."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from adapters.slack.adapter import SlackAdapter
from adapters.slack.manifest import manifest
from adapters.slack.pacing import Pace
from bot.app import App
from bot.clock import MovableClock
from bot.interactions import Event
from bot.vocabulary import Routes
from config import profiles
from sandbox.player import FormSeen
from sandbox.slack import SlackWorkspace
from sandbox.slack.manifest import install
from sandbox.slack.player import SlackPlayer
from storage.engine import SqlDatabase
from tests.adapters.slack import trial


@dataclass
class Rig:
    """A workspace with Ana (Madrid) and Wei (Shanghai) in it, and the adapter."""

    ws: SlackWorkspace
    app: App
    slack: SlackAdapter
    ana: SlackPlayer
    wei: SlackPlayer
    welcome: str

    async def until(self, kind: str, **data: str) -> Event:
        """The newest event of a kind, once it has come."""
        async with asyncio.timeout(3):
            while True:
                for event in reversed(trial.memory.events):
                    if event.kind == kind and data.items() <= dict(event.data).items():
                        return event
                await asyncio.sleep(0.01)

    async def shows(self, text: str) -> FormSeen:
        """The form in front of Ana, once it holds `text`."""
        async with asyncio.timeout(3):
            while True:
                form = self.ana.form
                if form is not None and text in form.text:
                    return form
                await asyncio.sleep(0.01)

    def called(self, method: str) -> list[dict[str, object]]:
        return [arguments for name, arguments in self.ws.calls if name == method]


class Unpaced(Pace):
    """No waiting, except in the tests of pacing."""

    async def turn(self, method: str, channel: str = "", *, urgent: bool = False) -> None:
        del method, channel, urgent


def adapter(app: App, ws: SlackWorkspace, **more: float) -> SlackAdapter:
    return SlackAdapter(
        app, bot_token=ws.bot_token, app_token=ws.app_token, api_url=ws.api_url, ping_interval=0.5, **more
    )  # pyright: ignore[reportArgumentType]


@pytest.fixture
async def rig(database: SqlDatabase, clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Rig]:
    # A proxy in the environment must not come between us and our own machine.
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    trial.memory.__init__()
    app = App(database=database, routes=Routes([trial.feature]), profile=profiles.load("cslei"), clock=clock)
    workspace = SlackWorkspace(clock, app_name="Convenor", rate_limits=False)
    install(workspace, manifest(app.routes))
    async with workspace.serve() as ws:
        welcome = ws.add_channel("welcome", general=True)
        ana = ws.player(ws.add_user("Ana *_~`<!channel> Núñez", tz="Europe/Madrid"))
        wei = ws.player(ws.add_user("Wei 王", tz="Asia/Shanghai", locale="zh-CN"))
        slack = adapter(app, ws)
        await slack.start()
        await ws.socket.wait_connected()
        slack._teams[ws.team_id].workspace.pace = Unpaced()
        yield Rig(ws, app, slack, ana, wei, welcome)
        await slack.stop()
        assert ws.ledger.violations == []
