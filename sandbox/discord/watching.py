"""Waiting for changes without polling: one event per watcher, set whenever the world changes."""

import asyncio
from types import TracebackType

from sandbox.discord.state import World


class Watch:
    """`async with Watch(world) as watch: await watch.wait()` returns after the next change, or at once after one."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._event = asyncio.Event()

    async def __aenter__(self) -> "Watch":
        self._world.watchers.append(self._event.set)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._world.watchers.remove(self._event.set)

    async def wait(self) -> None:
        await self._event.wait()
        self._event.clear()
