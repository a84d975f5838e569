"""A small mail server over real sockets: takes mails, and fails in all the ways a mail server may.

It is written by hand because it has to be unwell on demand: late, busy, broken in the middle, deaf after the last dot.
It speaks what senders use of RFC 5321, STARTTLS, and AUTH PLAIN and LOGIN.
"""

import asyncio
import base64
import contextlib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

MOST = 30 * 2**20
"""Bytes of one mail."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens instead of the usual answer to one command: `answer`, after some `seconds`, then perhaps no more.

    `takes` says whether the mail of a faulty DATA is kept all the same.
    """

    answer: str = ""
    seconds: float = 0.0
    hangs_up: bool = False
    takes: bool = False


class HangUp(Exception):
    """The connection ends here."""


@dataclass
class SmtpServer:
    """`take` gets the sender, the recipients and the bytes of each mail.

    `faults` are used up one by one, by command: CONNECT, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA (the command), TEXT
    (its end), QUIT. With `users` (passwords by name) nobody sends without a login.
    """

    take: Callable[[str, tuple[str, ...], bytes], None]
    users: Mapping[str, str] = field(default_factory=dict[str, str])
    tls: ssl.SSLContext | None = None
    faults: dict[str, list[Fault]] = field(default_factory=dict[str, list[Fault]])
    host: str = "127.0.0.1"
    port: int = 0
    connections: int = 0
    _server: asyncio.Server | None = None
    _talks: set[asyncio.Task[None]] = field(default_factory=set["asyncio.Task[None]"])

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, self.host, self.port, limit=MOST)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            for talk in self._talks:
                talk.cancel()
            await asyncio.gather(*self._talks, return_exceptions=True)
            self._server = None

    def fails(self, command: str, *faults: Fault) -> None:
        """The next ones of that command go wrong."""
        self.faults.setdefault(command, []).extend(faults)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        talk = asyncio.current_task()
        assert talk is not None  # noqa: S101 - a connection is served in a task
        self._talks.add(talk)
        try:
            await _Talk(self, reader, writer).run()
        except (HangUp, ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            self._talks.discard(talk)
            writer.close()
            with contextlib.suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()


class _Talk:
    """One connection."""

    def __init__(self, server: SmtpServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._server, self._reader, self._writer = server, reader, writer
        self._sender: str | None = None
        self._recipients: list[str] = []
        self._known = not server.users
        self._safe = False

    async def run(self) -> None:
        await self._say("CONNECT", "220 sandbox.example ESMTP")
        while True:
            line = (await self._reader.readuntil(b"\r\n")).decode("utf-8", "replace").strip()
            verb, _, rest = line.partition(" ")
            match verb.upper():
                case "EHLO" | "HELO":
                    await self._say("EHLO", "\r\n".join(self._greeting()))
                case "STARTTLS" if self._server.tls is not None:
                    await self._say("STARTTLS", "220 Go ahead")
                    await self._writer.start_tls(self._server.tls)
                    self._safe = True
                case "AUTH":
                    await self._log_in(rest)
                case "MAIL":
                    await self._say("MAIL", "250 OK" if self._known else "530 5.7.0 Authentication required")
                    self._sender, self._recipients = _address(rest), []
                case "RCPT":
                    if await self._say("RCPT", "250 OK"):
                        self._recipients.append(_address(rest))
                case "DATA":
                    await self._data()
                case "RSET" | "NOOP":
                    await self._say(verb, "250 OK")
                case "QUIT":
                    await self._say("QUIT", "221 Bye")
                    return
                case _:
                    await self._say(verb, "502 5.5.1 Unknown command")

    def _greeting(self) -> list[str]:
        offers = ["sandbox.example", "8BITMIME", f"SIZE {MOST}"]
        if self._server.tls is not None and not self._safe:
            offers.append("STARTTLS")
        if self._server.users:
            offers.append("AUTH PLAIN LOGIN")
        return [*(f"250-{offer}" for offer in offers[:-1]), f"250 {offers[-1]}"]

    async def _log_in(self, words: str) -> None:
        kind, _, given = words.partition(" ")
        if kind.upper() == "PLAIN":
            _, user, password = _decoded(given or await self._ask("")).split("\0")
        else:
            user = _decoded(given or await self._ask("VXNlcm5hbWU6"))
            password = _decoded(await self._ask("UGFzc3dvcmQ6"))
        right = self._server.users.get(user) == password
        said = await self._say("AUTH", "235 2.7.0 Welcome" if right else "535 5.7.8 Wrong user or password")
        self._known = right and said

    async def _ask(self, prompt: str) -> str:
        await self._write(f"334 {prompt}")
        return (await self._reader.readuntil(b"\r\n")).decode().strip()

    async def _data(self) -> None:
        if self._sender is None or not self._recipients:
            await self._say("DATA", "503 5.5.1 No recipients")
            return
        if not await self._say("DATA", "354 End with a dot"):
            return
        lines: list[bytes] = []
        while (line := await self._reader.readuntil(b"\r\n")) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        mail = (self._sender, tuple(self._recipients), b"".join(lines))
        queued = self._server.faults.get("TEXT")
        if not queued or queued[0].takes:
            self._server.take(*mail)
        await self._say("TEXT", "250 2.0.0 Taken")

    async def _say(self, command: str, usual: str) -> bool:
        """Answer, as usual or not; whether all is well."""
        queued = self._server.faults.get(command)
        fault = queued.pop(0) if queued else Fault()
        await asyncio.sleep(fault.seconds)
        if fault.hangs_up and not fault.answer:
            raise HangUp
        answer = fault.answer or usual
        await self._write(answer)
        if fault.hangs_up:
            raise HangUp
        return answer[0] in "23"

    async def _write(self, line: str) -> None:
        self._writer.write(f"{line}\r\n".encode())
        await self._writer.drain()


def _address(rest: str) -> str:
    return rest.partition("<")[2].partition(">")[0]


def _decoded(text: str) -> str:
    return base64.b64decode(text).decode()
