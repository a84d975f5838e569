"""Commands, buttons, the home tab and the page: what people do in the simulated Slack."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import aiohttp
import aiohttp.web
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.player import NotShown, Player
from sandbox.slack import PageClient
from tests.sandbox.slack.rig import (
    Json,
    Stage,
    button,
    field,
    modal,
    on_command,
    options,
    refused,
    text_block,
)


async def test_a_command_is_answered_in_its_acknowledgement(stage: Stage) -> None:
    seen: list[Json] = []

    @stage.app.command("/hello")
    async def _(ack: Any, command: Json) -> None:
        seen.append(command)
        escaped = command["text"].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        await ack(text="hi", blocks=[text_block(f"*hi* _{escaped}_")])

    player: Player = stage.ada
    await player.types("/hello  wide & <world>")
    answer = stage.ada.messages()[-1]
    assert (answer.text, answer.private, answer.author) == ("hi wide & <world>", True, "Registrar")
    assert seen[0]["text"] == "wide & <world>"
    assert stage.ben.messages() == []
    assert stage.ws.ledger.violations == []


async def test_silence_unknown_commands_and_absence_are_told_to_the_person(stage: Stage) -> None:
    stage.ws.ack_timeout = 0.2
    stage.ws.commands = {"/slow", "/quick", "/gone"}
    given_up = asyncio.Event()

    @stage.app.command("/slow")
    async def _(ack: Any) -> None:
        await given_up.wait()
        await ack("too late")

    @stage.app.command("/quick")
    async def _(ack: Any) -> None:
        await ack("in time")

    await stage.ada.types("/slow")
    assert (await stage.ada.sees("operation_timeout")).private
    await stage.ada.types("/nonsense")
    assert "/nonsense is not a valid command" in stage.ada.messages()[-1].text
    stage.ws.ack_timeout = 3.0
    given_up.set()
    await stage.ada.types("/quick")
    await stage.ada.sees("in time")
    assert not any("too late" in each.text for each in stage.ada.messages())
    await stage.ws.socket.close()
    await stage.ada.types("/gone")
    assert 'failed with the error "dispatch_failed"' in stage.ada.messages()[-1].text


async def test_a_card_is_pressed_updated_and_replaced(stage: Stage) -> None:
    seen: list[Json] = []

    @stage.app.action("claim")
    async def _(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        seen.append(body)
        channel, ts = body["channel"]["id"], body["message"]["ts"]
        await client.chat_update(channel=channel, ts=ts, text="claimed", blocks=[text_block("claimed by <@U0>")])

    @stage.app.action("later")
    async def _(ack: Any, body: Json, respond: Any) -> None:
        await ack()
        seen.append(body)
        await respond(text="noted", replace_original=False, response_type="ephemeral")
        await respond(text="moved", replace_original=True)

    blocks = [
        text_block("Application of *X &amp; Y*"),
        {"type": "actions", "elements": [button("Claim & go", "claim")]},
    ]
    sent = await stage.client.chat_postMessage(channel="general", text="card", blocks=blocks)
    assert stage.ben.messages()[-1].text == "Application of X & Y"
    await stage.ben.presses("Claim & go", on="Application")
    card = stage.ada.messages()[-1]
    assert (card.id, card.edited, card.text) == (sent["ts"], True, "claimed by @U0")
    payload = seen[0]
    assert payload["container"] == {
        "type": "message", "message_ts": sent["ts"], "channel_id": stage.general, "is_ephemeral": False,
    }  # fmt: skip
    assert payload["actions"][0]["action_id"] == "claim"
    assert payload["actions"][0]["text"]["text"] == "Claim &amp; go"
    assert payload["user"]["id"] == stage.ben_id

    more = [text_block("Second"), {"type": "actions", "elements": [button("Later", "later", value="7")]}]
    await stage.client.chat_postMessage(channel=stage.general, text="card", blocks=more)
    await stage.ada.presses("Later", times=2)
    assert [each["actions"][0]["value"] for each in seen[1:]] == ["7", "7"]
    assert [m.text for m in stage.ada.messages()[1:]] == ["moved", "noted", "noted"]
    assert [m.text for m in stage.ben.messages()[1:]] == ["moved"]
    with pytest.raises(NotShown, match="no button 'Later'"):
        await stage.ada.presses("Later")
    assert stage.ws.ledger.violations == []


async def test_a_response_url_wears_out(stage: Stage) -> None:
    urls: list[str] = []

    @stage.app.command("/hello")
    async def _(ack: Any, command: Json) -> None:
        urls.append(command["response_url"])
        await ack()

    await stage.ada.types("/hello")
    await stage.ada.types("/hello")
    async with aiohttp.ClientSession() as session:
        codes = []
        for number in range(6):
            async with session.post(urls[0], json={"text": f"n{number}"}) as response:
                codes.append(response.status)
        assert codes == [200] * 5 + [404]
        stage.clock.forward(timedelta(minutes=31))
        async with session.post(urls[1], json={"text": "late"}) as response:
            assert (response.status, (await response.json())["error"]) == (404, "expired_url")
    assert len(stage.ada.messages()) == 5


async def test_triggers_are_used_once_and_die_after_three_seconds(stage: Stage) -> None:
    triggers: list[str] = []

    @stage.app.command("/apply")
    async def _(ack: Any, body: Json) -> None:
        triggers.append(body["trigger_id"])
        await ack()

    await stage.ada.types("/apply")
    await stage.ada.types("/apply")
    await stage.client.views_open(trigger_id=triggers[0], view=modal(field("A")))
    assert stage.ada.form is not None
    assert stage.ben.form is None
    with refused("exchanged_trigger_id"):
        await stage.client.views_open(trigger_id=triggers[0], view=modal(field("A")))
    stage.clock.forward(timedelta(seconds=3.5))
    with refused("expired_trigger_id"):
        await stage.client.views_open(trigger_id=triggers[1], view=modal(field("A")))
    with refused("invalid_trigger_id"):
        await stage.client.views_open(trigger_id="1.2.3", view=modal(field("A")))


async def test_the_home_tab_is_published_and_pressed(stage: Stage) -> None:
    presses: list[Json] = []

    @stage.app.event("app_home_opened")
    async def _(event: Json, client: AsyncWebClient) -> None:
        elements = [button("Apply", "start"), {**button("Site", "link"), "url": "https://example.org/"}]
        view = {"type": "home", "blocks": [text_block("Welcome"), {"type": "actions", "elements": elements}]}
        await client.views_publish(user_id=event["user"], view=view)

    @stage.app.action("start")
    async def _(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        presses.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=modal(field("A")))

    home = await stage.ada.opens_home()
    assert (home.text, home.buttons) == ("Welcome", ("Apply", "Site"))
    await stage.ada.presses("Apply")
    assert presses[0]["container"]["type"] == "view"
    assert presses[0]["view"]["type"] == "home"
    assert stage.ada.form is not None
    stale = presses[0]["view"]["hash"]
    view = {"type": "home", "blocks": [text_block("New")]}
    await stage.client.views_publish(user_id=stage.ada_id, view=view, hash=stale)
    with refused("hash_conflict"):
        await stage.client.views_publish(user_id=stage.ada_id, view=view, hash=stale)
    assert stage.ws.ledger.violations == []


async def test_a_page_can_follow_what_happens(stage: Stage) -> None:
    changes = []
    stop = stage.ws.subscribe(changes.append)
    on_command(stage, modal(field("A")))
    await stage.ada.types("/apply")
    await stage.client.chat_postMessage(channel=stage.general, text="news", blocks=[text_block("*news*")])
    stop()
    shot, other = stage.ws.snapshot(stage.ada_id), stage.ws.snapshot(stage.ben_id)
    assert [each.kind for each in changes] == ["view", "message"]
    assert shot["modals"][0]["title"]["text"] == "Apply"
    assert other["modals"] == []
    (general,) = [each for each in other["channels"] if each["name"] == "general"]
    assert general["messages"][0]["blocks"][0]["text"]["text"] == "*news*"
    assert json.loads(json.dumps(shot)) == shot


async def test_shortcuts_reach_the_application(stage: Stage) -> None:
    @stage.app.shortcut("start")
    async def _(ack: Any, shortcut: Json, client: AsyncWebClient) -> None:
        await ack()
        text = shortcut.get("message", {}).get("text", "nothing")
        await client.views_open(trigger_id=shortcut["trigger_id"], view=modal(text_block(text), field("A")))

    await stage.ada.client.shortcut("start")
    assert stage.ada.form.text == "nothing"
    await stage.ada.types("look at this")
    message = stage.ws.channels[stage.general].messages[-1]
    await stage.ada.client.shortcut("start", message)
    assert stage.ada.form.text == "look at this"


async def test_a_page_works_things_by_their_ids(stage: Stage) -> None:
    on_command(stage, modal(field("Name"), field("Land", "external_select", min_query_length=0, action_id="land")))
    seen: list[Json] = []

    @stage.app.options("land")
    async def _(ack: Any) -> None:
        await ack(options=options("Chile", "Peru"))

    @stage.app.view("apply")
    async def _(ack: Any, view: Json) -> None:
        await ack()
        seen.append(view["state"]["values"])

    page = PageClient(stage.ws, stage.ada_id)
    await page.command(stage.ws.channels[stage.general], "/apply")
    (view,) = stage.ws.snapshot(stage.ada_id)["modals"]
    await page.set_at(view["id"], "name", "in", ["Ada"])
    offered = await page.suggest_at(view["id"], "land", "land", "")
    await page.set_at(view["id"], "land", "land", [offered[1]["value"]])
    with pytest.raises(LookupError):
        await page.press_at(view["id"], "name", "elsewhere")
    await page.submit()
    assert seen[0]["land"]["land"]["selected_option"]["value"] == "peru"
    assert stage.ws.snapshot(stage.ada_id)["modals"] == []


async def test_a_button_that_comes_a_moment_later_is_waited_for(stage: Stage) -> None:
    pressed = asyncio.Event()

    @stage.app.action("claim")
    async def _(ack: Any) -> None:
        await ack()
        pressed.set()

    looking = asyncio.create_task(stage.ben.presses("Claim"))
    await asyncio.sleep(0)
    assert not pressed.is_set()
    blocks = [text_block("Here"), {"type": "actions", "elements": [button("Claim", "claim")]}]
    await stage.client.chat_postMessage(channel=stage.general, text="card", blocks=blocks)
    await looking
    assert pressed.is_set()
