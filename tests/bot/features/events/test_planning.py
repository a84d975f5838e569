"""An event is planned in steps, read back before it exists, and proposed by those who may not plan one."""

from datetime import date, datetime

import pytest

from adapters.memory.adapter import Seat
from bot.people import Role
from tests.bot.features.events.conftest import Plan, does, every, heard, member, publish, today, walk
from tests.support.stage import Stage


async def test_nothing_exists_before_the_plan_was_read_back_on_three_clocks(stage: Stage, organiser: Seat) -> None:
    await walk(organiser)
    shown = organiser.sees("Is this right? Assessment without exams").text
    assert "16:00" in shown
    assert "08:00" in shown
    assert "UTC" in shown
    assert await every(stage) == ()
    await organiser.presses("Create it")
    (event,) = await every(stage)
    assert (event.ref, event.state, event.capacity, event.recorded) == ("EVT-2027-001", "planned", 2, True)
    assert event.starts_at.isoformat() == "2027-06-17T08:00:00+00:00"
    assert not any("Assessment" in m.text for m in stage.platforms["discord"].messages)


@pytest.mark.parametrize(("zone", "differs"), [("Asia/Shanghai", False), ("America/Toronto", True)])
async def test_the_own_clock_is_read_back_where_it_shows_another_time(stage: Stage, zone: str, differs: bool) -> None:
    luo = await stage.person("Luo Weilan", roles=(Role.SECRETARIAT,), zone=zone)
    await walk(luo)
    assert ("For you: Thu 17 Jun 2027, 04:00 Toronto" in luo.sees("Is this right?").text) is differs


async def test_a_step_can_be_changed_before_it_is_created(stage: Stage, organiser: Seat) -> None:
    await walk(organiser)
    await organiser.picks("When")
    await organiser.fills({"when": "18 Jun 2027, 4 pm"})
    await organiser.submits()
    assert "18 Jun" in organiser.sees("Is this right?").text
    await organiser.presses("Create it")
    await organiser.presses("Create it")
    organiser.sees("This was done already")
    assert len(await every(stage)) == 1


async def test_a_plan_goes_on_where_it_was_left(stage: Stage, organiser: Seat) -> None:
    await organiser.types("/event new webinar")
    await organiser.fills({"title": "Half a plan", "mode": "online"})
    await organiser.submits()
    await stage.passes(days=3)
    await organiser.types("/event new webinar")
    assert organiser.form is not None
    assert {field.key: field.value for field in organiser.form.fields}["title"] == "Half a plan"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("when", "2027-02-30 14:00", "does not exist"),
        ("when", "03/04/2027 14:00", "can be"),
        ("when", "2026-03-11 14:00", "past"),
        ("when", "tomorrowish", "do not read"),
        ("zone", "EST", "clocks of a place"),
        ("zone", "Nowhereville", "no such place"),
        ("closes", "2027-06-20", "must close before"),
        ("closes", "2026-01-01", "past"),
        ("minutes", "-5", "from 5"),
        ("minutes", "an hour", "number"),
    ],
)
async def test_a_wrong_time_is_said_at_once_and_nothing_typed_is_lost(
    organiser: Seat, field: str, typed: str, said: str
) -> None:
    await organiser.types("/event new webinar")
    await organiser.fills({"title": "T", "mode": "online"})
    await organiser.submits()
    await organiser.fills({"when": "2027-06-17 16:00", "zone": "Shanghai", field: typed})
    await organiser.submits()
    assert said in organiser.errors[field]
    assert organiser.form is not None
    assert {f.key: f.value for f in organiser.form.fields}[field] == typed


async def test_cost_and_refund_belong_together(organiser: Seat) -> None:
    """INV-31."""
    await organiser.types("/event new webinar")
    for step in ({"title": "T", "mode": "online"}, {"when": "2027-06-17 16:00"}, {}, {}, {"cost": "CNY 200"}):
        await organiser.fills(step)
        await organiser.submits()
    assert "belong together" in organiser.errors["refund"]


async def test_a_short_lead_time_is_a_warning_not_a_wall(stage: Stage, organiser: Seat) -> None:
    await walk(organiser, when="2027-03-10 16:00")
    organiser.sees("Only 6 working days are left; 15 are usual")
    await organiser.presses("Create it")
    assert len(await every(stage)) == 1


async def test_in_a_room_registration_closes_some_days_before(plan: Plan) -> None:
    event = await plan(mode="in_person", venue="XJTLU", room="Room 3")
    assert event.answer_by is not None
    assert (event.starts_at.date() - event.answer_by.date()).days == 7
    assert (await plan(title="Online")).answer_by is None


async def test_a_member_proposes_and_the_office_takes_it_up(stage: Stage, organiser: Seat) -> None:
    cen = await member(stage, "Cen Yuke")
    await walk(cen)
    await cen.presses("Propose it")
    cen.sees("Your idea is with the secretariat as EVT-2027-001")
    (event,) = await every(stage)
    assert event.state == "idea"
    card = next(m for m in stage.platforms["slack"].messages if m.channel == "secretariat")
    assert "Cen Yuke" in card.text
    organiser.channel = "secretariat"
    await organiser.presses("Take it up")
    taken = await today(stage, event)
    assert taken.state == "planned"
    assert taken.organiser == (await stage.record(organiser)).id
    assert heard(cen, "is being planned") == 1
    assert not card.buttons


async def test_a_newcomer_plans_nothing_and_an_idea_is_nobody_elses_to_take_up(stage: Stage, organiser: Seat) -> None:
    noor = await stage.person("Noor Haddad")
    await noor.types("/event new webinar")
    assert noor.form is None
    cen = await member(stage, "Cen Yuke")
    await walk(cen)
    await cen.presses("Propose it")
    (event,) = await every(stage)
    for payload in ("take_up", "publish", "speakers"):
        await does(stage, cen, f"events.{payload}:{event.id}")
    assert (await today(stage, event)).state == "idea"


async def test_each_of_the_roles_that_may_plan_can(stage: Stage) -> None:
    for role in (Role.ORGANISER, Role.SECRETARIAT, Role.CHAIR):
        seat = await stage.person(f"Somebody {role}", roles=(role,))
        await walk(seat)
        await seat.presses("Create it")
    assert [event.state for event in await every(stage)] == ["planned"] * 3


async def test_lectures_are_listed_apart_and_for_members(stage: Stage, organiser: Seat, plan: Plan) -> None:
    """CSL-13."""
    event = await plan("specialised_lecture", title="Reading a budget", level="advanced", prerequisites="None")
    assert event.access == "members"
    assert event.extra == {"level": "advanced", "prerequisites": "None"}
    await does(stage, organiser, f"events.publish:{event.id}")
    await organiser.presses("Publish now")
    cen, noor = await member(stage, "Cen Yuke"), await stage.person("Noor Haddad")
    await cen.types("/event list")
    seen = cen.sees("Lectures for members").text
    assert "Reading a budget" in seen
    for typed in ("lecture", '"specialised lecture"', "专题讲座"):
        await cen.types(f"/event list kind:{typed}")
        assert "Reading a budget" in cen.messages()[-1].text
    await noor.types("/event list")
    assert "Reading a budget" not in noor.messages()[-1].text
    await cen.types(f"/event show {event.ref}")
    assert "advanced" in cen.sees("Level").text


async def test_a_long_text_leaves_the_answers_in_sight_and_is_read_whole_on_demand(
    stage: Stage, organiser: Seat, plan: Plan
) -> None:
    long = "What schools do instead of exams. " * 40 + "The very end."
    cen = await member(stage, "Cen Yuke", "discord")
    event = await plan(abstract=long)
    await publish(stage, organiser, event)
    card = next(m for m in stage.platforms["discord"].messages if m.channel == "announcements")
    assert len(card.text) < 900
    assert "…" in card.text
    assert list(card.buttons) == ["Register", "More"]
    await cen.presses("More")
    assert cen.sees("The very end.").buttons


async def test_a_short_text_stands_on_the_card_as_it_was_written(stage: Stage, organiser: Seat, plan: Plan) -> None:
    event = await plan(abstract="In two parts:\n\none and two.")
    await publish(stage, organiser, event)
    card = next(m for m in stage.platforms["discord"].messages if m.channel == "announcements")
    assert "In two parts:\n\none and two." in card.text
    assert list(card.buttons) == ["Register"]


async def test_a_phrase_means_the_time_that_was_read_back_also_a_week_later(stage: Stage, organiser: Seat) -> None:
    await walk(organiser, when="next Friday at 16:00", closes="next Thursday")
    await stage.passes(days=7)
    await organiser.presses("Create it")
    (event,) = await every(stage)
    assert event.local == datetime(2027, 3, 12, 16)
    assert event.answer_by is not None
    assert event.answer_by.astimezone(event.zone_info).date() == date(2027, 3, 11)
