"""A world for each journey that stops and starts its bot, and one office for each module that does not."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.clock import SystemClock
from sandbox.mail import MailHost
from tests.journeys.office import Office, working
from tests.journeys.world import World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World(f"sqlite+aiosqlite:///{tmp_path}/journey.db", "cslei", tmp_path).serve() as world:
        yield world


@pytest.fixture
async def post() -> AsyncIterator[MailHost]:
    """A mail server and its mailboxes."""
    host = MailHost(SystemClock())
    await host.start()
    yield host
    await host.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """The network `cslei` at work; a module that asks for it runs its tests in one event loop."""
    async with working("cslei", tmp_path_factory.mktemp("office")) as office:
        yield office
