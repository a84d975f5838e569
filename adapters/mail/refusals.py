"""What a mail server's answers mean to whoever owes a message: wait, give up, or have a setting changed.

Until the text has gone out nothing can have arrived, so every trouble before that is named for what it is; only when
the connection breaks after it, the mail may have been taken.
"""

import re
import ssl
from enum import Enum

from aiosmtplib import SMTPAuthenticationError, SMTPException, SMTPNotSupported, SMTPResponseException

from adapters.mail.limits import FIRST_PAUSE
from bot.outbox import Ambiguous, DeliveryProblem, Forbidden, Limited, OutOfReach, Unreachable
from bot.ui.text import _


class Stage(Enum):
    """How far the conversation with the server had come."""

    GREETING = "greeting"
    SENDER = "sender"
    RECIPIENT = "recipient"
    TEXT = "text"


LOG_IN = frozenset({530, 534, 535, 538})
CHECK_LOGIN = _(
    "Check user and password in CONVENOR_MAIL__SMTP_URL; some providers want a password made for applications"
)
CHECK_TLS = _("The server's certificate must be valid for the host name in CONVENOR_MAIL__SMTP_URL")
CHECK_SENDER = _("CONVENOR_MAIL__SENDER must be an address this mail server may send for")
CHECK_HOST = _("Check host and port in CONVENOR_MAIL__SMTP_URL, and whether a firewall lets this machine out")


def problem(error: Exception, stage: Stage) -> DeliveryProblem:
    """The state of the world behind an error of the conversation."""
    match error:
        case DeliveryProblem():
            return error
        case SMTPAuthenticationError():
            return Forbidden(f"the mail server refuses the login ({_words(error)})", CHECK_LOGIN)
        case SMTPResponseException(code=code) if code in LOG_IN or "relay" in error.message.lower():
            return Forbidden(f"the mail server takes nothing from us ({_words(error)})", CHECK_LOGIN)
        case SMTPResponseException(code=code) if 400 <= code < 500:
            return Limited(FIRST_PAUSE, lane_only=stage is not Stage.GREETING)
        case SMTPResponseException() if stage is Stage.RECIPIENT:
            return Unreachable(f"the address is refused ({_words(error)})", account_gone=_gone(error))
        case SMTPResponseException() if stage is Stage.TEXT:
            return Unreachable(f"the mail was refused ({_words(error)})")
        case SMTPResponseException():
            return Forbidden(f"the mail server refuses us ({_words(error)})", CHECK_SENDER)
        case SMTPNotSupported():
            return Forbidden(f"the mail server cannot do that ({error})", CHECK_LOGIN)
        case ssl.SSLError():
            return Forbidden(f"no safe connection to the mail server ({error.reason})", CHECK_TLS)
        case SMTPException() | OSError() | TimeoutError() if stage is Stage.TEXT:
            return Ambiguous(f"the connection broke while the mail was being taken: {type(error).__name__}")
        case SMTPException() | OSError() | TimeoutError():
            return OutOfReach(FIRST_PAUSE, f"{type(error).__name__}: {error}")
        case _:
            raise error


def _gone(answer: SMTPResponseException) -> bool:
    """Whether the address itself is the trouble, not we, our words or a full box (RFC 3463 where the server speaks it).

    A wrong "yes" would close somebody's route, so what only might be about us is no.
    """
    status = re.match(r"5\.\d+\.\d+", answer.message.strip())
    if status:
        return status[0] in ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")
    return answer.code in (550, 551, 553) and not re.search(
        r"(?i)spam|block|polic|reputation|denied|listed", answer.message
    )


def _words(answer: SMTPResponseException) -> str:
    return f"{answer.code} {' '.join(answer.message.split())}"[:200]
