"""Keeps mails apart, so that a server never sees more in a second than it likes."""

import asyncio


class Pace:
    """Turns at most `per_second`, in the order they were asked for. Time is the event loop's."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1 / per_second
        self._next = 0.0

    async def turn(self) -> None:
        now = asyncio.get_running_loop().time()
        at = max(self._next, now)
        self._next = at + self._gap
        if at > now:
            await asyncio.sleep(at - now)
