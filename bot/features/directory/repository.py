"""What the directory needs to look up, each in one round trip."""

from datetime import datetime
from typing import Protocol

from bot.features.directory.model import Listing, Place
from bot.people import Person


class Directory(Protocol):
    async def listed(
        self, now: datetime, *, consent_needed: bool, people: tuple[str, ...] | None = None, institution: str = ""
    ) -> tuple[Listing, ...]:
        """Those who are in the directory now, by name: all, these people, or the people of an institution.

        Nobody whose consent was withdrawn, and, with `consent_needed`, nobody who never gave it.
        """
        ...

    async def everybody(self) -> tuple[Person, ...]:
        """All people on record who were not erased, by name."""
        ...

    async def places(self, at: datetime, institution: str = "") -> tuple[Place, ...]:
        """The institutions that were on the register at that instant, or where a personal member worked, by name."""
        ...
