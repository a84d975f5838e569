"""A place makes it in person, a link online, both of them both; also when it has been announced."""

from datetime import datetime

import pytest

from adapters.memory.adapter import Seat
from bot.features.gatherings import api
from tests.bot.features.gatherings.conftest import QUARTERLY, WEBINAR, Prepare, today
from tests.bot.features.gatherings.test_due import days_pass, heard, member
from tests.bot.features.gatherings.test_editing import begins, edits
from tests.bot.features.gatherings.test_the_line import place_of
from tests.support.stage import Stage

PART = "Place, link, seats"
LINK = {"Link for joining online": "https://meet.example/q"}
NO_PLACE = {"Place": "", "Room": ""}


async def test_a_link_that_is_added_lets_people_join_online(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    comes = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY)
    await edits(stage, organiser, meeting, PART, LINK)
    told = comes.sees("Changed: Quarterly meeting")
    assert "How: formerly in person; now in person and online" in told.text
    assert "https://meet.example/q" not in told.text
    await comes.presses("Online", on="Changed")
    assert "https://meet.example/q" in comes.sees("You said Online").text


async def test_who_said_yes_to_what_was_online_joins_online_beside_the_room(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    """The seats are those of the room now; there may be fewer of them than people online."""
    joins, comes = await member(stage, "Cen Yuke"), await member(stage, "Ines Duarte")
    meeting = await prepare(QUARTERLY, mode="online", venue=api.Venue(), join_link="https://meet.example/q")
    for seat in (joins, comes):
        await seat.presses("Yes", on="You are invited")
    await edits(stage, organiser, meeting, PART, {"Place": "XJTLU", "Room": "Room 3", "Seats": "1"})
    assert (await today(stage, meeting)).taken == 0
    told = joins.sees("Changed: Quarterly meeting").text
    assert "How: formerly online; now in person and online" in told
    assert "You said Online" in told
    await comes.presses("Yes", on="Changed")
    assert [(await place_of(stage, meeting, seat)).place for seat in (joins, comes)] == ["none", "confirmed"]


async def test_who_said_online_has_a_seat_where_everybody_is_online(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    """INV-30: as many as take part must be allowed."""
    joins, comes = await member(stage, "Cen Yuke"), await member(stage, "Ines Duarte")
    meeting = await prepare(QUARTERLY, mode="hybrid", join_link="https://meet.example/q", capacity=1)
    await joins.presses("Online", on="You are invited")
    await comes.presses("Yes", on="You are invited")
    await begins(stage, organiser, meeting, PART)
    await organiser.fills(NO_PLACE)
    await organiser.submits()
    assert "2 places are taken already" in str(organiser.errors["capacity"])
    assert (await today(stage, meeting)).mode == "hybrid"
    await organiser.fills({"Seats": "2"})
    await organiser.submits()
    assert (await today(stage, meeting)).taken == 2
    assert "You said Yes" in joins.sees("Changed: Quarterly meeting").text
    await joins.presses("Yes", on="Changed")
    assert (await place_of(stage, meeting, joins)).place == "confirmed"


async def test_who_said_online_is_asked_again_where_nobody_can_join_online(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    joins, comes = await member(stage, "Cen Yuke"), await member(stage, "Ines Duarte")
    meeting = await prepare(QUARTERLY, mode="hybrid", join_link="https://meet.example/q")
    await joins.presses("Online", on="You are invited")
    await comes.presses("Yes", on="You are invited")
    await edits(stage, organiser, meeting, PART, {"Link for joining online": ""})
    card = next(m for m in stage.platforms["discord"].messages if m.channel == "meetings")
    assert "Yes: 1; Unsure: 0; No: 0" in card.text
    assert "Please say whether you come" in joins.sees("Changed: Quarterly meeting").text
    assert "Please say if this changes your answer" in comes.sees("Changed: Quarterly meeting").text
    await days_pass(stage, 102)
    assert (heard(joins, "still missing"), heard(joins, "Reminder")) == (4, 0)
    assert (heard(comes, "still missing"), heard(comes, "Reminder")) == (0, 3)


async def test_who_said_online_and_can_answer_no_more_is_told_whom_to_write_to(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    joins = await member(stage, "Cen Yuke")
    closes = datetime.fromisoformat("2027-03-03T15:59:59+00:00")
    meeting = await prepare(QUARTERLY, mode="hybrid", join_link="https://meet.example/q", answer_by=closes)
    await joins.presses("Online", on="You are invited")
    await stage.passes(days=5)
    await edits(stage, organiser, meeting, PART, {"Link for joining online": ""})
    assert "Answers have closed: please tell the organiser if you come" in joins.sees("Changed: Quarterly").text


async def test_of_what_is_online_now_no_place_is_said(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    comes = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY, venue=api.Venue("XJTLU", "Room 3", "Suzhou"))
    await edits(stage, organiser, meeting, PART, {**LINK, **NO_PLACE})
    told = comes.sees("Changed: Quarterly meeting").text
    assert "How: formerly in person; now online" in told
    assert "Where" not in told


async def test_nothing_is_counted_for_the_kitchen_of_what_is_online_now(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    """And again where there is a room once more."""
    closes = datetime.fromisoformat("2027-06-03T15:59:59+00:00")
    both = {"mode": "hybrid", "join_link": "https://meet.example/q", "answer_by": closes}
    one = await prepare(QUARTERLY, **both)
    other = await prepare(QUARTERLY, title="Spring meeting", **both)
    for meeting in (one, other):
        await edits(stage, organiser, meeting, PART, NO_PLACE)
    await edits(stage, organiser, other, PART, {"Place": "XJTLU", "Room": "Room 3"})
    await days_pass(stage, 95)
    assert (heard(organiser, "Catering for Quarterly"), heard(organiser, "Catering for Spring")) == (0, 1)


@pytest.mark.parametrize(("kind", "typed", "mode"), [
    (QUARTERLY, {**LINK, **NO_PLACE}, "online"),
    (QUARTERLY, {"Room": "Room 5"}, "in_person"),
    (WEBINAR, {"Place": "XJTLU", "Room": "Room 3"}, "hybrid"),
    (WEBINAR, {"Place": "XJTLU", "Room": "Room 3", "Link for joining online": ""}, "in_person"),
])  # fmt: skip
async def test_how_people_meet_follows_from_what_stands_there(
    stage: Stage, prepare: Prepare, organiser: Seat, kind: dict[str, str], typed: dict[str, str], mode: str
) -> None:
    gathering = await prepare(kind)
    if kind is WEBINAR:
        async with stage.work() as ctx:
            found = await ctx.repository(api.Gatherings).get(gathering.id)
            assert found is not None
            place = api.Venue(typed["Place"], typed["Room"])
            await api.apply(ctx, found, found.placed(place, typed.get("Link for joining online", found.join_link), 0))
    else:
        await edits(stage, organiser, gathering, PART, typed)
    assert (await today(stage, gathering)).mode == mode


@pytest.mark.parametrize("typed", [NO_PLACE, {"Room": ""}, {"Place": ""}, {**LINK, "Room": ""}])
async def test_what_is_announced_always_says_where(
    stage: Stage, prepare: Prepare, organiser: Seat, typed: dict[str, str]
) -> None:
    meeting = await prepare(QUARTERLY)
    await begins(stage, organiser, meeting, PART)
    await organiser.fills(typed)
    await organiser.submits()
    assert set(organiser.errors) <= {"venue", "room"}
    assert organiser.errors
    after = await today(stage, meeting)
    assert (after.mode, after.venue) == ("in_person", meeting.venue)


async def test_a_plan_for_both_may_lack_one_of_them(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    meeting = await prepare(QUARTERLY, announced=False, mode="hybrid", venue=api.Venue())
    await edits(stage, organiser, meeting, PART, LINK)
    assert (await today(stage, meeting)).mode == "hybrid"
    organiser.sees("A place and a room are missing")
