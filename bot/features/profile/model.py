"""Rules about a person's own record: zones, visibility, and the one-time codes that join two accounts."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.people import OPENLY
from bot.ui.text import Text, _

CODE_LIVES = timedelta(minutes=10)
CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without letters and digits that are mistaken for each other."""

OPEN_FIELDS: dict[str, Text] = {
    "native_name": _("name in another script"),
    "email": _("e-mail"),
    "post": _("post and institution"),
    "about": _("about me"),
    "fields": _("fields of work"),
    "country": _("country"),
}
"""Fields of the directory that a person opens one by one."""

ROUTES: dict[str, Text] = {"slack": "Slack", "discord": "Discord", "email": _("e-mail")}
LAST_RESORT: dict[str, Text] = {"never": _("do not mention me"), OPENLY: _("mention me in a channel")}
"""What may be done when nothing else reaches a person; mentioning takes consent."""


@dataclass(frozen=True, slots=True)
class LinkCode:
    """A code somebody asked for on one account, to be typed on another; only its hash is kept."""

    digest: str
    person: str
    expires_at: datetime
    used_at: datetime | None = None

    def usable_at(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class Trip:
    """The person lives by the clocks of another place to the end of a day there; then `home` is back (2.5 rule 9)."""

    person: str
    home: str
    until: date
    ends_at: datetime


def new_code() -> str:
    """Eight characters in two groups, e.g. "K7QM-2XRD"."""
    letters = "".join(secrets.choice(CODE_ALPHABET) for _i in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def digest(code: str) -> str:
    """What is stored instead of the code; case, spaces and the dash do not matter."""
    plain = "".join(c for c in code.upper() if c in CODE_ALPHABET)
    return hashlib.sha256(f"link:{plain}".encode()).hexdigest()


def local_time(zone: str, now: datetime) -> str:
    """The time on the wall there, e.g. "14:05"."""
    return f"{now.astimezone(ZoneInfo(zone)):%H:%M}"
