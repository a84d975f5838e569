"""What only events have: speakers who agree to things, contributions, questions and feedback. No I/O."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias

from bot.errors import Refused
from bot.ui.text import Text, _, join

Said: TypeAlias = Literal["invited", "confirmed", "declined", "withdrawn"]

SAYS: dict[Said, Text] = {
    "invited": _("has not answered yet"),
    "confirmed": _("speaks"),
    "declined": _("cannot"),
    "withdrawn": _("cancelled"),
}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who is asked to speak at an event, and what he or she agrees to.

    `recording`, `slides` and `public_bio` are the consents of 2.2: kept apart, none given by silence.
    """

    event: str
    person: str
    affiliation: str = ""
    said: Said = "invited"
    bio: str = ""
    recording: bool = False
    slides: bool = False
    public_bio: bool = False
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    version: int = 0
    """0 while it is not on record."""

    @property
    def counts(self) -> bool:
        """Whether the event still waits for or relies on this person."""
        return self.said in ("invited", "confirmed")

    def confirm(self, now: datetime, *, bio: str, affiliation: str, recording: bool, slides: bool, public_bio: bool
                ) -> "Speaker":  # fmt: skip
        """Agree to speak; also after having declined, while the event is still ahead."""
        return replace(self, said="confirmed", answered_at=now, bio=bio, affiliation=affiliation, recording=recording,
                       slides=slides, public_bio=public_bio)  # fmt: skip

    def refuse(self, now: datetime) -> "Speaker":
        """Decline, or take back a word that was given; the consents go with it."""
        if not self.counts:
            return self
        said: Said = "withdrawn" if self.said == "confirmed" else "declined"
        return replace(self, said=said, answered_at=now, recording=False, slides=False, public_bio=False)


def silent(speakers: Iterable[Speaker]) -> list[Speaker]:
    return [speaker for speaker in speakers if speaker.said == "invited"]


def all_agree_to_recording(speakers: Iterable[Speaker]) -> bool:
    """Whether nobody who speaks, or is asked to, has kept the consent back (annoyance 26)."""
    return all(speaker.said == "confirmed" and speaker.recording for speaker in speakers if speaker.counts)


@dataclass(frozen=True, slots=True)
class Contribution:
    """Something offered to a conference, symposium or workshop that calls for it (GA-15)."""

    id: str
    event: str
    person: str
    title: str
    abstract: str
    authors: str
    kind: str
    sent_at: datetime


CONTRIBUTIONS: dict[str, Text] = {
    "paper": _("paper"),
    "poster": _("poster"),
    "workshop": _("workshop session"),
    "recommendation": _("recommendation"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to ask the speakers; the moderator sees it (CSL-12)."""

    id: str
    event: str
    person: str
    text: str
    asked_at: datetime


HEARD_FROM = 3
"""So many answers there must be before anybody reads one: one or two without names still have a face."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """One per person and event; shown to the organiser without a name."""

    event: str
    person: str
    score: int
    """1 to 5."""
    text: str
    given_at: datetime


class SpeakersMissing(Refused):
    """It cannot be published before everybody who speaks has said so (2.3.8)."""

    def __init__(self, names: list[Text]) -> None:
        super().__init__(
            _("Not yet: these speakers have not confirmed: {names}. I have asked them; you are told when they answer.",
              names=join(names)), rule="speaker-confirmed")  # fmt: skip
