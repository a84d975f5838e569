"""What belongs to a gathering and has no life of its own: its place, its cost, a point of its programme."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Venue:
    """Where it is: `native` is the address as a taxi driver there reads it."""

    name: str = ""
    room: str = ""
    address: str = ""
    native: str = ""
    directions: str = ""

    @property
    def text(self) -> str:
        """On one line."""
        return ", ".join(dict.fromkeys(part for part in (self.name, self.room, self.address, self.native) if part))


NOWHERE = Venue()


@dataclass(frozen=True, slots=True)
class Cost:
    """What taking part costs, in words: nothing is paid here. `refund` is the rule if somebody gives up the place."""

    amount: str
    refund: str

    @property
    def text(self) -> str:
        """What somebody accepts before committing (INV-31)."""
        return f"{self.amount}\n{self.refund}"

    @property
    def mark(self) -> str:
        """A short mark of the text, by which a button knows what was read before it was pressed."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a published programme: of a meeting's agenda, or of an event's schedule.

    `kind` is a key in `views.parts.POINTS`, `owner` a name as it is to be read, `minutes` 0 where it was not said,
    `papers` are addresses.
    """

    title: str
    kind: str = ""
    owner: str = ""
    minutes: int = 0
    papers: tuple[str, ...] = ()
