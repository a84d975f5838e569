"""Text runs as HTML, for mails and for pages. What people wrote is text in it, never markup."""

import re
from dataclasses import dataclass
from html import escape
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.i18n import Reader
from bot.ui.text import Bold, ChannelLink, Code, GroupMention, Italic, Link, Mention, Moment, Run, Text

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BREAKS = re.compile(r"\r\n|[\r\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Dress:
    """Inline styles: a mail has to carry its looks in every tag, a page leaves them to its style sheet."""

    code: str = ""
    link: str = ""


BARE = Dress()


def clean(text: str) -> str:
    """The text without characters no mail and no page can carry, its lines ended in one way."""
    return _CONTROL.sub("", _BREAKS.sub("\n", text.encode("utf-8", "replace").decode("utf-8")))


def linkable(url: str) -> bool:
    return bool(re.fullmatch(r"(https?://|mailto:)[^\s<>\"]+", url))


def words(text: str) -> str:
    """Plain text, escaped; line ends are kept."""
    return escape(clean(text)).replace("\n", "<br>\n")


def html(text: Text, reader: Reader, dress: Dress = BARE) -> str:
    """Translated and escaped; line ends are kept."""
    return "".join(_html(run, reader, dress) for run in reader.runs(text))


def anchor(text: str, url: str, style: str = "") -> str:
    return f'<a href="{escape(url)}"{_style(style)}>{words(text)}</a>'


def moment(run: Moment, reader: Reader) -> str:
    """An instant in the reader's own zone; it may be read anywhere, so a bare time bears its distance from UTC."""
    said = reader.moment(run.at, run.style, run.zone)
    if run.style != "time" or run.zone:
        return said
    offset = run.at.astimezone(ZoneInfo(reader.zone)).strftime("%z")
    return f"{said} (UTC{offset[:3]}:{offset[3:5]})"


def _style(style: str) -> str:
    return f' style="{style}"' if style else ""


def _html(run: Run, reader: Reader, dress: Dress) -> str:
    match run:
        case str(text):
            return words(text)
        case Bold(text):
            return f"<strong>{words(str(text))}</strong>"
        case Italic(text):
            return f"<em>{words(str(text))}</em>"
        case Code(text):
            return f"<code{_style(dress.code)}>{words(text)}</code>"
        case Link(text, url) if linkable(url):
            return anchor(str(text) or url, url, dress.link)
        case Link(text, url):
            return words(f"{text} ({url})")
        case GroupMention(name):
            return f"<strong>{words(str(name))}</strong>"
        case Mention(name):
            return f'<strong dir="auto">{words(name)}</strong>'
        case ChannelLink(name):
            return words(f"#{name.removeprefix('#')}")
        case Moment():
            return words(moment(run, reader))
        case _:
            assert_never(run)
