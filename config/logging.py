"""Log lines in one shape, for people or for machines, from which every token has been taken out."""

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final, Literal, TextIO

REDACTED: Final = "[redacted]"
_SHORTEST_SECRET: Final = 6
_PATTERNS: Final = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (r"\bxox[a-z](?:\.xox[a-z])?-[\w-]{4,}", 0),  # Slack: bot, user, refresh, configuration
        (r"\bxapp-[\w-]{4,}", 0),
        (r"\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}", 0),  # Discord: id, time, signature
        (r"(?<=authorization)['\"]?\s*[:=]\s*(?:b?['\"])?(?:(?:bot|bearer|basic)\s+)?[^\s'\",}]+", re.IGNORECASE),
        (r"(?<=\bBot )[\w.-]{20,}|(?<=\bBearer )[\w.~+/=-]{8,}", re.IGNORECASE),
        (r"(?<=://)[^\s/:@]*:[^\s@]+(?=@)", 0),  # user and password in an address
        (r"(?<=hooks\.slack\.com/)[\w/-]+", 0),
        (r"(?<=/webhooks/)\d+/[\w-]{20,}", 0),
        (r"(?<=/interactions/)\d+/[\w-]{20,}", 0),
        (r"(?<=/act/)[\w.~=-]+|(?<=/calendar/)[\w-]+(?=\.ics)", 0),  # links that act without signing in
    )
)
_STANDARD: Final = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName", "color_message"}
_CONTROLS: Final = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if code not in (9,)} | {
    10: "\\n",
    13: "\\r",
}


class Redaction(logging.Filter):
    """Takes tokens out of a record: its message, what was added to it, and the exception."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = sorted({s for s in secrets if len(s) >= _SHORTEST_SECRET}, key=len, reverse=True)

    def redact(self, text: str) -> str:
        """Return the text without anything that opens a door."""
        for secret in self._secrets:
            text = text.replace(secret, REDACTED)
        for pattern in _PATTERNS:
            text = pattern.sub(REDACTED, text)
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):  # a line with wrong arguments is still a line
            message = f"{record.msg} {record.args}"
        record.msg, record.args = self.redact(message), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self.redact(record.exc_text)
        if record.stack_info:
            record.stack_info = self.redact(record.stack_info)
        for key, value in extras(record).items():
            record.__dict__[key] = value if isinstance(value, bool | int | float | None) else self.redact(str(value))
        return True


def extras(record: logging.LogRecord) -> dict[str, Any]:
    """What a caller added with `extra=`."""
    return {key: value for key, value in record.__dict__.items() if key not in _STANDARD and not key.startswith("_")}


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class ConsoleFormatter(logging.Formatter):
    """One line per record, the exception below it. What people wrote cannot begin a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        added = "".join(f" {key}={value}" for key, value in extras(record).items())
        line = f"{record.getMessage()}{added}".translate(_CONTROLS)
        below = "".join(f"\n{text}" for text in (record.exc_text, record.stack_info) if text)
        return f"{_moment(record)} {record.levelname:<7} {record.name}: {line}{below}"


class JsonFormatter(logging.Formatter):
    """One JSON object per line."""

    def format(self, record: logging.LogRecord) -> str:
        shape: dict[str, Any] = {"time": _moment(record), "level": record.levelname, "logger": record.name}
        shape |= {"message": record.getMessage(), **extras(record)}
        if record.exc_text:
            shape["error"] = record.exc_text
        if record.stack_info:
            shape["stack"] = record.stack_info
        return json.dumps(shape, ensure_ascii=False, default=str)


def set_up(
    style: Literal["console", "json"] = "console",
    level: str = "INFO",
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> Redaction:
    """Send every logger's lines to one place, in one shape. Returns the redaction, which also serves other outputs."""
    redaction = Redaction(secrets)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(redaction)
    handler.setFormatter(JsonFormatter() if style == "json" else ConsoleFormatter())
    root = logging.getLogger()
    for old in [h for h in root.handlers if getattr(h, "convenor", False)]:
        root.removeHandler(old)
    handler.convenor = True  # type: ignore[attr-defined]
    root.addHandler(handler)
    root.setLevel(level)
    quiet = level if level == "DEBUG" else "WARNING"
    for talkative in ("alembic", "discord", "slack_bolt", "slack_sdk", "apscheduler", "aiohttp.access", "asyncio"):
        logging.getLogger(talkative).setLevel(quiet)
    return redaction
