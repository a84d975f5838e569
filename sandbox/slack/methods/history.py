"""conversations.history and .replies: what was said, with metadata on request, and as late as faults say."""

from datetime import timedelta

from sandbox.slack.methods.registry import ApiError, Call, method
from sandbox.slack.state import Channel, Json, Message
from sandbox.slack.wire import message_json


def _readable(call: Call) -> tuple[Channel, list[Message]]:
    """The messages history may show now: none in front of the lag, none that are private."""
    ws = call.ws
    channel = call.channel(scope="history", member=True)
    limit = ws.clock.now() - timedelta(seconds=ws.faults.history_lag)
    return channel, [m for m in channel.messages if not m.ephemeral_to and m.at <= limit]


def _between(call: Call, messages: list[Message]) -> list[Message]:
    try:
        oldest, latest = float(call.text("oldest", "0")), float(call.text("latest", "inf"))
    except ValueError:
        raise ApiError("invalid_ts_oldest") from None
    edge = call.flag("inclusive")
    return [m for m in messages if oldest < float(m.ts) < latest or (edge and float(m.ts) in (oldest, latest))]


@method("conversations.history", "channels:history", "groups:history", "im:history")
def history(call: Call) -> Json:
    channel, messages = _readable(call)
    top = [m for m in messages if m.thread_ts in (None, m.ts)]
    page, meta = call.page(_between(call, top)[::-1], 999)
    wanted = call.flag("include_all_metadata")
    answer: Json = {
        "messages": [message_json(call.ws, m, metadata=wanted, thread=True) for m in page],
        "has_more": bool(meta["next_cursor"]),
        "pin_count": len(channel.pins),
    }
    return answer | ({"response_metadata": meta} if meta["next_cursor"] else {})


@method("conversations.replies", "channels:history", "groups:history", "im:history")
def replies(call: Call) -> Json:
    _, messages = _readable(call)
    ts = call.text("ts")
    parent = next((m for m in messages if m.ts == ts), None)
    if parent is None:
        raise ApiError("thread_not_found")
    found = [m for m in messages if m.thread_ts == ts and m.ts != ts]
    page, meta = call.page([parent, *_between(call, found)])
    wanted = call.flag("include_all_metadata")
    answer: Json = {
        "messages": [message_json(call.ws, m, metadata=wanted, thread=m is parent) for m in page],
        "has_more": bool(meta["next_cursor"]),
    }
    return answer | ({"response_metadata": meta} if meta["next_cursor"] else {})
