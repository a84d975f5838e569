"""What members may read of each other, and which institution stood when: rules without I/O."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.features.register.api import Institution, InstitutionProfile, Membership, name_key
from bot.people import Person, Role
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


@dataclass(frozen=True, slots=True)
class Post:
    """A present post: its title, and the institution's id and names."""

    title: str
    institution: str
    name: str
    native_name: str = ""

    @property
    def known_as(self) -> str:
        return _both(self.name, self.native_name)


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
        return _both(self.display_name, self.native_name)

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


def works_in(entry: Entry, field: str) -> bool:
    """Whether an opened field of work is, or contains, what was asked for."""
    return _has(entry.fields, field)


def is_strong_in(profile: InstitutionProfile, strength: str) -> bool:
    """Whether the institution recorded it as a strength, a programme or a field of research (INEI-03)."""
    return _has((*profile.strengths, *profile.programmes, *profile.research_fields), strength)


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


def _has(recorded: tuple[str, ...], wanted: str) -> bool:
    key = name_key(wanted)
    return bool(key) and any(key in name_key(one) for one in recorded)


def _both(name: str, native: str) -> str:
    return f"{name} {native}" if native not in ("", name) else name
