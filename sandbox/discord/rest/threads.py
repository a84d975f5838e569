"""Routes about threads: from a message, private ones, forum posts with tags, and who is in them."""

from sandbox.discord import changes, wire
from sandbox.discord.bodies import new_message
from sandbox.discord.errors import ApiError, forbidden, invalid, unknown
from sandbox.discord.model import FORUM, NEWS, PRIVATE_THREAD, PUBLIC_THREAD, TEXT, THREADS
from sandbox.discord.permissions import can_see
from sandbox.discord.rest.call import NO_CONTENT, Answer, Call, Routes, snowflake

routes = Routes()


@routes("POST", "/channels/{channel_id}/messages/{message_id}/threads")
def from_message(call: Call) -> Answer:
    """The thread bears the id of its message, as on the real platform."""
    message = call.world.message(call.channel, snowflake(call.params["message_id"], 10008))
    call.need_here("create_public_threads")
    if call.channel.kind not in (TEXT, NEWS):
        raise ApiError(400, 50024)
    if message.thread_id:
        raise ApiError(400, 160004, "A thread has already been created for this message")
    world = call.world
    auto = call.body.get("auto_archive_duration") or 1440
    owner = world.bot.id
    made = changes.add_thread(world, call.channel, PUBLIC_THREAD, call.body["name"], owner, auto_archive=auto)
    message.thread_id = made.id
    changes.edited(world, message)
    return 201, wire.channel(world, made)


@routes("POST", "/channels/{channel_id}/threads")
def create(call: Call) -> Answer:
    """A forum post (with its first message) or a thread without a message."""
    world, channel, body = call.world, call.channel, call.body
    auto = body.get("auto_archive_duration") or 1440
    if channel.kind != FORUM:
        kind = body.get("type") or PRIVATE_THREAD
        call.need_here("create_private_threads" if kind == PRIVATE_THREAD else "create_public_threads")
        if channel.kind not in (TEXT, NEWS):
            raise ApiError(400, 50024)
        made = changes.add_thread(world, channel, kind, body["name"], world.bot.id, auto_archive=auto)
        return 201, wire.channel(world, made)
    call.need_here("send_messages")
    if "message" not in body:
        raise invalid(("message",), "BASE_TYPE_REQUIRED", "This field is required")
    tags = [int(one) for one in body.get("applied_tags") or ()]
    known = {int(one["id"]) for one in channel.tags}
    if len(tags) > 5 or not known.issuperset(tags):
        raise invalid(("applied_tags",), "FORUM_TAGS_INVALID", "At most 5 tags that this forum has.")
    message = new_message(world, channel, world.bot.id, body["message"], call.files)
    made = changes.add_thread(
        world, channel, PUBLIC_THREAD, body["name"], world.bot.id, auto_archive=auto, applied_tags=tags
    )
    message.id, message.channel_id = made.id, made.id  # the starter message and its thread share one id
    changes.post(world, made, message, body["message"].get("allowed_mentions"))
    call.service.record(message)
    return 201, wire.channel(world, made) | {"message": wire.message(world, message)}


@routes("GET", "/guilds/{guild_id}/threads/active")
def active(call: Call) -> Answer:
    world, me = call.world, call.world.bot.id
    found = [
        one
        for one in call.guild.channels.values()
        if one.thread and not one.thread.archived and can_see(call.guild, one, me, me)
    ]
    members = [wire.thread_member(one, me) for one in found if one.thread and me in one.thread.members]
    return 200, {"threads": [wire.channel(world, one) for one in found], "members": members, "has_more": False}


@routes("GET", "/channels/{channel_id}/threads/archived/private")
def archived_private(call: Call) -> Answer:
    call.need_here("manage_threads")
    return _archived(call, PRIVATE_THREAD)


@routes("GET", "/channels/{channel_id}/threads/archived/public")
def archived_public(call: Call) -> Answer:
    return _archived(call, PUBLIC_THREAD)


def _archived(call: Call, kind: int) -> Answer:
    guild = call.world.guilds[call.channel.guild_id or 0]
    found = [
        wire.channel(call.world, one)
        for one in guild.channels.values()
        if one.parent_id == call.channel.id and one.kind == kind and one.thread and one.thread.archived
    ]
    return 200, {"threads": found, "members": [], "has_more": False}


def _thread_member(call: Call) -> int:
    if call.channel.kind not in THREADS:
        raise ApiError(400, 50024)
    wanted = call.params.get("user_id", str(call.world.bot.id))
    user_id = snowflake(wanted, 10013)
    if user_id not in call.world.guilds[call.channel.guild_id or 0].members:
        raise unknown(10007)
    return user_id


@routes("PUT", "/channels/{channel_id}/thread-members/@me", "/channels/{channel_id}/thread-members/{user_id}")
def add_member(call: Call) -> Answer:
    user_id, thread = _thread_member(call), call.channel.thread
    if thread is None or (thread.archived and thread.locked):
        raise forbidden(50001)
    thread.members.setdefault(user_id, call.world.clock.now())
    changes.channel_changed(call.world, call.channel)
    return NO_CONTENT


@routes("DELETE", "/channels/{channel_id}/thread-members/@me", "/channels/{channel_id}/thread-members/{user_id}")
def remove_member(call: Call) -> Answer:
    user_id, thread = _thread_member(call), call.channel.thread
    if user_id != call.world.bot.id and thread and thread.owner_id != call.world.bot.id:
        call.need_here("manage_threads")
    if thread:
        thread.members.pop(user_id, None)
    changes.channel_changed(call.world, call.channel)
    return NO_CONTENT


@routes("GET", "/channels/{channel_id}/thread-members")
def members(call: Call) -> Answer:
    found = call.channel.thread.members if call.channel.thread else {}
    return 200, [wire.thread_member(call.channel, one) for one in found]
