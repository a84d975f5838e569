"""What one person's screen holds, as raw JSON, for a page that draws it."""

from typing import Any

from sandbox.discord import wire, wire_guild
from sandbox.discord.calendar import upcoming
from sandbox.discord.client import ChatClient
from sandbox.discord.model import DM, Channel
from sandbox.discord.permissions import BITS, in_guild

JSON = dict[str, Any]


def snapshot(client: ChatClient) -> JSON:
    """Guilds with channels and messages in order, the direct conversation, the open form, the commands."""
    world, user_id = client.world, client.user_id
    visible = world.visible_channels(user_id)
    form = client.form
    return {
        "user": wire.user(world.users[user_id]) | {"locale": client.locale},
        "application": {"id": str(world.application_id), "name": world.application_name},
        "guilds": [
            {
                "id": str(guild.id),
                "name": guild.name,
                "me": wire.member(world, guild.members[user_id]),
                "roles": [wire.role(one) for one in guild.roles.values()],
                "names": {str(one): world.name_of(one, guild.id) for one in guild.members},
                "channels": [_channel(client, one) for one in visible if one.guild_id == guild.id],
                "events": [
                    wire_guild.event(world, one) | {"mine": user_id in one.interested} for one in upcoming(world, guild)
                ],
                "manages": bool(in_guild(guild, user_id) & BITS["manage_channels"]),
            }
            for guild in world.guilds.values()
            if user_id in guild.members
        ],
        "dm_closed": world.users[user_id].dm_closed,
        "dms": [_channel(client, one) for one in visible if one.kind == DM],
        "form": None
        if form is None
        else {
            "title": form.title,
            "custom_id": form.custom_id,
            "channel_id": str(form.source.channel.id),
            "banner": form.banner,
            "components": form.components,
            "values": {one.part["custom_id"]: one.value for one in form.fields},
            "options": {one.part["custom_id"]: one.options for one in form.fields},
            "errors": {one.part["custom_id"]: one.error for one in form.fields if one.error},
        },
    }


def _channel(client: ChatClient, one: Channel) -> JSON:
    world = client.world
    shown = [message for message in one.messages.values() if message.ephemeral_for in (None, client.user_id)]
    found = wire.channel(world, one)
    found["messages"] = [wire.message(world, message) for message in shown]
    found["commands"] = client.commands(one)
    if one.kind == DM:
        found["name"] = one.name
    return found
