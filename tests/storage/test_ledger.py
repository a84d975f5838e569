"""The ledger's contract, on both databases: nothing lost, nothing twice, nothing out of order."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import MovableClock
from bot.interactions import Place
from bot.ledger import Jobs, Lease, Result
from bot.outbox import TWICE, Copy, Job, NewDelivery, Outbox, Priority, Receipt, State
from bot.ports import Retention
from storage import ledger as _ledger
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger
from storage.outbox import REMEMBER_COPY, copy_row
from tests.support.dispatching import NETWORK, SENDER, TTL, claim, owe, post, sent, take


async def test_a_free_sender_is_taken_only_when_there_is_work(any_database: SqlDatabase, ledger: SqlLedger) -> None:
    now = any_database.clock.now()
    assert await ledger.acquire("me", (SENDER,), now, TTL) == ()
    await owe(any_database, post("a", not_before=now + timedelta(hours=1)))
    assert await ledger.acquire("me", (SENDER,), now, TTL) == ()
    assert await ledger.acquire("me", (SENDER,), now + timedelta(hours=1), TTL) == (Lease(SENDER, 1),)


async def test_one_of_two_dispatchers_gets_the_sender(any_database: SqlDatabase) -> None:
    await owe(any_database, post("a"))
    now = any_database.clock.now()
    ledgers = [SqlLedger(any_database, NETWORK) for _ in range(8)]
    got = await asyncio.gather(*(each.acquire(str(n), (SENDER,), now, TTL) for n, each in enumerate(ledgers)))
    assert sum(len(leases) for leases in got) == 1


async def test_a_lane_is_served_in_order_one_at_a_time(any_database: SqlDatabase, ledger: SqlLedger) -> None:
    await owe(any_database, post("a1", "a"), post("a2", "a"), post("b1", "b"), post("a3", "a"))
    lease = await take(ledger)
    order: list[str] = []
    while batch := await claim(ledger, lease):
        assert len({d.lane for d in batch}) == len(batch)
        assert await claim(ledger, lease) == []
        order += [d.dedup_key for d in batch]
        await sent(ledger, *batch)
    assert order == ["a1", "b1", "a2", "a3"]


async def test_a_retry_keeps_its_place_in_the_lane(any_database: SqlDatabase, ledger: SqlLedger, clock: MovableClock):
    await owe(any_database, post("first"), post("second"))
    lease = await take(ledger)
    (first,) = await claim(ledger, lease)
    later = clock.now() + timedelta(seconds=30)
    await ledger.settle((Result(first, State.READY, run_at=later, error="rate limited"),), clock.now())
    assert await claim(ledger, lease) == []
    clock.forward(timedelta(seconds=31))
    (again,) = await claim(ledger, lease)
    assert (again.dedup_key, again.attempts) == ("first", 2)


async def test_urgent_before_normal_before_bulk(any_database: SqlDatabase, ledger: SqlLedger) -> None:
    await owe(
        any_database,
        post("bulk", "l1", priority=Priority.BULK),
        post("normal", "l2"),
        post("prompt", "l3", priority=Priority.PROMPT),
    )
    lease = await take(ledger)
    assert [d.dedup_key for d in await claim(ledger, lease, 2)] == ["prompt", "normal"]
    assert [d.dedup_key for d in await claim(ledger, lease, 2)] == ["bulk"]


async def test_busy_lanes_are_left_alone(any_database: SqlDatabase, ledger: SqlLedger) -> None:
    await owe(any_database, post("a", "a"), post("b", "b"))
    assert [d.dedup_key for d in await claim(ledger, await take(ledger), busy=("a",))] == ["b"]


async def test_the_same_key_twice_is_one_delivery(any_database: SqlDatabase, ledger: SqlLedger) -> None:
    await owe(any_database, post("a"))
    await owe(any_database, post("a"), post("a"))
    lease = await take(ledger)
    await sent(ledger, *await claim(ledger, lease))
    await owe(any_database, post("a"))
    assert await claim(ledger, lease) == []


async def test_death_between_claim_and_settle_leaves_it_in_doubt(any_database: SqlDatabase, ledger: SqlLedger) -> None:
    await owe(any_database, post("a"), post("b", "other"))
    dead = await take(ledger, "dead", timedelta(seconds=0.5))
    (a, b) = await claim(ledger, dead)
    await sent(ledger, b)
    await asyncio.sleep(0.6)
    heir = await take(ledger, "heir")
    assert heir.epoch == dead.epoch + 1
    assert [(d.id, d.epoch, d.intent_at) for d in await ledger.ambiguous(heir)] == [(a.id, dead.epoch, a.intent_at)]
    assert await claim(ledger, heir) == [], "what is in doubt is not sent again"
    await ledger.settle((Result(a, State.READY, run_at=any_database.clock.now()),), any_database.clock.now())
    (again,) = await claim(ledger, heir)
    assert again.epoch == heir.epoch


async def test_a_late_result_of_a_former_owner_is_refused(any_database: SqlDatabase, ledger: SqlLedger) -> None:
    await owe(any_database, post("a"))
    late = await take(ledger, "late", timedelta(seconds=0.5))
    (a,) = await claim(ledger, late)
    await asyncio.sleep(0.6)
    heir = await take(ledger, "heir")
    now = any_database.clock.now()
    await ledger.settle((Result(a, State.READY, run_at=now),), now)
    (again,) = await claim(ledger, heir)
    copy = Copy("cv1", "card:1", SENDER, "slack", "T1", "C1", "m1")
    await ledger.settle((Result(a, State.SENT, Receipt("m1"), copy=copy),), now)
    async with any_database.read(NETWORK) as uow:
        assert await uow.repository(Outbox).copies("card:1") == ()
    await sent(ledger, again)
    assert await ledger.ambiguous(Lease(SENDER, 99)) == ()


async def test_an_expired_or_lost_lease_claims_nothing(any_database: SqlDatabase, ledger: SqlLedger) -> None:
    await owe(any_database, post("a"))
    old = await take(ledger, "old", timedelta(seconds=0.5))
    await asyncio.sleep(0.6)
    assert await claim(ledger, old) == []
    assert await ledger.renew("old", old, TTL), "nobody took it meanwhile"
    assert len(await claim(ledger, old)) == 1


async def test_a_lease_is_renewed_and_released_only_by_its_owner(any_database: SqlDatabase, ledger: SqlLedger) -> None:
    await owe(any_database, post("a"))
    lease = await take(ledger, "me")
    assert await ledger.renew("me", lease, TTL)
    assert not await ledger.renew("other", lease, TTL)
    assert not await ledger.renew("me", Lease(SENDER, lease.epoch + 1), TTL)
    await ledger.release("other", lease)
    assert await ledger.acquire("other", (SENDER,), any_database.clock.now(), TTL) == ()
    await ledger.release("me", lease)
    assert (await take(ledger, "other")).epoch == lease.epoch + 1


async def test_two_claims_at_once_share_no_delivery(any_database: SqlDatabase, ledger: SqlLedger) -> None:
    await owe(any_database, *(post(f"k{n}", f"lane{n}") for n in range(60)))
    lease = await take(ledger)
    batches = await asyncio.gather(*(claim(ledger, lease, 10) for _ in range(10)))
    ids = [d.id for batch in batches for d in batch]
    assert len(ids) == len(set(ids))
    rest = await claim(ledger, lease, 100)
    assert len(ids) + len(rest) == 60


async def test_a_posted_card_is_remembered_and_redrawn_once_more(any_database: SqlDatabase, ledger: SqlLedger) -> None:
    body = {"card": "votes.motion", "data": {"motion": "m1"}}
    await owe(any_database, NewDelivery(SENDER, "lane", "k", "post", body))
    (posted,) = await claim(ledger, await take(ledger))
    copy = Copy(posted.nonce, "votes.motion:m1", SENDER, "slack", "T1", "C1", "m1", "abc")
    now = any_database.clock.now()
    await ledger.settle((Result(posted, State.SENT, Receipt("m1"), copy=copy),), now)
    async with any_database.read(NETWORK) as uow:
        assert await uow.repository(Outbox).copies("votes.motion:m1") == (copy,)
        assert await uow.repository(Outbox).copy(posted.nonce) == copy
    (job,) = await ledger.due_jobs(now, 10)
    assert (job.key, job.kind, job.once_open) == ("redraw:votes.motion:m1", "kernel.redraw", True)
    assert (job.data["card"], job.data["data"]) == ("votes.motion", {"motion": "m1"})


async def test_a_redraw_during_settling_does_not_miss_the_new_copy(
    any_database: SqlDatabase, ledger: SqlLedger, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await owe(any_database, NewDelivery(SENDER, "lane", "card", "post", {"card": "votes.motion", "data": {}}))
    (posted,) = await claim(ledger, await take(ledger))
    redraw = Job("redraw:votes.motion", "kernel.redraw", {}, clock.now(), once_open=True)
    await owe(any_database, jobs=(redraw,))
    remember, written, redrawn = _ledger._remember, asyncio.Event(), asyncio.Event()

    async def slowly(*told: Any) -> None:
        await remember(*told)
        written.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(redrawn.wait(), 0.5)

    monkeypatch.setattr(_ledger, "_remember", slowly)
    copy = Copy(posted.nonce, "votes.motion", SENDER, "slack", "T1", "C1", "m1", "abc")
    settling = asyncio.create_task(
        ledger.settle((Result(posted, State.SENT, Receipt("m1"), copy=copy),), any_database.clock.now())
    )
    await written.wait()
    (job,) = await ledger.due_jobs(clock.now(), 5)
    async with any_database.write(NETWORK) as uow:
        assert await uow.repository(Jobs).claim(job, clock.now())
        seen = await uow.repository(Outbox).copies("votes.motion")
    redrawn.set()
    await settling
    assert seen or await ledger.due_jobs(clock.now(), 5), "nobody will ever bring the new copy up to date"


async def test_an_edit_notes_what_the_copy_shows(any_database: SqlDatabase, ledger: SqlLedger) -> None:
    copy = Copy("cv7", "card:1", SENDER, "slack", "T1", "C1", "m1", "old")
    async with any_database.write(NETWORK) as uow:
        await uow.repository(Outbox).put(REMEMBER_COPY, copy_row(copy))  # pyright: ignore[reportAttributeAccessIssue]
    await owe(any_database, NewDelivery(SENDER, "lane", "edit:cv7:1", "edit", {"copy": "cv7"}))
    async with any_database.read(NETWORK) as uow:
        assert await uow.repository(Outbox).edit_pending("cv7")
        assert not await uow.repository(Outbox).edit_pending("cv")
    (edit,) = await claim(ledger, await take(ledger))
    async with any_database.read(NETWORK) as uow:
        assert not await uow.repository(Outbox).edit_pending("cv7"), "drawn already: another edit is needed"
    await ledger.settle((Result(edit, State.SENT, drawn="new"),), any_database.clock.now())
    async with any_database.write(NETWORK) as uow:
        assert [c.drawn for c in await uow.repository(Outbox).copies("card:1")] == ["new"]
        assert await uow.repository(Outbox).doubt(Place("slack", "T1", "C1", message="m2")) is None
        assert await uow.repository(Outbox).doubt(Place("slack", "T1", "C1", message="m1")) == replace(copy, drawn="")
        assert [c.drawn for c in await uow.repository(Outbox).copies("card:1")] == [""]
        for _time in range(2):
            again = await uow.repository(Outbox).doubt(Place("slack", "T1", "C1", message="m1"))
            assert again == replace(copy, drawn=TWICE)
        await uow.repository(Outbox).forget_copy("cv7")
        assert await uow.repository(Outbox).copies("card:1") == ()


async def test_withdraw_takes_back_what_was_not_sent(any_database: SqlDatabase, ledger: SqlLedger) -> None:
    now = any_database.clock.now()
    later = now + timedelta(hours=1)
    mine, other = Job("remind:e1:24h", "k", {}, later), Job("remind:e10:24h", "k", {}, later)
    await owe(any_database, post("remind:e1:24h/x", "a"), post("z", "b"), jobs=(mine, other))
    async with any_database.write(NETWORK) as uow:
        assert await uow.repository(Outbox).withdraw("remind:e1:") == 2
    assert [d.dedup_key for d in await claim(ledger, await take(ledger))] == ["z"]
    assert [job.key for job in await ledger.due_jobs(later, 10)] == ["remind:e10:24h"]


async def test_what_was_withdrawn_may_be_owed_again(any_database: SqlDatabase, ledger: SqlLedger) -> None:
    """The job has run, its delivery waits; the event moves: both are written anew under the same keys."""
    now = any_database.clock.now()
    remind = Job("remind:e1", "k", {}, now)
    await owe(any_database, post("remind:e1/slack"), jobs=(remind,))
    (due,) = await ledger.due_jobs(now, 10)
    async with any_database.write(NETWORK) as uow:
        assert await uow.repository(Jobs).claim(due, now)
    async with any_database.write(NETWORK) as uow:
        assert await uow.repository(Outbox).withdraw("remind:e1") == 2
        await uow.repository(Outbox).add((remind,), ())
    assert len(await ledger.due_jobs(now, 10)) == 1


async def test_networks_do_not_see_each_other(any_database: SqlDatabase, ledger: SqlLedger) -> None:
    other = SqlLedger(any_database, "other")
    now = any_database.clock.now()
    await owe(any_database, post("a"), jobs=(Job("j", "k", {}, now),))
    assert await other.due_jobs(now, 10) == ()
    assert await other.next_due(now - TTL) is None
    assert await other.acquire("x", (SENDER,), now, TTL) == ()
    async with any_database.write("other") as uow:
        assert await uow.repository(Outbox).withdraw("j") == 0
        await uow.repository(Outbox).add((Job("j", "k", {}, now),), (post("a"),))
    assert len(await claim(ledger, await take(ledger))) == 1


async def test_old_results_are_forgotten_open_work_is_not(any_database: SqlDatabase, ledger: SqlLedger) -> None:
    now = any_database.clock.now()
    await owe(any_database, post("a", "a"), jobs=(Job("j", "k", {}, now),))
    await sent(ledger, *await claim(ledger, await take(ledger)))
    await owe(any_database, post("b", "b"))
    async with any_database.write(NETWORK) as uow:
        assert await uow.repository(Retention).settled(now) == 0
        assert await uow.repository(Retention).settled(now + timedelta(days=1)) == 1
    assert await ledger.next_due(now - TTL) is not None


async def test_what_is_on_its_way_to_somebody_is_found(any_database: SqlDatabase, ledger: SqlLedger) -> None:
    body = {"person": "P1", "notice": "probe.sheet", "data": {}}
    edit = NewDelivery(SENDER, "elsewhere", "b", "edit", {**body, "person": "P2"})  # of a copy that is there already
    await owe(any_database, NewDelivery(SENDER, "lane", "a", "post", body), edit)

    async def found(person: str, notice: str) -> bool:
        async with any_database.read(NETWORK) as uow:
            return await uow.repository(Outbox).on_its_way(person, notice)

    assert not await found("P1", "probe.sheet"), "what waits is drawn later"
    sending = await claim(ledger, await take(ledger))
    assert [await found(*each) for each in (("P1", "probe.sheet"), ("P2", "probe.sheet"), ("P1", "other"))] == [
        True, False, False,
    ]  # fmt: skip
    await sent(ledger, *sending)
    assert not await found("P1", "probe.sheet")


async def test_what_a_delivery_holds_is_read_by_its_key(any_database: SqlDatabase) -> None:
    await owe(any_database, post("together:a/1"), post("together:ab/1"))
    async with any_database.read(NETWORK) as uow:
        assert await uow.repository(Outbox).body("together:a/") == {"n": "together:a/1"}
        assert await uow.repository(Outbox).body("together:b/") is None
