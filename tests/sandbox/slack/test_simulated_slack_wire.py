"""Limits, paces, faults and links: where the simulated Slack is as strict as the real one."""

from datetime import timedelta
from typing import Any

import aiohttp
import aiohttp.web
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import contract, rate_limits
from tests.sandbox.slack.rig import (
    Json,
    Stage,
    button,
    field,
    modal,
    new_app,
    on_command,
    options,
    refused,
    text_block,
)


@pytest.mark.parametrize(
    ("view", "complaint"),
    [
        (modal(field("A"), title="t" * 25), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (modal(*[text_block("x")] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
        (modal(field("A"), private_metadata="m" * 3001), "must be less than 3001 characters"),
        (modal(text_block("x" * 3001)), "[json-pointer:/view/blocks/0/text/text]"),
        (modal(text_block("")), "must be more than 0 characters"),
        (modal({"type": "actions", "elements": [button("b" * 76)]}), "must be less than 76 characters"),
        (modal({"type": "actions", "elements": [button("b", value="v" * 2001)]}), "must be less than 2001 characters"),
        (modal({"type": "actions", "elements": [button("b", "a" * 256)]}), "must be less than 256 characters"),
        (modal(field("A", "static_select", options=options(*map(str, range(101))))), "no more than 100 items allowed"),
        (modal(field("A", "static_select", options=[])), "no fewer than 1 items allowed"),
        (modal(field("A", "radio_buttons", options=options(*"ABCDEFGHIJK"))), "no more than 10 items allowed"),
        (modal(field("A", block="x"), field("B", block="x")), "`block_id` must be unique"),
        (modal({**text_block("x"), "colour": "red"}), "invalid additional property: colour"),
        (modal(field("A"), submit=None), "missing required field: submit"),
        (modal({"type": "sektion"}), "unsupported type: sektion"),
        (modal(field("A", "number_input")), "missing required field: is_decimal_allowed"),
    ],
)
async def test_what_slack_would_refuse_is_refused(stage: Stage, view: Json, complaint: str) -> None:
    on_command(stage)
    stage.ws.events.subscriptions.clear()
    answers: list[Json] = []

    @stage.app.command("/try")
    async def _(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        with refused("invalid_arguments") as caught:
            await client.views_open(trigger_id=body["trigger_id"], view=view)
        answers.append(caught.value.response.data)

    await stage.ada.types("/try")
    assert stage.ada.form is None
    assert any(complaint in each for each in answers[0]["response_metadata"]["messages"]), answers
    assert stage.ws.ledger.violations


async def test_posting_is_refused_as_slack_refuses_it(stage: Stage) -> None:
    ws, client = stage.ws, stage.client
    outside = ws.add_channel("outside", app=False)
    secret = ws.add_channel("secret", private=True, app=False, members=[stage.ada_id])
    with refused("channel_not_found"):
        await client.chat_postMessage(channel="C0NOWHERE", text="x")
    with refused("channel_not_found"):
        await client.chat_postMessage(channel=secret, text="x")
    await client.chat_postMessage(channel=outside, text="public is open with chat:write.public")
    ws.grant("chat:write", "channels:read")
    with refused("not_in_channel"):
        await client.chat_postMessage(channel=outside, text="x")
    with refused("missing_scope") as caught:
        await client.users_info(user=stage.ada_id)
    assert caught.value.response["needed"] == "users:read"
    assert caught.value.response["provided"] == "channels:read,chat:write"
    assert caught.value.response.headers["x-oauth-scopes"] == "channels:read,chat:write"
    with refused("no_text"):
        await client.chat_postMessage(channel=stage.general, text="")
    with refused("msg_too_long"):
        await client.chat_postMessage(channel=stage.general, text="x" * 40_001)
    with refused("invalid_blocks"):
        await client.chat_postMessage(channel=stage.general, text="x", blocks=[text_block("x")] * 51)
    with refused("invalid_auth"):
        await client.chat_postMessage(channel=stage.general, text="x", token="xoxb-wrong")
    with refused("message_not_found"):
        await client.chat_update(channel=stage.general, ts="1.000000", text="x")
    await stage.ada.types("mine")
    with refused("cant_update_message"):
        await client.chat_update(channel=stage.general, ts=stage.ada.messages()[-1].id, text="x")
    ws.uninstall()
    with refused("token_revoked"):
        await client.chat_postMessage(channel=stage.general, text="x")


async def test_history_gives_metadata_back_after_a_lag(stage: Stage) -> None:
    metadata = {"event_type": "delivery", "event_payload": {"op": "01J"}}
    stage.ws.faults.reset_after("chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await stage.client.chat_postMessage(channel=stage.general, text="once", metadata=metadata)
    assert [each["metadata"] for each in stage.ws.ledger.posted] == [metadata]
    stage.ws.faults.history_lag = 5
    ask = {"channel": stage.general, "include_all_metadata": True}
    assert (await stage.client.conversations_history(**ask))["messages"] == []
    stage.clock.forward(timedelta(seconds=6))
    (found,) = (await stage.client.conversations_history(**ask))["messages"]
    assert (found["text"], found["metadata"]) == ("once", metadata)
    assert "metadata" not in (await stage.client.conversations_history(channel=stage.general))["messages"][0]
    stage.ws.faults.clear()
    first = await stage.client.chat_postMessage(channel=stage.general, text="a", thread_ts=found["ts"])
    (parent, reply) = (await stage.client.conversations_replies(channel=stage.general, ts=found["ts"]))["messages"]
    assert (parent["reply_count"], reply["ts"]) == (1, first["ts"])
    page = await stage.client.conversations_history(channel=stage.general, limit=1, oldest=found["ts"])
    assert page["messages"] == []


async def test_faults_come_once_and_in_order(stage: Stage) -> None:
    post = {"channel": stage.general, "text": "x"}
    stage.ws.faults.server_error("chat.postMessage", 503)
    stage.ws.faults.refuse("chat.postMessage", "fatal_error")
    stage.ws.faults.server_error("chat.postMessage", 500, when="after")
    with pytest.raises(SlackApiError) as caught:
        await stage.client.chat_postMessage(**post)
    assert caught.value.response.status_code == 503
    with refused("fatal_error"):
        await stage.client.chat_postMessage(**post)
    assert stage.ws.ledger.posted == []
    with pytest.raises(SlackApiError):
        await stage.client.chat_postMessage(**post)
    assert len(stage.ws.ledger.posted) == 1
    assert (await stage.client.chat_postMessage(**post))["ok"]


async def test_the_pace_of_slack_is_kept(stage: Stage) -> None:
    stage.ws.limits.enabled = True
    for number in range(stage.ws.limits.burst):
        await stage.client.chat_postMessage(channel=stage.general, text=str(number))
    with refused("ratelimited") as caught:
        await stage.client.chat_postMessage(channel=stage.general, text="too fast")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    await stage.client.chat_postMessage(channel=stage.ada_id, text="another conversation has its own pace")
    stage.clock.forward(timedelta(seconds=1))
    await stage.client.chat_postMessage(channel=stage.general, text="now")
    for _ in range(20):
        await stage.client.conversations_list()
    with refused("ratelimited"):
        await stage.client.conversations_list()


async def test_events_are_repeated_three_times_until_acknowledged(stage: Stage) -> None:
    stage.ws.events.retry_after = (0.0, 60.0, 300.0)
    attempts: list[str] = []

    @stage.app.event("team_join")
    async def _(request: Any) -> None:
        attempts.append(request.headers.get("x-slack-retry-num", ["0"])[0])

    stage.ws.ack_timeout = 0.1
    stage.ws.faults.drop_acks = 99
    stage.ws.add_user("Newcomer")
    await stage.ws.told()
    for wait, last in ((0, "1"), (61, "2"), (301, "3")):
        stage.clock.forward(timedelta(seconds=wait))
        stage.ws.agenda.run_due()
        await stage.ws.told()
        assert attempts[-1] == last
    stage.clock.forward(timedelta(seconds=3000))
    assert stage.ws.agenda.run_due() == 0
    assert attempts == ["0", "1", "2", "3"]


async def test_the_link_is_renewed_and_rebuilt(stage: Stage) -> None:
    @stage.app.command("/hello")
    async def _(ack: Any) -> None:
        await ack("still here")

    await stage.ws.socket.refresh()
    await stage.ws.socket.wait_connected()
    await stage.ada.types("/hello")
    assert stage.ada.messages()[-1].text == "still here"
    stage.ws.socket.drop()
    await stage.ws.socket.wait_connected()
    await stage.ada.types("/hello")
    assert [m.text for m in stage.ada.messages()] == ["still here", "still here"]


async def test_each_envelope_goes_to_one_of_several_links(stage: Stage) -> None:
    count = {"first": 0, "second": 0}

    def answering(app: AsyncApp, name: str) -> None:
        @app.command("/hello")
        async def _(ack: Any) -> None:
            count[name] += 1
            await ack()

    answering(stage.app, "first")
    async with aiohttp.ClientSession() as session:
        app, _ = new_app(stage.ws, session)
        answering(app, "second")
        handler = AsyncSocketModeHandler(app, stage.ws.app_token)
        await handler.connect_async()
        await stage.ws.socket.wait_connected(2)
        for _ in range(4):
            await stage.ada.types("/hello")
        await handler.close_async()
    assert count == {"first": 2, "second": 2}


async def test_http_mode_is_signed_and_answered(stage: Stage) -> None:
    seen: list[str] = []

    @stage.app.command("/hello")
    async def _(ack: Any) -> None:
        await ack(text="over http")

    @stage.app.event("message")
    async def _(event: Json) -> None:
        seen.append(event["text"])

    on_command(stage, modal(field("A", block="a")))

    @stage.app.view("apply")
    async def _(ack: Any) -> None:
        await ack(response_action="errors", errors={"a": "no"})

    runner = aiohttp.web.AppRunner(stage.app.web_app(path="/slack/events"))
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    stage.ws.use_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    stage.clock.forward(timedelta(days=3))
    await stage.ada.types("/hello")
    assert stage.ada.messages()[-1].text == "over http"
    await stage.ada.types("hi", "@bot")
    assert seen == ["hi"]
    await stage.ada.types("/apply", "general")
    await stage.ada.fills({"A": "x"})
    await stage.ada.submits()
    assert stage.ada.form.fields[0].error == "no"
    await runner.cleanup()


def test_our_tiers_are_the_published_ones() -> None:
    published = contract.load()
    if published is None or not published.tiers:
        pytest.skip("the published tiers are not here")
    assert {k: v for k, v in rate_limits.TIERS.items() if published.tiers.get(k, v) != v} == {}


async def test_limits_hold_without_the_published_schemas(stage: Stage) -> None:
    stage.ws.contract = None
    for blocks in ([text_block("x" * 3001)], [{**text_block("x"), "colour": "red"}], [{"type": "actions"}], ["x"], "x"):
        with refused("invalid_blocks" if blocks != "x" else "invalid_blocks_format"):
            await stage.client.api_call(
                "chat.postMessage", json={"channel": stage.general, "text": "x", "blocks": blocks}
            )
    assert stage.ws.ledger.posted == []
