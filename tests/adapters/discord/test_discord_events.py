"""What happens in a guild without anybody asking us, and the connection itself."""

import asyncio
import json
import subprocess
import sys

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from adapters.discord import Discord, NotAccepted, adapter, checks
from sandbox.discord import changes
from sandbox.discord.faults import Fault
from sandbox.discord.model import Overwrite
from sandbox.discord.permissions import BITS
from tests.adapters.discord import trial
from tests.adapters.discord.rig import Rig


async def test_the_guild_is_described_when_we_connect(rig: Rig) -> None:
    data = (await rig.until("connected")).data
    assert data["name"] == "Gate"
    assert data["sender"] == "discord"
    assert "welcome" in json.loads(data["channels"]).values()
    assert "Member" in json.loads(data["roles"]).values()
    assert json.loads(data["problems"]) == []


async def test_a_member_role_that_rings_nobody_is_told_until_it_may_be_mentioned(empty_rig: Rig) -> None:
    desk, service = empty_rig.desk, empty_rig.service
    (member,) = [role for role in desk.guild.roles.values() if role.name == "Member"]

    async def doctor() -> list[str]:
        found = await checks.check(service.token, api_url=f"{empty_rig.base}/api/v10")
        return [what for what, _cure in found if "ring at nobody" in what]

    member.mentionable = False
    assert [what.partition(" and ")[0] for what in await doctor()] == ["in Gate announcements name Member"]
    await empty_rig.start()
    (silent,) = json.loads((await empty_rig.until("connected")).data["problems"])
    assert "Announcements name Member and ring at nobody." in silent
    member.mentionable = True
    assert not await doctor()


async def test_the_owner_is_named_as_who_brought_us_in(empty_rig: Rig) -> None:
    empty_rig.desk.guild.owner_id = int(empty_rig.people["Wei"])
    await empty_rig.start()
    data = (await empty_rig.until("connected")).data
    assert (data["installer"], data["installer_name"]) == (empty_rig.people["Wei"], "Wei")


async def test_an_owner_without_a_name_does_not_stop_the_start(empty_rig: Rig) -> None:
    empty_rig.service.faults.order("GET /guilds/{id}/members/{id}", Fault(404, 10007))
    await empty_rig.start()
    data = (await empty_rig.until("connected")).data
    assert data["installer"]
    assert data["installer_name"] == ""


def test_nobody_is_warned_that_there_is_no_voice() -> None:
    look = "import discord, adapters.discord; raise SystemExit(discord.VoiceClient.warn_nacl)"
    assert subprocess.run([sys.executable, "-c", look], check=False, timeout=30).returncode == 0


async def test_problems_come_with_the_cure(empty_rig: Rig) -> None:
    empty_rig.desk.add_role("Member ", position=9)
    empty_rig.desk.guild.roles[int(empty_rig.desk.add_role("Chair", position=9))].position = 9
    empty_rig.desk.set_bot_rights("manage_channels", grant=False)
    await empty_rig.start()
    missing, low = json.loads((await empty_rig.until("connected")).data["problems"])
    assert "“Manage Channels”" in missing
    assert "Drag Convenor above Chair" in low


async def test_the_doctor_names_what_the_bot_may_not(empty_rig: Rig) -> None:
    desk, service = empty_rig.desk, empty_rig.service
    assert all(not cure for _what, cure in await checks.check(service.token, api_url=f"{empty_rig.base}/api/v10"))
    desk.set_bot_rights("create_events", "manage_roles", grant=False)
    found = await checks.check(service.token, api_url=f"{empty_rig.base}/api/v10")
    assert [what for what, cure in found if cure] == [
        "in Gate Convenor may not “Manage Roles”", "in Gate Convenor may not “Create Events”"
    ]  # fmt: skip


@pytest.mark.parametrize("route", ["GET /applications/@me", "GET /users/@me/guilds"])
async def test_a_discord_that_is_unwell_is_no_token_that_works(empty_rig: Rig, route: str) -> None:
    empty_rig.service.faults.order(route, Fault(503))
    ((what, cure),) = await checks.check(empty_rig.service.token, api_url=f"{empty_rig.base}/api/v10")
    assert "status 503" in what
    assert "again" in cure


async def test_somebody_comes_and_goes(rig: Rig) -> None:
    user = rig.desk.join("Mei")
    joined = await rig.until("joined")
    assert (joined.account.user, joined.account.space, joined.account.name) == (user, "111", "Mei")
    rig.desk.remove_member(user)
    assert (await rig.until("left")).account.user == user


async def test_a_direct_message_is_answered_with_the_menu(rig: Rig) -> None:
    ana = rig.player("Ana")
    await ana.opens_home()
    await ana.types("hello?")
    await ana.sees("This is the menu.", channel="@bot")
    assert (await rig.until("spoke")).account.user == rig.people["Ana"]


async def test_a_channel_goes_and_so_do_we(rig: Rig) -> None:
    channel = rig.desk.add_channel("old")
    rig.desk.delete_channel("old")
    assert (await rig.until("channel_gone")).place.channel == channel
    rig.desk.remove_bot()
    assert (await rig.until("removed")).account.space == "111"


async def test_what_changes_in_a_guild_is_seen(rig: Rig) -> None:
    def connections() -> list[dict[str, str]]:
        return [dict(event.data) for event in trial.seen if event.kind == "connected"]

    first = len(connections())
    rig.desk.add_role("Chair")
    rig.desk.add_channel("office", private_to=("Member",))
    lounge = rig.desk.add_channel("lounge")
    async with asyncio.timeout(3):
        while len(connections()) == first:  # noqa: ASYNC110 - the list has no event for that
            await asyncio.sleep(0.01)
    data = connections()[-1]
    assert {"office", "lounge"} <= set(json.loads(data["channels"]).values())
    assert "Chair" in json.loads(data["roles"]).values()
    opened = {json.loads(data["channels"])[each] for each in json.loads(data["open"])}
    assert "lounge" in opened
    assert "office" not in opened
    world, channel = rig.service.world, rig.desk.channel("lounge")
    changes.set_overwrite(world, channel, Overwrite(rig.desk.guild.id, 0, 0, BITS["view_channel"]))
    async with asyncio.timeout(3):
        while len(connections()) == first + 1:  # noqa: ASYNC110 - the list has no event for that
            await asyncio.sleep(0.01)
    assert lounge not in json.loads(connections()[-1]["open"])
    assert len(connections()) == first + 2, "many changes are one look"


async def test_the_commands_are_published_once(rig: Rig) -> None:
    assert rig.discord is not None
    assert [one["name"] for one in rig.service.world.commands] == ["trial", "convenor"]
    assert await rig.discord.publish() is False
    rig.discord.prefix = "n-"
    assert await rig.discord.publish() is True
    assert [one["name"] for one in rig.service.world.commands] == ["n-trial", "n-convenor"]
    await rig.player("Ana").types("/n-trial say text:x")
    await rig.player("Ana").sees("x / -")


async def test_an_interaction_during_a_drop_is_answered_after_it(rig: Rig) -> None:
    ana = rig.player("Ana")
    rig.service.gateway.drop()
    await ana.types("/trial say text:again")
    await ana.sees("again / -")


async def test_a_wrong_token_is_explained(empty_rig: Rig) -> None:
    door = Discord(empty_rig.app, token="wrong", api_url=f"{empty_rig.base}/api/v10")
    empty_rig.doors.append(door)
    with pytest.raises(NotAccepted, match="CONVENOR_DISCORD__TOKEN"):
        await door.start()
    assert not door.connected


async def test_a_withheld_intent_is_explained(empty_rig: Rig) -> None:
    empty_rig.service.gateway.privileged = 0
    with pytest.raises(NotAccepted, match="Server Members Intent"):
        await empty_rig.start()


async def test_a_start_without_discord_goes_on_until_it_can_be_reached(
    empty_rig: Rig, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(adapter, "PAUSES", (0.05,))
    reachable, empty_rig.base = empty_rig.base, "http://127.0.0.1:1"
    door = await empty_rig.start()
    assert not door.connected
    assert "Discord cannot be reached yet" in caplog.text
    Route.BASE = f"{reachable}/api/v10"
    DiscordWebSocket.DEFAULT_GATEWAY = URL(reachable.replace("http", "ws", 1) + "/gateway")
    async with asyncio.timeout(3):
        while not door.connected:  # noqa: ASYNC110 - what health asks is what is to come true
            await asyncio.sleep(0.01)
    assert (await empty_rig.until("connected")).account.space == "111"


async def test_a_token_refused_later_is_told_with_its_sentence(empty_rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "PAUSES", (0.05,))
    door = Discord(empty_rig.app, token="wrong", api_url="http://127.0.0.1:1/api/v10")
    empty_rig.doors.append(door)
    await door.start()
    Route.BASE = f"{empty_rig.base}/api/v10"
    async with asyncio.timeout(3):
        while not door.problem:  # noqa: ASYNC110 - nothing else tells that it was tried
            await asyncio.sleep(0.01)
    assert "CONVENOR_DISCORD__TOKEN" in door.problem


async def test_who_cannot_get_in_can_still_leave(empty_rig: Rig) -> None:
    empty_rig.base = "http://127.0.0.1:1"
    door = await empty_rig.start()
    async with asyncio.timeout(0.5):
        await door.stop()


async def test_health_follows_the_connection(rig: Rig) -> None:
    assert rig.discord is not None
    assert rig.discord.connected
    await rig.discord.stop()
    assert not rig.discord.connected


async def test_commands_that_cannot_be_published_do_not_stop_the_start(empty_rig: Rig) -> None:
    empty_rig.service.faults.order("GET /applications/{id}/commands", Fault(403, 50001))
    door = await empty_rig.start()
    assert door.connected
