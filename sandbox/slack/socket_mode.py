"""Socket Mode: the WebSocket links of the application, envelopes out, acknowledgements in."""

import asyncio
import json
import secrets
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from sandbox.slack.delivery import Answer
from sandbox.slack.state import Json

if TYPE_CHECKING:
    from sandbox.slack.workspace import SlackWorkspace

MOST_LINKS = 10
TICKET_LIVES = 30


class SocketMode:
    """All open links; each envelope goes to exactly one of them, in turn."""

    def __init__(self, ws: "SlackWorkspace") -> None:
        self._ws = ws
        self._links: list[web.WebSocketResponse] = []
        self._requests: dict[web.WebSocketResponse, web.Request] = {}
        self._tickets: dict[str, int] = {}
        self._waiting: dict[str, tuple[web.WebSocketResponse, asyncio.Future[Answer]]] = {}
        self._turn = 0
        self._arrived = asyncio.Event()
        self.sent: list[Json] = []
        """Every envelope that left, newest last, for tests that look at the wire."""

    @property
    def connections(self) -> int:
        return len(self._links)

    def new_url(self) -> str:
        """A fresh WebSocket address, good for one connection within 30 seconds."""
        ticket = secrets.token_hex(16)
        self._tickets[ticket] = self._ws.now()
        base = self._ws.base_url.replace("http", "ws", 1)
        return f"{base}/link/?ticket={ticket}&app_id={self._ws.app_id}"

    async def wait_connected(self, links: int = 1, *, within: float = 5.0) -> None:
        """Return once the application has so many links; TimeoutError otherwise."""
        async with asyncio.timeout(within):
            while len(self._links) < links:
                self._arrived.clear()
                await self._arrived.wait()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """The handler behind the address of `new_url`."""
        issued = self._tickets.pop(request.query.get("ticket", ""), None)
        if issued is None or self._ws.now() - issued > TICKET_LIVES:
            return web.Response(status=408, text="link_expired")
        link = web.WebSocketResponse(max_msg_size=8 * 2**20)
        await link.prepare(request)
        if len(self._links) >= MOST_LINKS:
            await link.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await link.close()
            return link
        self._links.append(link)
        self._requests[link] = request
        try:
            await link.send_json(
                {
                    "type": "hello",
                    "num_connections": len(self._links),
                    "connection_info": {"app_id": self._ws.app_id},
                    "debug_info": {"host": "sandbox", "approximate_connection_time": 18060},
                }
            )
            self._arrived.set()
            async for frame in link:
                if frame.type is WSMsgType.TEXT:
                    self._acknowledge(frame.data)
        finally:
            self._forget(link)
        return link

    def _forget(self, link: web.WebSocketResponse) -> None:
        if link in self._links:
            self._links.remove(link)
        self._requests.pop(link, None)
        for other, future in list(self._waiting.values()):
            if other is link and not future.done():
                future.set_result(Answer(acked=False, error="dispatch_failed"))

    def _acknowledge(self, text: str) -> None:
        try:
            answer = json.loads(text)
            envelope = answer["envelope_id"]
        except (ValueError, KeyError, TypeError):
            self._ws.ledger.violations.append(f"socket: not an acknowledgement: {text[:200]}")
            return
        if self._ws.faults.drop_acks > 0:
            self._ws.faults.drop_acks -= 1
            return
        _, future = self._waiting.get(envelope, (None, None))
        # An answer later than three seconds finds nobody waiting: Slack ignores it, too.
        if future is not None and not future.done():
            future.set_result(Answer(acked=True, payload=answer.get("payload")))

    async def send(self, kind: str, payload: Json, *, attempt: int = 0, reason: str = "") -> Answer:
        """Send one envelope to one link and wait for its acknowledgement."""
        if not self._links:
            return Answer(acked=False, error="dispatch_failed")
        self._turn += 1
        link = self._links[self._turn % len(self._links)]
        envelope: Json = {
            "envelope_id": secrets.token_hex(16),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = (link, future)
        self.sent.append(envelope)
        del self.sent[:-1000]
        try:
            await link.send_json(envelope)
            return await asyncio.wait_for(future, self._ws.ack_timeout)
        except TimeoutError:
            return Answer(acked=False, error="operation_timeout")
        except ConnectionError:
            return Answer(acked=False, error="dispatch_failed")
        finally:
            self._waiting.pop(envelope["envelope_id"], None)

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Tell every link that it will be closed, as Slack does every few hours, then close it."""
        for link in list(self._links):
            await link.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})
            self._forget(link)

    def drop(self) -> None:
        """Cut every link without a word, as a broken network does."""
        for link in list(self._links):
            transport = self._requests[link].transport
            self._forget(link)
            if isinstance(transport, asyncio.Transport):
                transport.abort()

    async def close(self) -> None:
        for link in list(self._links):
            self._forget(link)
            await link.close()
