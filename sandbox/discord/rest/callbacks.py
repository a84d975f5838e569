"""Routes that answer interactions: the callback, and followups through the token as a webhook."""

from sandbox.discord import changes, wire
from sandbox.discord.errors import unknown
from sandbox.discord.interactions import Interaction
from sandbox.discord.model import LOADING, Message
from sandbox.discord.rest.call import NO_CONTENT, Answer, Call, Routes, snowflake

routes = Routes()
HOOK = "/webhooks/{webhook_id}/{webhook_token}"
ORIGINAL = HOOK + "/messages/@original"
ONE = HOOK + "/messages/{message_id}"


@routes("POST", "/interactions/{interaction_id}/{interaction_token}/callback")
def callback(call: Call) -> Answer:
    params = call.params
    one = call.service.interactions.answer(params["interaction_id"], params["interaction_token"], call.body, call.files)
    if call.query.get("with_response") not in ("true", "1", "True"):
        return NO_CONTENT
    found: dict[str, object] = {"id": str(one.id), "type": one.kind}
    answer: dict[str, object] = {"interaction": found}
    message = one.original
    if message and one.callback in (4, 5, 7):
        found |= {
            "response_message_id": str(message.id),
            "response_message_loading": bool(message.flags & LOADING),
            "response_message_ephemeral": message.ephemeral_for is not None,
        }
        answer["resource"] = {"type": one.callback, "message": wire.message(call.world, message)}
    return 200, answer


def _interaction(call: Call) -> Interaction:
    return call.service.interactions.webhook(call.params["webhook_id"], call.params["webhook_token"])


def _message(call: Call, one: Interaction) -> Message:
    """The message a webhook address means: the original answer, or one of this person's by id."""
    if "message_id" not in call.params:
        if one.original is None or one.original.id not in call.world.messages:
            raise unknown(10008)
        return one.original
    found = call.world.messages.get(snowflake(call.params["message_id"], 10008))
    mine = found and found.interaction and found.interaction["id"] == str(one.id)
    if found is None or not (mine or found is one.original):
        raise unknown(10008)
    return found


@routes("POST", HOOK)
def follow_up(call: Call) -> Answer:
    message = call.service.interactions.follow_up(_interaction(call), call.body or {}, call.files)
    return 200, wire.message(call.world, message)


@routes("GET", ORIGINAL, ONE)
def get(call: Call) -> Answer:
    return 200, wire.message(call.world, _message(call, _interaction(call)))


@routes("PATCH", ORIGINAL, ONE)
def edit(call: Call) -> Answer:
    one = _interaction(call)
    message = call.service.interactions.edit(one, _message(call, one), call.body or {}, call.files)
    return 200, wire.message(call.world, message)


@routes("DELETE", ORIGINAL, ONE)
def delete(call: Call) -> Answer:
    one = _interaction(call)
    changes.delete(call.world, _message(call, one))
    one.settled.set()
    return NO_CONTENT
