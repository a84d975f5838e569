"""How payloads reach the application: the answer to one, and Slack's plain HTTP way with its signature."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlencode

import aiohttp

from bot.clock import SystemClock
from sandbox.slack.state import Json

if TYPE_CHECKING:
    from sandbox.slack.workspace import SlackWorkspace


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one payload; `error` is Slack's own word when nothing usable did."""

    acked: bool
    payload: Any = None
    error: str = ""


class Delivery(Protocol):
    """A way to the application."""

    async def send(self, kind: str, payload: Json, *, attempt: int = 0, reason: str = "") -> Answer:
        """Send a payload of `kind` (slash_commands, interactive, events_api) and wait for the acknowledgement."""
        ...


class HttpDelivery:
    """Posts payloads to the application's request URL, signed with the signing secret."""

    def __init__(self, ws: "SlackWorkspace", url: str) -> None:
        self._ws = ws
        self.url = url

    async def send(self, kind: str, payload: Json, *, attempt: int = 0, reason: str = "") -> Answer:
        match kind:
            case "events_api":
                body, content = json.dumps(payload), "application/json"
            case "interactive":
                body, content = urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded"
            case _:
                flat = {k: str(v).lower() if isinstance(v, bool) else v for k, v in payload.items() if v is not None}
                body, content = urlencode(flat), "application/x-www-form-urlencoded"
        # Signatures are compared with the machine's clock by the receiver's library, not with ours, which may be ahead.
        stamp = str(int(SystemClock().now().timestamp()))
        base = f"v0:{stamp}:{body}".encode()
        signature = "v0=" + hmac.new(self._ws.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        headers = {"Content-Type": content, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        limit = aiohttp.ClientTimeout(total=self._ws.ack_timeout)
        try:
            async with (
                aiohttp.ClientSession(timeout=limit) as session,
                session.post(self.url, data=body.encode(), headers=headers) as response,
            ):
                text = await response.text()
        except TimeoutError:
            return Answer(acked=False, error="operation_timeout")
        except aiohttp.ClientError:
            return Answer(acked=False, error="dispatch_failed")
        if response.status != 200:
            return Answer(acked=False, error="dispatch_failed")
        if "json" in response.headers.get("Content-Type", "") and text:
            return Answer(acked=True, payload=json.loads(text))
        return Answer(acked=True, payload={"text": text} if text else None)
