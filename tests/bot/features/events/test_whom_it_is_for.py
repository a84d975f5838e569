"""Who may register and with how many, changed when the event exists: nobody loses a place by it."""

import pytest

from adapters.memory.adapter import Seat
from bot.features.gatherings import api as gatherings
from bot.features.register import api as register
from bot.outbox import new_id
from bot.people import People, Person, Role, RoleGrant
from tests.bot.features.events.conftest import Plan, does, member, publish, today
from tests.bot.features.events.test_speakers import id_of
from tests.support.stage import Stage

EVERYBODY, MEMBERS, BY_NAME = "everybody", "members", "only those invited by name"


async def limits(stage: Stage, seat: Seat, event: gatherings.Gathering, **typed: str) -> None:
    await does(stage, seat, f"events.edit:{event.id}", "seats")
    await seat.fills(dict(typed))
    await seat.submits()


async def place_of(stage: Stage, event: gatherings.Gathering, seat: Seat) -> str:
    person = await id_of(stage, seat)
    async with stage.work() as ctx:
        return (await ctx.repository(gatherings.Gatherings).answer(event.id, person)).place


async def registers(stage: Stage, seat: Seat, event: gatherings.Gathering, size: str = "") -> None:
    await does(stage, seat, f"gatherings.say:{event.id}:yes")
    if size:
        await seat.fills({"size": size})
        await seat.submits()


async def test_it_is_opened_for_everybody_and_closed_again_without_throwing_anybody_out(
    stage: Stage, organiser: Seat, plan: Plan
) -> None:
    guest, late = await stage.person("Imre Kallas"), await stage.person("Tova Berg")
    event = await plan()
    await publish(stage, organiser, event)
    await registers(stage, guest, event)
    assert await place_of(stage, event, guest) == "none"
    await organiser.types(f"/event show {event.ref}")
    await organiser.picks("Who it is for, and limits")
    await organiser.fills({"Who may register": EVERYBODY})
    await organiser.submits()
    organiser.sees("Nobody is told by a message of their own")
    await registers(stage, guest, event)
    assert await place_of(stage, event, guest) == "confirmed"
    await limits(stage, organiser, event, access=MEMBERS)
    await registers(stage, late, event)
    await guest.types(f"/event show {event.ref}")
    guest.sees("You have 1 place")
    assert (await place_of(stage, event, guest), await place_of(stage, event, late)) == ("confirmed", "none")


async def test_what_was_for_those_invited_is_shown_once_it_is_for_members(
    stage: Stage, organiser: Seat, plan: Plan
) -> None:
    post = await stage.post_office()
    person = Person(new_id(), "Ines Duarte", email="ines@hollowmere.example", email_confirmed=True, languages=("en",))
    async with stage.work() as ctx:
        await ctx.repository(People).add(person, ctx.now)
        await ctx.repository(People).grant(person.id, RoleGrant(Role.MEMBER, since=ctx.now))
    event = await plan(access="invited")
    await publish(stage, organiser, event)
    cards = [m for m in stage.platforms["discord"].messages if m.channel == "announcements"]
    assert not cards
    await limits(stage, organiser, event, access=MEMBERS)
    (card,) = [m for m in stage.platforms["discord"].messages if m.channel == "announcements"]
    assert "Assessment without exams" in card.text
    assert [mail.channel for mail in post.messages if "You are invited" in mail.text] == [person.email]


@pytest.mark.parametrize(("known", "access"), [(False, "invited"), (True, "members")])
async def test_what_everybody_has_read_is_not_for_a_few_alone(
    stage: Stage, organiser: Seat, plan: Plan, known: bool, access: str
) -> None:
    event = await plan()
    if known:
        await publish(stage, organiser, event)
    await limits(stage, organiser, event, access=BY_NAME)
    assert (await today(stage, event)).access == access
    assert ("Plan another one" in str(organiser.errors.get("access", ""))) is known


async def test_an_institution_keeps_what_it_has_and_more_goes_to_who_waits(
    stage: Stage, organiser: Seat, plan: Plan
) -> None:
    school = [await member(stage, name) for name in ("Cen Yuke", "Ines Duarte", "Tova Berg")]
    async with stage.work() as ctx:
        place = register.Institution("01J9INSTITUTION", "Tingchao School", "CN")
        await ctx.repository(register.Register).save_institution(place)
    for seat in school:
        person = await id_of(stage, seat)
        async with stage.work() as ctx:
            await register.affiliate(ctx, person, place.id, "Head", since=ctx.now)
    event = await plan(capacity="3", per_institution="2")
    await publish(stage, organiser, event)
    for seat in school:
        await registers(stage, seat, event)
    school[2].sees("Each institution may take 2 places")
    await limits(stage, organiser, event, per_institution="1")
    assert "One institution has 2 places already" in str(organiser.errors["per_institution"])
    await organiser.fills({"per_institution": "4"})
    await organiser.submits()
    assert "There are not so many seats: 3." in str(organiser.errors["per_institution"])
    await organiser.fills({"per_institution": ""})
    await organiser.submits()
    await registers(stage, school[2], event)
    assert await place_of(stage, event, school[2]) == "confirmed"


async def test_a_party_keeps_what_it_has(stage: Stage, organiser: Seat, plan: Plan) -> None:
    cen, ines = await member(stage, "Cen Yuke"), await member(stage, "Ines Duarte")
    event = await plan(party="2")
    await publish(stage, organiser, event)
    await registers(stage, cen, event, "1")
    await registers(stage, ines, event, "2")
    await limits(stage, organiser, event, party="")
    assert "One person has 2 places already, or waits for them" in str(organiser.errors["party"])
    await does(stage, ines, f"gatherings.give_up:{event.id}")
    await organiser.submits()
    assert (await today(stage, event)).party == 1


async def test_there_are_never_fewer_seats_than_one_party_may_ask_for(
    stage: Stage, organiser: Seat, plan: Plan
) -> None:
    """It would wait for ever at the head of the line, and nobody overtakes."""
    event = await plan(capacity="5", party="3")
    await publish(stage, organiser, event)
    await does(stage, organiser, f"gatherings.change:{event.id}")
    await organiser.fills({"Seats": "2"})
    await organiser.submits()
    assert "fewer seats than one party" in str(organiser.errors["capacity"])
    await limits(stage, organiser, event, party="2")
    await does(stage, organiser, f"gatherings.change:{event.id}")
    await organiser.fills({"Seats": "2"})
    await organiser.submits()
    assert (await today(stage, event)).capacity == 2


async def test_other_words_are_no_matter_of_limits_and_two_who_edit_do_not_undo_each_other(
    stage: Stage, organiser: Seat, plan: Plan
) -> None:
    other = await stage.person("Wu Min", roles=(Role.SECRETARIAT,))
    event = await plan()
    await publish(stage, organiser, event)
    await does(stage, organiser, f"events.edit:{event.id}", "seats")
    await limits(stage, other, event, access=EVERYBODY)
    await organiser.fills({"party": "2"})
    await organiser.submits()
    await does(stage, other, f"events.edit:{event.id}", "about")
    await other.fills({"Title": "Exams"})
    await other.submits()
    after = await today(stage, event)
    assert (after.title, after.access, after.party, after.capacity, after.recorded) == (
        "Exams", "public", 2, 2, True,
    )  # fmt: skip
