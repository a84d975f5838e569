"""The gateway: HELLO, IDENTIFY, heartbeats, RESUME with replay, invalid sessions, and intents that are honoured."""

import asyncio
import contextlib
import json
import secrets
import zlib
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.discord import wire, wire_guild
from sandbox.discord.changes import CONTENT, GUILDS, MEMBERS
from sandbox.discord.state import Dispatch, World

JSON = dict[str, Any]
PRESENCES = 1 << 8
ALL_INTENTS = (1 << 26) - 1
REPLAY = 2000


class _Close(Exception):
    def __init__(self, code: int, reason: str) -> None:
        self.code, self.reason = code, reason
        super().__init__(reason)


@dataclass
class Session:
    """One identified client; while its connection is away, events wait in `sent` for RESUME."""

    id: str
    intents: int
    sequence: int = 0
    sent: deque[tuple[int, str]] = field(default_factory=lambda: deque[tuple[int, str]](maxlen=REPLAY))
    line: "Line | None" = None
    resumable: bool = True

    def send(self, name: str, data: JSON) -> None:
        self.sequence += 1
        text = json.dumps({"op": 0, "t": name, "s": self.sequence, "d": data}, ensure_ascii=False)
        self.sent.append((self.sequence, text))
        if self.line:
            self.line.send(text)


class Line:
    """One WebSocket; sending never blocks because an own task writes, in order, through one zlib stream."""

    def __init__(self, ws: web.WebSocketResponse, *, compressed: bool) -> None:
        self.ws = ws
        self._pack = zlib.compressobj() if compressed else None
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())

    def send(self, payload: str | JSON) -> None:
        self._queue.put_nowait(payload if isinstance(payload, str) else json.dumps(payload))

    async def _write(self) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                text = await self._queue.get()
                if self._pack:
                    data = self._pack.compress(text.encode()) + self._pack.flush(zlib.Z_SYNC_FLUSH)
                    await self.ws.send_bytes(data)
                else:
                    await self.ws.send_str(text)

    def stop(self) -> None:
        self._writer.cancel()

    def abort(self) -> None:
        """Cut the connection without a goodbye."""
        self.stop()
        writer = self.ws._writer  # noqa: SLF001 - aiohttp offers no public way to cut a connection
        if writer is not None and writer.transport is not None:
            writer.transport.abort()

    async def close(self, code: int, reason: str = "") -> None:
        self.stop()
        await self.ws.close(code=code, message=reason.encode())


class Gateway:
    """Accepts connections and hands out events."""

    def __init__(self, world: World, token: str, privileged: int, heartbeat: float = 41.25) -> None:
        self.world = world
        self.token = token
        self.privileged = privileged
        """Privileged intents switched on for the application; asking for others closes with 4014."""
        self.heartbeat = heartbeat
        self.sessions: dict[str, Session] = {}
        self.identified = 0
        self.resumed = 0
        self.url = ""
        self._lines: set[Line] = set()
        world.dispatchers.append(self._dispatch)

    @property
    def connected(self) -> bool:
        return any(session.line for session in self.sessions.values())

    def _dispatch(self, event: Dispatch) -> None:
        for session in self.sessions.values():
            if event.intents and not session.intents & event.intents:
                continue
            hidden = event.redacted is not None and not session.intents & CONTENT
            session.send(event.name, event.redacted if hidden and event.redacted else event.data)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse(max_msg_size=0)
        await ws.prepare(request)
        # Compression other than zlib-stream is answered in plain text, which clients accept as well.
        line = Line(ws, compressed=request.query.get("compress") == "zlib-stream")
        self._lines.add(line)
        line.send({"op": 10, "d": {"heartbeat_interval": int(self.heartbeat * 1000)}, "s": None, "t": None})
        session: Session | None = None
        try:
            while True:
                message = await asyncio.wait_for(ws.receive(), self.heartbeat * 1.5)
                if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                    break
                session = self._receive(line, session, message.data)
        except TimeoutError:
            await line.close(4009, "Session timed out.")
        except _Close as goodbye:
            await line.close(goodbye.code, goodbye.reason)
        finally:
            self._lines.discard(line)
            line.stop()
            if session and session.line is line:
                session.line = None
                if ws.close_code in (1000, 1001) or not session.resumable:
                    self.sessions.pop(session.id, None)
        return ws

    def _receive(self, line: Line, session: Session | None, raw: str | bytes) -> Session | None:
        try:
            message: JSON = json.loads(raw)
            op: int = message["op"]
            data: Any = message.get("d")
        except (ValueError, KeyError, TypeError):
            raise _Close(4002, "Error while decoding payload.") from None
        if op == 1:
            line.send({"op": 11, "d": None, "s": None, "t": None})
        elif op == 2:
            if session and session.resumable:
                raise _Close(4005, "Already authenticated.")
            return self._identify(line, data)
        elif op == 6:
            return self._resume(line, data) or session
        elif session is None:
            raise _Close(4003, "Not authenticated.")
        elif op == 8:
            self._members(session, data)
        elif op not in (3, 4, 31):
            raise _Close(4001, "Unknown opcode.")
        return session

    def _identify(self, line: Line, data: JSON) -> Session:
        if str(data.get("token", "")).removeprefix("Bot ") != self.token:
            raise _Close(4004, "Authentication failed.")
        intents = data.get("intents")
        if not isinstance(intents, int) or intents & ~ALL_INTENTS:
            raise _Close(4013, "Invalid intent(s).")
        if intents & (MEMBERS | PRESENCES | CONTENT) & ~self.privileged:
            raise _Close(4014, "Disallowed intent(s).")
        for old in [one for one in self.sessions.values() if one.line is None]:
            del self.sessions[old.id]  # a process that came back afresh will never resume the old one
        session = Session(secrets.token_hex(16), intents, line=line)
        self.sessions[session.id] = session
        self.identified += 1
        world = self.world
        guilds = [one for one in world.guilds.values() if one.bot_is_in]
        ready: JSON = {
            "v": 10,
            "user": wire.user(world.bot) | {"verified": True, "mfa_enabled": False, "email": None},
            "guilds": [{"id": str(one.id), "unavailable": True} for one in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "application": {"id": str(world.application_id), "flags": 0},
            "private_channels": [],
            "session_type": "normal",
        }
        if shard := data.get("shard"):
            ready["shard"] = shard
        session.send("READY", ready)
        if intents & GUILDS:
            for one in guilds:
                everyone = bool(intents & MEMBERS) and len(one.members) <= data.get("large_threshold", 50)
                session.send("GUILD_CREATE", wire_guild.guild_create(world, one, everyone=everyone))
        world.changed()
        return session

    def _resume(self, line: Line, data: JSON) -> Session | None:
        if str(data.get("token", "")).removeprefix("Bot ") != self.token:
            raise _Close(4004, "Authentication failed.")
        session = self.sessions.get(data.get("session_id", ""))
        seen = data.get("seq") or 0
        lost = session is None or (session.sent and session.sent[0][0] > seen + 1)
        if session is None or lost or not session.resumable:
            line.send({"op": 9, "d": False, "s": None, "t": None})
            return None
        if seen > session.sequence:
            raise _Close(4007, "Invalid seq.")
        for number, text in session.sent:
            if number > seen:
                line.send(text)
        session.line = line
        session.send("RESUMED", {"_trace": []})
        self.resumed += 1
        return session

    def _members(self, session: Session, data: JSON) -> None:
        guild = self.world.guilds[int(data["guild_id"])]
        wanted = {int(one) for one in data.get("user_ids") or ()}
        prefix, limit = str(data.get("query") or "").lower(), data.get("limit") or len(guild.members)
        found = [
            wire.member(self.world, one)
            for one in guild.members.values()
            if (
                one.user_id in wanted
                if wanted
                else self.world.name_of(one.user_id, guild.id).lower().startswith(prefix)
            )
        ][:limit]
        parts = [found[start : start + 1000] for start in range(0, len(found), 1000)] or [[]]
        for number, part in enumerate(parts):
            chunk: JSON = {"guild_id": str(guild.id), "members": part, "chunk_index": number, "chunk_count": len(parts)}
            if data.get("nonce"):
                chunk["nonce"] = data["nonce"]
            session.send("GUILD_MEMBERS_CHUNK", chunk)

    def ask_reconnect(self) -> None:
        """Op 7: clients reconnect and resume."""
        for line in list(self._lines):
            line.send({"op": 7, "d": None, "s": None, "t": None})

    def invalidate(self, *, resumable: bool = False) -> None:
        """Op 9: the session is over; without `resumable` it is forgotten."""
        for session in list(self.sessions.values()):
            session.resumable = resumable
            if session.line:
                session.line.send({"op": 9, "d": resumable, "s": None, "t": None})
            if not resumable:
                del self.sessions[session.id]

    def drop(self) -> None:
        """Cut every connection without a goodbye; sessions stay resumable."""
        for line in list(self._lines):
            line.abort()

    async def close(self) -> None:
        for line in list(self._lines):
            await line.close(1001, "Going away.")
