"""The simulated Discord, driven by the real client library over real sockets."""

import asyncio
import contextlib
import io
import json
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


async def test_a_form_is_checked_by_the_client_sent_and_answered_later(stage: Stage) -> None:
    bot = await stage.bot()
    sent: list[Any] = []

    async def answer(interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.modal_submit:
            sent.append(interaction.data)
            await interaction.response.defer(ephemeral=True, thinking=True)
            await asyncio.sleep(0.02)
            await interaction.edit_original_response(content="Thank you")
        else:
            await show(interaction, Application(custom_id="application"))

    bot.answer = answer
    await stage.channel(bot, "welcome").send(view=Buttons("## Join us"))
    wei = stage.player("Wei")
    await wei.presses("Form", on="Join us")
    assert wei.form is not None
    assert wei.form.title == "Apply"
    assert wei.form.text == "Take your time."
    assert [(one.label, one.kind, one.required) for one in wei.form.fields] == [
        ("Name", "text", True),
        ("Kind", "choice", True),
        ("Topics", "choices", True),
        ("Mentor", "choice", False),
    ]
    with pytest.raises(NotShown, match="does not offer"):
        await wei.fills({"Topics": ["Art", "Golf"]})
    await wei.fills({"Name": "W", "Topics": ["Art", "Tea"], "Mentor": "Ana"})
    await wei.submits()
    assert wei.form is not None
    errors = {one.label: one.error for one in wei.form.fields if one.error}
    assert errors == {"Name": "Must be at least 3 in length.", "Kind": "This field is required"}
    assert sent == []
    await wei.fills({"Name": "Wang", "Kind": "School"})
    await wei.submits()
    assert wei.form is None
    parts = sent[0]["components"]
    assert [one["type"] for one in parts] == [10, 18, 18, 18, 18]
    assert parts[1]["component"]["value"] == "Wang"
    assert parts[2]["component"]["value"] == "school"
    assert parts[3]["component"]["values"] == ["art", "tea"]
    assert stage.ids["Ana"] in sent[0]["resolved"]["members"]
    answered = wei.messages()[-1]
    assert (answered.text, answered.private, answered.edited) == ("Thank you", True, False)
    assert bot.errors == []
    assert stage.service.ledger.violations == []


async def test_buttons_and_selects_edit_their_message_in_place(stage: Stage) -> None:
    bot = await stage.bot()

    async def answer(interaction: discord.Interaction) -> None:
        data: Any = interaction.data
        if text_of(interaction) == "pick":
            view: ui.LayoutView = Buttons(f"picked {data['values']}")
            await interaction.response.edit_message(view=view)
        else:
            await interaction.response.defer()
            await interaction.edit_original_response(view=Buttons("later"))

    bot.answer = answer
    channel = stage.channel(bot, "welcome")
    sent = await channel.send(view=Buttons("card"))
    ana = stage.player("Ana")
    await ana.picks("Two", select="How many?")
    seen = ana.messages()[-1]
    assert (seen.id, seen.text, seen.edited) == (str(sent.id), "picked ['2']", True)
    assert seen.buttons == ("Approve", "Form")
    await ana.presses("Approve", times=5)
    assert len([one for one in bot.seen if text_of(one) == "approve"]) == 5
    assert ana.messages()[-1].text == "later"
    with pytest.raises(NotShown, match=r"no button 'Reject'.*Approve"):
        await ana.presses("Reject")
    assert bot.errors == []
    assert stage.service.ledger.violations == []


async def test_who_is_not_answered_in_time_is_told_so(stage: Stage) -> None:
    stage.service.interactions.patience = 0.1
    bot = await stage.bot()
    await stage.channel(bot, "welcome").send(view=Buttons("card"))
    ana = stage.player("Ana")
    await ana.presses("Approve")
    notice = ana.messages()[-1]
    assert (notice.author, notice.private) == ("Discord", True)
    assert notice.text == "The application did not respond"

    async def answer(interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            await show(interaction, Application(custom_id="application"))

    bot.answer = answer
    await ana.presses("Form")
    await ana.fills({"Name": "Ana", "Kind": "Person", "Topics": "Art"})
    await ana.submits()
    assert ana.form is not None
    assert ana.form.text.startswith("Something went wrong. Try again.")
    await ana.dismisses()
    assert ana.form is None


async def test_an_interaction_is_answered_once_and_within_three_seconds(stage: Stage) -> None:
    bot = await stage.bot()
    await stage.channel(bot, "welcome").send(view=Buttons("card"))
    codes: list[int] = []
    kept: list[discord.Interaction] = []

    async def answer(interaction: discord.Interaction) -> None:
        kept.append(interaction)
        if len(kept) == 1:
            await interaction.response.send_message("first", ephemeral=True)
            interaction.response._response_type = None
        else:
            stage.clock.forward(timedelta(seconds=4))
        try:
            await interaction.response.send_message("again")
        except discord.HTTPException as error:
            codes.append(error.code)

    bot.answer = answer
    ana = stage.player("Ana")
    await ana.presses("Approve")
    assert codes == [40060] or await settle(lambda: codes == [40060])
    await kept[0].followup.send("more", ephemeral=True)
    assert (await ana.sees("more")).private
    stage.clock.forward(timedelta(minutes=15))
    with pytest.raises(discord.HTTPException) as refused:
        await kept[0].followup.send("too late")
    assert refused.value.code == 50027
    press = asyncio.create_task(ana.presses("Approve"))
    assert await settle(lambda: codes == [40060, 10062])
    press.cancel()


async def settle(true: Callable[[], bool], within: float = 3.0) -> bool:
    """Wait until something has become true."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(within):
            while not true():  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.005)
    return true()


async def test_a_nonce_posts_once_while_the_platform_remembers_it(stage: Stage) -> None:
    bot = await stage.bot()
    channel = stage.channel(bot, "welcome")
    first = await channel.send("one", nonce="job-1")
    again = await channel.send("one", nonce="job-1")
    assert first.id == again.id
    history = [one async for one in channel.history()]
    assert [str(one.nonce) for one in history] == ["job-1"]
    stage.clock.forward(timedelta(minutes=10))
    assert (await channel.send("one", nonce="job-1")).id != first.id
    assert [one["nonce"] for one in stage.service.ledger.posted] == ["job-1", "job-1"]


async def code_of(call: Awaitable[object]) -> int:
    with pytest.raises(discord.HTTPException) as refused:
        await call
    return refused.value.code


async def test_refusals_carry_the_codes_of_the_real_platform(stage: Stage) -> None:
    bot = await stage.bot()
    guild = bot.guilds[0]
    ana = await guild.fetch_member(int(stage.ids["Ana"]))
    roles = {role.name: role for role in guild.roles}
    assert await code_of(ana.add_roles(roles["Board"])) == 50013
    assert await code_of(roles["Board"].edit(name="Mine")) == 50013
    assert await code_of(guild.fetch_member(4242)) == 10007
    assert await code_of(ana.add_roles(discord.Object(4242))) == 10011
    assert await code_of(bot.fetch_channel(4242)) == 10003
    stage.desk.add_channel("secret", private_to=("Board",), bot_sees=False)
    secret = stage.desk.channel("secret").id
    assert await code_of(bot.get_partial_messageable(secret).send("x")) == 50001
    welcome = stage.channel(bot, "welcome")
    assert await code_of(welcome.fetch_message(4242)) == 10008
    stage.service.close_dms(stage.ids["Ana"])
    assert await code_of(ana.send("hello")) == 50007
    wei = await guild.fetch_member(int(stage.ids["Wei"]))
    dm = await wei.create_dm()
    await dm.send("in private")
    assert (await stage.player("Wei").sees("in private", channel="@bot")).channel == "@bot"
    stage.desk.remove_member(wei.id)
    assert await code_of(dm.send("hello")) == 50278
    stage.desk.set_bot_rights("manage_roles", "manage_channels", grant=False)
    assert await code_of(ana.add_roles(roles["Reviewer"])) == 50013
    assert await code_of(guild.create_text_channel("new")) == 50013
    stage.desk.remove_bot()
    assert await code_of(welcome.send("x")) == 10003
    assert stage.service.ledger.violations == []


@pytest.mark.parametrize("specs", [None, False])
async def test_what_the_platform_would_refuse_is_refused_with_the_place(stage: Stage, specs: bool | None) -> None:
    if specs is False:
        stage.service.contract = type(stage.service.contract)(None)
    stage.service.rate_limits.enabled = False
    headers = {"Authorization": f"Bot {stage.service.token}"}
    room = stage.desk.channel("welcome").id
    button = {"type": 2, "style": 1, "label": "x", "custom_id": "a"}
    rows = [{"type": 1, "components": [button, button]}]
    long_label = [{"type": 1, "components": [button | {"label": "x" * 81}]}]
    options = [{"label": str(one), "value": str(one)} for one in range(26)]
    menu = [{"type": 1, "components": [{"type": 3, "custom_id": "m", "options": options}]}]
    texts = [{"type": 10, "content": "x" * 2001}] * 2
    many = [{"type": 17, "components": [{"type": 10, "content": "x"}] * 40}]
    v2 = 1 << 15
    cases: list[tuple[dict[str, Any], str]] = [
        ({"content": "x" * 2001}, "content"),
        ({"content": "x", "nonce": "n" * 26}, "nonce"),
        ({"content": "x", "flags": v2, "components": texts[:1]}, "content"),
        ({"flags": v2, "components": texts}, "components"),
        ({"flags": v2, "components": many}, "components"),
        ({"components": rows}, "components.0.components.1.custom_id"),
        ({"components": long_label}, "components.0.components.0.label"),
        ({"components": menu}, "components.0.components.0.options"),
        ({"components": texts[:1]}, "components.0.type"),
    ]
    async with aiohttp.ClientSession(f"{stage.base}/", headers=headers) as session:
        for body, place in cases:
            async with session.post(f"api/v10/channels/{room}/messages", json=body) as answer:
                found = await answer.json()
            assert (answer.status, found["code"]) == (400, 50035), place
            nested = found["errors"]
            for step in place.split("."):
                nested = nested[step]
            assert nested["_errors"]
        if specs is None and stage.service.contract.present:
            async with session.post(f"api/v10/channels/{room}/messages", json={"contnet": "x"}) as answer:
                assert answer.status == 400
        async with session.post(f"api/v10/channels/{room}/messages", json={"content": " "}) as answer:
            assert (await answer.json())["code"] == 50006
    assert len(stage.service.ledger.violations) >= len(cases)
    assert stage.player("Ana").messages() == []


async def test_a_modal_with_six_parts_or_a_long_label_is_refused(stage: Stage) -> None:
    bot = await stage.bot()
    await stage.channel(bot, "welcome").send(view=Buttons("card"))
    refused: list[discord.HTTPException] = []

    async def answer(interaction: discord.Interaction) -> None:
        modal = Application(custom_id="application")
        if text_of(interaction) == "form":
            modal._children.append(ui.TextDisplay("six"))
        else:
            modal.full_name.text = "x" * 46
        try:
            await show(interaction, modal)
        except discord.HTTPException as error:
            refused.append(error)
            await interaction.response.send_message("sorry", ephemeral=True)

    bot.answer = answer
    ana = stage.player("Ana")
    await ana.presses("Form")
    await ana.presses("Approve")
    assert [one.code for one in refused] == [50035, 50035]
    assert "data.components.1.label" in str(refused[1])
    assert ana.form is None
    assert len(stage.service.ledger.violations) == 2


async def test_a_wrong_token_and_a_forbidden_intent_are_fatal(stage: Stage) -> None:
    with pytest.raises(discord.LoginFailure):
        await stage.bot("wrong")
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await stage.bot(intents=discord.Intents(guilds=True, message_content=True))
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{stage.base}/gateway") as ws:
        assert (await ws.receive_json())["op"] == 10
        await ws.send_json({"op": 2, "d": {"token": "wrong", "intents": 1}})
        await ws.receive()
        assert ws.close_code == 4004


async def test_newcomers_are_announced_only_to_those_with_the_intent(stage: Stage) -> None:
    seeing = await stage.bot()
    blind = await stage.bot(intents=discord.Intents(guilds=True))
    stage.desk.join("Nia")
    assert await settle(lambda: seeing.joined == ["Nia"])
    stage.desk.add_channel("later")
    assert await settle(lambda: discord.utils.get(blind.get_all_channels(), name="later") is not None)
    assert blind.joined == []


async def test_the_gateway_resumes_and_replays_what_was_missed(stage: Stage) -> None:
    bot = await stage.bot()

    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"answer {len(bot.seen)}", ephemeral=True)

    bot.answer = answer
    await stage.channel(bot, "welcome").send(view=Buttons("card"))
    gateway, ana = stage.service.gateway, stage.player("Ana")
    gateway.drop()
    await ana.presses("Approve")
    assert ana.messages()[-1].text == "answer 1"
    assert (gateway.identified, gateway.resumed) == (1, 1)
    gateway.ask_reconnect()
    assert await settle(lambda: gateway.resumed == 2)
    gateway.invalidate()
    assert await settle(lambda: gateway.identified == 2)
    await ana.presses("Approve")
    assert ana.messages()[-1].text == "answer 2"


async def test_ordered_misfortunes_strike_before_or_after_the_work_is_done(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.service.rate_limits.enabled = False
    bot = await stage.bot()
    channel, post = stage.channel(bot, "welcome"), "POST /channels/{id}/messages"
    naps: list[float] = []
    sleep = asyncio.sleep

    async def nap(seconds: float, result: object = None) -> None:
        naps.append(seconds)
        await sleep(min(seconds, 0.01))

    monkeypatch.setattr(discord.http.asyncio, "sleep", nap)
    stage.service.faults.order(post, Fault(status=502, after=True))
    await channel.send("lost answer", nonce="a")
    stage.service.faults.order(post, Fault(status=500))
    await channel.send("refused once", nonce="b")
    stage.service.faults.order(post, Fault(status=429, retry_after=0.03))
    await channel.send("too many", nonce="c")
    assert 0.03 in naps
    monkeypatch.undo()
    texts = [one["text"] for one in stage.service.ledger.posted]
    assert texts == ["lost answer", "refused once", "too many"]


async def test_a_reset_after_acceptance_leaves_the_message_and_history_may_lag(stage: Stage) -> None:
    bot = await stage.bot()
    channel = stage.channel(bot, "welcome")
    stage.service.faults.order("POST /channels/{id}/messages", Fault(reset=True))
    with pytest.raises(aiohttp.ClientError):
        await channel.send("did it arrive?", nonce="d")
    assert len(stage.service.ledger.posted) == 1
    stage.service.history_lag = 30
    assert [one async for one in channel.history()] == []
    stage.clock.forward(timedelta(seconds=31))
    assert [str(one.nonce) async for one in channel.history()] == ["d"]


async def test_rate_limits_are_announced_so_that_the_library_waits(stage: Stage) -> None:
    stage.service.rate_limits.pace = 0.05
    bot = await stage.bot()
    channel = stage.channel(bot, "welcome")
    started = asyncio.get_running_loop().time()
    await asyncio.gather(*(channel.send(str(one)) for one in range(12)))
    assert asyncio.get_running_loop().time() - started >= 0.45
    assert stage.service.rate_limits.hits == 0
    assert len(stage.service.ledger.posted) == 12
    stage.service.rate_limits.pace = 0.5
    headers = {"Authorization": f"Bot {stage.service.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        for _ in range(51):
            async with session.get(f"{stage.base}/api/v10/users/@me") as answer:
                body = await answer.json()
    assert answer.status == 429
    assert body["global"] is True
    assert answer.headers["Via"]


async def test_roles_and_private_channels_decide_who_sees_what(stage: Stage) -> None:
    bot = await stage.bot()
    guild = bot.guilds[0]
    wei = stage.player("Wei")
    assert wei.channels() == ["welcome", "forum"]
    role = await guild.create_role(name="Partner", reason="set-up")
    assert role.position < guild.me.top_role.position
    hidden = discord.PermissionOverwrite(view_channel=False)
    shown = discord.PermissionOverwrite(view_channel=True)
    over = {guild.default_role: hidden, role: shown, guild.me: shown}
    room = await guild.create_text_channel("Partner Room", overwrites=over, topic="Quiet")
    assert room.name == "partner-room"
    await room.send("inside")
    assert wei.messages() == []
    member = await guild.fetch_member(int(stage.ids["Wei"]))
    await member.add_roles(role, reason="admitted as a partner")
    assert stage.desk.roles_of(member.id) == ["Partner"]
    assert stage.service.world.reasons[-1][1] == "admitted as a partner"
    assert (await wei.sees("inside", channel="partner-room")).channel == "partner-room"
    await member.remove_roles(role)
    assert wei.messages() == []
    await room.set_permissions(member, view_channel=True)
    assert "partner-room" in wei.channels()
    await room.delete()
    assert "partner-room" not in wei.channels()
    await role.delete()
    assert stage.service.ledger.violations == []


async def test_forum_posts_threads_events_and_files(stage: Stage) -> None:
    bot = await stage.bot()
    guild = bot.guilds[0]
    forum = stage.channel(bot, "forum")
    made = await forum.create_thread(
        name="How do I begin?",
        content="Ask here",
        applied_tags=[forum.available_tags[0]],
    )
    assert made.thread.id == made.message.id
    assert [one.id for one in await guild.active_threads()] == [made.thread.id]
    assert (await stage.player("Ana").sees("Ask here")).channel == "How do I begin?"
    welcome = stage.channel(bot, "welcome")
    private = await welcome.create_thread(name="case 1", type=discord.ChannelType.private_thread)
    await private.add_user(discord.Object(int(stage.ids["Rev"])))
    assert "case 1" in stage.player("Rev").channels()
    assert "case 1" not in stage.player("Ana").channels()
    posted = await welcome.send("see", file=discord.File(io.BytesIO(b"<p>form</p>"), "form.html", description="Form"))
    assert await posted.attachments[0].read() == b"<p>form</p>"
    seen = stage.player("Ana").messages("welcome")[-1]
    assert [(one.name, one.content) for one in seen.files] == [("form.html", b"<p>form</p>")]
    start = stage.clock.now() + timedelta(days=3)
    terms: dict[str, Any] = {
        "entity_type": discord.EntityType.external,
        "privacy_level": discord.PrivacyLevel.guild_only,
    }
    event = await guild.create_scheduled_event(
        name="Seminar", start_time=start, end_time=start + timedelta(hours=1), location="Hall 1", **terms
    )
    await event.edit(name="Open seminar", location="Hall 2")
    assert [one.name for one in await guild.fetch_scheduled_events()] == ["Open seminar"]
    past = stage.clock.now() - timedelta(days=1)
    late = guild.create_scheduled_event(name="x", start_time=past, end_time=start, location="y", **terms)
    assert await code_of(late) == 50035
    await event.delete()
    await posted.add_reaction("👍")
    assert stage.service.ledger.violations == []


async def test_markup_is_read_as_people_read_it_and_pings_only_with_leave(stage: Stage) -> None:
    bot = await stage.bot()
    welcome = stage.channel(bot, "welcome")
    ana, rev = stage.ids["Ana"], next(one for one in bot.guilds[0].roles if one.name == "Reviewer")
    text = f"# Title\n**bold** _it_ \\*not\\* `a*b` <t:1700000000:F> [site](https://x.org/a_b_c) <@{ana}> "
    text += f"{rev.mention} @everyone"
    await welcome.send(text)
    seen = stage.player("Wei").messages()[-1]
    when = "Tuesday, 14 November 2023 22:13"
    assert seen.text == f"Title\nbold it *not* a*b {when} site @Ana @Reviewer @everyone"
    assert seen.mentions == ()
    everything = discord.AllowedMentions.all()
    await welcome.send(text, allowed_mentions=everything)
    assert stage.player("Wei").messages()[-1].mentions == ("@Ana", "@Reviewer")
    stage.desk.set_bot_rights("mention_everyone")
    await welcome.send(text, allowed_mentions=everything)
    assert stage.player("Wei").messages()[-1].mentions == ("@Ana", "@Reviewer", "@everyone")


async def test_autocomplete_choices_and_nested_commands(stage: Stage) -> None:
    bot = await stage.bot()
    group = app_commands.Group(name="application", description="Applications")
    got: list[tuple[str, str]] = []

    @group.command(name="list", description="Lists")
    @app_commands.choices(state=[app_commands.Choice(name="In screening", value="screening")])
    async def listing(interaction: discord.Interaction, state: str, person: str = "") -> None:
        got.append((state, person))
        await interaction.response.send_message(f"in {interaction.locale}", ephemeral=True)

    @listing.autocomplete("person")
    async def suggest(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{current.title()} Li", value="person-7")]

    bot.tree.add_command(group)
    await bot.tree.sync(guild=None)
    wei = stage.player("Wei")
    assert await wei.completes("/app") == ["/application list"]
    assert await wei.completes("/application list state:scr") == ["In screening"]
    assert await wei.completes("/application list state:screening person:wang") == ["Wang Li"]
    await wei.types('/application list state:"In screening" person:Wang Li')
    await wei.types("/application list screening")
    assert got == [("screening", "person-7"), ("screening", "")]
    assert wei.messages()[-1].text == "in zh-CN"
    with pytest.raises(NotShown, match="In screening"):
        await wei.types("/application list nowhere")
    await wei.opens_home()
    await wei.types("/application list screening")
    assert wei.messages("@bot")[-1].text == "in zh-CN"
    assert stage.service.ledger.violations == []


async def test_a_page_is_told_of_changes_and_reads_raw_json(stage: Stage) -> None:
    bot = await stage.bot()
    other = stage.service.add_guild("Second")
    other.add_member("Ana", user_id=stage.ids["Ana"])
    other.add_channel("elsewhere")
    told: list[int] = []
    stop = stage.service.subscribe(lambda: told.append(1))

    async def answer(interaction: discord.Interaction) -> None:
        await show(interaction, Application(custom_id="application"))

    bot.answer = answer
    sent = await stage.channel(bot, "welcome").send(view=Buttons("card"))
    await stage.service.client(stage.ids["Ana"]).click(sent.id, "form")
    assert told
    stop()
    found = json.loads(json.dumps(stage.service.snapshot(stage.ids["Ana"])))
    assert [one["name"] for one in found["guilds"]] == ["Gate", "Second"]
    welcome = found["guilds"][0]["channels"][0]
    assert welcome["messages"][0]["components"][0]["type"] == 17
    assert found["form"]["title"] == "Apply"
    assert set(found["form"]["values"]) == {"name", "kind", "topics", "mentor"}
    assert discord.utils.get(bot.get_all_channels(), name="elsewhere") is not None


async def test_the_gateway_keeps_to_its_opcodes(stage: Stage) -> None:
    async def conversation(*messages: dict[str, Any]) -> tuple[list[int], int | None]:
        async with aiohttp.ClientSession() as session, session.ws_connect(f"{stage.base}/gateway") as ws:
            for one in messages:
                await ws.send_json(one)
            heard: list[int] = []
            with contextlib.suppress(TimeoutError, TypeError):
                async with asyncio.timeout(0.2):
                    while True:
                        heard.append((await ws.receive_json())["op"])
            return heard, None if ws.close_code == 1006 else ws.close_code  # our own end of listening

    me = {"token": stage.service.token, "intents": 1}
    assert await conversation({"op": 1, "d": None}) == ([10, 11], None)
    assert await conversation({"op": 8, "d": {}}) == ([10], 4003)
    assert await conversation({"op": 2, "d": me}, {"op": 2, "d": me}) == ([10, 0, 0], 4005)
    assert await conversation({"op": 2, "d": me}, {"op": 77, "d": {}}) == ([10, 0, 0], 4001)
    assert await conversation({"op": 2, "d": me | {"intents": -1}}) == ([10], 4013)
    unknown = {"token": stage.service.token, "session_id": "gone", "seq": 3}
    assert await conversation({"op": 6, "d": unknown}) == ([10, 9], None)


async def test_a_person_who_left_cannot_send_the_form_and_nothing_breaks(stage: Stage) -> None:
    bot = await stage.bot()

    async def answer(interaction: discord.Interaction) -> None:
        if text_of(interaction) == "approve":
            await interaction.response.defer(thinking=True, ephemeral=True)
            stage.desk.delete_channel("welcome")
            with pytest.raises(discord.NotFound):
                await interaction.followup.send("too late")
        else:
            await show(interaction, Application(custom_id="application"))

    bot.answer = answer
    await stage.channel(bot, "welcome").send(view=Buttons("card"))
    wei, ana = stage.player("Wei"), stage.player("Ana")
    await wei.presses("Form")
    await wei.fills({"Name": "Wei", "Kind": "Person", "Topics": "Art"})
    stage.desk.remove_member(wei.user_id)
    with pytest.raises(NotShown, match="sees no channel"):
        await wei.submits()
    press = asyncio.create_task(ana.presses("Approve"))
    assert await settle(lambda: ana.messages() == [])
    press.cancel()
    assert bot.errors == []
    assert stage.service.ledger.violations == []


async def test_followups_can_be_fetched_edited_and_deleted(stage: Stage) -> None:
    bot = await stage.bot()

    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        first = await interaction.followup.send("in place of waiting", wait=True)
        assert first.id == (await interaction.original_response()).id
        second = await interaction.followup.send("second", ephemeral=True, wait=True)
        await interaction.followup.edit_message(second.id, content="second, better")
        await interaction.delete_original_response()

    bot.answer = answer
    await stage.channel(bot, "welcome").send(view=Buttons("card"))
    ana = stage.player("Ana")
    await ana.presses("Approve")
    await ana.sees("second, better")
    assert await settle(lambda: [one.text for one in ana.messages()] == ["card", "second, better"])
    assert bot.errors == []
    assert stage.service.ledger.violations == []


async def test_a_wrong_kind_of_answer_is_refused_and_noted(stage: Stage) -> None:
    bot = await stage.bot()

    async def answer(interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.modal_submit:
            modal = Application(custom_id="second")
            modal.stop()
            adapter = discord.webhook.async_.async_context.get()
            params = discord.webhook.async_.interaction_response_params(9, modal.to_dict())
            with pytest.raises(discord.HTTPException) as refused:
                await adapter.create_interaction_response(
                    interaction.id, interaction.token, session=interaction._session, params=params
                )
            assert refused.value.code == 50035
            await interaction.response.send_message("no form after a form", ephemeral=True)
        else:
            await show(interaction, Application(custom_id="application"))

    bot.answer = answer
    await stage.channel(bot, "welcome").send(view=Buttons("card"))
    ana = stage.player("Ana")
    await ana.presses("Form")
    await ana.fills({"Name": "Ana", "Kind": "Person", "Topics": "Art"})
    await ana.submits()
    await ana.sees("no form after a form")
    assert ana.form is None
    assert bot.errors == []
    assert len(stage.service.ledger.violations) == 1


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


async def test_every_kind_of_input_arrives_as_the_library_expects(stage: Stage) -> None:
    bot = await stage.bot()
    got: list[Any] = []

    class Modal(Everything):
        async def on_submit(self, interaction: discord.Interaction) -> None:
            parts: list[Any] = [self.essay, self.topics, self.news, self.papers, self.role]
            inputs: list[Any] = [one.component for one in parts]
            essay, topics, news, papers, role = inputs
            read = [await one.read() for one in papers.values]
            got.extend([essay.value, topics.values, news.value, read, [one.name for one in role.values]])
            await interaction.response.send_message("ok", ephemeral=True)

    async def answer(interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            await interaction.response.send_modal(Modal(custom_id="everything"))

    bot.answer = answer
    dm = await (await bot.fetch_user(int(stage.ids["Ana"]))).create_dm()
    await dm.send(view=Buttons("in private"))
    await stage.channel(bot, "welcome").send(view=Buttons("card"))
    ana = stage.player("Ana")
    await ana.presses("Form", on="card")
    assert ana.form is not None
    assert [one.kind for one in ana.form.fields] == ["longtext", "choices", "choices", "file", "choice"]
    assert ana.form.fields[0].value == ("so",)
    await ana.fills({"Topics": ["a", "b", "c"], "News": "Yes", "Papers": "cv.pdf", "Role": "Member"})
    await ana.submits()
    assert ana.form is not None
    assert [one.error for one in ana.form.fields if one.error] == ["Choose between 1 and 2."]
    await ana.fills({"Topics": ["a", "c"]})
    await ana.submits()
    await ana.sees("ok")
    assert got == ["so", ["a", "c"], True, [b"contents of cv.pdf"], ["Member"]]
    bot.answer = None
    stage.service.interactions.patience = 0.05
    await ana.presses("Form", on="in private")
    assert bot.seen[-1].guild is None
    assert bot.seen[-1].user.id == int(stage.ids["Ana"])
    assert bot.errors == []
    assert stage.service.ledger.violations == []


async def test_layouts_with_sections_galleries_and_files_are_read_in_order(stage: Stage) -> None:
    bot = await stage.bot()
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Section("First", accessory=ui.Button(label="Go", custom_id="go")))
    view.add_item(ui.Separator())
    view.add_item(ui.MediaGallery(discord.MediaGalleryItem("https://example.org/a.png")))
    view.add_item(ui.File("attachment://form.html"))
    view.add_item(ui.TextDisplay("Last"))
    view.stop()
    channel = stage.channel(bot, "welcome")
    plain = await channel.send(
        "old", embed=discord.Embed(title="Title", description="*text*").add_field(name="n", value="v")
    )
    assert stage.player("Ana").messages()[-1].text == "old\nTitle\ntext\nn\nv"
    sent = await channel.send(view=view, file=discord.File(io.BytesIO(b"x"), "form.html"))
    seen = stage.player("Ana").messages()[-1]
    assert (seen.text, seen.buttons, [one.name for one in seen.files]) == ("First\nLast", ("Go",), ["form.html"])
    assert sent.components[3].type is discord.ComponentType.file
    await plain.edit(content=None, embeds=[], attachments=[], view=Buttons("new"))
    assert stage.player("Ana").messages()[0].text == "new"
    assert await code_of(channel.get_partial_message(plain.id).edit(content="back")) == 50035
    assert len(stage.service.ledger.violations) == 1


async def test_a_bot_that_was_killed_comes_back_and_finds_what_it_had_done(stage: Stage) -> None:
    """A new process knows nothing; what was pressed while it was away went unanswered, what was posted is there."""
    bot = await stage.bot()
    await stage.channel(bot, "welcome").send(view=Buttons("card"), nonce="card-1")
    old, task = stage.bots.pop()
    stage.service.gateway.drop()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await old.http.close()
    stage.service.interactions.patience = 0.05
    ana = stage.player("Ana")
    await ana.presses("Approve")
    assert ana.messages()[-1].text == "The application did not respond"
    back = await stage.bot()
    again = await stage.channel(back, "welcome").send(view=Buttons("card"), nonce="card-1")
    assert [one["id"] for one in stage.service.ledger.posted] == [str(again.id)]
    assert len(stage.service.gateway.sessions) == 1
    assert back.seen == []


async def test_a_private_answer_exists_only_for_its_reader(stage: Stage) -> None:
    bot = await stage.bot()

    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(view=Buttons("for you"), ephemeral=True)

    bot.answer = answer
    welcome = stage.channel(bot, "welcome")
    await welcome.send(view=Buttons("card"))
    await stage.player("Ana").presses("Approve")
    private = stage.player("Ana").messages()[-1]
    assert private.private
    with pytest.raises(NotShown):
        await stage.service.client(stage.ids["Wei"]).click(private.id, "approve")
    assert "for you" in json.dumps(stage.service.snapshot(stage.ids["Ana"]))
    assert "for you" not in json.dumps(stage.service.snapshot(stage.ids["Wei"]))
    assert await code_of(welcome.fetch_message(int(private.id))) == 10008
    assert int(private.id) not in [one.id async for one in welcome.history()]


async def test_history_is_paged_in_both_directions(stage: Stage) -> None:
    stage.service.rate_limits.enabled = False
    bot = await stage.bot()
    channel = stage.channel(bot, "welcome")
    sent = [await channel.send(str(number)) for number in range(7)]
    assert [one.content async for one in channel.history(limit=2)] == ["6", "5"]
    assert [one.content async for one in channel.history(limit=2, before=sent[3])] == ["2", "1"]
    assert [one.content async for one in channel.history(limit=2, after=sent[3])] == ["4", "5"]
    assert [one.content async for one in channel.history(limit=3, around=sent[3])] == ["4", "3", "2"]
    await sent[6].delete()
    assert [one.content async for one in channel.history(limit=1)] == ["5"]
