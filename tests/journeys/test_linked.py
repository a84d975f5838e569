"""One person on both platforms: begun on Slack, signed on Discord, decided on Discord, let in on both."""

import re

import pytest

from bot.people import Role
from tests.journeys.office import Office, screen, until
from tests.journeys.records import appoint
from tests.journeys.stories import LEADER, Words, agrees, approves, begins, goes_on, presses_and_confirms, signs

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]


async def test_an_application_begun_on_slack_is_signed_on_discord_and_opens_both(office: Office) -> None:
    world, words = office.world, Words(office.world.profile)
    on_slack, on_discord = office.newcomer("slack", "Cen Yuke"), office.newcomer("discord", "Cen Yuke")
    await begins(on_slack, words)
    await on_slack.fills(words.filled(on_slack, LEADER | {"notice_route": "discord"}))
    await on_slack.submits()
    await on_slack.dismisses()

    await on_slack.types("/profile link")
    code = re.search(r"code:([\w-]+)", (await on_slack.sees("/profile link code:")).text)
    assert code is not None
    await on_discord.types(f"/profile link code:{code[1]}")
    await on_discord.sees("Linked. You are")
    await on_slack.sees("Your Discord account is now linked to you", within=20)

    await on_discord.types("/apply")
    assert "2 steps are left" in (await on_discord.sees("Your application APP-")).text
    await on_discord.presses("Continue")
    await goes_on(on_discord, words)
    await agrees(on_discord, words)
    await signs(on_discord, words, "Cen Yuke")
    await on_discord.sees("It has arrived")
    await on_slack.types("/apply")
    await on_slack.sees("It has arrived")

    slack_office, discord_office = office.secretaries["slack"], office.secretaries["discord"]
    await slack_office.sees("Cen Yuke", within=30, channel=office.room("secretariat"))
    await discord_office.sees("Cen Yuke", within=30, channel=office.room("secretariat"))
    await discord_office.presses("Claim", on="Cen Yuke")
    await slack_office.sees("Taken up by", within=20, channel=office.room("secretariat"))
    await approves(discord_office, words, on="Cen Yuke")
    redrawn = await slack_office.sees("admitted", within=20, channel=office.room("secretariat"))
    assert "Approve" not in redrawn.buttons

    await on_discord.sees("You are a member now", within=30)
    await office.quiet()
    assert "Member" in world.guild.roles_of(on_discord.user_id)
    assert office.room("forum") in on_slack.channels()
    assert len(world.posted("You are a member now")) == 1

    await on_discord.types("/profile show")
    await presses_and_confirms(on_discord, "Unlink Slack", "Unlink")
    await on_discord.sees("Your Slack account is no longer linked", within=20)
    await office.quiet()
    await until(lambda: "Member" in world.guild.roles_of(on_discord.user_id))
    slack_user = world.slack.users[on_slack.user_id].id
    private = [c for c in world.slack.channels.values() if c.kind == "private" and slack_user in c.members]
    assert private == []
    world.assert_lawful()


async def test_a_code_works_once_and_not_for_an_account_with_a_record(office: Office) -> None:
    first, second, third = (
        office.newcomer(p, f"Wen Jing {p} {n}") for n, p in enumerate(("slack", "discord", "discord"))
    )
    await first.types("/profile link")
    code = re.search(r"code:([\w-]+)", (await first.sees("/profile link code:")).text)
    assert code is not None
    await first.types(f"/profile link code:{code[1]}")
    await first.sees("This code is your own")
    await second.types("/profile link code:K7QM-2XRD")
    await second.sees("not valid, was used already, or is older than ten minutes")
    await second.types(f"/profile link code:{code[1]}")
    await second.sees("Linked. You are")
    await third.types(f"/profile link code:{code[1]}")
    await third.sees("not valid, was used already, or is older than ten minutes")
    assert code[1] not in screen(third)

    member = office.newcomer("discord", "Ruan Yi")
    await appoint(office.world, member, Role.MODERATOR)
    await first.types("/profile link")
    again = re.search(r"code:([\w-]+)", (await first.sees("/profile link code:")).text)
    assert again is not None
    await member.types(f"/profile link code:{again[1]}")
    await member.sees("Your record is on this account. Get a code here")
