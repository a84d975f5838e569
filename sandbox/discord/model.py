"""What exists in the simulated Discord: plain records, without behaviour and without JSON."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

TEXT, DM, CATEGORY, NEWS, PUBLIC_THREAD, PRIVATE_THREAD, FORUM = 0, 1, 4, 5, 11, 12, 15
THREADS = frozenset({10, PUBLIC_THREAD, PRIVATE_THREAD})
KINDS = {"text": TEXT, "voice": 2, "category": CATEGORY, "news": NEWS, "stage": 13, "forum": FORUM}
EPHEMERAL, LOADING, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 15


@dataclass(slots=True)
class User:
    """A person or a bot; `dm_closed` means direct messages from server members are switched off."""

    id: int
    username: str
    global_name: str | None = None
    bot: bool = False
    locale: str = "en-US"
    dm_closed: bool = False
    system: bool = False


@dataclass(slots=True)
class Role:
    id: int
    name: str
    position: int
    permissions: int
    color: int = 0
    hoist: bool = False
    mentionable: bool = False
    managed: bool = False


@dataclass(slots=True)
class Member:
    user_id: int
    joined_at: datetime
    nick: str | None = None
    roles: set[int] = field(default_factory=set[int])


@dataclass(slots=True)
class Overwrite:
    """A channel's exception for one role (kind 0) or one member (kind 1)."""

    id: int
    kind: int
    allow: int
    deny: int


@dataclass(slots=True)
class Attachment:
    id: int
    name: str
    content: bytes
    content_type: str
    description: str | None = None


@dataclass(slots=True)
class Message:
    """A message; `ephemeral_for` is the only person who sees it.

    `mentioned*` are those it names as it stands, `pinged` (people, roles, everyone) those it rang at when it was
    posted: an edit rings at nobody.
    """

    id: int
    channel_id: int
    author_id: int
    at: datetime
    content: str = ""
    embeds: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    components: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    attachments: list[Attachment] = field(default_factory=list[Attachment])
    flags: int = 0
    kind: int = 0
    nonce: str | int | None = None
    edited_at: datetime | None = None
    ephemeral_for: int | None = None
    mentioned: list[int] = field(default_factory=list[int])
    mentioned_roles: list[int] = field(default_factory=list[int])
    mentioned_everyone: bool = False
    pinged: tuple[list[int], list[int], bool] | None = None
    reactions: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    pinned_at: datetime | None = None
    reference: dict[str, Any] | None = None
    interaction: dict[str, Any] | None = None
    thread_id: int | None = None


@dataclass(slots=True)
class Thread:
    """What a thread has and an ordinary channel has not."""

    owner_id: int
    created_at: datetime
    archived: bool = False
    locked: bool = False
    auto_archive: int = 1440
    invitable: bool = True
    applied_tags: list[int] = field(default_factory=list[int])
    members: dict[int, datetime] = field(default_factory=dict[int, datetime])


@dataclass(slots=True)
class Channel:
    """A guild channel, a thread (then `thread` is set) or a direct conversation (then `recipient` is set)."""

    id: int
    kind: int
    name: str
    guild_id: int | None = None
    parent_id: int | None = None
    topic: str | None = None
    position: int = 0
    nsfw: bool = False
    slowmode: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict[int, Overwrite])
    tags: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    recipient: int | None = None
    thread: Thread | None = None
    messages: dict[int, Message] = field(default_factory=dict[int, Message])


@dataclass(slots=True)
class ScheduledEvent:
    id: int
    guild_id: int
    creator_id: int
    name: str
    start: str
    end: str | None
    entity_type: int
    description: str | None = None
    channel_id: int | None = None
    location: str | None = None
    status: int = 1
    image: str | None = None
    interested: list[int] = field(default_factory=list[int])


@dataclass(slots=True)
class Guild:
    """A server. The role that bears the guild's own id is @everyone."""

    id: int
    name: str
    owner_id: int
    created_at: datetime
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict[int, Role])
    members: dict[int, Member] = field(default_factory=dict[int, Member])
    channels: dict[int, Channel] = field(default_factory=dict[int, Channel])
    events: dict[int, ScheduledEvent] = field(default_factory=dict[int, ScheduledEvent])
    commands: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    bot_is_in: bool = True
