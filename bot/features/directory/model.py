"""What members may read of each other, and which institution stood when: rules without I/O."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from bot.features.register.api import Institution, InstitutionProfile, Membership
from bot.people import Person, Role, in_both_scripts
from bot.profile import Profile

LISTING = "directory_listing"
"""The consent to be listed. Where the membership form asks for it, only those who gave it are found."""

LISTED_ROLES = frozenset({
    Role.MEMBER, Role.OBSERVER, Role.REPRESENTATIVE, Role.ALTERNATE, Role.SECRETARIAT, Role.CHAIR, Role.INCOMING_CHAIR,
})  # fmt: skip
"""Whoever holds one of these is in the directory; being in a chat room or having left it plays no part."""

CONFIRMED_FOR = timedelta(days=365)
PAGE = 10
"""How many are shown at once."""


MEMBER, RECORD, INSTITUTION = "member", "person", "institution"
"""What the index holds: people as far as they are open to members, everybody on record, and institutions."""

MOST = 200
"""A search counts no further: whoever finds so many looks for something else, or should say more."""

MOST_COMPLETED = 25
"""How many a field that completes itself offers."""

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Wish:
    """Who or what is looked for: words, a country (its code), what somebody works on or an institution is strong in.

    All that is not empty must fit. `institution` (an id) narrows down to the people of one.
    """

    words: str = ""
    country: str = ""
    field: str = ""
    strength: str = ""
    institution: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether the index must name who fits."""
        return bool(self.words or any(self.marks.values()))

    @property
    def marks(self) -> dict[str, str]:
        """For the index: a country as it is, the others by their beginnings."""
        begun = {"field": self.field, "strength": self.strength}
        return {"country": self.country, **{mark: f"{value}*" for mark, value in begun.items() if value}}


@dataclass(frozen=True, slots=True)
class Found(Generic[T_co]):
    """A part of what was found, the best first. `total` says how much there is, or, with `has_more`, at least."""

    items: tuple[T_co, ...] = ()
    total: int = 0
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """A present post: its title, and the institution's id and names."""

    title: str
    institution: str
    name: str
    native_name: str = ""

    @property
    def known_as(self) -> str:
        return in_both_scripts(self.name, self.native_name)


@dataclass(frozen=True, slots=True)
class Listing:
    """A person who is in the directory, with everything we know: not yet what may be shown."""

    person: Person
    posts: tuple[Post, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What a member may read of a person. What was not opened is empty."""

    id: str
    display_name: str
    native_name: str = ""
    posts: tuple[Post, ...] = ()
    email: str = ""
    country: str = ""
    fields: tuple[str, ...] = ()
    about: str = ""

    @property
    def name(self) -> str:
        """The name with its native form where there is one."""
        return in_both_scripts(self.display_name, self.native_name)

    @property
    def names(self) -> tuple[str, ...]:
        """All that may be typed for the name."""
        return tuple(dict.fromkeys((self.display_name, self.native_name, self.name)))

    @property
    def said(self) -> tuple[str, ...]:
        """All that members may find the person by."""
        posts = (part for post in self.posts for part in (post.title, post.name, post.native_name))
        return (self.name, *posts, *self.fields)

    @property
    def label(self) -> str:
        """Name and institution, which tells namesakes apart: "Wang An 王安 · Tingchao Bilingual School"."""
        return " · ".join((self.name, *(post.name for post in self.posts)))


@dataclass(frozen=True, slots=True)
class Place:
    """An institution as the register shows it; `membership` is None where only its people are members."""

    institution: Institution
    membership: Membership | None = None
    representative: str = ""


def opened(listing: Listing) -> Entry:
    """Keep what the person opened to members (CSL-07).

    To be listed means name and post, in both scripts, unless the person closed one of them; the rest is closed unless
    opened. The institution stays beside the name even then: it tells two people of one name apart (annoyance 9).
    """
    person = listing.person
    shows = {key for key, who in person.visibility.items() if who != "private"}
    closed = person.visibility.keys() - shows
    posts = tuple(Post("", p.institution, p.name, p.native_name) for p in listing.posts)
    return Entry(
        person.id,
        person.display_name,
        "" if "native_name" in closed else person.native_name,
        posts if "post" in closed else listing.posts,
        person.email if "email" in shows else "",
        person.country if "country" in shows else "",
        person.fields_of_work if "fields" in shows else (),
        person.about if "about" in shows else "",
    )


def is_confirmed(profile: InstitutionProfile, now: datetime) -> bool:
    """Whether somebody said within the last twelve months that the profile is right (INEI-03)."""
    return profile.confirmed_on is not None and now - profile.confirmed_on <= CONFIRMED_FOR


def needs_consent(profile: Profile) -> bool:
    """Whether the network asks people if they want to be listed. Who was asked and did not agree is hidden."""
    return any(LISTING in step.items for step in profile.form.steps)


def day_of(text: str) -> date | None:
    """The day somebody typed: 2018-01-31, 31.1.2018, 2018/1/31, 2018年1月31日; a month or year is its first day."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = re.fullmatch(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?", plain)
    parts = list(found.groups()) if found else []
    if not parts:
        european = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", plain)
        parts = list(reversed(european.groups())) if european else []
    try:
        return date(*(int(part or 1) for part in parts)) if parts else None
    except ValueError:
        return None


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The last instant of a day in the network's zone: who joined on that day is counted."""
    return datetime.combine(day + timedelta(days=1), time(), zone) - timedelta(microseconds=1)
