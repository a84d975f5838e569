"""The waiting list where it hurts elsewhere: parties, institutions, changed capacity, moved dates, offers left open."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapters.memory.adapter import Seat
from bot.context import Context
from bot.features.gatherings import answering, api
from bot.features.register import api as register
from bot.interactions import Place, Press
from bot.people import People, Role
from tests.bot.features.gatherings.conftest import QUARTERLY, WEBINAR, Prepare, today
from tests.support.stage import Stage

CARD = "Assessment without exams"


async def members(stage: Stage, *names: str) -> list[Seat]:
    return [await stage.person(name, roles=(Role.MEMBER,)) for name in names]


async def are_of_one_school(stage: Stage, *seats: Seat) -> None:
    async with stage.work() as ctx:
        place = register.Institution("01J9INSTITUTION", "Tingchao School", "CN")
        await ctx.repository(register.Register).save_institution(place)
        for seat in seats:
            await register.affiliate(ctx, await _id(ctx, seat), place.id, "Head", since=ctx.now)


async def place_of(stage: Stage, event: api.Gathering, seat: Seat) -> api.Answer:
    person = (await stage.record(seat)).id
    async with stage.work() as ctx:
        return await ctx.repository(api.Gatherings).answer(event.id, person)


async def does(stage: Stage, seat: Seat, payload: str) -> None:
    place = Place(seat.platform.platform, seat.platform.space, "x")
    seat._show(await stage.app.handle(Press(seat.account, place, payload)), None)
    await stage.settles()


async def registers(seat: Seat, size: int = 1) -> None:
    label = next(b for m in reversed(seat.messages()) for b in m.buttons if b in ("Register", "Join the waiting list"))
    await seat.presses(label, on=CARD)
    if seat.form is not None:
        await seat.fills({"How many places, with yours": str(size)})
        await seat.submits()


async def test_when_the_head_of_the_line_gives_up_the_next_is_offered_what_was_too_small(
    stage: Stage, prepare: Prepare
) -> None:
    first, pair, single = await members(stage, "Cen Yuke", "Ines Duarte", "Tova Berg")
    event = await prepare(WEBINAR, capacity=2, party=2)
    await registers(first, 1)
    await registers(pair, 2)
    await registers(single, 1)
    assert (await place_of(stage, event, single)).place == "waiting", "nobody overtakes"
    await does(stage, pair, f"gatherings.give_up:{event.id}")
    assert (await place_of(stage, event, single)).place == "offered"


async def test_a_party_that_becomes_smaller_in_the_line_is_offered_what_fits(stage: Stage, prepare: Prepare) -> None:
    first, pair = await members(stage, "Cen Yuke", "Ines Duarte")
    event = await prepare(WEBINAR, capacity=2, party=2)
    await registers(first, 1)
    await registers(pair, 2)
    async with stage.work() as ctx:
        held = await ctx.repository(api.Gatherings).answer(event.id, (await _id(ctx, pair)))
        await answering.write(ctx, await _event(ctx, event), held, replace(held, size=1))
    await stage.settles()
    assert (await place_of(stage, event, pair)).place == "offered"


async def test_an_institution_gets_no_more_through_the_waiting_list(stage: Stage, prepare: Prepare) -> None:
    stranger, one, two, other = await members(stage, "Cen Yuke", "Ines Duarte", "Tova Berg", "Noor Haddad")
    await are_of_one_school(stage, one, two)
    event = await prepare(WEBINAR, per_institution=1, capacity=1)
    for seat in (stranger, one, two, other):
        await registers(seat)
    async with stage.work() as ctx:
        found = await _event(ctx, event)
        await api.apply(ctx, found, found.change(capacity=3))
    await stage.settles()
    places = [(await place_of(stage, event, seat)).place for seat in (stranger, one, two, other)]
    assert places == ["confirmed", "offered", "waiting", "offered"]
    await does(stage, one, f"gatherings.give_up:{event.id}")
    assert (await place_of(stage, event, two)).place == "offered", "the institution's place goes on inside it"


async def test_who_said_online_keeps_the_place_where_all_are_online_though_the_institution_has_its_own(
    stage: Stage, prepare: Prepare
) -> None:
    seats = await members(stage, "Ines Duarte", "Tova Berg")
    await are_of_one_school(stage, *seats)
    event = await prepare(WEBINAR, mode="hybrid", venue=api.Venue("XJTLU", "Room 3"), per_institution=1)
    for seat in seats:
        await does(stage, seat, f"gatherings.say:{event.id}:online")
    before = await today(stage, event)
    async with stage.work() as ctx:
        await api.apply(ctx, before, before.placed(api.Venue(), before.join_link, 0))
    for seat in seats:
        await does(stage, seat, f"gatherings.say:{event.id}:yes")
        assert "You have 1 place" in seat.messages()[-1].text


async def test_fewer_seats_than_are_taken_are_refused_and_more_are_offered(
    stage: Stage, prepare: Prepare, organiser: Seat
) -> None:
    first, second = await members(stage, "Cen Yuke", "Ines Duarte")
    event = await prepare(WEBINAR, capacity=1)
    for seat in (first, second):
        await registers(seat)
    await does(stage, organiser, f"gatherings.change:{event.id}")
    await organiser.fills({"Seats": "2"})
    await organiser.submits()
    assert (await place_of(stage, event, second)).place == "offered"
    await does(stage, organiser, f"gatherings.change:{event.id}")
    await organiser.fills({"Seats": "1"})
    await organiser.submits()
    assert "2 places are taken already" in organiser.errors["capacity"]
    assert (await today(stage, event)).capacity == 2


async def test_an_offer_ends_with_the_start_though_the_event_was_moved_nearer(stage: Stage, prepare: Prepare) -> None:
    first, second = await members(stage, "Cen Yuke", "Ines Duarte")
    event = await prepare(WEBINAR, capacity=1)
    for seat in (first, second):
        await registers(seat)
    await first.presses("Cancel my place")
    async with stage.work() as ctx:
        found = await _event(ctx, event)
        near = found.move(datetime(2027, 3, 2, 9), found.zone, 60, ctx.now, answer_by=None)
        await api.apply(ctx, found, near)
    await stage.settles()
    until = (await place_of(stage, event, second)).offered_until
    assert until == (await today(stage, event)).starts_at
    await stage.passes(hours=17)
    await does(stage, second, f"gatherings.take:{event.id}")
    second.sees("no longer open")
    assert (await place_of(stage, event, second)).place == "lapsed"


async def test_in_the_last_three_days_a_place_is_held_twelve_hours_and_after_the_start_none_is_offered(
    stage: Stage, prepare: Prepare
) -> None:
    """Peers 16."""
    first, second = await members(stage, "Cen Yuke", "Ines Duarte")
    event = await prepare(WEBINAR, capacity=1, local=datetime(2027, 3, 4, 16))
    for seat in (first, second):
        await registers(seat)
    await stage.passes(hours=1)
    await first.presses("Cancel my place")
    until = (await place_of(stage, event, second)).offered_until
    assert until is not None
    assert timedelta(hours=11, minutes=59) < until - stage.clock.now() <= timedelta(hours=12)
    await stage.passes(hours=13)
    await registers(first)
    await stage.passes(days=4)
    await does(stage, first, f"gatherings.give_up:{event.id}")
    assert (await place_of(stage, event, second)).place == "lapsed"
    await does(stage, second, f"gatherings.say:{event.id}:yes")
    second.sees("takes no answers now")


@pytest.mark.parametrize(("local", "hours"), [(datetime(2027, 6, 17, 16), 48), (datetime(2027, 3, 5, 7), 12)])
async def test_who_sleeps_hears_of_a_free_place_in_the_morning_and_has_the_whole_time(
    stage: Stage, prepare: Prepare, local: datetime, hours: int
) -> None:
    """Domain 2.5, rule 6; the last three days are counted from the morning, too."""
    first, second = await members(stage, "Cen Yuke", "Ines Duarte")
    event = await prepare(WEBINAR, capacity=1, local=local)
    for seat in (first, second):
        await registers(seat)
    await stage.passes(hours=10)
    await does(stage, first, f"gatherings.give_up:{event.id}")
    assert (await place_of(stage, event, second)).place == "offered", "nobody overtakes in the night"
    await stage.passes(hours=4, minutes=29)
    assert not any("A place is free" in message.text for message in second.messages())
    await stage.passes(minutes=1)
    assert any("A place is free" in message.text for message in second.messages())
    morning = stage.clock.now().replace(second=0, microsecond=0)
    assert (await place_of(stage, event, second)).offered_until == morning + timedelta(hours=hours)


async def test_who_sleeps_hears_at_once_of_a_place_where_it_begins_before_the_morning(
    stage: Stage, prepare: Prepare
) -> None:
    first, second = await members(stage, "Cen Yuke", "Ines Duarte")
    event = await prepare(WEBINAR, capacity=1, local=datetime(2027, 3, 2, 7))
    for seat in (first, second):
        await registers(seat)
    await stage.passes(hours=10)
    await does(stage, first, f"gatherings.give_up:{event.id}")
    second.sees("A place is free")
    assert (await place_of(stage, event, second)).offered_until == event.starts_at


async def test_an_offer_made_at_night_is_told_though_the_start_comes_nearer_meanwhile(
    stage: Stage, prepare: Prepare
) -> None:
    first, second = await members(stage, "Cen Yuke", "Ines Duarte")
    event = await prepare(WEBINAR, capacity=1)
    for seat in (first, second):
        await registers(seat)
    await stage.passes(hours=10)
    await does(stage, first, f"gatherings.give_up:{event.id}")
    async with stage.work() as ctx:
        found = await _event(ctx, event)
        await api.apply(ctx, found, found.move(datetime(2027, 3, 3, 9), found.zone, 60, ctx.now, answer_by=None))
    await stage.passes(hours=5)
    assert "Take the place" in second.sees("A place is free: ").buttons


async def test_an_offer_dies_with_a_cancelled_event(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    first, second = await members(stage, "Cen Yuke", "Ines Duarte")
    event = await prepare(WEBINAR, capacity=1)
    for seat in (first, second):
        await registers(seat)
    await first.presses("Cancel my place")
    await does(stage, organiser, f"gatherings.cancel:{event.id}")
    await organiser.presses("Yes, cancel it")
    await does(stage, second, f"gatherings.take:{event.id}")
    second.sees("no longer open")


@pytest.mark.parametrize(("what", "button", "says"), [
    ("cancel", "Yes, cancel it", "Cancelled. It does not take place."),
    ("postpone", "Yes, postpone it", "Postponed. A new time will be announced."),
    ("change", "", "You said Online"),
])  # fmt: skip
async def test_an_offer_in_the_conversation_follows_what_becomes_of_the_meeting(
    stage: Stage, prepare: Prepare, organiser: Seat, what: str, button: str, says: str
) -> None:
    first, second = await members(stage, "Cen Yuke", "Ines Duarte")
    meeting = await prepare(QUARTERLY, mode="online", venue=api.Venue(), join_link="https://meet.example/q", capacity=1)
    for seat in (first, second):
        await seat.presses("Yes", on="You are invited")
    await does(stage, first, f"gatherings.give_up:{meeting.id}")
    offer = second.sees("A place is free: ")
    await does(stage, organiser, f"gatherings.{what}:{meeting.id}")
    if button:
        await organiser.presses(button)
    else:
        await organiser.fills({"Place": "XJTLU", "Room": "Room 3"})
        await organiser.submits()
    assert says in offer.text
    assert "A place is free" not in offer.text
    assert "Take the place" not in offer.buttons


async def test_from_the_room_to_the_screen_one_still_takes_part(stage: Stage, prepare: Prepare) -> None:
    """INV-40: who changes from Yes to Online frees the seat and gets the link."""
    (cen,) = await members(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY, mode="hybrid", join_link="https://meet.example/q", capacity=5)
    await cen.presses("Yes", on="You are invited")
    await cen.presses("Online", on="You said")
    answer = await place_of(stage, meeting, cen)
    assert answer.is_coming
    assert (await today(stage, meeting)).taken == 0
    assert any("meet.example" in str(m) for m in cen.messages())


async def _id(ctx: Context, seat: Seat) -> str:
    me = await ctx.repository(People).recognise(seat.account, ctx.now)
    assert me is not None
    return me.id


async def _event(ctx: Context, event: api.Gathering) -> api.Gathering:
    found = await ctx.repository(api.Gatherings).get(event.id)
    assert found is not None
    return found
