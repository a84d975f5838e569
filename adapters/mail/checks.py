"""What `convenor doctor` asks the mail server: does it answer, encrypt, let us in, and may we send from there?"""

from adapters.mail.envelope import address
from adapters.mail.refusals import CHECK_HOST, CHECK_SENDER, Stage, problem
from adapters.mail.server import HERE, NO_TLS, Server
from bot.i18n import Reader
from bot.outbox import Forbidden, OutOfReach, Unreachable

READER = Reader()
"""Operators read English."""


async def check(smtp_url: str, sender: str) -> list[tuple[str, str]]:
    """Findings as (what, cure); the cure is empty when all is well."""
    server, findings = Server.at(smtp_url), list[tuple[str, str]]()
    where = f"{server.host}:{server.port}"
    stage = Stage.GREETING
    try:
        from_ = address(sender.rpartition("<")[2].rstrip("> "))
        async with server.connected() as smtp:
            safe = smtp.get_transport_info("sslcontext") is not None
            login = f", as {server.user}" if server.user else ", without a login"
            findings.append((f"{where} answers{login}", ""))
            if safe:
                findings.append(("the connection is encrypted", ""))
            elif server.host not in HERE:
                findings.append(("the connection is not encrypted", READER.plain(NO_TLS)))
            stage = Stage.SENDER
            await smtp.mail(from_.addr_spec)
            await smtp.rset()
            findings.append((f"{from_.addr_spec} may send", ""))
    except Unreachable:
        findings.append((f"{sender} is no address", READER.plain(CHECK_SENDER)))
    except Exception as error:  # noqa: BLE001 - whatever it is, the operator is to read it
        match problem(error, stage):
            case OutOfReach(why=why):
                findings.append((f"{where} does not answer ({why})", READER.plain(CHECK_HOST)))
            case Forbidden(cure=cure) as refusal:
                findings.append((str(refusal), cure))
            case other:
                findings.append((f"{where}: {other}", "Try again later; the server says it is busy"))
    return findings
