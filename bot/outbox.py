"""What is owed to the outside: jobs (work of ours at a time) and deliveries (messages and changes owed to a platform).

Both are rows written in the transaction of the facts they follow from. A job is done inside one transaction, so
exactly once. A delivery is sent by the protocol in `bot.dispatcher`; the intent is on record before anything leaves.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, ClassVar, Literal, Protocol, Self, TypeAlias, dataclass_transform

from ulid import ULID

from bot.i18n import Reader
from bot.interactions import Place
from bot.ui.text import Phrase


def new_id() -> str:
    """A ULID: sortable by time, 26 characters."""
    return str(ULID())


@dataclass_transform(frozen_default=True)
class Payload:
    """Base of notices, jobs, cards and listings: a typed value with a key, stored as JSON until it is due.

    Carries ids, never texts: what is said is rendered from the state of the moment it is said.
    """

    key: ClassVar[str] = ""

    def __init_subclass__(cls, *, key: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if key:
            hidden = [name for name in cls.__annotations__ if hasattr(cls.__mro__[1], name)]
            if hidden:
                raise TypeError(f"{cls.__name__}: a payload needs {hidden[0]!r} for itself; call the field otherwise")
            cls.key = key
            dataclass(frozen=True)(cls)

    def dump(self) -> dict[str, Any]:
        return {spec.name: getattr(self, spec.name) for spec in fields(self)}  # pyright: ignore[reportArgumentType]

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Self:
        """Rebuild; keys that no longer exist are dropped, so rows outlive a release."""
        known = {spec.name for spec in fields(cls)}  # pyright: ignore[reportArgumentType]
        return cls(**{name: value for name, value in data.items() if name in known})


class _Posted(Payload):
    """What may be posted more than once and is remembered by its name."""

    @property
    def name(self) -> str:
        """The key in the memory of posted copies, e.g. "applications.review:01J8…"."""
        return ":".join([self.key, *(str(value) for value in self.dump().values())])


class Notice(_Posted):
    """What is said to one person, or in one channel, later. Its handler returns a View, or None when it is moot.

    `otherwise` is the profile key of the channel where it is said, with a mention, when the person takes no direct
    messages and has agreed to that; else the secretariat is asked to pass it on. An `impersonal` one could be read by
    anybody: it is said there without being asked for, as it stands. A `gentle` one is a reminder: it waits for the
    reader's morning, and after a stop of ours it is said late or not at all (INV-37). `news` is what people may choose
    not to get (announcements, digests); everything else reaches them.
    A `lasting` one is kept up to date like a card, in the language of each person it was delivered to.
    A `private` one is nobody else's business: who cannot be reached is not told, and nobody is asked to pass it on.
    An `office` one is for the secretariat; like a card, a link to it in a mail shows it only to who is of it today.
    One that goes `everywhere` is said on each account of the person and by mail: somebody asked to see how it looks.
    """

    otherwise: ClassVar[str] = ""
    impersonal: ClassVar[bool] = False
    gentle: ClassVar[bool] = False
    news: ClassVar[bool] = False
    lasting: ClassVar[bool] = False
    private: ClassVar[bool] = False
    office: ClassVar[bool] = False
    everywhere: ClassVar[bool] = False


class JobPayload(Payload):
    """What is done later, inside one transaction."""


class Card(_Posted):
    """A message kept up to date wherever it was posted. Its handler draws it from the state of the moment."""


class Listing(Payload):
    """An entry in a platform's own calendar, kept in step with our records. Its handler says what it holds today."""

    @property
    def name(self) -> str:
        """The listing's key in the memory of entries, from which it can be read back (`named`)."""
        return f"{self.key}:{as_json(self.dump())}"

    @property
    def mark(self) -> str:
        """The sign by which its entry is found again on the platform: at most 25 characters, unique."""
        return f"cv{hashlib.sha256(self.name.encode()).hexdigest()[:16]}"

    @staticmethod
    def named(name: str) -> tuple[str, dict[str, Any]]:
        """Key and data of the listing of that name."""
        key, _, data = name.partition(":")
        return key, json.loads(data)


class Priority(IntEnum):
    """An answer somebody waits for goes before news, news before bulk."""

    PROMPT = 0
    NORMAL = 10
    BULK = 20


class State(IntEnum):
    READY = 0
    SENDING = 1
    SENT = 10
    FAILED = 11
    EXPIRED = 12
    CANCELLED = 13


DeliveryKind: TypeAlias = Literal["post", "edit", "delete", "access", "make", "entry"]
"""`access` puts a person's roles and channels in order, `make` creates a channel or role that is missing, `entry` puts
a listing in order in the calendar of a space."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing owed to one platform.

    `sender` is the bot token it goes out with, `lane` the ordering key (a channel, a person, a card copy): one flight
    per lane. `body` holds ids and payload data. `expires_at`: after that it would no longer be useful.
    """

    id: int
    network: str
    sender: str
    lane: str
    dedup_key: str
    kind: DeliveryKind
    body: Mapping[str, Any]
    priority: Priority = Priority.NORMAL
    not_before: datetime | None = None
    expires_at: datetime | None = None
    attempts: int = 0
    intent_at: datetime | None = None
    epoch: int = 0

    @property
    def nonce(self) -> str:
        """The mark by which a message of ours is recognised on the platform: at most 25 characters, unique."""
        return f"cv{self.id}"


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A delivery about to be written; the same `dedup_key` twice is one delivery."""

    sender: str
    lane: str
    dedup_key: str
    kind: DeliveryKind
    body: Mapping[str, Any]
    priority: Priority = Priority.NORMAL
    not_before: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """Work at a time. The same `key` twice is one job (INV-37). A `once_open` key is free again when it has run."""

    key: str
    kind: str
    data: Mapping[str, Any]
    run_at: datetime
    once_open: bool = False
    id: int = 0
    network: str = ""
    attempts: int = 0

    @property
    def root(self) -> str:
        """What the keys of all that follows from it begin with, so that it can be withdrawn with it."""
        return f"{self.key}#{self.id}" if self.once_open else self.key


@dataclass(frozen=True, slots=True)
class Copy:
    """Where a living card or a lasting notice was posted; the latter has the `person` it was delivered to.

    Also which entry of a calendar shows a listing; then `channel` is empty.
    """

    id: str
    card: str
    sender: str
    platform: str
    space: str
    channel: str
    message: str
    drawn: str = ""
    """Fingerprint of what the copy shows, so that nothing is edited for nothing; "" or TWICE where nobody knows."""
    person: str = ""


TWICE = "twice"
"""Stands for the fingerprint of a copy that was redrawn by somebody else once more, before an edit of ours."""


# What a messenger is asked to do, already rendered by nobody: adapters draw the view for the reader.


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform's answer: its id for the message, the channel it is in, anything worth keeping."""

    external_id: str = ""
    channel: str = ""
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])


class DeliveryProblem(Exception):
    """Base of what a messenger raises instead of returning a receipt."""


class Limited(DeliveryProblem):
    """The platform asks to wait; nothing was accepted."""

    def __init__(self, after: timedelta, lane_only: bool = False, *, reason: str = "") -> None:
        super().__init__(reason or f"rate limited for {after.total_seconds():.1f} s")
        self.after = after
        self.lane_only = lane_only


class OutOfReach(Limited):
    """Nobody answers there, so nothing ever left this machine: to be tried again, and no sign of a wrong token."""

    def __init__(self, after: timedelta, why: str) -> None:
        super().__init__(after, reason=f"cannot be reached ({why})")
        self.why = why


class Ambiguous(DeliveryProblem):
    """Nobody knows whether it arrived (time-out, reset, 5xx): to be settled by asking."""


class Unreachable(DeliveryProblem):
    """The person or channel cannot be reached this way and will not be by trying again (DMs closed, left, gone)."""

    def __init__(self, reason: str, *, account_gone: bool = False, channel_gone: bool = False) -> None:
        super().__init__(reason)
        self.account_gone = account_gone
        self.channel_gone = channel_gone


class Forbidden(DeliveryProblem):
    """The platform refuses until somebody changes a setting.

    `remedy` tells whom and what, to be read in the office's language (its parameters are plain strings); `cure` is
    the same in English, for operators.
    """

    def __init__(self, reason: str, remedy: Phrase | str) -> None:
        super().__init__(reason)
        self.remedy = remedy if isinstance(remedy, Phrase) else Phrase(remedy)

    @property
    def cure(self) -> str:
        return Reader().plain(self.remedy)


class Full(DeliveryProblem):
    """The calendar takes no further entry.

    `farther` is the mark of one of ours that begins later and may make room, if it is written down first that it is to
    come back. Without one: to be tried again another day.
    """

    def __init__(self, reason: str, farther: str = "") -> None:
        super().__init__(reason)
        self.farther = farther


class Rejected(DeliveryProblem):
    """The platform calls our request wrong: a bug of ours, kept and reported, not repeated."""


class Outbox(Protocol):
    """The writing side, inside a unit of work."""

    async def add(self, jobs: tuple[Job, ...], deliveries: tuple[NewDelivery, ...]) -> None:
        """Write rows; those whose key is there already are left as they are."""
        ...

    async def withdraw(self, key_prefix: str) -> int:
        """Take back jobs and unsent deliveries whose key begins so; returns how many."""
        ...

    async def owed(self, keys: tuple[str, ...]) -> frozenset[str]:
        """Those of the keys under which there is a delivery, sent or not."""
        ...

    async def due_to(self, person: str, now: datetime) -> tuple[Job, ...]:
        """The jobs that tell that person something and are due, the oldest first; not all when very many are due."""
        ...

    async def body(self, key_prefix: str) -> Mapping[str, Any] | None:
        """What the delivery holds whose key begins so; None when there is none, or none any more."""
        ...

    async def on_its_way(self, person: str, notice: str) -> bool:
        """Whether a notice of that kind is being delivered to the person: it may have been drawn a moment ago."""
        ...

    async def copies(self, card: str, *, after: str = "", most: int = 1000, of: str = "") -> tuple[Copy, ...]:
        """Some of the copies in the order of their ids, beginning after one; `of` a person only those he or she has."""
        ...

    async def copy(self, copy: str) -> Copy | None: ...

    async def doubt(self, place: Place) -> Copy | None:
        """The message there is being redrawn by somebody else: nobody knows what the copy shows until its next edit.

        Returns that copy, with TWICE for what it shows where that was unknown before; None when the message is none.
        """
        ...

    async def forget_copy(self, copy: str) -> None: ...

    async def edit_pending(self, copy: str) -> bool:
        """Whether an edit of that copy is waiting already (it will show today's state when it is sent)."""
        ...


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
