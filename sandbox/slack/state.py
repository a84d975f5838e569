"""What a Slack workspace remembers: people, conversations, messages, views, groups, files and tokens, as plain records.

Only data here; who may do what is decided in `methods/`, how it looks on the wire in `wire.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from mimetypes import guess_type
from typing import Any, Literal

Json = dict[str, Any]
Kind = Literal["public", "private", "im"]


@dataclass(slots=True)
class User:
    """A person, or the app's own bot user."""

    id: str
    name: str
    real_name: str
    tz: str = "UTC"
    locale: str = "en-US"
    email: str = ""
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    deleted: bool = False
    updated: int = 0
    title: str = ""
    is_primary_owner: bool = False


@dataclass(slots=True)
class Message:
    """One message; `ephemeral_to` names the only reader of a private one, which no API can read back."""

    ts: str
    channel: str
    user: str
    text: str
    at: datetime
    blocks: list[Json] = field(default_factory=list[Json])
    attachments: list[Json] = field(default_factory=list[Json])
    metadata: Json | None = None
    thread_ts: str | None = None
    by_app: bool = False
    edited: str | None = None
    files: list[str] = field(default_factory=list[str])
    ephemeral_to: str | None = None
    client_msg_id: str | None = None
    subtype: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    local: bool = False
    """A notice of the client itself (Slackbot): no API call made it."""


@dataclass(slots=True)
class Channel:
    """A public or private channel, or the direct conversation (`im`) between the app and `im_user`."""

    id: str
    name: str
    kind: Kind
    creator: str
    created: int
    members: list[str] = field(default_factory=list[str])
    im_user: str = ""
    archived: bool = False
    topic: str = ""
    purpose: str = ""
    previous_names: list[str] = field(default_factory=list[str])
    messages: list[Message] = field(default_factory=list[Message])
    bookmarks: list[Json] = field(default_factory=list[Json])
    pins: list[str] = field(default_factory=list[str])


Values = dict[tuple[str, str], Any]
"""What stands in the inputs of a view: (block_id, action_id) -> the element's value in Slack's own state shape."""


@dataclass(slots=True)
class View:
    """A modal or a home tab as one person has it in front of him or her."""

    id: str
    user: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: Values = field(default_factory=dict[tuple[str, str], Any])
    errors: dict[str, str] = field(default_factory=dict[str, str])
    trouble: str = ""
    response_urls: list[Json] = field(default_factory=list[Json])


@dataclass(slots=True)
class UserGroup:
    id: str
    name: str
    handle: str
    description: str
    created: int
    users: list[str] = field(default_factory=list[str])
    channels: list[str] = field(default_factory=list[str])
    disabled_at: int = 0
    updated: int = 0


@dataclass(slots=True)
class StoredFile:
    id: str
    name: str
    length: int
    user: str
    created: int
    title: str = ""
    content: bytes | None = None
    completed: bool = False
    channels: list[str] = field(default_factory=list[str])

    @property
    def mimetype(self) -> str:
        return guess_type(self.name)[0] or "application/octet-stream"


@dataclass(slots=True)
class Token:
    """What a token may do; `kind` is bot (xoxb) or app (xapp)."""

    value: str
    kind: Literal["bot", "app"]
    scopes: set[str]
    revoked: bool = False


@dataclass(slots=True)
class Scheduled:
    id: str
    channel: str
    post_at: int
    message: Json


@dataclass(frozen=True, slots=True)
class Change:
    """Something visible changed; `user` names the only person concerned, or is empty when it may be everybody."""

    kind: str
    channel: str = ""
    user: str = ""


class Ids:
    """Identifiers as Slack writes them (a letter, then capitals and digits), unique within a workspace."""

    def __init__(self) -> None:
        self._last = 0

    def new(self, letter: str) -> str:
        self._last += 1
        return f"{letter}0{self._last:08X}"


def elements_of(block: Json) -> Iterator[Json]:
    """The interactive elements inside a block, in the order in which they are shown."""
    match block.get("type"):
        case "actions" | "context_actions":
            yield from block.get("elements", [])
        case "section":
            if "accessory" in block:
                yield block["accessory"]
        case "input":
            yield block["element"]
        case _:
            return
