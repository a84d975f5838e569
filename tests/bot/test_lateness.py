"""A reminder comes in its reader's hours; after a stop of ours late and saying so, or not at all (domain 2.5)."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.metrics import metrics
from bot.outbox import Limited
from storage.engine import SqlDatabase
from tests.support.owing import another
from tests.support.probe import Reminded, Said
from tests.support.stage import Stage


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


async def until(stage: Stage, moment: datetime) -> None:
    """Move the clock there and let happen what is due."""
    stage.clock.forward(moment - stage.clock.now())
    await stage.settles()


async def somebody(stage: Stage, zone: str = "Asia/Shanghai") -> tuple[str, Callable[[], list[str]]]:
    """A person and what has come to that person."""
    seat = await stage.person("Ana", zone=zone)
    slack = stage.platforms["slack"]
    return (await stage.record(seat)).id, lambda: [m.text for m in slack.messages if m.channel.startswith("@")]


Way = Callable[[Stage, str, Reminded, datetime, datetime | None], Awaitable[None]]


async def alone(stage: Stage, person: str, notice: Reminded, due: datetime, expires: datetime | None) -> None:
    async with stage.work() as ctx:
        ctx.notify(person, notice, key="r", at=due, expires_at=expires)


async def among_many(stage: Stage, person: str, notice: Reminded, due: datetime, expires: datetime | None) -> None:
    async with stage.work() as ctx:
        ctx.notify_all([person], notice, key="r", at=due, expires_at=expires)


both_ways = pytest.mark.parametrize("remind", [alone, among_many])


# T12: the natural moment is 24 hours before 14:00 in Shanghai


@both_ways
@pytest.mark.parametrize(
    ("zone", "meeting", "comes"),
    [
        ("America/Toronto", "2027-06-10 06:00", "2027-06-09 11:30"),  # 02:00 there, so 07:30 of the same morning
        ("America/Toronto", "2027-03-11 06:00", "2027-03-10 12:30"),  # in winter 01:00
        ("Europe/Copenhagen", "2027-03-11 06:00", "2027-03-10 06:30"),  # 07:00
        ("Europe/Copenhagen", "2027-06-10 06:00", "2027-06-09 06:00"),  # 08:00 is no night
        ("America/Santiago", "2027-03-11 06:00", "2027-03-10 10:30"),  # 03:00 in the southern summer
        ("America/Santiago", "2027-06-10 06:00", "2027-06-09 11:30"),  # 02:00 in the southern winter
        ("Pacific/Auckland", "2027-12-09 06:00", "2027-12-08 06:00"),  # 19:00 in the southern summer
        ("Australia/Sydney", "2027-06-10 14:30", "2027-06-09 21:30"),  # half past midnight
        ("Asia/Kathmandu", "2027-06-10 06:00", "2027-06-09 06:00"),  # 11:45
        ("Pacific/Honolulu", "2027-06-10 09:00", "2027-06-09 17:30"),  # 23:00 the evening before
        ("America/New_York", "2027-03-15 06:00", "2027-03-14 11:30"),  # the night that loses an hour
        ("Australia/Lord_Howe", "2027-04-04 18:00", "2027-04-03 21:00"),  # the night with half an hour more
    ],
)
async def test_a_reminder_moves_to_the_readers_morning_and_is_not_late(
    bare: Stage, remind: Way, zone: str, meeting: str, comes: str
) -> None:
    person, came = await somebody(bare, zone)
    begins = at(meeting)
    await remind(bare, person, Reminded("The meeting"), begins - timedelta(hours=24), begins)
    await until(bare, at(comes) - timedelta(seconds=30))
    assert came() == []
    await until(bare, at(comes) + timedelta(seconds=5))
    assert came() == ["The meeting"]


@both_ways
async def test_a_reminder_never_waits_past_what_it_reminds_of(bare: Stage, remind: Way) -> None:
    person, came = await somebody(bare, "America/Toronto")
    await remind(bare, person, Reminded("In an hour"), at("2027-06-10 05:00"), at("2027-06-10 06:00"))
    await until(bare, at("2027-06-10 05:00") + timedelta(seconds=5))
    assert came() == ["In an hour"]


# after a stop

NOON = at("2027-06-09 04:00")
"""12:00 in Shanghai."""


@both_ways
@pytest.mark.parametrize(
    ("stopped", "expires_in", "outcome"),
    [
        (timedelta(minutes=1), None, "as usual"),
        (timedelta(minutes=10), None, "late"),
        (timedelta(hours=5, minutes=59), None, "late"),
        (timedelta(hours=6, minutes=1), None, "never"),
        (timedelta(days=4), None, "never"),
        (timedelta(hours=2), timedelta(hours=3), "late"),
        (timedelta(hours=3, minutes=1), timedelta(hours=3), "never"),
    ],
)
async def test_a_reminder_missed_by_a_stop_comes_once_and_says_so_or_never(
    bare: Stage, database: SqlDatabase, remind: Way, stopped: timedelta, expires_in: timedelta | None, outcome: str
) -> None:
    person, came = await somebody(bare)
    await remind(bare, person, Reminded("The meeting"), NOON, NOON + expires_in if expires_in else None)
    await bare.dispatcher.stop()
    bare.clock.forward(NOON + stopped - bare.clock.now())
    for _start in range(2):
        restarted = another(bare, database)
        await restarted.idle()
        await restarted.stop()
    late = "The meeting\nThis comes late: it was due Wed 9 Jun 2027, 12:00 (UTC+8, Shanghai)."
    assert came() == {"as usual": ["The meeting"], "late": [late], "never": []}[outcome]
    assert [m.text for m in bare.platforms["slack"].messages if m.channel == "secretariat"] == []


async def test_what_is_not_said_any_more_is_counted(bare: Stage) -> None:
    def counted() -> float:
        lines = (line for line in metrics.lines() if 'notice="probe.reminded",why="too late"' in line)
        return sum(float(line.rpartition(" ")[2]) for line in lines)

    person, came = await somebody(bare)
    before = counted()
    await alone(bare, person, Reminded("The meeting"), NOON, None)
    await until(bare, NOON + timedelta(hours=7))
    assert (came(), counted() - before) == ([], 1)


async def test_other_notices_come_however_late(bare: Stage) -> None:
    person, came = await somebody(bare)
    async with bare.work() as ctx:
        ctx.notify(person, Said("You are admitted"), at=NOON)
    await until(bare, NOON + timedelta(days=3))
    assert came() == ["You are admitted"]


@pytest.mark.parametrize(("pause", "outcome"), [(timedelta(hours=1), "late"), (timedelta(hours=7), "never")])
async def test_a_platform_that_is_down_makes_a_reminder_late_too(bare: Stage, pause: timedelta, outcome: str) -> None:
    person, came = await somebody(bare)
    bare.platforms["slack"].broken.append(Limited(pause))
    await alone(bare, person, Reminded("The meeting"), NOON, None)
    await until(bare, NOON + timedelta(seconds=1))
    assert came() == []
    await until(bare, NOON + pause + timedelta(minutes=1))
    assert ["This comes late" in text for text in came()] == ([True] if outcome == "late" else [])


@both_ways
async def test_a_stop_before_the_night_is_still_lateness_in_the_morning(bare: Stage, remind: Way) -> None:
    person, came = await somebody(bare)
    evening, night, morning = at("2027-06-09 13:00"), at("2027-06-09 14:30"), at("2027-06-09 23:30")
    await remind(bare, person, Reminded("The meeting"), evening, None)
    await until(bare, night)
    assert came() == []
    await until(bare, morning + timedelta(seconds=5))
    assert came() == ["The meeting\nThis comes late: it was due Wed 9 Jun 2027, 21:00 (UTC+8, Shanghai)."]
