"""Everything that alters the simulated Discord, each with the gateway event it causes; REST and players share it."""

from typing import Any

from sandbox.discord import wire
from sandbox.discord.markup import mentioned
from sandbox.discord.model import (
    DM,
    PRIVATE_THREAD,
    THREADS,
    Channel,
    Guild,
    Member,
    Message,
    Overwrite,
    Role,
    Thread,
)
from sandbox.discord.permissions import BITS, in_channel
from sandbox.discord.state import World

GUILDS, MEMBERS, EVENTS, GUILD_MESSAGES, GUILD_REACTIONS, DIRECT = 1, 1 << 1, 1 << 16, 1 << 9, 1 << 10, 1 << 12
CONTENT = 1 << 15


def join(world: World, guild: Guild, user_id: int, nick: str | None = None, roles: set[int] | None = None) -> Member:
    """A person joins while people look on."""
    member = guild.members[user_id] = Member(user_id, world.clock.now(), nick, set(roles or ()))
    data = wire.member(world, member) | {"guild_id": str(guild.id)}
    world.dispatch("GUILD_MEMBER_ADD", data, MEMBERS)
    return member


def leave(world: World, guild: Guild, user_id: int) -> None:
    guild.members.pop(user_id, None)
    data = {"guild_id": str(guild.id), "user": wire.user(world.users[user_id])}
    world.dispatch("GUILD_MEMBER_REMOVE", data, MEMBERS)


def member_changed(world: World, guild: Guild, member: Member) -> None:
    # A bot hears of its own member without the privileged intent.
    intents = GUILDS if member.user_id == world.bot.id else MEMBERS
    data = wire.member(world, member) | {"guild_id": str(guild.id)}
    world.dispatch("GUILD_MEMBER_UPDATE", data, intents)


def add_role(world: World, guild: Guild, name: str, permissions: int = 0, **more: Any) -> Role:
    """A new role enters at position 1, just above @everyone, and moves the others up unless told where."""
    position = more.pop("position", None)
    if position is None:
        position = 1
        for other in guild.roles.values():
            other.position += other.position >= 1
    role = Role(world.new_id(), name, position, permissions, **more)
    guild.roles[role.id] = role
    world.dispatch("GUILD_ROLE_CREATE", {"guild_id": str(guild.id), "role": wire.role(role)}, GUILDS)
    return role


def role_changed(world: World, guild: Guild, role: Role) -> None:
    world.dispatch("GUILD_ROLE_UPDATE", {"guild_id": str(guild.id), "role": wire.role(role)}, GUILDS)


def delete_role(world: World, guild: Guild, role: Role) -> None:
    del guild.roles[role.id]
    for member in guild.members.values():
        member.roles.discard(role.id)
    for channel in guild.channels.values():
        channel.overwrites.pop(role.id, None)
    world.dispatch("GUILD_ROLE_DELETE", {"guild_id": str(guild.id), "role_id": str(role.id)}, GUILDS)


def add_channel(world: World, guild: Guild, kind: int, name: str, **more: Any) -> Channel:
    channel = Channel(world.new_id(), kind, name, guild.id, **more)
    guild.channels[channel.id] = world.channels[channel.id] = channel
    if channel.kind not in THREADS:
        world.dispatch("CHANNEL_CREATE", wire.channel(world, channel), GUILDS)
    return channel


def channel_changed(world: World, channel: Channel) -> None:
    name = "THREAD_UPDATE" if channel.kind in THREADS else "CHANNEL_UPDATE"
    world.dispatch(name, wire.channel(world, channel), GUILDS)


def set_overwrite(world: World, channel: Channel, over: Overwrite) -> None:
    channel.overwrites[over.id] = over
    channel_changed(world, channel)


def delete_channel(world: World, channel: Channel) -> None:
    guild = world.guilds[channel.guild_id or 0]
    for child in [one for one in guild.channels.values() if one.parent_id == channel.id]:
        if child.kind in THREADS:
            delete_channel(world, child)
        else:
            child.parent_id = None
    del guild.channels[channel.id], world.channels[channel.id]
    name = "THREAD_DELETE" if channel.kind in THREADS else "CHANNEL_DELETE"
    world.dispatch(name, wire.channel(world, channel), GUILDS)


def add_thread(world: World, parent: Channel, kind: int, name: str, owner_id: int, **more: Any) -> Channel:
    """Open a thread; `more` are fields of model.Thread."""
    guild = world.guilds[parent.guild_id or 0]
    now = world.clock.now()
    thread = Thread(owner_id, now, members={owner_id: now}, **more)
    channel = add_channel(world, guild, kind, name, parent_id=parent.id, thread=thread)
    world.dispatch("THREAD_CREATE", wire.channel(world, channel) | {"newly_created": True}, GUILDS)
    return channel


def post(world: World, channel: Channel, message: Message, allowed: dict[str, Any] | None = None) -> Message:
    """Put a message into its channel, find out whom it pings, and tell the sessions that may know of it."""
    message.pinged = named = mentioned(world, message, allowed)
    message.mentioned, message.mentioned_roles, message.mentioned_everyone = named
    channel.messages[message.id] = world.messages[message.id] = message
    for one in message.attachments:
        world.files[one.id] = one
    if message.ephemeral_for is None:
        _tell(world, "MESSAGE_CREATE", channel, message)
    world.changed()
    return message


def edited(world: World, message: Message, allowed: dict[str, Any] | None = None) -> None:
    message.mentioned, message.mentioned_roles, message.mentioned_everyone = mentioned(world, message, allowed)
    for one in message.attachments:
        world.files[one.id] = one
    channel = world.channels.get(message.channel_id)
    if channel and message.ephemeral_for is None:
        _tell(world, "MESSAGE_UPDATE", channel, message)
    world.changed()


def delete(world: World, message: Message) -> None:
    channel = world.channels[message.channel_id]
    channel.messages.pop(message.id, None)
    world.messages.pop(message.id, None)
    if message.ephemeral_for is None:
        world.dispatch("MESSAGE_DELETE", _place(channel) | {"id": str(message.id)}, _intent(channel))
    world.changed()


def _place(channel: Channel) -> dict[str, Any]:
    where: dict[str, Any] = {"channel_id": str(channel.id)}
    return where | {"guild_id": str(channel.guild_id)} if channel.guild_id else where


def _intent(channel: Channel) -> int:
    return DIRECT if channel.kind == DM else GUILD_MESSAGES


def _tell(world: World, name: str, channel: Channel, message: Message) -> None:
    guild = world.guilds.get(channel.guild_id or 0)
    if guild and not in_channel(guild, channel, world.bot.id) & BITS["view_channel"]:
        return
    if channel.kind == PRIVATE_THREAD and channel.thread and world.bot.id not in channel.thread.members:
        return
    data = wire.message(world, message) | _place(channel)
    if guild and (member := guild.members.get(message.author_id)):
        data["member"] = wire.member(world, member, with_user=False)
    own = message.author_id == world.bot.id or channel.kind == DM or world.bot.id in message.mentioned
    hidden = None if own else data | {"content": "", "embeds": [], "attachments": [], "components": []}
    world.dispatch(name, data, _intent(channel), hidden)
