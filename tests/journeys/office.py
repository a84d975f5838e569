"""A network at work: both platforms set up, an administrator and a secretary on each, the bot running."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.access import PROJECTED, roles_for
from bot.features.admin.model import ROLE_TITLES
from bot.outbox import State
from bot.people import Role
from bot.profile.network import audience
from bot.ui.text import _
from sandbox.player import MessageSeen, Player
from tests.journeys.records import appoint, is_quiet, owed
from tests.journeys.stories import Words
from tests.journeys.world import World

PLATFORMS = ("slack", "discord")
LANGUAGE_NAMES = {"en": "English", "zh-Hans": "简体中文"}
ROOMS = ("welcome", "secretariat", "announcements", "forum")
"""The channels a small network needs."""


@dataclass
class Office:
    """Who runs the network, by platform."""

    world: World
    administrators: dict[str, Player]
    secretaries: dict[str, Player]
    words: Words

    def newcomer(self, platform: str, name: str, language: str = "en-US") -> Player:
        return somebody(self.world, platform, name, language)

    def room(self, key: str) -> str:
        """The name of a channel of the profile."""
        return self.world.profile.channel_names[key].lstrip("#").lower()

    async def quiet(self, within: float = 30) -> None:
        """Wait until all that is owed is paid."""
        try:
            async with asyncio.timeout(within):
                while not await is_quiet(self.world):  # noqa: ASYNC110 - another process writes there
                    await asyncio.sleep(0.1)
        except TimeoutError:
            waiting = [row for row in await owed(self.world) if row.state < State.SENT]
            raise AssertionError(f"the outbox does not come to rest: {waiting}\n{self.world.log()[-3000:]}") from None


def somebody(world: World, platform: str, name: str, language: str = "en-US") -> Player:
    return world.on_slack(name, language=language) if platform == "slack" else world.on_discord(name, language=language)


def furnish(world: World, rooms: Sequence[str] = ROOMS) -> None:
    """Roles and channels of the profile's names stand there before the bot comes, as in many a space."""
    for role in PROJECTED:
        world.guild.add_role(ROLE_TITLES[role])
    for key in rooms:
        name = world.profile.channel_names.get(key, "").lstrip("#")
        if name:
            private = audience(key) != "everyone"
            world.slack.add_channel(name, private=private)
            roles = tuple(ROLE_TITLES[role] for role in roles_for(key))
            world.guild.add_channel(name, private_to=roles if private else None)


async def set_up(world: World, language: str = "en-US", rooms: Sequence[str] = ROOMS) -> Office:
    """Furnish both platforms, bring in a secretary and an administrator on each, and start the bot."""
    furnish(world, rooms)
    words = Words(world.profile, "zh-Hans" if language.startswith("zh") else "en")
    administrators = {p: somebody(world, p, "Rafferty Quill", language) for p in PLATFORMS}
    secretaries = {p: somebody(world, p, "Luo Weilan", language) for p in PLATFORMS}
    office = Office(world, administrators, secretaries, words)
    await world.start()
    for platform in PLATFORMS:
        await appoint(world, administrators[platform], Role.ADMIN, language=words.reader.language)
        await appoint(world, secretaries[platform], Role.SECRETARIAT, language=words.reader.language)
        if words.reader.language != world.profile.languages[0]:
            await choose_language(administrators[platform], words)
    await until(lambda: all(office.room("secretariat") in s.channels() for s in secretaries.values()), within=30)
    await office.quiet()
    return office


async def choose_language(administrator: Player, words: Words) -> None:
    """Let the channels of a platform speak the language of these words, and not the network's first one."""
    await administrator.types("/admin setup")
    await administrator.picks(LANGUAGE_NAMES[words.reader.language], select=words(_("Language of the channels")))


@asynccontextmanager
async def working(profile: str, folder: Path, **changed: str) -> AsyncIterator[Office]:
    """A network of that profile, on SQLite, for as long as the block runs."""
    async with World(f"sqlite+aiosqlite:///{folder}/journey.db", profile, folder).serve() as world:
        world.changed |= changed
        yield await set_up(world)


async def until(holds: Callable[[], bool], within: float = 10) -> None:
    """Wait for something that shows nowhere as a message."""
    try:
        async with asyncio.timeout(within):
            while not holds():  # noqa: ASYNC110 - another process does it
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError("it does not come true in time") from None


async def offered(player: Player, button: str, on: str, within: float = 20) -> None:
    """Wait until a message that contains `on` has the button."""
    await until(lambda: any(on in seen.text and button in seen.buttons for seen in player.messages()), within)


def screen(player: Player, channel: str | None = None) -> str:
    """Everything a person can read, for looking for what must not be there."""
    return "\n".join(seen.text for seen in player.messages(channel))


def pinged(player: Player) -> list[MessageSeen]:
    """Messages that ping somebody."""
    return [seen for seen in player.messages() if seen.mentions]
