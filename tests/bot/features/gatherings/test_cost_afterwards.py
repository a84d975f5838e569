"""What costs something only afterwards: nobody pays for what was said before that was known (INV-31)."""

import pytest

from adapters.memory.adapter import Seat
from bot.features.gatherings import api
from tests.bot.features.gatherings.conftest import QUARTERLY, WEBINAR, Prepare
from tests.bot.features.gatherings.test_due import heard, member, opens
from tests.bot.features.gatherings.test_editing import begins, edits
from tests.bot.features.gatherings.test_the_line import place_of
from tests.support.stage import Stage

COST = {"Cost": "CNY 80", "What is given back": "Nothing."}
PART = "Food and cost"


async def test_who_has_a_place_is_asked_and_keeps_it_meanwhile(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    comes, declines = await member(stage, "Cen Yuke"), await member(stage, "Ines Duarte")
    meeting = await prepare(QUARTERLY)
    await comes.presses("Yes", on="You are invited")
    await declines.presses("No", on="You are invited")
    await edits(stage, organiser, meeting, PART, COST)
    organiser.sees("1 of them is asked to accept the cost, and keeps the place meanwhile.")
    told = comes.sees("Changed: Quarterly meeting")
    assert "formerly nothing; now CNY 80" in told.text
    assert "It costs CNY 80 now. Do you accept that?" in told.text
    for shown in (told, comes.sees("Quarterly meeting\nYou said Yes")):
        assert shown.text.count("Given back if you give up your place: Nothing.") == 1
    assert (await place_of(stage, meeting, comes)).accepted == ""
    await opens(stage, organiser, f"gatherings.show:{meeting.id}")
    organiser.sees("cost not accepted yet: 1")
    await comes.presses("I accept this", on="Changed")
    after = await place_of(stage, meeting, comes)
    assert (after.place, after.accepted) == ("confirmed", "CNY 80\nNothing.")
    assert "Do you accept that" not in comes.sees("You said Yes").text
    assert heard(declines, "Do you accept that") == 0


async def test_who_said_online_is_asked_where_a_seat_is_online(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    joins = await member(stage, "Cen Yuke")
    both = {"mode": "hybrid", "join_link": "https://meet.example/q"}
    meeting = await prepare(QUARTERLY, cost=api.Cost("CNY 80", "Nothing."), **both)
    await joins.presses("Online", on="You are invited")
    await edits(stage, organiser, meeting, "Place, link, seats", {"Place": "", "Room": ""})
    organiser.sees("1 of them is asked to accept the cost, and keeps the place meanwhile.")
    assert "It costs CNY 80 now. Do you accept that?" in joins.sees("Changed: Quarterly meeting").text


async def test_a_higher_cost_is_another_one(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    comes = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY, cost=api.Cost("CNY 80", "Nothing."))
    await comes.presses("Yes", on="You are invited")
    await comes.presses("I accept this and want the place")
    await edits(stage, organiser, meeting, PART, {"Cost": "CNY 90"})
    await opens(stage, comes, f"gatherings.accept:{meeting.id}:yes:{api.Cost('CNY 80', 'Nothing.').mark}")
    assert (await place_of(stage, meeting, comes)).accepted == "CNY 80\nNothing.", "another text than is true today"
    comes.sees("Quarterly meeting costs CNY 90")
    await comes.presses("I accept this", on="costs CNY 90")
    assert (await place_of(stage, meeting, comes)).accepted == "CNY 90\nNothing."


async def test_who_waits_accepts_before_an_offered_place_is_taken(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    has, waits = await member(stage, "Cen Yuke"), await member(stage, "Ines Duarte")
    event = await prepare(WEBINAR, capacity=1)
    await has.presses("Register", on="Assessment")
    await waits.presses("Join the waiting list", on="Assessment")
    await begins(stage, organiser, event, "Cost and details")
    await organiser.fills(COST)
    await organiser.submits()
    await has.presses("Cancel my place", on="Changed")
    await waits.presses("Take the place", on="A place is free for you")
    assert (await place_of(stage, event, waits)).place == "offered"
    await waits.presses("I accept this and want the place")
    after = await place_of(stage, event, waits)
    assert (after.place, after.accepted) == ("confirmed", "CNY 80\nNothing.")


@pytest.mark.parametrize(("typed", "good"), [
    ("-5 beans", False), ("CNY -5", False), ("\u22125", False), ("CNY 100-200", True), ("CNY 100 - 200", True),
    ("5 beans", True), ("free-ish, about 3", True),
])  # fmt: skip
async def test_nothing_costs_less_than_nothing(
    stage: Stage, prepare: Prepare, organiser: Seat, typed: str, good: bool
) -> None:
    meeting = await prepare(QUARTERLY)
    await begins(stage, organiser, meeting, PART)
    await organiser.fills({**COST, "Cost": typed})
    await organiser.submits()
    assert ("cost" not in organiser.errors) == good
