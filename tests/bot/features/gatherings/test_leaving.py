"""Whoever ceases to be a member frees the seats that are for members; the next in line is offered them (INV-08, 30)."""

import pytest

from adapters.memory.adapter import Seat
from bot.features.gatherings import api
from bot.features.register import api as register
from bot.people import People, Role, RoleGrant
from tests.bot.features.gatherings.conftest import QUARTERLY, WEBINAR, Prepare, today
from tests.bot.features.gatherings.test_due import days_pass, heard, member, opens
from tests.support.stage import Stage


@pytest.fixture
async def leaver(stage: Stage) -> Seat:
    """A member by the register."""
    seat = await stage.person("Cen Yuke")
    await stage.enrol(seat)
    return seat


async def resigns(stage: Stage, seat: Seat) -> None:
    async with stage.work() as ctx:
        membership = await register.membership_of(ctx, (await stage.me(seat)).id)
        assert membership is not None
        await register.end_membership(ctx, membership.id, "resigned", "letter of 3 March")
    await stage.settles()


async def answer_of(stage: Stage, gathering: api.Gathering, seat: Seat) -> api.Answer:
    async with stage.work() as ctx:
        return await ctx.repository(api.Gatherings).answer(gathering.id, (await stage.me(seat)).id)


async def registers(seat: Seat, event: api.Gathering, label: str = "Register") -> None:
    await seat.types(f"/event show {event.ref}")
    await seat.presses(label)


async def test_a_members_seat_goes_to_the_next_in_line(stage: Stage, prepare: Prepare, leaver: Seat) -> None:
    waits = await member(stage, "Ines Duarte", "discord")
    event = await prepare(WEBINAR, capacity=1)
    await registers(leaver, event)
    await registers(waits, event, "Join the waiting list")
    await resigns(stage, leaver)
    assert heard(waits, "A place is free: Assessment") == 1
    assert heard(leaver, "You are no longer a member") == 1
    await leaver.types(f"/event show {event.ref}")
    leaver.sees("There is nothing under that reference")
    await days_pass(stage, 110)
    assert heard(leaver, "Reminder") == heard(leaver, "It begins") == 0


async def test_who_leaves_the_head_of_the_line_lets_the_next_have_what_was_too_small(
    stage: Stage, prepare: Prepare, leaver: Seat
) -> None:
    has, waits = await member(stage, "Tova Berg"), await member(stage, "Ines Duarte", "discord")
    event = await prepare(WEBINAR, capacity=2, party=2)
    for seat, size in ((has, "1"), (leaver, "2"), (waits, "1")):
        await registers(seat, event, "Register")
        await seat.fills({"How many places, with yours": size})
        await seat.submits()
    assert heard(waits, "A place is free: ") == 0
    await resigns(stage, leaver)
    assert heard(waits, "A place is free: Assessment") == 1


async def test_what_is_public_is_kept_and_can_be_given_up(stage: Stage, prepare: Prepare, leaver: Seat) -> None:
    open_one = await prepare(WEBINAR, access="public", title="For everybody")
    closed = await prepare(QUARTERLY)
    await registers(leaver, open_one)
    await leaver.presses("Yes", on="You are invited: Quarterly meeting")
    await resigns(stage, leaver)
    assert (await answer_of(stage, closed, leaver)).version == 0
    assert (await answer_of(stage, open_one, leaver)).place == "confirmed"
    told = leaver.sees("You are no longer a member").text
    assert "Quarterly meeting" in told
    assert "You keep your place" in told
    await leaver.picks("EVT-2027-001 For everybody")
    await leaver.presses("Cancel my place")
    assert (await today(stage, open_one)).taken == 0


async def test_who_is_a_member_otherwise_keeps_everything(stage: Stage, prepare: Prepare, leaver: Seat) -> None:
    """From today's rights, not from the one that ended."""
    meeting = await prepare(QUARTERLY)
    await leaver.presses("Yes", on="You are invited")
    async with stage.work() as ctx:
        await ctx.repository(People).grant((await stage.me(leaver)).id, RoleGrant(Role.SECRETARIAT, since=ctx.now))
    await resigns(stage, leaver)
    assert (await answer_of(stage, meeting, leaver)).wish == "yes"
    assert heard(leaver, "no longer a member") == 0


async def test_a_suspended_member_may_come_back_to_the_seat(stage: Stage, prepare: Prepare, leaver: Seat) -> None:
    event = await prepare(WEBINAR, capacity=1)
    await registers(leaver, event)
    async with stage.work() as ctx:
        membership = await register.membership_of(ctx, (await stage.me(leaver)).id)
        assert membership is not None
        await register.suspend_membership(ctx, membership.id, "two meetings missed")
    await stage.settles()
    assert (await answer_of(stage, event, leaver)).place == "confirmed"


async def test_who_comes_back_is_asked_again(stage: Stage, prepare: Prepare, leaver: Seat) -> None:
    meeting = await prepare(QUARTERLY)
    await leaver.presses("Yes", on="You are invited")
    await resigns(stage, leaver)
    await stage.enrol(leaver)
    await days_pass(stage, 2)
    assert (await answer_of(stage, meeting, leaver)).wish == ""
    await opens(stage, leaver, f"gatherings.say:{meeting.id}:yes")
    assert (await answer_of(stage, meeting, leaver)).wish == "yes"


async def test_when_an_institution_leaves_its_people_free_their_seats(stage: Stage, prepare: Prepare) -> None:
    head, teacher = await stage.person("Zhuang Lanting"), await stage.person("Wang An", "discord")
    ids = [(await stage.me(seat)).id for seat in (head, teacher)]
    school = register.InstitutionFacts("Reedmarsh School", "CN", city="Suzhou")
    async with stage.work() as ctx:
        membership = await register.enrol(ctx, register.Enrolment(
            application="", holder="institution", person=ids[0], membership_class="school", institution=school,
            post_title="Head", is_leader=True, representative=None, alternate=None, signed_text_hash="", since=ctx.now,
        ))  # fmt: skip
        await register.add_person(ctx, membership.institution, ids[1], "Teacher")
    await stage.settles()
    event = await prepare(WEBINAR, capacity=5)
    for seat in (head, teacher):
        await registers(seat, event)
    assert (await today(stage, event)).taken == 2
    async with stage.work() as ctx:
        await register.end_membership(ctx, membership.id, "resigned", "letter of 3 March")
    await stage.settles()
    assert (await today(stage, event)).taken == 0
    assert heard(head, "no longer a member") == heard(teacher, "no longer a member") == 1


async def test_a_guest_who_never_was_a_member_keeps_the_place(stage: Stage, prepare: Prepare) -> None:
    guest = await stage.person("Marta Olsen")
    event = await prepare(WEBINAR)
    async with stage.work() as ctx:
        await api.invite(ctx, event, ((await stage.me(guest)).id,))
    await stage.settles()
    await guest.presses("Register", on="You are invited")
    assert (await answer_of(stage, event, guest)).place == "confirmed"
    await days_pass(stage, 107)
    assert heard(guest, "Reminder") > 0
