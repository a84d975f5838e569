"""What somebody did, as an adapter reports it: values only, no callbacks, no tokens, no payloads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

FieldValue: TypeAlias = str | tuple[str, ...]
"""What a form field holds: text, or the chosen values."""


@dataclass(frozen=True, slots=True)
class Account:
    """A chat account. `space` is the workspace or guild (may be empty in a direct conversation on Discord).

    `name`, `zone` and `language` are what the platform says about the person, used once, at first contact.
    """

    platform: str
    space: str
    user: str
    name: str = field(default="", compare=False)
    zone: str = field(default="", compare=False)
    language: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Place:
    """Where it happened. Ids are opaque to everybody but the adapter that made them."""

    platform: str
    space: str
    channel: str
    is_direct: bool = False
    message: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command. `path` is family and verb, e.g. ("member", "find"); the verb is "" when none was typed.

    `args` maps option names to what was typed; `loose` is text that belongs to no option.
    """

    account: Account
    place: Place
    path: tuple[str, str]
    args: Mapping[str, str] = field(default_factory=dict[str, str])
    loose: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """A button or menu. `payload` is a packed action, `choices` what was picked in a menu."""

    account: Account
    place: Place
    payload: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Submit:
    """A form was sent. `draft` names the half-filled form it belongs to, `values` the raw input by field key."""

    account: Account
    place: Place
    draft: str
    values: Mapping[str, FieldValue]


@dataclass(frozen=True, slots=True)
class Search:
    """Somebody types in a field that completes itself; `source` names what is searched."""

    account: Account
    place: Place
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened on the platform without anybody asking us.

    Kinds: `joined`, `left` (the account came to or left the space), `home` (the person opened our home page),
    `spoke` (wrote to us directly), `connected` (we are live in the space; `data` is its snapshot), `removed`
    (we were thrown out), `channel_gone`.
    """

    account: Account
    place: Place
    kind: str
    data: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody opens the page of a notice (or a card) that a sealed link names. It only looks."""

    account: Account
    place: Place
    what: str
    data: Mapping[str, Any]
    is_card: bool = False


Interaction: TypeAlias = Command | Press | Submit | Event | Visit
