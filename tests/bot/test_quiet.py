"""Reminders keep away from the reader's night, in the reader's zone, and never miss what they remind of."""

from datetime import UTC, datetime

import pytest

from bot import quiet
from bot.people import Person


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "now", "morning"),
    [
        ("America/Toronto", "2027-06-09 06:00", "2027-06-09 11:30"),  # T12: 02:00 there becomes 07:30 of the same day
        ("America/Toronto", "2027-06-09 02:30", "2027-06-09 11:30"),  # 22:30 the evening before
        ("America/Toronto", "2027-06-09 16:00", None),
        ("Asia/Shanghai", "2027-06-09 14:00", "2027-06-09 23:30"),  # 22:00 sharp is quiet
        ("Asia/Shanghai", "2027-06-08 23:30", None),  # 07:30 sharp is not
        ("America/Santiago", "2027-06-09 05:00", "2027-06-09 11:30"),
        ("Asia/Kathmandu", "2027-06-08 20:00", "2027-06-09 01:45"),
        ("Europe/Berlin", "2027-03-28 00:30", "2027-03-28 05:30"),  # the night that loses an hour
        ("nowhere", "2027-06-08 20:00", "2027-06-08 23:30"),  # the network's zone serves
    ],
)
def test_the_quiet_hours_end_in_the_readers_morning(zone: str, now: str, morning: str | None) -> None:
    person = Person("P1", "Ann", zone=zone)
    assert quiet.ends(person, at(now), "Asia/Shanghai") == (at(morning) if morning else None)


def test_quiet_hours_may_lie_within_a_day_or_be_switched_off() -> None:
    siesta = Person("P1", "Ann", zone="UTC", quiet=("13:00", "15:00"))
    assert quiet.ends(siesta, at("2027-06-09 14:00"), "UTC") == at("2027-06-09 15:00")
    assert quiet.ends(siesta, at("2027-06-09 12:59"), "UTC") is None
    never = Person("P1", "Ann", zone="UTC", quiet=("00:00", "00:00"))
    assert quiet.ends(never, at("2027-06-09 00:00"), "UTC") is None
