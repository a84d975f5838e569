"""A second pair of eyes, a time to come, and what happens to an announcement once people have it."""

import pytest

from bot.errors import Refused
from bot.features.announcements.repository import Announcements
from bot.outbox import Outbox
from bot.people import Role
from tests.bot.features.announcements.conftest import CHINESE, ENGLISH, Office

# a second pair of eyes


async def test_nothing_goes_out_that_only_its_writer_has_seen(careful: Office) -> None:
    shi = await careful.stage.person("Shi", "discord", roles=(Role.CHAIR,))
    await careful.writes(words=ENGLISH)
    card = careful.luo.messages()[-1]
    assert "Send now" not in card.buttons
    await careful.luo.presses("Submit for approval")
    (waiting,) = [m for m in careful.posts("discord", "secretariat") if "Waiting for approval" in m.text]
    assert "The lecture moves to Room 4." in waiting.text
    await careful.luo.presses("Approve")
    assert "You wrote it or changed it, so somebody else approves it." in careful.luo.messages()[-1].text
    await shi.presses("Approve")
    (told,) = [m for m in careful.inbox(careful.luo) if "Shi approved ANN-2027-001" in m.text]
    assert "Approve" not in waiting.buttons
    await careful.luo.presses("Open it")
    await careful.luo.presses("Send now")
    assert len(careful.posts("slack")) == 1
    assert told.text


async def test_two_who_approve_at_once_approve_once(careful: Office) -> None:
    people = [await careful.stage.person(name, roles=(Role.SECRETARIAT,)) for name in ("Shi", "Ming")]
    await careful.writes(words=ENGLISH)
    await careful.luo.presses("Submit for approval")
    careful.stage.settling = False
    for seat in people:
        await seat.types("/announce show ANN-2027-001")
    for seat in people:
        await seat.presses("Approve")
    assert "Approved." in people[0].messages()[-1].text
    assert "It was approved already" in people[1].messages()[-1].text


async def test_what_is_sent_back_says_why_and_what_changes_is_approved_again(careful: Office) -> None:
    shi = await careful.stage.person("Shi", roles=(Role.CHAIR,))
    await careful.writes(words=ENGLISH)
    await careful.luo.presses("Submit for approval")
    await shi.presses("Send back")
    await shi.fills({"why": "Name the building."})
    await shi.submits()
    assert "Name the building." in careful.inbox(careful.luo)[-1].text
    await careful.luo.types("/announce show ANN-2027-001")
    await careful.luo.presses("Submit for approval")
    await shi.presses("Approve")
    await careful.luo.types("/announce show ANN-2027-001")
    await careful.luo.presses("Edit")
    await careful.luo.fills({"Text in English": "To Room 4 of the old building."})
    await careful.luo.submits()
    assert "State: being written" in careful.luo.messages()[-1].text
    assert "Send now" not in careful.luo.messages()[-1].buttons


async def test_an_approval_is_of_the_words_on_the_card(careful: Office) -> None:
    shi = await careful.stage.person("Shi", roles=(Role.CHAIR,))
    await careful.writes(words=ENGLISH)
    await careful.luo.presses("Submit for approval")
    await shi.types("/announce show ANN-2027-001")
    careful.stage.settling = False
    await careful.luo.types("/announce show ANN-2027-001")
    await careful.luo.presses("Edit")
    await careful.luo.fills({"Text in English": "Something else."})
    await careful.luo.submits()
    await careful.luo.presses("Submit for approval")
    await shi.presses("Approve", on="Room 4")
    assert "It was changed meanwhile" in shi.messages()[-1].text


async def test_new_words_of_what_is_out_wait_for_the_second_pair_of_eyes(careful: Office) -> None:
    shi = await careful.stage.person("Shi", roles=(Role.CHAIR,))
    ana = await careful.member("Ana")
    await careful.writes(words=ENGLISH)
    await careful.luo.presses("Submit for approval")
    await shi.presses("Approve")
    await careful.luo.types("/announce show ANN-2027-001")
    await careful.luo.presses("Send now")
    await careful.luo.types("/announce show ANN-2027-001")
    await careful.luo.presses("Edit")
    await careful.luo.fills({"Text in English": "To Room 5 after all."})
    await careful.luo.submits()
    assert "New words, waiting for approval" in careful.luo.messages()[-1].text
    assert "Room 4" in careful.inbox(ana)[0].text
    await shi.presses("Approve", on="Room 5")
    await careful.stage.passes(minutes=1)
    assert "Room 5" in careful.inbox(ana)[0].text
    assert "Room 5" in careful.posts("slack")[0].text


# a time to come


async def test_a_scheduled_one_goes_out_at_its_time_and_says_so(office: Office) -> None:
    ana = await office.member("Ana")
    await office.writes()
    await office.luo.presses("Schedule")
    await office.luo.fills({"when": "3 Mar 2027 14:00"})
    await office.luo.submits()
    echo = office.luo.messages()[-1]
    assert "Wed 3 Mar 2027, 14:00" in echo.text
    assert "It reaches 2 people: 1 by direct message; 1 in a channel." in echo.text
    await office.luo.presses("Schedule", on="Send “Lecture moved” (ANN-2027-001) then?")
    assert "State: scheduled" in office.luo.messages()[-1].text or "State: scheduled" in echo.text
    await office.stage.passes(hours=44)
    assert office.inbox(ana) == []
    await office.stage.passes(hours=2)
    assert len(office.inbox(ana)) == 1
    assert "ANN-2027-001 has gone out to 2 people" in office.inbox(office.luo)[-1].text


async def test_a_moved_or_cancelled_time_is_the_only_one(office: Office) -> None:
    ana = await office.member("Ana")
    await office.writes()
    for day in ("3 Mar 2027 14:00", "5 Mar 2027 14:00"):
        await office.luo.types("/announce show ANN-2027-001")
        await office.luo.presses("Schedule")
        await office.luo.fills({"when": day})
        await office.luo.submits()
        await office.luo.presses("Schedule", on="then?")
    await office.stage.passes(days=3)
    assert office.inbox(ana) == []
    await office.luo.types("/announce show ANN-2027-001")
    await office.luo.presses("Do not send it then")
    await office.stage.passes(days=3)
    assert office.inbox(ana) == []
    await office.luo.presses("Send now")
    assert len(office.inbox(ana)) == 1


@pytest.mark.parametrize(
    ("typed", "said"), [("28 Feb 2027 14:00", "passed"), ("soon", ""), ("31 Feb 2027 14:00", ""), ("", "fill this in")]
)
async def test_a_time_that_is_none_or_past_is_not_taken(office: Office, typed: str, said: str) -> None:
    await office.writes()
    await office.luo.presses("Schedule")
    await office.luo.fills({"when": typed})
    await office.luo.submits()
    assert said in office.luo.errors["when"]


async def test_words_that_change_before_their_time_go_out_as_they_are_then(office: Office) -> None:
    ana = await office.member("Ana")
    await office.writes()
    await office.luo.presses("Schedule")
    await office.luo.fills({"when": "3 Mar 2027 14:00"})
    await office.luo.submits()
    await office.luo.presses("Schedule", on="then?")
    await office.luo.types("/announce show ANN-2027-001")
    await office.luo.presses("Edit")
    await office.luo.fills({"Text in English": "To Room 9."})
    await office.luo.submits()
    assert "State: scheduled" in office.luo.messages()[-1].text
    await office.stage.passes(days=2)
    assert "To Room 9." in office.inbox(ana)[0].text


async def is_scheduled(office: Office, when: str = "3 Mar 2027 14:00") -> None:
    await office.luo.presses("Schedule")
    await office.luo.fills({"when": when})
    await office.luo.submits()
    await office.luo.presses("Schedule", on="then?")


async def test_one_that_could_not_go_out_in_time_goes_out_late_and_says_so(office: Office) -> None:
    """INV-37."""
    ana = await office.member("Ana")
    await office.writes()
    await is_scheduled(office)
    await office.stage.passes(days=2, hours=20)
    assert len(office.inbox(ana)) == 1
    told = office.inbox(office.luo)[-1].text
    assert "ANN-2027-001 has gone out to 2 people" in told
    assert "This comes late: it was due" in told


async def test_one_that_nobody_could_send_for_a_day_waits_for_somebodys_word(office: Office) -> None:
    """INV-37: a missed one runs late only if it is still useful, and only people know that of a text."""
    ana = await office.member("Ana")
    await office.writes()
    await is_scheduled(office)
    await office.stage.passes(days=4)
    assert office.inbox(ana) == office.posts("slack") == []
    for told in (
        office.inbox(office.luo),
        office.posts("slack", "secretariat"),
        office.posts("discord", "secretariat"),
    ):
        assert "ANN-2027-001 was to go out" in told[-1].text
        assert "send it now if it still holds" in told[-1].text
    await office.luo.presses("Open it", on="was to go out")
    assert "State: being written" in office.luo.messages()[-1].text
    await is_scheduled(office, "9 Mar 2027 14:00")
    await office.stage.passes(days=9)
    assert len([m for m in office.inbox(office.luo) if "was to go out" in m.text]) == 2
    await office.luo.types("/announce show ANN-2027-001")
    await office.luo.presses("Send now")
    assert len(office.inbox(ana)) == 1


# once people have it


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


async def test_what_was_passed_on_by_hand_is_passed_on_again_when_it_changed(office: Office) -> None:
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
    assert "Edit" not in office.luo.messages()[-1].buttons


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
    assert office.posts("slack") == []
    async with office.stage.work() as ctx:
        assert await ctx.repository(Outbox).withdraw("announcements.") == 0
