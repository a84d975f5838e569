"""The web room's server: /healthz, /readyz and /metrics, and whatever pages are mounted in it."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

from aiohttp import web

from adapters.web.limits import BODY
from bot.metrics import metrics


class Connected(Protocol):
    """An adapter that can say whether it is connected at this moment."""

    platform: str

    @property
    def connected(self) -> bool: ...


class WebServer:
    """Serves on `host:port`; port 0 picks a free one, which `port` then tells."""

    def __init__(
        self,
        host: str,
        port: int,
        ping: Callable[[], Awaitable[bool]],
        adapters: Iterable[Connected] = (),
        mounts: Iterable[Callable[[web.Application], None]] = (),
    ) -> None:
        self.host = host
        self.port = port
        self._ping = ping
        self._adapters = tuple(adapters)
        self._mounts = tuple(mounts)
        self._ready = False
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen; OSError when the port is taken."""
        app = web.Application(client_max_size=BODY)
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/readyz", self._readiness)
        app.router.add_get("/metrics", self._metrics)
        for mount in self._mounts:
            mount(app)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    def ready(self) -> None:
        """The start is complete."""
        self._ready = True

    async def stop(self) -> None:
        self._ready = False
        if self._runner is not None:
            await self._runner.cleanup()

    async def _health(self, _request: web.Request) -> web.Response:
        parts = {"database": await self._ping(), **{a.platform: a.connected for a in self._adapters}}
        return web.json_response(
            {name: "ok" if well else "not connected" for name, well in parts.items()},
            status=200 if all(parts.values()) else 503,
        )

    async def _readiness(self, _request: web.Request) -> web.Response:
        return web.json_response({"ready": self._ready}, status=200 if self._ready else 503)

    async def _metrics(self, _request: web.Request) -> web.Response:
        return web.Response(text="\n".join((*metrics.lines(), "")), content_type="text/plain")
