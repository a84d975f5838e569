"""Channels, people, groups, files and installations of the simulated Slack."""

from datetime import timedelta

import aiohttp
import aiohttp.web
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from sandbox.player import NotShown
from tests.sandbox.slack.rig import Json, Stage, refused


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
