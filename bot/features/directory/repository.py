"""What the directory needs to look up, each in one round trip."""

from datetime import datetime
from typing import Protocol

from bot.features.directory.model import PAGE, Found, Listing, Place, Wish


class Directory(Protocol):
    """Nobody is in the directory whose consent was withdrawn, nor, with `consent_needed`, who never gave it.

    Exact names come first, then whole words, then beginnings; by name among equals. An empty wish lists all by name.
    """

    async def people(
        self, wish: Wish, now: datetime, *, consent_needed: bool, first: int = 0, most: int = PAGE
    ) -> Found[Listing]:
        """Some of those who fit now, `first` being the number of those to leave out."""
        ...

    async def person(self, person: str, now: datetime, *, consent_needed: bool) -> Listing | None: ...

    async def records(self, text: str, most: int) -> tuple[str, ...]:
        """Ids of whoever is on record under such a name or address, in the directory or not."""
        ...

    async def places(self, wish: Wish, at: datetime, *, first: int = 0, most: int = PAGE) -> Found[Place]:
        """Some of the institutions that were on the register at that instant, or where a personal member worked."""
        ...

    async def place(self, institution: str, at: datetime) -> Place | None: ...
