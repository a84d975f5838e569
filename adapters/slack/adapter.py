"""Puts Slack's library between the workspaces and our listeners, over Socket Mode or through the web room."""

import asyncio
import contextlib
import logging
import re
from collections.abc import Awaitable, Callable
from itertools import chain, repeat

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.directory import Directory
from adapters.slack.limits import Json
from adapters.slack.listeners import DEADLINE, Listeners, Team
from adapters.slack.messenger import SlackMessenger
from adapters.slack.oauth import Shelf
from adapters.slack.refusals import problem
from adapters.slack.workspace import Workspace, client, is_local
from bot.app import App
from bot.outbox import Ambiguous, DeliveryProblem, Forbidden, Limited, Rejected

log = logging.getLogger("convenor.slack")

API_URL = "https://slack.com/api/"
START_WITHIN = 15.0
"""Seconds the start waits for a connection; after that it goes on trying beside everything else."""
CURE = (
    "Copy CONVENOR_SLACK__APP_TOKEN again from the app's settings (Basic Information, App-Level Tokens); it needs the "
    "scope connections:write, and Socket Mode must be switched on."
)
PAUSES = (1.0, 3.0, 10.0, 30.0)
"""Seconds between attempts to get in; the last one again and again."""
_ANY = re.compile(r"(?s).*")


class SlackAdapter:
    """One workspace with the `bot_token` of the settings, and all that installed us by themselves, from the `shelf`.

    `start` raises a DeliveryProblem when Slack refuses a token of the settings. Without an `app_token` nothing is
    connected: payloads come to `bolt` through the web room (`adapters.slack.http`).
    """

    platform = "slack"

    def __init__(
        self,
        app: App,
        *,
        bot_token: str = "",
        app_token: str = "",
        api_url: str = API_URL,
        signing_secret: str = "",
        prefix: str = "",
        deadline: float = DEADLINE,
        ping_interval: float = 10,
        shelf: Shelf | None = None,
    ) -> None:
        self._app = app
        self._bot_token, self._app_token, self._signing_secret = bot_token, app_token, signing_secret
        self._api_url, self._prefix = api_url, prefix
        self._ping_interval, self._shelf = ping_interval, shelf
        self._teams: dict[str, Team] = {}
        self._speaking: dict[str, tuple[Workspace, Directory]] = {}
        self._session: aiohttp.ClientSession | None = None
        self._socket: AsyncSocketModeHandler | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._knocking: set[asyncio.Task[None]] = set()
        self.messenger = SlackMessenger(self._speaking)
        self.listeners = Listeners(app, self._teams, prefix, deadline, self._thrown_out)
        self.bolt: AsyncApp | None = None

    @property
    def connected(self) -> bool:
        """Whether payloads can reach us at this moment."""
        if self._socket is None:
            return bool(self._teams or self._shelf) and not self._app_token
        session = self._socket.client.current_session
        return session is not None and not session.closed and not self._socket.client.stale

    async def start(self) -> None:
        """Introduce ourselves, connect, and tell the core what each workspace looks like.

        While Slack cannot be reached it goes on trying beside everything else, and `connected` is false.
        """
        session = self._session = aiohttp.ClientSession()
        self.bolt = wire(self.listeners, client(None, self._api_url, session), self._signing_secret)
        try:
            for token in (await self._shelf.all()).values() if self._shelf is not None else ():
                self._knock_beside(Workspace(token, self._api_url, session), at_once=True)
            if self._bot_token:
                await self._enter(Workspace(self._bot_token, self._api_url, session))
        except BaseException:
            await self._stop_knocking()
            await session.close()
            raise

    async def let_in(self, token: str) -> None:
        """A workspace has just installed us: keep its token, and be there. Raises a DeliveryProblem."""
        assert self._session is not None  # noqa: S101 - it has started
        assert self._shelf is not None  # noqa: S101 - else nobody can install
        workspace = Workspace(token, self._api_url, self._session)
        await workspace.introduce()
        await self._shelf.put(workspace.team, token)
        await self._settle(workspace)

    async def _enter(self, workspace: Workspace) -> None:
        try:
            await self._ask_both(workspace)
        except (Limited, Ambiguous) as error:
            log.warning("Slack: %s. Trying again.", error)
            self._knock_beside(workspace)
        else:
            await self._settle(workspace)

    async def _thrown_out(self, team: str) -> None:
        """We are no longer installed there."""
        if self._shelf is not None:
            self._teams.pop(team, None)
            self._speaking.pop(team, None)
            await self._shelf.remove(team)

    async def _ask_both(self, workspace: Workspace) -> None:
        """Are both tokens good? A DeliveryProblem says what is wrong."""
        await workspace.introduce()
        if self._app_token:
            await self._ask_for_a_socket(workspace.session)

    def _knock_beside(self, workspace: Workspace, *, at_once: bool = False) -> None:
        task = asyncio.create_task(self._knock(workspace, at_once))
        self._knocking.add(task)
        task.add_done_callback(self._knocking.discard)

    async def _knock(self, workspace: Workspace, at_once: bool) -> None:
        """Get in as soon as Slack can be reached; a token that is refused then ends it, with the sentence."""
        for pause in chain((0.0,) if at_once else (), PAUSES, repeat(PAUSES[-1])):
            await asyncio.sleep(pause)
            try:
                await self._ask_both(workspace)
            except (Limited, Ambiguous) as error:
                log.warning("Slack: %s. Trying again.", error)
            except DeliveryProblem as refused:
                log.error("Slack: %s. %s", refused, refused.cure if isinstance(refused, Forbidden) else "")
                return
            else:
                break
        try:
            await self._settle(workspace)
        except DeliveryProblem as error:
            log.error("Slack: %s", error)

    async def _settle(self, workspace: Workspace) -> None:
        team = Team(workspace, Directory(workspace))
        self._teams[workspace.team] = team
        self._speaking[workspace.team] = (workspace, team.directory)
        if self._app_token:
            assert self.bolt is not None  # noqa: S101 - made at the start
            await self._connect(self.bolt)
        await _patiently(lambda: self.listeners.introduce(team))

    async def _ask_for_a_socket(self, session: aiohttp.ClientSession) -> None:
        """Ask once ourselves: the library asks for ever with a token that is refused, and says nothing."""
        try:
            await client(self._app_token, self._api_url, session).apps_connections_open(app_token=self._app_token)
        except Exception as error:
            found = problem(error, "apps.connections.open")
            raise (Forbidden(str(found), CURE) if isinstance(found, Forbidden | Rejected) else found) from error

    async def _connect(self, bolt: AsyncApp) -> None:
        self._socket = AsyncSocketModeHandler(bolt, self._app_token, ping_interval=self._ping_interval)
        if is_local(self._api_url):
            self._socket.client.proxy = None
        self._connecting = asyncio.create_task(self._socket.connect_async())
        await asyncio.wait({self._connecting}, timeout=START_WITHIN)
        if not self.connected:
            log.error("Slack's Socket Mode cannot be reached yet; check CONVENOR_SLACK__APP_TOKEN. Trying again.")

    async def stop(self) -> None:
        """Take nothing new, let what is under way end, close."""
        await self._stop_knocking()
        if self._socket is not None:
            await self._socket.disconnect_async()
        await self.listeners.rest()
        if self._connecting is not None:
            self._connecting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._connecting
        if self._socket is not None:
            await self._socket.close_async()
            self._socket = None
        if self._session is not None:
            await self._session.close()
        self._teams.clear()
        self._speaking.clear()

    async def _stop_knocking(self) -> None:
        for task in tuple(self._knocking):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def _patiently(attempt: Callable[[], Awaitable[None]]) -> None:
    """At the start Slack may be slow or busy; a refusal comes through at once."""
    for pause in PAUSES[:3]:
        try:
            return await attempt()
        except (Limited, Ambiguous) as error:
            log.warning("Slack: %s. Trying again.", error)
            await asyncio.sleep(pause)
    return await attempt()


def wire(listeners: Listeners, web_client: AsyncWebClient, signing_secret: str = "") -> AsyncApp:
    """A bolt application that hands every payload to the listeners.

    `process_before_response` lets an answer go out the moment it is there; without it bolt looks every 10 ms only.
    """

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        team = listeners.team({"team_id": team_id})
        if team is None:
            log.warning("a payload from the workspace %s, where we are not installed", team_id)
            return None
        ours = team.workspace
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=ours.team, bot_user_id=ours.user, bot_id=ours.bot, bot_token=ours.token
        )

    bolt = AsyncApp(
        client=web_client,
        authorize=authorize,  # pyright: ignore[reportArgumentType] - None says "not installed"
        signing_secret=signing_secret,
        process_before_response=True,
        name="convenor",
        logger=logging.getLogger("slack_bolt"),  # else its loggers take the level of the root, whatever we told them
    )
    bolt.command(_ANY)(_listener(listeners.command))
    bolt.action(_ANY)(_listener(listeners.press))
    bolt.view_submission(_ANY)(_listener(listeners.submit))
    bolt.options(_ANY)(_listener(listeners.search))
    bolt.event(_ANY)(_listener(listeners.event))
    return bolt


def _listener(handle: Callable[[Json], Awaitable[Json | None]]) -> Callable[..., Awaitable[None]]:
    async def listen(ack: Callable[..., Awaitable[object]], body: Json) -> None:
        answer = await handle(body)
        if answer is not None:
            await (ack(answer) if answer else ack())

    return listen
