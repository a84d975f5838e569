"""An announcement from Discord to readers on both platforms and by mail, while the bot is killed again and again."""

import asyncio
import re
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from bot.people import People, Role
from bot.ui.text import _
from sandbox.mail import MailHost, MailSeen
from sandbox.player import MessageSeen, Player
from tests.journeys.office import Office, set_up, until
from tests.journeys.records import acting, appoint, enters, time_passes
from tests.journeys.stories import Words, newest, presses_and_confirms
from tests.journeys.world import World
from tests.support.visitor import Visitor

SHEN = "shen@reedmarsh.example"
ENGLISH, CHINESE = "The lecture moves to Room 4.", "讲座改在四号教室。"


@pytest.fixture
async def office(world: World, post: MailHost) -> Office:
    world.mails_through(post)
    return await set_up(world)


async def joins(office: Office, name: str, platform: str, words: Words, language: str = "en-US") -> Player:
    """A member who asks to be told everything."""
    player = office.newcomer(platform, name, language)
    await appoint(office.world, player, Role.MEMBER)
    await player.types(f"/profile language {words.reader.language}")
    await player.types("/profile notices")
    await player.fills(
        {words(_("Reach me first by")): platform.capitalize(), words(_("News")): words(_("everything as it happens"))}
    )
    await player.submits()
    return player


async def writes(by: Player, words: Words) -> None:
    await by.types("/announce new")
    await by.fills({
        "Subject in English": "Lecture moved", "Text in English": ENGLISH,
        "Subject in Chinese": "讲座改期", "Text in Chinese": CHINESE,
    })  # fmt: skip
    await by.submits()


def copies(player: Player, text: str) -> list[MessageSeen]:
    """What a person was sent directly that contains the text."""
    return [seen for seen in player.messages("@bot") if text in seen.text and not seen.private]


def letters(post: MailHost) -> list[MailSeen]:
    """What Shen finds in the mailbox: a mail that is repeated after a crash bears its Message-ID, and comes once."""
    return list({mail.message_id: mail for mail in post.of(SHEN)}.values())


def posts(office: Office, text: str) -> list[MessageSeen]:
    """What stands in the channels for announcements on both platforms."""
    room = office.room("announcements")
    return [seen for each in office.secretaries.values() for seen in each.messages(room) if text in seen.text]


@pytest.mark.timeout(240)
async def test_it_reaches_everybody_once_changes_everywhere_and_is_retracted(office: Office) -> None:
    world, words = office.world, office.words
    chinese = Words(world.profile, "zh-Hans")
    luo = office.secretaries["discord"]
    for role in world.guild.guild.roles.values():  # what docs/connect-discord.md asks for
        role.mentionable = role.mentionable or role.name == "Member"
    ana = await joins(office, "Ana", "slack", words)
    ben = await joins(office, "Ben", "discord", words)
    wei = await joins(office, "Wei", "slack", chinese, "zh-CN")
    await office.quiet()

    await writes(luo, words)
    await luo.presses("Preview")
    assert "Preview for readers of" in newest(luo).text
    await luo.presses("Where it goes")
    await luo.fills({
        "Post in these channels": [world.profile.channel_names["announcements"]],
        "And besides": [
            "Direct messages to those who want them",
            "Ring at everybody with the member role",
            "Ask everybody to confirm that they have read it",
        ],
    })  # fmt: skip
    await luo.submits()
    sending = asyncio.create_task(presses_and_confirms(luo, "Send now", "Send now"))
    await asyncio.sleep(0.15)
    await world.dies()
    await asyncio.gather(sending, return_exceptions=True)
    await office.quiet()
    if not posts(office, ENGLISH):  # the press was lost with the bot
        await luo.types("/announce show ANN-" + str(world.clock.now().year) + "-001")
        await presses_and_confirms(luo, "Send now", "Send now")
        await office.quiet()
    await world.dies()
    await until(lambda: all(copies(each, ENGLISH) for each in (ana, ben, wei)), within=40)
    await office.quiet()
    assert [len(copies(each, ENGLISH)) for each in (ana, ben, wei)] == [1, 1, 1]
    assert len(posts(office, ENGLISH)) == 2
    (there,) = [seen for seen in luo.messages(office.room("announcements")) if ENGLISH in seen.text]
    assert there.mentions == ("@Member",)
    (his,) = copies(wei, ENGLISH)
    assert his.text.index(CHINESE) < his.text.index(ENGLISH)

    await ana.presses("I have read this", on=ENGLISH)
    await ben.presses("I have read this", on=ENGLISH)
    await wei.presses("我已阅读", on=CHINESE)
    ref = f"ANN-{world.clock.now().year}-001"
    await luo.types(f"/announce show {ref}")
    await luo.presses("Who has read it", on=ref)
    seen = await luo.sees("people have said so")
    assert "3 of" in seen.text

    await luo.types(f"/announce show {ref}")
    await luo.presses("Edit", on=ref)
    await luo.fills({"Text in English": "To Room 5 after all."})
    await luo.submits()
    await world.dies()
    await until(lambda: all(copies(each, "Room 5") for each in (ana, ben, wei)), within=40)
    await until(lambda: len(posts(office, "Room 5")) == 2, within=40)
    assert [copies(each, ENGLISH) for each in (ana, ben, wei)] == [[], [], []]

    await luo.types(f"/announce show {ref}")
    await presses_and_confirms(luo, "Retract", "Retract", on=ref)
    await until(lambda: not any(copies(each, "Room 5") for each in (ana, ben, wei)), within=40)
    await until(lambda: not posts(office, "Room 5"), within=40)
    gone = f"({ref}) was retracted"
    assert len(copies(ana, gone)) == len(copies(ben, gone)) == 1
    assert len(copies(wei, ref)) == 1
    world.assert_lawful()


@pytest.mark.timeout(180)
async def test_a_reader_without_chat_confirms_behind_the_link_and_hears_of_what_changed(
    office: Office, post: MailHost
) -> None:
    world, words = office.world, office.words
    world.opens_links()
    await world.dies()
    await enters(world, "Shen Keyi", SHEN, Role.MEMBER)
    luo = office.secretaries["slack"]
    await writes(luo, words)
    await presses_and_confirms(luo, "Send now", "Send now")
    await until(lambda: any(ENGLISH in mail.text for mail in letters(post)), within=30)
    await world.dies()
    await office.quiet()  # a mail in doubt is repeated, under its mark only while it reads the same
    (mail,) = [mail for mail in letters(post) if ENGLISH in mail.text]
    address = next(line for line in mail.text.split() if line.startswith(f"{world.web_url}/act/"))
    async with Visitor() as shen:
        await shen.opens(address)
        assert "For Shen Keyi" in shen.text
        await shen.presses("Press to confirm: I have read this")
        assert shen.status == 200
    ref = f"ANN-{world.clock.now().year}-001"
    await luo.types(f"/announce show {ref}")
    await luo.sees("Read by", within=20)
    await until(lambda: "1 person" in newest(luo).text)

    await luo.presses("Edit", on=ref)
    await luo.fills({"Text in English": "To Room 5 after all."})
    await luo.submits()
    await luo.sees("still has the old words", within=20)
    await luo.presses("Tell the 1 who got it by mail", on=ref)
    await until(lambda: any("To Room 5 after all." in mail.text for mail in letters(post)), within=30)
    await luo.types(f"/announce show {ref}")
    await presses_and_confirms(luo, "Retract", "Retract", on=ref)
    await until(lambda: any("was retracted" in mail.text for mail in letters(post)), within=30)
    await office.quiet()
    assert len(letters(post)) == 3
    world.assert_lawful()


@pytest.mark.timeout(180)
async def test_a_scheduled_one_whose_hour_passes_while_the_bot_is_dead_goes_out_once_and_late(office: Office) -> None:
    world, words = office.world, office.words
    luo = office.secretaries["discord"]
    ana = await joins(office, "Ana", "slack", words)
    ben = await joins(office, "Ben", "discord", words)
    await luo.types(f"/profile language {words.reader.language}")
    await writes(luo, words)
    await luo.presses("Schedule")
    day = world.clock.now().astimezone(world.profile.zone).date() + timedelta(days=2)
    await luo.fills({"Day and time": f"{day} 14:00"})
    await luo.submits()
    await luo.presses("Schedule", on="then?")
    await luo.sees("It goes out")
    await office.quiet()
    await world.kill()
    due = datetime.combine(day, time(14), world.profile.zone)
    await time_passes(world, due + timedelta(hours=2) - world.clock.now())
    await world.start()
    await until(lambda: bool(posts(office, ENGLISH)), within=30)
    await world.dies()
    await until(lambda: all(copies(each, ENGLISH) for each in (ana, ben)), within=40)
    told = await luo.sees("has gone out to", within=30, channel="@bot")
    assert "This comes late: it was due" in told.text
    await world.dies()
    await office.quiet()
    assert [len(copies(each, ENGLISH)) for each in (ana, ben)] == [1, 1]
    assert len(posts(office, ENGLISH)) == 2
    assert len(copies(luo, "has gone out to")) == 1
    world.assert_lawful()


@pytest.mark.timeout(180)
async def test_a_preview_comes_by_every_way_and_counts_for_nothing(office: Office, post: MailHost) -> None:
    world, words = office.world, office.words
    on_slack, on_discord = office.newcomer("slack", "Lin Shuo"), office.newcomer("discord", "Lin Shuo")
    lin = await appoint(world, on_slack, Role.SECRETARIAT)
    await on_slack.types(f"/profile language {words.reader.language}")
    await writes(on_slack, words)
    await on_slack.presses("Preview")
    seen = await on_slack.sees("I know no account of yours on Discord.")
    assert "Preview for readers of English:" in seen.text

    await on_slack.types("/profile link")
    code = re.search(r"code:([\w-]+)", (await on_slack.sees("/profile link code:")).text)
    assert code is not None
    await on_discord.types(f"/profile link code:{code[1]}")
    await on_slack.sees("Your Discord account is now linked to you", within=20)
    await has_address(world, lin.person.id, SHEN)
    await on_slack.types(f"/announce show ANN-{world.clock.now().year}-001")
    await on_slack.presses("Preview")
    await on_slack.sees("The same comes to you as readers get it there: Discord, mail.")
    await world.dies()
    mark = f"Preview of ANN-{world.clock.now().year}-001 for readers of English"
    there = await on_discord.sees(mark, within=30, channel="@bot")
    assert ENGLISH in there.text
    await until(lambda: any(mark in mail.text and ENGLISH in mail.text for mail in letters(post)), within=30)
    await on_discord.presses("I have read this", on=mark)
    await on_discord.sees("This is a preview, so nothing was noted.")
    await office.quiet()
    assert len(copies(on_discord, mark)) == len([mail for mail in letters(post) if mark in mail.text]) == 1
    assert posts(office, ENGLISH) == copies(on_slack, ENGLISH) == []
    world.assert_lawful()


async def has_address(world: World, person: str, email: str) -> None:
    """Put somebody's address on record."""
    async with acting(world) as ctx:
        people = ctx.repository(People)
        await people.save(replace(await people.get(person), email=email, email_confirmed=True))
