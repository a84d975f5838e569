"""Who may do what where: permission bits, overwrites in the order Discord applies them, and role hierarchy."""

from sandbox.discord.model import DM, PRIVATE_THREAD, THREADS, Channel, Guild

BITS = {
    "kick_members": 1 << 1,
    "ban_members": 1 << 2,
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "add_reactions": 1 << 6,
    "view_audit_log": 1 << 7,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "change_nickname": 1 << 26,
    "manage_nicknames": 1 << 27,
    "manage_roles": 1 << 28,
    "use_application_commands": 1 << 31,
    "manage_events": 1 << 33,
    "manage_threads": 1 << 34,
    "create_public_threads": 1 << 35,
    "create_private_threads": 1 << 36,
    "send_messages_in_threads": 1 << 38,
    "moderate_members": 1 << 40,
    "create_events": 1 << 44,
    "pin_messages": 1 << 51,
}
ALL = sum(BITS.values())


def bits(*names: str) -> int:
    """The number for permission names as Discord's documentation spells them, in lower case."""
    return sum(BITS[name] for name in names)


EVERYONE = bits(
    "view_channel",
    "send_messages",
    "embed_links",
    "attach_files",
    "read_message_history",
    "add_reactions",
    "change_nickname",
    "use_application_commands",
    "create_public_threads",
    "create_private_threads",
    "send_messages_in_threads",
)
BOT = EVERYONE | bits(
    "manage_channels", "manage_roles", "manage_messages", "manage_events", "create_events", "manage_threads"
)


def in_guild(guild: Guild, user_id: int) -> int:
    """Permissions from roles alone."""
    member = guild.members.get(user_id)
    if member is None:
        return 0
    if guild.owner_id == user_id:
        return ALL
    found = guild.roles[guild.id].permissions
    for role_id in member.roles:
        found |= guild.roles[role_id].permissions
    return ALL if found & BITS["administrator"] else found


def in_channel(guild: Guild, channel: Channel, user_id: int) -> int:
    """Permissions after the channel's overwrites: @everyone, then roles together, then the member."""
    found = in_guild(guild, user_id)
    if found & BITS["administrator"]:
        return found
    member = guild.members.get(user_id)
    if member is None:
        return 0
    place = guild.channels.get(channel.parent_id or 0, channel) if channel.kind in THREADS else channel
    if over := place.overwrites.get(guild.id):
        found = found & ~over.deny | over.allow
    allow = deny = 0
    for role_id in member.roles:
        if over := place.overwrites.get(role_id):
            allow |= over.allow
            deny |= over.deny
    found = found & ~deny | allow
    if over := place.overwrites.get(user_id):
        found = found & ~over.deny | over.allow
    return found if found & BITS["view_channel"] else 0


def can_see(guild: Guild | None, channel: Channel, user_id: int, bot_id: int) -> bool:
    """Whether the channel is on this person's screen at all."""
    if channel.kind == DM:
        return user_id in (channel.recipient, bot_id)
    if guild is None or not in_channel(guild, channel, user_id) & BITS["view_channel"]:
        return False
    if channel.kind == PRIVATE_THREAD and channel.thread is not None:
        manages = in_channel(guild, channel, user_id) & BITS["manage_threads"]
        return user_id in channel.thread.members or bool(manages)
    return True


def top_role(guild: Guild, user_id: int) -> int:
    """Position of the highest role; the owner stands above all."""
    if guild.owner_id == user_id:
        return 1 << 30
    member = guild.members.get(user_id)
    return max((guild.roles[role].position for role in member.roles), default=0) if member else -1
