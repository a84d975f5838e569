"""The mail server we hand our mails to: its address from the settings, and a connection that is ready to take one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPException

from adapters.mail.limits import SLOWEST
from bot.outbox import Forbidden
from bot.ui.text import _

TO_CONNECT = 15.0
HERE = ("127.0.0.1", "localhost", "::1")
NO_TLS = _("Write smtps:// in CONVENOR_MAIL__SMTP_URL if the server speaks TLS from the start, or ask its operator")


@dataclass(frozen=True, slots=True)
class Server:
    """`tls` from the first byte (`smtps://`); otherwise the connection is upgraded as soon as the server offers it."""

    host: str
    port: int
    tls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def at(cls, url: str) -> "Server":
        """From `smtp://user:password@host:587`; what is special in a password is written in percents."""
        parts = urlsplit(url)
        tls = parts.scheme == "smtps"
        return cls(
            parts.hostname or "",
            parts.port or (465 if tls else 587 if parts.username else 25),
            tls,
            unquote(parts.username or ""),
            unquote(parts.password or ""),
        )

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[SMTP]:
        """Greet, encrypt, log in. Raises what aiosmtplib raises, and Forbidden rather than show a password in clear."""
        name = (
            "localhost" if self.host in HERE else None
        )  # else the machine's full name, which may have to be asked for
        smtp = SMTP(hostname=self.host, port=self.port, use_tls=self.tls, timeout=TO_CONNECT, local_hostname=name)
        await smtp.connect()
        try:
            if self.user:
                if self.host not in HERE and smtp.get_transport_info("sslcontext") is None:
                    raise Forbidden("the mail server offers no encryption for the password", NO_TLS)
                await smtp.login(self.user, self.password)
            smtp.timeout = SLOWEST
            yield smtp
            with suppress(SMTPException, OSError):
                await smtp.quit()
        finally:
            smtp.close()
