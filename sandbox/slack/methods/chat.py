"""chat.*: posting, changing and scheduling messages."""

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sandbox.slack.methods.registry import ApiError, Call, method, refuse_invalid
from sandbox.slack.state import Channel, Json, Message, Scheduled
from sandbox.slack.wire import message_json

if TYPE_CHECKING:
    from sandbox.slack.workspace import SlackWorkspace

BARE = re.compile(r"&(?!(?:amp|lt|gt);)")
LONGEST_TEXT, LONGEST_METADATA = 40_000, 16_000


def check_pictures(ws: "SlackWorkspace", blocks: list[Json]) -> Iterator[str]:
    """Complaints about image blocks whose file is not there, no picture, or not yet looked at."""
    for number, block in enumerate(blocks):
        if block["type"] != "image" or "slack_file" not in block:
            continue
        file = ws.files.get(block["slack_file"].get("id", ""))
        if ws.faults.unready_pictures or file is None or not file.completed or not file.mimetype.startswith("image/"):
            ws.faults.unready_pictures = max(ws.faults.unready_pictures - 1, 0)
            yield f"[ERROR] invalid slack file [json-pointer:/blocks/{number}/slack_file]"


def content(call: Call, *, needed: bool = True) -> Json:
    """text, blocks, attachments and metadata of a message, checked; raises what Slack answers for bad ones."""
    ws = call.ws
    text = call.text("text", "")
    blocks, attachments = call.json("blocks") or [], call.json("attachments") or []
    if needed and not text and not blocks and not attachments:
        raise ApiError("no_text")
    if len(text) > LONGEST_TEXT:
        ws.ledger.violations.append(f"{call.method}: text of {len(text)} characters")
        raise ApiError("msg_too_long")
    if blocks:
        complaints = ws.check_blocks(blocks, call.method)
        if not complaints and (unready := list(check_pictures(ws, blocks))):
            refuse_invalid("invalid_blocks", unready)
        if complaints:
            refuse_invalid("invalid_blocks", complaints)
        if len(json.dumps(blocks)) > 13_200 * 4:
            raise ApiError("msg_blocks_too_long")
    for number, block in enumerate(blocks):
        # Slack names every block itself; without this a press could not say where it happened.
        block.setdefault("block_id", f"b{number}{ws.ids.new('B')[-4:]}")
        _name_elements(ws, block)
        _escape_plain_text(block)
    metadata = call.json("metadata")
    if metadata is not None:
        if not isinstance(metadata, dict) or not metadata.get("event_type"):
            raise ApiError("invalid_metadata_format")
        if not isinstance(metadata.get("event_payload"), dict):
            raise ApiError("invalid_metadata_schema")
        if len(json.dumps(metadata)) > LONGEST_METADATA:
            raise ApiError("metadata_too_large")
        if ws.contract is not None:
            ws.ledger.violations += [f"{call.method}: {each}" for each in ws.contract.check_metadata(metadata)]
    return {"text": text, "blocks": blocks, "attachments": attachments, "metadata": metadata}


def _escape_plain_text(node: Any) -> None:
    """Slack stores control characters of plain text as entities: a press carries `A &amp; B` for a button `A & B`."""
    if isinstance(node, list):
        for each in node:
            _escape_plain_text(each)
    elif isinstance(node, dict):
        if node.get("type") == "plain_text":
            node["text"] = BARE.sub("&amp;", node["text"]).replace("<", "&lt;").replace(">", "&gt;")
        else:
            for each in node.values():
                _escape_plain_text(each)


def _name_elements(ws: Any, block: Json) -> None:
    elements = (
        block.get("elements", []) if block["type"] == "actions" else [block.get("accessory"), block.get("element")]
    )
    for element in elements:
        if isinstance(element, dict) and element.get("type") != "image":
            element.setdefault("action_id", ws.ids.new("a"))


def _target(call: Call) -> Channel:
    """Where to post: a conversation id or name, or a user id, which stands for the direct conversation."""
    ws, key = call.ws, call.text("channel")
    if key in ws.users:
        person = ws.users[key]
        if person.deleted or person.is_bot:
            raise ApiError("channel_not_found")
        channel = ws.direct(key)
    else:
        channel = call.channel()
    if channel.archived:
        raise ApiError("is_archived")
    if channel.kind == "im":
        if ws.users[channel.im_user].deleted:
            raise ApiError("channel_not_found")
        if not ws.messages_tab:
            raise ApiError("messages_tab_disabled")
    elif ws.bot_user_id not in channel.members and not (
        call.token and "chat:write.public" in call.token.scopes and channel.kind == "public"
    ):
        raise ApiError("not_in_channel")
    return channel


def _pace(call: Call, channel: Channel) -> None:
    wait = call.ws.limits.wait_to_post(channel.id, call.ws.clock.now())
    if wait:
        raise ApiError("ratelimited", retry_after=wait)


@method("chat.postMessage", "chat:write")
def post_message(call: Call) -> Json:
    ws = call.ws
    channel = _target(call)
    body = content(call)
    thread = call.text("thread_ts", "") or None
    if thread and not any(m.ts == thread and not m.ephemeral_to for m in channel.messages):
        raise ApiError("thread_not_found")
    _pace(call, channel)
    message = ws.post(channel, ws.bot_user_id, by_app=True, thread_ts=thread, **body)
    message.client_msg_id = call.text("client_msg_id", "") or None
    return {"channel": channel.id, "ts": message.ts, "message": message_json(ws, message, metadata=True)}


@method("chat.postEphemeral", "chat:write")
def post_ephemeral(call: Call) -> Json:
    ws = call.ws
    channel = _target(call)
    user = call.user()
    if channel.kind != "im" and user.id not in channel.members:
        raise ApiError("user_not_in_channel")
    body = content(call)
    message = ws.post(channel, ws.bot_user_id, by_app=True, ephemeral_to=user.id, **body)
    return {"message_ts": message.ts}


def _own(call: Call, problem: str) -> tuple[Channel, Message]:
    channel = call.channel()
    ts = call.text("ts")
    message = next((m for m in channel.messages if m.ts == ts and not m.ephemeral_to), None)
    if message is None:
        raise ApiError("message_not_found")
    if not message.by_app:
        raise ApiError(problem)
    return channel, message


@method("chat.update", "chat:write")
def update(call: Call) -> Json:
    ws = call.ws
    channel, message = _own(call, "cant_update_message")
    if channel.archived:
        raise ApiError("is_archived")
    body = content(call)
    # Slack keeps the old blocks when none are sent, and takes them away for an empty list.
    if call.json("blocks") is None:
        body["blocks"] = message.blocks
    if body["metadata"] is None:
        body["metadata"] = message.metadata
    ws.edit(channel, message, **body)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message_json(ws, message)}


@method("chat.delete", "chat:write")
def delete(call: Call) -> Json:
    channel, message = _own(call, "cant_delete_message")
    call.ws.delete(channel, message)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.getPermalink", auth="any")
def get_permalink(call: Call) -> Json:
    channel = call.channel()
    ts = call.text("message_ts")
    if not any(m.ts == ts and not m.ephemeral_to for m in channel.messages):
        raise ApiError("message_not_found")
    return {"channel": channel.id, "permalink": call.ws.permalink(channel.id, ts)}


@method("chat.scheduleMessage", "chat:write")
def schedule(call: Call) -> Json:
    ws = call.ws
    channel = _target(call)
    body = content(call)
    post_at = call.number("post_at", 0, 2**40)
    now = ws.now()
    if post_at < now + 10:
        raise ApiError("time_in_past")
    if post_at > now + 120 * 86_400:
        raise ApiError("time_too_far")
    near = [s for s in ws.scheduled.values() if s.channel == channel.id and abs(s.post_at - post_at) < 300]
    if len(near) >= 30:
        raise ApiError("restricted_too_many")
    item = Scheduled(ws.ids.new("Q"), channel.id, post_at, body)
    ws.schedule(item)
    text = {"text": body["text"], "bot_id": ws.bot_id, "type": "delayed_message", "user": ws.bot_user_id}
    return {"channel": channel.id, "scheduled_message_id": item.id, "post_at": post_at, "message": text}


@method("chat.deleteScheduledMessage", "chat:write")
def delete_scheduled(call: Call) -> Json:
    item = call.ws.scheduled.get(call.text("scheduled_message_id"))
    if item is None or item.channel != call.channel().id:
        raise ApiError("invalid_scheduled_message_id")
    del call.ws.scheduled[item.id]
    return {}


@method("chat.scheduledMessages.list")
def list_scheduled(call: Call) -> Json:
    items = sorted(call.ws.scheduled.values(), key=lambda each: each.post_at)
    items = [each for each in items if not call.args.get("channel") or each.channel == call.args["channel"]]
    page, meta = call.page(items)
    shown = [{"id": i.id, "channel_id": i.channel, "post_at": i.post_at, "text": i.message["text"]} for i in page]
    return {"scheduled_messages": shown, "response_metadata": meta}
