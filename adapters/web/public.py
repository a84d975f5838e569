"""Public pages and feeds: /public/ and what features publish below it, and secret calendar addresses."""

import hashlib
from collections.abc import Awaitable, Callable

from aiohttp import web

from adapters.web.markup import HEADERS, frame
from adapters.web.outbound import drawn, title
from bot.app import App
from bot.errors import Unavailable
from bot.i18n import Reader
from bot.publishing import PUBLIC, contents, published
from bot.routing import PublicRoute
from bot.ui.view import File, View

FRESH = 900
"""Seconds a feed or page may be kept by who asked for it; calendar programs ask every few hours."""


class Public:
    """Serves what is published, with entity tags, so that who has it already is told so and no more."""

    def __init__(self, app: App) -> None:
        self._app = app

    def mount(self, server: web.Application) -> None:
        server.router.add_get(PUBLIC, self._front)
        for route in self._app.routes.pages.values():
            server.router.add_get(route.path, self._serving(route))

    async def _front(self, request: web.Request) -> web.Response:
        base = self._app.public_url or str(request.url.origin())
        view, reader = contents(self._app, request.headers.get("Accept-Language", ""), base)
        return self._page(request, view, reader)

    def _serving(self, route: PublicRoute) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def serve(request: web.Request) -> web.Response:
            language = request.headers.get("Accept-Language", "")
            try:
                found, reader = await published(self._app, route, request.match_info.get("key", ""), language)
            except Unavailable:
                raise web.HTTPServiceUnavailable(headers={"Retry-After": "60"}) from None
            match found:
                case None:
                    raise web.HTTPNotFound
                case File():
                    return _answered(request, found.content, found.media_type, _named(found), reader)
                case View():
                    return self._page(request, found, reader)

        return serve

    def _page(self, request: web.Request, view: View, reader: Reader) -> web.Response:
        network = self._app.profile.network.name(reader.language)
        page = frame(reader.language, title(view, reader), network, drawn(view, reader))
        headers = {name: HEADERS[name] for name in ("Content-Security-Policy", "X-Frame-Options")}
        return _answered(request, page.encode(), "text/html; charset=utf-8", headers, reader)


def _named(file: File) -> dict[str, str]:
    name = file.name.encode("ascii", "ignore").decode().replace('"', "")
    return {"Content-Disposition": f'inline; filename="{name}"'} if name else {}


def _answered(
    request: web.Request, content: bytes, media_type: str, headers: dict[str, str], reader: Reader
) -> web.Response:
    """With 304 when the asker has these very bytes. What lies under a secret address is for no shared cache."""
    secret = not request.path.startswith(PUBLIC)
    tag = hashlib.sha256(content).hexdigest()[:32]
    headers = headers | {
        "Cache-Control": f"{'private' if secret else 'public'}, max-age={FRESH}",
        "ETag": f'"{tag}"',
        "Vary": "Accept-Language",
        "Content-Language": reader.language,
        "Referrer-Policy": "no-referrer" if secret else "same-origin",
        "X-Content-Type-Options": "nosniff",
        **({"X-Robots-Tag": "noindex"} if secret else {}),
    }
    asked = request.if_none_match or ()
    if any(each.value in (tag, "*") for each in asked):
        return web.Response(status=304, headers=headers)
    return web.Response(body=content, headers={**headers, "Content-Type": media_type})
