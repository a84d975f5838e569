"""The simulated platforms in the process that drives, with the first people of the crowd in front of them."""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from adapters.discord.outbound import draw
from adapters.slack.manifest import manifest
from adapters.slack.outbound import messages
from bench import crowd, job
from bot.clock import SystemClock
from bot.features import load
from bot.i18n import Reader
from sandbox.discord import DiscordService, GuildDesk
from sandbox.discord.bodies import new_message
from sandbox.slack import SlackWorkspace
from sandbox.slack.manifest import install
from sandbox.slack.markup import buttons
from sandbox.slack.state import User

PEOPLE = 64
"""How many of the crowd sit in front of a client."""
Act = Callable[[int], Awaitable[None]]
"""Something the person of that number does, until it is answered."""


@dataclass(slots=True)
class Stage:
    """A workspace and a guild on one local port; nothing is compared with published descriptions, to be fast."""

    slack: SlackWorkspace
    discord: DiscordService
    port: int
    general: str
    lobby: str
    door_on_slack: Any
    door_on_discord: Any
    desk: GuildDesk
    people: int

    @property
    def addresses(self) -> dict[str, str]:
        """What the process under test is told."""
        base = f"http://127.0.0.1:{self.port}/discord"
        return {
            "slack-api": self.slack.api_url,
            "slack-bot": self.slack.bot_token,
            "slack-app": self.slack.app_token,
            "discord-api": f"{base}/api/v10",
            "discord-gateway": f"{base.replace('http', 'ws', 1)}/gateway",
            "discord-token": self.discord.token,
        }

    async def press_on_slack(self, number: int) -> None:
        """Press the button of the door."""
        message = self.door_on_slack
        block, element = next(iter(buttons(message.blocks)))
        user = self.slack.users[crowd.slack_user(number % self.people)]
        action = {"type": "button", "block_id": block["block_id"], "action_id": element["action_id"]}
        action |= {"text": element["text"], "value": element.get("value")}
        answer = await self.slack.interactions.action(user, action, message=message, state={})
        if not answer.acked:
            raise RuntimeError(f"Slack: no answer to a press: {answer.error}")

    async def press_on_discord(self, number: int) -> None:
        client = self.discord.client(crowd.discord_user(number % self.people))
        one = await client.click(self.door_on_discord.id, job.PAYLOAD)
        _ensure(one.callback is not None, "a press on Discord")

    async def type_on_slack(self, number: int, line: str) -> None:
        """A slash command."""
        command, _, text = line.partition(" ")
        user = self.slack.users[crowd.slack_user(number % self.people)]
        answer = await self.slack.interactions.command(user, self.slack.channels[self.general], command, text)
        _ensure(answer.acked, line)

    async def type_on_discord(self, number: int, line: str) -> None:
        client = self.discord.client(crowd.discord_user(number % self.people))
        one = await client.command(self.lobby, line)
        _ensure(one.callback is not None, line)

    def sweep(self) -> None:
        """Forget private answers, so that a long run does not make the simulation slow."""
        self.slack.channels[self.general].messages[:] = [self.door_on_slack]
        world = self.discord.world
        for key in [key for key, message in world.messages.items() if message.ephemeral_for is not None]:
            del world.messages[key]
        self.discord.ledger.posted.clear()
        self.slack.ledger.posted.clear()


def _ensure(well: bool, what: str) -> None:
    if not well:
        raise RuntimeError(f"no answer to {what}")


@asynccontextmanager
async def open_stage(people: int = PEOPLE) -> AsyncIterator[Stage]:
    """Both platforms with so many of the crowd; the application is installed as its manifest says.

    Nobody looks for garbage here meanwhile: a search through the simulated world would be counted as waiting for
    Convenor, which runs in a process of its own. Where it runs in this one, it is not spared its searches.
    """
    clock = SystemClock()
    slack = SlackWorkspace(clock, app_name="Convenor", rate_limits=False)
    slack.contract = None
    install(slack, manifest(load()))
    discord = DiscordService(clock, rate_limits=False, specs=False)
    site = web.Application(client_max_size=8 * 2**20)
    slack.mount(site, "/slack")
    discord.mount(site, "/discord")
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    slack.base_url = f"http://127.0.0.1:{port}/slack"
    general = slack.add_channel("general", general=True)
    desk = discord.add_guild("Gate", guild_id=int(crowd.GUILD))
    lobby = desk.add_channel("general")
    for number in range(people):
        known = " ".join(crowd.name(number)[:2])
        key = crowd.slack_user(number)
        slack.users[key] = User(key, f"person{number}", known, "Asia/Shanghai")
        slack.channels[general].members.append(key)
        desk.add_member(known, user_id=crowd.discord_user(number))
    reader = Reader()
    door = messages(job.card(), reader, slack.team_id)[0]
    blocks = [{**block, "block_id": f"b{number}"} for number, block in enumerate(door["blocks"])]
    on_slack = slack.post(slack.channels[general], slack.bot_user_id, text=door["text"], blocks=blocks)
    world, channel = discord.world, desk.channel(lobby)
    body = {"flags": 1 << 15, "components": draw(job.card(), reader)[0].components}
    on_discord = new_message(world, channel, world.bot.id, body, ())
    world.messages[on_discord.id] = on_discord
    gc.disable()
    try:
        yield Stage(slack, discord, port, general, lobby, on_slack, on_discord, desk, people)
    finally:
        gc.enable()
        await runner.cleanup()


async def closed(act: Act, times: int, at_once: int = 32) -> None:
    """Do it so often, with that many people waiting for their answer at any moment."""
    left = iter(range(times))

    async def person() -> None:
        for number in left:
            await act(number)

    await asyncio.gather(*(person() for _ in range(at_once)))
