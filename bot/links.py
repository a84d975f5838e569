"""Links to the web room: what a sealed one holds, and what can be wrong with it.

A link is an opaque token in an address. It is no account and no session: it names one person, one notice and one
purpose, and dies with time. Nobody can read or make one without the deployment's key (decision 12).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol, TypeAlias

from bot.outbox import Card, Notice

Purpose: TypeAlias = Literal["act", "press", "form", "unsubscribe", "oauth"]
"""`act` opens the page of a notice, `press` and `form` are what that page offers, `unsubscribe` ends news.

`oauth` is the state on the way through a platform's consent page.
"""

ACT_LIVES = timedelta(days=60)
UNSUBSCRIBE_LIVES = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before a dangerous press, in the reader's words."""

    title: str
    text: str
    yes: str
    no: str


@dataclass(frozen=True, slots=True)
class Link:
    """`what` and `data` name a notice (or a card) as the outbox does: ids, never words.

    `action` is a packed action: of an `act` link the one its reader chose in the mail, of a `press` link the one to
    be done; of a `form` link it is the draft. `ask` comes first where the press is dangerous. `among` are the values of
    a menu, of which `at_most` so many can be picked.
    """

    purpose: Purpose
    person: str
    expires_at: datetime
    language: str = ""
    what: str = ""
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])
    is_card: bool = False
    action: str = ""
    ask: Question | None = None
    among: tuple[str, ...] = ()
    at_most: int = 0


class Addresses(Protocol):
    """Makes whole addresses (https://…) of the web room for one person."""

    def to_act(self, person: str, language: str, said: Notice | Card, action: str = "") -> str:
        """The page where that notice can be answered, with the packed `action` put first."""
        ...

    def to_unsubscribe(self, person: str, language: str) -> str: ...


class LinkProblem(Exception):
    """Base of what is wrong with a link."""


class Broken(LinkProblem):
    """Cut off, tampered with, made for something else, or sealed with a key that is no longer ours."""


class Expired(LinkProblem):
    """It was ours, and its time is over."""

    def __init__(self, link: Link) -> None:
        super().__init__(f"expired on {link.expires_at:%Y-%m-%d}")
        self.link = link
