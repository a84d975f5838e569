"""Text runs as Discord markup. What people wrote is escaped, so that it reads exactly as it was typed."""

import re
from dataclasses import dataclass, field
from typing import assert_never
from urllib.parse import quote

from adapters.discord.limits import chunks
from bot.i18n import Reader
from bot.ui.text import Bold, ChannelLink, Code, GroupMention, Inline, Italic, Link, Mention, Moment, Run, Text

PLATFORM = "discord"
ATOM = 1500
"""Characters of a piece of text that is escaped as one; escaping at most doubles them."""

_PART = r"[\w./?=&%#~+@:;!,'$*|-]"
_ADDRESS = re.compile(rf"(https?://(?:{_PART}|\({_PART}*\))*)")
_OPEN_END = re.compile(r"https?://\S*$")
_INLINE = re.compile(r"([\\`*_~|<\[\]]|@(?=everyone|here)|:(?=\w+:))")
_CLOSE = re.compile(rf"\S*?(?:>|{_INLINE.pattern})")
_LINE_START = re.compile(r"^(\s*)(?:([#>+-])|(\d+)([.)]))")
NO_SPACE = "\u200b"
_STYLES = {"date": "D", "time": "t", "full": "F", "relative": "R"}


def escape(text: str) -> str:
    """Take the power out of everything that Discord would read as markup, a mention or an emoji.

    Addresses are left whole: Discord takes them as they are, and a backslash in one would break it. Without a space
    after it, an address would also swallow the backslashes of what follows: then it stands in <>, which are not shown.
    """
    words, *more = _ADDRESS.split(text)
    written = _INLINE.sub(r"\\\1", words)
    for address, words in zip(more[::2], more[1::2], strict=True):
        written += f"<{address}>" if _CLOSE.match(words) else address
        written += _INLINE.sub(r"\\\1", words)
    return _LINE_START.sub(_disarm, written)


def _disarm(found: re.Match[str]) -> str:
    space, sign, number, dot = found.groups()
    return f"{space}\\{sign}" if sign else f"{space}{number}\\{dot}"


@dataclass(slots=True)
class Lines:
    """A text as lines of markup, each a list of pieces between which it may be broken, and whom it mentions.

    A role is mentioned as "&id".
    """

    rows: list[list[str]] = field(default_factory=lambda: [[]])
    mentioned: set[str] = field(default_factory=set[str])

    def add(self, text: str, around: str = "") -> None:
        """Add somebody's or our words; `around` is the sign of emphasis."""
        for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
            if number:
                self.rows.append([])
            for piece in chunks(line, ATOM):
                self.markup(_emphasise(piece, around))

    def markup(self, text: str) -> None:
        """Add what is markup already, apart from what is before it: an address swallows it, like signs mix."""
        row = self.rows[-1]
        if row and text and not text[0].isspace():
            if _OPEN_END.search("".join(row)):
                row.append(" ")
            elif row[-1][-1] in "*`" and text[0] == row[-1][-1]:
                row.append(NO_SPACE)
        if text:
            row.append(text)


def _emphasise(piece: str, around: str) -> str:
    core = piece.strip()
    if not around or not core or _ADDRESS.search(core):
        return escape(piece)
    at = piece.index(core)
    return f"{piece[:at]}{around}{escape(core)}{around}{piece[at + len(core) :]}"


def parts(text: Text) -> tuple[Inline, ...]:
    """A text as a row, to be put beside others."""
    return text if isinstance(text, tuple) else (text,)


def lines(text: Text, reader: Reader) -> Lines:
    """Translate and draw a text."""
    drawn = Lines()
    for run in reader.runs(text):
        _draw(run, reader, drawn)
    return drawn


def _draw(run: Run, reader: Reader, drawn: Lines) -> None:
    match run:
        case str():
            drawn.add(run)
        case Bold(text):
            drawn.add(str(text), "**")
        case Italic(text):
            drawn.add(str(text), "*")
        case Code(text):
            _code(text, drawn)
        case Link(text, url):
            _link(str(text), url, drawn)
        case Mention(name, accounts):
            _mention(name, accounts, drawn)
        case GroupMention(name, platform, group) if platform == PLATFORM and group.isdigit():
            drawn.mentioned.add(f"&{group}")
            drawn.markup(f"<@&{group}>")
        case GroupMention(name):
            drawn.add(str(name), "**")
        case ChannelLink(name, platform, channel):
            drawn.markup(f"<#{channel}>") if platform == PLATFORM and channel.isdigit() else drawn.add(name)
        case Moment(at, style, zone) if zone:  # Discord knows only the reader's own
            drawn.add(reader.moment(at, style, zone))
        case Moment(at, style):
            drawn.markup(f"<t:{int(at.timestamp())}:{_STYLES[style]}>")
        case _:
            assert_never(run)


def _code(text: str, drawn: Lines) -> None:
    for piece in chunks(" ".join(text.splitlines()), ATOM):
        if "`" not in piece:
            drawn.markup(f"`{piece}`" if piece.strip() else piece)
        elif "``" not in piece:
            drawn.markup(f"`` {piece} ``")
        else:
            drawn.markup(escape(piece))


def _link(text: str, url: str, drawn: Lines) -> None:
    target = quote(url, safe="%/:=&?~#+!$,;'@*._-[]")
    if not text.strip() or not re.match(r"https?://|mailto:", url):
        drawn.add(f"{text} {url}".strip())
    elif "://" in text or "\n" in text or len(text) > ATOM:  # Discord shows a label that looks like an address as it is
        drawn.add(text if text == url else f"{text} {url}")
    else:
        drawn.markup(f"[{escape(text)}](<{target}>)")


def _mention(name: str, accounts: tuple[tuple[str, str, str], ...], drawn: Lines) -> None:
    users = [user for platform, _space, user in accounts if platform == PLATFORM and user.isdigit()]
    if not users:
        drawn.add(name, "**")
        return
    drawn.mentioned.add(users[0])
    drawn.markup(f"<@{users[0]}>")
