"""What happens to an announcement once people have it: edited, retracted, read, followed up."""

import pytest

from bot.errors import Refused
from bot.features.announcements.repository import Announcements
from bot.outbox import Outbox
from tests.bot.features.announcements.conftest import CHINESE, Office


async def sent(office: Office) -> None:
    await office.writes()
    await office.luo.presses("Send now")
    await office.luo.presses("Open it")


async def edited(office: Office, text: str) -> None:
    await office.luo.types("/announce show ANN-2027-001")
    await office.luo.presses("Edit")
    await office.luo.fills({"Text in English": text})
    await office.luo.submits()
    await office.stage.passes(minutes=1)


async def test_an_edit_changes_every_copy_and_says_when(office: Office) -> None:
    ana = await office.member("Ana")
    wei = await office.member("Wei", "discord", language="zh-Hans")
    await sent(office)
    await edited(office, "To Room 5.")
    copies = [*office.posts("slack"), *office.posts("discord"), *office.inbox(ana), *office.inbox(wei)]
    assert len(copies) == 4
    assert all("To Room 5." in copy.text and "Room 4." not in copy.text for copy in copies)
    assert "Edited Mon 1 Mar 2027" in office.inbox(ana)[0].text
    assert office.inbox(wei)[0].text.startswith("讲座改期"), "everybody keeps the own language"


async def test_an_edit_offers_to_tell_those_with_a_mail_once_and_a_retraction_tells_them(office: Office) -> None:
    post = await office.stage.post_office()
    await office.member("Ana", digest="all", routes=("email",), email="ana@school.example")
    await sent(office)
    assert "Tell the 1 who got it by mail" not in office.luo.messages()[-1].buttons
    await edited(office, "To room 4.")
    await edited(office, "To Room 5.")
    assert len(post.messages) == 1
    assert "1 person got it by mail and still has the old words." in office.luo.messages()[-1].text
    await office.luo.types("/announce show ANN-2027-001")
    await office.luo.presses("Tell the 1 who got it by mail")
    assert "1 person is told by mail." in office.luo.messages()[-1].text
    assert "Tell the 1 who got it by mail" not in office.luo.messages()[-1].buttons
    assert len(post.messages) == 2
    assert "A correction: this replaces what you were sent before." in post.messages[-1].text
    assert "To Room 5." in post.messages[-1].text
    async with office.stage.work() as ctx:
        (found,), _total = await ctx.repository(Announcements).listed("", 0, 9)
    with pytest.raises(Refused, match="told"):
        found.correct(found.changed_at)
    await office.luo.types("/announce show ANN-2027-001")
    await office.luo.presses("Retract")
    assert len(post.messages) == 3
    assert "The announcement “Lecture moved” (ANN-2027-001) was retracted" in post.messages[-1].text


async def test_what_was_passed_on_by_hand_is_passed_on_again_when_it_changed_or_is_retracted(office: Office) -> None:
    await office.member("Ana", digest="weekly")
    await office.writes()
    await office.goes(channels=[], ways=["direct"])
    await office.luo.presses("Send now")
    before = len(office.posts("slack", "secretariat"))
    await edited(office, "To Room 5.")
    await office.luo.presses("Have it passed on again")
    assert any("The secretariat is asked to pass it on again." in seen.text for seen in office.luo.messages())
    passed = office.posts("slack", "secretariat")[before:]
    assert ["To Room 5." in post.text for post in passed] == [True]
    await office.luo.types("/announce show ANN-2027-001")
    await office.luo.presses("Retract")
    told = office.posts("slack", "secretariat")[-1].text
    assert "Please pass this on by hand" in told
    assert "The announcement “Lecture moved” (ANN-2027-001) was retracted" in told
    assert "To Room 5." not in told


async def test_what_is_retracted_says_so_everywhere_with_its_subject(office: Office) -> None:
    ana = await office.member("Ana")
    await sent(office)
    await office.luo.types("/announce show ANN-2027-001")
    assert (
        "It disappears wherever it was posted or delivered, for 2 people"
        in (office.luo.messages()[-1].confirms["Retract"])
    )
    await office.luo.presses("Retract")
    await office.stage.passes(minutes=1)
    for copy in (*office.posts("slack"), *office.posts("discord"), *office.inbox(ana)):
        assert copy.text.startswith("The announcement “Lecture moved” (ANN-2027-001) was retracted")
        assert copy.buttons == {}
    await office.luo.types("/announce show ANN-2027-001")
    assert list(office.luo.messages()[-1].buttons) == ["Who has read it"]
    await office.luo.presses("Who has read it")
    assert "0 of 2 people have said so." in office.luo.messages()[-1].text


async def test_what_is_retracted_while_it_is_being_sent_reaches_nobody_else(office: Office) -> None:
    people = [await office.member(f"P{number}") for number in range(5)]
    await office.writes()
    office.stage.settling = False
    await office.luo.presses("Send now")
    while not await office.stage.dispatcher._run_jobs():
        pass
    await office.luo.types("/announce show ANN-2027-001")
    await office.luo.presses("Retract")
    await office.stage.passes(minutes=2)
    assert [office.inbox(seat) for seat in people] == [[]] * 5
    assert office.posts("slack") == office.posts("discord") == []


async def test_words_that_change_while_it_is_being_sent_are_the_ones_delivered(office: Office) -> None:
    ana = await office.member("Ana")
    await office.writes()
    office.stage.settling = False
    await office.luo.presses("Send now")
    await office.luo.types("/announce show ANN-2027-001")
    await office.luo.presses("Edit")
    await office.luo.fills({"Text in English": "To Room 5."})
    await office.luo.submits()
    await office.stage.passes(minutes=2)
    assert "To Room 5." in office.inbox(ana)[0].text
    assert len(office.inbox(ana)) == 1


async def test_reading_is_noted_once_wherever_it_is_said(office: Office) -> None:
    ana = await office.member("Ana")
    await sent(office)
    await ana.presses("I have read this", on="Lecture moved")
    assert "You have read this, Mon 1 Mar 2027" in office.inbox(ana)[0].text
    assert "I have read this" not in office.inbox(ana)[0].buttons
    await ana.presses("I have read this", on="讲座改期")
    assert "You said so before, thank you." in ana.messages()[-1].text
    await office.luo.types("/announce show ANN-2027-001")
    assert "Read by: 1 person" in office.luo.messages()[-1].text


async def test_who_has_read_it_is_listed_by_institution_for_those_who_announce(office: Office) -> None:
    ana = await office.enrols("Ana", "Tingchao School")
    await office.enrols("Ben", "Tingchao School")
    await office.enrols("Cen", "Ålund University", "DK")
    other = await office.stage.person("Passer-by")
    await sent(office)
    for seat in (ana, other):
        await seat.presses("I have read this")
    await office.luo.presses("Who has read it")
    listed = office.luo.messages()[-1].text
    assert "1 of 4 people have said so." in listed
    assert "And 1 person it was not sent to." in listed
    assert "Tingchao School: 1 of 2 · Ana" in listed
    assert "Nobody yet at: Without an institution, Ålund University" in listed
    assert "Not read yet by: Ben, Cen, Luo" in listed
    (picture,) = office.luo.messages()[-1].files
    assert (picture.name, picture.media_type) == ("ANN-2027-001-readers.png", "image/png")
    assert picture.content.startswith(b"\x89PNG")


async def test_those_who_have_not_read_are_reminded_once_a_day_in_their_morning(office: Office) -> None:
    ana, ben = await office.member("Ana"), await office.member("Ben")
    await office.writes()
    await office.goes(channels=["announcements"], ways=["direct", "ack"])
    await office.luo.presses("Send now")
    assert "Please confirm that you have read this." in office.inbox(ana)[0].text
    await ana.presses("I have read this", on="Lecture moved")
    await office.stage.passes(hours=6)  # 23:00 in Shanghai
    await office.luo.types("/announce show ANN-2027-001")
    await office.luo.presses("Remind those who have not")
    assert "1 person is reminded, in the morning." in office.luo.messages()[-1].text
    assert len(office.inbox(ben)) == 1
    await office.luo.presses("Remind those who have not")
    assert "Once a day is enough" in office.luo.messages()[-1].text
    await office.stage.passes(hours=12)
    assert "A reminder: please confirm that you have read this." in office.inbox(ben)[-1].text
    assert len(office.inbox(ana)) == 1


async def test_two_reminders_of_one_night_come_in_one_message(office: Office) -> None:
    """Annoyance 19."""
    ben = await office.member("Ben")
    for _number in range(2):
        await office.writes()
        await office.goes(channels=[], ways=["direct", "ack"])
        await office.luo.presses("Send now")
    await office.stage.passes(hours=6)
    for number in (1, 2):
        await office.luo.types(f"/announce show ANN-2027-00{number}")
        await office.luo.presses("Remind those who have not")
    before = len(office.inbox(ben))
    await office.stage.passes(hours=8.5)
    (one,) = office.inbox(ben)[before:]
    assert one.text.startswith("2 reminders for you\n---\nA reminder: please confirm that you have read this.")
    await ben.presses("Open: Please read: Lecture moved", on="2 reminders for you")
    await ben.presses("I have read this")
    async with office.stage.work() as ctx:
        found, _total = await ctx.repository(Announcements).listed("", 0, 9)
        read = [len(await ctx.repository(Announcements).reads(each.id)) for each in found]
    assert sorted(read) == [0, 1]


async def test_who_takes_no_direct_message_gets_it_by_mail(office: Office) -> None:
    post = await office.stage.post_office()
    ana = await office.member("Ana", email="ana@school.example")
    office.stage.platforms["slack"].closed.add(ana.account.user)
    await sent(office)
    assert [m.channel for m in post.messages] == ["ana@school.example"]


async def test_an_unsent_one_can_be_thrown_away(office: Office) -> None:
    await office.writes(words=CHINESE)
    assert "Nobody has seen it. It will not be sent." in office.luo.messages()[-1].confirms["Discard"]
    await office.luo.presses("Discard")
    assert "State: discarded" in office.luo.messages()[-1].text
    assert office.luo.messages()[-1].buttons == {}
    assert office.posts("slack") == []
    async with office.stage.work() as ctx:
        assert await ctx.repository(Outbox).withdraw("announcements.") == 0
