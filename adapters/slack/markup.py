"""Text runs in Slack's two notations: rich text, where nothing typed can become markup, and mrkdwn where it is safe.

Rich text is the rule: its plain elements are shown exactly as typed, so a name such as `*_~<!channel>` stays a name.
Small print and facts exist only in mrkdwn; there it is used when no character in the text could be taken for markup.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Literal, assert_never

from adapters.slack.limits import URL, Json, pieces
from bot.i18n import Reader
from bot.ui.text import Bold, ChannelLink, Code, GroupMention, Italic, Link, Mention, Moment, MomentStyle, Run, Text

DATES: dict[MomentStyle, str] = {
    "date": "{date_long}",
    "time": "{time}",
    "full": "{date_long}, {time}",
    "relative": "{ago}",
}
_SPECIAL = re.compile(r"[*~`]|_.*_|:[\w'+-]+:|(?:^|\n)\s*>", re.DOTALL)
_BORDER = " \n\t.,;:!?()"
_WIDTH = 24
"""What a mention or date counts when text is divided."""


def plain(text: str) -> Json:
    """A text object in which nothing is interpreted; Slack wants at least one character."""
    return {"type": "plain_text", "text": text or "–", "emoji": False}


def escape(text: str) -> str:
    """What Slack asks for in mrkdwn and in the text of notifications."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def linkable(url: str) -> bool:
    return bool(re.fullmatch(r"(https?://|mailto:)[^\s<>|]+", url)) and len(url) <= URL


def account_in(mention: Mention, team: str) -> str:
    """The user to ping in that workspace, or "" when the person is only a name there."""
    return next((user for platform, space, user in mention.accounts if (platform, space) == ("slack", team)), "")


# rich text


def rich(text: Text, reader: Reader, team: str) -> list[Json]:
    """The elements of a rich text section."""
    return [element for run in reader.runs(text) if (element := _element(run, reader, team)) is not None]


def _element(run: Run, reader: Reader, team: str) -> Json | None:
    match run:
        case str(text):
            return _words(text)
        case Bold(text):
            return _words(str(text), "bold")
        case Italic(text):
            return _words(str(text), "italic")
        case Code(text):
            return _words(text, "code")
        case Link(text, url) if linkable(url):
            return {"type": "link", "url": url, "text": str(text) or url}
        case Link(text, url):
            return _words(f"{text} ({url})")
        case Mention(name):
            user = account_in(run, team)
            return {"type": "user", "user_id": user} if user else _words(name, "bold")
        case GroupMention(name, platform, group):
            return {"type": "usergroup", "usergroup_id": group} if platform == "slack" else _words(str(name), "bold")
        case ChannelLink(name, platform, channel):
            return {"type": "channel", "channel_id": channel} if platform == "slack" else _words(f"#{name}")
        case Moment(at, style, zone):
            stamp = int(at.timestamp())
            words = reader.moment(at, style, zone)
            if zone or stamp <= 0:  # Slack draws dates in the reader's own zone only
                return _words(words)
            return {"type": "date", "timestamp": stamp, "format": DATES[style], "fallback": words}
        case _:
            assert_never(run)


def _words(text: str, style: Literal["", "bold", "italic", "code"] = "") -> Json | None:
    if not text:
        return None
    return {"type": "text", "text": text} | ({"style": {style: True}} if style else {})


def divide(elements: Iterable[Json], limit: int) -> Iterator[list[Json]]:
    """Elements in portions of at most `limit` characters, dividing long texts at spaces."""
    portion: list[Json] = []
    room = limit
    for element in elements:
        parts = (
            [element | {"text": part} for part in pieces(element["text"], limit)] if "text" in element else [element]
        )
        for part in parts:
            size = len(part["text"]) if "text" in part else _WIDTH
            if portion and size > room:
                yield portion
                portion, room = [], limit
            portion.append(part)
            room -= size
    if portion:
        yield portion


# mrkdwn


def mrkdwn(text: Text, reader: Reader, team: str) -> str | None:
    """The text in mrkdwn, or None when something in it could be misread as markup."""
    runs = reader.runs(text)
    if _SPECIAL.search("".join(_typed(run) for run in runs)):
        return None
    drawn: list[str] = []
    for number, run in enumerate(runs):
        around = (
            _last(runs[number - 1]) if number else " ",
            _first(runs[number + 1]) if number + 1 < len(runs) else " ",
        )
        drawn.append(_marked(run, reader, team, free=all(each in _BORDER for each in around)))
    return "".join(drawn)


def _marked(run: Run, reader: Reader, team: str, *, free: bool) -> str:
    """One run; styles only where Slack recognises them, that is, with space or a stop on either side."""
    match run:
        case str(text):
            return escape(text)
        case Bold(text):
            return _styled(str(text), "*", free=free)
        case Italic(text):
            return _styled(str(text), "_", free=free)
        case Code(text):
            return _styled(text, "`", free=free)
        case Link(text, url) if linkable(url):
            return f"<{escape(url)}|{escape(str(text) or url)}>"
        case Link(text, url):
            return escape(f"{text} ({url})")
        case Mention(name):
            user = account_in(run, team)
            return f"<@{user}>" if user else _styled(name, "*", free=free)
        case GroupMention(name, platform, group):
            return f"<!subteam^{group}>" if platform == "slack" else _styled(str(name), "*", free=free)
        case ChannelLink(name, platform, channel):
            return f"<#{channel}>" if platform == "slack" else escape(f"#{name}")
        case Moment(at, style, zone):
            stamp, words = int(at.timestamp()), reader.moment(at, style, zone)
            native = not zone and stamp > 0
            return f"<!date^{stamp}^{DATES[style]}|{escape(words)}>" if native else escape(words)
        case _:
            assert_never(run)


def _styled(text: str, mark: str, *, free: bool) -> str:
    plain_ends = text == text.strip() and text and "\n" not in text
    return f"{mark}{escape(text)}{mark}" if free and plain_ends else escape(text)


def _typed(run: Run) -> str:
    match run:
        case str(text) | Code(text) | Mention(text) | ChannelLink(text):
            return text
        case Bold(text) | Italic(text) | GroupMention(text):
            return str(text)
        case Link(text, url):
            # a bar would end the address, so it counts as markup
            return str(text).replace("|", "*") if linkable(url) else f"{text} ({url})"
        case Moment():
            return " "
        case _:
            assert_never(run)


def _first(run: Run) -> str:
    return run[:1] if isinstance(run, str) else "x"


def _last(run: Run) -> str:
    return run[-1:] if isinstance(run, str) else "x"
