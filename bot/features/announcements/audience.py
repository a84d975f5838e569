"""Whom an announcement is for, and the way it takes to each of them: rules without I/O.

Somebody is told directly who chose to get everything or named a route, or who owes the event an answer; everybody
else reads it in a channel, or else by mail (Discord forbids writing to people who did not ask for it).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from bot.people import Role
from bot.places import fold

Way: TypeAlias = Literal["chat", "channel", "mail", "hand", "none"]
"""A direct message, a channel the person reads, mail, the secretariat by hand, or none: the person wants no news."""

DIRECT: tuple[Way, ...] = ("chat", "mail")
WAYS: tuple[Way, ...] = ("chat", "channel", "mail", "hand", "none")


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person as far as it matters here. `chats` are the spaces (platform, id) with a live account."""

    person: str
    roles: frozenset[str] = frozenset()
    institutions: tuple[str, ...] = ()
    country: str = ""
    language: str = ""
    fields: tuple[str, ...] = ()
    wants_news: bool = False
    """In chat directly (`Person.wants_news`)."""
    duties_only: bool = False
    routes: tuple[str, ...] = ()
    has_mail: bool = False
    chats: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody, narrowed down: all filters must fit, and each fits with one of its values.

    `institutions` are ids, `countries` codes, `languages` the network's tags. With `event` (a reference) it is for
    the participants of that event, members or not.
    """

    roles: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    event: str = ""

    @property
    def is_everybody(self) -> bool:
        return self == EVERYBODY

    def admits(self, person: Recipient) -> bool:
        """Whether the person is meant; that he or she takes part in the event was found before."""
        works_on = {fold(name) for name in person.fields}
        return (
            (not self.roles or bool(person.roles & set(self.roles)))
            and (not self.institutions or bool(set(person.institutions) & set(self.institutions)))
            and (not self.countries or person.country in self.countries)
            and (not self.languages or person.language in self.languages)
            and (not self.fields or any(fold(name) in works_on for name in self.fields))
        )


EVERYBODY = Audience()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is at hand for sending: spaces we are in, and the roles that read one of the chosen channels there."""

    direct: bool
    owed: bool = False
    """People wait for it: participants are told of their event also when they want no news."""
    has_mail: bool = False
    spaces: frozenset[tuple[str, str]] = frozenset()
    readers: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict[tuple[str, str], frozenset[str]])

    def way_to(self, person: Recipient) -> Way:
        """The one way by which the person gets it: never two."""
        reads = any(person.roles & self.readers.get(chat, frozenset[str]()) for chat in person.chats)
        if not self.direct or (person.duties_only and not self.owed):
            return "channel" if reads else "none"
        chats = [platform for platform, space in person.chats if (platform, space) in self.spaces]
        mail = ["email"] if self.has_mail and person.has_mail else []
        if chats and (self.owed or person.wants_news):
            wished = {route: place for place, route in enumerate(person.routes)}
            first = min((*chats, *mail), key=lambda route: wished.get(route, len(wished)))
            return "mail" if first == "email" else "chat"
        if reads:
            return "channel"
        return "mail" if mail else "hand"


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people an announcement is for, and by which way each gets it."""

    people: int = 0
    by_way: Mapping[Way, int] = field(default_factory=dict[Way, int])

    @classmethod
    def of(cls, ways: Iterable[tuple[Way, int]]) -> "Reach":
        """The sum of what goes each way."""
        counted = Counter[Way]()
        for way, people in ways:
            counted[way] += people
        return cls(counted.total(), {way: counted[way] for way in WAYS if counted[way]})


MEMBER_ROLES: frozenset[Role] = frozenset(Role) - {Role.NEWCOMER}
