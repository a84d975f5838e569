"""What announcements need remembered. All methods speak of the network the unit of work was opened for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.features.announcements.audience import Audience, Recipient, Way
from bot.features.announcements.model import Announcement


@dataclass(frozen=True, slots=True)
class Told:
    """How many of an institution (its id, "" for none) got it, and how many of them said that they have read it."""

    institution: str
    told: int
    read: int


class Announcements(Protocol):
    """Saving checks the version: Conflict when somebody else was faster."""

    async def next_number(self, year: int) -> int:
        """The next running number of that year, from 1 and without gaps; taken in this transaction."""
        ...

    async def add(self, announcement: Announcement) -> None: ...

    async def get(self, announcement: str) -> Announcement | None: ...

    async def by_ref(self, ref: str) -> Announcement | None: ...

    async def waiting(self) -> tuple[Announcement, ...]:
        """Those that are scheduled, or were to be sent and are not yet."""
        ...

    async def save(self, announcement: Announcement) -> None: ...

    async def listed(self, author: str, first: int, most: int) -> tuple[tuple[Announcement, ...], int]:
        """Some of them, the newest first, and how many there are; with `author` only those of that person."""
        ...

    async def people(self, now: datetime, ids: Sequence[str]) -> tuple[Recipient, ...]:
        """Of some hundred people named, all who are not former, in the order of their ids."""
        ...

    async def crowds(self, now: datetime, audience: Audience) -> tuple[tuple[Recipient, int], ...]:
        """Everybody who holds a role now, as one of each kind and how many there are of it.

        People of one kind are alike in all that decides whether the audience admits them and which way they are told;
        what the audience does not ask about is left empty.
        """
        ...

    async def tell(self, announcement: str, told: Sequence[tuple[Recipient, Way]]) -> None:
        """Remember who gets it by which way; who is remembered already stays so."""
        ...

    async def told(self, announcement: str, ways: Sequence[Way], *, unread: bool = False) -> tuple[str, ...]:
        """The people who got it by one of these ways; with `unread` those who did not say that they have read it."""
        ...

    async def ways(self, announcement: str) -> dict[Way, int]: ...

    async def read(self, announcement: str, person: str, at: datetime, route: str) -> bool:
        """Remember that somebody has read it; False when that is known already."""
        ...

    async def read_at(self, announcement: str, person: str) -> datetime | None: ...

    async def reads(self, announcement: str) -> tuple[datetime, ...]:
        """When it was read, in order."""
        ...

    async def by_institution(self, announcement: str) -> tuple[Told, ...]:
        """Those who got it by institution, where most have not read it first."""
        ...

    async def readers(self, announcement: str, institutions: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Names of those who have read it, by institution."""
        ...

    async def unread(self, announcement: str, most: int) -> tuple[str, ...]:
        """Names of some who got it and did not say that they have read it, in order."""
        ...

    async def of_person(self, person: str) -> Mapping[str, list[dict[str, Any]]]:
        """What the person wrote, got and read, as plain JSON values."""
        ...

    async def forget(self, person: str) -> None:
        """Forget what the person got and read."""
        ...
