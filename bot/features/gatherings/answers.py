"""What people say to a gathering, and the place that comes of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from bot.features.gatherings.states import HELD, Place

Wish: TypeAlias = Literal["yes", "no", "online", "unsure"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said to a gathering, and the place that came of it; one per person and gathering (INV-30).

    `wish` is "" for who was invited and has not answered. `queued_at` is the place in the waiting list. `size` counts
    seats (the person and those who come along). `accepted` is the text of the cost that was accepted (INV-31).
    `recorded_by` is who in the office entered it.
    """

    gathering: str
    person: str
    wish: Wish | Literal[""] = ""
    place: Place = "none"
    size: int = 1
    institution: str = ""
    queued_at: datetime | None = None
    offered_until: datetime | None = None
    replied_at: datetime | None = None
    route: str = ""
    recorded_by: str = ""
    accepted: str = ""
    photos: bool = False
    attended: Literal["", "present", "absent"] = ""
    checked_in_at: datetime | None = None
    checked_in_by: str = ""
    attendance_note: str = ""
    minutes: int = 0
    """How long somebody was there who did not stay; 0: all of it."""
    version: int = 0
    """0 while it is not on record."""

    @property
    def holds(self) -> int:
        """The seats it takes."""
        return self.size if self.place in HELD else 0

    @property
    def is_coming(self) -> bool:
        """Whether the person takes part, in the room or online."""
        return self.place == "confirmed" or (self.place == "none" and self.wish in ("yes", "online"))
