"""The check-list before, the door, and what comes after: links, feedback without names, and a note to print."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.memory.adapter import Seat
from bot.features.events import api
from bot.features.events.repository import Events
from bot.features.gatherings import api as gatherings
from bot.i18n import Reader
from bot.people import People, Role
from bot.profile import Profile
from config.profiles import load
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger
from tests.bot.features.events.conftest import Plan, does, heard, member, publish, today, walk
from tests.bot.features.events.test_speakers import agrees, asks, id_of
from tests.support.stage import Stage


async def until(stage: Stage, event: gatherings.Gathering, **after: float) -> None:
    """Let the time come, with everything that is due on the way."""
    end = event.starts_at + timedelta(**after)
    while stage.clock.now() < end:
        following = await stage.dispatcher.ledger.next_due(stage.clock.now())
        step = min(following or end, end) - stage.clock.now()
        await stage.passes(minutes=max(step.total_seconds() / 60, 0) + 0.05)


async def test_the_check_list_happens_by_itself_and_the_link_reaches_participants_only(
    stage: Stage, organiser: Seat, plan: Plan
) -> None:
    """2.3.8, INV-40: everything that was posted anywhere is looked at."""
    ines, cen, tova = [await member(stage, name) for name in ("Ines Duarte", "Cen Yuke", "Tova Berg")]
    event = await plan(capacity="1")
    await asks(stage, organiser, event, person=await id_of(stage, ines))
    await agrees(ines)
    await publish(stage, organiser, event)
    await cen.presses("Register")
    await tova.presses("Join the waiting list")
    await until(stage, event, minutes=-1)
    assert heard(ines, "You speak soon") == 1
    assert heard(organiser, "A trial run") == heard(ines, "A trial run") == 1
    assert heard(ines, "in a week") == 0, "told after a pause it may be less"
    (*_, last) = (m for m in organiser.messages() if "Reminder: you organise" in m.text)
    assert "Answer by" not in last.text
    assert heard(cen, "Reminder: Assessment") == 3
    assert heard(tova, "Reminder") == 0, "who waits is not reminded of what may not be (peers 24)"
    assert heard(cen, "The room is open") == heard(ines, "The room is open") == 1
    assert heard(tova, "The room is open") == 0
    questions = [m for m in stage.platforms["slack"].messages if "What would you like to ask?" in m.text]
    assert [m.channel for m in questions] == ["announcements"]
    allowed = {f"@{seat.account.user}" for seat in (cen, ines, organiser)}
    for platform in stage.platforms.values():
        for message in platform.messages:
            if "meet.example" in str(message):
                assert message.channel in allowed or message.private_to in {u[1:] for u in allowed}, message
    async with stage.work() as ctx:
        for appointment in await gatherings.public_appointments(ctx):
            assert "meet.example" not in str(appointment)


async def test_questions_reach_the_moderator(stage: Stage, organiser: Seat, plan: Plan) -> None:
    cen = await member(stage, "Cen Yuke")
    event = await plan()
    await publish(stage, organiser, event)
    await until(stage, event, hours=-23)
    await cen.presses("Ask the speakers")
    await cen.fills({"Your question": "And what do parents say?"})
    await cen.submits()
    await does(stage, organiser, f"events.questions:{event.id}")
    assert "And what do parents say?" in organiser.sees("Questions for").text
    await does(stage, cen, f"events.questions:{event.id}")
    cen.sees("That is for its organisers")


async def test_recording_feedback_and_the_note(stage: Stage, organiser: Seat, plan: Plan) -> None:
    cen, tova, late = [await member(stage, name) for name in ("Cen Yuke", "Tova Berg", "Noor Haddad")]
    event = await plan(capacity="")
    await publish(stage, organiser, event)
    for seat in (cen, tova):
        await seat.presses("Register")
    await until(stage, event, minutes=10)
    await does(stage, organiser, f"events.check_in:{event.id}")
    await organiser.picks("Cen Yuke")
    await until(stage, event, hours=3)
    assert (await today(stage, event)).state == "follow_up"
    assert heard(cen, "How was it?") == 1
    assert heard(tova, "How was it?") == 0, "who was not there is not asked"
    await cen.presses("Note of attendance")
    note = cen.messages()[-1].files[0].content.decode()
    assert "Cen Yuke took part" in note
    assert "Assessment without exams" in note
    await cen.presses("Feedback")
    await cen.fills({"score": "5: excellent", "text": "More of this."})
    await cen.submits()
    for stranger in (late,):
        await does(stage, stranger, f"events.feedback:{event.id}")
        stranger.sees("Feedback is for those who took part")
        await does(stage, stranger, f"events.note:{event.id}")
        stranger.sees("A note needs that you were checked in")
    await does(stage, organiser, f"events.show_feedback:{event.id}")
    few = organiser.sees("1 answer so far.").text
    assert "More of this." not in few, "one answer without a name has a face"
    assert "of 5" not in few
    await organiser.types(f"/event recording {event.ref}")
    await organiser.fills({"slides": "https://slides.example/1"})
    await organiser.submits()
    assert (heard(cen, "To read again"), heard(cen, "To watch again")) == (1, 0)
    await organiser.types(f"/event recording {event.ref}")
    await organiser.fills({"recording": "https://video.example/1"})
    await organiser.submits()
    assert heard(cen, "To watch again") == 1
    assert heard(late, "To watch again") == 0
    assert not any("video.example" in str(m) for m in stage.platforms["slack"].messages if m.channel == "announcements")
    await organiser.types(f"/event recording {event.ref}")
    await organiser.submits()
    assert heard(cen, "To watch again") == 1, "told once"
    await until(stage, event, days=9)
    assert heard(organiser, "Looking back") == 1
    assert (await today(stage, event)).state == "archived"


async def test_feedback_is_read_from_three_answers_on_and_the_own_can_be_replaced(
    stage: Stage, organiser: Seat, plan: Plan
) -> None:
    people = [await member(stage, name) for name in ("Cen Yuke", "Tova Berg", "Noor Haddad")]
    event = await plan(capacity="")
    await publish(stage, organiser, event)
    for seat in people:
        await seat.presses("Register")
    await until(stage, event, hours=3)
    for number, seat in enumerate(people, 3):
        await does(stage, seat, f"events.feedback:{event.id}")
        assert seat.form is not None
        assert "once there are 3 answers" in Reader().plain(seat.form.intro)
        await seat.fills({"score": str(number), "text": f"Voice {number}."})
        await seat.submits()
    await does(stage, people[0], f"events.feedback:{event.id}")
    again = people[0].form
    assert again is not None
    assert "takes its place" in Reader().plain(again.intro)
    assert [field.value for field in again.fields] == ["3", "Voice 3."]
    await people[0].fills({"text": "Voice three."})
    await people[0].submits()
    await does(stage, organiser, f"events.show_feedback:{event.id}")
    summary = organiser.sees("Feedback on").text
    assert "4.0 of 5, from 3 answers" in summary
    assert "Voice three." in summary
    assert "Voice 3." not in summary
    assert "Cen" not in summary


async def test_who_wants_duties_only_is_not_asked_how_it_was(stage: Stage, organiser: Seat, plan: Plan) -> None:
    """Annoyance 19."""
    cen = await member(stage, "Cen Yuke")
    async with stage.work() as ctx:
        people = ctx.repository(People)
        await people.save(replace((await people.me(await id_of(stage, cen), ctx.now)).person, digest="duties_only"))
    event = await plan(capacity="")
    await publish(stage, organiser, event)
    await cen.presses("Register")
    await until(stage, event, hours=3)
    await organiser.types(f"/event recording {event.ref}")
    await organiser.fills({"slides": "https://slides.example/1"})
    await organiser.submits()
    assert heard(cen, "Reminder: Assessment") == 3
    assert heard(cen, "How was it?") == heard(cen, "To watch again") == 0
    await cen.types(f"/event show {event.ref}")
    shown = cen.sees("Assessment")
    assert "Feedback" in shown.buttons
    assert "slides.example" in shown.text


async def test_a_wrong_tick_at_the_door_is_seen_and_taken_off(stage: Stage, organiser: Seat, plan: Plan) -> None:
    cen, tova = [await member(stage, name) for name in ("Cen Yuke", "Tova Berg")]
    event = await plan(capacity="")
    await publish(stage, organiser, event)
    for seat in (cen, tova):
        await seat.presses("Register")
    await until(stage, event, minutes=10)
    await does(stage, organiser, f"events.check_in:{event.id}")
    await organiser.picks("Tova Berg")
    door = organiser.sees("1 of 2 are here.")
    assert "Tova Berg" in door.text
    assert "Cen Yuke" not in door.text
    assert list(door.menus["Ticked by mistake …"].options) == ["Tova Berg"]
    await does(stage, cen, f"gatherings.undo_check_in:{event.id}:0", await id_of(stage, tova))
    cen.sees("That is for its organisers")
    await organiser.picks("Tova Berg")
    assert "Tova Berg" not in organiser.sees("0 of 2 are here.").text
    await until(stage, event, hours=3)
    assert heard(tova, "How was it?") == 1, "nobody was checked in, so everybody who had a place is asked"
    await does(stage, tova, f"events.note:{event.id}")
    tova.sees("A note needs that you were checked in")


async def test_the_organiser_is_reminded_of_a_promised_recording(stage: Stage, organiser: Seat, plan: Plan) -> None:
    event = await plan()
    await publish(stage, organiser, event)
    await until(stage, event, days=6)
    assert heard(organiser, "wait for the recording and the answers") == 1


async def test_a_cancelled_event_does_nothing_by_itself(stage: Stage, organiser: Seat, plan: Plan) -> None:
    cen = await member(stage, "Cen Yuke")
    event = await plan()
    await publish(stage, organiser, event)
    await cen.presses("Register")
    await until(stage, event, days=-2)
    await organiser.types(f"/event cancel {event.ref}")
    await organiser.presses("Yes, cancel it")
    before = len(stage.platforms["slack"].messages)
    await until(stage, event, days=9)
    assert len(stage.platforms["slack"].messages) == before


@pytest.fixture
async def alliance(database: SqlDatabase, stage: Stage) -> Stage:
    ga: Profile = load("ga")
    return await Stage(database, SqlLedger(database, "ga"), ga, stage.clock).open()


async def test_a_training_asks_for_most_of_the_time_before_it_gives_a_note(alliance: Stage) -> None:
    """GA-08, GA-20."""
    stage = alliance
    luo = await stage.person("Luo Weilan", roles=(Role.SECRETARIAT,))
    cen, tova = await member(stage, "Cen Yuke"), await member(stage, "Tova Berg")
    await walk(luo, "training", minutes="100", audience="Leaders", facilitator="Marta Olsen", level="advanced")
    await luo.presses("Create it")
    async with stage.work() as ctx:
        event = await ctx.repository(gatherings.Gatherings).by_ref("EVT-2027-001")
    assert event is not None
    assert event.extra == {"level": "advanced", "facilitator": "Marta Olsen", "audience": "leaders"}
    await publish(stage, luo, event)
    for seat in (cen, tova):
        await seat.presses("Register")
    await until(stage, event, minutes=10)
    await does(stage, luo, f"events.check_in:{event.id}")
    await luo.picks("Cen Yuke", "Tova Berg")
    for seat, minutes in ((cen, "79"), (tova, "80")):
        await does(stage, luo, f"events.minutes:{event.id}")
        await luo.fills({"person": await id_of(stage, seat), "minutes": minutes})
        await luo.submits()
    await until(stage, event, hours=3)
    await does(stage, cen, f"events.note:{event.id}")
    cen.sees("A completion note needs 80 % of the time; you were there for 79 minutes of 100.")
    await does(stage, tova, f"events.note:{event.id}")
    assert b"Note of completion" in tova.messages()[-1].files[0].content


async def test_a_conference_has_a_theme_and_takes_contributions_until_its_deadline(alliance: Stage) -> None:
    """GA-15."""
    stage = alliance
    luo, cen = await stage.person("Luo Weilan", roles=(Role.SECRETARIAT,)), await member(stage, "Cen Yuke", "discord")
    await luo.types("/event new conference")
    await luo.fills({"title": "Open schools", "mode": "online"})
    await luo.submits()
    assert "theme" in luo.errors, "the profile asks for a theme"
    await walk(luo, "conference", theme="Walls and what is behind them", call_until="2027-04-01")
    await luo.presses("Create it")
    async with stage.work() as ctx:
        event = await ctx.repository(gatherings.Gatherings).by_ref("EVT-2027-001")
    assert event is not None
    await publish(stage, luo, event)
    await cen.types(f"/event show {event.ref}")
    assert "Walls and what is behind them" in cen.messages()[-1].text
    await cen.presses("Send a contribution")
    await cen.fills({"title": "A year without marks", "abstract": "x" * 120, "authors": "Cen Yuke", "kind": "paper"})
    await cen.submits()
    await does(stage, luo, f"events.contributions:{event.id}")
    assert b"A year without marks" in luo.sees("Contributions to").files[0].content
    await stage.passes(days=40)
    await does(stage, cen, f"events.contribute:{event.id}")
    cen.sees("The call closed")


async def test_what_somebody_wrote_is_handed_over_and_forgotten(stage: Stage, organiser: Seat, plan: Plan) -> None:
    ines = await member(stage, "Ines Duarte")
    event = await plan()
    await asks(stage, organiser, event, person=await id_of(stage, ines))
    await agrees(ines, bio="Writes about schools.")
    person = await id_of(stage, ines)
    await ines.types("/profile data")
    data = ines.messages()[-1].files[0].content.decode()
    assert "Writes about schools." in data
    await ines.types("/profile forget")
    await ines.fills({"name": "Ines Duarte"})
    await ines.submits()
    async with stage.work() as ctx:
        (speaker,) = await ctx.repository(Events).speakers(event.id)
        assert (speaker.bio, speaker.said) == ("", "withdrawn")
        assert "Writes about" not in str(await api.export_of(ctx, person))
