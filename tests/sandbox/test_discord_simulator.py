"""The simulated Discord, driven by the real client library over real sockets."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
import discord
import pytest
import yarl
from aiohttp import web
from discord import app_commands, ui

from bot.clock import MovableClock
from sandbox.discord import DiscordPlayer, DiscordService, GuildDesk
from sandbox.discord.faults import Fault
from sandbox.player import NotShown, Player

Handler = Callable[[discord.Interaction], Awaitable[None]]


class Bot(discord.Client):
    """A client with a stateless router: one function gets every interaction."""

    def __init__(self, intents: discord.Intents | None = None) -> None:
        super().__init__(
            intents=intents or discord.Intents(guilds=True, members=True),
            guild_ready_timeout=0.05,
            chunk_guilds_at_startup=False,
            max_messages=None,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self.tree = app_commands.CommandTree(self)
        self.answer: Handler | None = None
        self.joined: list[str] = []
        self.errors: list[BaseException] = []
        self.seen: list[discord.Interaction] = []

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """No five seconds of courtesy towards a simulation."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.seen.append(interaction)
        if self.answer:
            try:
                await self.answer(interaction)
            except Exception as error:
                self.errors.append(error)

    async def on_member_join(self, member: discord.Member) -> None:
        self.joined.append(member.display_name)


@dataclass
class Stage:
    service: DiscordService
    desk: GuildDesk
    clock: MovableClock
    base: str
    ids: dict[str, str]
    bots: list[tuple[Bot, asyncio.Task[None]]] = field(default_factory=list)

    async def bot(self, token: str | None = None, intents: discord.Intents | None = None) -> Bot:
        bot = Bot(intents)
        task = asyncio.create_task(bot.start(token or self.service.token))
        self.bots.append((bot, task))
        ready = asyncio.create_task(bot.wait_until_ready())
        done, _ = await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED, timeout=5)
        if task in done:
            ready.cancel()
            task.result()
        assert ready in done
        return bot

    def player(self, name: str) -> DiscordPlayer:
        return self.service.player(self.ids[name])

    def channel(self, bot: Bot, name: str) -> Any:
        found = discord.utils.get(bot.get_all_channels(), name=name)
        assert found is not None
        return found


@pytest.fixture
async def stage(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    clock = MovableClock()
    service = DiscordService(clock)
    desk = service.add_guild("Gate", guild_id=111)
    desk.add_role("Member")
    desk.add_role("Reviewer", mentionable=True)
    desk.move_bot_role(5)
    desk.add_role("Board", position=9)
    ids = {
        "Ana": desk.add_member("Ana", roles=("Member",)),
        "Wei": desk.add_member("Wei", "zh-CN"),
        "Rev": desk.add_member("Rev", roles=("Reviewer",)),
    }
    desk.add_channel("welcome")
    desk.add_channel("review", private_to=("Reviewer",))
    desk.add_channel("forum", "forum", tags=("question", "idea"))
    app = web.Application()
    service.mount(app, "/discord")
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    base = f"http://127.0.0.1:{port}/discord"
    monkeypatch.setattr(discord.http.Route, "BASE", f"{base}/api/v10")
    gateway = yarl.URL(f"ws://127.0.0.1:{port}/discord/gateway")
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
    found = Stage(service, desk, clock, base, ids)
    yield found
    for bot, task in found.bots:
        await bot.close()
        with contextlib.suppress(discord.DiscordException):
            await task
    await runner.cleanup()


def text_of(interaction: discord.Interaction) -> str:
    """A short name for what was pressed or typed."""
    data: Any = interaction.data
    return data.get("custom_id") or data["name"]


class Buttons(ui.LayoutView):
    """A card with text, two buttons and a select."""

    def __init__(self, text: str) -> None:
        super().__init__(timeout=None)
        row: ui.ActionRow[Any] = ui.ActionRow()
        row.add_item(ui.Button(label="Approve", custom_id="approve"))
        row.add_item(ui.Button(label="Form", custom_id="form"))
        choose: ui.ActionRow[Any] = ui.ActionRow()
        options = [discord.SelectOption(label="One", value="1"), discord.SelectOption(label="Two", value="2")]
        choose.add_item(ui.Select(custom_id="pick", placeholder="How many?", options=options))
        self.add_item(ui.Container(ui.TextDisplay(text), row, choose))
        self.stop()


async def test_a_slash_command_gets_a_private_answer_that_only_its_sender_sees(stage: Stage) -> None:
    bot = await stage.bot()

    @bot.tree.command(name="hello", description="Greets")
    async def hello(interaction: discord.Interaction, name: str) -> None:
        await interaction.response.send_message(f"Hi **{name}**, {interaction.user.mention}", ephemeral=True)

    await bot.tree.sync()
    ana: Player = stage.player("Ana")
    assert await ana.completes("/he") == ["/hello"]
    await ana.types("/hello name:Wang Li", "welcome")
    seen = await ana.sees("Hi Wang Li, @Ana")
    assert seen.private
    assert seen.mentions == ()
    assert stage.player("Wei").messages() == []
    with pytest.raises(NotShown, match="needs 'name'"):
        await ana.types("/hello", "welcome")
    with pytest.raises(NotShown, match="offered: /hello"):
        await ana.types("/bye", "welcome")
    await ana.types("/hello Wang")
    await ana.sees("Hi Wang,")
    stage.player("Ana").restarts()
    assert ana.messages() == []
    assert stage.service.ledger.violations == []
