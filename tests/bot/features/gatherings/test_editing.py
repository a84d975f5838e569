"""The words of what is announced already: cards follow, people hear of what matters to them, nobody's edit is lost."""

from collections.abc import Mapping

import pytest

from adapters.memory.adapter import Seat
from bot.features.gatherings import api
from bot.features.gatherings.notices import GatheringListing, enter
from bot.people import Role
from tests.bot.features.gatherings.conftest import QUARTERLY, WEBINAR, Prepare, today
from tests.bot.features.gatherings.test_due import heard, member, opens
from tests.support.stage import Stage


async def edits(stage: Stage, seat: Seat, gathering: api.Gathering, part: str, typed: Mapping[str, str]) -> None:
    await begins(stage, seat, gathering, part)
    await seat.fills(typed)
    await seat.submits()
    assert not seat.errors, seat.errors


async def begins(stage: Stage, seat: Seat, gathering: api.Gathering, part: str) -> None:
    await opens(stage, seat, f"gatherings.show:{gathering.id}")
    if gathering.is_meeting:
        await seat.presses(part, on=gathering.ref)
    else:
        await seat.picks(part)


async def test_a_new_title_reaches_cards_calendars_and_who_comes(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    comes, declines = await member(stage, "Cen Yuke"), await member(stage, "Ines Duarte")
    meeting = await prepare(QUARTERLY)
    await comes.presses("Yes", on="You are invited")
    await declines.presses("No", on="You are invited")
    await edits(stage, organiser, meeting, "Title and text", {"Title": "Spring meeting"})
    assert heard(comes, "Changed: Spring meeting") == 1
    assert heard(declines, "Changed") == 0
    organiser.sees("2 people are being told")
    for platform in stage.platforms.values():
        card = next(m for m in platform.messages if m.channel == "meetings")
        assert "Spring meeting" in card.text
    assert (await today(stage, meeting)).sequence == 1
    async with stage.work() as ctx:
        entry = await enter(ctx, GatheringListing(meeting.id))
    assert entry is not None
    assert entry.title == "Spring meeting"


async def test_another_text_is_shown_without_a_message_and_told_when_the_organiser_wants_it(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    comes = await member(stage, "Cen Yuke")
    event = await prepare(WEBINAR)
    await comes.presses("Register", on="Assessment")
    await edits(stage, organiser, event, "What it is", {"What it is about": "What schools do instead."})
    card = next(m for m in stage.platforms["discord"].messages if m.channel == "announcements")
    assert "What schools do instead." in card.text
    assert heard(comes, "Changed") == 0
    button = organiser.messages()[-1].buttons["Tell participants of the change"]
    await organiser.presses("Tell participants of the change")
    assert heard(comes, "Changed: Assessment without exams") == 1
    await opens(stage, organiser, button)
    organiser.sees("They have been told meanwhile")
    assert heard(comes, "Changed: Assessment without exams") == 1


async def test_another_cost_is_told(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    """INV-31: nobody finds out at the door."""
    comes = await member(stage, "Cen Yuke")
    event = await prepare(WEBINAR)
    await comes.presses("Register", on="Assessment")
    await begins(stage, organiser, event, "Cost and details")
    await organiser.fills({"Cost": "CNY 200"})
    await organiser.submits()
    assert "refund" in organiser.errors
    await organiser.fills({"Cost": "CNY 200", "What is given back": "All of it."})
    await organiser.submits()
    assert "CNY 200" in comes.sees("Changed: Assessment").text
    assert (await today(stage, event)).cost == api.Cost("CNY 200", "All of it.")


@pytest.mark.parametrize(("kind", "part"), [(QUARTERLY, "Title and text"), (WEBINAR, "What it is")])
async def test_two_people_edit_at_a_time(
    stage: Stage, prepare: Prepare, organiser: Seat, kind: dict[str, str], part: str
) -> None:
    """Who was slower is told what stands there now; what was typed is kept, and goes through when sent again."""
    other = await stage.person("Tova Berg", "discord", roles=(Role.SECRETARIAT,))
    gathering = await prepare(kind)
    await begins(stage, organiser, gathering, part)
    await edits(stage, other, gathering, part, {"Title": "Her title", "What it is about": "Her text"})
    await organiser.fills({"Title": "My title"})
    await organiser.submits()
    assert "Her title" in str(organiser.errors["title"])
    assert (await today(stage, gathering)).title == "Her title"
    form = organiser.form
    assert form is not None
    assert {field.key: field.value for field in form.fields}["title"] == "My title"
    await organiser.submits()
    after = await today(stage, gathering)
    assert (after.title, after.abstract) == ("My title", "Her text")


async def test_place_and_link_do_not_undo_each_other(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    other = await stage.person("Tova Berg", "discord", roles=(Role.SECRETARIAT,))
    meeting = await prepare(QUARTERLY)
    await begins(stage, organiser, meeting, "Place, link, seats")
    await edits(stage, other, meeting, "Place, link, seats", {"Room": "Room 5"})
    await organiser.fills({"Seats": "40"})
    await organiser.submits()
    after = await today(stage, meeting)
    assert (after.venue.room, after.capacity) == ("Room 5", 40)


async def test_food_and_cost_of_a_meeting(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    comes = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY, refreshments="provided_by_centre")
    await edits(stage, organiser, meeting, "Food and cost", {"Cost": "CNY 80", "What is given back": "Nothing."})
    assert (await today(stage, meeting)).refreshments == "provided_by_centre"
    await comes.presses("Yes", on="You are invited")
    assert "CNY 80" in comes.sees("Quarterly meeting costs CNY 80").text
    await comes.presses("I accept this and want the place")
    comes.sees("You said Yes")


async def test_what_is_over_keeps_its_words(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    meeting = await prepare(QUARTERLY)
    await begins(stage, organiser, meeting, "Title and text")
    await opens(stage, organiser, f"gatherings.cancel:{meeting.id}")
    form = organiser.form
    await organiser.presses("Yes, cancel it")
    organiser.form = form
    await organiser.fills({"Title": "Too late"})
    await organiser.submits()
    assert (await today(stage, meeting)).title == "Quarterly meeting"
    organiser.sees("nothing about it can be changed")
