"""A world for each journey, with a bot of its own process."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.world import World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World(f"sqlite+aiosqlite:///{tmp_path}/journey.db", "cslei", tmp_path).serve() as world:
        yield world
