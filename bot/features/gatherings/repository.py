"""What gatherings need remembered. All methods speak of the network the unit of work was opened for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from bot.features.gatherings.answers import Answer
from bot.features.gatherings.model import Gathering, Mode
from bot.features.gatherings.states import Family, State


@dataclass(frozen=True, slots=True)
class Needs:
    """What somebody needs to take part, for the organisers of this gathering only (INV-35)."""

    gathering: str
    person: str
    diet: tuple[str, ...] = ()
    allergies: str = ""
    access: str = ""
    other: str = ""
    keep: bool = False
    """Whether it may fill in the next form of this person."""
    delete_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one gathering: answers by wish, seats by place, and how many were asked and said nothing yet."""

    wishes: Mapping[str, int] = field(default_factory=dict[str, int])
    places: Mapping[str, int] = field(default_factory=dict[str, int])
    silent: int = 0


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many said that they come, and how many were there."""

    promised: int = 0
    present: int = 0

    @property
    def rate(self) -> float | None:
        """The share that came; None while nothing is known."""
        return self.present / self.promised if self.promised else None


class Gatherings(Protocol):
    """Saving checks the version: Conflict when somebody else was faster. More seats than there are is Conflict too."""

    async def next_number(self, family: Family, year: int) -> int:
        """The next running number of that family and year, from 1 and without gaps; taken in this transaction."""
        ...

    async def add(self, gathering: Gathering) -> None: ...

    async def get(self, gathering: str) -> Gathering | None: ...

    async def by_ref(self, ref: str) -> Gathering | None: ...

    async def save(self, gathering: Gathering) -> None: ...

    async def listed(
        self,
        family: Family,
        states: tuple[State, ...],
        since: datetime,
        until: datetime | None,
        limit: int,
        kind: str = "",
    ) -> tuple[Gathering, ...]:
        """Those that start at or after `since` and before `until`, in order of time."""
        ...

    async def of_series(self, series: str) -> tuple[Gathering, ...]:
        """All meetings a series has made, cancelled ones too, in order of time."""
        ...

    async def of_person(self, person: str, since: datetime) -> tuple[tuple[Gathering, Answer], ...]:
        """What the person was asked to or answered, starting at or after `since`, in order of time."""
        ...

    async def answer(self, gathering: str, person: str) -> Answer:
        """What the person said; an unanswered one when nothing is on record."""
        ...

    async def drop_answer(self, gathering: str, person: str) -> None:
        """As if nothing had been said; the seats are counted anew."""
        ...

    async def save_answer(self, answer: Answer) -> int:
        """Insert or replace, and count the seats anew; returns the seats taken now."""
        ...

    async def meet(self, gathering: str, was: Mode, now: Mode) -> int:
        """Let the answers follow when people meet in another way, and count the seats anew; returns those taken now.

        Who said Yes to what was online joins online, beside the room that there is now. Who said Online takes a seat
        where everybody is online, and is asked again where nobody can join online. Conflict when no seat is left.
        """
        ...

    async def invite(self, gathering: str, people: tuple[str, ...]) -> tuple[str, ...]:
        """Put people on the list who were not on it; returns those."""
        ...

    async def answers(self, gathering: str, after: str = "", limit: int = 500) -> tuple[Answer, ...]:
        """Answers in order of the person's id, so many after that one."""
        ...

    async def expected(self, gathering: str) -> tuple[Answer, ...]:
        """Those who come, and those who were there without having said so; in order of the person's id."""
        ...

    async def attendance(self, gathering: str) -> Turnout:
        """How many of those there are, and how many of them were checked in."""
        ...

    async def waiting(self, gathering: str) -> tuple[Answer, ...]:
        """The waiting list, first come first."""
        ...

    async def queue_before(self, gathering: str, answer: Answer | None) -> int:
        """How many wait, or wait before that one."""
        ...

    async def offered(self, gathering: str) -> tuple[Answer, ...]:
        """Those who have an offer they have not taken yet."""
        ...

    async def held(self, gathering: str) -> dict[str, int]:
        """Seats held by institution."""
        ...

    async def held_by(self, gathering: str, institution: str, but: str) -> int:
        """Seats held by people of that institution other than the person `but`."""
        ...

    async def turnout(self, series: str, since: datetime) -> Turnout:
        """How many of those who said yes were there, at meetings of a series that began since then, are over, and
        where people were checked in."""
        ...

    async def tally(self, gathering: str) -> Tally: ...

    async def owing(self, gathering: Gathering) -> int:
        """How many have a place, or wait for one, and have not accepted what it costs today (INV-31)."""
        ...

    async def needs(self, gathering: str, person: str) -> Needs | None:
        """The needs for that gathering; with an empty `gathering`, those the person allowed to keep."""
        ...

    async def save_needs(self, needs: Needs) -> None: ...

    async def keep_needs_until(self, gathering: str, until: datetime) -> None:
        """Delete what was told for that gathering at another time than before."""
        ...

    async def all_needs(self, gathering: str) -> tuple[Needs, ...]:
        """The needs of everybody who takes part, for counting."""
        ...

    async def forget_needs(self, before: datetime) -> int:
        """Delete those whose time is over (INV-35)."""
        ...

    async def all_of(self, person: str) -> dict[str, list[dict[str, Any]]]:
        """Answers and needs of a person, by table, as plain JSON values."""
        ...

    async def forget_person(self, person: str) -> None:
        """Erase needs and notes of a person; counts and dates stay (domain 2.3.15)."""
        ...
