"""Words on their way to a reader: phrases not yet in a language, and runs that each platform draws its own way.

Nothing in here is markup. Text that people wrote travels as plain `str` and is escaped by whoever draws it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol, TypeAlias, runtime_checkable


@runtime_checkable
class Localised(Protocol):
    """A text that exists in several languages, such as a label from the network's profile."""

    def in_(self, language: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Phrase:
    """An English source sentence with named places, put into the reader's language when it is shown.

    `Phrase("{who} joined", who=...)` is written `_("{who} joined", who=...)`. With `plural` and `count`, gettext
    picks the form; `{n}` then stands for the count.
    """

    source: str
    params: "tuple[tuple[str, Text], ...]" = ()
    plural: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Bold:
    text: "str | Phrase | Localised"


@dataclass(frozen=True, slots=True)
class Italic:
    text: "str | Phrase | Localised"


@dataclass(frozen=True, slots=True)
class Code:
    """Something to be typed or copied exactly. What begins with a slash is a command of ours, without any prefix."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    text: "str | Phrase | Localised"
    url: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A person: pings on a platform where he or she has an account, and is a name everywhere else.

    `accounts` are (platform, space, user) triples.
    """

    name: str
    accounts: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ChannelLink:
    """A channel of one platform; elsewhere just its name."""

    name: str
    platform: str
    channel: str


@dataclass(frozen=True, slots=True)
class GroupMention:
    """A role or user group of one platform, all of whom it rings at; elsewhere just its name.

    Only for what somebody chose and confirmed. There is none for everybody in a channel or a space.
    """

    name: "str | Phrase | Localised"
    platform: str
    group: str


MomentStyle: TypeAlias = Literal["date", "time", "full", "relative"]


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant (aware, UTC), drawn in the reader's own zone, or in that `zone` (IANA) for everybody alike.

    `date` shows the day only.
    """

    at: datetime
    style: MomentStyle = "full"
    zone: str = ""


Inline: TypeAlias = (
    str | Phrase | Localised | Bold | Italic | Code | Link | Mention | GroupMention | ChannelLink | Moment
)
Text: TypeAlias = Inline | tuple[Inline, ...]

Run: TypeAlias = str | Bold | Italic | Code | Link | Mention | GroupMention | ChannelLink | Moment
"""What is left after translation; the `text` of a Bold, Italic or Link is then a plain string, as a group's name is."""


def _(source: str, /, **params: Text) -> Phrase:
    """Mark an English sentence for translation."""
    return Phrase(source, tuple(params.items()))


def n_(source: str, plural: str, count: int, /, **params: Text) -> Phrase:
    """Mark a counted sentence for translation; `{n}` is the count."""
    return Phrase(source, (("n", str(count)), *params.items()), plural, count)


COMMA = _(", ")
SEMICOLON = _("; ")
COLON = _(": ")
"""Between texts in a row: a language writes its own (in Chinese 、 and ； and ：)."""


def join(parts: Iterable[Text], separator: Inline = COMMA) -> tuple[Inline, ...]:
    """Put texts in a row with a separator between them."""
    row: list[Inline] = []
    for part in parts:
        if row:
            row.append(separator)
        row.extend(part if isinstance(part, tuple) else (part,))
    return tuple(row)


def spaced(parts: Iterable[Text]) -> tuple[Inline, ...]:
    """Sentences, or words, one after the other, with a space where the reader's language has one (`bot.spacing`)."""
    row: tuple[Inline, ...] = ()
    for part in parts:
        follows = part if isinstance(part, tuple) else (part,)
        row = (_("{one} {then}", one=row, then=follows),) if row else follows
    return row


LABEL: Final = 75
"""Characters of something to choose that every platform shows without shortening it itself."""


def shortened(text: str, most: int = LABEL) -> str:
    """On one line of at most `most` characters, with a sign where the end was cut off."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
