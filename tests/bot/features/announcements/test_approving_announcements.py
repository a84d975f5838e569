"""A second pair of eyes, where the network wants one: what was approved is what goes out."""

from bot.people import Role
from tests.bot.features.announcements.conftest import ENGLISH, Office


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
