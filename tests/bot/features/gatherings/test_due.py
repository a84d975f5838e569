"""Reminders, nudges, moved dates and cancellations: once each, to those concerned, never for what no longer holds."""

from datetime import UTC, datetime, timedelta

from adapters.memory.adapter import Seat
from bot.features.gatherings import api
from bot.features.gatherings.inviting import InviteNewMembers
from bot.interactions import Place, Press
from bot.outbox import new_id
from bot.people import People, Person, Role, RoleGrant
from bot.ports import MAIL
from tests.bot.features.gatherings.conftest import QUARTERLY, WEBINAR, Prepare
from tests.support.stage import Stage


async def member(stage: Stage, name: str, on: str = "slack", **more: str) -> Seat:
    return await stage.person(name, on, roles=(Role.MEMBER,), **more)


def heard(seat: Seat, words: str) -> int:
    """How many direct messages to that person say so."""
    return sum(words in m.text for m in seat.platform.messages if m.channel == f"@{seat.account.user}")


async def days_pass(stage: Stage, days: int) -> None:
    """An hour at a time where something is due, else in steps that miss nothing."""
    end = stage.clock.now() + timedelta(days=days)
    while stage.clock.now() < end:
        following = await stage.dispatcher.ledger.next_due(stage.clock.now())
        step = min(following or end, end) - stage.clock.now()
        await stage.passes(minutes=max(step.total_seconds() / 60, 0) + 1)


async def test_only_who_comes_is_reminded_and_only_who_is_silent_is_nudged(stage: Stage, prepare: Prepare) -> None:
    comes, declines, silent = [await member(stage, name) for name in ("Cen Yuke", "Ines Duarte", "Tova Berg")]
    await prepare(QUARTERLY)
    await comes.presses("Yes", on="You are invited")
    await declines.presses("No", on="You are invited")
    await days_pass(stage, 102)
    assert heard(comes, "Reminder: Quarterly meeting") == 3
    assert heard(comes, "Your answer is still missing") == 0
    assert heard(declines, "Reminder") == heard(declines, "still missing") == 0
    assert heard(silent, "Your answer is still missing") == 4
    assert heard(silent, "Reminder") == 0


async def test_somebody_on_two_platforms_is_asked_and_reminded_once(stage: Stage, prepare: Prepare) -> None:
    """Annoyance 16."""
    cen = await member(stage, "Cen Yuke")
    there = await stage.link(cen, "discord")
    await prepare(QUARTERLY)
    assert heard(cen, "You are invited") + heard(there, "You are invited") == 1
    await days_pass(stage, 102)
    assert heard(cen, "still missing") + heard(there, "still missing") == 4


async def test_a_moved_date_is_told_once_and_takes_its_reminders_along(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    comes, silent = await member(stage, "Cen Yuke"), await member(stage, "Ines Duarte", "discord")
    meeting = await prepare(QUARTERLY)
    await comes.presses("Yes", on="You are invited")
    await moves(stage, organiser, meeting.ref, "2027-06-17 15:00")
    assert heard(comes, "New time: Quarterly meeting") == heard(silent, "New time: Quarterly meeting") == 1
    before = heard(comes, "Reminder")
    await days_pass(stage, (datetime(2027, 6, 10, 12, tzinfo=UTC) - stage.clock.now()).days + 1)
    assert heard(comes, "Reminder") == before + 1, "a week before the new date, none for the old one"
    await days_pass(stage, 8)
    assert heard(comes, "Reminder") == before + 3


async def test_the_invitation_in_the_conversation_follows(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    """Annoyance 33: the old message does not go on telling the old date."""
    silent = await member(stage, "Cen Yuke", "discord")
    meeting = await prepare(QUARTERLY)
    await moves(stage, organiser, meeting.ref, "2027-06-17 15:00")
    assert "17 Jun 2027, 15:00" in silent.sees("You are invited").text
    await opens(stage, organiser, f"gatherings.cancel:{meeting.id}")
    await organiser.presses("Yes, cancel it")
    assert not any("You are invited" in message.text for message in silent.messages())


async def test_two_changes_in_a_row_are_told_once_with_the_last_state(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    """Annoyance 33."""
    comes = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY)
    stage.settling = False
    await moves(stage, organiser, meeting.ref, "2027-06-17 15:00")
    await moves(stage, organiser, meeting.ref, "2027-06-24 15:00")
    await stage.settles()
    assert heard(comes, "New time: Quarterly meeting") == 1


async def test_a_new_room_after_a_new_date_is_no_new_time(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    comes, declines = await member(stage, "Cen Yuke"), await member(stage, "Ines Duarte")
    meeting = await prepare(QUARTERLY)
    await comes.presses("Yes", on="You are invited")
    await declines.presses("No", on="You are invited")
    await moves(stage, organiser, meeting.ref, "2027-06-17 15:00")
    assert heard(declines, "New time") == 1, "another time may suit"
    await opens(stage, organiser, f"gatherings.change:{meeting.id}")
    await organiser.fills({"Room": "Room 5"})
    await organiser.submits()
    assert heard(comes, "New time") == heard(comes, "Changed: Quarterly meeting") == 1
    assert heard(declines, "Changed") == 0


async def test_who_becomes_a_member_later_is_asked_too(stage: Stage, prepare: Prepare) -> None:
    first = await member(stage, "Cen Yuke")
    await prepare(QUARTERLY)
    late = await member(stage, "Ines Duarte", "discord")
    await stage.passes(days=1)
    async with stage.work() as ctx:
        ctx.later(InviteNewMembers())
    await stage.settles()
    assert heard(late, "You are invited") == heard(first, "You are invited") == 1


async def test_an_old_question_does_not_cancel_what_was_changed_meanwhile(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    comes = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY)
    await opens(stage, organiser, f"gatherings.cancel:{meeting.id}")
    await moves(stage, organiser, meeting.ref, "2027-06-17 15:00")
    await organiser.presses("Yes, cancel it")
    assert heard(comes, "Cancelled: Quarterly") == 0
    await organiser.presses("Yes, cancel it", on="17 Jun")
    assert heard(comes, "Cancelled: Quarterly") == 1


async def test_a_cancelled_event_sends_no_reminder_that_was_due(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    comes = await member(stage, "Cen Yuke")
    event = await prepare(WEBINAR)
    await comes.presses("Register", on="Assessment")
    await opens(stage, organiser, f"gatherings.cancel:{event.id}")
    await organiser.presses("Yes, cancel it")
    assert heard(comes, "Cancelled: Assessment") == 1
    await days_pass(stage, 110)
    assert heard(comes, "Reminder") == 0
    card = next(m for m in stage.platforms["slack"].messages if m.channel == "announcements")
    assert "Cancelled. It does not take place." in card.text
    assert not card.buttons


async def test_by_mail_the_invitation_for_the_calendar_comes_along(stage: Stage, prepare: Prepare) -> None:
    post = await stage.post_office()
    async with stage.work() as ctx:
        shen = Person(
            new_id(),
            "Shen Keyi",
            email="shen@reedmarsh.example",
            zone="Asia/Shanghai",
            languages=("en",),
            email_confirmed=True,
        )
        await ctx.repository(People).add(shen, ctx.now)
        await ctx.repository(People).grant(shen.id, RoleGrant(Role.MEMBER, since=ctx.now))
    await prepare(QUARTERLY)
    mail = next(m for m in post.messages if m.channel == "shen@reedmarsh.example")
    assert "You are invited" in mail.text
    (file,) = mail.files
    assert file.media_type.startswith("text/calendar; method=REQUEST")
    assert b"DTSTART;TZID=Asia/Shanghai:20270610T140000" in file.content
    assert MAIL in stage.platforms


async def moves(stage: Stage, organiser: Seat, ref: str, to: str) -> None:
    async with stage.work() as ctx:
        found = await ctx.repository(api.Gatherings).by_ref(ref)
    assert found is not None
    await opens(stage, organiser, f"gatherings.move:{found.id}")
    await organiser.fills({"New date and time, local": to, "Time of which city": "Shanghai", "Length in minutes": "90"})
    await organiser.submits()
    await organiser.presses("Move it")


async def opens(stage: Stage, seat: Seat, payload: str) -> None:
    seat._show(await stage.app.handle(Press(seat.account, Place("slack", "T1", "x"), payload)), None)


async def test_who_is_no_member_any_more_hears_nothing_of_members_meetings(stage: Stage, prepare: Prepare) -> None:
    """INV-08, INV-40: being asked was for members; what stands in the conversation opens nothing more."""
    left = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY, mode="hybrid", join_link="https://meet.example/secret")
    await left.presses("Online", on="You are invited")
    async with stage.work() as ctx:
        await ctx.repository(People).revoke((await stage.me(left)).id, Role.MEMBER, "", ctx.now)
    await left.presses("Add to calendar", on="You said Online")
    left.sees("There is nothing under that reference")
    await days_pass(stage, 102)
    assert heard(left, "Reminder") == 0
    assert meeting.is_known
