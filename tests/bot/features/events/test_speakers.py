"""Speakers agree before anything is public; what they agreed to is kept to; whoever cancels is heard at once."""

import pytest

from adapters.memory.adapter import Seat
from bot.features.events.repository import Events
from bot.features.gatherings import api as gatherings
from bot.interactions import Account, Place, Press, Submit
from bot.people import People
from bot.ports import MAIL
from bot.ui.replies import OpenForm
from tests.bot.features.events.conftest import Plan, does, heard, member, publish, today
from tests.support.stage import Stage

OUTSIDE = {"name": "Marta Olsen", "email": "marta@hollowmere.example", "affiliation": "Hollowmere", "language": "en"}


async def asks(stage: Stage, organiser: Seat, event: gatherings.Gathering, **who: str) -> None:
    await does(stage, organiser, f"events.speaker:{event.id}")
    await organiser.fills(who)
    await organiser.submits()
    assert not organiser.errors, organiser.errors


async def agrees(seat: Seat, **answers: str) -> None:
    await seat.presses("I will speak", on="Will you speak?")
    await seat.fills({"affiliation": "Reedmarsh", "recording": "yes", "slides": "yes", "public_bio": "no"} | answers)
    await seat.submits()
    assert not seat.errors, seat.errors


async def id_of(stage: Stage, seat: Seat) -> str:
    return (await stage.record(seat)).id


async def test_nothing_is_published_before_every_speaker_has_confirmed(
    stage: Stage, organiser: Seat, plan: Plan
) -> None:
    """CSL-12, 2.3.8."""
    ines, cen = await member(stage, "Ines Duarte", "discord"), await member(stage, "Cen Yuke")
    event = await plan()
    await asks(stage, organiser, event, person=await id_of(stage, ines))
    await asks(stage, organiser, event, person=await id_of(stage, cen))
    assert (await today(stage, event)).state == "speaker_invited"
    await does(stage, organiser, f"events.publish:{event.id}")
    refusal = organiser.sees("have not confirmed").text
    assert "Ines Duarte" in refusal
    assert "Cen Yuke" in refusal
    await agrees(ines)
    assert heard(organiser, "Ines Duarte speaks at") == 1
    await does(stage, organiser, f"events.publish_now:{event.id}:1")
    assert (await today(stage, event)).state == "speaker_invited"
    await agrees(cen)
    assert (await today(stage, event)).state == "speaker_confirmed"
    assert not any("Assessment" in m.text for m in stage.platforms["slack"].messages if m.channel == "announcements")
    await publish(stage, organiser, event)
    card = next(m for m in stage.platforms["discord"].messages if m.channel == "announcements")
    assert "Ines Duarte (Reedmarsh" in card.text
    assert "This will be recorded" in card.text


@pytest.mark.parametrize("platform", ["slack", "discord"])
async def test_who_was_not_asked_cannot_answer_for_a_speaker(
    stage: Stage, organiser: Seat, plan: Plan, platform: str
) -> None:
    ines, other = await member(stage, "Ines Duarte"), await member(stage, "Tova Berg", platform)
    event = await plan()
    await asks(stage, organiser, event, person=await id_of(stage, ines))
    for payload in ("will_speak", "cannot_speak"):
        await does(stage, other, f"events.{payload}:{event.id}")
        other.sees("You are not on the programme")
    assert other.form is None
    async with stage.work() as ctx:
        (speaker,) = await ctx.repository(Events).speakers(event.id)
    assert speaker.said == "invited"


async def test_a_speaker_without_an_account_answers_by_mail(stage: Stage, organiser: Seat, plan: Plan) -> None:
    post = await stage.post_office()
    event = await plan()
    await asks(stage, organiser, event, **OUTSIDE)
    mail = next(m for m in post.messages if m.channel == OUTSIDE["email"])
    assert "Will you speak?" in mail.text
    async with stage.work() as ctx:
        marta = await ctx.repository(People).by_email(OUTSIDE["email"])
        assert marta is not None
        me = await ctx.repository(People).me(marta.id, ctx.now)
    assert me.grants == (), "an address, and no role"
    account, place = Account(MAIL, MAIL, marta.id), Place(MAIL, MAIL, marta.id, is_direct=True)
    opened = await stage.app.handle(Press(account, place, f"events.will_speak:{event.id}"))
    assert isinstance(opened.reply, OpenForm)
    values = {"affiliation": "Hollowmere", "bio": "", "recording": "no", "slides": "no", "public_bio": "no"}
    await stage.app.handle(Submit(account, place, opened.reply.form.draft, values))
    await stage.settles()
    assert (await today(stage, event)).state == "speaker_confirmed"
    assert heard(organiser, "Marta Olsen speaks at") == 1


async def test_it_is_recorded_only_if_every_speaker_agreed(stage: Stage, organiser: Seat, plan: Plan) -> None:
    """Annoyance 26."""
    ines, cen = await member(stage, "Ines Duarte"), await member(stage, "Cen Yuke")
    event = await plan()
    for seat, answer in ((ines, "yes"), (cen, "no")):
        await asks(stage, organiser, event, person=await id_of(stage, seat))
        await agrees(seat, recording=answer)
    await does(stage, organiser, f"events.publish:{event.id}")
    organiser.sees("It will not be recorded: not every speaker has agreed.")
    await organiser.presses("Publish now")
    assert not (await today(stage, event)).recorded
    await stage.passes(days=109)
    await organiser.types(f"/event recording {event.ref}")
    await organiser.fills({"recording": "https://video.example/1"})
    await organiser.submits()
    assert "not announced as recorded" in organiser.errors["recording"]


async def test_a_consent_taken_back_after_publishing_ends_the_recording(
    stage: Stage, organiser: Seat, plan: Plan
) -> None:
    ines = await member(stage, "Ines Duarte")
    event = await plan()
    await asks(stage, organiser, event, person=await id_of(stage, ines))
    await agrees(ines)
    await publish(stage, organiser, event)
    assert (await today(stage, event)).recorded
    await ines.presses("Change what I agreed to")
    await ines.fills({"recording": "no"})
    await ines.submits()
    assert not (await today(stage, event)).recorded
    card = next(m for m in stage.platforms["slack"].messages if m.channel == "announcements")
    assert "recorded" not in card.text


async def test_a_speaker_who_cancels_is_told_to_the_organiser_at_once_and_to_others_when_that_is_decided(
    stage: Stage, organiser: Seat, plan: Plan
) -> None:
    ines, cen = await member(stage, "Ines Duarte"), await member(stage, "Cen Yuke", "discord")
    event = await plan()
    await asks(stage, organiser, event, person=await id_of(stage, ines))
    await agrees(ines)
    await publish(stage, organiser, event)
    await cen.presses("Register")
    await ines.presses("I cannot after all")
    assert heard(organiser, "Ines Duarte cannot speak at Assessment without exams after all.") == 1
    assert heard(cen, "Changed") == 0
    card = next(m for m in stage.platforms["slack"].messages if m.channel == "announcements")
    assert "Ines Duarte" not in card.text
    await organiser.presses("Tell participants of the change")
    assert heard(cen, "Changed: Assessment without exams") == 1
    await stage.passes(days=1)
    assert heard(cen, "Changed") == 1


async def test_a_silent_speaker_is_asked_again_and_then_the_organiser_hears(
    stage: Stage, organiser: Seat, plan: Plan
) -> None:
    ines = await member(stage, "Ines Duarte")
    event = await plan()
    await asks(stage, organiser, event, person=await id_of(stage, ines))
    for _day in range(12):
        await stage.passes(days=1)
    assert heard(ines, "Will you speak?") == 3
    assert heard(organiser, "has not answered whether to speak") == 1
    await ines.presses("I cannot")
    for _day in range(12):
        await stage.passes(days=1)
    assert heard(ines, "Will you speak?") == 2, "the one that was answered shows the answer"


async def test_speakers_hear_that_the_event_moves_or_is_off(stage: Stage, organiser: Seat, plan: Plan) -> None:
    ines = await member(stage, "Ines Duarte", "discord")
    event = await plan()
    await asks(stage, organiser, event, person=await id_of(stage, ines))
    await agrees(ines)
    await publish(stage, organiser, event)
    await organiser.types(f"/event move {event.ref}")
    await organiser.fills({"when": "2027-06-24 16:00", "zone": "Shanghai", "minutes": "60"})
    await organiser.submits()
    await organiser.presses("Move it")
    assert heard(ines, "Changed: Assessment without exams") == 1
    assert heard(ines, "You are on the programme. Please look whether this suits you:") == 1
    await organiser.types(f"/event cancel {event.ref}")
    await organiser.presses("Yes, cancel it")
    assert heard(ines, "Called off: Assessment without exams") == 1


async def test_nobody_is_said_to_have_agreed_where_nobody_speaks(stage: Stage, organiser: Seat, plan: Plan) -> None:
    event = await plan(access="public")
    await does(stage, organiser, f"events.publish:{event.id}")
    seen = organiser.sees("The announcement says that it is recorded.")
    assert "has agreed" not in seen.text
    assert "it stands on the network's public page" in seen.text


async def test_somebody_is_asked_once_and_dropped_by_the_organiser(stage: Stage, organiser: Seat, plan: Plan) -> None:
    ines = await member(stage, "Ines Duarte")
    event = await plan()
    await asks(stage, organiser, event, person=await id_of(stage, ines))
    await does(stage, organiser, f"events.speaker:{event.id}")
    await organiser.fills({"person": await id_of(stage, ines)})
    await organiser.submits()
    assert "already" in organiser.errors["person"]
    await does(stage, organiser, f"events.drop:{event.id}", await id_of(stage, ines))
    await ines.presses("I will speak")
    ines.sees("You are not on the programme")


async def test_what_is_missing_before_it_is_published_can_be_added_there(
    stage: Stage, organiser: Seat, plan: Plan
) -> None:
    ines = await member(stage, "Ines Duarte")
    event = await plan(link="")
    await asks(stage, organiser, event, person=await id_of(stage, ines))
    await agrees(ines)
    await does(stage, organiser, f"events.publish:{event.id}")
    assert "Place, link, seats" in organiser.sees("The link for joining online is missing").buttons


async def test_a_speaker_is_counted_among_those_who_hear_of_a_link(stage: Stage, organiser: Seat, plan: Plan) -> None:
    ines = await member(stage, "Ines Duarte", "discord")
    event = await plan()
    await asks(stage, organiser, event, person=await id_of(stage, ines))
    await does(stage, organiser, f"gatherings.change:{event.id}")
    await organiser.fills({"Link for joining online": "https://meet.example/other"})
    await organiser.submits()
    organiser.sees("1 person is being told.")
    assert heard(ines, "You were asked to speak. Please look whether this suits you:") == 1


async def test_what_was_changed_after_the_last_look_is_looked_at_once_more(
    stage: Stage, organiser: Seat, plan: Plan
) -> None:
    event = await plan()
    await does(stage, organiser, f"events.publish:{event.id}")
    await does(stage, organiser, f"events.edit:{event.id}", "about")
    await organiser.fills({"Title": "Assessment with exams"})
    await organiser.submits()
    await organiser.presses("Publish now")
    assert (await today(stage, event)).state == "planned"
    await organiser.presses("Publish now", on="Publish Assessment with exams?")
    assert (await today(stage, event)).state == "published"


async def test_who_told_no_zone_reads_the_hour_there_and_in_utc_by_mail(
    stage: Stage, organiser: Seat, plan: Plan
) -> None:
    """Domain 2.5: nobody is given the network's clock as the own one."""
    post = await stage.post_office()
    event = await plan()
    await asks(stage, organiser, event, **OUTSIDE)
    mail = next(m for m in post.messages if m.channel == OUTSIDE["email"])
    when = mail.text.split("When: ")[1].splitlines()[0]
    assert "UTC" in when
    assert "your" not in when


async def test_speakers_hear_of_a_postponement_and_may_take_back_their_word_meanwhile(
    stage: Stage, organiser: Seat, plan: Plan
) -> None:
    ines = await member(stage, "Ines Duarte", "discord")
    event = await plan()
    await asks(stage, organiser, event, person=await id_of(stage, ines))
    await agrees(ines)
    await publish(stage, organiser, event)
    await does(stage, organiser, f"gatherings.postpone:{event.id}")
    await organiser.presses("With a reason …")
    await organiser.fills({"Why": "The hall is flooded."})
    await organiser.submits()
    assert "The hall is flooded." in ines.sees("Postponed: ").text
    await does(stage, organiser, f"events.speaker:{event.id}")
    organiser.sees("Set a new date first")
    await does(stage, ines, f"events.cannot_speak:{event.id}")
    assert heard(organiser, "Ines Duarte cannot speak at") == 1


async def test_speakers_hear_after_the_old_date_that_what_was_postponed_is_called_off(
    stage: Stage, organiser: Seat, plan: Plan
) -> None:
    ines = await member(stage, "Ines Duarte", "discord")
    event = await plan()
    await asks(stage, organiser, event, person=await id_of(stage, ines))
    await does(stage, organiser, f"gatherings.postpone:{event.id}")
    await organiser.presses("Yes, postpone it")
    await stage.passes(days=120)
    await does(stage, organiser, f"gatherings.cancel:{event.id}")
    await organiser.presses("Yes, cancel it")
    assert heard(ines, "Called off: ") == 1


async def test_speakers_read_what_was_before(stage: Stage, organiser: Seat, plan: Plan) -> None:
    ines = await member(stage, "Ines Duarte", "discord")
    event = await plan()
    await asks(stage, organiser, event, person=await id_of(stage, ines))
    await does(stage, organiser, f"events.edit:{event.id}", "about")
    await organiser.fills({"Title": "Assessment with exams"})
    await organiser.submits()
    assert "Title: formerly Assessment without exams; now" in ines.sees("Changed: Assessment with exams").text


async def test_a_title_that_no_speaker_was_told_is_not_named(stage: Stage, organiser: Seat, plan: Plan) -> None:
    ines = await member(stage, "Ines Duarte", "discord")
    event = await plan()
    await asks(stage, organiser, event, person=await id_of(stage, ines))
    stage.settling = False
    for title in ("Assessment with exams", "Exams"):
        before = await today(stage, event)
        async with stage.work() as ctx:
            await gatherings.apply(ctx, before, before.change(title=title))
    await stage.settles()
    assert "Title: formerly Assessment without exams; now Exams" in ines.sees("Changed: Exams").text
