"""A meeting is called in three steps and read back before it exists; members propose one."""

from datetime import date, datetime

import pytest

from adapters.memory.adapter import Seat
from bot.clock import MovableClock
from bot.features.register import api as register
from bot.people import Role
from config.profiles import load
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger
from tests.bot.features.meetings.conftest import ROOM, WHEN, WORKING, heard, known, member, on_desk, plans
from tests.support.stage import Stage


async def works_at(stage: Stage, seat: Seat, name: str, country: str, zone: str) -> None:
    async with stage.work() as ctx:
        place = register.Institution(name[:20].ljust(26, "0"), name, country, zone=zone)
        await ctx.repository(register.Register).save_institution(place)
        await register.affiliate(ctx, (await stage.record(seat)).id, place.id, "Head", since=ctx.now)


async def test_nothing_exists_until_it_was_read_back_and_announced(stage: Stage, office: Seat) -> None:
    cen = await member(stage, "Cen Yuke", "discord")
    await plans(office)
    seen = office.sees("Is this right: Exam dates?")
    assert "in person" in seen.text
    assert "2 people are asked to answer" in seen.text
    assert heard(cen, "Exam dates") == 0
    await office.types("/meeting list")
    office.sees("No meeting is planned")
    await office.presses("Announce")
    office.sees("Announced: Exam dates")
    assert heard(cen, "You are invited: Exam dates") == 1
    meeting = await known(stage, "MTG-2027-001")
    assert (meeting.state, meeting.venue.native, meeting.capacity) == ("announced", "苏州市仁爱路111号", 30)
    assert meeting.answer_by is not None
    assert meeting.answer_by.astimezone(stage.profile.zone).date() == date(2027, 4, 8)


async def test_everybodys_clock_is_shown_with_the_night_in_a_word(stage: Stage, office: Seat) -> None:
    there, here = await member(stage, "Imre Kallas", zone="America/Toronto"), await member(stage, "Cen Yuke")
    await works_at(stage, there, "Maple Bay School", "CA", "America/Toronto")
    await works_at(stage, here, "Lanxi Bay School", "CN", "Asia/Shanghai")
    await plans(office)
    text = office.sees("Is this right").text
    assert "02:00 Toronto · night · Maple Bay School · 1 member" in text
    assert "It is night for 1 member." in text
    assert "14:00 Shanghai · Lanxi Bay School · 2 members" in text
    await office.presses("Announce")
    await plans(office, {**WORKING, "Title": "Once more"}, {**WHEN, "Date and time there": "22 Apr 2027 14:00"})
    office.sees("Last time it was night for Maple Bay School, and now it is again.")
    await office.presses("Announce")
    far = await member(stage, "Rosa Lund", zone="America/Los_Angeles")
    await works_at(stage, far, "Lagoon School", "US", "America/Los_Angeles")
    await plans(office, {**WORKING, "Title": "And again"}, {**WHEN, "Date and time there": "29 Apr 2027 20:00"})
    office.sees("Last time it was night for Lagoon School, Maple Bay School, and now it is for some of them again.")


async def test_every_mistake_of_a_step_is_said_at_once(stage: Stage, office: Seat) -> None:
    await office.types("/meeting new")
    await office.fills(WORKING)
    await office.submits()
    await office.fills({**WHEN, "Date and time there": "2027-02-30 14:00", "Agenda ready by (day)": "2027-02-20"})
    await office.submits()
    assert set(office.errors) == {"when", "agenda"}


async def test_what_is_past_is_said_on_the_clock_it_was_typed_by(stage: Stage) -> None:
    far = await stage.person("Nathan Reed", roles=(Role.SECRETARIAT,), zone="America/Toronto")
    await far.types("/meeting new")
    await far.fills(WORKING)
    await far.submits()
    await far.fills({**WHEN, "Date and time there": "2027-02-01 14:00"})
    await far.submits()
    assert "Mon 1 Feb 2027, 14:00 (UTC+8, Shanghai) is past" in far.errors["when"]


async def test_seats_link_food_and_cost_are_read_back(stage: Stage, office: Seat) -> None:
    cen = await member(stage, "Cen Yuke")
    await plans(office, {**WORKING, "How people meet": "in person and online"}, WHEN,
                {**ROOM, "Link for joining online": "https://meet.example/dates"})  # fmt: skip
    text = office.sees("Is this right: Exam dates?").text
    assert "Seats: 30" in text
    assert "https://meet.example/dates" in text
    await office.presses("Food and cost")
    await office.fills({"Refreshments": "tea and cake", "Cost": "CNY 80", "What is given back": "Nothing."})
    await office.submits()
    text = office.sees("tea and cake").text
    assert "CNY 80" in text
    assert "What is given back: Nothing." in text
    await office.presses("Announce", on="tea and cake")
    await cen.presses("Yes", on="You are invited: Exam dates")
    cen.sees("Exam dates costs CNY 80")


async def test_a_holiday_at_a_members_end_is_told_and_moves_nothing(stage: Stage, office: Seat) -> None:
    await plans(office, WORKING, {**WHEN, "Date and time there": "2027-06-09 14:00"})
    text = office.sees("Is this right").text
    assert "What stands against that day" in text
    assert "China:" in text
    assert "9 Jun 2027" in text or "Jun 9, 2027" in text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"Date and time there": "2027-02-30 14:00"}, "no"),
        ({"Date and time there": "2026-12-01 14:00"}, "past"),
        ({"Date and time there": "03/04/27 14:00"}, "month as a word"),
        ({"Date and time there": "28 Mar 2027 02:30", "Time of which city": "Copenhagen"}, "clocks"),
        ({"Date and time there": "31 Oct 2027 02:30", "Time of which city": "Copenhagen"}, "twice"),
        ({"Time of which city": "CST"}, "clocks"),
        ({"Time of which city": "Atlantis"}, "no such place"),
        ({"Answers until (day)": "2027-04-20"}, "after the meeting"),
        ({"Agenda ready by (day)": "2027-02-20"}, "over"),
        ({"Length in minutes": "0"}, "from 5 to"),
    ],
)
async def test_a_time_that_is_none_is_asked_again_at_its_field(
    stage: Stage, office: Seat, typed: dict[str, str], said: str
) -> None:
    await office.types("/meeting new")
    await office.fills(WORKING)
    await office.submits()
    await office.fills({**WHEN, **typed})
    await office.submits()
    assert len(office.errors) == 1
    assert said in next(iter(office.errors.values()))


async def test_a_plan_without_a_room_can_be_saved_and_not_announced(stage: Stage, office: Seat) -> None:
    cen = await member(stage, "Cen Yuke")
    await plans(office, where={"Place": "XJTLU"})
    assert "Announce" not in office.sees("The room is missing").buttons
    await office.presses("Save for later")
    await cen.types("/meeting show MTG-2027-001")
    cen.sees("There is nothing under that reference")
    await office.types("/meeting show MTG-2027-001")
    await office.presses("Announce")
    await office.presses("Add the room")
    await office.fills({"Room": "Room 3"})
    await office.submits()
    await office.presses("Announce", on="Is this right")
    assert heard(cen, "You are invited") == 1


async def test_fix_goes_through_the_steps_with_what_was_typed(stage: Stage, office: Seat) -> None:
    await plans(office)
    await office.presses("Fix")
    await office.fills({"Title": "Exam dates 2028"})
    for _step in range(3):
        await office.submits()
    await office.presses("Announce", on="Exam dates 2028")
    assert (await known(stage, "MTG-2027-001")).venue.room == "Room 3"


async def test_announcing_twice_makes_one_meeting(stage: Stage, office: Seat) -> None:
    await plans(office)
    read_back = office.sees("Is this right")
    payload = read_back.buttons["Announce"]
    await office.presses("Announce")
    read_back.buttons["Announce"] = payload
    await office.presses("Announce")
    office.sees("This was done already")
    with pytest.raises(AssertionError):
        await known(stage, "MTG-2027-002")


EXTRAORDINARY = {**WORKING, "Kind": "extraordinary meeting"}


async def test_an_extraordinary_meeting_needs_its_notice(stage: Stage, office: Seat) -> None:
    """Fifteen clear days: on 1 March the last day for it is that for a meeting on the 17th."""
    await plans(office, EXTRAORDINARY, {**WHEN, "Date and time there": "17 Mar 2027 14:00"})
    assert "Announce" in office.sees("Is this right").buttons
    await office.types("/meeting new")
    await office.submits()
    await office.fills({"Date and time there": "16 Mar 2027 14:00"})
    await office.submits()
    await office.submits()
    assert "Announce" not in office.sees("The notice would be too short").buttons


async def test_the_chair_records_why_it_cannot_wait(stage: Stage, office: Seat) -> None:
    chair = await stage.person("Adaora Nwosu", roles=(Role.CHAIR, Role.MEMBER))
    soon = {**WHEN, "Date and time there": "9 Mar 2027 14:00"}
    await plans(office, EXTRAORDINARY, soon)
    assert "Record urgency" not in office.sees("too short").buttons
    await plans(chair, EXTRAORDINARY, soon)
    await chair.presses("Record urgency")
    await chair.fills({"Why it cannot wait": "The exam board meets on the tenth."})
    await chair.submits()
    await chair.presses("Announce", on="At short notice")
    assert (await known(stage, "MTG-2027-001")).urgency == "The exam board meets on the tenth."
    card = next(m for m in stage.platforms["slack"].messages if m.channel == "meetings")
    assert "The exam board meets on the tenth." in card.text


async def test_one_that_was_saved_can_be_declared_urgent_too(stage: Stage, office: Seat) -> None:
    """Where there is no chair at the moment, the secretariat records it."""
    await plans(office, EXTRAORDINARY, {**WHEN, "Date and time there": "9 Mar 2027 14:00"})
    await office.presses("Save for later")
    await office.types("/meeting show MTG-2027-001")
    await office.presses("Announce", on="MTG-2027-001")
    assert "Announce" not in office.sees("Is this right").buttons
    await office.presses("Record urgency", on="Is this right")
    await office.fills({"Why it cannot wait": "The exam board meets on the tenth."})
    await office.submits()
    await office.presses("Announce", on="At short notice")
    assert (await known(stage, "MTG-2027-001")).state == "announced"


async def test_a_member_proposes_and_the_secretariat_takes_it_up(stage: Stage, office: Seat) -> None:
    cen = await member(stage, "Cen Yuke", "discord")
    await plans(cen)
    assert "Announce" not in cen.sees("The secretariat is asked").buttons
    await cen.presses("Propose it")
    assert on_desk(stage, "A meeting is proposed: Exam dates") == 1
    await office.presses("Take it up", on="A meeting is proposed")
    assert heard(cen, "takes up the meeting you proposed, Exam dates") == 0, "it counts once the form was sent"
    for _step in range(3):
        await office.submits()
        assert heard(cen, "takes up the meeting you proposed, Exam dates") == 1
    await office.presses("Announce", on="Is this right: Exam dates?")
    assert (await known(stage, "MTG-2027-001")).venue.room == ROOM["Room"]


async def test_a_proposal_is_declined_with_a_word(stage: Stage, office: Seat) -> None:
    cen = await member(stage, "Cen Yuke")
    await plans(cen)
    await cen.presses("Propose it")
    await office.presses("Decline", on="A meeting is proposed")
    await office.fills({"A word to who proposed it": "Next term, please."})
    await office.submits()
    assert heard(cen, "Next term, please.") == 1
    assert "Take it up" not in office.sees("A meeting is proposed").buttons


async def test_a_newcomer_calls_no_meeting(stage: Stage, office: Seat) -> None:
    noor = await stage.person("Noor Haddad")
    await noor.types("/meeting new")
    noor.sees("This is for members. With /apply you ask to become one.")
    assert noor.form is None


async def test_after_each_change_of_a_plan_stands_what_is_missing_and_then_the_way_to_announce_it(
    stage: Stage, office: Seat
) -> None:
    cen = await member(stage, "Cen Yuke")
    await plans(office, where={"Place": "XJTLU"})
    await office.presses("Save for later")
    await office.types("/meeting show MTG-2027-001")
    await office.presses("Title and text", on="MTG-2027-001")
    await office.submits()
    shown = office.sees("It is saved, and not announced yet.")
    assert "The room is missing" in shown.text
    assert "Add the room" in shown.buttons
    assert "Announce" not in shown.buttons
    await office.types("/meeting show MTG-2027-001")
    await office.presses("Place, link, seats", on="MTG-2027-001")
    await office.fills({"Room": "Room 3"})
    await office.submits()
    shown = office.sees("It is saved, and not announced yet.")
    assert "missing" not in shown.text
    await office.presses("Move", on="It is saved")
    await office.fills({"New date and time, local": "2027-04-22 14:00"})
    await office.submits()
    await office.presses("Move it")
    assert "Moved: Exam dates · Thu 22 Apr 2027" in office.sees("It is saved, and not announced yet.").text
    await office.presses("Announce", on="It is saved")
    assert heard(cen, "You are invited") == 1


async def test_who_begins_a_new_one_reads_where_the_quarterly_ones_are(stage: Stage, office: Seat) -> None:
    await office.types("/meeting new")
    assert office.form is not None
    assert "/meeting list" in str(office.form.fields[0].hint)


async def test_a_phrase_means_the_time_that_was_read_back_also_a_week_later(stage: Stage, office: Seat) -> None:
    await plans(office, WORKING, {**WHEN, "Date and time there": "next Friday at 15:00"})
    assert "Fri 12 Mar 2027, 15:00" in office.sees("Is this right: Exam dates?").text
    await stage.passes(days=7)
    await office.presses("Announce")
    assert (await known(stage, "MTG-2027-001")).local == datetime(2027, 3, 12, 15)


async def test_the_chair_calls_the_business_meeting_where_a_network_has_one(
    database: SqlDatabase, clock: MovableClock
) -> None:
    stage = await Stage(database, SqlLedger(database, "inei"), load("inei"), clock).open()
    chair = await stage.person("Imre Kallas", roles=(Role.CHAIR,))
    what = {**WORKING, "Kind": "business meeting", "Title": "Business meeting 2027"}
    await plans(chair, what, {**WHEN, "Date and time there": "Thu 15 Apr 2027, 14:00"})
    assert "business meeting" in chair.sees("Is this right: Business meeting 2027?").text
    seen = chair.sees("The notice would be too short: the last day for it was Sat 13 Feb 2027.")
    assert "urgent" not in seen.text
    await plans(chair, what, {**WHEN, "Date and time there": "Thu 14 Oct 2027, 14:00"})
    await chair.presses("Announce")
    chair.sees("Announced: Business meeting 2027")
    meeting = await known(stage, "MTG-2027-001")
    days = [at.astimezone(stage.profile.zone).date() for at in (meeting.items_by, meeting.agenda_by) if at]
    assert (meeting.kind, days) == ("business", [date(2027, 9, 9), date(2027, 9, 16)])
    await chair.types("/meeting move MTG-2027-001")
    await chair.fills({"when": "2027-04-15 14:00"})
    await chair.submits()
    moving = chair.sees("The rules ask for more notice than that: the last day for it was Sat 13 Feb 2027.")
    assert "Move it" in moving.buttons


async def test_quarterly_meetings_are_named_only_where_there_are_any(
    stage: Stage, office: Seat, database: SqlDatabase, clock: MovableClock
) -> None:
    await office.types("/meeting new")
    form = office.form
    assert form is not None
    kind = form.fields[0]
    assert "Quarterly meetings are planned already" in str(kind.hint)
    assert [option.value for option in kind.options] == ["working", "extraordinary", "other"]


async def test_an_answer_is_recorded_for_others_by_who_may_and_offered_to_nobody_else(
    stage: Stage, office: Seat
) -> None:
    chair = await stage.person("Imre Kallas", roles=(Role.CHAIR,))
    await plans(chair)
    await chair.presses("Announce")
    buttons: list[list[str]] = []
    for seat in (chair, office):
        await seat.types("/meeting show MTG-2027-001")
        buttons.append(list(seat.sees("Answers: ").buttons))
    assert ["Move" in each for each in buttons] == [True, True]
    assert ["Record an answer" in each for each in buttons] == [False, True]
