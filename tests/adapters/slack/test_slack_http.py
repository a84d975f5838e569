"""Slack through the web room: signed requests, and workspaces that install the app by themselves."""

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from adapters.sealing import LinkSeals, TokenSeals
from adapters.slack.adapter import SlackAdapter
from adapters.slack.http import Entrance
from adapters.slack.manifest import manifest
from adapters.slack.oauth import Installing, Shelf
from adapters.web.server import WebServer
from bot.app import App
from bot.clock import SystemClock
from bot.ports import Tokens
from bot.vocabulary import Routes
from config.profiles import load
from sandbox.slack import SlackWorkspace
from storage.engine import SqlDatabase
from tests.adapters.slack import trial
from tests.adapters.slack.rig import Unpaced

KEY = "a key of thirty-two characters or more"


@dataclass
class Room:
    """A workspace, and the web room in which our adapter waits for it."""

    ws: SlackWorkspace
    app: App
    url: str
    http: aiohttp.ClientSession
    adapters: list[SlackAdapter]

    @property
    def slack(self) -> SlackAdapter:
        return self.adapters[-1]

    async def starts_again(self) -> None:
        await self.slack.stop()
        self.adapters.append(self.made())
        await self.slack.start()

    def made(self, **changed: object) -> SlackAdapter:
        shelf = Shelf(self.app, TokenSeals([KEY]))
        return SlackAdapter(
            self.app, api_url=self.ws.api_url, signing_secret=self.ws.signing_secret, **({"shelf": shelf} | changed)
        )  # pyright: ignore[reportArgumentType]

    async def until_in(self) -> None:
        async with asyncio.timeout(5):
            while self.ws.team_id not in self.slack._teams:  # noqa: ASYNC110 - Slack tells nobody else
                await asyncio.sleep(0.01)
        self.slack._teams[self.ws.team_id].workspace.pace = Unpaced()

    async def installs(self, language: str = "en", **changed: str) -> tuple[int, str]:
        """Walk through Slack's consent page as an administrator does."""
        async with self.http.get(f"{self.url}/slack/install", allow_redirects=False) as answer:
            assert answer.status == 302, await answer.text()
            page, cookie = answer.headers["Location"], answer.headers["Set-Cookie"].partition(";")[0]
        assert page.startswith(f"{self.ws.base_url}/oauth/v2/authorize?")
        async with self.http.post(page, allow_redirects=False) as allowed:
            assert allowed.status == 302, await allowed.text()
            back = allowed.headers["Location"]
        query = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()} | changed
        headers = {"Cookie": changed.get("cookie", cookie), "Accept-Language": language}
        async with self.http.get(f"{self.url}/slack/oauth_redirect", params=query, headers=headers) as answer:
            return answer.status, await answer.text()

    async def tokens(self) -> dict[str, str]:
        async with self.app.database.read(self.app.network) as uow:
            return dict(await uow.repository(Tokens).all("slack"))


@pytest.fixture
async def room(database: SqlDatabase) -> AsyncIterator[Room]:
    trial.memory.__init__()
    clock = SystemClock()
    app = App(database=database, routes=Routes([trial.feature]), profile=load("cslei"), clock=clock)
    workspace = SlackWorkspace(clock, app_name="Convenor", rate_limits=False)
    workspace.install(manifest(app.routes, public_url="https://chat.example"))

    async def answers() -> bool:
        return True

    async with workspace.serve() as ws, aiohttp.ClientSession() as http:
        ws.add_channel("welcome", general=True)
        made = Room(ws, app, "", http, [])
        made.adapters.append(made.made())
        server = WebServer("127.0.0.1", 0, answers, (), (lambda server: entrance.mount(server),))
        app.public_url = "http://127.0.0.1:1"  # known once it is served
        seals = LinkSeals([KEY], clock)
        installing = Installing(
            app, seals, client_id=ws.client_id, client_secret=ws.client_secret, api_url=ws.api_url,
            let_in=lambda token: made.slack.let_in(token),
        )  # fmt: skip
        entrance = Entrance(lambda: made.slack.bolt, installing)
        await server.start()
        made.url = f"http://127.0.0.1:{server.port}"
        ws.use_http(f"{made.url}/slack/events")
        yield made
        await made.slack.stop()
        await server.stop()
        assert ws.ledger.violations == []


async def test_a_workspace_installs_the_app_and_talks_to_it(room: Room) -> None:
    await room.slack.start()
    assert room.slack.connected, "nobody has installed it yet, and that is no trouble"
    status, words = await room.installs()
    assert (status, room.ws.name in words) == (200, True)
    await room.until_in()
    ana = room.ws.player(room.ws.add_user("Ana"))
    await ana.types("/trial say text:hello")
    await ana.sees("hello / -")
    await ana.types("/trial form")
    await ana.fills({"Name": "W", "Why": "Because we teach well", "Kind": "School"})
    await ana.submits()
    assert ana.form is not None
    assert ana.form.fields[0].error
    assert room.slack.messenger.senders == (f"slack:{room.ws.team_id}",)


async def test_the_token_is_kept_sealed_and_found_after_a_restart(room: Room) -> None:
    await room.slack.start()
    await room.installs()
    kept = await room.tokens()
    assert list(kept) == [room.ws.team_id]
    assert "xoxb" not in kept[room.ws.team_id]
    await room.starts_again()
    await room.until_in()
    ana = room.ws.player(room.ws.add_user("Ana"))
    await ana.types("/trial say text:again")
    await ana.sees("again / -")


async def test_a_new_key_takes_over_what_the_old_one_sealed(room: Room) -> None:
    await Shelf(room.app, TokenSeals([KEY])).put("T1", "xoxb-1")
    newer = "a newer key of thirty-two characters or more"
    assert await Shelf(room.app, TokenSeals([newer, KEY])).all() == {"T1": "xoxb-1"}
    assert await Shelf(room.app, TokenSeals([newer])).all() == {"T1": "xoxb-1"}


async def test_who_throws_us_out_takes_the_token_back(room: Room) -> None:
    await room.slack.start()
    await room.installs()
    await room.until_in()
    room.ws.events.emit("app_uninstalled")
    async with asyncio.timeout(5):
        while await room.tokens():  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.01)
    assert room.slack.messenger.senders == ()


async def test_a_token_that_no_key_opens_leaves_the_others_alone(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    await Shelf(room.app, TokenSeals(["an older key of 32 characters or more"])).put("T999", "xoxb-lost")
    await room.slack.start()
    await room.installs()
    await room.starts_again()
    await room.until_in()
    assert "install the app again" in caplog.text
    assert set(room.slack._teams) == {room.ws.team_id}


@pytest.mark.parametrize(
    ("changed", "status"), [({"state": "forged"}, 400), ({"code": "used"}, 401), ({"cookie": "x=y"}, 400)]
)
async def test_a_detour_on_the_way_installs_nothing(room: Room, changed: dict[str, str], status: int) -> None:
    await room.slack.start()
    found, words = await room.installs(**changed)
    assert found == status
    assert "Nothing was installed" in words
    assert await room.tokens() == {}


async def test_the_way_ends_in_the_language_of_the_browser(room: Room) -> None:
    await room.slack.start()
    _status, words = await room.installs("zh-CN,zh;q=0.9", state="forged")
    assert "未能安装" in words
    assert "Nothing" not in words
    _status, words = await room.installs("zh-CN,zh;q=0.9")
    assert f"已安装到 {room.ws.name}" in words
    assert "/admin setup" in words
    _status, words = await room.installs("en-GB")
    assert f"Convenor is installed in {room.ws.name}. Open Slack and type /admin setup there." in words


async def test_what_is_not_signed_by_slack_or_is_old_is_not_heard(room: Room) -> None:
    room.adapters[-1] = room.made(bot_token=room.ws.bot_token, shelf=None)
    await room.slack.start()
    body = f"command=/trial&text=say+hello&team_id={room.ws.team_id}&user_id=U1&trigger_id=1&response_url={room.url}"

    async def sends(secret: str, at: int) -> int:
        signed = hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {
            "X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": f"v0={signed}",
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        async with room.http.post(f"{room.url}/slack/events", data=body, headers=headers) as answer:
            return answer.status

    now = int(SystemClock().now().timestamp())
    assert await sends(room.ws.signing_secret, now) == 200
    assert await sends("another secret", now) == 401
    assert await sends(room.ws.signing_secret, now - 301) == 401
    async with room.http.post(f"{room.url}/slack/events", data=body) as answer:
        assert answer.status == 401


async def test_before_the_start_slack_is_asked_to_come_again(room: Room) -> None:
    async with room.http.post(f"{room.url}/slack/events", data="x") as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
