"""What this feature needs remembered."""

from typing import Protocol

from bot.features.calendar.model import CalendarAddress


class CalendarAddresses(Protocol):
    async def of(self, person: str) -> CalendarAddress | None: ...

    async def by_fingerprint(self, fingerprint: str) -> CalendarAddress | None: ...

    async def save(self, address: CalendarAddress) -> None:
        """A person has one: the earlier one is gone with it, and opens nothing any more."""
        ...

    async def forget(self, person: str) -> None: ...
