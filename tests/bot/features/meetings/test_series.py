"""Quarterly meetings come by rule, a year ahead, once each, and are announced in time (CSL-10; T1)."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from adapters.memory.adapter import Seat
from bot import closed_days, wall
from bot.closed_days import Plan, Span
from bot.features.gatherings import api as gatherings
from bot.features.housekeeping.handlers import TidyUp
from bot.features.meetings.hours import is_other_hour
from bot.features.meetings.model import MeetingSeries
from bot.features.meetings.series import TendMeetings
from bot.ports import Retention
from bot.profile.activities import MeetingRule
from tests.bot.features.meetings.conftest import begins, heard, known, member, on_desk, restarts
from tests.support.stage import Stage

REFS = ("MTG-2027-Q1", "MTG-2027-Q2", "MTG-2027-Q3", "MTG-2027-Q4")
QUARTERLY = MeetingSeries(
    "quarterly", "Quarterly meeting", 2, "thu", (3, 6, 9, 12), time(14), 150, "Asia/Shanghai", "in_person",
    gatherings.Venue(), "", "open", datetime(2027, 1, 1, tzinfo=UTC),
)  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("UTC", "06:00 06:00 06:00 06:00"),
        ("Asia/Shanghai", "14:00 14:00 14:00 14:00"),
        ("Europe/Copenhagen", "07:00 08:00 08:00 07:00"),
        ("America/Toronto", "01:00 02:00 02:00 01:00"),
        ("America/Santiago", "03:00 02:00 03:00 03:00"),
        ("Asia/Kathmandu", "11:45 11:45 11:45 11:45"),
    ],
)
def test_the_second_thursday_of_four_months_on_everybodys_clock(zone: str, hours: str) -> None:
    """T1."""
    dates = list(QUARTERLY.dates(date(2027, 1, 1), date(2027, 12, 31)))
    assert [slot for slot, _local in dates] == ["2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4"]
    assert [local.date() for _slot, local in dates] == [
        date(2027, 3, 11), date(2027, 6, 10), date(2027, 9, 9), date(2027, 12, 9),
    ]  # fmt: skip
    instants = [wall.instant(local, ZoneInfo("Asia/Shanghai")) for _slot, local in dates]
    assert [f"{at.astimezone(ZoneInfo(zone)):%H:%M}" for at in instants] == hours.split()


def test_any_four_months_will_do_and_two_in_a_quarter_are_called_by_their_month() -> None:
    odd = replace(QUARTERLY, months=(1, 4, 7, 10))
    assert [slot for slot, _local in odd.dates(date(2027, 1, 1), date(2027, 12, 31))][-1] == "2027-Q4"
    often = replace(QUARTERLY, months=(1, 2, 6))
    assert [slot for slot, _local in often.dates(date(2027, 1, 1), date(2027, 12, 31))] == [
        "2027-01", "2027-02", "2027-06",
    ]  # fmt: skip


def test_a_fifth_weekday_is_no_rule() -> None:
    """Most months have none."""
    with pytest.raises(ValidationError):
        MeetingRule(nth=5, weekday="thu", months=(3, 6, 9, 12), local_time=time(14), minutes=150)


async def test_four_meetings_are_in_the_list_a_year_ahead(stage: Stage) -> None:
    cen = await member(stage, "Cen Yuke", zone="Europe/Copenhagen")
    await stage.connects("slack")  # as after every start
    await cen.types("/meeting list")
    text = cen.sees("Meetings").text
    for ref in REFS:
        assert ref in text
    assert "in person" in text
    await cen.types("/meeting show MTG-2027-Q3")
    shown = cen.sees("Planned. You are asked to answer once it is announced.")
    assert "XJTLU" in shown.text
    assert "provided, free of charge" in shown.text
    assert "Yes" not in shown.buttons


async def test_each_slot_is_taken_once_whatever_dies(stage: Stage) -> None:
    """Restarts, clock jumps and two beats of one day make no second meeting."""
    await begins(stage)
    for _again in range(3):
        await restarts(stage)
        async with stage.work() as ctx:
            ctx.later(TendMeetings())
            ctx.later(TendMeetings())
        await stage.settles()
        await begins(stage)
    async with stage.work() as ctx:
        found = await ctx.repository(gatherings.Gatherings).of_series("quarterly")
    assert len({meeting.slot for meeting in found}) == len(found) >= 4


async def test_the_secretariat_is_asked_for_the_room_and_announces(stage: Stage, office: Seat) -> None:
    cen = await member(stage, "Cen Yuke", "discord")
    await begins(stage)
    assert on_desk(stage, "It is time to announce it") == 1, "the one in March only"
    assert "= your" not in office.sees("It is time to announce it").text
    await office.presses("Fill in", on="It is time to announce it")
    await office.fills({"Room": "Room 3"})
    await office.submits()
    read_back = office.sees("Is this right")
    assert "shorter than usual" in read_back.text
    await office.presses("Announce", on="Is this right")
    assert heard(cen, "You are invited") == 1
    invitation = cen.sees("You are invited")
    assert "in person" in invitation.text
    assert "Room 3" in invitation.text
    assert "Settled: announced" in office.sees("Reference").text
    assert (await known(stage, "MTG-2027-Q1")).organiser == (await stage.record(office)).id


async def test_a_complete_one_is_announced_by_itself_in_time(stage: Stage) -> None:
    cen = await member(stage, "Cen Yuke")
    await begins(stage)
    june = await known(stage, "MTG-2027-Q2")
    async with stage.work() as ctx:
        ready = june.change(venue=gatherings.Venue("XJTLU", "Room 3"))
        await ctx.repository(gatherings.Gatherings).save(ready)
    await tended_on(stage, date(2027, 4, 24))
    assert heard(cen, "You are invited") == 0
    await tended_on(stage, date(2027, 4, 25))
    assert heard(cen, "You are invited") == 1, "45 clear days before 10 June"
    await tended_on(stage, date(2027, 4, 26))
    assert heard(cen, "You are invited") == 1


async def tended_on(stage: Stage, day: date) -> None:
    """Move the clock to the morning of a day and let the daily look happen."""
    at = datetime(day.year, day.month, day.day, 1, 10, tzinfo=UTC)
    stage.clock.forward(at - stage.clock.now())
    async with stage.work() as ctx:
        ctx.later(TendMeetings())
    await stage.settles()


async def test_one_that_was_called_off_or_moved_is_not_planned_again(stage: Stage, office: Seat) -> None:
    cen = await member(stage, "Cen Yuke")
    await begins(stage)
    await office.types("/meeting cancel MTG-2027-Q3")
    await office.presses("Yes, cancel it")
    await office.types("/meeting move MTG-2027-Q4")
    await office.fills({"New date and time, local": "2027-12-16 14:00"})
    await office.submits()
    await office.presses("Move it")
    assert heard(cen, "Cancelled") == heard(cen, "New time") == 0, "nobody had been told yet"
    await tended_on(stage, date(2027, 3, 3))
    assert (await known(stage, "MTG-2027-Q3")).state == "cancelled"
    december = await known(stage, "MTG-2027-Q4")
    assert december.local == datetime(2027, 12, 16, 14)
    assert december.agenda_by is not None
    assert december.agenda_by.astimezone(stage.profile.zone).date() == date(2027, 12, 2)
    async with stage.work() as ctx:
        slots = [meeting.slot for meeting in await ctx.repository(gatherings.Gatherings).of_series("quarterly")]
    assert sorted(slots) == sorted(set(slots))


async def test_a_quarter_without_a_meeting_is_told_45_days_before_its_end(stage: Stage, office: Seat) -> None:
    await begins(stage)
    await office.types("/meeting cancel MTG-2027-Q2")
    await office.presses("Yes, cancel it")
    await tended_on(stage, date(2027, 5, 15))
    assert on_desk(stage, "No quarterly meeting in 2027-Q2") == 0
    for day in (16, 17):
        await tended_on(stage, date(2027, 5, day))
        assert on_desk(stage, "No quarterly meeting in 2027-Q2") == 1


async def test_what_was_told_is_not_told_again_when_settled_work_is_forgotten(stage: Stage, office: Seat) -> None:
    """Both alerts hold for longer than the thirty days after which the key of what was done is free again."""
    await begins(stage)
    await office.types("/meeting cancel MTG-2027-Q2")
    await office.presses("Yes, cancel it")
    for day in (date(2027, 5, 16), date(2027, 6, 20), date(2027, 6, 30)):
        await tended_on(stage, day)
        assert on_desk(stage, "No quarterly meeting in 2027-Q2") == 1, day
        await tidied(stage)
    unready = "It is time to announce it"
    before = on_desk(stage, unready)
    for day in (date(2027, 7, 25), date(2027, 8, 26), date(2027, 9, 1)):
        await tended_on(stage, day)
        assert on_desk(stage, unready) == before + 1, day
        await tidied(stage)


async def tidied(stage: Stage) -> None:
    """The nightly tidying up, at which work that was settled a month ago is forgotten."""
    async with stage.work() as ctx:
        ctx.later(TidyUp())
    await stage.settles()


class Office(closed_days.NoPlans):
    """What an office has written down, and may write anew."""

    def __init__(self) -> None:
        self.plans: tuple[Plan, ...] = ()

    def of(self, country: str) -> tuple[Plan, ...]:
        return tuple(plan for plan in self.plans if plan.country == country)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Office:
    office = Office()
    monkeypatch.setattr(closed_days._Desk, "plans", office)
    return office


def closed(*days: date) -> Plan:
    return Plan(country="CN", year=2027, closed=tuple(Span.model_validate({"on": f"{day}"}) for day in days))


async def test_a_closed_day_is_proposed_once_and_again_with_another_plan(
    stage: Stage, office: Seat, written: Office
) -> None:
    """Annoyance 6; 2.5 rule 3."""
    written.plans = (closed(date(2027, 6, 10)),)
    await begins(stage)
    await tended_on(stage, date(2027, 3, 3))
    assert on_desk(stage, "Something stands against that day") == 1
    assert "= your" not in office.sees("Something stands against that day").text
    await office.presses("Keep", on="Something stands against that day")
    office.sees("Seen; the day is kept.")
    assert (await known(stage, "MTG-2027-Q2")).local == datetime(2027, 6, 10, 14), "never moved by itself"
    written.plans = (closed(date(2027, 9, 9)),)
    await tended_on(stage, date(2027, 3, 4))
    assert on_desk(stage, "Something stands against that day") == 1, "now the one in September"
    await office.presses("Move", on="Something stands against that day")
    await office.fills({"New date and time, local": "2027-09-16 14:00"})
    await office.submits()
    await office.presses("Move it")
    assert on_desk(stage, "Something stands against that day") == 0
    assert (await known(stage, "MTG-2027-Q3")).local == datetime(2027, 9, 16, 14)


async def test_a_clash_nobody_answers_is_not_told_again_when_settled_work_is_forgotten(
    stage: Stage, office: Seat, written: Office
) -> None:
    written.plans = (closed(date(2027, 9, 9)),)
    await begins(stage)
    await tended_on(stage, date(2027, 3, 3))
    assert on_desk(stage, "Something stands against that day") == 1
    async with stage.work() as ctx:
        await ctx.repository(Retention).settled(ctx.now + timedelta(days=1))
    await tended_on(stage, date(2027, 3, 4))
    assert on_desk(stage, "Something stands against that day") == 1


@pytest.mark.parametrize(
    ("zone", "before", "now", "other"),
    [
        ("America/Toronto", "2027-03-11", "2027-06-10", True),
        ("America/Santiago", "2027-03-11", "2027-06-10", True),
        ("America/Santiago", "2027-06-10", "2027-09-09", True),
        ("Asia/Kathmandu", "2027-03-11", "2027-06-10", False),
        ("Europe/Copenhagen", "2027-06-10", "2027-09-09", False),
        ("America/Toronto", "2027-03-11", "2027-03-18", True),
    ],
)
def test_who_has_another_hour(zone: str, before: str, now: str, other: bool) -> None:
    """T3 is the last one: a weekly meeting, and Toronto changes its clocks in March."""
    starts, at = (datetime.fromisoformat(f"{day}T06:00+00:00") for day in (before, now))
    assert is_other_hour(starts, at, zone) is other


async def test_only_those_whose_hour_changes_are_told_a_week_before(stage: Stage, office: Seat) -> None:
    """Annoyance 5."""
    there, here = await member(stage, "Imre Kallas", zone="America/Toronto"), await member(stage, "Cen Yuke")
    await begins(stage)
    for ref in REFS[:2]:
        meeting = await known(stage, ref)
        async with stage.work() as ctx:
            ready = meeting.change(venue=gatherings.Venue("XJTLU", "Room 3"))
            await ctx.repository(gatherings.Gatherings).save(ready)
    await tended_on(stage, date(2027, 3, 2))
    await tended_on(stage, date(2027, 5, 1))
    await tended_on(stage, date(2027, 6, 2))
    assert heard(there, "is at another hour for you") == 0
    for day in (4, 5, 6):
        await tended_on(stage, date(2027, 6, day))
        stage.clock.forward(timedelta(hours=12))  # past the quiet hours over there
        await stage.settles()
    assert heard(there, "is at another hour for you") == 1
    said = there.sees("is at another hour for you").text
    assert "02:00" in said
    assert "01:00" in said
    assert heard(here, "is at another hour for you") == 0
