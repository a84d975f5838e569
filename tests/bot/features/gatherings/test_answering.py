"""People answer, change their minds, wait for a place and are offered one; the count is always exact."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.memory.adapter import Seat
from bot.features.gatherings import api
from bot.features.gatherings.appointments import invitation_of
from bot.features.register import api as register
from bot.interactions import Place, Press
from bot.people import Role
from tests.bot.features.gatherings.conftest import QUARTERLY, WEBINAR, Prepare, today
from tests.bot.features.gatherings.test_due import opens
from tests.support.stage import Stage


async def member(stage: Stage, name: str, on: str = "slack", **more: str) -> Seat:
    return await stage.person(name, on, roles=(Role.MEMBER,), **more)


async def test_an_answer_on_discord_shows_on_the_card_on_slack(stage: Stage, prepare: Prepare) -> None:
    here, there = await member(stage, "Cen Yuke"), await member(stage, "Ines Duarte", "discord")
    await prepare(QUARTERLY)
    await there.presses("Yes", on="You are invited")
    assert "You said Yes" in there.sees("You said Yes").text
    card = next(m for m in stage.platforms["slack"].messages if m.channel == "meetings")
    assert "Yes: 1" in card.text
    await here.presses("Unsure", on="You are invited")
    assert "Unsure: 1" in card.text


async def test_an_answer_can_be_changed_until_the_deadline(stage: Stage, prepare: Prepare) -> None:
    cen = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY, capacity=10)
    await cen.presses("Yes", on="You are invited")
    assert (await today(stage, meeting)).taken == 1
    await cen.presses("No", on="You said")
    assert (await today(stage, meeting)).taken == 0
    late = cen.sees("You said No").buttons["Yes"]
    await stage.passes(days=120)
    await opens(stage, cen, late)
    cen.sees("takes no answers now")


async def test_the_last_seat_is_sold_once(stage: Stage, prepare: Prepare) -> None:
    stage.settling = False
    seats = [await member(stage, f"Member {n}", "slack" if n % 2 else "discord") for n in range(12)]
    event = await prepare(WEBINAR, capacity=3)
    payload = f"gatherings.say:{event.id}:yes"

    async def press(seat: Seat) -> None:
        await stage.app.handle(
            Press(seat.account, Place(seat.platform.platform, seat.platform.space, "announcements"), payload)
        )

    await asyncio.gather(*(press(seat) for seat in seats))
    async with stage.work() as ctx:
        tally = await ctx.repository(api.Gatherings).tally(event.id)
    assert (await today(stage, event)).taken == 3
    assert tally.places == {"confirmed": 3, "waiting": 9}


async def test_a_freed_place_is_offered_in_order_and_goes_on_when_nobody_takes_it(
    stage: Stage, prepare: Prepare
) -> None:
    first, second, third = [await member(stage, name) for name in ("Cen Yuke", "Ines Duarte", "Tova Berg")]
    event = await prepare(WEBINAR, capacity=1)
    card = "Assessment without exams"
    await first.presses("Register", on=card)
    first.sees("You have 1 place.")
    await second.presses("Join the waiting list", on=card)
    await third.presses("Join the waiting list", on=card)
    third.sees("1 person is before you")
    await first.presses("Cancel my place")
    second.sees("A place is free")
    assert (await today(stage, event)).taken == 1, "the place is held for the one it is offered to"
    await stage.passes(hours=49)
    third.sees("A place is free")
    await third.presses("Take the place")
    third.sees("You have 1 place.")
    late = Press(second.account, Place("slack", "T1", "x"), f"gatherings.take:{event.id}")
    second._show(await stage.app.handle(late), None)
    second.sees("no longer open")
    assert (await today(stage, event)).taken == 1


async def test_a_newcomer_does_not_overtake_those_who_wait(stage: Stage, prepare: Prepare) -> None:
    first, pair, single = [await member(stage, name) for name in ("Cen Yuke", "Ines Duarte", "Tova Berg")]
    await prepare(WEBINAR, capacity=2, party=2)
    for seat, size in ((first, "2"), (pair, "2")):
        await seat.presses("Register" if seat is first else "Join the waiting list", on="Assessment")
        await seat.fills({"How many places, with yours": size})
        await seat.submits()
    await single.presses("Join the waiting list", on="Assessment")
    await single.fills({"How many places, with yours": "1"})
    await single.submits()
    single.sees("1 person is before you")
    await first.presses("Cancel my place")
    pair.sees("A place is free")


async def test_the_cost_is_shown_before_anybody_commits(stage: Stage, prepare: Prepare) -> None:
    """INV-31."""
    cen = await member(stage, "Cen Yuke")
    event = await prepare(WEBINAR, cost=api.Cost("CNY 200", "Nothing is given back."))
    await cen.presses("Register", on="Assessment")
    cen.sees("CNY 200")
    assert (await today(stage, event)).taken == 0
    await cen.presses("I accept this and want the place")
    cen.sees("You have 1 place.")
    async with stage.work() as ctx:
        answer = await ctx.repository(api.Gatherings).answer(event.id, (await stage.record(cen)).id)
    assert answer.accepted == "CNY 200\nNothing is given back."


async def test_the_link_for_joining_is_on_no_card_in_a_channel(stage: Stage, prepare: Prepare) -> None:
    """INV-40: only who has a sure place gets it."""
    cen, other = await member(stage, "Cen Yuke"), await member(stage, "Ines Duarte")
    await prepare(WEBINAR, capacity=1)
    await cen.presses("Register", on="Assessment")
    await other.presses("Join the waiting list", on="Assessment")
    assert any("meet.example/secret" in str(m) for m in stage.platforms["slack"].messages if m.private_to)
    for message in stage.platforms["slack"].messages:
        if message.private_to != cen.account.user:
            assert "meet.example" not in str(message)


async def test_a_newcomer_registers_where_it_is_public_only(stage: Stage, prepare: Prepare) -> None:
    newcomer = await stage.person("Noor Haddad")
    public = await prepare(WEBINAR, access="public")
    closed = await prepare(WEBINAR, title="For members")
    for gathering, outcome in ((public, "done"), (closed, "refused")):
        place = Place("slack", "T1", "announcements")
        answer = await stage.app.handle(Press(newcomer.account, place, f"gatherings.say:{gathering.id}:yes"))
        assert answer.outcome == outcome
        assert (await today(stage, gathering)).taken == 0 or outcome == "done"


@pytest.mark.parametrize("wish", ["maybe", "online", ""])
async def test_a_forged_answer_is_refused(stage: Stage, prepare: Prepare, wish: str) -> None:
    cen = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY)
    answer = await stage.app.handle(
        Press(cen.account, Place("slack", "T1", "x"), f"gatherings.say:{meeting.id}:{wish}")
    )
    assert answer.outcome == "refused"


async def test_each_institution_takes_only_its_places(stage: Stage, prepare: Prepare) -> None:
    one, two = await member(stage, "Cen Yuke"), await member(stage, "Ines Duarte")
    async with stage.work() as ctx:
        place = register.Institution("01J9INSTITUTION", "Tingchao School", "CN")
        await ctx.repository(register.Register).save_institution(place)
        for seat in (one, two):
            await register.affiliate(ctx, (await stage.record(seat)).id, place.id, "Head", since=ctx.now)
    await prepare(WEBINAR, per_institution=1, capacity=10)
    await one.presses("Register", on="Assessment")
    await two.presses("Register", on="Assessment")
    two.sees("Each institution may take 1 place")


async def test_the_office_records_an_answer_after_the_deadline(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    cen = await member(stage, "Cen Yuke")
    meeting = await prepare(QUARTERLY)
    await stage.passes(days=100)
    found = await today(stage, meeting)
    async with stage.work() as ctx:
        await ctx.repository(api.Gatherings).save(replace(found, answer_by=ctx.now - timedelta(days=1)))
    await organiser.types("/convenor")
    place = Place("slack", "T1", "x")
    organiser._show(
        await stage.app.handle(Press(organiser.account, place, f"gatherings.answer_for:{meeting.id}")), None
    )
    await organiser.fills({"Who": (await stage.record(cen)).id, "Answer": "Yes", "How it came": "by telephone"})
    await organiser.submits()
    organiser.sees("Recorded for Cen Yuke: Yes.")


async def test_who_leaves_the_room_for_the_online_side_still_takes_part(stage: Stage, prepare: Prepare) -> None:
    cen, ines, tova = [await member(stage, name) for name in ("Cen Yuke", "Ines Duarte", "Tova Berg")]
    await prepare(QUARTERLY, mode="hybrid", join_link="https://meet.example/secret", capacity=1)
    await cen.presses("Yes", on="You are invited")
    await ines.presses("Yes", on="You are invited")
    ines.sees("You are the first on the waiting list")
    await cen.presses("Online", on="You said Yes")
    assert "Add to calendar" in cen.sees("You said Online").buttons
    ines.sees("A place is free")
    await tova.presses("Yes", on="You are invited")
    await tova.presses("Online", on="You are the first on the waiting list")
    assert "Add to calendar" in tova.sees("You said Online").buttons


async def test_a_calendar_that_has_the_invitation_takes_the_link_for_news(stage: Stage, prepare: Prepare) -> None:
    """RFC 5546: of two entries with one sequence the later stamp wins, and one of the same stamp is passed over."""
    cen = await member(stage, "Cen Yuke", email="cen@school.example")
    event = await prepare(WEBINAR)

    async def invited() -> str:
        async with stage.work() as ctx:
            me = await stage.me(cen)
            answer = await ctx.repository(api.Gatherings).answer(event.id, me.id)
            return invitation_of(ctx, event, answer, me.person).content.decode()

    before = await invited()
    await stage.passes(hours=1)
    await cen.presses("Register", on="Assessment without exams")
    after = await invited()
    assert "secret" in after
    assert "secret" not in before
    stamps = [line for text in (before, after) for line in text.splitlines() if line.startswith("DTSTAMP")]
    assert stamps[0] < stamps[1]


@pytest.mark.parametrize(
    ("family", "channels", "channel"),
    [
        ("meeting", ("announcements", "meetings"), "meetings"),
        ("meeting", ("announcements",), "announcements"),
        ("event", ("announcements", "meetings"), "announcements"),
    ],
)
async def test_a_card_stands_in_a_channel_that_the_network_has(
    prepare: Prepare, family: str, channels: tuple[str, ...], channel: str
) -> None:
    made = await prepare(QUARTERLY if family == "meeting" else WEBINAR, announced=False)
    assert made.channel_among(channels) == channel


async def test_organisers_see_the_answers_in_numbers(stage: Stage, prepare: Prepare, organiser: Seat) -> None:
    comes, online, declines = [await member(stage, name) for name in ("Cen Yuke", "Ines Duarte", "Tova Berg")]
    meeting = await prepare(QUARTERLY, mode="hybrid", join_link="https://meet.example/secret")
    for seat, label in ((comes, "Yes"), (online, "Online"), (declines, "No")):
        await seat.presses(label, on="You are invited")
    await organiser.types(f"/meeting show {meeting.ref}")
    organiser.sees("Answers: Yes: 1, Online: 1, Unsure: 0, No: 1, no answer yet: 1, places taken: 1")
    await comes.types(f"/meeting show {meeting.ref}")
    assert "no answer yet" not in comes.messages()[-1].text


async def test_who_is_invited_by_name_finds_it_in_the_list(stage: Stage, prepare: Prepare) -> None:
    asked, other = await member(stage, "Cen Yuke"), await member(stage, "Ines Duarte")
    meeting, event = await prepare(QUARTERLY, access="invited"), await prepare(WEBINAR, access="invited")
    async with stage.work() as ctx:
        for gathering in (meeting, event):
            await api.invite(ctx, gathering, ((await stage.me(asked)).id,))
    await stage.settles()
    for command, ref in (("/meeting list", meeting.ref), ("/event list", event.ref)):
        await asked.types(command)
        assert ref in asked.messages()[-1].text
        await other.types(command)
        assert ref not in other.messages()[-1].text
    assert [ref[:12] for ref in await asked.completes("events", "")] == [event.ref]
    assert await other.completes("events", "") == []


async def test_what_stands_in_the_conversation_follows_an_answer_given_elsewhere(
    stage: Stage, prepare: Prepare
) -> None:
    cen = await member(stage, "Cen Yuke")
    there = await stage.link(cen, "discord")
    meeting = await prepare(QUARTERLY)
    seat, other = (cen, there) if cen.messages() and "You are invited" in cen.transcript() else (there, cen)
    await other.types(f"/meeting show {meeting.ref}")
    await other.presses("Yes")
    mine = [m for m in seat.platform.messages if m.channel == f"@{seat.account.user}"]
    assert len(mine) == 1
    assert "You said Yes" in mine[0].text
    await other.presses("No")
    assert "You said No" in mine[0].text


async def test_an_offer_that_went_on_says_so_where_it_stands(stage: Stage, prepare: Prepare) -> None:
    has, waits = await member(stage, "Cen Yuke"), await member(stage, "Ines Duarte")
    event = await prepare(WEBINAR, capacity=1)
    await has.presses("Register", on="Assessment")
    await waits.presses("Join the waiting list", on="Assessment")
    await has.presses("Cancel my place")
    offer = waits.sees("A place is free: Assessment")
    assert "Take the place" in offer.buttons
    await stage.passes(hours=49)
    assert "Take the place" not in offer.buttons
    assert "went on to the next in line" in offer.text
    assert event.is_known
