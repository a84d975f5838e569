"""Guilds and scheduled events as the JSON Discord sends."""

from typing import Any

from sandbox.discord import wire
from sandbox.discord.model import THREADS, Guild, ScheduledEvent
from sandbox.discord.permissions import in_guild
from sandbox.discord.state import World

JSON = dict[str, Any]


def guild(one: Guild) -> JSON:
    found: JSON = {
        "id": str(one.id),
        "name": one.name,
        "owner_id": str(one.owner_id),
        "features": ["COMMUNITY"],
        "region": "deprecated",
        "afk_timeout": 300,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "verification_level": 1,
        "roles": [wire.role(each) for each in one.roles.values()],
        "default_message_notifications": 1,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_members": 500000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": one.locale,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
        "emojis": [],
        "stickers": [],
    }
    empty = (
        "icon description home_header splash discovery_splash banner application_id afk_channel_id system_channel_id "
        "widget_channel_id max_presences vanity_url_code rules_channel_id safety_alerts_channel_id "
        "public_updates_channel_id incidents_data"
    )
    return found | dict.fromkeys(empty.split())


def guild_create(world: World, one: Guild, *, everyone: bool) -> JSON:
    """The GUILD_CREATE payload; without the members intent only the bot's own member is in it."""
    threads = [each for each in one.channels.values() if each.kind in THREADS]
    shown = one.members.values() if everyone else [one.members[world.bot.id]]
    return guild(one) | {
        "joined_at": wire.instant(one.members[world.bot.id].joined_at),
        "large": len(one.members) > 50,
        "unavailable": False,
        "member_count": len(one.members),
        "voice_states": [],
        "members": [wire.member(world, each) for each in shown],
        "channels": [wire.channel(world, each) for each in one.channels.values() if each.kind not in THREADS],
        "threads": [wire.channel(world, each) for each in threads if not (each.thread and each.thread.archived)],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [event(world, each) for each in one.events.values()],
        "soundboard_sounds": [],
    }


def my_guild(world: World, one: Guild) -> JSON:
    mine = {"owner": one.owner_id == world.bot.id, "permissions": str(in_guild(one, world.bot.id))}
    return {"id": str(one.id), "name": one.name, "icon": None, "banner": None, "features": []} | mine


def event(world: World, one: ScheduledEvent) -> JSON:
    return {
        "id": str(one.id),
        "guild_id": str(one.guild_id),
        "name": one.name,
        "description": one.description,
        "channel_id": str(one.channel_id) if one.channel_id else None,
        "creator_id": str(one.creator_id),
        "creator": wire.user(world.users[one.creator_id]),
        "image": one.image,
        "scheduled_start_time": one.start,
        "scheduled_end_time": one.end,
        "status": one.status,
        "entity_type": one.entity_type,
        "entity_id": None,
        "entity_metadata": {"location": one.location} if one.location else None,
        "recurrence_rule": None,
        "user_count": len(one.interested),
        "privacy_level": 2,
        "guild_scheduled_event_exceptions": [],
    }
