"""Which hand-written rule belongs to which route."""

from typing import Any

from sandbox.discord.errors import Complaints
from sandbox.discord.rest.call import Call
from sandbox.discord.rules import check_message
from sandbox.discord.rules_forms import check_choices, check_commands, check_modal

MESSAGES = {
    ("POST", "/channels/{channel_id}/messages"),
    ("POST", "/webhooks/{webhook_id}/{webhook_token}"),
}
EDITS = {
    ("PATCH", "/channels/{channel_id}/messages/{message_id}"),
    ("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original"),
    ("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"),
}
# For each route its fields: name, shortest, longest, whether it is required.
LENGTHS = {
    ("POST", "/guilds/{guild_id}/channels"): (("name", 1, 100, True), ("topic", 0, 4096, False)),
    ("PATCH", "/channels/{channel_id}"): (("name", 1, 100, False), ("topic", 0, 4096, False)),
    ("POST", "/guilds/{guild_id}/roles"): (("name", 1, 100, False),),
    ("PATCH", "/guilds/{guild_id}/roles/{role_id}"): (("name", 1, 100, False),),
    ("PATCH", "/guilds/{guild_id}/members/{user_id}"): (("nick", 0, 32, False),),
    ("POST", "/channels/{channel_id}/threads"): (("name", 1, 100, True),),
    ("POST", "/channels/{channel_id}/messages/{message_id}/threads"): (("name", 1, 100, True),),
    ("POST", "/guilds/{guild_id}/scheduled-events"): (("name", 1, 100, True), ("description", 0, 1000, False)),
    ("PATCH", "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}"): (
        ("name", 1, 100, False),
        ("description", 0, 1000, False),
    ),
}


def check_body(bad: Complaints, call: Call, method: str, template: str, body: Any) -> None:
    """Add complaints about a request body."""
    key = (method, template)
    if key in MESSAGES:
        check_message(bad, body)
    elif key in EDITS:
        check_message(bad, body, flags=_flags(call))
    elif template == "/interactions/{interaction_id}/{interaction_token}/callback":
        _callback(bad, call, body)
    elif template == "/channels/{channel_id}/threads" and body.get("message"):
        check_message(bad, body["message"], ("message",))
    elif method == "PUT" and template.endswith("/commands"):
        check_commands(bad, body)
    for name, low, high, required in LENGTHS.get(key, ()):
        if required or body.get(name) is not None:
            bad.length((name,), body.get(name), low, high)
    location = (body.get("entity_metadata") or {}).get("location") if isinstance(body, dict) else None
    if location is not None and "scheduled-events" in template:
        bad.length(("entity_metadata", "location"), location, 1, 100)


def _callback(bad: Complaints, call: Call, body: Any) -> None:
    kind, data = body.get("type"), body.get("data") or {}
    if kind == 4:
        check_message(bad, data, ("data",))
    elif kind == 7:
        one = call.service.interactions.by_token.get(call.params["interaction_token"])
        check_message(bad, data, ("data",), one.message.flags if one and one.message else 0)
    elif kind == 8:
        check_choices(bad, data.get("choices") or [], ("data", "choices"))
    elif kind == 9:
        check_modal(bad, data)


def _flags(call: Call) -> int:
    """The flags of the message that is about to be edited, 0 when it does not exist."""
    if token := call.params.get("webhook_token"):
        one = call.service.interactions.by_token.get(token)
        if "message_id" not in call.params:
            return one.original.flags if one and one.original else 0
    found = call.world.messages.get(int(call.params["message_id"]))
    return found.flags if found else 0
