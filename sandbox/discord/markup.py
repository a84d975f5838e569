"""What Discord's markup looks like to a reader, and whom it pings."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from sandbox.discord.model import Message
from sandbox.discord.permissions import BITS, in_channel
from sandbox.discord.state import World

JSON = dict[str, Any]
FORMATS = {
    "t": "%H:%M",
    "T": "%H:%M:%S",
    "d": "%d/%m/%Y",
    "D": "%d %B %Y",
    "f": "%d %B %Y %H:%M",
    "F": "%A, %d %B %Y %H:%M",
    "s": "%d/%m/%Y %H:%M",
    "S": "%d/%m/%Y %H:%M:%S",
}
_HIDDEN = 0xE000  # escaped and quoted characters sit in the private use area while the markup is taken away
_CODE = re.compile(r"```(?:[\w+-]*\n)?(.*?)```|``(.+?)``|`([^`\n]+)`", re.S)
_LABELLED = r"(?<![^\\]\]\()"  # what follows is no target of a link with words of its own
_ADDRESS = rf"{_LABELLED}<(https?://[^>\s]+|mailto:[^>\s]+)>|{_LABELLED}(?<!<)(https?://[^\s<]*[^<.,:;\"'\])\s])"
_LITERAL = re.compile(r"\\([^\sA-Za-z0-9])|" + _ADDRESS + "|" + _CODE.pattern, re.S)
"""From left to right: an escaped ` opens nothing, and an address goes on up to a space or <, backslashes and all."""
_PAIRS = tuple(
    re.compile(pattern, re.S)
    for pattern in (
        r"\*\*\*(?=\S)(.+?)(?<=\S)\*\*\*",
        r"\*\*(?=\S)(.+?)(?<=\S)\*\*",
        r"__(?=\S)(.+?)(?<=\S)__",
        r"~~(?=\S)(.+?)(?<=\S)~~",
        r"\|\|(.+?)\|\|",
        r"\*(?=\S)(.+?)(?<=\S)\*",
        r"(?<![\w_])_(?=\S)(.+?)(?<=\S)_(?![\w_])",
    )
)
_PING = re.compile(r"<@!?(\d+)>|<@&(\d+)>|@(everyone|here)")


def nodes(components: Iterable[JSON]) -> Iterator[JSON]:
    """All components in reading order, nested ones after their parent, accessories last."""
    for one in components:
        yield one
        yield from nodes(one.get("components") or ())
        if one.get("component"):
            yield from nodes((one["component"],))
        if one.get("accessory"):
            yield from nodes((one["accessory"],))


def texts(message: Message) -> list[str]:
    """The raw texts of a message from top to bottom."""
    found = [message.content] + [one["content"] for one in nodes(message.components) if one["type"] == 10]
    for embed in message.embeds:
        found += [(embed.get("author") or {}).get("name", ""), embed.get("title", ""), embed.get("description", "")]
        for one in embed.get("fields") or ():
            found += [one["name"], one["value"]]
        found.append((embed.get("footer") or {}).get("text", ""))
    return [text for text in found if text]


def plain(world: World, text: str, guild_id: int | None) -> str:
    """The text as it is read on the screen, times in UTC."""

    def hide(shown: str) -> str:
        return "".join(chr(_HIDDEN + ord(char)) if ord(char) < 0x1000 else char for char in shown)

    text = _LITERAL.sub(lambda found: hide(next(group for group in found.groups() if group is not None)), text)
    text = re.sub(r"<t:(-?\d+)(?::([tTdDfFsSR]))?>", lambda found: hide(moment(world, int(found[1]), found[2])), text)
    text = re.sub(r"<@!?(\d+)>", lambda found: hide("@" + _user(world, found[1], guild_id)), text)
    text = re.sub(r"<@&(\d+)>", lambda found: hide("@" + _role(world, found[1], guild_id)), text)
    text = re.sub(r"<#(\d+)>", lambda found: hide("#" + _channel(world, found[1])), text)
    text = re.sub(r"</([^:>]+):\d+>", lambda found: hide("/" + found[1]), text)
    text = re.sub(r"<a?(:\w+:)\d+>", r"\1", text)
    text = re.sub(r"\[([^\]\n]+)\]\(<?(?:https?|mailto):[^)\s]+?>?\)", r"\1", text)
    text = re.sub(r"^(?:#{1,3}|-#|>>>|>) +", "", text, flags=re.M)
    for pair in _PAIRS:
        text = pair.sub(r"\1", text)
    return "".join(chr(ord(char) - _HIDDEN) if 0xE000 <= ord(char) < 0xF000 else char for char in text)


def moment(world: World, unix: int, style: str | None) -> str:
    at = datetime.fromtimestamp(unix, UTC)
    if style == "R":
        seconds = (at - world.clock.now()).total_seconds()
        unit, size = next(
            (unit, size)
            for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))
            if abs(seconds) >= size or size == 1
        )
        count = round(abs(seconds) / size)
        words = f"{count} {unit}{'' if count == 1 else 's'}"
        return f"in {words}" if seconds >= 0 else f"{words} ago"
    return at.strftime(FORMATS[style or "f"])


def mentioned(world: World, message: Message, allowed: JSON | None) -> tuple[list[int], list[int], bool]:
    """Whom a message pings: users, roles, everyone. What stands inside code or behind a backslash pings nobody."""
    channel = world.channels[message.channel_id]
    guild = world.guilds.get(channel.guild_id or 0)
    spoken = [message.content, *(one["content"] for one in nodes(message.components) if one["type"] == 10)]
    text = _CODE.sub("", "\n".join(spoken))  # a mention inside an embed pings nobody
    text = re.sub(r"\\[<@]", "", text)
    kinds = {"users", "roles", "everyone"} if allowed is None else set(allowed.get("parse") or ())
    users: list[int] = []
    roles: list[int] = []
    everyone = False
    rights = in_channel(guild, channel, message.author_id) if guild else 0
    for user, role, mass in _PING.findall(text):
        if user and int(user) in world.users:
            if "users" in kinds or user in map(str, (allowed or {}).get("users") or ()):
                users.append(int(user))
        elif role and guild and int(role) in guild.roles:
            may = guild.roles[int(role)].mentionable or rights & BITS["mention_everyone"]
            if may and ("roles" in kinds or role in map(str, (allowed or {}).get("roles") or ())):
                roles.append(int(role))
        elif mass and guild and "everyone" in kinds:
            everyone = everyone or bool(rights & BITS["mention_everyone"])
    return list(dict.fromkeys(users)), list(dict.fromkeys(roles)), everyone


def _user(world: World, user_id: str, guild_id: int | None) -> str:
    return world.name_of(int(user_id), guild_id) if int(user_id) in world.users else "unknown-user"


def _role(world: World, role_id: str, guild_id: int | None) -> str:
    guild = world.guilds.get(guild_id or 0)
    return guild.roles[int(role_id)].name if guild and int(role_id) in guild.roles else "deleted-role"


def _channel(world: World, channel_id: str) -> str:
    return world.channels[int(channel_id)].name if int(channel_id) in world.channels else "unknown"
