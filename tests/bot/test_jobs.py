"""Work of our own is done once, and what fails holds nobody up."""

import asyncio

import pytest

from bot.context import Context
from bot.errors import Conflict, Refused, Unavailable
from bot.ui.text import _
from tests.support.probe import Probe, Said, Work
from tests.support.shaky import Shaky
from tests.support.stage import Stage


async def test_a_failing_job_is_postponed_and_holds_nobody_up(bare: Stage, probe: Probe) -> None:
    tries: list[str] = []

    async def work(ctx: Context, name: str) -> None:
        tries.append(name)
        if name == "bad" and len(tries) < 4:
            raise KeyError(name)

    probe.work = work
    async with bare.work() as ctx:
        ctx.later(Work("bad"))
        ctx.later(Work("good"))
    await bare.settles()
    assert probe.done == ["good"]
    await bare.passes(minutes=1)
    await bare.passes(minutes=1)
    assert probe.done == ["good", "bad"]


async def test_a_job_that_always_fails_is_abandoned(bare: Stage, probe: Probe) -> None:
    tries: list[str] = []

    async def work(ctx: Context, name: str) -> None:
        tries.append(name)
        raise KeyError(name)

    probe.work = work
    async with bare.work() as ctx:
        ctx.later(Work("bad"))
    for _time in range(12):
        await bare.passes(minutes=10)
    assert len(tries) == 8


async def test_a_job_in_conflict_is_never_given_up_and_never_in_the_way(bare: Stage, probe: Probe) -> None:
    tries: list[str] = []

    async def work(ctx: Context, name: str) -> None:
        if name == "busy":
            tries.append(name)
            if len(tries) < 12:
                raise Conflict("somebody was faster")

    probe.work = work
    async with bare.work() as ctx:
        ctx.later(Work("busy"))
        ctx.later(Work("good"))
    await bare.settles()
    assert probe.done == ["good"]
    for _time in range(12):
        await bare.passes(minutes=10)
    assert probe.done == ["good", "busy"]


async def test_a_job_the_rules_forbid_by_now_is_not_tried_again(bare: Stage, probe: Probe) -> None:
    tries: list[str] = []

    async def work(ctx: Context, name: str) -> None:
        tries.append(name)
        raise Refused(_("No longer."))

    probe.work = work
    async with bare.work() as ctx:
        ctx.later(Work("moot"))
        ctx.notify("nobody of that id", Said("hello"))
    for _time in range(3):
        await bare.passes(minutes=10)
    assert tries == ["moot"]


async def test_what_a_failed_job_had_done_is_undone(bare: Stage, probe: Probe) -> None:
    async def work(ctx: Context, name: str) -> None:
        if name == "outer":
            ctx.later(Work("inner"))
            await ctx.flush()
            raise KeyError

    probe.work = work
    async with bare.work() as ctx:
        ctx.later(Work("outer"))
    await bare.settles()
    assert probe.done == []


async def test_a_job_of_a_former_release_is_dropped(
    bare: Stage, probe: Probe, caplog: pytest.LogCaptureFixture
) -> None:
    async with bare.work() as ctx:
        ctx.later(Work("old"))
    del bare.app.routes.jobs[Work.key]
    await bare.settles()
    assert "no feature does the job any more" in caplog.text
    assert await bare.dispatcher.ledger.due_jobs(bare.clock.now(), 5) == ()


async def test_an_unavailable_database_is_waited_for(bare: Stage, probe: Probe) -> None:
    async with bare.work() as ctx:
        ctx.later(Work("once"))
    bare.app.database = Shaky(bare.app.database, Unavailable("away"), 2, at_commit=False)
    running = asyncio.create_task(bare.dispatcher.run())
    async with asyncio.timeout(10):
        while not probe.done:  # noqa: ASYNC110 - as an onlooker
            await asyncio.sleep(0.01)
    await bare.dispatcher.stop()
    await running
    assert probe.done == ["once"]
