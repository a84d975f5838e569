"""A preview shows what readers get, on every platform and by mail, and counts for nothing."""

from dataclasses import replace

from bot.features.announcements.repository import Announcements
from bot.people import People
from tests.bot.features.announcements.conftest import CHINESE, Office


async def test_a_preview_shows_each_language_as_its_readers_see_it(office: Office) -> None:
    await office.writes(words=CHINESE)
    await office.luo.presses("Preview")
    shown = office.luo.messages()[-1]
    assert "Preview for readers of English:" in shown.text
    assert "English: translation pending" in shown.text
    await office.luo.presses("In Chinese")
    assert "讲座改期\n讲座改在四号教室。" in shown.text
    assert "我已阅读" in shown.buttons
    assert "I have read this" not in shown.buttons


async def test_readers_on_the_other_platform_and_by_mail_are_seen_too(office: Office) -> None:
    mail = await office.stage.post_office()
    there = await office.stage.link(office.luo, "discord")
    person = await office.stage.record(office.luo)
    async with office.stage.work() as ctx:
        await ctx.repository(People).save(replace(person, email="luo@cslei.example"))
    await office.writes()
    await office.luo.presses("Preview")
    assert "The same comes to you as readers get it there: Discord, mail." in office.luo.messages()[-1].text
    (seen,) = office.inbox(there)
    (letter,) = mail.messages
    for message in (seen, letter):
        assert message.text.startswith("Preview of ANN-2027-001 for readers of English: only you got this")
        assert "Lecture moved\nThe lecture moves to Room 4.\nSee you there." in message.text
        assert "I have read this" in message.buttons
    assert office.inbox(office.luo) == []
    assert office.posts("discord") == []


async def test_the_button_of_a_preview_counts_for_nothing(office: Office) -> None:
    there = await office.stage.link(office.luo, "discord")
    await office.writes()
    await office.luo.presses("Preview")
    for seat in (office.luo, there):
        await seat.presses("I have read this")
        assert "This is a preview, so nothing was noted." in seat.messages()[-1].text
    async with office.stage.work() as ctx:
        ((one,), _total) = await ctx.repository(Announcements).listed("", 0, 9)
        assert await ctx.repository(Announcements).reads(one.id) == ()
        assert await ctx.repository(Announcements).ways(one.id) == {}
        assert one.state == "draft"


async def test_the_same_words_are_shown_once_and_new_ones_again(office: Office) -> None:
    there = await office.stage.link(office.luo, "discord")
    await office.writes()
    await office.luo.presses("Preview")
    await office.luo.presses("Back")
    await office.luo.presses("Preview")
    assert len(office.inbox(there)) == 1
    await office.luo.presses("In Chinese")
    assert "讲座改期" in office.inbox(there)[-1].text.splitlines()[2]
    await office.luo.presses("Back")
    await office.luo.presses("Edit")
    await office.luo.fills({"Text in English": "The lecture moves to Room 5."})
    await office.luo.submits()
    await office.luo.presses("Preview")
    assert "Room 5" in office.inbox(there)[-1].text
    assert len(office.inbox(there)) == 3


async def test_who_has_no_account_there_is_told_how_to_see_it(office: Office) -> None:
    await office.writes()
    await office.luo.presses("Preview")
    shown = office.luo.messages()[-1].text
    assert "I know no account of yours on Discord. /profile link joins one to this" in shown
    assert "The same comes to you" not in shown


async def test_a_platform_that_lets_nothing_through_costs_nobody_anything(office: Office) -> None:
    there = await office.stage.link(office.luo, "discord")
    office.stage.platforms["discord"].closed.add(there.account.user)
    await office.writes()
    await office.luo.presses("Preview")
    assert office.inbox(there) == office.inbox(office.luo) == []
    assert office.posts("slack", "secretariat") == office.posts("discord", "secretariat") == []
