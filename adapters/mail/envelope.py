"""A letter with its headers, as it goes over the wire. Nothing that people wrote can become a header of its own."""

import hashlib
import re
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from adapters.mail.markup import one_line
from adapters.mail.outbound import Letter, cid
from bot.outbox import Unreachable
from bot.ui.view import File

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_HOST = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


def address(text: str, name: str = "") -> Address:
    """An address as servers take it, with the domain in ASCII; Unreachable when it is none."""
    local, _, domain = text.strip().rpartition("@")
    try:
        host = domain.encode("idna").decode("ascii")
    except UnicodeError:
        host = ""
    if not _LOCAL.fullmatch(local) or not _HOST.fullmatch(host):
        raise Unreachable("the address on record is none a mail can be sent to", account_gone=True)
    return Address(one_line(name), local, host)


def message_id(nonce: str, to: Address, letter: Letter, sender: Address) -> str:
    """The same for the same words to the same person by the same delivery, so that servers and clients see a repeat.

    The words are in it, as a digest, because numbers of deliveries begin anew in a new database.
    """
    words = f"{to.addr_spec}\n{letter.subject}\n{letter.text}"
    return f"<{nonce}.{hashlib.sha256(words.encode()).hexdigest()[:16]}@{sender.domain}>"


def sealed(
    letter: Letter,
    files: tuple[File, ...],
    *,
    sender: Address,
    to: Address,
    mark: str,
    at: datetime,
    language: str,
    leave: str = "",
) -> bytes:
    """The whole mail with CRLF line ends and nothing but ASCII in it. `leave` is the address that ends such mails."""
    mail = EmailMessage(policy.SMTP)
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = one_line(letter.subject)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = mark
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text, cte="quoted-printable")
    mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    for file in (each for each in files if each.is_picture):
        kind, _, subtype = file.media_type.partition("/")
        page = mail.get_body(("html",))
        assert page is not None  # noqa: S101 - it was added just now
        name, mark = one_line(file.name), f"<{cid(file)}>"
        page.add_related(file.content, kind, subtype, cid=mark, filename=name, disposition="inline")
    others = [file for file in files if not file.is_picture]
    for file in others:
        if method := calendar_method(file):  # mail programs show an invitation only when it is one form of the text
            text = file.content.decode("utf-8")
            mail.add_alternative(text, subtype="calendar", cte="base64", params={"method": method})
    for file in others:
        kind, _, subtype = ("application", "/", "ics") if calendar_method(file) else _type(file).partition("/")
        mail.add_attachment(
            file.content, maintype=kind, subtype=subtype or "octet-stream", filename=one_line(file.name)
        )
    mail["Content-Language"] = language  # last: whatever is called Content- moves into the first part
    return _leaving(leave) + mail.as_bytes()


def _leaving(address: str) -> bytes:
    """How a mail program ends such mails by itself (RFC 2369), with one click over https (RFC 8058).

    Written by hand: the library breaks long addresses into pieces that no program puts together again.
    """
    if not address:
        return b""
    click = b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" if address.startswith("https://") else b""
    return f"List-Unsubscribe: <{address}>\r\n".encode("ascii") + click


def calendar_method(file: File) -> str:
    """REQUEST or CANCEL of an invitation, "" of any other file."""
    found = re.fullmatch(r"text/calendar;.*\bmethod=(REQUEST|CANCEL)\b.*", file.media_type, re.IGNORECASE)
    return found[1].upper() if found else ""


def _type(file: File) -> str:
    return file.media_type.partition(";")[0].strip()
