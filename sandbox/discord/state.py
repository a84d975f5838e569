"""The simulated Discord's memory: finds records, hands out ids, and tells those who listen that something changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.clock import Clock
from sandbox.discord.errors import unknown
from sandbox.discord.model import DM, Channel, Guild, Message, ScheduledEvent, User
from sandbox.discord.permissions import can_see

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
NONCE_WINDOW = timedelta(minutes=3)


@dataclass(slots=True)
class Dispatch:
    """One gateway event on its way to the sessions whose intents ask for it."""

    name: str
    data: dict[str, Any]
    intents: int = 0
    """Any of these bits lets it through; 0 means always."""
    redacted: dict[str, Any] | None = None
    """What a session without the message content intent gets instead."""


@dataclass
class World:
    """Everything one application can reach. `base_url` is known once the first request has come in."""

    clock: Clock
    bot: User
    system: User
    application_id: int
    application_name: str
    base_url: str = "http://sandbox.invalid"
    users: dict[int, User] = field(default_factory=dict[int, User])
    guilds: dict[int, Guild] = field(default_factory=dict[int, Guild])
    channels: dict[int, Channel] = field(default_factory=dict[int, Channel])
    messages: dict[int, Message] = field(default_factory=dict[int, Message])
    dms: dict[int, Channel] = field(default_factory=dict[int, Channel])
    commands: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    files: dict[int, Any] = field(default_factory=dict[int, Any])
    nonces: dict[tuple[int, str], Message] = field(default_factory=dict[tuple[int, str], Message])
    reasons: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """What requests gave as audit log reason: (method and path, reason)."""
    dispatchers: list[Callable[[Dispatch], None]] = field(default_factory=list[Callable[[Dispatch], None]])
    watchers: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]])
    last_id: int = 0

    def new_id(self, at: datetime | None = None) -> int:
        """A snowflake: the instant and a counter, always greater than the one before."""
        since = (at or self.clock.now()) - EPOCH
        found = max((since // timedelta(milliseconds=1)) << 22, self.last_id + 1)
        self.last_id = found
        return found

    def dispatch(
        self, name: str, data: dict[str, Any], intents: int = 0, redacted: dict[str, Any] | None = None
    ) -> None:
        for send in self.dispatchers:
            send(Dispatch(name, data, intents, redacted))
        self.changed()

    def changed(self) -> None:
        for tell in list(self.watchers):
            tell()

    def guild(self, guild_id: int | str) -> Guild:
        """A guild the bot is in; anything else does not exist for it."""
        found = self.guilds.get(int(guild_id))
        if found is None or not found.bot_is_in:
            raise unknown(10004)
        return found

    def channel(self, channel_id: int | str) -> Channel:
        found = self.channels.get(int(channel_id))
        if found is None or (found.guild_id is not None and not self.guilds[found.guild_id].bot_is_in):
            raise unknown(10003)
        return found

    def message(self, channel: Channel, message_id: int | str) -> Message:
        """A message everyone in the channel sees; private answers cannot be reached by this way."""
        found = channel.messages.get(int(message_id))
        if found is None or found.ephemeral_for is not None:
            raise unknown(10008)
        return found

    def event(self, guild: Guild, event_id: int | str) -> ScheduledEvent:
        found = guild.events.get(int(event_id))
        if found is None:
            raise unknown(10070)
        return found

    def name_of(self, user_id: int, guild_id: int | None = None) -> str:
        """The name people read: nickname, display name, account name."""
        user = self.users[user_id]
        guild = self.guilds.get(guild_id or 0)
        member = guild.members.get(user_id) if guild else None
        return (member.nick if member else None) or user.global_name or user.username

    def mutual(self, user_id: int) -> Iterator[Guild]:
        """Guilds that the bot and this person share."""
        return (guild for guild in self.guilds.values() if guild.bot_is_in and user_id in guild.members)

    def dm_with(self, user_id: int) -> Channel:
        """The direct conversation of bot and person, opened on first use."""
        found = self.dms.get(user_id)
        if found is None:
            found = Channel(id=self.new_id(), kind=DM, name="@bot", recipient=user_id)
            self.dms[user_id] = self.channels[found.id] = found
        return found

    def sees(self, user_id: int, message: Message) -> bool:
        """Whether a message is on this person's screen."""
        channel = self.channels.get(message.channel_id)
        if channel is None or message.ephemeral_for not in (None, user_id):
            return False
        return can_see(self.guilds.get(channel.guild_id or 0), channel, user_id, self.bot.id)

    def visible_channels(self, user_id: int) -> list[Channel]:
        """What stands in this person's list, guild by guild in order of position, direct conversation last."""
        found = [
            channel
            for guild in self.guilds.values()
            if user_id in guild.members
            for channel in sorted(guild.channels.values(), key=lambda one: (one.position, one.id))
            if can_see(guild, channel, user_id, self.bot.id)
        ]
        return found + ([self.dms[user_id]] if user_id in self.dms else [])

    def open_nonce(self, nonce: str) -> Message | None:
        """The message that this nonce made within the window in which the platform remembers."""
        found = self.nonces.get((self.bot.id, nonce))
        return found if found and self.clock.now() - found.at <= NONCE_WINDOW else None
