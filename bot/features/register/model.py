"""What the register knows: institutions, who works there, who is a member, and who speaks for whom."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias

from bot.lifecycle import Lifecycle
from bot.people import in_both_scripts
from bot.ui.text import _

InstitutionKind: TypeAlias = Literal[
    "university_faculty", "university", "school", "school_system", "agency", "association", "other"
]
MembershipState: TypeAlias = Literal[
    "candidate", "active", "affirmation_due", "suspended", "eligibility_open",
    "resigned", "terminated", "former", "expired",
]  # fmt: skip
MandateKind: TypeAlias = Literal["representative", "alternate", "contact", "exchange_coordinator"]
MandateState: TypeAlias = Literal["proposed", "confirmed", "active", "ended"]

RUNNING: tuple[MembershipState, ...] = ("candidate", "active", "affirmation_due", "suspended", "eligibility_open")
"""A membership that has not ended; a holder has at most one of these (INV-01, and a little stricter)."""

IN_GOOD_STANDING: tuple[MembershipState, ...] = ("active", "affirmation_due", "eligibility_open")
"""States in which the rights of a member hold; in `eligibility_open` they do until the grace days are over."""

VOTING: tuple[MandateKind, ...] = ("representative", "alternate")
"""Mandates that carry the institution's vote (INV-05)."""

MEMBERSHIP: Lifecycle[MembershipState] = Lifecycle(
    "active",
    {
        "candidate": _("candidate"),
        "active": _("active"),
        "affirmation_due": _("yearly affirmation due"),
        "suspended": _("suspended"),
        "eligibility_open": _("waiting for a new post"),
        "resigned": _("resigned"),
        "terminated": _("terminated"),
        "former": _("former member"),
        "expired": _("expired"),
    },
    [
        ("admit", ["candidate"], "active"),
        ("ask_affirmation", ["active"], "affirmation_due"),
        ("affirm", ["affirmation_due"], "active"),
        ("suspend", ["active", "affirmation_due"], "suspended"),
        ("reinstate", ["suspended"], "active"),
        ("terminate", ["suspended"], "terminated"),
        ("resign", RUNNING, "resigned"),
        ("lose_post", ["active", "affirmation_due"], "eligibility_open"),
        ("confirm_post", ["eligibility_open"], "active"),
        ("leave", ["eligibility_open"], "former"),
        ("expire", ["active", "affirmation_due", "suspended", "eligibility_open"], "expired"),
    ],
)
"""Domain 2.3.2. Nobody is terminated who was not suspended first, with the right to be heard."""

MANDATE: Lifecycle[MandateState] = Lifecycle(
    "proposed",
    {
        "proposed": _("proposed"),
        "confirmed": _("confirmed"),
        "active": _("active"),
        "ended": _("ended"),
    },
    [
        ("confirm", ["proposed"], "confirmed"),
        ("begin", ["confirmed"], "active"),
        ("end", ["proposed", "confirmed", "active"], "ended"),
    ],
)
"""Domain 2.3.3."""


@dataclass(frozen=True, slots=True)
class InstitutionProfile:
    """What an institution says of itself (INEI-03). `confirmed_on` is when it last said that this is right."""

    strengths: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    research_fields: tuple[str, ...] = ()
    recognitions: tuple[str, ...] = ()
    confirmed_on: datetime | None = None


@dataclass(frozen=True, slots=True)
class Institution:
    """A place of education, member or not. A faculty, not its university, may be the member: `parent_name`."""

    id: str
    name: str
    country: str
    native_name: str = ""
    short_name: str = ""
    kind: InstitutionKind = "other"
    parent_name: str = ""
    region: str = ""
    city: str = ""
    zone: str = ""
    website: str = ""
    profile: InstitutionProfile = InstitutionProfile()
    version: int = 1

    @property
    def known_as(self) -> str:
        """The name with its native form where there is one."""
        return in_both_scripts(self.name, self.native_name)


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A post somebody holds at an institution, from `since` until before `until`; never deleted.

    `confirmed_by` is who added the person: the representative or the secretariat. Without it the post is only what the
    person says and makes nobody a member (domain 2.1).
    """

    id: str
    person: str
    institution: str
    post_title: str
    since: datetime
    is_leader: bool = False
    until: datetime | None = None
    confirmed_by: str = ""
    version: int = 1

    def holds_at(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Membership:
    """Exactly one of `person` and `institution` holds it. `until` is when an agreement runs out, `ended_at` the end."""

    id: str
    membership_class: str
    since: datetime
    person: str = ""
    institution: str = ""
    state: MembershipState = "active"
    until: datetime | None = None
    ended_at: datetime | None = None
    ended_because: str = ""
    application: str = ""
    signed_text_hash: str = ""
    version: int = 1

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def is_in_good_standing(self) -> bool:
        return self.state in IN_GOOD_STANDING

    def stood_at(self, at: datetime) -> bool:
        """Whether it was on the register at that instant (INEI-04)."""
        return self.since <= at and (self.ended_at is None or at < self.ended_at)

    def follow(self, trigger: str, at: datetime, because: str = "") -> "Membership":
        """Move along the lifecycle; Refused where there is no such way."""
        state = MEMBERSHIP.follow(trigger, self.state)
        if state in RUNNING:
            return replace(self, state=state)
        return replace(self, state=state, ended_at=max(at, self.since), ended_because=because)


@dataclass(frozen=True, slots=True)
class Mandate:
    """Who represents an institution, resting on a post held there (INV-06). `evidence`: a letter, a message."""

    id: str
    institution: str
    person: str
    kind: MandateKind
    affiliation: str
    since: datetime
    until: datetime | None = None
    state: MandateState = "active"
    appointed_by: str = ""
    evidence: str = ""
    version: int = 1

    @property
    def is_voting(self) -> bool:
        return self.kind in VOTING

    def end(self, at: datetime) -> "Mandate":
        return replace(self, state=MANDATE.follow("end", self.state), until=max(at, self.since))


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """One purpose a person agreed to, in which words and language, when and over which route; never bundled."""

    purpose: str
    text_version: str
    language: str
    given_at: datetime
    route: str


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent on record; the running one of a purpose is the one that was not withdrawn."""

    id: str
    person: str
    purpose: str
    text_version: str
    language: str
    given_at: datetime
    route: str
    withdrawn_at: datetime | None = None

    @property
    def holds(self) -> bool:
        return self.withdrawn_at is None


def name_key(name: str) -> str:
    """What makes two spellings of a name the same: case, width, accents, spaces and punctuation do not count."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    # vowel signs of Indic scripts are marks too, but spell the name: they have no combining class
    return "".join(c for c in folded if c.isalnum() or (unicodedata.category(c)[0] == "M" and not _floats(c)))


def _floats(char: str) -> bool:
    return unicodedata.combining(char) != 0
