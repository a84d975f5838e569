"""The web room tells a watcher whether all is well, and which part is not."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest

from adapters.web.server import WebServer
from bot.metrics import Metrics, metrics


@dataclass
class Part:
    platform: str
    connected: bool = True


class Web:
    def __init__(self) -> None:
        self.database = True
        self.slack, self.discord = Part("slack"), Part("discord")
        self.server = WebServer("127.0.0.1", 0, self._ping, (self.slack, self.discord))

    async def _ping(self) -> bool:
        return self.database

    async def get(self, path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{self.server.port}{path}") as answer:
            return answer.status, await answer.text()


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    made = Web()
    await made.server.start()
    yield made
    await made.server.stop()


async def test_all_is_well(web: Web) -> None:
    assert await web.get("/healthz") == (200, '{"database": "ok", "slack": "ok", "discord": "ok"}')


async def test_the_part_that_is_not_well_is_named(web: Web) -> None:
    web.slack.connected = False
    assert await web.get("/healthz") == (503, '{"database": "ok", "slack": "not connected", "discord": "ok"}')
    web.slack.connected, web.database = True, False
    assert await web.get("/healthz") == (503, '{"database": "not connected", "slack": "ok", "discord": "ok"}')


async def test_ready_once_the_start_is_complete(web: Web) -> None:
    assert await web.get("/readyz") == (503, '{"ready": false}')
    web.server.ready()
    assert await web.get("/readyz") == (200, '{"ready": true}')


async def test_the_figures_are_read_by_prometheus(web: Web) -> None:
    metrics.add("test_total", platform="slack", outcome="done")
    status, text = await web.get("/metrics")
    assert status == 200
    assert '\nconvenor_test_total{outcome="done",platform="slack"} 1\n' in f"\n{text}"
    assert "# TYPE convenor_test_total counter" in text


async def test_a_taken_port_is_an_error_of_the_system(web: Web) -> None:
    with pytest.raises(OSError, match="address already in use"):
        await WebServer("127.0.0.1", web.server.port, web._ping).start()


def test_figures_add_up_and_escape_their_labels() -> None:
    counts = Metrics()
    counts.add("a_total", 2, why='say "no"\\\n')
    counts.add("a_total", 1, why='say "no"\\\n')
    assert list(counts.lines()) == ["# TYPE convenor_a_total counter", 'convenor_a_total{why="say \\"no\\"\\\\\\n"} 3']
