"""What the web room serves for Slack: /slack/events, and the installation in further workspaces.

Slack's own library checks the signature of every request and that it is not older than five minutes.
"""

from collections.abc import Callable

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp

from adapters.slack.oauth import Installing

EVENTS, INSTALL, REDIRECT = "/slack/events", "/slack/install", "/slack/oauth_redirect"


class Entrance:
    """`bolt` gives the application once the adapter has started."""

    def __init__(self, bolt: Callable[[], AsyncApp | None], installing: Installing | None = None) -> None:
        self._bolt, self._installing = bolt, installing

    def mount(self, server: web.Application) -> None:
        server.router.add_post(EVENTS, self._events)
        if self._installing is not None:
            server.router.add_get(INSTALL, self._installing.begin)
            server.router.add_get(REDIRECT, self._installing.end)

    async def _events(self, request: web.Request) -> web.Response:
        bolt = self._bolt()
        if bolt is None:  # Slack repeats events, and tells people that the app does not answer
            return web.Response(status=503, text="starting", headers={"Retry-After": "5"})
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))
