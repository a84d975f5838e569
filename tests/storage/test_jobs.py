"""Jobs on both databases: each is done once, again when it was rolled back, and found by whom it tells."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from bot.ledger import Jobs
from bot.outbox import Job, Outbox
from bot.reaching import Notify
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger
from tests.support.dispatching import NETWORK, TTL, owe


async def test_a_job_is_done_once(any_database: SqlDatabase, ledger: SqlLedger) -> None:
    now = any_database.clock.now()
    await owe(any_database, jobs=(Job("a", "k", {"x": 1}, now), Job("b", "k", {}, now + timedelta(hours=1))))
    (job,) = await ledger.due_jobs(now, 10)
    assert (job.network, job.data, job.attempts) == (NETWORK, {"x": 1}, 0)

    async def do() -> bool:
        async with any_database.write(NETWORK) as uow:
            return await uow.repository(Jobs).claim(job, now)

    assert sorted(await asyncio.gather(*(do() for _ in range(8)))) == [False] * 7 + [True]
    await owe(any_database, jobs=(Job("a", "k", {}, now),))
    assert await ledger.due_jobs(now, 10) == ()


async def test_a_job_rolled_back_is_done_again(any_database: SqlDatabase, ledger: SqlLedger) -> None:
    now = any_database.clock.now()
    await owe(any_database, jobs=(Job("a", "k", {}, now), Job("r", "k", {}, now, once_open=True)))
    for job in await ledger.due_jobs(now, 10):
        with suppress(ZeroDivisionError):
            async with any_database.write(NETWORK) as uow:
                assert await uow.repository(Jobs).claim(job, now)
                raise ZeroDivisionError
    assert len(await ledger.due_jobs(now, 10)) == 2


async def test_work_that_comes_again_is_enqueued_again_while_it_runs(any_database: SqlDatabase, ledger: SqlLedger):
    now = any_database.clock.now()
    again = Job("redraw:x", "kernel.redraw", {}, now, once_open=True)
    await owe(any_database, jobs=(again, again))
    await owe(any_database, jobs=(again,))
    (job,) = await ledger.due_jobs(now, 10)
    running, enqueued = asyncio.Event(), asyncio.Event()

    async def run() -> None:
        async with any_database.write(NETWORK) as uow:
            assert await uow.repository(Jobs).claim(job, now)
            running.set()
            await asyncio.sleep(0.6)

    async def enqueue() -> None:
        await running.wait()
        await owe(any_database, jobs=(again,))
        enqueued.set()

    await asyncio.gather(run(), enqueue())
    (new,) = await ledger.due_jobs(now, 10)
    assert new.key == "redraw:x"
    assert new.id != job.id


async def test_a_failing_job_is_postponed_and_at_last_kept_with_its_error(any_database: SqlDatabase, ledger: SqlLedger):
    now = any_database.clock.now()
    await owe(any_database, jobs=(Job("r", "k", {}, now, once_open=True),))
    (job,) = await ledger.due_jobs(now, 10)
    async with any_database.write(NETWORK) as uow:
        await uow.repository(Jobs).postpone(job, now + timedelta(seconds=5), "boom")
    assert await ledger.due_jobs(now, 10) == ()
    assert await ledger.next_due(now) == now + timedelta(seconds=5)
    (job,) = await ledger.due_jobs(now + timedelta(seconds=5), 10)
    assert job.attempts == 1
    async with any_database.write(NETWORK) as uow:
        await uow.repository(Jobs).abandon(job, now, "boom")
    assert await ledger.next_due(now) is None
    await owe(any_database, jobs=(Job("r", "k", {}, now, once_open=True),))
    assert len(await ledger.due_jobs(now, 10)) == 1, "the kept row does not stand in the way"


async def test_a_slot_of_a_cron_job_is_run_by_one_process(any_database: SqlDatabase) -> None:
    now = any_database.clock.now()

    async def take_slot(slot: object, following: object) -> bool:
        async with any_database.write(NETWORK) as uow:
            return await uow.repository(Jobs).take_slot("nightly", slot, following)  # pyright: ignore

    first = await asyncio.gather(*(take_slot(None, now) for _ in range(5)))
    assert sum(first) == 1
    moved = await asyncio.gather(*(take_slot(now, now + TTL) for _ in range(5)))
    assert sum(moved) == 1
    async with any_database.read(NETWORK) as uow:
        assert await uow.repository(Jobs).slot("nightly") == now + TTL
        assert await uow.repository(Jobs).slot("weekly") is None


async def test_what_is_due_to_one_person_is_found_among_all_that_is_due(any_database: SqlDatabase) -> None:
    now = any_database.clock.now()

    def to(person: str, key: str, at: timedelta = timedelta(0), kind: str = Notify.key) -> Job:
        return Job(key, kind, Notify(person, "probe.said", {"text": key}).dump(), now + at)

    jobs = (
        to("P1", "late", -timedelta(hours=1)), to("P2", "of another"), to("P1", "due"),
        to("P1", "not yet", timedelta(minutes=1)), to("P1", "no notice", kind="kernel.project"), to("P1", "done"),
    )  # fmt: skip
    await owe(any_database, jobs=jobs)
    async with any_database.write(NETWORK) as uow:
        done = next(job for job in await uow.repository(Outbox).due_to("P1", now) if job.key == "done")
        assert await uow.repository(Jobs).claim(done, now)
        assert [job.key for job in await uow.repository(Outbox).due_to("P1", now)] == ["late", "due"]
        assert await uow.repository(Outbox).due_to("P3", now) == ()
