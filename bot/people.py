"""People, their chat accounts and the roles they hold. One person may have no, one or several accounts."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol, TypeAlias

from bot.interactions import Account
from bot.ui.text import Mention


class Role(StrEnum):
    """Roles of domain 2.1. `NEWCOMER` is what everybody is who holds none of the others."""

    NEWCOMER = "newcomer"
    MEMBER = "member"
    OBSERVER = "observer"
    REPRESENTATIVE = "representative"
    ALTERNATE = "alternate"
    REVIEWER = "reviewer"
    ORGANISER = "organiser"
    MODERATOR = "moderator"
    SECRETARIAT = "secretariat"
    CHAIR = "chair"
    INCOMING_CHAIR = "incoming_chair"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """A dated role. `scope` narrows it to one subject (an event, an institution); empty is the whole network."""

    role: Role
    scope: str = ""
    since: datetime | None = None
    until: datetime | None = None
    granted_by: str = ""

    def holds_at(self, now: datetime) -> bool:
        return (self.since is None or self.since <= now) and (self.until is None or now < self.until)


Visibility: TypeAlias = Literal["private", "members", "public"]
NameOrder: TypeAlias = Literal["given_first", "family_first", "mononym"]
OPENLY = "channel"
"""The entry in `Person.routes` by which somebody agrees to be mentioned in a channel when nothing else is left."""


def in_both_scripts(name: str, native: str) -> str:
    """A name with its native form; one written from right to left keeps to itself and leaves the sentence its order."""
    if native in ("", name):
        return name
    if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in native):
        native = f"\u2068{native}\u2069"
    return f"{name} {native}"


@dataclass(frozen=True, slots=True)
class Person:
    """A human being known to the network. Names are kept as given: never split, re-ordered or upper-cased.

    `visibility` says by field key who may read it in the directory (missing: private). `routes` is the order in which
    notices are tried: "slack", "discord", "email", and by consent "channel" (`OPENLY`). `quiet` is the pair of local
    times of the quiet hours.
    """

    id: str
    display_name: str
    native_name: str = ""
    family: str = ""
    given: str = ""
    name_order: NameOrder = "given_first"
    email: str = ""
    zone: str = ""
    languages: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    quiet: tuple[str, str] = ("22:00", "07:30")
    visibility: Mapping[str, Visibility] = field(default_factory=dict[str, Visibility])
    fields_of_work: tuple[str, ...] = ()
    country: str = ""
    about: str = ""
    status: Literal["active", "former", "erased"] = "active"
    digest: Literal["all", "weekly", "monthly", "duties_only"] = "weekly"
    version: int = 1
    email_confirmed: bool = False
    """Whether the office has confirmed the address; what somebody types about himself is a claim."""
    email_refused: str = ""
    """The address that a mail server has refused for good."""

    @property
    def takes_mail(self) -> bool:
        """Whether there is an address, and not the one that was refused."""
        return bool(self.email) and self.email.casefold() != self.email_refused.casefold()

    @property
    def known_as(self) -> str:
        """The name with its native form where there is one."""
        return in_both_scripts(self.display_name, self.native_name)

    @property
    def wants_news(self) -> bool:
        """Whether announcements may come as direct messages in chat: only for who chose to get everything, or named a
        route for notices. Discord forbids writing to people who did not ask for it; the others have mail and channels.
        """
        return self.digest == "all" or (bool(self.routes) and self.digest != "duties_only")

    @property
    def language(self) -> str:
        """The first language, or "" when the person never said."""
        return self.languages[0] if self.languages else ""


@dataclass(frozen=True, slots=True)
class ChatAccount:
    """A platform account that belongs to a person. `direct` is the direct conversation once it is known."""

    platform: str
    space: str
    user: str
    person: str
    state: Literal["live", "left", "closed"] = "live"
    direct: str = ""
    last_seen: datetime | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.platform, self.space, self.user)


@dataclass(frozen=True, slots=True)
class Me:
    """Who is talking to us: the person, all accounts, and the roles that hold now."""

    person: Person
    accounts: tuple[ChatAccount, ...]
    grants: tuple[RoleGrant, ...]
    institutions: frozenset[str] = frozenset()
    """Institutions the person is affiliated with now (for "own institution" and INV-03)."""

    @property
    def id(self) -> str:
        return self.person.id

    def has(self, role: Role, scope: str | None = None) -> bool:
        """Whether the person holds `role`, in the given scope or network-wide (None: in any scope)."""
        return any(g.role == role and (scope is None or g.scope in ("", scope)) for g in self.grants)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants) or frozenset({Role.NEWCOMER})

    @property
    def mention(self) -> Mention:
        return mention(self.person, self.accounts)


def mention(person: Person, accounts: tuple[ChatAccount, ...] = ()) -> Mention:
    """A mention that pings where the person has a live account."""
    return Mention(person.known_as, tuple(a.key for a in accounts if a.state == "live"))


class People(Protocol):
    """What is remembered of people. All methods speak of the network the unit of work was opened for."""

    async def recognise(self, account: Account, now: datetime) -> Me | None:
        """The person behind an account, with accounts, roles holding at `now` and affiliations: one round trip.

        With an empty `space` (a direct conversation) any account of that user on the platform will do. On the platform
        "email" the user is the person; only who has opened a sealed link makes such an account.
        """
        ...

    async def meet(self, account: Account, person: Person, now: datetime) -> Me:
        """Remember somebody we have not met before, or who came with a new account."""
        ...

    async def get(self, person: str) -> Person: ...

    async def me(self, person: str, now: datetime) -> Me:
        """The same as `recognise`, by the person's id; NotFound when there is none."""
        ...

    async def many(self, people: tuple[str, ...], now: datetime) -> dict[str, Me]: ...

    async def by_email(self, email: str) -> Person | None:
        """Whom that address names: who has it confirmed, else a record without a chat account.

        An address somebody merely claims names nobody: a role or a mandate must not go to the first to type it.
        """
        ...

    async def add(self, person: Person, now: datetime) -> None:
        """Somebody without a chat account, e.g. an applicant by e-mail."""
        ...

    async def save(self, person: Person) -> None:
        """Write back a changed person; Conflict when it was changed in the meantime."""
        ...

    async def attach(self, account: ChatAccount) -> None:
        """Give an account to its person, taking it from any other."""
        ...

    async def detach(self, platform: str, space: str, user: str) -> None: ...

    async def mark(self, platform: str, space: str, user: str, **changes: object) -> None:
        """Set `state`, `direct` or `last_seen` of an account."""
        ...

    async def grant(self, person: str, grant: RoleGrant) -> None: ...

    async def revoke(self, person: str, role: Role, scope: str, at: datetime) -> bool:
        """End a role; False when the person did not hold it."""
        ...

    async def holding(self, role: Role, now: datetime, scope: str | None = None) -> tuple[Me, ...]:
        """Everybody who holds `role` now. Not for members: there may be a hundred thousand."""
        ...

    async def with_roles(self, now: datetime, after: str = "", limit: int = 500) -> tuple[str, ...]:
        """Ids of whoever holds any role now, in their order, so many after that one."""
        ...

    async def merge(self, stranger: str, into: str) -> None:
        """Move all accounts of an empty record to another person and delete the empty record."""
        ...

    async def erase(self, person: str, pseudonym: str) -> None:
        """Replace the person by a pseudonym, delete accounts, roles and personal data (domain 2.3.15)."""
        ...
