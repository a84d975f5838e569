"""What can happen to the workspace's records: people come and go, messages are posted and changed, views are opened.

Every change is announced twice: to the application as an event where it is entitled to one, and to whoever watches
(a browser page, a player who waits) through `changed`.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.clock import Clock
from sandbox.player import Ledger
from sandbox.slack.agenda import Agenda
from sandbox.slack.state import (
    Change,
    Channel,
    Ids,
    Json,
    Message,
    Scheduled,
    StoredFile,
    Token,
    User,
    UserGroup,
    View,
)  # fmt: skip
from sandbox.slack.values import initial_values

if TYPE_CHECKING:
    from sandbox.slack.events import Events


class Store:
    """The records and every way they change."""

    events: "Events"
    bot_user_id: str

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.ids = Ids()
        self.agenda = Agenda(clock)
        self.ledger = Ledger()
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.usergroups: dict[str, UserGroup] = {}
        self.files: dict[str, StoredFile] = {}
        self.tokens: dict[str, Token] = {}
        self.scheduled: dict[str, Scheduled] = {}
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.general_id = ""
        self.revision = 0
        self._watchers: list[Callable[[Change], None]] = []
        self._last_stamp = 0
        self._entries: dict[tuple[str, str], dict[str, object]] = {}

    def now(self) -> int:
        """Seconds since the epoch."""
        return int(self.clock.now().timestamp())

    def stamp(self) -> str:
        """A new message timestamp: unique and increasing, also when the clock stands still."""
        self._last_stamp = max(self._last_stamp + 1, int(self.clock.now().timestamp() * 1_000_000))
        return f"{self._last_stamp // 1_000_000}.{self._last_stamp % 1_000_000:06d}"

    def changed(self, kind: str, *, channel: str = "", user: str = "") -> None:
        """Tell the watchers."""
        self.revision += 1
        for watcher in list(self._watchers):
            watcher(Change(kind, channel, user))

    def subscribe(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Be called at each change; the answer ends it."""
        self._watchers.append(callback)
        return lambda: self._watchers.remove(callback) if callback in self._watchers else None

    # --- channels

    def find_channel(self, key: str) -> Channel | None:
        """By id, or by name with or without '#'."""
        name = key.removeprefix("#")
        return self.channels.get(key) or next((c for c in self.channels.values() if c.name == name and name), None)

    def direct(self, user: str) -> Channel:
        """The direct conversation between the app and a person, opened when there is none yet."""
        for channel in self.channels.values():
            if channel.im_user == user:
                return channel
        channel = Channel(self.ids.new("D"), "", "im", user, self.now(), [user, self.bot_user_id], im_user=user)
        self.channels[channel.id] = channel
        self.changed("channel", channel=channel.id, user=user)
        return channel

    def create_channel(self, name: str, *, private: bool, creator: str, silently: bool = False) -> Channel:
        kind = "private" if private else "public"
        channel = Channel(self.ids.new("C"), name, kind, creator, self.now(), [creator])
        self.channels[channel.id] = channel
        self.changed("channel", channel=channel.id)
        about = {"id": channel.id, "name": name, "created": channel.created, "creator": creator}
        if not silently:
            self.events.channel("created", channel, {"channel": about})
        return channel

    def rename_channel(self, channel: Channel, name: str) -> None:
        channel.previous_names.insert(0, channel.name)
        channel.name = name
        self.changed("channel", channel=channel.id)
        about = {"id": channel.id, "name": name, "created": channel.created}
        self.events.channel("rename", channel, {"channel": about})

    def archive_channel(self, channel: Channel, *, by: str) -> None:
        channel.archived = True
        self.changed("channel", channel=channel.id)
        self.events.channel("archive", channel, {"channel": channel.id, "user": by})

    def unarchive_channel(self, channel: Channel, *, by: str) -> None:
        channel.archived = False
        self.changed("channel", channel=channel.id)
        self.events.channel("unarchive", channel, {"channel": channel.id, "user": by})

    def delete_channel(self, channel: Channel, *, by: str) -> None:
        """Only people can delete a channel; there is no API for it."""
        del self.channels[channel.id]
        self.changed("channel", channel=channel.id)
        self.events.channel("deleted", channel, {"channel": channel.id, "actor_id": by})

    def join(self, channel: Channel, person: str, *, inviter: str = "") -> None:
        if person in channel.members:
            return
        channel.members.append(person)
        self.changed("membership", channel=channel.id)
        self.events.membership(channel, person, joined=True, inviter=inviter)

    def leave(self, channel: Channel, person: str) -> None:
        if person not in channel.members:
            return
        channel.members.remove(person)
        self.changed("membership", channel=channel.id)
        self.events.membership(channel, person, joined=False)

    # --- messages

    def post(self, channel: Channel, user: str, *, text: str, **about: Any) -> Message:
        """Put a message into a channel; `about` are further fields of Message. The application's go into the ledger."""
        message = Message(self.stamp(), channel.id, user, text, self.clock.now(), **about)
        channel.messages.append(message)
        if message.by_app:
            entry: dict[str, object] = {
                "id": message.ts,
                "channel": channel.id,
                "text": text,
                "metadata": message.metadata,
                "at": message.at,
                "blocks": message.blocks,
                "private": message.ephemeral_to,
            }
            self.ledger.posted.append(entry)
            self._entries[channel.id, message.ts] = entry
        self.changed("message", channel=channel.id, user=message.ephemeral_to or "")
        self.events.message(channel, message)
        return message

    def edit(self, channel: Channel, message: Message, **about: Any) -> None:
        """Change text, blocks, attachments or metadata of a message."""
        old = replace(message)
        for name, value in about.items():
            setattr(message, name, value)
        message.edited = self.stamp()
        entry = self._entries.get((channel.id, message.ts), {})
        entry |= {"text": message.text, "metadata": message.metadata, "blocks": message.blocks, "edited": True}
        self.changed("message", channel=channel.id, user=message.ephemeral_to or "")
        self.events.message(channel, message, "message_changed", old)

    def delete(self, channel: Channel, message: Message) -> None:
        channel.messages.remove(message)
        self._entries.get((channel.id, message.ts), {})["deleted"] = True
        self.changed("message", channel=channel.id, user=message.ephemeral_to or "")
        self.events.message(channel, message, "message_deleted")

    def schedule(self, item: Scheduled) -> None:
        """Post `item` once the clock has reached its time, unless it was deleted before."""
        self.scheduled[item.id] = item

        def post() -> None:
            channel = self.channels.get(item.channel)
            if self.scheduled.pop(item.id, None) is not None and channel is not None and not channel.archived:
                self.post(channel, self.bot_user_id, by_app=True, **item.message)

        self.agenda.at(datetime.fromtimestamp(item.post_at, UTC), post)

    # --- views

    def open_modal(self, user: str, body: Json, *, on_top: bool = False) -> View:
        """Show a modal: on top of the open ones, or instead of them."""
        stack = self.modals.get(user, []) if on_top else []
        view = self._view(user, body)
        if stack:
            view.root_id, view.previous_id = stack[0].id, stack[-1].id
        self.modals[user] = [*stack, view]
        self.changed("view", user=user)
        return view

    def replace_view(self, view: View, body: Json) -> None:
        """Give an open view new content; what was typed survives where block and action keep their ids, as in Slack."""
        typed = view.values
        self._name(body)
        view.body, view.hash, view.errors, view.trouble = body, self._hash(), {}, ""
        view.values = initial_values(body)
        view.values |= {key: value for key, value in typed.items() if key in view.values}
        self.changed("view" if body["type"] == "modal" else "home", user=view.user)

    def publish_home(self, user: str, body: Json) -> View:
        view = self.homes.get(user)
        if view is None:
            view = self.homes[user] = self._view(user, body)
            self.changed("home", user=user)
        else:
            self.replace_view(view, body)
        return view

    def _view(self, user: str, body: Json) -> View:
        self._name(body)
        key = self.ids.new("V")
        return View(key, user, body, self._hash(), key, values=initial_values(body))

    def _hash(self) -> str:
        return f"{self.stamp()}.{secrets.token_hex(4)}"

    def _name(self, body: Json) -> None:
        """Slack names blocks and elements that came without a name."""
        for block in body["blocks"]:
            block.setdefault("block_id", self.ids.new("b"))
            inner = block["elements"] if block["type"] == "actions" else [block.get("accessory"), block.get("element")]
            for element in inner:
                if isinstance(element, dict) and element.get("type") != "image":
                    element.setdefault("action_id", self.ids.new("a"))
