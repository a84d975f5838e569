"""Telling many people the same: each once, by few statements, and taken back as a whole."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.mass_notices import AT_ONCE
from bot.outbox import Limited
from bot.people import ChatAccount, People, Person
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger
from tests.support.probe import Reminded, Said, Told
from tests.support.stage import Stage

NOBODY = Person("P", "Nobody")


@pytest.fixture
async def bare(any_database: SqlDatabase, bare: Stage) -> Stage:
    """The kernel, on either database."""
    bare.app.database = any_database
    bare.dispatcher.ledger = SqlLedger(any_database, "cslei")
    any_database.clock = bare.clock
    return await bare.open()


async def crowd(stage: Stage, count: int, **more: object) -> list[str]:
    """So many people with an account on Slack each."""
    people = [replace(NOBODY, id=f"P{n:04}", display_name=f"Person {n}", **more) for n in range(count)]  # pyright: ignore[reportArgumentType]
    async with stage.work() as ctx:
        for person in people:
            await ctx.repository(People).add(person, ctx.now)
            await ctx.repository(People).attach(ChatAccount("slack", "T1", f"U{person.id}", person.id))
    return [person.id for person in people]


async def tell_all(stage: Stage, people: Sequence[str], text: str = "hello", **more: object) -> None:
    async with stage.work() as ctx:
        ctx.notify_all(people, Said(text), key="ann:1", **more)  # pyright: ignore[reportArgumentType]


async def passes(stage: Stage) -> None:
    """All parts of a list have become due."""
    await stage.passes(minutes=1)


def told(stage: Stage, on: str = "slack") -> list[str]:
    return sorted(m.channel for m in stage.platforms[on].messages if m.channel.startswith("@"))


def to(people: Sequence[str]) -> list[str]:
    return [f"@U{person}" for person in people]


async def test_everybody_on_the_list_is_told(bare: Stage) -> None:
    people = await crowd(bare, AT_ONCE + 5)
    await tell_all(bare, people)
    await passes(bare)
    assert told(bare) == to(people)


async def test_it_takes_a_handful_of_statements_for_hundreds(bare: Stage, any_database: SqlDatabase) -> None:
    people = await crowd(bare, AT_ONCE)
    await tell_all(bare, people)
    with any_database.counting() as count:
        await bare.dispatcher._run_jobs()
    assert count.statements <= 6, count.units


async def test_who_is_on_several_lists_is_told_once(bare: Stage) -> None:
    people = await crowd(bare, 7)
    await tell_all(bare, people[:4])
    await tell_all(bare, [*people[2:], *people[2:]])
    await passes(bare)
    await tell_all(bare, list(reversed(people)))
    await passes(bare)
    assert told(bare) == to(people)


async def test_who_was_last_seen_elsewhere_meanwhile_is_not_told_again(bare: Stage) -> None:
    (person,) = await crowd(bare, 1)
    await tell_all(bare, [person])
    await passes(bare)
    async with bare.work() as ctx:
        await ctx.repository(People).attach(ChatAccount("discord", "G1", "D1", person, last_seen=ctx.now))
    await tell_all(bare, [person, "somebody unknown"])
    await passes(bare)
    assert (told(bare), told(bare, "discord")) == (to([person]), [])


async def test_who_cannot_be_reached_is_passed_on_by_hand_once(bare: Stage) -> None:
    people = await crowd(bare, 3)
    bare.platforms["slack"].closed.add(f"U{people[0]}")
    async with bare.work() as ctx:
        await ctx.repository(People).mark("slack", "T1", f"U{people[1]}", state="left")
    for _time in range(2):
        await tell_all(bare, people)
        await passes(bare)
    assert told(bare) == to(people[2:])
    asked = [m.text for m in bare.platforms["slack"].messages if m.channel == "secretariat"]
    assert sorted(text.splitlines()[1].partition(" cannot")[0] for text in asked) == ["Person 0", "Person 1"]


async def test_who_sleeps_is_told_in_the_morning_and_once(bare: Stage) -> None:
    awake = await crowd(bare, 2, zone="Asia/Shanghai")  # the stage begins at 09:00 UTC
    async with bare.work() as ctx:
        sleeper = replace(NOBODY, id="Q", display_name="Sleeper", zone="America/Los_Angeles")
        await ctx.repository(People).add(sleeper, ctx.now)
        await ctx.repository(People).attach(ChatAccount("slack", "T1", "UQ", "Q"))
        for _list in range(2):
            ctx.notify_all([*awake, "Q"], Reminded("tomorrow"), key="rem:1")
    await passes(bare)
    assert told(bare) == to(awake)
    bare.clock.forward(timedelta(hours=6, minutes=29, seconds=30))  # 07:30 there
    await bare.settles()
    async with bare.work() as ctx:
        ctx.notify_all(["Q", *awake], Reminded("tomorrow"), key="rem:1")
    await passes(bare)
    assert told(bare) == to([*awake, "Q"])


async def test_all_of_it_is_taken_back_by_the_key(bare: Stage) -> None:
    people = await crowd(bare, AT_ONCE + 3)
    async with bare.work() as ctx:
        sleeper = replace(NOBODY, id="Q", display_name="Sleeper", zone="America/Los_Angeles")
        await ctx.repository(People).add(sleeper, ctx.now)
        await ctx.repository(People).attach(ChatAccount("slack", "T1", "UQ", "Q"))
        # the first part is on its way, the second not begun, and somebody asleep
        ctx.notify_all(["Q", *people], Reminded("hello"), key="rem:1")
    bare.platforms["slack"].broken.extend([Limited(timedelta(minutes=5))] * AT_ONCE)
    await bare.dispatcher._run_jobs()
    async with bare.work() as ctx:
        await ctx.withdraw("rem:1")
    await bare.passes(hours=24)
    assert told(bare) == []
    async with bare.work() as ctx:
        ctx.notify_all(people[:2], Reminded("hello"), key="rem:1")
    bare.platforms["slack"].broken.clear()
    await passes(bare)
    assert told(bare) == to(people[:2]), "what was taken back may be owed anew"


async def test_news_spares_who_does_not_want_it(bare: Stage) -> None:
    people = await crowd(bare, 3, digest="duties_only")
    async with bare.work() as ctx:
        ctx.notify_all(people, Told("a picnic"), key="ann:2")
    await passes(bare)
    assert told(bare) == []
