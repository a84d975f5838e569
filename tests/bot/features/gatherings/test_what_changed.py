"""A word about a change says what was before, why it is off, and by an old link why nothing is asked any more."""

from datetime import datetime

from adapters.memory.adapter import Seat
from bot.features.gatherings import api
from bot.features.gatherings.notices import Invitation, Nudge
from bot.features.gatherings.views.examples import EXAMPLES
from bot.i18n import Reader
from bot.interactions import Account, Place, Visit
from bot.outbox import Notice
from bot.people import People, Person, Role, RoleGrant
from bot.ports import MAIL
from bot.ui.blocks import Buttons, Paragraph
from bot.ui.replies import Ephemeral
from tests.bot.features.gatherings.conftest import QUARTERLY, Prepare, today
from tests.bot.features.gatherings.test_due import heard, member, moves, opens
from tests.bot.features.gatherings.test_editing import edits
from tests.support.stage import Stage

SHEN = Person("P4", "Shen Keyi", email="shen@reedmarsh.example", languages=("en",), zone="Asia/Shanghai")


async def test_the_old_title_stands_beside_the_new_one(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    comes = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY)
    await edits(stage, organiser, meeting, "Title and text", {"Title": "Spring meeting"})
    assert "Title: formerly Quarterly meeting; now Spring meeting" in comes.sees("Changed: Spring meeting").text


async def test_the_old_place_stands_beside_the_new_one(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    comes = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY)
    await edits(stage, organiser, meeting, "Place, link, seats", {"Room": "Room 5"})
    told = comes.sees("Changed: Quarterly meeting").text
    assert "Where: formerly XJTLU, Room 3; now XJTLU, Room 5" in told
    assert "Title: formerly" not in told


async def test_who_waits_reads_the_turn_in_the_line(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    has, first, second = [await member(stage, name) for name in ("Cen Yuke", "Ines Duarte", "Tova Berg")]
    meeting = await prepare(QUARTERLY, capacity=1)
    for seat in (has, first, second):
        await seat.presses("Yes", on="You are invited")
    await edits(stage, organiser, meeting, "Title and text", {"Title": "Spring meeting"})
    assert "You are the first on the waiting list" in first.sees("Changed: Spring meeting").text
    assert "1 person is before you" in second.sees("Changed: Spring meeting").text


async def test_another_length_is_read_back_and_told(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    comes = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY)
    await opens(stage, organiser, f"gatherings.move:{meeting.id}")
    await organiser.fills({"New date and time, local": "2027-06-17 14:00", "Length in minutes": "60"})
    await organiser.submits()
    assert "formerly 2 hours 30 minutes; now 1 hour" in organiser.sees("Move Quarterly meeting?").text
    await organiser.presses("Move it")
    told = comes.sees("New time: Quarterly meeting").text
    assert "How long: formerly 2 hours 30 minutes; now 1 hour" in told
    assert "When: formerly Thu 10 Jun 2027" in told


async def test_the_reason_reaches_who_is_told_and_stands_on_the_card(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    comes = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY)
    await comes.presses("Yes", on="You are invited")
    await opens(stage, organiser, f"gatherings.postpone:{meeting.id}")
    await organiser.presses("With a reason …")
    await organiser.fills({"Why": "The hall is flooded."})
    await organiser.submits()
    organiser.sees("is postponed")
    assert "The hall is flooded." in comes.sees("Postponed: Quarterly meeting").text
    card = next(m for m in stage.platforms["discord"].messages if m.channel == "meetings")
    assert "The hall is flooded." in card.text
    await moves(stage, organiser, meeting.ref, "2027-07-01 14:00")
    assert (await today(stage, meeting)).why == ""
    await opens(stage, organiser, f"gatherings.cancel:{meeting.id}")
    await organiser.presses("With a reason …", on="Cancel Quarterly meeting?")
    await organiser.fills({"Why": "Too few can come."})
    await organiser.submits()
    assert "Too few can come." in comes.sees("Cancelled: Quarterly meeting").text
    assert heard(comes, "The hall is flooded.") == 1


async def test_a_form_that_is_sent_after_a_change_is_asked_anew(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    meeting = await prepare(QUARTERLY)
    await opens(stage, organiser, f"gatherings.cancel:{meeting.id}")
    await organiser.presses("With a reason …")
    form = organiser.form
    await edits(stage, organiser, meeting, "Place, link, seats", {"Room": "Room 5"})
    organiser.form = form
    await organiser.fills({"Why": "The hall is flooded."})
    await organiser.submits()
    assert (await today(stage, meeting)).state == "announced"
    assert "changed meanwhile" in str(organiser.errors["why"])
    await organiser.submits()
    after = await today(stage, meeting)
    assert (after.state, after.why) == ("cancelled", "The hall is flooded."), "what was typed is not lost"


async def test_who_never_answered_is_not_told_of_an_answer(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    silent = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY)
    await opens(stage, organiser, f"gatherings.postpone:{meeting.id}")
    await organiser.presses("Yes, postpone it")
    assert "Your answer is kept" not in silent.sees("Postponed: Quarterly meeting").text


async def test_what_is_cancelled_is_not_called_over_and_counts_no_seats(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    meeting = await prepare(QUARTERLY, capacity=20)
    await opens(stage, organiser, f"gatherings.postpone:{meeting.id}")
    await organiser.presses("Yes, postpone it")
    await opens(stage, organiser, f"gatherings.cancel:{meeting.id}")
    await organiser.presses("Yes, cancel it")
    await organiser.presses("Set a new date", on="is postponed")
    organiser.sees("Quarterly meeting is cancelled: nothing about it can be changed.")
    card = next(m for m in stage.platforms["discord"].messages if m.channel == "meetings")
    assert "left of" not in card.text


async def follows(stage: Stage, notice: Notice) -> str:
    visit = Visit(Account(MAIL, MAIL, SHEN.id), Place(MAIL, MAIL, SHEN.id, is_direct=True), notice.key, notice.dump())
    answer = await stage.app.handle(visit)
    assert isinstance(answer.reply, Ephemeral)
    said = [block.text for block in answer.reply.view.blocks if isinstance(block, Paragraph)]
    return " ".join(answer.reader.plain(text) for text in said)


async def test_an_old_link_says_why_nothing_is_asked_any_more(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    async with stage.work() as ctx:
        await ctx.repository(People).add(SHEN, ctx.now)
        await ctx.repository(People).grant(SHEN.id, RoleGrant(Role.MEMBER, since=ctx.now))
    closes = datetime.fromisoformat("2027-06-03T15:59:59+00:00")
    meeting = await prepare(QUARTERLY, answer_by=closes)
    nudge = Nudge(meeting.id, meeting.starts_at.isoformat())
    assert "Do you come to Quarterly meeting" in await follows(stage, nudge)
    await stage.passes(days=(closes - stage.clock.now()).days + 1)
    assert "Answers to Quarterly meeting closed on Thu 3 Jun 2027" in await follows(stage, nudge)
    await opens(stage, organiser, f"gatherings.cancel:{meeting.id}")
    await organiser.presses("Yes, cancel it")
    for notice in (nudge, Invitation(meeting.id)):
        assert "Quarterly meeting is cancelled." in await follows(stage, notice)
    assert "settled" in await follows(stage, Nudge("of another network", ""))


async def test_only_who_has_no_chat_runs_a_gathering_from_a_mail(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    """Mails are passed on, and whoever has this one could change the gathering."""
    meeting = await prepare(QUARTERLY)
    async with stage.work() as ctx:
        people = ctx.repository(People)
        await people.add(SHEN, ctx.now)
        await people.grant(SHEN.id, RoleGrant(Role.SECRETARIAT, since=ctx.now))
        chatting = await people.recognise(organiser.account, ctx.now)
    assert chatting is not None
    assert "For organisers" in await buttons_of(stage, SHEN.id, Invitation(meeting.id))
    assert "For organisers" not in await buttons_of(stage, chatting.id, Invitation(meeting.id))


async def buttons_of(stage: Stage, person: str, notice: Notice) -> list[str]:
    visit = Visit(Account(MAIL, MAIL, person), Place(MAIL, MAIL, person, is_direct=True), notice.key, notice.dump())
    answer = await stage.app.handle(visit)
    assert isinstance(answer.reply, Ephemeral)
    rows = (block.items for block in answer.reply.view.blocks if isinstance(block, Buttons))
    return [answer.reader.plain(button.label) for row in rows for button in row]


async def test_a_move_is_said_although_another_change_overtakes_the_message(stage: Stage, prepare: Prepare) -> None:
    """Also to who said no: another time may suit."""
    comes, declines = await member(stage, "Cen Yuke"), await member(stage, "Ines Duarte")
    meeting = await prepare(QUARTERLY)
    await declines.presses("No", on="You are invited")
    meeting = await today(stage, meeting)
    async with stage.work() as ctx:
        moved = meeting.move(datetime(2027, 6, 11, 14), meeting.zone, 150, ctx.now, answer_by=None)
        moved = await api.apply(ctx, meeting, moved)
    async with stage.work() as ctx:
        await api.apply(ctx, moved, moved.change(title="Spring meeting"))
    await stage.settles()
    told = comes.sees("New time: Spring meeting").text
    assert "When: formerly Thu 10 Jun 2027, 14:00" in told
    assert "Title: formerly Quarterly meeting; now Spring meeting" in told
    assert heard(comes, "Spring meeting") == heard(declines, "New time: Spring meeting") + 1 == 2


async def test_another_link_is_told_also_when_it_has_begun(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    """Most of all then: the old one does not work."""
    comes = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY, mode="hybrid", join_link="https://meet.example/old")
    await comes.presses("Online", on="You are invited")
    await stage.passes(minutes=(meeting.starts_at - stage.clock.now()).total_seconds() / 60 + 5)
    assert (await today(stage, meeting)).state == "in_session"
    await opens(stage, organiser, f"gatherings.change:{meeting.id}")
    await organiser.fills({"Link for joining online": "https://meet.example/new"})
    await organiser.submits()
    organiser.sees("people are being told")
    told = comes.sees("Changed: Quarterly meeting").text
    assert "https://meet.example/new" in told
    assert "changes your answer" not in told


async def test_a_time_nobody_was_told_is_not_named(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    comes = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY)
    stage.settling = False
    await moves(stage, organiser, meeting.ref, "2027-06-17 15:00")
    await moves(stage, organiser, meeting.ref, "2027-06-24 15:00")
    stage.settling = True
    await stage.settles()
    assert "When: formerly Thu 10 Jun 2027, 14:00" in comes.sees("New time: Quarterly meeting").text
    await moves(stage, organiser, meeting.ref, "2027-07-01 15:00")
    assert "When: formerly Thu 24 Jun 2027, 15:00" in comes.sees("1 Jul 2027").text, "what was told is known"


async def test_what_is_back_before_anybody_heard_is_no_new_time(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    comes, declines = await member(stage, "Cen Yuke"), await member(stage, "Ines Duarte")
    meeting = await prepare(QUARTERLY)
    await declines.presses("No", on="You are invited")
    stage.settling = False
    await moves(stage, organiser, meeting.ref, "2027-06-17 15:00")
    await moves(stage, organiser, meeting.ref, "2027-06-10 14:00")
    await stage.settles()
    assert heard(comes, "New time") == heard(declines, "New time") == 0
    assert "When: formerly" not in comes.sees("Changed: Quarterly meeting").text


async def test_words_changed_while_there_is_no_date_are_said_with_the_new_one(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    comes = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY)
    await opens(stage, organiser, f"gatherings.postpone:{meeting.id}")
    await organiser.presses("Yes, postpone it")
    off = await today(stage, meeting)
    async with stage.work() as ctx:
        await api.apply(ctx, off, off.change(title="Spring meeting"))
    await moves(stage, organiser, meeting.ref, "2027-07-01 15:00")
    told = comes.sees("New time: Spring meeting").text
    assert "Title: formerly Quarterly meeting; now Spring meeting" in told
    assert "When: formerly Thu 10 Jun 2027, 14:00" in told


def test_the_subject_of_a_letter_says_which_of_many_meetings_it_is_about() -> None:
    """Quarterly meetings are all called alike."""
    reader = Reader("en", "Asia/Shanghai")
    assert reader.plain(EXAMPLES["changed"].summary).startswith("Changed: Quarterly meeting, Thu 11 Mar 2027, 14:00")
    assert reader.plain(EXAMPLES["called_off"].summary).startswith("Cancelled: Quarterly meeting, Thu 11 Mar 2027")
    assert reader.plain(EXAMPLES["postponed"].summary) == "Postponed: Quarterly meeting", "no time that is none"
