"""A player is one person in front of one simulated client: what can be typed and pressed, and what is then seen.

Both platforms offer the same verbs, so a story is written once and played on either. A player sees exactly what the
real client would show: messages of the channels he or she is in, private ("ephemeral") answers, the open form with
its errors, and the platform's own complaint when an application does not answer in time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

PATIENCE = 5.0
"""Seconds a person looks for a button that is not there yet: cards are redrawn a moment after what they tell."""


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file attached to a message, as it would be downloaded."""

    name: str
    content: bytes
    alt: str = ""
    """Of a picture: what is read by those who do not see it."""


@dataclass(frozen=True, slots=True)
class MessageSeen:
    """One message as a person sees it; `text` is everything readable in it, markup taken away, lines in order."""

    id: str
    channel: str
    author: str
    text: str
    buttons: tuple[str, ...] = ()
    selects: tuple[str, ...] = ()
    files: tuple[FileSeen, ...] = ()
    """Those that hang on it; what is shown in it is among the pictures."""
    pictures: tuple[FileSeen, ...] = ()
    private: bool = False
    edited: bool = False
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventSeen:
    """An entry of the platform's own calendar. Instants are aware; `interested` says whether this person is."""

    id: str
    title: str
    starts: datetime
    ends: datetime | None
    where: str
    about: str
    running: bool = False
    interested: bool = False


@dataclass(frozen=True, slots=True)
class FieldSeen:
    """One input of the open form. `kind` is text, longtext, choice or choices; `value` is what stands in it now."""

    label: str
    kind: str
    value: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    required: bool = False
    error: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class FormSeen:
    """The form (modal) that is open in front of the person."""

    title: str
    fields: tuple[FieldSeen, ...]
    text: str = ""
    submit: str = ""


class NotShown(AssertionError):
    """The person looked for something that is not on the screen; the message lists what is."""


class Player(Protocol):
    """One person on one platform.

    Every verb returns when the application has answered, or when the platform's own time limit has passed; then the
    platform's complaint is among the messages, as in the real client.
    """

    platform: str
    name: str
    user_id: str

    @property
    def form(self) -> FormSeen | None: ...

    async def types(self, line: str, channel: str | None = None) -> None:
        """Send a slash command (`/member find query:wang`) or, without a slash, a plain message.

        `channel` is a channel name without '#', or None for where the person last was (at first: the welcome
        channel, or the direct conversation with the bot when the person is in no channel).
        """
        ...

    async def completes(self, line: str, channel: str | None = None) -> list[str]:
        """What the client offers while `line` is being typed: command names or an option's autocomplete labels."""
        ...

    async def presses(self, label: str, *, on: str | None = None, times: int = 1) -> None:
        """Press the button `label` on the newest visible message that has one (and contains the text `on`).

        One that is not there yet is waited for, for `PATIENCE` seconds; then it is NotShown.
        A native confirmation dialog is accepted. `times` > 1 presses that often at once, without waiting in between.
        """
        ...

    async def picks(self, *options: str, select: str | None = None, on: str | None = None) -> None:
        """Choose options (by label) in a select menu of a message."""
        ...

    async def fills(self, values: Mapping[str, str | Sequence[str]]) -> None:
        """Type into fields of the open form, found by label. Nothing is sent yet."""
        ...

    async def submits(self) -> None:
        """Send the open form. On a platform that shows errors beside the fields the form stays open with them."""
        ...

    async def dismisses(self) -> None:
        """Close the open form without sending it."""
        ...

    async def opens_home(self) -> MessageSeen:
        """Open the application's home (Slack App Home; on Discord the direct conversation)."""
        ...

    def messages(self, channel: str | None = None) -> list[MessageSeen]:
        """All that this person can see, oldest first; `channel` narrows it ('@bot' is the direct conversation)."""
        ...

    async def sees(self, text: str, *, channel: str | None = None, within: float = 5.0) -> MessageSeen:
        """Wait until a message containing `text` is visible and return the newest such; NotShown after `within` s."""
        ...

    def events(self) -> list[EventSeen]:
        """What is to come or runs in the platform's own calendar, nearest first; Slack has none."""
        ...

    def channels(self) -> list[str]:
        """Names of the channels this person can see."""
        ...


@dataclass(slots=True)
class Ledger:
    """What a simulator really received, for comparison with what the product believes it sent."""

    posted: list[dict[str, object]] = field(default_factory=list[dict[str, object]])
    """Every message that exists or existed: keys `id`, `channel`, `text`, `nonce` or `metadata`, `at`."""
    violations: list[str] = field(default_factory=list[str])
    """Requests the published schemas do not allow, or answers of ours that they do not describe; must stay empty."""
