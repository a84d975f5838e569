"""What the core asks of the other rooms: storage behind units of work, platforms behind messengers."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol, TypeAlias, TypeVar

from bot.i18n import Reader
from bot.outbox import Card, Notice, Receipt
from bot.ui.view import View

R = TypeVar("R")

MAIL = "email"
"""Platform, space and sender of mail. In it everybody who has an address is known by the id of the person."""

CALENDARS = frozenset({"discord"})
"""Platforms whose spaces have a calendar of their own."""


class UnitOfWork(Protocol):
    """One transaction of one network. Leaving it normally commits; an exception rolls everything back."""

    network: str

    def repository(self, kind: type[R]) -> R:
        """The repository of that Protocol, e.g. `uow.repository(Applications)`."""
        ...


class Database(Protocol):
    def write(self, network: str) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open a unit of work that may change things. Raises Conflict (try again) or Unavailable."""
        ...

    def read(self, network: str) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open a unit of work that only looks."""
        ...


@dataclass(frozen=True, slots=True)
class Space:
    """A workspace or guild we are in. `sender` names the token we speak with there.

    `channels` maps profile keys ("welcome", "secretariat") to channel ids, `roles` maps role names ("member") to
    platform role or user-group ids. `missing` is what the last look found absent or forbidden, in words.
    """

    platform: str
    space: str
    sender: str
    name: str = ""
    language: str = ""
    """Of its channels; empty means the first language of the network."""
    channels: Mapping[str, str] = field(default_factory=dict[str, str])
    roles: Mapping[str, str] = field(default_factory=dict[str, str])
    seen: Mapping[str, str] = field(default_factory=dict[str, str])
    """Names of all channels found there, by id."""
    problems: tuple[str, ...] = ()
    open: frozenset[str] = frozenset()
    """The channels found there that everybody can read."""

    @property
    def is_chat(self) -> bool:
        """Whether it has channels and roles; mail has neither."""
        return self.platform != MAIL

    @property
    def has_calendar(self) -> bool:
        """Whether its platform shows events in a calendar of its own that we may write."""
        return self.platform in CALENDARS


class Spaces(Protocol):
    async def all(self) -> tuple[Space, ...]: ...

    async def get(self, platform: str, space: str) -> Space | None: ...

    async def save(self, space: Space) -> None: ...

    async def remove(self, platform: str, space: str) -> None: ...


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One line of the append-only audit trail (INV-39)."""

    at: datetime
    actor: str
    action: str
    subject: str
    on_behalf_of: str = ""
    route: str = ""
    detail: str = ""
    id: int = 0


class Audit(Protocol):
    async def add(self, events: tuple[AuditEvent, ...]) -> None: ...

    async def about(self, subject: str, limit: int = 50) -> tuple[AuditEvent, ...]:
        """The newest lines about a subject (or by an actor), newest first; all subjects when it is empty."""
        ...


class Archive(Protocol):
    """Everything of a network in an open format."""

    async def dump(self) -> dict[str, list[dict[str, Any]]]:
        """All rows by table, as plain JSON values; without the outbox, which belongs to this deployment."""
        ...

    async def load(self, tables: Mapping[str, list[dict[str, Any]]]) -> None:
        """Write back what `dump` gave; Refused when the network has people already."""
        ...


class Notes(Protocol):
    """Short texts an adapter must find again after a restart, such as the question behind a dangerous button."""

    async def keep(self, words: Mapping[str, str], until: datetime | None = None) -> None:
        """Remember texts by key, for ever or until then; a text that is known already stays as it is.

        Those with an end may name people: all of them go when somebody is forgotten, so do without them.
        """
        ...

    async def recall(self, key: str) -> str | None: ...


class Tokens(Protocol):
    """Tokens of the spaces that installed us by themselves. They come here sealed and are of this deployment only."""

    async def all(self, platform: str) -> Mapping[str, str]:
        """Sealed tokens by space."""
        ...

    async def keep(self, platform: str, space: str, sealed: str) -> None: ...

    async def remove(self, platform: str, space: str) -> None: ...


class Retention(Protocol):
    """What is deleted when it has had its time."""

    async def settled(self, before: datetime) -> int:
        """Forget jobs done and deliveries settled before that instant, and with them the memory of their keys."""
        ...

    async def notes(self, before: datetime) -> int:
        """Forget notes that were to be kept until that instant at most."""
        ...

    async def strangers(self, before: datetime, limit: int) -> int:
        """Forget people met before and not seen since who changed nothing and whom no record names: how many."""
        ...


# What messengers are asked to do. Ids in here are the platform's own.


@dataclass(frozen=True, slots=True)
class Send:
    """Post `view`. Either `channel` is set, or `user`, whose direct conversation is opened first.

    In mail `channel` is the address and `user` the person. `nonce` marks the message so that it can be found again.
    `said` is what the view was drawn from, for routes on which one comes back to it later.
    """

    space: str
    view: View
    reader: Reader
    nonce: str
    channel: str = ""
    user: str = ""
    said: Notice | Card | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    space: str
    channel: str
    message: str
    view: View
    reader: Reader


@dataclass(frozen=True, slots=True)
class Delete:
    space: str
    channel: str
    message: str


@dataclass(frozen=True, slots=True)
class SetAccess:
    """Put one account's roles and private channels in order: idempotent. Only ids of ours are listed."""

    space: str
    user: str
    roles: tuple[str, ...]
    not_roles: tuple[str, ...]
    channels: tuple[str, ...]
    not_channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Make:
    """Create a channel or role unless one of that name is there; the receipt's external_id is its id.

    `private_to` are role ids (Discord) that may see a private channel.
    """

    space: str
    what: Literal["channel", "private_channel", "role"]
    name: str
    private_to: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a calendar shows to everybody in a space, in its language: never a join link. Instants are aware."""

    title: str
    starts: datetime
    ends: datetime
    where: str
    about: str


@dataclass(frozen=True, slots=True)
class SetEntry:
    """Put one entry of the space's calendar in order: idempotent. Without `entry` it is taken away.

    The entry is found by `known`, its id if we have learnt it, or by `mark` (at most 25 characters), with which `sign`
    ends: what people read of it where a platform can hide nothing. The receipt's
    external_id is the id it has now. In a full calendar the entry with the mark `instead_of` makes room, or Full says
    which one may.
    """

    space: str
    mark: str
    entry: Entry | None
    known: str = ""
    sign: str = ""
    instead_of: str = ""


Order: TypeAlias = Send | Edit | Delete | SetAccess | Make | SetEntry


class Messenger(Protocol):
    """The outgoing side of one platform. Calls are paced under the platform's ceiling by the adapter.

    `perform` returns a receipt or raises a DeliveryProblem. `find` answers, for messages whose fate is unknown, which
    nonces really arrived in that channel since the given instant; it raises Ambiguous when that cannot be known.
    """

    platform: str

    @property
    def senders(self) -> tuple[str, ...]:
        """The tokens this process may speak with, e.g. ("slack:T1",) or ("discord",)."""
        ...

    async def open_direct(self, space: str, user: str) -> str:
        """The id of the direct conversation with somebody (idempotent); Unreachable when it is closed."""
        ...

    async def perform(self, order: Order) -> Receipt: ...

    async def find(self, space: str, channel: str, nonces: tuple[str, ...], since: datetime) -> dict[str, Receipt]: ...
