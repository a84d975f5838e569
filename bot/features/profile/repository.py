"""What this feature needs remembered: the codes that join accounts, and who is away from home until when."""

from datetime import datetime
from typing import Protocol

from bot.features.profile.model import LinkCode, Trip


class LinkCodes(Protocol):
    async def add(self, code: LinkCode) -> None:
        """Remember a code; older unused ones of the same person lapse."""
        ...

    async def find(self, digest: str) -> LinkCode | None: ...

    async def use(self, digest: str, now: datetime) -> bool:
        """Mark as used; False when it was used in the meantime."""
        ...

    async def forget_older(self, before: datetime) -> None: ...


class Trips(Protocol):
    async def of(self, person: str) -> Trip | None: ...

    async def set(self, trip: Trip) -> None:
        """Begin it, or change the one the person is on."""
        ...

    async def end(self, person: str) -> None: ...

    async def over(self, now: datetime) -> tuple[Trip, ...]:
        """Those whose last day is over; at most a thousand."""
        ...
