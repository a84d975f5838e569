"""Routes about one channel: itself, its permission overwrites, typing."""

from sandbox.discord import changes, wire
from sandbox.discord.errors import ApiError, forbidden, unknown
from sandbox.discord.model import DM, FORUM, NEWS, TEXT, THREADS, Overwrite
from sandbox.discord.permissions import in_guild
from sandbox.discord.rest.call import NO_CONTENT, Answer, Call, Routes, snowflake
from sandbox.discord.rest.guilds import overwrites, tags

routes = Routes()


@routes("GET", "/channels/{channel_id}")
def get(call: Call) -> Answer:
    return 200, wire.channel(call.world, call.channel)


@routes("PATCH", "/channels/{channel_id}")
def edit(call: Call) -> Answer:
    one, body = call.channel, call.body
    if one.kind == DM:
        raise ApiError(400, 50024)
    if one.thread is not None:
        if not (one.thread.owner_id == call.world.bot.id and set(body) <= {"name", "archived", "applied_tags"}):
            call.need_here("manage_threads")
        for key, field in (("archived", "archived"), ("locked", "locked"), ("auto_archive_duration", "auto_archive")):
            if body.get(key) is not None:
                setattr(one.thread, field, body[key])
        if body.get("applied_tags") is not None:
            one.thread.applied_tags = [int(tag) for tag in body["applied_tags"]]
    else:
        call.need_here("manage_channels")
        if body.get("permission_overwrites") is not None:
            call.need_here("manage_roles")
            guild = call.world.guilds[one.guild_id or 0]
            one.overwrites = overwrites(call, in_guild(guild, call.world.bot.id))
        if "available_tags" in body:
            one.tags = tags(call)
    if body.get("name"):
        one.name = "-".join(body["name"].lower().split()) if one.kind in (TEXT, NEWS, FORUM) else body["name"]
    if "topic" in body:
        one.topic = body["topic"]
    if body.get("position") is not None:
        one.position = body["position"]
    if "parent_id" in body and one.kind not in THREADS:
        one.parent_id = int(body["parent_id"]) if body["parent_id"] else None
    if body.get("rate_limit_per_user") is not None:
        one.slowmode = body["rate_limit_per_user"]
    changes.channel_changed(call.world, one)
    return 200, wire.channel(call.world, one)


@routes("DELETE", "/channels/{channel_id}")
def delete(call: Call) -> Answer:
    found = wire.channel(call.world, call.channel)
    if call.channel.kind == DM:
        return 200, found
    call.need_here("manage_threads" if call.channel.kind in THREADS else "manage_channels")
    changes.delete_channel(call.world, call.channel)
    return 200, found


@routes("PUT", "/channels/{channel_id}/permissions/{overwrite_id}")
def set_overwrite(call: Call) -> Answer:
    """An exception for a role or member; only bits the bot has itself can be set."""
    call.need_here("manage_roles")
    target, body = snowflake(call.params["overwrite_id"], 10009), call.body
    guild = call.world.guilds[call.channel.guild_id or 0]
    over = Overwrite(target, int(body["type"]), int(body.get("allow") or 0), int(body.get("deny") or 0))
    if over.kind == 0 and target not in guild.roles:
        raise unknown(10011)
    if over.kind == 1 and target not in guild.members:
        raise unknown(10007)
    if (over.allow | over.deny) & ~in_guild(guild, call.world.bot.id):
        raise forbidden(50013)
    changes.set_overwrite(call.world, call.channel, over)
    return NO_CONTENT


@routes("DELETE", "/channels/{channel_id}/permissions/{overwrite_id}")
def delete_overwrite(call: Call) -> Answer:
    call.need_here("manage_roles")
    if call.channel.overwrites.pop(snowflake(call.params["overwrite_id"], 10009), None) is None:
        raise unknown(10009)
    changes.channel_changed(call.world, call.channel)
    return NO_CONTENT


@routes("POST", "/channels/{channel_id}/typing")
def typing(call: Call) -> Answer:
    call.need_here("send_messages")
    return NO_CONTENT
