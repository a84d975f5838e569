"""Nothing is said or offered twice: an hour on two clocks that show the same, a deadline, a way out."""

from datetime import datetime

import pytest

from bot.people import Role
from tests.bot.features.gatherings.conftest import QUARTERLY, Prepare
from tests.bot.features.gatherings.test_called_in_a_channel import calls, closes_the_door
from tests.bot.features.gatherings.test_due import days_pass, member, opens
from tests.support.stage import Stage

ZONES = pytest.mark.parametrize(("zone", "twice"), [("Asia/Singapore", False), ("America/Toronto", True)])


@ZONES
async def test_when_it_is_moved(stage: Stage, prepare: Prepare, zone: str, twice: bool) -> None:
    office = await stage.person("Nathan Reed", roles=(Role.SECRETARIAT,), zone=zone)
    meeting = await prepare(QUARTERLY)
    await office.types(f"/meeting move {meeting.ref}")
    await office.fills({"New date and time, local": "2027-06-17 15:00"})
    await office.submits()
    asked = office.sees("Move Quarterly meeting?").text
    assert ("Thu 10 Jun 2027, 14:00 Shanghai = your 02:00" in asked) is twice
    assert ("Thu 17 Jun 2027, 15:00 Shanghai = your 03:00" in asked) is twice
    assert ("= your" in asked) is twice
    await office.presses("Move it")
    assert ("= your" in office.sees("Moved: Quarterly meeting").text) is twice


@ZONES
@pytest.mark.parametrize("button", ["Postpone", "Cancel it"])
async def test_when_it_is_called_off(stage: Stage, prepare: Prepare, button: str, zone: str, twice: bool) -> None:
    office = await stage.person("Nathan Reed", roles=(Role.SECRETARIAT,), zone=zone)
    meeting = await prepare(QUARTERLY)
    await opens(stage, office, f"gatherings.show:{meeting.id}")
    await office.presses(button, on=meeting.ref)
    asked = office.sees(f"{button.split()[0]} Quarterly meeting?").text
    assert "14:00 Shanghai" in asked
    assert ("= your 02:00" in asked) is ("= your" in asked) is twice


async def test_who_is_called_in_a_channel_may_live_by_any_clock(stage: Stage, prepare: Prepare) -> None:
    comes = await member(stage, "Nathan Reed", zone="America/Toronto")
    await prepare(QUARTERLY)
    await comes.presses("Yes", on="You are invited")
    await closes_the_door(stage, comes)
    await days_pass(stage, 102)
    reminders = [text for text in calls(stage, "Nathan Reed") if "Reminder: Quarterly meeting" in text]
    assert reminders
    assert all("14:00 Shanghai = your Thu 10 Jun 2027" in text for text in reminders)


async def test_a_new_time_that_is_past_is_named_on_the_clock_it_was_typed_by(stage: Stage, prepare: Prepare) -> None:
    office = await stage.person("Nathan Reed", roles=(Role.SECRETARIAT,), zone="America/Toronto")
    meeting = await prepare(QUARTERLY)
    await office.types(f"/meeting move {meeting.ref}")
    await office.fills({"New date and time, local": "2027-02-01 14:00"})
    await office.submits()
    assert "Mon 1 Feb 2027, 14:00 (UTC+8, Shanghai) is past" in office.errors["when"]


async def test_the_day_for_answers_stands_among_the_facts_alone(stage: Stage, prepare: Prepare) -> None:
    comes = await member(stage, "Cen Yuke")
    await prepare(QUARTERLY, answer_by=datetime.fromisoformat("2027-06-03T15:59:59+00:00"))
    asked = comes.sees("You are invited").text
    assert "Answer by: Thu 3 Jun 2027, 23:59" in asked
    assert asked.count("3 Jun 2027") == 1
    assert "You can change your answer as long as answers are taken." in asked


async def test_who_said_yes_has_one_way_out_also_after_answers_have_closed(stage: Stage, prepare: Prepare) -> None:
    comes = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY, answer_by=datetime.fromisoformat("2027-06-03T15:59:59+00:00"))
    await comes.presses("Yes", on="You are invited")
    shown = comes.sees("You said Yes").buttons
    assert "No" in shown
    assert "Cancel my place" not in shown
    await days_pass(stage, 96)
    await comes.types(f"/meeting show {meeting.ref}")
    shown = comes.sees("You said Yes").buttons
    assert "No" not in shown
    assert "Cancel my place" in shown
