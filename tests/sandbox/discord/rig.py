"""A guild with one bot, worked by the real discord.py over real sockets."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import discord
import pytest
import yarl
from aiohttp import web
from discord import app_commands, ui

from bot.clock import MovableClock
from sandbox.discord import DiscordPlayer, DiscordService, GuildDesk

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
            except Exception as error:  # noqa: BLE001 - the test looks at them
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


class Application(ui.Modal, title="Apply"):
    """A form with each kind of input."""

    intro = ui.TextDisplay("Take **your** time.")
    full_name = ui.Label(text="Name", description="As on paper", component=ui.TextInput(custom_id="name", min_length=3))
    kind = ui.Label(
        text="Kind",
        component=ui.RadioGroup(
            custom_id="kind",
            options=[discord.RadioGroupOption(label=one, value=one.lower()) for one in ("Person", "School")],
        ),
    )
    topics = ui.Label(
        text="Topics",
        component=ui.Select(
            custom_id="topics",
            min_values=1,
            max_values=2,
            options=[discord.SelectOption(label=one, value=one.lower()) for one in ("Art", "Law", "Tea")],
        ),
    )
    mentor = ui.Label(text="Mentor", component=ui.UserSelect(custom_id="mentor", required=False))


async def show(interaction: discord.Interaction, modal: ui.Modal) -> None:
    await interaction.response.send_modal(modal)
    modal.stop()


async def settle(true: Callable[[], bool], within: float = 3.0) -> bool:
    """Wait until something has become true."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(within):
            while not true():  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.005)
    return true()


async def code_of(call: Awaitable[object]) -> int:
    with pytest.raises(discord.HTTPException) as refused:
        await call
    return refused.value.code


class Everything(ui.Modal, title="Everything else"):
    """The inputs that the other form has not."""

    essay = ui.Label(
        text="Essay", component=ui.TextInput(custom_id="essay", style=discord.TextStyle.long, default="so")
    )
    topics = ui.Label(
        text="Topics",
        component=ui.CheckboxGroup(
            custom_id="topics",
            options=[discord.CheckboxGroupOption(label=one, value=one) for one in "abc"],
            max_values=2,
        ),
    )
    news = ui.Label(text="News", component=ui.Checkbox(custom_id="news"))
    papers = ui.Label(text="Papers", component=ui.FileUpload(custom_id="papers", required=False, max_values=2))
    role = ui.Label(text="Role", component=ui.RoleSelect(custom_id="role", required=True))
