"""When a reminder is to be said to its reader; after a stop of ours it comes late, or not at all (INV-37)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from bot import quiet
from bot.people import Person
from bot.ui.blocks import Note
from bot.ui.text import Moment, _
from bot.ui.view import View

GRACE = timedelta(minutes=5)
"""What nobody calls late."""


@dataclass(frozen=True, slots=True)
class Due:
    """The instant a reminder is due at.

    `waited` is for how long one that was late already was kept back for the reader's night, which does not count.
    """

    at: datetime
    waited: timedelta = timedelta(0)

    def moment(self, person: Person, zone: str, expires_at: datetime | None) -> datetime:
        """When that reader should have it: in the morning, when it is due at night (domain 2.5, rule 6)."""
        morning = quiet.ends(person, self.at, zone)
        return morning if morning and (expires_at is None or morning < expires_at) else self.at

    def late_by(self, moment: datetime, now: datetime) -> timedelta:
        return now - moment - self.waited

    def kept_back(self, moment: datetime, now: datetime, morning: datetime) -> Self:
        """The same, when from now on it waits for that morning."""
        return replace(self, waited=self.waited + max(morning - max(now, moment), timedelta(0)))

    def dump(self) -> dict[str, Any]:
        return {"due": self.at.isoformat(), "waited": self.waited.total_seconds()}

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Self | None:
        """From the body of a job or delivery; None when it is no reminder."""
        due = data.get("due")
        return cls(datetime.fromisoformat(due), timedelta(seconds=data.get("waited", 0.0))) if due else None


def marked_late(view: View, due: datetime) -> View:
    """The same, which says that it comes late."""
    return replace(view, blocks=(*view.blocks, Note(_("This comes late: it was due {moment}.", moment=Moment(due)))))
