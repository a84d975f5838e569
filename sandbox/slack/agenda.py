"""Things the workspace does later by the injected clock: scheduled messages and the retries of events."""

import asyncio
import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

from bot.clock import Clock

TICK = 0.05


class Agenda:
    """A heap of callbacks; a background task looks every 50 ms whether the clock, which may jump, has passed one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heap: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()
        self._task: asyncio.Task[None] | None = None

    def after(self, seconds: float, callback: Callable[[], None]) -> None:
        """Call back once the clock is `seconds` further."""
        self.at(self._clock.now() + timedelta(seconds=seconds), callback)

    def at(self, when: datetime, callback: Callable[[], None]) -> None:
        heapq.heappush(self._heap, (when, next(self._order), callback))

    def run_due(self) -> int:
        """Run everything due by now, in order; the number of callbacks run."""
        done = 0
        while self._heap and self._heap[0][0] <= self._clock.now():
            heapq.heappop(self._heap)[2]()
            done += 1
        return done

    def start(self) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._beat())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _beat(self) -> None:
        while True:
            self.run_due()
            await asyncio.sleep(TICK)
