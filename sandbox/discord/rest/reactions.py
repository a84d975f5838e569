"""Routes about reactions and pins."""

from sandbox.discord import changes, wire
from sandbox.discord.model import Message
from sandbox.discord.rest.call import NO_CONTENT, Answer, Call, Routes, snowflake

routes = Routes()
ONE = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}"


def _message(call: Call) -> Message:
    return call.world.message(call.channel, snowflake(call.params["message_id"], 10008))


@routes("PUT", ONE + "/@me")
def react(call: Call) -> Answer:
    message, me = _message(call), call.world.bot.id
    call.need_here("read_message_history", "add_reactions")
    users = message.reactions.setdefault(call.params["emoji_name"], [])
    if me not in users:
        users.append(me)
        call.world.changed()
    return NO_CONTENT


@routes("DELETE", ONE + "/@me")
def unreact(call: Call) -> Answer:
    users = _message(call).reactions.get(call.params["emoji_name"], [])
    if call.world.bot.id in users:
        users.remove(call.world.bot.id)
        call.world.changed()
    return NO_CONTENT


@routes("GET", ONE)
def reactors(call: Call) -> Answer:
    users = _message(call).reactions.get(call.params["emoji_name"], [])
    return 200, [wire.user(call.world.users[one]) for one in users]


@routes("PUT", "/channels/{channel_id}/pins/{message_id}", "/channels/{channel_id}/messages/pins/{message_id}")
def pin(call: Call) -> Answer:
    message = _message(call)
    call.need_here("pin_messages")
    message.pinned_at = message.pinned_at or call.world.clock.now()
    changes.edited(call.world, message)
    return NO_CONTENT


@routes("DELETE", "/channels/{channel_id}/pins/{message_id}", "/channels/{channel_id}/messages/pins/{message_id}")
def unpin(call: Call) -> Answer:
    message = _message(call)
    call.need_here("pin_messages")
    message.pinned_at = None
    changes.edited(call.world, message)
    return NO_CONTENT


def _pinned(call: Call) -> list[Message]:
    return [one for one in call.channel.messages.values() if one.pinned_at]


@routes("GET", "/channels/{channel_id}/pins")
def pins(call: Call) -> Answer:
    return 200, [wire.message(call.world, one) for one in _pinned(call)]


@routes("GET", "/channels/{channel_id}/messages/pins")
def pins_paged(call: Call) -> Answer:
    items = [
        {"pinned_at": wire.instant(one.pinned_at), "message": wire.message(call.world, one)} for one in _pinned(call)
    ]
    return 200, {"items": items, "has_more": False}
