"""A kind of event that only the profile knows: planned, shown and reminded of without a line of code (GA-21)."""

import pytest

from bot.people import Role
from bot.profile import Profile
from bot.profile.activities import ActivityKind
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger
from tests.bot.features.events.conftest import every, heard, member, publish, walk
from tests.support.stage import Stage

VISIT = {
    "key": "school_visit",
    "label": {"en": "School visit", "zh-Hans": "参访"},
    "reminders": ["-2d"],
    "fields": [
        {"key": "bus", "label": {"en": "Meeting point", "zh-Hans": "集合地点"}, "type": "text", "required": True},
        {"key": "shoes", "label": "Shoes", "type": "select", "options": ["flat", "any"]},
    ],
}


@pytest.fixture
async def stage(database: SqlDatabase, stage: Stage, cslei: Profile) -> Stage:
    kinds = (ActivityKind.model_validate(VISIT),)
    profile = cslei.model_copy(update={"events": cslei.events.model_copy(update={"kinds": kinds})})
    return await Stage(database, SqlLedger(database, "cslei"), profile, stage.clock).open()


async def test_it_asks_its_own_questions_and_reminds_in_its_own_way(stage: Stage) -> None:
    luo = await stage.person("Luo Weilan", roles=(Role.SECRETARIAT,))
    cen, wei = await member(stage, "Cen Yuke"), await member(stage, "Wei", "discord", language="zh-Hans")
    await luo.types("/event new")
    await luo.picks("School visit")
    await luo.fills({"title": "Reedmarsh from inside", "mode": "in_person"})
    await luo.submits()
    await walk(luo, "school_visit", title="Reedmarsh from inside", mode="in_person", venue="Reedmarsh", room="Hall",
               bus="East gate, 8:30", shoes="Flat")  # fmt: skip
    await luo.presses("Create it")
    (event,) = await every(stage)
    assert (event.kind, event.extra) == ("school_visit", {"bus": "East gate, 8:30", "shoes": "flat"})
    await publish(stage, luo, event)
    await cen.types(f"/event show {event.ref}")
    assert "Meeting point: East gate, 8:30" in cen.messages()[-1].text
    await wei.types("/event list kind:参访")
    assert event.ref in wei.messages()[-1].text
    await cen.presses("Register")
    while stage.clock.now() < event.starts_at:
        following = await stage.dispatcher.ledger.next_due(stage.clock.now())
        step = min(following or event.starts_at, event.starts_at) - stage.clock.now()
        await stage.passes(minutes=max(step.total_seconds() / 60, 0) + 0.05)
    assert heard(cen, "Reminder: Reedmarsh from inside") == 1


async def test_its_own_answers_can_be_changed_and_who_comes_hears_of_it(stage: Stage) -> None:
    luo = await stage.person("Luo Weilan", roles=(Role.SECRETARIAT,))
    cen = await member(stage, "Cen Yuke")
    await walk(luo, "school_visit", title="Reedmarsh from inside", mode="in_person", venue="Reedmarsh", room="Hall",
               bus="East gate, 8:30", shoes="Flat")  # fmt: skip
    await luo.presses("Create it")
    (event,) = await every(stage)
    await publish(stage, luo, event)
    await cen.types(f"/event show {event.ref}")
    await cen.presses("Register")
    await luo.types(f"/event show {event.ref}")
    await luo.picks("More about it")
    await luo.fills({"Meeting point": "West gate, 8:00"})
    await luo.submits()
    assert heard(cen, "West gate, 8:00") == 1
    (event,) = await every(stage)
    assert event.extra == {"bus": "West gate, 8:00", "shoes": "flat"}


async def test_what_it_requires_cannot_be_left_out(stage: Stage) -> None:
    luo = await stage.person("Luo Weilan", roles=(Role.SECRETARIAT,))
    await luo.types("/event new school_visit")
    for step in ({"title": "T", "mode": "online"}, {"when": "2027-06-17 16:00"}, {}, {}, {}):
        await luo.fills(step)
        await luo.submits()
    await luo.submits()
    assert "bus" in luo.errors
