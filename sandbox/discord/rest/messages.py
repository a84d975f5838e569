"""Routes about messages: post with nonce, history, edit, delete."""

from datetime import timedelta

from sandbox.discord import changes, wire
from sandbox.discord.bodies import edit_message, new_message
from sandbox.discord.errors import ApiError, forbidden, invalid
from sandbox.discord.model import DM, FORUM, THREADS, Channel, Message
from sandbox.discord.rest.call import NO_CONTENT, Answer, Call, Routes, snowflake

routes = Routes()


def may_write(call: Call) -> None:
    """Refuse a message into a place the bot cannot write to, or to a person who does not want any."""
    channel, world = call.channel, call.world
    if channel.kind == DM:
        person = world.users[channel.recipient or 0]
        if not any(world.mutual(person.id)):
            raise forbidden(50278)
        if person.dm_closed:
            raise forbidden(50007)
        return
    if channel.kind in (4, FORUM):
        raise ApiError(400, 50024)
    call.need_here("send_messages_in_threads" if channel.kind in THREADS else "send_messages")
    if channel.thread and channel.thread.archived:
        if channel.thread.locked:
            raise ApiError(400, 50083)
        channel.thread.archived = False


@routes("POST", "/channels/{channel_id}/messages")
def create(call: Call) -> Answer:
    """Post. With `enforce_nonce` a nonce seen within the window gives back the first message."""
    may_write(call)
    world, channel, body = call.world, call.channel, call.body or {}
    nonce = body.get("nonce")
    if nonce is not None and body.get("enforce_nonce") and (first := world.open_nonce(str(nonce))):
        return 200, wire.message(world, first)
    if call.files:
        call.need_here("attach_files")
    message = new_message(world, channel, world.bot.id, body, call.files)
    if target := (body.get("message_reference") or {}).get("message_id"):
        message.kind = 19
        if int(target) not in channel.messages and body["message_reference"].get("fail_if_not_exists", True):
            raise invalid(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        message.reference = {"type": 0, "channel_id": str(channel.id), "message_id": str(target)}
    if nonce is not None:
        world.nonces[world.bot.id, str(nonce)] = message
    changes.post(world, channel, message, body.get("allowed_mentions"))
    call.service.record(message)
    return 200, wire.message(world, message)


def shown(call: Call, channel: Channel) -> list[Message]:
    """What history shows: no private answers, and nothing younger than the lag that was ordered."""
    limit = call.world.clock.now() - timedelta(seconds=call.service.history_lag)
    return [one for one in channel.messages.values() if one.ephemeral_for is None and one.at <= limit]


@routes("GET", "/channels/{channel_id}/messages")
def history(call: Call) -> Answer:
    """Newest first, up to 100, narrowed by before, after or around."""
    limit = call.number("limit", 50, 1, 100)
    call.need_here("read_message_history")
    found = shown(call, call.channel)
    if before := call.query.get("before"):
        found = [one for one in found if one.id < int(before)][-limit:]
    elif after := call.query.get("after"):
        found = [one for one in found if one.id > int(after)][:limit]
    elif around := call.query.get("around"):
        older = [one for one in found if one.id <= int(around)][-(limit // 2 + 1) :]
        found = (older + [one for one in found if one.id > int(around)])[:limit]
    else:
        found = found[-limit:]
    return 200, [wire.message(call.world, one) for one in reversed(found)]


@routes("GET", "/channels/{channel_id}/messages/{message_id}")
def get(call: Call) -> Answer:
    call.need_here("read_message_history")
    message = call.world.message(call.channel, snowflake(call.params["message_id"], 10008))
    return 200, wire.message(call.world, message)


@routes("PATCH", "/channels/{channel_id}/messages/{message_id}")
def edit(call: Call) -> Answer:
    message = call.world.message(call.channel, snowflake(call.params["message_id"], 10008))
    if message.author_id != call.world.bot.id:
        raise forbidden(50005)
    edit_message(call.world, message, call.body or {}, call.files)
    call.service.record(message)
    return 200, wire.message(call.world, message)


@routes("DELETE", "/channels/{channel_id}/messages/{message_id}")
def delete(call: Call) -> Answer:
    message = call.world.message(call.channel, snowflake(call.params["message_id"], 10008))
    if message.author_id != call.world.bot.id:
        if call.channel.kind == DM:
            raise forbidden(50013)
        call.need_here("manage_messages")
    changes.delete(call.world, message)
    return NO_CONTENT
