"""Appointments read back by parsers that are not the writer's, also over the changes of clocks."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar as Writer

from bot import wall
from bot.ics import Appointment, feed, invitation
from bot.recurrence import MonthlyWeekday, Series

STAMP = datetime(2027, 1, 20, 8, 0, tzinfo=UTC)
MEETING = Appointment(
    "MTG-2027-Q1@cslei.test",
    2,
    "Quarterly meeting · 季度会议",
    datetime(2027, 3, 11, 14, 0),
    "Asia/Shanghai",
    90,
    STAMP,
    place="Suzhou, 星海街 1 号; room 2, floor 3",
    about="Agenda:\n1. Minutes\n2. 其他",
    url="https://example.org/m/1?a=b;c,d",
    organiser=("CSLEI, Secretariat", "office@cslei.test"),
    attendee=("王安 (Wang An)", "wang@school.test"),
)


def read(content: bytes) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(content.decode())


def only(content: bytes) -> Any:
    (event,) = read(content).events
    return event


def visible(text: str) -> list[str]:
    return [character for character in text if character.isprintable() and not character.isspace()]


def starts(appointments: Iterable[Appointment], first: str, last: str) -> list[str]:
    """UTC starts as an independent reader finds them."""
    calendar = Writer.from_ical(feed(appointments, "Test", "UTC"))
    found = recurring_ical_events.of(calendar).between(datetime.fromisoformat(first), datetime.fromisoformat(last))
    return sorted(event.start.astimezone(UTC).strftime("%m-%d %H:%M") for event in found)


def test_what_lasts_longer_than_a_day_ends_at_its_instant_over_a_clock_change() -> None:
    weekend = replace(MEETING, local=datetime(2027, 3, 27, 22), zone="Europe/Copenhagen", minutes=25 * 60 + 30)
    assert b"\r\nDURATION:PT25H30M\r\n" in invitation(weekend).content, "a day of P1D has 23 hours there"


def test_an_invitation_says_who_asks_whom_to_what_and_when() -> None:
    file = invitation(MEETING)
    calendar, event = read(file.content), only(file.content)
    assert (file.name, file.media_type) == ("invite.ics", "text/calendar; method=REQUEST")
    assert calendar.method == "REQUEST"
    assert (event.uid, event.sequence, event.dtstamp) == (MEETING.uid, 2, STAMP)
    assert event.dtstart.astimezone(UTC) == datetime(2027, 3, 11, 6, 0, tzinfo=UTC)
    assert event.duration == timedelta(minutes=90)
    assert (event.summary, event.location, event.description) == (MEETING.title, MEETING.place, MEETING.about)
    assert str(event.organizer.uri) == "mailto:office@cslei.test"
    assert event.organizer.common_name == "CSLEI, Secretariat"
    (attendee,) = event.attendees
    assert (str(attendee.uri), attendee.common_name) == ("mailto:wang@school.test", "王安 (Wang An)")
    assert b"https://example.org/m/1?a=b;c,d" in file.content.replace(b"\r\n ", b"")


def test_a_cancellation_takes_the_same_appointment_out_again() -> None:
    file = invitation(replace(MEETING, status="cancelled", sequence=3))
    assert file.media_type == "text/calendar; method=CANCEL"
    assert read(file.content).method == "CANCEL"
    event = only(file.content)
    assert (event.uid, event.sequence, event.status) == (MEETING.uid, 3, "CANCELLED")


def test_a_copy_for_everybody_asks_nobody() -> None:
    file = invitation(replace(MEETING, attendee=None))
    assert file.media_type == "text/calendar; method=PUBLISH"
    assert not only(file.content).attendees


def test_lines_are_folded_at_75_octets_between_characters() -> None:
    content = invitation(replace(MEETING, title="季度会议与国际研讨会" * 40)).content
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    for line in lines:
        line.decode()
    assert only(content).summary == "季度会议与国际研讨会" * 40


def test_the_feed_names_itself_and_no_attendee_and_is_the_same_every_time() -> None:
    later = replace(MEETING, uid="EVT-2027-001@cslei.test", local=datetime(2027, 5, 1, 9, 0), zone="Europe/Berlin")
    content = feed((later, MEETING), "CSLEI 日历", "Asia/Shanghai")
    assert content == feed((MEETING, later), "CSLEI 日历", "Asia/Shanghai")
    assert [event.uid for event in read(content).events] == [MEETING.uid, later.uid]
    assert b"ATTENDEE" not in content
    assert "X-WR-CALNAME:CSLEI 日历".encode() in content
    assert content.count(b"BEGIN:VTIMEZONE") == 2


def test_an_empty_feed_is_a_calendar_all_the_same() -> None:
    assert read(feed((), "CSLEI", "UTC")).events == []


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Santiago", "Australia/Sydney", "Asia/Shanghai", "UTC"])
@pytest.mark.parametrize(
    "local",
    [
        "2027-03-28T03:30",
        "2027-03-29T09:30",
        "2027-04-04T03:30",
        "2027-09-05T01:30",
        "2027-10-03T03:30",
        "2027-10-31T03:30",
        "2027-11-01T09:30",
        "2028-02-29T23:30",
    ],
)
def test_the_zone_that_is_written_along_gives_the_right_instant(zone: str, local: str) -> None:
    """By the VTIMEZONE alone, also right after the clocks change: the reader cannot know a zone of that name."""
    start = datetime.fromisoformat(local)
    content = invitation(replace(MEETING, local=start, zone=zone)).content
    if zone != "UTC":
        content = content.replace(f":{zone}".encode(), b":X-Nowhere").replace(f"={zone}".encode(), b"=X-Nowhere")
    assert only(content).dtstart.astimezone(UTC) == wall.instant(start, ZoneInfo(zone))


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Shanghai", ["03-11 06:00", "06-10 06:00", "09-09 06:00", "12-09 06:00"]),
        ("Europe/Berlin", ["03-11 13:00", "06-10 12:00", "09-09 12:00", "12-09 13:00"]),
        ("America/Toronto", ["03-11 19:00", "06-10 18:00", "09-09 18:00", "12-09 19:00"]),
        ("America/Santiago", ["03-11 17:00", "06-10 18:00", "09-09 17:00", "12-09 17:00"]),
        ("Australia/Sydney", ["03-11 03:00", "06-10 04:00", "09-09 04:00", "12-09 03:00"]),
    ],
)
def test_what_comes_every_quarter_keeps_its_hour_over_changes_of_clocks(zone: str, expected: list[str]) -> None:
    """The second Thursday of March, June, September and December at 14:00 (domain 2.5, T1)."""
    series = Series(MonthlyWeekday(2, 3, months=(3, 6, 9, 12)), datetime(2027, 1, 1, 14), zone)
    meetings = [
        replace(MEETING, uid=f"MTG-2027-Q{quarter}@cslei.test", zone=zone, local=each.local)
        for quarter, each in enumerate(islice(series.after(STAMP), 4), start=1)
    ]
    assert starts(meetings, "2027-01-01", "2028-01-01") == expected


HOSTILE = (
    "End\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Forged",
    "a;b,c\\n\\;d:e\"f'g",
    "one\u2028ATTENDEE:mailto:x@y.z\x85DTSTART:19700101T000000Z\x0bX:1\x0cY:2",
    "\x00\x07bell\x1b[31m",
    "^n^'caret^^",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_people_stay_words(words: str) -> None:
    hostile = replace(
        MEETING, title=words, place=words, about=words, url=words, organiser=(words, "a@b.test"),
        attendee=(words, "c@d.test"),
    )  # fmt: skip
    for content in (invitation(hostile).content, feed((hostile,), words, "UTC")):
        event = only(content)
        assert event.uid == MEETING.uid
        assert event.summary.split() == hostile.title.translate(dict.fromkeys((0, 7, 27))).split()
        assert content.count(b"\r\nBEGIN:VEVENT") == 1
        assert content.count(b"\r\nATTENDEE") <= 1
        assert content.count(b"\r\nDTSTART;TZID=Asia/Shanghai") == 1


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_comes_back_as_it_was_read(text: str) -> None:
    event = only(invitation(replace(MEETING, title=f"T{text}", about=f"A{text}Z")).content)
    assert visible(event.summary[1:]) == visible(text)
    assert visible(event.description[1:-1]) == visible(text)
