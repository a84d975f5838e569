"""Text runs in both notations of a mail, plain text and HTML. What people wrote is text in either."""

from typing import assert_never

from adapters import html as pages
from adapters.html import Dress, clean, moment
from bot.i18n import Reader
from bot.ui.text import Bold, ChannelLink, Code, GroupMention, Italic, Link, Mention, Moment, Run, Text

DRESS = Dress(
    code="font-family:Consolas,Menlo,monospace;background:#f3f1ed;border-radius:3px;padding:1px 4px",
    link="color:#1f3a5f",
)


def one_line(text: str) -> str:
    """For headers: nothing in it can begin a new line."""
    return " ".join(clean(text).split())


def html(text: Text, reader: Reader) -> str:
    return pages.html(text, reader, DRESS)


def plain(text: Text, reader: Reader) -> str:
    return clean("".join(_plain(run, reader) for run in reader.runs(text)))


def _plain(run: Run, reader: Reader) -> str:
    match run:
        case str(text) | Code(text) | Mention(text):
            return text
        case Bold(text) | Italic(text) | GroupMention(text):
            return str(text)
        case Link(text, url):
            return url if str(text) in ("", url) else f"{text} ({url})"
        case ChannelLink(name):
            return f"#{name.removeprefix('#')}"
        case Moment():
            return moment(run, reader)
        case _:
            assert_never(run)
