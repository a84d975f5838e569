"""The mailboxes of the invented people: what a mail program shows of the mails that have reached an address."""

import email
import email.policy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from bot.clock import Clock
from sandbox.smtp import SmtpServer


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that came with a mail."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"
    cid: str = ""
    """By which the mail's own page shows it, if it does."""


@dataclass(frozen=True, slots=True)
class MailSeen:
    """One mail as its reader sees it; `source` is every byte of it."""

    id: str
    to: str
    sender: str
    subject: str
    text: str
    html: str
    at: datetime
    files: tuple[Enclosed, ...]
    pictures: tuple[Enclosed, ...]
    message_id: str
    source: bytes


class MailHost:
    """Everybody's mail, behind one SMTP server. `sender` is the address the network writes from."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._listeners: list[Callable[[], object]] = []
        self.mails: list[MailSeen] = []
        """All that was taken, oldest first."""
        self.server = SmtpServer(self._take)

    @property
    def url(self) -> str:
        return f"smtp://{self.server.host}:{self.server.port}"

    async def start(self) -> None:
        await self.server.start()

    async def stop(self) -> None:
        await self.server.stop()

    def of(self, address: str) -> tuple[MailSeen, ...]:
        """What lies in that mailbox, oldest first."""
        return tuple(mail for mail in self.mails if mail.to.lower() == address.lower())

    def subscribe(self, listener: Callable[[], object]) -> Callable[[], None]:
        """Hear of each new mail; call what is returned to hear no more."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def snapshot(self, address: str) -> dict[str, Any]:
        """For the page: the mailbox, newest first, without the HTML, which is asked for apart."""
        return {
            "address": address,
            "mails": [
                {
                    "id": mail.id,
                    "sender": mail.sender,
                    "subject": mail.subject,
                    "text": mail.text,
                    "at": mail.at.isoformat(),
                    "files": [file.name for file in mail.files],
                }
                for mail in reversed(self.of(address))
            ],
        }

    def _take(self, _sender: str, recipients: tuple[str, ...], source: bytes) -> None:
        read = email.message_from_bytes(source, policy=email.policy.default)
        assert isinstance(read, EmailMessage)  # noqa: S101 - the policy says so
        for to in recipients:
            self.mails.append(_seen(str(len(self.mails) + 1), to, read, source, self._clock.now()))
        for listener in tuple(self._listeners):
            listener()


def _seen(key: str, to: str, mail: EmailMessage, source: bytes, at: datetime) -> MailSeen:
    def body(kind: str) -> str:
        part = mail.get_body((kind,))
        return "" if part is None else part.get_content().replace("\r\n", "\n")

    def content(part: EmailMessage) -> bytes:
        found = part.get_content()
        return found if isinstance(found, bytes) else str(found).encode()

    files = (Enclosed(part.get_filename() or "file", content(part)) for part in mail.iter_attachments())
    pictures = (
        Enclosed(part.get_filename() or "file", content(part), part.get_content_type(), part["Content-ID"].strip("<> "))
        for part in mail.walk()
        if isinstance(part, EmailMessage) and part["Content-ID"]
    )
    return MailSeen(
        key, to, str(mail["From"]), str(mail["Subject"]), body("plain"), body("html"), at, tuple(files),
        tuple(pictures), str(mail["Message-ID"]), source,
    )  # fmt: skip
