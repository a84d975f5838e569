"""What meetings have of their own: the rule of a series, items for an agenda, and proposals of members."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Literal, TypeAlias

from bot import wall
from bot.errors import Refused
from bot.features.gatherings import api as gatherings
from bot.interactions import FieldValue
from bot.ui.text import Phrase, _

Kind: TypeAlias = Literal["quarterly", "business", "working", "extraordinary", "other"]
KINDS: dict[str, Phrase] = {
    "quarterly": _("quarterly meeting"), "business": _("business meeting"), "working": _("working meeting"),
    "extraordinary": _("extraordinary meeting"), "other": _("other meeting"),
}  # fmt: skip
CALLED: tuple[str, ...] = ("business", "working", "extraordinary", "other")
"""The kinds that are called one by one, by form; the business meeting where a network has one."""
QUARTERLY = "quarterly"
"""The id of the one series there is."""


@dataclass(frozen=True, slots=True)
class MeetingSeries:
    """Meetings on the n-th weekday of given months, at a time on the wall of `zone` (domain 2.5, rules 1 and 2).

    `since` is when it came on record: what lay before was not ours to plan. An exception is the meeting itself, moved
    or called off: its slot is taken and is not planned again.
    """

    id: str
    title: str
    nth: int
    weekday: str
    months: tuple[int, ...]
    local_time: time
    minutes: int
    zone: str
    mode: gatherings.Mode
    venue: gatherings.Venue
    refreshments: str
    confidentiality: gatherings.Confidentiality
    since: datetime
    version: int = 0
    """0 while it is not on record."""

    def dates(self, first: date, last: date) -> Iterator[tuple[str, datetime]]:
        """Slot and naive wall time of each meeting by the rule, both days included."""
        for year in range(first.year, last.year + 1):
            for month in sorted(set(self.months)):
                day = wall.nth_weekday(year, month, self.nth, self.weekday)
                if first <= day <= last:
                    yield self.slot(year, month), datetime.combine(day, self.local_time)

    def slot(self, year: int, month: int) -> str:
        """Such as "2027-Q2"; with the month where a quarter has several meetings."""
        quarters = [quarter(each) for each in set(self.months)]
        return f"{year}-Q{quarter(month)}" if len(set(quarters)) == len(quarters) else f"{year}-{month:02d}"


def quarter(month: int) -> int:
    return (month - 1) // 3 + 1


def end_of_quarter(day: date) -> date:
    return wall.last_day(day.year, quarter(day.month) * 3)


def reference(slot: str) -> str:
    """What a meeting of a series is called by: MTG-2027-Q2."""
    return f"MTG-{slot}"


# the agenda

ItemState: TypeAlias = Literal["asked_for", "accepted", "declined"]
ITEM_STATES: dict[ItemState, Phrase] = {
    "asked_for": _("asked for"), "accepted": _("on the agenda"), "declined": _("not on the agenda"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A point that somebody brings up. `position` counts within the meeting, `outcome` is written when it is over.

    `word` is what the secretariat answered, `asked_by` who asked for it (and speaks to it, as `owner`).
    """

    id: str
    meeting: str
    position: int
    title: str
    kind: str
    owner: str
    asked_by: str
    minutes: int = 0
    papers: tuple[str, ...] = ()
    why: str = ""
    state: ItemState = "asked_for"
    word: str = ""
    outcome: str = ""
    version: int = 0

    def answer(self, state: ItemState, word: str = "") -> "AgendaItem":
        """Accept or decline it; Refused when somebody has done so already."""
        if self.state != "asked_for":
            raise Refused(
                _("“{title}” was answered already: {state}.", title=self.title, state=ITEM_STATES[self.state]),
                rule="answered",
            )
        return replace(self, state=state, word=word)

    def edit(self, *, title: str, kind: str, minutes: int, paper: str) -> "AgendaItem":
        """Other words; `paper` takes the place of the first one, and "" takes it away."""
        papers = (*((paper,) if paper else ()), *self.papers[1:])
        return replace(self, title=title, kind=kind, minutes=minutes, papers=papers)

    def take_off(self) -> "AgendaItem":
        return replace(self, state="declined")


def on_agenda(items: tuple[AgendaItem, ...]) -> tuple[AgendaItem, ...]:
    return tuple(item for item in items if item.state == "accepted")


def swapped(items: tuple[AgendaItem, ...], item: str, by: int) -> tuple[AgendaItem, ...]:
    """The two that change places when `item` goes up (-1) or down (1); nothing at the ends."""
    row = on_agenda(items)
    at = next((place for place, each in enumerate(row) if each.id == item), None)
    if at is None or not 0 <= at + by < len(row):
        return ()
    here, there = row[at], row[at + by]
    return replace(here, position=there.position), replace(there, position=here.position)


# proposals

ProposalState: TypeAlias = Literal["open", "taken", "declined"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A meeting that a member would like to see; `typed` are the fields of the three forms, as they were typed."""

    id: str
    by: str
    at: datetime
    typed: Mapping[str, FieldValue] = field(default_factory=dict[str, FieldValue])
    state: ProposalState = "open"
    answered_by: str = ""
    word: str = ""
    version: int = 0

    def answer(self, state: ProposalState, by: str, word: str = "") -> "Proposal":
        if self.state != "open":
            raise Refused(_("Somebody has answered this proposal already."), rule="answered")
        return replace(self, state=state, answered_by=by, word=word)


# who is where


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """So many members at an institution ("" for none) on the clocks of `zone` ("" when nobody said)."""

    institution: str
    country: str
    zone: str
    people: int
