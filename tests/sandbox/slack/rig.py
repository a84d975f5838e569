"""A workspace with one application, worked by the real slack-bolt and slack-sdk over real sockets."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import aiohttp.web
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import MovableClock
from sandbox.slack import SlackWorkspace

Json = dict[str, Any]


class Stage:
    """A workspace with a connected application and two people."""

    def __init__(self, ws: SlackWorkspace, clock: MovableClock, app: AsyncApp, client: AsyncWebClient) -> None:
        self.ws, self.clock, self.app, self.client = ws, clock, app, client
        self.general = ws.add_channel("general", general=True)
        self.ada_id = ws.add_user("Ada Núñez", tz="Europe/Madrid", email="ada@example.org", is_admin=True)
        self.ben_id = ws.add_user("Ben Okafor")
        self.ada, self.ben = ws.player(self.ada_id), ws.player(self.ben_id)


def new_app(ws: SlackWorkspace, session: aiohttp.ClientSession) -> tuple[AsyncApp, AsyncWebClient]:
    client = AsyncWebClient(token=ws.bot_token, base_url=ws.api_url, session=session, retry_handlers=[])

    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=ws.team_id, bot_token=ws.bot_token, bot_id=ws.bot_id, bot_user_id=ws.bot_user_id
        )

    app = AsyncApp(client=client, signing_secret=ws.signing_secret, authorize=authorize, process_before_response=True)
    return app, client


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    clock = MovableClock(datetime(2027, 3, 1, 9, 0, tzinfo=UTC))
    workspace = SlackWorkspace(clock, app_name="Registrar", rate_limits=False)
    async with workspace.serve() as ws, aiohttp.ClientSession() as session:
        app, client = new_app(ws, session)
        made = Stage(ws, clock, app, client)
        handler = AsyncSocketModeHandler(app, ws.app_token, ping_interval=0.2)
        await handler.connect_async()
        await ws.socket.wait_connected()
        yield made
        await handler.close_async()
        assert [each for each in ws.ledger.violations if each.startswith("ours:")] == []


@contextlib.contextmanager
def refused(error: str) -> Any:
    with pytest.raises(SlackApiError) as caught:
        yield caught
    assert caught.value.response["error"] == error


def text_block(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(label: str, action: str = "go", **more: Any) -> Json:
    return {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": label}, **more}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def field(label: str, kind: str = "plain_text_input", *, block: str = "", optional: bool = False, **about: Any) -> Json:
    element = {"type": kind, "action_id": "in"} | about
    made = {"type": "input", "block_id": block or label.lower(), "label": plain(label), "element": element}
    return made | ({"optional": True} if optional else {})


def modal(*blocks: Json, title: str = "Apply", callback: str = "apply", **about: Any) -> Json:
    view = {"type": "modal", "callback_id": callback, "title": plain(title), "submit": plain("Send"), **about}
    return view | {"blocks": list(blocks)}


def options(*labels: str) -> list[Json]:
    return [{"text": plain(each), "value": each.lower()} for each in labels]


def on_command(stage: Stage, *views: Json) -> None:
    """`/apply` opens the first of `views`."""

    @stage.app.command("/apply")
    async def _(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=views[0])
