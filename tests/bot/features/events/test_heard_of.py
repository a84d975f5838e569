"""Whoever speaks without an account is not left alone, and whoever organises is reminded, too."""

import pytest
from icalendar import Calendar

from adapters.memory.adapter import Seat
from adapters.memory.outbound import Message
from bot.features.events.notices import OrganiserReminder, SpeakerAnswered, SpeakerAsked
from bot.features.gatherings import api as gatherings
from bot.interactions import Account, Place, Press, Submit, Visit
from bot.outbox import new_id
from bot.people import People, Person
from bot.ports import MAIL
from bot.ui.blocks import Buttons
from bot.ui.replies import Ephemeral, OpenForm
from tests.bot.features.events.conftest import Plan, does, heard, member, publish
from tests.bot.features.events.test_afterwards import until
from tests.bot.features.events.test_speakers import OUTSIDE, agrees, asks, id_of
from tests.support.stage import Stage


class Marta:
    """Somebody from outside who has a mailbox and a browser."""

    def __init__(self, stage: Stage, person: str) -> None:
        self.stage = stage
        self.account, self.place = Account(MAIL, MAIL, person), Place(MAIL, MAIL, person, is_direct=True)
        self.asked: tuple[str, ...] = ()

    async def agrees(self, event: gatherings.Gathering) -> None:
        opened = await self.stage.app.handle(Press(self.account, self.place, f"events.will_speak:{event.id}"))
        assert isinstance(opened.reply, OpenForm)
        self.asked = tuple(field.key for field in opened.reply.form.fields)
        values = {key: "Hollowmere" if key == "affiliation" else "" if key == "bio" else "yes" for key in self.asked}
        await self.stage.app.handle(Submit(self.account, self.place, opened.reply.form.draft, dict(values)))
        await self.stage.settles()

    async def looks(self, event: gatherings.Gathering) -> list[str]:
        """The buttons of the page behind the first mail."""
        asked = SpeakerAsked(event.id, 0)
        shown = await self.stage.app.handle(Visit(self.account, self.place, asked.key, asked.dump()))
        assert isinstance(shown.reply, Ephemeral)
        rows = [block for block in shown.reply.view.blocks if isinstance(block, Buttons)]
        return [shown.reader.plain(item.label) for row in rows for item in row.items]

    def mails(self, words: str) -> list[Message]:
        every = self.stage.platforms[MAIL].messages
        return [mail for mail in every if mail.channel == OUTSIDE["email"] and words in mail.text]


@pytest.fixture
async def marta(stage: Stage) -> Marta:
    await stage.post_office()
    async with stage.work() as ctx:
        person = Person(new_id(), OUTSIDE["name"], email=OUTSIDE["email"], languages=("en",))
        await ctx.repository(People).add(person, ctx.now)
    return Marta(stage, person.id)


async def test_who_agreed_by_mail_hears_again_until_it_begins(
    stage: Stage, organiser: Seat, plan: Plan, marta: Marta
) -> None:
    event = await plan()
    await asks(stage, organiser, event, **OUTSIDE)
    await marta.agrees(event)
    (sure,) = marta.mails("Thank you: you speak at")
    appointment = Calendar.from_ical(sure.files[0].content).walk("VEVENT")[0]
    assert "https://meet.example/secret" in str(appointment)
    assert "https://meet.example/secret" in str(sure)
    await publish(stage, organiser, event)
    await until(stage, event, minutes=-1)
    reminded = marta.mails("Reminder: you speak at")
    assert len(reminded) == 2, "a day and an hour before"
    for mail in (sure, *reminded):
        assert "UTC" in mail.text.split("When: ")[1].splitlines()[0], "told no zone"
        assert "those who take part" not in mail.text
    assert heard(organiser, "Reminder: you organise") == 2
    assert len(marta.mails("The room is open")) == 1


async def test_the_link_reaches_who_speaks_as_soon_as_it_is_there(
    stage: Stage, organiser: Seat, plan: Plan, marta: Marta
) -> None:
    event = await plan(link="")
    await asks(stage, organiser, event, **OUTSIDE)
    await marta.agrees(event)
    (sure,) = marta.mails("Thank you: you speak at")
    assert "It comes to you as soon as it is." in sure.text
    await does(stage, organiser, f"gatherings.change:{event.id}")
    await organiser.fills({"Link for joining online": "https://meet.example/other"})
    await organiser.submits()
    (changed,) = marta.mails("Changed: ")
    assert "https://meet.example/other" in str(changed)
    assert b"https://meet.example/other" in changed.files[0].content.replace(b"\r\n ", b"")


async def test_the_link_of_the_request_shows_what_was_said_since(
    stage: Stage, organiser: Seat, plan: Plan, marta: Marta
) -> None:
    event = await plan()
    await asks(stage, organiser, event, **OUTSIDE)
    assert await marta.looks(event) == ["I will speak", "I cannot"]
    await marta.agrees(event)
    assert await marta.looks(event) == [
        "Join online", "Add to calendar", "Change what I agreed to", "I cannot after all",
    ]  # fmt: skip
    answered = await stage.app.handle(Press(marta.account, marta.place, f"events.speaker_calendar:{event.id}"))
    assert isinstance(answered.reply, Ephemeral)
    assert answered.reply.view.files
    await stage.app.handle(Press(marta.account, marta.place, f"events.cannot_speak:{event.id}"))
    assert await marta.looks(event) == ["I will speak"]


async def test_a_mail_leads_no_organiser_who_has_a_chat_to_what_changes_the_event(
    stage: Stage, organiser: Seat, plan: Plan
) -> None:
    """Mails are passed on."""
    event = await plan()
    due, me = OrganiserReminder(event.id, event.starts_at.isoformat()), await id_of(stage, organiser)
    place = Place(MAIL, MAIL, me, is_direct=True)
    shown = await stage.app.handle(Visit(Account(MAIL, MAIL, me), place, due.key, due.dump()))
    assert isinstance(shown.reply, Ephemeral)
    rows = [block for block in shown.reply.view.blocks if isinstance(block, Buttons)]
    assert [shown.reader.plain(item.label) for row in rows for item in row.items] == ["Join online"]


async def test_no_mail_cancels_an_event_whose_speaker_is_lost(
    stage: Stage, organiser: Seat, plan: Plan, marta: Marta
) -> None:
    """Mails are passed on."""
    event = await plan()
    await asks(stage, organiser, event, **OUTSIDE)
    await marta.agrees(event)
    await publish(stage, organiser, event)
    await stage.app.handle(Press(marta.account, marta.place, f"events.cannot_speak:{event.id}"))
    lost, me = SpeakerAnswered(event.id, marta.account.user, "withdrawn"), await id_of(stage, organiser)
    place = Place(MAIL, MAIL, me, is_direct=True)
    shown = await stage.app.handle(Visit(Account(MAIL, MAIL, me), place, lost.key, lost.dump()))
    assert isinstance(shown.reply, Ephemeral)
    assert not [block for block in shown.reply.view.blocks if isinstance(block, Buttons)]
    await stage.settles()
    assert "Cancel it" in organiser.sees("cannot speak at Assessment without exams after all").buttons


async def test_an_event_without_speakers_reminds_its_organiser_as_often(
    stage: Stage, organiser: Seat, plan: Plan
) -> None:
    event = await plan()
    await publish(stage, organiser, event)
    await until(stage, event, minutes=-1)
    assert heard(organiser, "Reminder: you organise") == 3


async def test_the_calendar_has_the_link_only_of_who_speaks(
    stage: Stage, organiser: Seat, plan: Plan, marta: Marta
) -> None:
    """INV-40: buttons are forged, and old ones stay in the conversation of who withdrew."""

    async def calendar() -> bytes:
        answered = await stage.app.handle(Press(marta.account, marta.place, f"events.speaker_calendar:{event.id}"))
        assert isinstance(answered.reply, Ephemeral)
        return answered.reply.view.files[0].content

    event = await plan()
    await asks(stage, organiser, event, **OUTSIDE)
    assert b"meet.example" not in await calendar()
    await marta.agrees(event)
    assert b"meet.example" in await calendar()
    await stage.app.handle(Press(marta.account, marta.place, f"events.cannot_speak:{event.id}"))
    assert b"meet.example" not in await calendar()


async def test_a_request_does_not_give_the_end_of_registration_as_the_time_to_answer(
    stage: Stage, organiser: Seat, plan: Plan, marta: Marta
) -> None:
    event = await plan(closes="2027-06-10")
    await asks(stage, organiser, event, **OUTSIDE)
    (mail,) = marta.mails("Will you speak?")
    assert "Answer by" not in mail.text
    assert "The link comes to you once you have agreed." in mail.text


async def test_nobody_is_asked_to_be_recorded_where_nothing_is(
    stage: Stage, organiser: Seat, plan: Plan, marta: Marta
) -> None:
    event = await plan(recording="no")
    await asks(stage, organiser, event, **OUTSIDE)
    await marta.agrees(event)
    assert "slides" in marta.asked
    assert "recording" not in marta.asked


async def test_in_chat_nothing_is_said_twice(stage: Stage, organiser: Seat, plan: Plan) -> None:
    ines = await member(stage, "Ines Duarte")
    event = await plan()
    await asks(stage, organiser, event, person=await id_of(stage, ines))
    await agrees(ines)
    ines.sees("Thank you: you speak at")
    assert heard(ines, "Thank you: you speak at") == 0
    await publish(stage, organiser, event)
    await ines.presses("Register")
    await until(stage, event, minutes=-1)
    assert heard(ines, "Reminder: Assessment") == 3
    assert heard(ines, "Reminder: you speak at") == 0
