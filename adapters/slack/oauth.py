"""Installation in several workspaces: the way through Slack's consent page, and its tokens, kept sealed (decision 15).

A workspace that installs the app is not yet the network's: until an administrator sets it up, nothing is posted there.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from adapters.sealing import LinkSeals, TokenSeals
from adapters.slack.manifest import OPTIONAL_SCOPES, SCOPES
from adapters.slack.workspace import client
from bot.app import App
from bot.i18n import Reader, best_language
from bot.links import Broken, Expired, Link
from bot.outbox import DeliveryProblem
from bot.ports import Tokens
from bot.ui.text import Code, Text, _

log = logging.getLogger("convenor.slack")

STATE_LIVES = timedelta(minutes=10)


class Shelf:
    """The bot tokens of the workspaces that installed us, sealed for network and workspace."""

    def __init__(self, app: App, seals: TokenSeals) -> None:
        self._app, self._seals = app, seals

    async def all(self) -> dict[str, str]:
        """Tokens by workspace; one that no key opens any more is left out and complained of."""
        async with self._app.database.read(self._app.network) as uow:
            kept = await uow.repository(Tokens).all("slack")
        found: dict[str, str] = {}
        for team, sealed in kept.items():
            try:
                found[team], is_old = self._seals.open(sealed, self._about(team))
                if is_old:  # so that the old key can be taken away
                    await self.put(team, found[team])
            except Broken:
                log.error("Slack: no key in CONVENOR_SECRET_KEY opens the token of %s; install the app again", team)
        return found

    async def put(self, team: str, token: str) -> None:
        async with self._app.database.write(self._app.network) as uow:
            await uow.repository(Tokens).keep("slack", team, self._seals.seal(token, self._about(team)))

    async def remove(self, team: str) -> None:
        async with self._app.database.write(self._app.network) as uow:
            await uow.repository(Tokens).remove("slack", team)

    def _about(self, team: str) -> str:
        return f"{self._app.network}|slack|{team}"


class Installing:
    """The two addresses of the way. `let_in` takes the new token."""

    def __init__(
        self,
        app: App,
        seals: LinkSeals,
        *,
        client_id: str,
        client_secret: str,
        api_url: str,
        let_in: Callable[[str], Awaitable[None]],
    ) -> None:
        self._api_url, pages = api_url, _Pages(app)
        self._settings = AsyncOAuthSettings(
            client_id=client_id,
            client_secret=client_secret,
            scopes=sorted([*SCOPES, *OPTIONAL_SCOPES]),
            redirect_uri=f"{app.public_url}/slack/oauth_redirect",
            authorization_url=f"{api_url.removesuffix('/api/')}/oauth/v2/authorize",
            install_page_rendering_enabled=False,
            installation_store=_Store(let_in),
            state_store=_States(app, seals),
            callback_options=AsyncCallbackOptions(success=pages.welcome, failure=pages.sorry),
        )

    async def begin(self, request: web.Request) -> web.Response:
        """To Slack's consent page."""
        async with self._flow() as flow:
            return await to_aiohttp_response(await flow.handle_installation(await to_bolt_request(request)))

    async def end(self, request: web.Request) -> web.Response:
        """Back from there, with a code that is worth a token."""
        async with self._flow() as flow:
            return await to_aiohttp_response(await flow.handle_callback(await to_bolt_request(request)))

    def _flow(self) -> "_Flow":
        return _Flow(self._api_url, self._settings)


class _Flow:
    """The library's flow with a connection of its own, for one request."""

    def __init__(self, api_url: str, settings: AsyncOAuthSettings) -> None:
        self._api_url, self._settings = api_url, settings

    async def __aenter__(self) -> AsyncOAuthFlow:
        self._session = aiohttp.ClientSession()
        web_client = client(None, self._api_url, self._session)
        return AsyncOAuthFlow(client=web_client, settings=self._settings, logger=logging.getLogger("slack_bolt"))

    async def __aexit__(self, *_exception: object) -> None:
        await self._session.close()


class _Store(AsyncInstallationStore):
    """Nothing is looked up here: who speaks for a workspace is known to the adapter."""

    def __init__(self, let_in: Callable[[str], Awaitable[None]]) -> None:
        self._let_in = let_in

    async def async_save(self, installation: Installation) -> None:
        try:
            await self._let_in(installation.bot_token or "")
        except DeliveryProblem as problem:
            raise BoltError(str(problem)) from problem


class _States(AsyncOAuthStateStore):
    """States under seal, so that any process knows its own; the browser's cookie and Slack's code are used once."""

    def __init__(self, app: App, seals: LinkSeals) -> None:
        self._app, self._seals = app, seals

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        del args, kwargs
        return self._seals.seal(Link("oauth", "", self._app.clock.now() + STATE_LIVES))

    async def async_consume(self, state: str) -> bool:
        try:
            self._seals.open(state, "oauth")
        except (Broken, Expired):
            return False
        return True


class _Pages:
    """What the browser shows at the end of the way, in the language it asks for."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def welcome(self, args: AsyncSuccessArgs) -> BoltResponse:
        name = args.installation.team_name or _("your workspace")
        command = Code("/admin setup")
        done = _("Convenor is installed in {name}. Open Slack and type {command} there.", name=name, command=command)
        return self._page(args.request, 200, done)

    async def sorry(self, args: AsyncFailureArgs) -> BoltResponse:
        log.warning("an installation in Slack came to nothing: %s", args.reason)
        why = f"{args.reason} ({args.error})" if args.error else args.reason
        said = _("Nothing was installed: {why}. Open the address of the installation once more and press Allow within "
                 "ten minutes, in the same browser.", why=why)  # fmt: skip
        return self._page(args.request, args.suggested_status_code, said)

    def _page(self, request: AsyncBoltRequest, status: int, said: Text) -> BoltResponse:
        asked = ", ".join(request.headers.get("accept-language", ()))
        reader = Reader(best_language(asked, self._app.profile.languages[0]), prefix=self._app.prefix)
        headers: dict[str, str | Sequence[str]] = {
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Language": reader.language,
            "Vary": "Accept-Language",
            "Cache-Control": "no-store",
        }
        return BoltResponse(status=status, body=f"{reader.plain(said)}\n", headers=headers)
