"""Several processes share the sending, and an heir clears up after a death."""

import asyncio
from typing import Any

import pytest

from bot.courier import Timing
from bot.errors import Unavailable
from bot.ledger import Lease
from bot.outbox import Delivery, Receipt
from bot.ports import Order
from storage.engine import SqlDatabase
from tests.support.owing import another, owe, posted
from tests.support.probe import Probe, Work
from tests.support.stage import Stage


async def test_two_dispatchers_send_once(bare: Stage, database: SqlDatabase, probe: Probe) -> None:
    for number in range(20):
        await owe(bare, str(number), channel=f"c{number % 5}")
        async with bare.work() as ctx:
            ctx.later(Work(str(number)))
    first, second = another(bare, database), another(bare, database)
    await asyncio.gather(first.idle(), second.idle())
    assert sorted(message.text for message in bare.platforms["slack"].messages) == sorted(map(str, range(20)))
    assert sorted(probe.done) == sorted(map(str, range(20)))
    await first.stop()
    await second.stop()


@pytest.mark.parametrize("arrived", [True, False])
async def test_an_heir_clears_up_after_a_death_between_intent_and_result(
    bare: Stage, database: SqlDatabase, arrived: bool
) -> None:
    await owe(bare, "first", "second")
    slack = bare.platforms["slack"]
    perform, reached, for_ever = slack.perform, asyncio.Event(), asyncio.Event()

    async def dies(order: Order) -> Receipt:
        if arrived:
            await perform(order)
        reached.set()
        await for_ever.wait()
        raise AssertionError("unreachable")

    slack.perform = dies  # pyright: ignore[reportAttributeAccessIssue]
    dead = another(bare, database, lease=0.4, request=0.1)
    dead.courier.timing = Timing(request=60)
    assert await dead.step()
    await reached.wait()
    for flight in dead._flights.values():  # no settling, no release: the process is gone
        flight.cancel()
    slack.perform = perform  # pyright: ignore[reportAttributeAccessIssue]
    heir = another(bare, database)
    await heir.idle()
    assert posted(bare) == (["first"] if arrived else []), "the lease has not run out"
    await asyncio.sleep(0.5)
    await heir.idle()
    assert posted(bare) == ["first", "second"]
    await heir.stop()


async def test_what_became_of_a_doubt_is_kept_when_another_delivery_is_settled_meanwhile(
    bare: Stage, database: SqlDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    await owe(bare, "first")
    slack = bare.platforms["slack"]
    perform, find, reached, for_ever = slack.perform, slack.find, asyncio.Event(), asyncio.Event()

    async def dies(_order: Order) -> Receipt:
        reached.set()
        await for_ever.wait()
        raise AssertionError("unreachable")

    slack.perform = dies  # pyright: ignore[reportAttributeAccessIssue]
    dead = another(bare, database, lease=0.2, request=0.05)
    await dead.step()
    await reached.wait()
    for flight in dead._flights.values():
        flight.cancel()
    slack.perform = perform  # pyright: ignore[reportAttributeAccessIssue]
    await asyncio.sleep(0.3)
    await owe(bare, "elsewhere", channel="general")
    heir = another(bare, database)

    async def answers_after_the_other_is_settled(*asked: Any) -> dict[str, Receipt]:
        while not posted(bare, "general") or heir._results:  # noqa: ASYNC110 - a moment between two steps
            await asyncio.sleep(0.01)
        return await find(*asked)

    monkeypatch.setattr(slack, "find", answers_after_the_other_is_settled)
    await heir.idle()
    assert posted(bare) == ["first"]
    await heir.stop()


async def test_doubts_that_could_not_be_read_with_the_lease_are_not_forgotten(
    bare: Stage, database: SqlDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    await owe(bare, "first", "second")
    slack = bare.platforms["slack"]
    perform, reached, for_ever = slack.perform, asyncio.Event(), asyncio.Event()

    async def dies(_order: Order) -> Receipt:
        reached.set()
        await for_ever.wait()
        raise AssertionError("unreachable")

    slack.perform = dies  # pyright: ignore[reportAttributeAccessIssue]
    dead = another(bare, database, lease=0.2, request=0.05)
    await dead.step()
    await reached.wait()
    for flight in dead._flights.values():
        flight.cancel()
    slack.perform = perform  # pyright: ignore[reportAttributeAccessIssue]
    await asyncio.sleep(0.3)
    heir = another(bare, database, lease=0.3, request=0.1)
    ambiguous, answers = heir.ledger.ambiguous, [Unavailable("the connection broke")]

    async def breaks_once(lease: Lease) -> tuple[Delivery, ...]:
        if answers:
            raise answers.pop()
        return await ambiguous(lease)

    monkeypatch.setattr(heir.ledger, "ambiguous", breaks_once)
    with pytest.raises(Unavailable):
        await heir.step()
    await asyncio.sleep(0.4)
    await heir.idle()
    assert posted(bare) == ["first", "second"]
    await heir.stop()


async def test_stopping_settles_what_ended_and_leaves_the_rest_to_an_heir(bare: Stage, database: SqlDatabase) -> None:
    await owe(bare, "slow")
    slack = bare.platforms["slack"]
    perform, reached, for_ever = slack.perform, asyncio.Event(), asyncio.Event()

    async def hangs(order: Order) -> Receipt:
        receipt = await perform(order)
        reached.set()
        await for_ever.wait()
        return receipt

    slack.perform = hangs  # pyright: ignore[reportAttributeAccessIssue]
    leaving = another(bare, database, lease=60, request=30)
    running = asyncio.create_task(leaving.run())
    await reached.wait()
    await leaving.stop(grace=0.05)
    await running
    slack.perform = perform  # pyright: ignore[reportAttributeAccessIssue]
    await another(bare, database).idle()
    assert posted(bare) == ["slow"]


async def test_the_bell_wakes_a_sleeping_dispatcher(bare: Stage, database: SqlDatabase) -> None:
    sleepy = another(bare, database, idle=30)
    bare.app.rung = sleepy.ring
    running = asyncio.create_task(sleepy.run())
    await asyncio.sleep(0.1)
    await owe(bare, "wake up")
    sleepy.ring()
    async with asyncio.timeout(5):
        while not posted(bare):  # noqa: ASYNC110 - as an onlooker
            await asyncio.sleep(0.01)
    await sleepy.stop()
    await running


async def test_a_process_that_stops_in_the_middle_of_a_step_leaves_no_lease_behind(
    bare: Stage, database: SqlDatabase
) -> None:
    """The next one need not wait for a lease of somebody who has gone."""
    await owe(bare, "first")
    going, asked, may_go_on = another(bare, database, lease=60), asyncio.Event(), asyncio.Event()
    acquire = going.ledger.acquire

    async def slowly(*asking: Any) -> tuple[Lease, ...]:
        asked.set()
        await may_go_on.wait()
        return await acquire(*asking)

    going.ledger.acquire = slowly  # type: ignore[method-assign]
    loop = asyncio.create_task(going.run())
    await asked.wait()
    stopping = asyncio.create_task(going.stop())
    await asyncio.sleep(0)
    may_go_on.set()
    await stopping
    await loop
    await owe(bare, "second")
    heir = another(bare, database)
    await heir.idle()
    assert posted(bare) == ["first", "second"]
    await heir.stop()
