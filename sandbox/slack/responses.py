"""Messages the application hands over outside the Web API: in an acknowledgement or to a response URL."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.slack.methods.chat import content
from sandbox.slack.methods.registry import ApiError, Call
from sandbox.slack.state import Channel, Json, Message

if TYPE_CHECKING:
    from sandbox.slack.workspace import SlackWorkspace

MOST_USES, LIVES = 5, timedelta(minutes=30)


def show(ws: "SlackWorkspace", body: Any, user: str, channel: Channel, source: Message | None, where: str) -> None:
    """Post, replace or delete as `body` says; ApiError for what Slack would not take.

    Answers to a press replace the message they came from unless replace_original is false or a response_type is
    given; answers to a command are new messages, private unless response_type is in_channel.
    """
    if not isinstance(body, dict):
        raise ApiError("invalid_payload")
    if source is not None and str(body.get("delete_original", "")).lower() in ("1", "true"):
        ws.delete(channel, source)
        if not body.get("text") and not body.get("blocks"):
            return
        source = None
    made = content(Call(ws, where, body, None))
    replacing = str(body.get("replace_original", "response_type" not in body)).lower() in ("1", "true")
    if source is not None and replacing:
        ws.edit(channel, source, **made | {"metadata": made["metadata"] or source.metadata})
        return
    private = body.get("response_type", "ephemeral") != "in_channel"
    thread = body.get("thread_ts")
    ws.post(channel, ws.bot_user_id, by_app=True, ephemeral_to=user if private else None, thread_ts=thread, **made)


async def serve(ws: "SlackWorkspace", request: web.Request) -> web.Response:
    """The handler behind every response URL."""
    known = ws.interactions.response_urls.get(request.match_info["key"])
    if known is None or ws.clock.now() - known.at > LIVES:
        return web.json_response({"ok": False, "error": "expired_url"}, status=404)
    if known.uses >= MOST_USES:
        return web.json_response({"ok": False, "error": "used_url"}, status=404)
    try:
        body: Json = await request.json()
    except ValueError:
        return web.Response(status=400, text="invalid_payload")
    channel = ws.channels[known.channel]
    source = next((m for m in channel.messages if m.ts == known.source), None)
    try:
        show(ws, body, known.user, channel, source, "response_url")
    except ApiError as error:
        return web.Response(status=400, text=error.error)
    known.uses += 1
    return web.Response(text="ok", content_type="text/plain")
