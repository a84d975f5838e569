"""A meeting that moves: its deadlines are read back, and too short a notice is said, never forbidden."""

from datetime import date, datetime

from adapters.memory.adapter import Seat
from bot.people import Role
from tests.bot.features.meetings.conftest import WHEN, WORKING, known, plans
from tests.support.stage import Stage

EXTRAORDINARY = {**WORKING, "Kind": "extraordinary meeting"}


async def moves(seat: Seat, ref: str, to: str) -> str:
    """Up to where it is read back."""
    await seat.types(f"/meeting move {ref}")
    await seat.fills({"New date and time, local": to})
    await seat.submits()
    assert not seat.errors, seat.errors
    return seat.sees("Move Exam dates?").text


async def test_the_deadlines_of_the_new_date_are_read_back(stage: Stage, office: Seat) -> None:
    await plans(office, WORKING, {**WHEN, "Date and time there": "27 May 2027 14:00"})
    await office.presses("Announce")
    text = await moves(office, "MTG-2027-001", "2027-06-17 14:00")
    assert "Answer by: Thu 10 Jun 2027, 23:59 Shanghai" in text
    assert "Agenda by: Thu 3 Jun 2027, 23:59 Shanghai" in text
    assert "On the members' clocks" in text
    await office.presses("Move it")
    answer_by = (await known(stage, "MTG-2027-001")).answer_by
    assert answer_by is not None
    assert answer_by.astimezone(stage.profile.zone).date() == date(2027, 6, 10)
    text = await moves(office, "MTG-2027-001", "2027-03-05 14:00")
    assert "Answer by: until it begins" in text
    assert "Agenda by: that day is over" in text


async def test_too_short_a_notice_is_said_and_left_to_who_moves_it(stage: Stage, office: Seat) -> None:
    """Domain 2.5, rule 4: fifteen clear days here."""
    await plans(office, EXTRAORDINARY, {**WHEN, "Date and time there": "27 May 2027 14:00"})
    await office.presses("Announce")
    assert "the last day for it was" not in await moves(office, "MTG-2027-001", "2027-03-17 14:00")
    assert "the last day for it was" in await moves(office, "MTG-2027-001", "2027-03-16 14:00")
    await office.presses("Move it", on="the last day for it was")
    assert (await known(stage, "MTG-2027-001")).local.date() == date(2027, 3, 16)


async def test_a_time_read_back_for_another_date_is_read_back_once_more(stage: Stage, office: Seat) -> None:
    other = await stage.person("Tova Berg", "discord", roles=(Role.SECRETARIAT,))
    await plans(office, WORKING, {**WHEN, "Date and time there": "27 May 2027 14:00"})
    await office.presses("Announce")
    await moves(office, "MTG-2027-001", "2027-06-17 14:00")
    await moves(other, "MTG-2027-001", "2027-06-24 14:00")
    await other.presses("Move it")
    await office.presses("Move it")
    assert "Until now: Thu 24 Jun 2027" in office.sees("Move Exam dates?").text
    assert (await known(stage, "MTG-2027-001")).local.date() == date(2027, 6, 24)
    await office.presses("Move it")
    assert (await known(stage, "MTG-2027-001")).local.date() == date(2027, 6, 17)


async def test_what_stands_against_the_new_day_is_said(stage: Stage, office: Seat) -> None:
    await plans(office, WORKING, {**WHEN, "Date and time there": "27 May 2027 14:00"})
    await office.presses("Announce")
    assert "What stands against that day" in await moves(office, "MTG-2027-001", "2027-06-09 14:00")


async def test_what_was_read_back_is_what_is_done_whenever_the_button_is_pressed(stage: Stage, office: Seat) -> None:
    await plans(office, WORKING, {**WHEN, "Date and time there": "27 May 2027 14:00"})
    await office.presses("Announce")
    assert "Fri 12 Mar 2027, 15:00" in await moves(office, "MTG-2027-001", "next Friday at 15:00")
    await stage.passes(days=7)
    await office.presses("Move it")
    assert (await known(stage, "MTG-2027-001")).local == datetime(2027, 3, 12, 15)
