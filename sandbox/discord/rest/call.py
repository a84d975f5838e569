"""What a REST handler is given and how it is registered."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sandbox.discord.bodies import Upload
from sandbox.discord.errors import forbidden, invalid, unknown
from sandbox.discord.model import DM, Channel, Guild
from sandbox.discord.permissions import BITS, can_see, in_channel, in_guild
from sandbox.discord.state import World

if TYPE_CHECKING:
    from sandbox.discord.service import DiscordService

Answer = tuple[int, Any]
NO_CONTENT: Answer = (204, None)


@dataclass
class Call:
    """One request, already authenticated and checked."""

    service: "DiscordService"
    params: dict[str, str]
    query: dict[str, str]
    body: Any = None
    files: list[Upload] = field(default_factory=list[Upload])

    @property
    def world(self) -> World:
        return self.service.world

    @cached_property
    def guild(self) -> Guild:
        return self.world.guild(self.params["guild_id"])

    @cached_property
    def channel(self) -> Channel:
        """The channel of the address; one the bot cannot see is refused with 50001."""
        found = self.world.channel(self.params["channel_id"])
        guild = self.world.guilds.get(found.guild_id or 0)
        if not can_see(guild, found, self.world.bot.id, self.world.bot.id):
            raise forbidden(50001)
        return found

    def need(self, *names: str) -> None:
        """Refuse unless the bot has these permissions in the guild of the address."""
        rights = in_guild(self.guild, self.world.bot.id)
        if any(not rights & BITS[name] for name in names):
            raise forbidden(50013)

    def need_here(self, *names: str) -> None:
        """Refuse unless the bot has these permissions in the channel of the address."""
        if self.channel.kind == DM:
            return
        rights = in_channel(self.world.guilds[self.channel.guild_id or 0], self.channel, self.world.bot.id)
        if any(not rights & BITS[name] for name in names):
            raise forbidden(50013)

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number from the query, within its bounds."""
        raw = self.query.get(name)
        if raw is None:
            return default
        if not raw.isdigit() or not low <= int(raw) <= high:
            text = f"int value should be between {low} and {high}."
            raise invalid((name,), "NUMBER_TYPE_MAX", text)
        return int(raw)


@dataclass(frozen=True, slots=True)
class Route:
    """A method and an address template with names as in Discord's own description."""

    method: str
    template: str
    handler: Callable[[Call], Answer]
    pattern: re.Pattern[str]


Handler = Callable[[Call], Answer]


class Routes(list[Route]):
    """Collects handlers: `@routes("GET", "/users/@me")`."""

    def __call__(self, method: str, *templates: str) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            for template in templates:
                pattern = re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", template)
                self.append(Route(method, template, handler, re.compile(pattern)))
            return handler

        return register


def snowflake(text: str, code: int) -> int:
    """An id from an address; what is not a number names nothing."""
    if not text.isdigit():
        raise unknown(code)
    return int(text)
