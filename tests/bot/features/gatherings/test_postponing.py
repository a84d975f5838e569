"""Postponed: off for now, everybody told once, answers and places kept until there is a new date."""

from datetime import datetime, timedelta

import pytest

from adapters.memory.adapter import Seat
from bot.features.gatherings import api
from bot.features.gatherings.appointments import appointment
from bot.features.gatherings.notices import GatheringListing, enter
from bot.outbox import Limited
from tests.bot.features.gatherings.conftest import QUARTERLY, WEBINAR, Prepare, today
from tests.bot.features.gatherings.test_due import days_pass, heard, member, moves, opens
from tests.support.stage import Stage


async def postpones(stage: Stage, organiser: Seat, gathering: api.Gathering) -> None:
    await opens(stage, organiser, f"gatherings.show:{gathering.id}")
    await organiser.presses("Postpone", on=gathering.ref)
    await organiser.presses("Yes, postpone it")


async def test_everybody_concerned_is_told_once_and_nothing_reminds_of_the_old_date(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    comes, declines, silent = [await member(stage, name) for name in ("Cen Yuke", "Ines Duarte", "Tova Berg")]
    meeting = await prepare(QUARTERLY, answer_by=datetime.fromisoformat("2027-06-03T15:59:59+00:00"))
    await comes.presses("Yes", on="You are invited")
    await declines.presses("No", on="You are invited")
    await postpones(stage, organiser, meeting)
    organiser.sees("is postponed. Nothing reminds of it")
    await days_pass(stage, 120)
    for seat, times in ((comes, 1), (silent, 1), (declines, 0)):
        assert heard(seat, "Postponed: Quarterly meeting") == times
        assert heard(seat, "Reminder") == heard(seat, "still missing") == 0
    assert (await today(stage, meeting)).state == "postponed"


async def test_who_is_told_late_hears_of_it_although_words_were_changed_meanwhile(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    comes, discord = await member(stage, "Cen Yuke", "discord"), stage.platforms["discord"]
    meeting = await prepare(QUARTERLY)
    await comes.presses("Yes", on="You are invited")
    discord.broken.extend([Limited(timedelta(minutes=5))] * 6)
    await postpones(stage, organiser, meeting)
    assert heard(comes, "Postponed: Quarterly meeting") == 0
    before = await today(stage, meeting)
    async with stage.work() as ctx:
        await api.apply(ctx, before, before.change(title="Meeting of the quarter", join_link="https://example.org/2"))
    discord.broken.clear()
    await stage.passes(minutes=10)
    assert heard(comes, "Postponed: Meeting of the quarter") == 1


async def test_the_card_says_so_and_takes_no_answers(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    await postpones(stage, organiser, await prepare(WEBINAR))
    card = next(m for m in stage.platforms["discord"].messages if m.channel == "announcements")
    assert "Postponed. A new time will be announced." in card.text
    assert "It would have been" in card.text
    assert not card.buttons


async def test_answers_and_places_are_there_again_at_the_new_date(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    """The old date is over when the new one is set; everybody hears of it, also who could not come on the old one."""
    comes, declines = await member(stage, "Cen Yuke"), await member(stage, "Ines Duarte")
    meeting = await prepare(QUARTERLY, capacity=5)
    await comes.presses("Yes", on="You are invited")
    await declines.presses("No", on="You are invited")
    await postpones(stage, organiser, meeting)
    await days_pass(stage, 110)
    await organiser.types("/meeting list")
    organiser.sees("postponed")
    await moves(stage, organiser, meeting.ref, "2027-09-16 14:00")
    again = await today(stage, meeting)
    assert (again.state, again.taken) == ("announced", 1)
    assert heard(comes, "New time: Quarterly meeting") == heard(declines, "New time: Quarterly meeting") == 1
    assert "You said Yes" in comes.sees("New time").text
    before = heard(comes, "Reminder")
    await days_pass(stage, (again.starts_at - stage.clock.now()).days + 1)
    assert heard(comes, "Reminder") == before + 3


async def test_it_may_come_back_to_the_time_it_had(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    comes = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY)
    await comes.presses("Yes", on="You are invited")
    await postpones(stage, organiser, meeting)
    await moves(stage, organiser, meeting.ref, "2027-06-10 14:00")
    assert heard(comes, "New time: Quarterly meeting") == 1
    await days_pass(stage, 102)
    assert heard(comes, "Reminder") == 3


async def test_who_was_offered_a_place_is_offered_one_again_first(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    """INV-30: an offer that nobody can take does not lapse, and nobody overtakes."""
    has, first, second = [await member(stage, name) for name in ("Cen Yuke", "Ines Duarte", "Tova Berg")]
    event = await prepare(WEBINAR, capacity=1)
    for seat in (has, first, second):
        await seat.presses("Register" if seat is has else "Join the waiting list", on="Assessment")
    await has.presses("Cancel my place")
    assert heard(first, "A place is free: ") == 1
    await postpones(stage, organiser, event)
    await days_pass(stage, 10)
    assert heard(first, "A place is free: ") == heard(second, "A place is free: ") == 0
    await moves(stage, organiser, event.ref, "2027-09-16 14:00")
    assert (heard(first, "A place is free: "), heard(second, "A place is free")) == (1, 0)
    await first.presses("Take the place", on="A place is free: ")
    first.sees("You have 1 place")


async def test_a_place_can_be_given_up_while_nobody_knows_the_date(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    has, waits = await member(stage, "Cen Yuke"), await member(stage, "Ines Duarte")
    event = await prepare(WEBINAR, capacity=1)
    await has.presses("Register", on="Assessment")
    await waits.presses("Join the waiting list", on="Assessment")
    await postpones(stage, organiser, event)
    await days_pass(stage, 120)
    await has.types(f"/event show {event.ref}")
    await has.presses("Cancel my place", on="Postponed")
    assert heard(waits, "A place is free: ") == 0
    await moves(stage, organiser, event.ref, "2027-09-16 14:00")
    assert heard(waits, "A place is free: ") == 1


async def test_calendars_follow(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    """Taken out under the same UID with a later SEQUENCE, and back with a still later one; so is a platform's entry."""
    event = await prepare(WEBINAR, access="public")
    await postpones(stage, organiser, event)
    off = await today(stage, event)
    async with stage.work() as ctx:
        assert await enter(ctx, GatheringListing(event.id)) is None
        (shown,) = await api.public_appointments(ctx)
        assert (shown.status, shown.sequence) == ("cancelled", 1)
        assert shown.title == "已延期：Assessment without exams", "in the language of the network"
    await moves(stage, organiser, event.ref, "2027-09-16 14:00")
    again = await today(stage, event)
    async with stage.work() as ctx:
        made = appointment(again, ctx.reader, ctx.profile.slug, link=False)
        assert await enter(ctx, GatheringListing(event.id)) is not None
    assert (made.uid, made.status, made.sequence) == (shown.uid, "confirmed", 2)
    assert again.starts_at - off.starts_at > timedelta(days=90)


@pytest.mark.parametrize("days", [1, 120])
async def test_what_is_postponed_can_be_called_off(stage: Stage, prepare: Prepare, organiser: Seat, days: int) -> None:
    """Also when the old date is over: they wait for a new one."""
    comes = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY)
    await comes.presses("Yes", on="You are invited")
    await postpones(stage, organiser, meeting)
    await days_pass(stage, days)
    await opens(stage, organiser, f"gatherings.show:{meeting.id}")
    await organiser.presses("Cancel it", on="Postponed")
    await organiser.presses("Yes, cancel it")
    assert heard(comes, "Cancelled: Quarterly meeting") == 1
