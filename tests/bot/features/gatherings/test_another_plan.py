"""What a change of plan takes along: needs, deadlines, the end; and what stays unknown that never was announced."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapters.memory.adapter import Seat
from bot.drafts import Drafts
from bot.features.gatherings import api
from bot.features.gatherings.repository import Needs
from bot.people import Role
from tests.bot.features.gatherings.conftest import QUARTERLY, WEBINAR, Prepare, today
from tests.bot.features.gatherings.test_due import days_pass, heard, moves
from tests.support.stage import Stage


async def member(stage: Stage, name: str) -> Seat:
    return await stage.person(name, roles=(Role.MEMBER,))


async def replan(stage: Stage, meeting: api.Gathering, local: datetime, minutes: int, **more: datetime | None) -> None:
    async with stage.work() as ctx:
        before = await ctx.repository(api.Gatherings).get(meeting.id)
        assert before is not None
        until = more.get("answer_by", before.answer_by)
        await api.apply(ctx, before, before.move(local, before.zone, minutes, ctx.now, answer_by=until))
    await stage.settles()


async def call_off(stage: Stage, gathering: api.Gathering) -> None:
    async with stage.work() as ctx:
        before = await ctx.repository(api.Gatherings).get(gathering.id)
        assert before is not None
        await api.apply(ctx, before, replace(before.follow("cancel"), sequence=before.sequence + 1))
    await stage.settles()


async def test_needs_are_kept_until_after_the_new_date(stage: Stage, prepare: Prepare) -> None:
    """INV-35: gone some days after the event, and not before it."""
    cen = await stage.me(await member(stage, "Cen Yuke"))
    meeting = await prepare(QUARTERLY)
    async with stage.work() as ctx:
        told = Needs(meeting.id, cen.id, ("vegan",), "", "", "", False, meeting.ends_at + timedelta(days=14))
        await ctx.repository(api.Gatherings).save_needs(told)
    await replan(stage, meeting, datetime(2027, 9, 9, 14), 150)
    async with stage.work() as ctx:
        kept = await ctx.repository(api.Gatherings).needs(meeting.id, cen.id)
    assert kept is not None
    assert kept.delete_after == (await today(stage, meeting)).ends_at + timedelta(days=14)


async def test_what_nobody_had_seen_or_what_is_longer_alone_was_not_moved(stage: Stage, prepare: Prepare) -> None:
    cen = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY, announced=False, local=datetime(2027, 6, 3, 14))
    await replan(stage, meeting, datetime(2027, 6, 10, 14), 150)
    planned = await today(stage, meeting)
    async with stage.work() as ctx:
        await api.announce(ctx, planned)
    await stage.settles()
    assert "Moved from" not in cen.sees("You are invited: Quarterly meeting").text
    await replan(stage, meeting, planned.local, 400)
    assert "Moved from" not in cen.sees("You are invited: Quarterly meeting").text
    await replan(stage, meeting, datetime(2027, 6, 17, 14), 400)
    assert "Moved from Thu 10 Jun 2027, 14:00" in cen.sees("You are invited: Quarterly meeting").text


async def test_a_meeting_that_is_made_longer_ends_later(stage: Stage, prepare: Prepare) -> None:
    meeting = await prepare(QUARTERLY)
    await replan(stage, meeting, meeting.local, 400)
    await days_pass(stage, 100)
    stage.clock.forward(meeting.ends_at + timedelta(minutes=5) - stage.clock.now())
    await stage.settles()
    assert (await today(stage, meeting)).state == "in_session"


async def test_a_later_deadline_is_asked_for_anew(stage: Stage, prepare: Prepare) -> None:
    """Annoyance 1: nudges go before the day on which answers close, whichever it is."""
    silent = await member(stage, "Ines Duarte")
    first = datetime.fromisoformat("2027-03-20T15:59:59+00:00")
    meeting = await prepare(QUARTERLY, answer_by=first)
    await days_pass(stage, 19)
    before = heard(silent, "still missing")
    await replan(stage, meeting, meeting.local, meeting.minutes, answer_by=first + timedelta(days=60))
    await days_pass(stage, 61)
    assert heard(silent, "still missing") - before == 4


@pytest.mark.parametrize("access", ["invited", "public"])
async def test_what_was_never_announced_is_called_off_in_silence(stage: Stage, prepare: Prepare, access: str) -> None:
    """INV-29."""
    seat = await member(stage, "Cen Yuke")
    event = await prepare(WEBINAR, announced=False, access=access)
    async with stage.work() as ctx:
        await api.invite(ctx, event, ((await stage.me(seat)).id,))
    await call_off(stage, event)
    assert heard(seat, "Cancelled") == 0
    async with stage.work() as ctx:
        assert await api.public_appointments(ctx) == ()
    await seat.types(f"/event show {event.ref}")
    seat.sees("There is nothing under that reference")


async def test_a_deadline_that_would_be_over_by_the_new_date_is_left_out(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    """Who hears of the new date must be able to answer."""
    comes = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY, answer_by=datetime.fromisoformat("2027-05-20T15:59:59+00:00"))
    await moves(stage, organiser, meeting.ref, "2027-03-10 14:00")
    await comes.presses("No", on="New time")
    comes.sees("You said No")


async def test_the_kitchen_hears_of_who_gives_up_the_place_after_the_count(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    """Annoyance 2: after the deadline the organiser gets the difference."""
    stays, leaves = await member(stage, "Cen Yuke"), await member(stage, "Ines Duarte")
    meeting = await prepare(QUARTERLY, answer_by=datetime.fromisoformat("2027-06-03T15:59:59+00:00"))
    for seat in (stays, leaves):
        await seat.presses("Yes", on="You are invited")
    async with stage.work() as ctx:
        needs = Needs(meeting.id, (await stage.me(leaves)).id, ("halal",), "", "", "", False, meeting.ends_at)
        await ctx.repository(api.Gatherings).save_needs(needs)
    await days_pass(stage, 97)
    assert heard(organiser, "Heads: 2") == 1
    await leaves.presses("No", on="You said")
    told = organiser.sees("Changed")
    assert "-1 people" in told.text
    assert "-1 halal" in told.text
    assert "Heads: 1" in told.text


async def test_looking_at_the_own_needs_leaves_no_copy_of_them(stage: Stage, prepare: Prepare) -> None:
    """INV-35: nothing of them is kept elsewhere, for other days."""
    cen = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY)
    await cen.presses("Yes", on="You are invited")
    async with stage.work() as ctx:
        told = Needs(meeting.id, (await stage.me(cen)).id, ("halal",), "", "", "", False, meeting.ends_at)
        await ctx.repository(api.Gatherings).save_needs(told)
    await cen.presses("My needs")
    form = cen.form
    assert form is not None
    assert {field.key: field.value for field in form.fields}["diet"] == ("halal",)
    async with stage.work() as ctx:
        draft = await ctx.repository(Drafts).get(form.draft)
    assert draft is not None
    assert not draft.values
