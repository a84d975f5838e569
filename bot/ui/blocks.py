"""The building blocks of a view: a small closed union, so that a new block does not type-check until all draw it."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.actions import Action
from bot.ui.text import Text


@dataclass(frozen=True, slots=True)
class Heading:
    text: Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Text


@dataclass(frozen=True, slots=True)
class Fields:
    """Short facts, each a name and a value."""

    pairs: tuple[tuple[Text, Text], ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; `numbered` where the order matters."""

    items: tuple[Text, ...]
    numbered: bool = False

    @property
    def marks(self) -> tuple[str, ...]:
        """What stands before each item where a list is drawn with plain letters."""
        return tuple(f"{number}. " if self.numbered else "- " for number in range(1, len(self.items) + 1))


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words, set apart from ours."""

    text: Text


@dataclass(frozen=True, slots=True)
class Note:
    """Small print: dates, references, what happens next."""

    text: Text


@dataclass(frozen=True, slots=True)
class Divider:
    pass


@dataclass(frozen=True, slots=True)
class Confirm:
    """The question asked before a dangerous press takes effect; it says in words what will happen, and to whom."""

    title: Text
    text: Text
    yes: Text
    no: Text


@dataclass(frozen=True, slots=True)
class Button:
    label: Text
    action: Action
    style: Literal["plain", "primary", "danger"] = "plain"
    confirm: Confirm | None = None


@dataclass(frozen=True, slots=True)
class LinkButton:
    label: Text
    url: str


@dataclass(frozen=True, slots=True)
class Buttons:
    items: tuple[Button | LinkButton, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: `value` goes to the handler (at most 75 characters), `label` is read."""

    value: str
    label: Text
    description: Text = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Pick from a list; the chosen values arrive as `ctx.choices`. Long lists are split into several menus."""

    action: Action
    placeholder: Text
    options: tuple[Option, ...]
    at_most: int = 1
    selected: tuple[str, ...] = ()


Block: TypeAlias = Heading | Paragraph | Fields | Bullets | Quote | Note | Divider | Buttons | Choice
