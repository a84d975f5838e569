"""The feeds a calendar program fetches: what each person was asked to, never a link for whom it is not meant."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream

from adapters.memory.adapter import Seat
from adapters.web.outbound import drawn
from bot.calendars import Calendars
from bot.features.calendar.model import EVENTS, NEWS, PERSONAL, PUBLIC
from bot.features.gatherings import api
from bot.people import Role
from bot.publishing import published
from bot.ui.view import File, View
from tests.bot.features.gatherings.conftest import QUARTERLY, WEBINAR, Prepare, organiser, prepare
from tests.support.stage import Stage

__all__ = ["organiser", "prepare"]

LINK = str(WEBINAR["join_link"])


@pytest.fixture
async def ling(stage: Stage) -> Seat:
    stage.app.public_url = "https://chat.network.example"
    stage.app.calendars = Calendars(keys=("k" * 40,))
    return await stage.person("Ling", roles=(Role.MEMBER,), email="ling@school.example")


async def fetch(stage: Stage, path: str, key: str = "") -> File | None:
    found, _reader = await published(stage.app, stage.app.routes.pages[path], key, "")
    assert not isinstance(found, View)
    return found


async def raw(stage: Stage, seat: Seat) -> str:
    await seat.types("/calendar")
    found = re.search(r"/calendar/([a-z2-7]{32})\.ics", seat.sees("/calendar/").text)
    assert found
    feed = await fetch(stage, PERSONAL, found[1])
    assert feed
    assert feed.media_type == "text/calendar; charset=utf-8"
    return feed.content.decode()


async def own(stage: Stage, seat: Seat) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(await raw(stage, seat))


async def public(stage: Stage) -> str:
    feed = await fetch(stage, PUBLIC)
    assert feed
    return feed.content.decode()


def titles(calendar: Calendar) -> list[str]:
    return [event.summary or "" for event in calendar.events]


async def test_a_meeting_is_there_until_it_is_declined(stage: Stage, prepare: Prepare, ling: Seat) -> None:
    await prepare(QUARTERLY)
    (event,) = (await own(stage, ling)).events
    assert event.summary == "Quarterly meeting"
    assert event.location == "XJTLU, Room 3"
    assert isinstance(event.dtstart, datetime)
    assert event.dtstart.astimezone(UTC) == datetime(2027, 6, 10, 6, 0, tzinfo=UTC)
    await ling.presses("No", on="You are invited")
    assert (await own(stage, ling)).events == []


async def test_an_event_is_there_with_a_sure_place_and_then_with_its_link(
    stage: Stage, prepare: Prepare, ling: Seat
) -> None:
    webinar = await prepare(WEBINAR, capacity=1)
    assert titles(await own(stage, ling)) == []
    ana = await stage.person("Ana", "discord", roles=(Role.MEMBER,))
    await register(ana, webinar)
    await register(ling, webinar, "Join the waiting list")
    assert LINK in await raw(stage, ana)
    waiting = await raw(stage, ling)
    assert "Assessment" not in waiting
    assert LINK not in waiting


async def test_a_moved_meeting_keeps_its_entry_with_a_higher_number(stage: Stage, prepare: Prepare, ling: Seat) -> None:
    meeting = await prepare(QUARTERLY)
    (before,) = (await own(stage, ling)).events
    await stage.passes(days=1)
    async with stage.work() as ctx:
        moved = meeting.move(datetime(2027, 6, 17, 14), "Asia/Shanghai", 150, ctx.now, answer_by=None)
        await api.apply(ctx, meeting, moved)
    (after,) = (await own(stage, ling)).events
    assert after.uid == before.uid
    assert (before.sequence, after.sequence) == (0, 1)
    assert isinstance(after.dtstart, datetime)
    assert after.dtstart.astimezone(UTC) == datetime(2027, 6, 17, 6, 0, tzinfo=UTC)


async def test_what_is_called_off_stays_and_says_so(stage: Stage, prepare: Prepare, ling: Seat) -> None:
    meeting = await prepare(QUARTERLY)
    async with stage.work() as ctx:
        off = replace(meeting.follow("cancel"), sequence=meeting.sequence + 1)
        await api.apply(ctx, meeting, off)
    (event,) = (await own(stage, ling)).events
    assert event.status == "CANCELLED"
    assert event.summary == "Called off: Quarterly meeting"


async def test_what_is_only_being_prepared_is_in_no_feed(stage: Stage, prepare: Prepare, ling: Seat) -> None:
    await prepare(WEBINAR, announced=False, access="public")
    assert "Assessment" not in await public(stage)
    assert (await own(stage, ling)).events == []


async def test_the_public_calendar_has_public_events_and_never_a_link(
    stage: Stage, prepare: Prepare, ling: Seat
) -> None:
    await prepare(QUARTERLY)
    await prepare(WEBINAR, title="For members", access="members")
    open_to_all = await prepare(WEBINAR, title="For everybody", access="public")
    await register(ling, open_to_all)
    text = await public(stage)
    assert titles(IcsCalendarStream.calendar_from_ics(text)) == ["For everybody"]
    assert LINK not in text
    assert LINK in await raw(stage, ling)


async def test_public_events_are_news_for_readers_of_feeds(stage: Stage, prepare: Prepare, ling: Seat) -> None:
    await prepare(QUARTERLY)
    await prepare(WEBINAR, title="Open <lecture> & 讲座", access="public", abstract="About exams")
    feed = await fetch(stage, NEWS)
    assert feed
    assert LINK.encode() not in feed.content
    atom = "{http://www.w3.org/2005/Atom}"
    (entry,) = ElementTree.fromstring(feed.content).findall(f"{atom}entry")  # noqa: S314 - we wrote it
    assert entry.findtext(f"{atom}title") == "Open <lecture> & 讲座"
    assert "2027年6月17日（周四）16:00（北京时间）" in (entry.findtext(f"{atom}content") or "")


async def test_nothing_changed_gives_the_same_bytes_whenever_it_is_fetched(
    stage: Stage, prepare: Prepare, ling: Seat
) -> None:
    await prepare(QUARTERLY)
    await prepare(WEBINAR, access="public")
    before = (await raw(stage, ling), await public(stage), await fetch(stage, NEWS))
    await stage.passes(hours=3)
    assert (await raw(stage, ling), await public(stage), await fetch(stage, NEWS)) == before


async def test_an_address_that_was_never_given_opens_nothing(stage: Stage, ling: Seat) -> None:
    assert await fetch(stage, PERSONAL, "a" * 32) is None
    assert await fetch(stage, PERSONAL, "") is None


async def register(seat: Seat, event: api.Gathering, button: str = "Register") -> None:
    """Press the button on the card in the channel."""
    seat.channel = "announcements"
    await seat.presses(button, on=event.title)


async def page_of_events(stage: Stage) -> str:
    found, reader = await published(stage.app, stage.app.routes.pages[EVENTS], "", "en")
    assert isinstance(found, View)
    return "\n".join(drawn(found, reader))


async def test_public_events_stand_on_a_page_for_everybody(stage: Stage, prepare: Prepare) -> None:
    assert "None is planned at the moment" in await page_of_events(stage)
    await prepare(WEBINAR, title="For members", access="members")
    await prepare(WEBINAR, title="For everybody", access="public", abstract="About exams")
    text = await page_of_events(stage)
    assert text.index("Public events") < text.index("For everybody")
    assert "About exams" in text
    assert "UTC" in text
    assert "write to centre@cslei.example and name the event" in text
    assert "For members" not in text
    assert LINK not in text
    await stage.passes(days=200)
    assert "None is planned at the moment" in await page_of_events(stage)
