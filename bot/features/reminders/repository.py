"""What must be remembered of reminders."""

from datetime import datetime
from typing import Protocol

from bot.features.reminders.model import Reminder


class Reminders(Protocol):
    async def get(self, reminder: str) -> Reminder | None: ...

    async def open_of(self, person: str) -> tuple[Reminder, ...]:
        """Those still to be told, the next first."""
        ...

    async def all_of(self, person: str) -> tuple[Reminder, ...]:
        """Also those that were told and are still kept."""
        ...

    async def due_before(self, until: datetime, after: str = "", most: int = 500) -> tuple[Reminder, ...]:
        """Of everybody, in the order of their ids, so many after that one."""
        ...

    async def add(self, reminder: Reminder) -> bool:
        """False when one of that id is there already, which stays as it is."""
        ...

    async def save(self, reminder: Reminder) -> Reminder:
        """Write back, at the next version; Conflict when it was changed in the meantime."""
        ...

    async def delete(self, reminder: str) -> None: ...

    async def delete_all_of(self, person: str) -> None: ...

    async def forget_told(self, before: datetime) -> None:
        """Delete those told for the last time before then."""
        ...
