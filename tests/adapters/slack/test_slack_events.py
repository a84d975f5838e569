"""What happens in a workspace without anybody asking: connecting, coming and going, the home page, broken lines."""

import asyncio
import json

import pytest
from aiohttp import web

from adapters.slack import checks
from adapters.slack.adapter import SlackAdapter
from bot.errors import Unavailable
from bot.outbox import Forbidden
from tests.adapters.slack import trial
from tests.adapters.slack.rig import Rig, adapter


def kinds() -> list[str]:
    return [event.kind for event in trial.memory.events]


async def test_on_connecting_the_core_learns_the_workspace(rig: Rig) -> None:
    event = await rig.until("connected")
    assert event.place.space == rig.ws.team_id
    assert event.data["sender"] == f"slack:{rig.ws.team_id}"
    assert event.data["name"] == "Sandbox"
    assert json.loads(event.data["channels"]) == {rig.welcome: "welcome"}
    assert json.loads(event.data["problems"]) == []
    assert rig.slack.messenger.senders == (f"slack:{rig.ws.team_id}",)
    assert rig.slack.connected


async def test_missing_scopes_are_told_with_the_cure(rig: Rig) -> None:
    rig.ws.tokens[rig.ws.bot_token].scopes.discard("groups:write")
    second = adapter(rig.app, rig.ws)
    await second.start()
    [problem] = json.loads((await rig.until("connected")).data["problems"])
    assert "groups:write" in problem
    assert "OAuth & Permissions" in problem
    await second.stop()
    assert not second.connected


async def test_the_primary_owner_is_named_as_who_brought_us_in(rig: Rig) -> None:
    assert "installer" not in (await rig.until("connected")).data
    rig.ws.users[rig.wei.user_id].is_primary_owner = True
    second = adapter(rig.app, rig.ws)
    await second.start()
    data = (await rig.until("connected")).data
    assert (data["installer"], data["installer_name"]) == (rig.wei.user_id, "Wei 王")
    await second.stop()


async def test_a_workspace_that_tells_nobody_names_no_owner(rig: Rig) -> None:
    rig.ws.users[rig.wei.user_id].is_primary_owner = True
    rig.ws.tokens[rig.ws.bot_token].scopes.discard("users:read")
    second = adapter(rig.app, rig.ws)
    await second.start()
    assert "installer" not in (await rig.until("connected")).data
    await second.stop()


async def test_a_start_without_trouble_is_quiet(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    caplog.set_level("WARNING", "slack_bolt")
    second = adapter(rig.app, rig.ws)
    await second.start()
    await second.stop()
    assert [line for line in caplog.records if line.name.startswith(("slack_bolt", "convenor:"))] == []


async def test_a_wrong_token_is_said_at_the_start(rig: Rig) -> None:
    wrong = SlackAdapter(rig.app, bot_token="xoxb-wrong", app_token=rig.ws.app_token, api_url=rig.ws.api_url)
    with pytest.raises(Forbidden) as refused:
        await wrong.start()
    assert "CONVENOR_SLACK__BOT_TOKEN" in refused.value.cure


async def test_a_start_without_slack_goes_on_until_it_can_be_reached(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.slack.adapter.PAUSES", (0.05,))
    second = adapter(rig.app, rig.ws)
    rig.ws.faults.refuse("auth.test", "service_unavailable", times=2)
    await second.start()
    assert not second.connected
    async with asyncio.timeout(3):
        while not second.connected:  # noqa: ASYNC110 - what health asks is what is to come true
            await asyncio.sleep(0.01)
    await second.stop()


async def test_a_slack_nobody_can_reach_is_no_wrong_token(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("adapters.slack.adapter.PAUSES", (0.01,))
    nowhere = "http://127.0.0.1:1/api/"
    away = SlackAdapter(rig.app, bot_token=rig.ws.bot_token, app_token=rig.ws.app_token, api_url=nowhere)
    await away.start()
    assert "Slack: cannot be reached" in caplog.text
    assert not away.connected
    await away.stop()
    ((what, cure),) = await checks.check(rig.ws.bot_token, rig.ws.app_token, api_url=nowhere)
    assert "cannot be reached" in what
    assert "network" in cure
    ((what, _cure),) = await checks.check("xoxb-wrong", rig.ws.app_token, api_url=rig.ws.api_url)
    assert "the bot token is not accepted" in what


async def test_somebody_joins_and_leaves(rig: Rig) -> None:
    user = rig.ws.add_user("Noor", tz="Asia/Amman", locale="ar-JO")
    account = (await rig.until("joined")).account
    assert (account.user, account.name, account.zone) == (user, "Noor", "Asia/Amman")
    rig.ws.users[user].deleted = True
    rig.ws.events.user_change(rig.ws.users[user])
    assert (await rig.until("left")).account.user == user


async def test_names_zones_and_languages_come_along(rig: Rig) -> None:
    await rig.wei.types("/trial")
    assert trial.memory.names == ["Wei 王"]
    event_account = await rig.slack._teams[rig.ws.team_id].directory.account(rig.wei.user_id)
    assert (event_account.zone, event_account.language) == ("Asia/Shanghai", "zh-CN")
    await rig.wei.types("/trial")
    assert len(rig.called("users.info")) == 2, "once for us, once for Wei"


async def test_the_home_page_shows_the_menu(rig: Rig) -> None:
    home = await rig.ana.opens_home()
    assert "This is the menu." in home.text
    assert (await rig.until("home")).account.user == rig.ana.user_id
    await rig.ana.presses("Tell")
    await rig.ana.sees("Only for you", channel="@bot")


async def test_forms_open_from_the_home_page(rig: Rig) -> None:
    await rig.ana.opens_home()
    await rig.ana.presses("Fill in")
    assert rig.ana.form is not None


async def test_somebody_who_writes_to_us_gets_the_menu(rig: Rig) -> None:
    await rig.ana.types("Hello?", "@bot")
    assert (await rig.until("spoke")).data["text"] == "Hello?"
    await rig.ana.sees("This is the menu.", channel="@bot")
    assert kinds().count("spoke") == 1, "our own answer is no message to us"


async def test_channels_come_and_go(rig: Rig) -> None:
    made = rig.ws.create_channel("secretariat", private=False, creator=rig.ana.user_id)
    await rig.until("connected", channels=json.dumps({rig.welcome: "welcome", made.id: "secretariat"}))
    hidden = rig.ws.create_channel("office", private=True, creator=rig.ana.user_id)
    assert json.loads((await rig.until("connected")).data["open"]) == [rig.welcome, made.id]
    rig.ws.archive_channel(hidden, by=rig.ana.user_id)
    before = len(rig.called("conversations.list"))
    others = [rig.ws.create_channel(name, private=False, creator=rig.ana.user_id).id for name in ("a", "b", "c")]
    seen = {rig.welcome: "welcome", made.id: "secretariat", **dict(zip(others, "abc", strict=True))}
    await rig.until("connected", channels=json.dumps(seen))
    assert len(rig.called("conversations.list")) == before + 1
    rig.ws.archive_channel(made, by=rig.ana.user_id)
    assert (await rig.until("channel_gone")).place.channel == made.id


async def test_a_repeated_event_happens_once(rig: Rig) -> None:
    rig.ws.faults.drop_acks = 1
    rig.ws.ack_timeout = 0.2
    rig.ws.add_user("Noor")
    await rig.until("joined")
    async with asyncio.timeout(3):
        while sum(e["type"] == "events_api" for e in rig.ws.socket.sent) < 2:  # noqa: ASYNC110 - a deque has no event
            await asyncio.sleep(0.02)
    await rig.ws.settle()
    assert kinds().count("joined") == 1


async def test_an_event_is_brought_again_when_the_records_were_away(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    await rig.until("connected")
    heard = rig.app.database.write
    away = [True]

    def write(network: str) -> object:
        if away:
            away.pop()
            raise Unavailable("the disk is full")
        return heard(network)

    monkeypatch.setattr(rig.app.database, "write", write)
    body = {
        "team_id": rig.ws.team_id,
        "event_id": "Ev1",
        "event": {"type": "team_join", "user": {"id": rig.wei.user_id, "name": "wei"}},
    }
    assert await rig.slack.listeners.event(body) is None, "it must not be acknowledged"
    assert await rig.slack.listeners.event(body) == {}
    assert kinds().count("joined") == 1


async def test_we_notice_when_we_are_thrown_out(rig: Rig) -> None:
    rig.ws.events.emit("app_uninstalled")
    assert (await rig.until("removed")).place.space == rig.ws.team_id


async def test_the_same_listeners_serve_http(rig: Rig) -> None:
    await rig.slack.stop()
    slack = SlackAdapter(
        rig.app, bot_token=rig.ws.bot_token, api_url=rig.ws.api_url, signing_secret=rig.ws.signing_secret
    )
    await slack.start()
    assert slack.bolt is not None
    runner = web.AppRunner(slack.bolt.web_app(path="/slack/events"))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    rig.ws.use_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    assert slack.connected
    await rig.ana.types("/trial form")
    await rig.ana.fills({"Name": "W", "Why": "Because we teach well", "Kind": "School"})
    await rig.ana.submits()
    assert rig.ana.form is not None
    assert rig.ana.form.fields[0].error
    await rig.ana.opens_home()
    rig.ws.signing_secret = "another"
    await rig.ana.types("/trial say text:forged")
    assert not [m for m in rig.ana.messages() if "forged / -" in m.text]
    await slack.stop()
    await runner.cleanup()


@pytest.mark.parametrize("how", ["asked", "cut"])
async def test_the_line_comes_back_by_itself(rig: Rig, how: str) -> None:
    if how == "asked":
        await rig.ws.socket.refresh()
    else:
        rig.ws.socket.drop()
    async with asyncio.timeout(10):
        await rig.ws.socket.wait_connected()
    await rig.ana.types("/trial say text:back")
    await rig.ana.sees("back / -")
    assert rig.slack.connected
