"""Records as the JSON Discord sends: one function per noun, used by REST answers and gateway events alike."""

from datetime import datetime
from typing import Any

from sandbox.discord.model import (
    DM,
    EPHEMERAL,
    FORUM,
    THREADS,
    Attachment,
    Channel,
    Member,
    Message,
    Role,
    User,
)
from sandbox.discord.state import World

JSON = dict[str, Any]


def instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def user(one: User) -> JSON:
    found: JSON = {
        "id": str(one.id),
        "username": one.username,
        "global_name": one.global_name,
        "discriminator": "0000" if one.bot else "0",
        "avatar": None,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }
    if one.bot:
        found["bot"] = True
    if one.system:
        found["system"] = True
    return found


def member(world: World, one: Member, *, with_user: bool = True) -> JSON:
    found: JSON = {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": 0,
        "joined_at": instant(one.joined_at),
        "nick": one.nick,
        "pending": False,
        "premium_since": None,
        "roles": [str(role) for role in sorted(one.roles)],
        "mute": False,
        "deaf": False,
    }
    if with_user:
        found["user"] = user(world.users[one.user_id])
    return found


def role(one: Role) -> JSON:
    found: JSON = {
        "id": str(one.id),
        "name": one.name,
        "permissions": str(one.permissions),
        "position": one.position,
        "color": one.color,
        "colors": {"primary_color": one.color, "secondary_color": None, "tertiary_color": None},
        "hoist": one.hoist,
        "managed": one.managed,
        "mentionable": one.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    return found


def channel(world: World, one: Channel) -> JSON:
    last = next(reversed(one.messages), None)
    found: JSON = {"id": str(one.id), "type": one.kind, "flags": 0, "last_message_id": str(last) if last else None}
    if one.kind == DM:
        return {**found, "recipients": [user(world.users[one.recipient or 0])]}
    found |= {
        "guild_id": str(one.guild_id),
        "name": one.name,
        "parent_id": str(one.parent_id) if one.parent_id else None,
        "rate_limit_per_user": one.slowmode,
    }
    if one.kind in THREADS:
        return found | thread(one)
    found |= {
        "topic": one.topic,
        "position": one.position,
        "nsfw": one.nsfw,
        "permission_overwrites": [
            {"id": str(over.id), "type": over.kind, "allow": str(over.allow), "deny": str(over.deny)}
            for over in one.overwrites.values()
        ],
    }
    if one.kind == FORUM:
        found |= {
            "available_tags": one.tags,
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
        }
    return found


def thread(one: Channel) -> JSON:
    """The part of a channel that only threads have."""
    facts = one.thread
    if facts is None:
        raise TypeError(f"channel {one.id} is no thread")
    return {
        "owner_id": str(facts.owner_id),
        "thread_metadata": {
            "archived": facts.archived,
            "archive_timestamp": instant(facts.created_at),
            "auto_archive_duration": facts.auto_archive,
            "locked": facts.locked,
            "create_timestamp": instant(facts.created_at),
            "invitable": facts.invitable,
        },
        "message_count": len(one.messages),
        "member_count": len(facts.members),
        "total_message_sent": len(one.messages),
        "applied_tags": [str(tag) for tag in facts.applied_tags],
    }


def thread_member(one: Channel, user_id: int) -> JSON:
    joined = one.thread.members[user_id] if one.thread else None
    return {"id": str(one.id), "user_id": str(user_id), "join_timestamp": instant(joined), "flags": 0}


def attachment(world: World, one: Attachment) -> JSON:
    url = f"{world.base_url}/attachments/{one.id}/{one.name}"
    found: JSON = {"id": str(one.id), "filename": one.name, "size": len(one.content), "url": url, "proxy_url": url}
    found["content_type"] = one.content_type
    if one.description:
        found["description"] = one.description
    return found


def message(world: World, one: Message) -> JSON:
    found: JSON = {
        "id": str(one.id),
        "type": one.kind,
        "channel_id": str(one.channel_id),
        "author": user(world.users[one.author_id]),
        "content": one.content,
        "timestamp": instant(one.at),
        "edited_timestamp": instant(one.edited_at),
        "flags": one.flags | (EPHEMERAL if one.ephemeral_for else 0),
        "components": one.components,
        "embeds": one.embeds,
        "attachments": [attachment(world, each) for each in one.attachments],
        "mentions": [user(world.users[each]) for each in one.mentioned],
        "mention_roles": [str(each) for each in one.mentioned_roles],
        "mention_everyone": one.mentioned_everyone,
        "pinned": one.pinned_at is not None,
        "tts": False,
    }
    if one.author_id == world.bot.id and one.interaction:
        found |= {"application_id": str(world.application_id), "webhook_id": str(world.application_id)}
        found["interaction_metadata"] = one.interaction
    if one.nonce is not None:
        found["nonce"] = one.nonce
    if one.reference:
        found["message_reference"] = one.reference
    if one.thread_id and one.thread_id in world.channels:
        found["thread"] = channel(world, world.channels[one.thread_id])
    if one.reactions:
        found["reactions"] = [reaction(world, emoji, users) for emoji, users in one.reactions.items()]
    return found


def reaction(world: World, emoji: str, users: list[int]) -> JSON:
    return {
        "emoji": {"id": None, "name": emoji},
        "count": len(users),
        "count_details": {"burst": 0, "normal": len(users)},
        "burst_colors": [],
        "me_burst": False,
        "me": world.bot.id in users,
    }
