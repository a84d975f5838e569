"""Reminders over real sockets: typed on either platform, kept through a kill -9, told once, put off with a button."""

import pytest

from tests.journeys.world import World


@pytest.mark.timeout(240)
async def test_a_reminder_is_told_once_though_the_bot_died(world: World) -> None:
    code, output = await world.command("migrate")
    assert code == 0, output
    on_slack, on_discord = world.on_slack("Luo Weilan"), world.on_discord("Cen Yuke")
    for player in (on_slack, on_discord):
        await world.grant("organiser", player)
    await world.start()
    for player in (on_slack, on_discord):
        await player.types("/profile language language:en")
        await player.sees("From now on I speak English with you.")

    await on_slack.types("/reminder add in 20 minutes call *Ana* & co")
    assert "call *Ana* & co" in (await on_slack.sees("I will remind you:")).text
    await on_slack.presses("Undo")
    await on_slack.sees("Undone. I will not remind you.")
    await on_slack.types("/reminder add in 1 minute water the plants")
    await on_slack.sees("water the plants")
    await on_discord.types("/reminder add when:一分钟后 text:看看 <@everyone> 的周报")
    await on_discord.sees("I will remind you:")
    await world.kill()
    await world.start()
    await on_discord.types("/reminder add")
    await on_discord.fills({"When": "every Monday at 9", "Of what": "weekly report"})
    await on_discord.submits()
    await on_discord.sees("every Monday, next:")

    told = {on_slack: "water the plants", on_discord: "看看 <@everyone> 的周报"}
    for player, text in told.items():
        seen = await player.sees(text, channel="@bot", within=90)
        assert "In 1 hour" in seen.buttons
        await player.presses("Tomorrow morning", on=text)
        await player.sees("I will remind you again:", channel="@bot")
    await world.kill()
    await world.start()
    await on_slack.types("/reminder list")
    await on_slack.sees("1 reminder")
    for player, text in told.items():
        assert len([message for message in player.messages("@bot") if text in message.text]) == 1
    world.assert_lawful()
