"""Members ask for items, the secretariat puts them in order, the chair approves, those who come hear of it once."""

import pytest

from adapters.memory.adapter import Seat
from bot.people import Role
from tests.bot.features.meetings.conftest import WHEN, WORKING, begins, heard, known, member, on_desk, plans
from tests.support.stage import Stage

ITEM = {"Title": "Exams in 2028", "What for": "decision", "Length in minutes": "30", "Why it matters": "Dates differ."}


async def asks(seat: Seat, item: dict[str, str]) -> None:
    await seat.presses("Ask for an agenda item", on="Exam dates")
    await seat.fills(item)
    await seat.submits()


@pytest.fixture
async def meeting(stage: Stage, office: Seat) -> str:
    """Announced, on 27 May, so that there is time for items."""
    await plans(office, WORKING, {**WHEN, "Date and time there": "27 May 2027 14:00"})
    await office.presses("Announce")
    return "MTG-2027-001"


async def test_an_item_is_asked_for_accepted_ordered_and_published(stage: Stage, office: Seat) -> None:
    cen, ines = await member(stage, "Cen Yuke", "discord"), await member(stage, "Ines Duarte")
    await plans(office, WORKING, {**WHEN, "Date and time there": "27 May 2027 14:00"})
    await office.presses("Announce")
    await asks(cen, {**ITEM, "Link to a paper": "https://papers.example/1"})
    assert on_desk(stage, "Agenda item: Exams in 2028") == 1
    await office.presses("Accept", on="Agenda item: Exams in 2028")
    assert heard(cen, "is on the agenda of Exam dates") == 1
    await cen.presses("Yes", on="You are invited")
    await office.types("/meeting show MTG-2027-001")
    await office.presses("Agenda")
    await office.presses("Add an item")
    await office.fills({"Title": "Welcome", "What for": "information", "Length in minutes": "5"})
    await office.submits()
    await office.types("/meeting show MTG-2027-001")
    await office.presses("Agenda")
    office.sees("1. Exams in 2028")
    await office.picks("Welcome")
    await office.presses("Up")
    office.sees("1. Welcome")
    await office.presses("Publish agenda")
    assert (await known(stage, "MTG-2027-001")).state == "agenda_published"
    await stage.passes(hours=20)
    assert heard(cen, "The agenda is ready: Exam dates") == 1
    assert heard(ines, "The agenda is ready") == 0, "she has not said that she comes"
    card = next(m for m in stage.platforms["discord"].messages if m.channel == "meetings")
    assert "1. Welcome" in card.text
    assert "Exams in 2028" in card.text
    await office.presses("Publish agenda")
    await stage.passes(hours=20)
    assert heard(cen, "The agenda is ready: Exam dates") == 1


async def test_an_item_on_the_agenda_can_be_edited(stage: Stage, office: Seat, meeting: str) -> None:
    cen = await member(stage, "Cen Yuke", "discord")
    await asks(cen, {**ITEM, "Link to a paper": "https://papers.example/1"})
    await office.presses("Accept", on="Agenda item: Exams in 2028")
    await office.presses("Agenda", on="is on the agenda")
    await office.picks("Exams in 2028")
    await office.presses("Edit")
    await office.fills({"Title": "Exams in 2029", "Link to a paper": ""})
    await office.submits()
    office.sees("Exams in 2029")
    await office.presses("Publish agenda")
    (point,) = (await known(stage, meeting)).programme
    assert (point.title, point.minutes, point.papers) == ("Exams in 2029", 30, ())


async def test_an_item_is_declined_with_a_word(stage: Stage, office: Seat, meeting: str) -> None:
    cen = await member(stage, "Cen Yuke")
    await cen.types(f"/meeting show {meeting}")
    await asks(cen, ITEM)
    await office.presses("Decline", on="Agenda item")
    await office.fills({"A word to who asked": "In September, please."})
    await office.submits()
    assert heard(cen, "In September, please.") == 1
    await office.types(f"/meeting show {meeting}")
    await office.presses("Agenda")
    office.sees("There is nothing on it yet.")


async def test_items_close_before_the_agenda_is_due(stage: Stage, office: Seat, meeting: str) -> None:
    cen = await member(stage, "Cen Yuke")
    await cen.types(f"/meeting show {meeting}")
    late = cen.sees("Exam dates").buttons["Ask for an agenda item"]
    await stage.passes(days=67)  # 6 May was the last day, a week before the agenda
    card = next(m for m in stage.platforms["slack"].messages if m.channel == "meetings")
    assert "Ask for an agenda item" not in card.buttons
    card.buttons["Ask for an agenda item"] = late
    await cen.presses("Ask for an agenda item")
    cen.sees("Items could be asked for until")
    await cen.types(f"/meeting show {meeting}")
    assert "Ask for an agenda item" not in cen.messages()[-1].buttons


async def test_a_paper_is_a_link_that_nobody_on_the_way_reads(stage: Stage, office: Seat, meeting: str) -> None:
    cen = await member(stage, "Cen Yuke")
    await cen.types(f"/meeting show {meeting}")
    await asks(cen, {**ITEM, "Link to a paper": "http://papers.example/1"})
    assert "https://" in cen.errors["paper"]


async def test_where_there_is_a_chair_the_chair_approves(stage: Stage, office: Seat, meeting: str) -> None:
    chair = await stage.person("Adaora Nwosu", "discord", roles=(Role.CHAIR,))
    await office.types(f"/meeting show {meeting}")
    await office.presses("Agenda")
    await office.presses("Add an item")
    await office.fills(ITEM)
    await office.submits()
    await office.types(f"/meeting show {meeting}")
    await office.presses("Agenda")
    await office.presses("Ask the chair to approve")
    assert (await known(stage, meeting)).state == "announced"
    assert "= your" not in chair.sees("Please approve the agenda").text
    await chair.presses("See it", on="Please approve the agenda")
    await chair.presses("Publish agenda")
    assert (await known(stage, meeting)).state == "agenda_published"


async def test_a_late_agenda_is_brought_to_mind(stage: Stage, office: Seat, meeting: str) -> None:
    del meeting
    await stage.passes(days=66)
    assert on_desk(stage, "is due by") == 0
    for _day in range(8):
        await stage.passes(days=1)
        await begins(stage)
    assert on_desk(stage, "The agenda of Exam dates is due by") == 2


async def test_what_is_said_there_is_not_to_be_attributed(stage: Stage, office: Seat) -> None:
    """Annoyance 27: shown on the card, and said again at the start."""
    await plans(office, {**WORKING, "How confidential it is": "What is said may be used, but not who said it."})
    await office.presses("Announce")
    rule = "What is said may be used, but not who said it."
    channel = [m for m in stage.platforms["slack"].messages if m.channel == "meetings"]
    assert rule in channel[0].text
    meeting = await known(stage, "MTG-2027-001")
    stage.clock.forward(meeting.starts_at - stage.clock.now())
    await stage.settles()
    channel = [m for m in stage.platforms["slack"].messages if m.channel == "meetings"]
    begun = [m for m in channel if "Exam dates begins." in m.text]
    assert len(begun) == 1
    assert rule in begun[0].text
