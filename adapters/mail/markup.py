"""Text runs in both notations of a mail, plain text and HTML. What people wrote is text in either."""

import re
from html import escape
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.i18n import Reader
from bot.ui.text import Bold, ChannelLink, Code, Italic, Link, Mention, Moment, Run, Text

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BREAKS = re.compile(r"\r\n|[\r\u2028\u2029]")
CODE = "font-family:Consolas,Menlo,monospace;background:#f3f1ed;border-radius:3px;padding:1px 4px"
LINK = "color:#1f3a5f"


def clean(text: str) -> str:
    """The text without characters no mail can carry, its lines ended in one way."""
    return _CONTROL.sub("", _BREAKS.sub("\n", text.encode("utf-8", "replace").decode("utf-8")))


def one_line(text: str) -> str:
    """For headers: nothing in it can begin a new line."""
    return " ".join(clean(text).split())


def linkable(url: str) -> bool:
    return bool(re.fullmatch(r"(https?://|mailto:)[^\s<>\"]+", url))


def plain(text: Text, reader: Reader) -> str:
    return clean("".join(_plain(run, reader) for run in reader.runs(text)))


def html(text: Text, reader: Reader) -> str:
    """Escaped; line ends are kept."""
    return "".join(_html(run, reader) for run in reader.runs(text))


def moment(run: Moment, reader: Reader) -> str:
    """An instant in the reader's own zone; a mail may be read anywhere, so a bare time bears its distance from UTC."""
    words = reader.moment(run.at, run.style, run.zone)
    if run.style != "time" or run.zone:
        return words
    offset = run.at.astimezone(ZoneInfo(reader.zone)).strftime("%z")
    return f"{words} (UTC{offset[:3]}:{offset[3:5]})"


def _plain(run: Run, reader: Reader) -> str:
    match run:
        case str(text) | Code(text) | Mention(text):
            return text
        case Bold(text) | Italic(text):
            return str(text)
        case Link(text, url):
            return url if str(text) in ("", url) else f"{text} ({url})"
        case ChannelLink(name):
            return f"#{name.removeprefix('#')}"
        case Moment():
            return moment(run, reader)
        case _:
            assert_never(run)


def _html(run: Run, reader: Reader) -> str:
    match run:
        case str(text):
            return words(text)
        case Bold(text):
            return f"<strong>{words(str(text))}</strong>"
        case Italic(text):
            return f"<em>{words(str(text))}</em>"
        case Code(text):
            return f'<code style="{CODE}">{words(text)}</code>'
        case Link(text, url) if linkable(url):
            return anchor(str(text) or url, url)
        case Link(text, url):
            return words(f"{text} ({url})")
        case Mention(name):
            return f'<strong dir="auto">{words(name)}</strong>'
        case ChannelLink(name):
            return words(f"#{name.removeprefix('#')}")
        case Moment():
            return words(moment(run, reader))
        case _:
            assert_never(run)


def words(text: str) -> str:
    return escape(clean(text)).replace("\n", "<br>\n")


def anchor(text: str, url: str, style: str = LINK) -> str:
    return f'<a href="{escape(url)}" style="{style}">{words(text)}</a>'
