"""The simulated Slack workspace, driven by the real slack-bolt and slack-sdk over real sockets."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import aiohttp.web
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot.clock import MovableClock
from sandbox.player import NotShown, Player
from sandbox.slack import PageClient, SlackWorkspace, contract, rate_limits

Json = dict[str, Any]


class Stage:
    """A workspace with a connected application and two people."""

    def __init__(self, ws: SlackWorkspace, clock: MovableClock, app: AsyncApp, client: AsyncWebClient) -> None:
        self.ws, self.clock, self.app, self.client = ws, clock, app, client
        self.general = ws.add_channel("general", general=True)
        self.ada_id = ws.add_user("Ada Núñez", tz="Europe/Madrid", email="ada@example.org", is_admin=True)
        self.ben_id = ws.add_user("Ben Okafor")
        self.ada, self.ben = ws.player(self.ada_id), ws.player(self.ben_id)


def new_app(ws: SlackWorkspace, session: aiohttp.ClientSession) -> tuple[AsyncApp, AsyncWebClient]:
    client = AsyncWebClient(token=ws.bot_token, base_url=ws.api_url, session=session, retry_handlers=[])

    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=ws.team_id, bot_token=ws.bot_token, bot_id=ws.bot_id, bot_user_id=ws.bot_user_id
        )

    app = AsyncApp(client=client, signing_secret=ws.signing_secret, authorize=authorize, process_before_response=True)
    return app, client


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    clock = MovableClock(datetime(2027, 3, 1, 9, 0, tzinfo=UTC))
    workspace = SlackWorkspace(clock, app_name="Registrar", rate_limits=False)
    async with workspace.serve() as ws, aiohttp.ClientSession() as session:
        app, client = new_app(ws, session)
        made = Stage(ws, clock, app, client)
        handler = AsyncSocketModeHandler(app, ws.app_token, ping_interval=0.2)
        await handler.connect_async()
        await ws.socket.wait_connected()
        yield made
        await handler.close_async()
        assert [each for each in ws.ledger.violations if each.startswith("ours:")] == []


@contextlib.contextmanager
def refused(error: str) -> Any:
    with pytest.raises(SlackApiError) as caught:
        yield caught
    assert caught.value.response["error"] == error


def text_block(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(label: str, action: str = "go", **more: Any) -> Json:
    return {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": label}, **more}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def field(label: str, kind: str = "plain_text_input", *, block: str = "", optional: bool = False, **about: Any) -> Json:
    element = {"type": kind, "action_id": "in"} | about
    made = {"type": "input", "block_id": block or label.lower(), "label": plain(label), "element": element}
    return made | ({"optional": True} if optional else {})


def modal(*blocks: Json, title: str = "Apply", callback: str = "apply", **about: Any) -> Json:
    view = {"type": "modal", "callback_id": callback, "title": plain(title), "submit": plain("Send"), **about}
    return view | {"blocks": list(blocks)}


def options(*labels: str) -> list[Json]:
    return [{"text": plain(each), "value": each.lower()} for each in labels]


def on_command(stage: Stage, *views: Json) -> None:
    """`/apply` opens the first of `views`."""

    @stage.app.command("/apply")
    async def _(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=views[0])


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


async def test_a_form_goes_through_errors_update_and_closing(stage: Stage) -> None:
    on_command(
        stage,
        modal(
            field("Name", min_length=3),
            field("Colour", "static_select", options=options("Red", "Blue")),
            field("Tags", "checkboxes", optional=True, options=options("A", "B", "C")),
        ),
    )
    submitted: list[Json] = []

    @stage.app.view("apply")
    async def _(ack: Any, view: Json) -> None:
        submitted.append(view["state"]["values"])
        name = view["state"]["values"]["name"]["in"]["value"]
        if name == "Nobody":
            await ack(response_action="errors", errors={"name": "Nobody cannot apply"})
        elif len(submitted) == 2:
            await ack(response_action="update", view=modal(field("Email", "email_text_input"), title="Step 2"))
        else:
            await ack()

    await stage.ada.types("/apply")
    await stage.ada.submits()
    assert [f.error for f in stage.ada.form.fields] == ["Please complete this required field."] * 2 + [""]
    assert submitted == []

    await stage.ada.fills({"Name": "Nobody", "Colour": "Blue", "Tags": ["A", "C"]})
    await stage.ada.submits()
    assert stage.ada.form.fields[0].error == "Nobody cannot apply"
    assert stage.ada.form.fields[0].value == ("Nobody",)
    assert submitted[0]["colour"]["in"] == {
        "type": "static_select",
        "selected_option": {"text": plain("Blue"), "value": "blue"},
    }
    assert [o["value"] for o in submitted[0]["tags"]["in"]["selected_options"]] == ["a", "c"]

    await stage.ada.fills({"Name": "Somebody"})
    await stage.ada.submits()
    assert stage.ada.form.title == "Step 2"
    await stage.ada.fills({"Email": "nonsense"})
    await stage.ada.submits()
    assert "valid email" in stage.ada.form.fields[0].error
    with pytest.raises(NotShown, match="no field 'Name'"):
        await stage.ada.fills({"Name": "x"})
    assert stage.ws.ledger.violations == []


async def test_a_form_can_be_pushed_three_deep_and_cleared(stage: Stage) -> None:
    on_command(stage, modal(field("One")))
    depth: list[str] = []

    @stage.app.view("apply")
    async def _(ack: Any, view: Json) -> None:
        depth.append(view["title"]["text"])
        match len(depth):
            case 1 | 2 | 3:
                await ack(response_action="push", view=modal(field("One"), title=f"Level {len(depth) + 1}"))
            case _:
                await ack(response_action="clear")

    await stage.ada.types("/apply")
    for level in ("Level 2", "Level 3"):
        await stage.ada.fills({"One": "x"})
        await stage.ada.submits()
        assert stage.ada.form.title == level
    await stage.ada.fills({"One": "x"})
    await stage.ada.submits()
    assert "trouble connecting" in stage.ada.form.text
    assert "a fourth view was pushed" in stage.ws.ledger.violations.pop()
    await stage.ada.dismisses()
    assert stage.ada.form.title == "Level 2"
    await stage.ada.submits()
    assert stage.ada.form is None
    assert stage.ws.ledger.violations == []


async def test_a_form_that_is_not_answered_in_time_stays_open(stage: Stage) -> None:
    stage.ws.ack_timeout = 0.2
    on_command(stage, modal(field("One")))

    @stage.app.view("apply")
    async def _(ack: Any) -> None:
        await asyncio.sleep(0.4)
        await ack()

    await stage.ada.types("/apply")
    await stage.ada.fills({"One": "kept"})
    await stage.ada.submits()
    assert "We had some trouble connecting" in stage.ada.form.text
    assert stage.ada.form.fields[0].value == ("kept",)


async def test_silence_unknown_commands_and_absence_are_told_to_the_person(stage: Stage) -> None:
    stage.ws.ack_timeout = 0.2
    stage.ws.commands = {"/slow", "/gone"}

    @stage.app.command("/slow")
    async def _(ack: Any) -> None:
        await asyncio.sleep(0.4)
        await ack("too late")

    await stage.ada.types("/slow")
    assert (await stage.ada.sees("operation_timeout")).private
    await stage.ada.types("/nonsense")
    assert "/nonsense is not a valid command" in stage.ada.messages()[-1].text
    await asyncio.sleep(0.3)
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


async def test_channels_are_made_joined_and_left(stage: Stage) -> None:
    client, events = stage.client, []
    for name in ("member_joined_channel", "member_left_channel", "channel_created", "channel_archive", "group_archive"):

        @stage.app.event(name)
        async def _(event: Json) -> None:
            events.append((event["type"], event.get("user")))

    made = (await client.conversations_create(name="members", is_private=True))["channel"]["id"]
    assert stage.ada.channels() == ["general"]
    await client.conversations_invite(channel=made, users=[stage.ada_id, stage.ben_id])
    assert stage.ada.channels() == ["general", "members"]
    with refused("already_in_channel"):
        await client.conversations_invite(channel=made, users=stage.ada_id)
    with refused("name_taken"):
        await client.conversations_create(name="members")
    with refused("invalid_name_specials"):
        await client.conversations_create(name="Members!")
    assert (await client.conversations_members(channel=made))["members"][1:] == [stage.ada_id, stage.ben_id]
    await client.conversations_kick(channel=made, user=stage.ben_id)
    with refused("not_in_channel"):
        await client.conversations_kick(channel=made, user=stage.ben_id)
    with refused("cant_kick_self"):
        await client.conversations_kick(channel=made, user=stage.ws.bot_user_id)
    stage.ws.archive_channel(stage.ws.channels[made], by=stage.ada_id)  # bolt hides what the bot does itself
    with refused("already_archived"):
        await client.conversations_archive(channel=made)
    with refused("is_archived"):
        await client.chat_postMessage(channel=made, text="x")
    await stage.ws.told()
    assert sorted(events) == [
        ("group_archive", stage.ada_id),
        ("member_joined_channel", stage.ada_id),
        ("member_joined_channel", stage.ben_id),
        ("member_left_channel", stage.ben_id),
    ]
    assert stage.ws.ledger.violations == []


async def test_people_come_change_and_go(stage: Stage) -> None:
    events: list[Json] = []
    stage.ws.events.subscriptions = {"team_join", "user_change", "message.im"}
    for name in ("team_join", "user_change", "message"):

        @stage.app.event(name)
        async def _(event: Json) -> None:
            events.append(event)

    hostile = "<!channel> *Eve* &amp; \u202eliE"
    eve_id = stage.ws.add_user(hostile, locale="zh-CN", tz="Asia/Shanghai", email="eve@example.org")
    eve = stage.ws.player(eve_id)
    await eve.types("<!channel> hello @channel", "@bot")
    stage.ws.remove_user(eve_id)
    await stage.ws.told()
    joined, said, left = events
    assert (joined["type"], joined["user"]["real_name"]) == ("team_join", hostile)
    assert (said["channel_type"], said["text"]) == ("im", "&lt;!channel&gt; hello <!channel>")
    assert left["user"]["deleted"] is True
    assert eve_id not in stage.ws.channels[stage.general].members
    with pytest.raises(NotShown, match="deactivated"):
        await eve.types("/hello", "@bot")
    shown = (await stage.client.users_info(user=stage.ada_id, include_locale=True))["user"]
    assert (shown["tz"], shown["tz_offset"], shown["locale"]) == ("Europe/Madrid", 3600, "en-US")
    assert shown["profile"]["email"] == "ada@example.org"
    with refused("user_disabled"):
        await stage.client.conversations_open(users=eve_id)
    with refused("users_not_found"):
        await stage.client.users_lookupByEmail(email="eve@example.org")
    assert stage.ws.ledger.violations == []


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


async def test_selects_report_what_was_chosen(stage: Stage) -> None:
    seen: list[Json] = []

    @stage.app.action({"type": "block_actions", "action_id": "pick"})
    async def _(ack: Any, body: Json) -> None:
        await ack()
        seen.append(body)

    @stage.app.options("country")
    async def _(ack: Any, payload: Json) -> None:
        known = [each for each in ("Norway", "North Macedonia", "Chile") if payload["value"] in each]
        await ack(options=options(*known))

    menus = [
        {
            "type": "static_select",
            "action_id": "pick",
            "placeholder": plain("Colour"),
            "options": options("Red", "Blue"),
        },
        {"type": "external_select", "action_id": "country", "placeholder": plain("Country"), "min_query_length": 2},
    ]
    await stage.client.chat_postMessage(
        channel=stage.general, text="x", blocks=[text_block("Choose"), {"type": "actions", "elements": menus}]
    )
    assert stage.ada.messages()[-1].selects == ("Colour", "Country")
    await stage.ada.picks("Blue", select="Colour")
    assert seen[0]["actions"][0]["selected_option"]["value"] == "blue"
    (state,) = seen[0]["state"]["values"].values()
    assert state["pick"]["selected_option"]["value"] == "blue"
    with pytest.raises(NotShown, match="no option 'Green'"):
        await stage.ada.picks("Green", select="Colour")

    on_command(stage, modal(field("Country", "external_select", action_id="country"), field("When", "datepicker")))
    await stage.ada.types("/apply")
    with pytest.raises(NotShown, match="offers"):
        await stage.ada.fills({"Country": "Atlantis"})
    await stage.ada.fills({"Country": "Norway", "When": "2027-03-05"})
    assert [f.value for f in stage.ada.form.fields] == [("Norway",), ("2027-03-05",)]
    assert stage.ws.ledger.violations == []


async def test_a_dispatching_input_redraws_the_form_and_keeps_what_was_typed(stage: Stage) -> None:
    country = field("Country", "static_select", options=options("China", "Chile"))
    country["dispatch_action"] = True
    on_command(stage, modal(field("Name"), country))

    @stage.app.action("in")
    async def _(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        chosen = body["actions"][0]["selected_option"]["text"]["text"]
        second = field(f"Province of {chosen}", optional=True)
        view = modal(field("Name"), country, second)
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)

    await stage.ada.types("/apply")
    await stage.ada.fills({"Name": "Li", "Country": "China"})
    fields = stage.ada.form.fields
    assert [(f.label, f.value) for f in fields[:2]] == [("Name", ("Li",)), ("Country", ("China",))]
    assert (fields[2].label, fields[2].required) == ("Province of China", False)


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
    for wait in (0, 61, 301, 3000):
        stage.clock.forward(timedelta(seconds=wait))
        await asyncio.sleep(0.25)
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


async def test_rich_text_is_shown_letter_by_letter(stage: Stage) -> None:
    typed = "*no* _markup_ `here` <!channel>"
    elements = [{"type": "text", "text": f"{typed} "}, {"type": "user", "user_id": stage.ben_id}]
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}
    mrkdwn = {"type": "section", "text": {"type": "mrkdwn", "text": "*bold* `code`"}}
    await stage.client.chat_postMessage(channel=stage.general, text="x", blocks=[rich, mrkdwn])
    shown = await stage.ada.sees("bold code")
    assert shown.text.splitlines()[0] == f"{typed} @{stage.ws.users[stage.ben_id].real_name}"
    assert shown.mentions == (stage.ben_id,)


async def test_files_arrive_with_their_content(stage: Stage) -> None:
    await stage.client.files_upload_v2(
        channel=stage.general, filename="form.html", content="<p>signed</p>", initial_comment="your copy"
    )
    message = await stage.ada.sees("your copy")
    assert [(f.name, f.content) for f in message.files] == [("form.html", b"<p>signed</p>")]
    assert stage.ws.ledger.violations == []


async def test_user_groups_need_a_paid_plan(stage: Stage) -> None:
    group = (await stage.client.usergroups_create(name="Members", handle="members"))["usergroup"]["id"]
    await stage.client.usergroups_users_update(usergroup=group, users=[stage.ada_id])
    assert (await stage.client.usergroups_users_list(usergroup=group))["users"] == [stage.ada_id]
    with refused("name_already_exists"):
        await stage.client.usergroups_create(name="Members")
    await stage.client.chat_postMessage(channel=stage.general, text=f"dear <!subteam^{group}>")
    assert (await stage.ada.sees("dear @members")).mentions == (f"@{group}",)
    stage.ws.paid_plan = False
    with refused("paid_teams_only"):
        await stage.client.usergroups_users_update(usergroup=group, users=[stage.ben_id])


async def test_scheduled_messages_come_when_the_clock_gets_there(stage: Stage) -> None:
    at = int(stage.clock.now().timestamp()) + 3600
    kept = await stage.client.chat_scheduleMessage(channel=stage.general, post_at=at, text="kept")
    gone = await stage.client.chat_scheduleMessage(channel=stage.general, post_at=at, text="gone")
    await stage.client.chat_deleteScheduledMessage(
        channel=stage.general, scheduled_message_id=gone["scheduled_message_id"]
    )
    with refused("time_in_past"):
        await stage.client.chat_scheduleMessage(channel=stage.general, post_at=at - 3600, text="late")
    assert kept["post_at"] == at
    stage.clock.forward(timedelta(hours=1, seconds=1))
    await stage.ada.sees("kept")
    assert not any("gone" in m.text for m in stage.ada.messages())


async def test_a_reader_sees_names_local_times_and_who_was_pinged(stage: Stage) -> None:
    when = "<!date^1804060800^{date_num} {time}|?>"
    text = f"<@{stage.ben_id}> <#{stage.general}> {when} <https://e.org|*site*> <!here>"
    await stage.client.chat_postMessage(channel=stage.general, text=text)
    seen = stage.ada.messages()[-1]
    assert seen.text == "@Ben Okafor #general 2027-03-03 09:00 site @here"
    assert seen.mentions == (stage.ben_id, "@here")
    await stage.client.chat_postEphemeral(channel=stage.general, user=stage.ben_id, text="psst")
    assert (await stage.ben.sees("psst")).private
    with pytest.raises(NotShown, match="does not see 'psst'"):
        await stage.ada.sees("psst", within=0.05)


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


async def test_an_installation_gives_a_token_with_its_scopes(stage: Stage) -> None:
    ask = {
        "client_id": stage.ws.client_id,
        "scope": "chat:write,commands",
        "state": "s1",
        "redirect_uri": "http://x/back",
    }
    async with aiohttp.ClientSession() as session:
        url = f"{stage.ws.base_url}/oauth/v2/authorize"
        async with session.post(url, params=ask, allow_redirects=False) as response:
            back = URL(response.headers["Location"])
    assert back.query["state"] == "s1"
    arguments = {
        "client_id": stage.ws.client_id,
        "client_secret": stage.ws.client_secret,
        "redirect_uri": "http://x/back",
    }
    answer = await stage.client.oauth_v2_access(**arguments, code=back.query["code"])
    with refused("invalid_code"):
        await stage.client.oauth_v2_access(**arguments, code=back.query["code"])
    mine = AsyncWebClient(token=answer["access_token"], base_url=stage.ws.api_url)
    assert (await mine.auth_test())["team_id"] == stage.ws.team_id
    with refused("missing_scope"):
        await mine.users_info(user=stage.ada_id)
    assert stage.ws.ledger.violations == []


def test_our_tiers_are_the_published_ones() -> None:
    published = contract.load()
    if published is None or not published.tiers:
        pytest.skip("the published tiers are not here")
    assert {k: v for k, v in rate_limits.TIERS.items() if published.tiers.get(k, v) != v} == {}


async def test_every_kind_of_input_reports_its_own_shape(stage: Stage) -> None:
    kinds = [
        field("Text", multiline=True),
        field("Mail", "email_text_input"),
        field("Link", "url_text_input"),
        field("Year", "number_input", is_decimal_allowed=False, min_value="1990"),
        field("One", "static_select", options=options("A", "B"), initial_option=options("A")[0]),
        field("Grouped", "static_select", option_groups=[{"label": plain("G"), "options": options("X", "Y")}]),
        field("Many", "multi_static_select", options=options("A", "B", "C"), max_selected_items=2),
        field("Radio", "radio_buttons", options=options("A", "B")),
        field("Day", "datepicker", initial_date="2027-01-31"),
        field("Hour", "timepicker"),
        field("Moment", "datetimepicker"),
        field("Who", "users_select"),
        field("Which", "multi_users_select"),
        field("Where", "conversations_select", response_url_enabled=True),
        field("Files", "file_input", max_files=2),
        {"type": "section", "block_id": "s", "text": plain("More"), "accessory": button("Inside", "inside")},
    ]
    on_command(stage, modal(*kinds))
    seen: list[Json] = []

    @stage.app.view("apply")
    async def _(ack: Any, body: Json) -> None:
        seen.append(body)
        await ack()

    @stage.app.action("inside")
    async def _(ack: Any, body: Json) -> None:
        seen.append(body)
        await ack()

    await stage.ada.types("/apply")
    await stage.ada.fills(
        {
            "Text": "a & <b>", "Mail": "a@b.org", "Link": "https://b.org/", "Year": "1989", "Grouped": "Y",
            "Many": ["A", "C"], "Radio": "B", "Hour": "09:30", "Moment": "2027-03-05T10:00:00+00:00",
            "Who": "Ben Okafor", "Which": ["Ada Núñez", "Ben Okafor"], "Where": "general", "Files": "cv.pdf",
        }
    )  # fmt: skip
    await stage.ada.submits()
    assert [(f.label, f.error) for f in stage.ada.form.fields if f.error] == [
        ("Year", "Please enter a number of at least 1990.")
    ]
    await stage.ada.fills({"Year": "1990"})
    await stage.ada.presses("Inside")
    assert seen[0]["view"]["state"]["values"]["year"]["in"]["value"] == "1990"
    await stage.ada.submits()
    values = {block: state["in"] for block, state in seen[1]["view"]["state"]["values"].items()}
    assert {block: state["type"] for block, state in values.items()} == {
        each["block_id"]: each["element"]["type"] for each in kinds[:-1]
    }
    (file,) = values["files"]["files"]
    assert file["name"] == "cv.pdf"
    assert [next(v for k, v in state.items() if k != "type") for b, state in values.items() if b != "files"] == [
        "a & <b>", "a@b.org", "https://b.org/", "1990", *options("A"), *options("Y"), options("A", "C"),
        *options("B"), "2027-01-31", "09:30", 1804240800, stage.ben_id, [stage.ada_id, stage.ben_id], stage.general,
    ]  # fmt: skip
    (place,) = seen[1]["response_urls"]
    assert (place["block_id"], place["channel_id"]) == ("where", stage.general)
    assert stage.ada.form is None
    assert stage.ws.ledger.violations == []


async def test_dismissing_a_form_is_told_when_asked_for(stage: Stage) -> None:
    on_command(stage, modal(field("A"), notify_on_close=True))
    closed: list[Json] = []

    @stage.app.view_closed("apply")
    async def _(ack: Any, body: Json) -> None:
        await ack()
        closed.append(body)

    await stage.ada.types("/apply")
    await stage.ada.dismisses()
    assert stage.ada.form is None
    assert (closed[0]["is_cleared"], closed[0]["view"]["callback_id"]) == (False, "apply")


async def test_useless_answers_to_a_submission_leave_the_form_open(stage: Stage) -> None:
    on_command(stage, modal(field("A")))
    answers = [
        {"response_action": "errors", "errors": {"elsewhere": "no such block"}},
        {"response_action": "update", "view": modal(field("A"), title="t" * 25)},
    ]

    @stage.app.view("apply")
    async def _(ack: Any) -> None:
        await ack(**answers.pop(0))

    await stage.ada.types("/apply")
    await stage.ada.fills({"A": "x"})
    for _ in range(2):
        await stage.ada.submits()
        assert "trouble connecting" in stage.ada.form.text
        assert stage.ada.form.title == "Apply"
    assert len(stage.ws.ledger.violations) == 2


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


async def test_limits_hold_without_the_published_schemas(stage: Stage) -> None:
    stage.ws.contract = None
    for blocks in ([text_block("x" * 3001)], [{**text_block("x"), "colour": "red"}], [{"type": "actions"}], ["x"], "x"):
        with refused("invalid_blocks" if blocks != "x" else "invalid_blocks_format"):
            await stage.client.api_call(
                "chat.postMessage", json={"channel": stage.general, "text": "x", "blocks": blocks}
            )
    assert stage.ws.ledger.posted == []


async def test_a_manifest_decides_what_the_application_may(stage: Stage) -> None:
    manifest: Json = {
        "display_information": {"name": "Registrar"},
        "features": {
            "bot_user": {"display_name": "registrar"},
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": False},
            "slash_commands": [{"command": "/hello", "description": "Say hello", "usage_hint": "name"}],
        },
        "oauth_config": {"scopes": {"bot": ["commands", "chat:write", "im:write"]}},
        "settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}, "socket_mode_enabled": True},
    }
    stage.ws.install(manifest)
    await stage.ada.types("/apply")
    assert "/apply is not a valid command" in stage.ada.messages()[-1].text
    assert await stage.ada.completes("/he") == ["/hello name"]
    with refused("missing_scope"):
        await stage.client.conversations_history(channel=stage.general)
    with refused("messages_tab_disabled"):
        await stage.client.chat_postMessage(channel=stage.ada_id, text="x")
    scopes = manifest["oauth_config"]["scopes"]
    scopes.update(bot=["commands", "usergroups:read"], bot_optional=["usergroups:read"])
    for stage.ws.paid_plan in (False, True):
        stage.ws.install(manifest)
        assert ("usergroups:read" in stage.ws.tokens[stage.ws.bot_token].scopes) is stage.ws.paid_plan
    scopes.update(bot=["chat:write"], bot_optional=["usergroups:read"])
    manifest["settings"]["event_subscriptions"]["bot_events"] = ["team_join", "star_added"]
    manifest["features"]["slash_commands"][0]["command"] = "hello" * 7
    with pytest.raises(ValueError, match="must begin with /") as caught:
        stage.ws.install(manifest)
    for part in (
        "must also be in",
        "no more than 32",
        "need commands",
        "team_join needs users:read",
        "star_added is not known",
    ):
        assert part in str(caught.value)
