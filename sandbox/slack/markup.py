"""Turns Slack's mrkdwn and blocks into what a person reads, and finds whom a text would ping."""

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.slack.state import Json, elements_of

if TYPE_CHECKING:
    from sandbox.slack.workspace import SlackWorkspace

ANGLE = re.compile(r"<([^<>]+)>")
STYLE = re.compile(r"(?<![\w*_~`])([*_~])(?=\S)(.+?)(?<=\S)\1(?![\w*_~`])")
MASS = ("channel", "here", "everyone")

Notation: TypeAlias = Literal["plain", "mrkdwn", "rich"]
"""How a text is to be read: as it stands, with all of mrkdwn, or with mentions and links only (rich text)."""


def escape(text: str) -> str:
    """What the client does to typed text before it is stored."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def readable(ws: "SlackWorkspace", text: str, *, tz: str = "UTC", notation: Notation = "mrkdwn") -> str:
    """`text` as it is shown to a reader in zone `tz`: names for mentions, local time for dates, no markup."""
    if notation == "plain":
        return unescape(text)
    shown = ANGLE.sub(lambda found: _angle(ws, found.group(1), tz), text)
    if notation == "rich":
        return unescape(shown)
    for _ in range(3):  # styles nest: bold around italic around strike
        shown = STYLE.sub(r"\2", shown)
    return unescape(shown.replace("```", "").replace("`", ""))


def _angle(ws: "SlackWorkspace", inner: str, tz: str) -> str:
    target, _, label = inner.partition("|")
    if target.startswith("@"):
        user = ws.users.get(target[1:])
        return "@" + (escape(user.real_name) if user else label or target[1:])
    if target.startswith("#"):
        channel = ws.channels.get(target[1:])
        return "#" + (channel.name if channel else label or target[1:])
    if target.startswith("!date^"):
        return _date(target, label, tz)
    if target.startswith("!subteam^"):
        group = ws.usergroups.get(target.removeprefix("!subteam^"))
        return "@" + (group.handle if group else label or "group")
    if target.startswith("!"):
        return "@" + (label or target[1:])
    return label or target


def _date(target: str, fallback: str, tz: str) -> str:
    try:
        _, seconds, pattern = target.split("^")[:3]
        at = datetime.fromtimestamp(int(seconds), ZoneInfo(tz))
    except (ValueError, OverflowError, ZoneInfoNotFoundError):
        return fallback
    forms = {
        "{date_num}": at.strftime("%Y-%m-%d"),
        "{date_short_pretty}": at.strftime("%b ") + f"{at.day}, {at.year}",
        "{date_long_pretty}": at.strftime("%A, %B ") + f"{at.day}, {at.year}",
        "{date_pretty}": at.strftime("%B ") + f"{at.day}, {at.year}",
        "{date_short}": at.strftime("%b ") + f"{at.day}, {at.year}",
        "{date_long}": at.strftime("%A, %B ") + f"{at.day}, {at.year}",
        "{date}": at.strftime("%B ") + f"{at.day}, {at.year}",
        "{day_divider_pretty}": at.strftime("%A, %B ") + f"{at.day}",
        "{time_secs}": at.strftime("%H:%M:%S"),
        "{time}": at.strftime("%H:%M"),
        "{ago}": at.strftime("%Y-%m-%d %H:%M"),
    }
    for name, shown in forms.items():
        pattern = pattern.replace(name, shown)
    return pattern


def block_texts(block: Json) -> Iterator[tuple[str, Notation]]:
    """The texts of a block in reading order, each with its notation; buttons and options are not text."""
    match block.get("type"):
        case "section" | "header":
            if "text" in block:
                yield _pair(block["text"])
            yield from (_pair(each) for each in block.get("fields", []))
        case "context":
            yield from (_pair(each) for each in block["elements"] if each.get("type") != "image")
        case "markdown":
            yield block["text"], "mrkdwn"
        case "image":
            yield (block["title"]["text"] if "title" in block else block["alt_text"]), "plain"
        case "rich_text":
            yield "".join(_rich(block)), "rich"
        case _:
            return


def _pair(text: Json) -> tuple[str, Notation]:
    return text["text"], "mrkdwn" if text["type"] == "mrkdwn" else "plain"


def _rich(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _rich(each)
    elif isinstance(node, dict):
        match node.get("type"):
            case "text":
                yield escape(node["text"])
            case "user":
                yield f"<@{node['user_id']}>"
            case "channel":
                yield f"<#{node['channel_id']}>"
            case "broadcast":
                yield f"<!{node['range']}>"
            case "link":
                yield f"<{node['url']}|{escape(node.get('text', node['url']))}>"
            case "emoji":
                yield f":{node['name']}:"
            case "date":
                yield f"<!date^{node['timestamp']}^{node['format']}|{escape(node.get('fallback', ''))}>"
            case "rich_text_list":
                for number, each in enumerate(node["elements"], 1):
                    yield f"{number}. " if node["style"] == "ordered" else "• "
                    yield from _rich(each)
                    yield "\n"
            case _:
                yield from _rich(node.get("elements", []))


def shown_text(ws: "SlackWorkspace", text: str, blocks: list[Json], *, tz: str = "UTC") -> str:
    """Everything readable in a message, lines in order. With blocks, `text` is only the notification and not shown."""
    if not blocks:
        return readable(ws, text, tz=tz)
    parts = [readable(ws, part, tz=tz, notation=how) for block in blocks for part, how in block_texts(block)]
    return "\n".join(parts)


def mentions(ws: "SlackWorkspace", text: str, blocks: list[Json]) -> tuple[str, ...]:
    """Whom the message pings: user ids, and `@channel`, `@here`, `@everyone` for mass mentions."""
    sources = [part for b in blocks for part, how in block_texts(b) if how != "plain"] if blocks else [text]
    found: list[str] = []
    for source in sources:
        for inner in ANGLE.findall(source):
            target = inner.partition("|")[0]
            if target.startswith("@") and target[1:] in ws.users:
                found.append(target[1:])
            elif target.startswith("!") and target[1:] in MASS:
                found.append("@" + target[1:])
            elif target.startswith("!subteam^"):
                found.append("@" + target.removeprefix("!subteam^"))
    return tuple(dict.fromkeys(found))


def buttons(blocks: list[Json]) -> list[tuple[Json, Json]]:
    """(block, element) of every button, top to bottom."""
    return [(b, e) for b in blocks for e in elements_of(b) if e.get("type") in ("button", "workflow_button")]


def selects(blocks: list[Json]) -> list[tuple[Json, Json]]:
    """(block, element) of everything outside input blocks from which one chooses, top to bottom."""
    return [
        (b, e)
        for b in blocks
        if b.get("type") != "input"
        for e in elements_of(b)
        if "select" in e["type"] or e["type"] in ("overflow", "radio_buttons", "checkboxes", "datepicker", "timepicker")
    ]
