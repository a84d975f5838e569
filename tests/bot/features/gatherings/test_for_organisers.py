"""What organisers find out about answers, and what they cannot set by mistake."""

import csv
import io

import pytest

from adapters.memory.adapter import Seat
from bot.features.gatherings import api
from tests.bot.features.gatherings.conftest import QUARTERLY, WEBINAR, Prepare, today
from tests.bot.features.gatherings.test_due import member, opens
from tests.support.stage import Stage


async def test_the_list_holds_everybody_with_what_was_said(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    """Annoyance 1: who comes, and whom to ask once more."""
    said = {"Cen Yuke": "Yes", "Ines Duarte": "Online", "Tova Berg": "Unsure", "Imre Kallas": "No"}
    seats = {name: await member(stage, name) for name in (*said, "Noor Haddad", "Shen Lan")}
    meeting = await prepare(QUARTERLY, mode="hybrid", join_link="https://meet.example/q", capacity=1)
    for name, answer in said.items():
        await seats[name].presses(answer, on="You are invited")
    await seats["Noor Haddad"].presses("Yes", on="You are invited")
    await opens(stage, organiser, f"gatherings.list:{meeting.id}")
    file = organiser.sees("The list of").files[0]
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[1:] == [
        ["Cen Yuke", "Yes", "1", ""], ["Ines Duarte", "Online", "", ""], ["Noor Haddad", "on the waiting list", "", ""],
        ["Tova Berg", "Unsure", "", ""], ["Imre Kallas", "No", "", ""], ["Luo Weilan", "no answer yet", "", ""],
        ["Shen Lan", "no answer yet", "", ""],
    ]  # fmt: skip


@pytest.mark.parametrize(("typed", "told"), [
    ("0", "At least 1, or leave it empty."), ("99999999999999999", "Please give a number from 1 to 100000."),
])  # fmt: skip
async def test_no_seats_at_all_is_not_no_limit(
    stage: Stage, prepare: Prepare, organiser: Seat, typed: str, told: str
) -> None:
    meeting = await prepare(QUARTERLY, capacity=20)
    await opens(stage, organiser, f"gatherings.change:{meeting.id}")
    await organiser.fills({"Seats": typed})
    await organiser.submits()
    assert str(organiser.errors["capacity"]) == told
    assert (await today(stage, meeting)).capacity == 20


async def test_everybody_leaves_by_a_button_that_says_what_is_left(stage: Stage, prepare: Prepare) -> None:
    has, waits = await member(stage, "Cen Yuke"), await member(stage, "Ines Duarte")
    await prepare(WEBINAR, capacity=1)
    await has.presses("Register", on="Assessment")
    await waits.presses("Join the waiting list", on="Assessment")
    assert "Cancel my place" in has.sees("You have 1 place").buttons
    line = waits.sees("on the waiting list").buttons
    assert "Leave the waiting list" in line
    assert "Cancel my place" not in line
    await has.presses("Cancel my place")
    assert "No, thank you" in waits.sees("A place is free for you").buttons
    await waits.presses("No, thank you", on="A place is free for you")
    waits.sees("You do not take part.")


async def test_who_is_unsure_can_keep_the_day_free(stage: Stage, prepare: Prepare) -> None:
    unsure = await member(stage, "Cen Yuke")
    await prepare(QUARTERLY)
    await unsure.presses("Unsure", on="You are invited")
    assert "Add to calendar" in unsure.sees("You said Unsure").buttons


async def test_a_tick_by_mistake_makes_nobody_a_guest(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    """INV-29: who was never invited cannot see it afterwards, and is missing from no list."""
    stranger = await member(stage, "Cen Yuke")
    event = await prepare(WEBINAR, access="invited")
    stage.clock.forward(event.starts_at - stage.clock.now())
    await stage.settles()
    await opens(stage, organiser, f"gatherings.check_in_name:{event.id}")
    await organiser.fills({"person": (await stage.record(stranger)).id})
    await organiser.submits()
    await organiser.picks("Cen Yuke")
    organiser.sees("0 of 0 are here")
    await opens(stage, stranger, f"gatherings.show:{event.id}")
    stranger.sees("There is nothing under that reference")
    async with stage.work() as ctx:
        assert (await ctx.repository(api.Gatherings).tally(event.id)).silent == 0
