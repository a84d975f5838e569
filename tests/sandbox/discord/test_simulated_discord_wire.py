"""Refusals, rate limits, the gateway and misfortunes: where the simulated Discord is as strict as the real one."""

import asyncio
import contextlib
from datetime import timedelta
from typing import Any

import aiohttp
import discord
import pytest

from sandbox.discord.faults import Fault
from tests.sandbox.discord.rig import (
    Buttons,
    Stage,
    code_of,
    settle,
)


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
