"""Each message arrives once and in order, whatever dies when; nothing that fails holds up the rest."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.context import Context
from bot.courier import Timing
from bot.dispatcher import Dispatcher
from bot.errors import Conflict, Refused, Unavailable
from bot.outbox import Ambiguous, Delivery, Forbidden, Lease, Limited, NewDelivery, Receipt
from bot.ports import Edit, Order, Send, Spaces
from bot.ui.text import _
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger
from tests.bot.test_app import Shaky
from tests.support.probe import Board, Probe, Said, Work
from tests.support.stage import Stage


async def owe(stage: Stage, *said: str, channel: str = "welcome", on: str = "slack", **more: object) -> None:
    """Write deliveries as a handler would have; each is a row of its own."""
    platform = stage.platforms[on]
    async with stage.work() as ctx:
        for text in said:
            body = {
                "platform": on,
                "space": platform.space,
                "channel": channel,
                "notice": Said.key,
                "data": {"text": text},
            }
            lane = f"{on}:{platform.space}:{channel}"
            ctx.deliveries.append(
                NewDelivery(platform.senders[0], lane, f"{channel}:{text}", "post", body, **more)  # pyright: ignore[reportArgumentType]
            )


def posted(stage: Stage, channel: str = "welcome", on: str = "slack") -> list[str]:
    return [message.text for message in stage.platforms[on].messages if message.channel == channel]


def another(stage: Stage, database: SqlDatabase, **timing: float) -> Dispatcher:
    times = {"lease": 5.0, "request": 1.0, "settle": 0.0, "idle": 0.05, **timing}
    return Dispatcher(stage.app, SqlLedger(database, "cslei"), stage.platforms.values(), Timing(**times))  # pyright: ignore[reportArgumentType]


async def test_a_lane_keeps_its_order_and_lanes_do_not_wait_for_each_other(bare: Stage) -> None:
    await owe(bare, "1", "2", "3")
    await owe(bare, "a", channel="general")
    bare.platforms["slack"].broken.append(Limited(timedelta(minutes=1)))
    await bare.settles()
    assert posted(bare) == []
    assert posted(bare, "general") == ["a"]
    await bare.passes(minutes=2)
    assert posted(bare) == ["1", "2", "3"]


async def test_what_did_not_arrive_is_sent_again(bare: Stage) -> None:
    await owe(bare, "hello")
    bare.platforms["slack"].broken += [Ambiguous("connection reset"), TimeoutError()]
    await bare.settles()
    assert posted(bare) == ["hello"]


@pytest.mark.parametrize("doubt", [Ambiguous("502"), TimeoutError(), ConnectionResetError(), KeyError("a bug of ours")])
async def test_what_arrived_unseen_is_not_sent_again(bare: Stage, doubt: Exception) -> None:
    await owe(bare, "hello")
    bare.platforms["slack"].unanswered.append(doubt)
    await bare.settles()
    await bare.passes(hours=2)
    assert posted(bare) == ["hello"]
    assert sum(isinstance(order, Send) for order in bare.platforms["slack"].orders) == 1


async def test_a_platform_that_does_not_tell_is_asked_again(bare: Stage) -> None:
    await owe(bare, "hello", "after")
    slack = bare.platforms["slack"]
    slack.unanswered.append(Ambiguous("502"))
    slack.unsearchable += [
        Ambiguous("503"),
        Limited(timedelta(0)),
        Forbidden("missing_scope", "Add a scope"),
        OSError(),
    ]
    await bare.settles()
    assert posted(bare) == ["hello", "after"]
    assert slack.unsearchable == []


async def test_a_direct_message_in_doubt_is_looked_for_in_its_conversation(bare: Stage) -> None:
    ana = await bare.person("Ana")
    async with bare.work() as ctx:
        ctx.notify((await bare.record(ana)).id, Said("hello"))
    bare.platforms["slack"].unanswered.append(Ambiguous("502"))
    await bare.settles()
    assert posted(bare, f"@{ana.account.user}") == ["hello"]


async def test_a_card_found_after_doubt_is_brought_up_to_date(bare: Stage, probe: Probe) -> None:
    probe.boards["b"] = "old"
    async with bare.work() as ctx:
        ctx.announce("welcome", Board("b"))
    slack = bare.platforms["slack"]
    send = slack._carry_out

    def changed_in_flight(order: Order) -> Receipt:
        receipt = send(order)
        probe.boards["b"] = "new"
        return receipt

    slack._carry_out = changed_in_flight  # pyright: ignore[reportAttributeAccessIssue]
    slack.unanswered.append(Ambiguous("502"))
    await bare.settles()
    assert posted(bare) == ["new"]


async def test_a_change_while_the_card_is_on_its_way_is_caught_up_with(bare: Stage, probe: Probe) -> None:
    probe.boards["b"] = "old"
    async with bare.work() as ctx:
        ctx.announce("welcome", Board("b"))
    slack = bare.platforms["slack"]
    perform = slack.perform

    async def slowly(order: Order) -> Receipt:
        receipt = await perform(order)
        if isinstance(order, Send):  # the change finds no copy to redraw yet
            probe.boards["b"] = "new"
            async with bare.work() as ctx:
                ctx.redraw(Board("b"))
            await bare.dispatcher._run_jobs()
        return receipt

    slack.perform = slowly  # pyright: ignore[reportAttributeAccessIssue]
    await bare.settles()
    assert posted(bare) == posted(bare, on="discord") == ["new"]
    assert sum(isinstance(order, Edit) for order in slack.orders) == 1


async def test_a_platform_that_forbids_is_asked_hourly_and_the_office_told_once_a_day(bare: Stage) -> None:
    await owe(bare, "hello")
    slack = bare.platforms["slack"]
    slack.broken += [Forbidden("not_in_channel", "Invite me to #welcome")] * 26
    # the office's own message must not meet the same wall
    perform = slack.perform

    async def only_welcome(order: Order) -> Receipt:
        if isinstance(order, Send) and order.channel != "welcome":
            return slack._carry_out(order)
        return await perform(order)

    slack.perform = only_welcome  # pyright: ignore[reportAttributeAccessIssue]
    await bare.settles()
    (told,) = posted(bare, "secretariat")
    assert told.splitlines() == [
        "Something needs your hand",
        "Where: Slack",
        "What was refused: not_in_channel",
        "What to do: Invite me to #welcome",
        "I try again every hour; nothing is lost.",
    ]
    for _hour in range(25):
        await bare.passes(minutes=61)
    assert len(posted(bare, "secretariat")) == 2, "a new day, a new word"
    assert posted(bare) == []
    await bare.passes(minutes=61)
    assert posted(bare) == ["hello"]


async def test_being_forbidden_never_wears_out(bare: Stage, database: SqlDatabase) -> None:
    await owe(bare, "hello")
    bare.dispatcher = another(bare, database, send_retries=2)
    bare.platforms["slack"].broken += [Forbidden("no", "Ask"), *[Limited(timedelta(hours=1))] * 4]
    for _hour in range(7):
        await bare.passes(minutes=61)
    assert "hello" in posted(bare)


async def test_what_fails_for_ever_is_given_up_and_passed_on_by_hand(bare: Stage, database: SqlDatabase) -> None:
    ana = await bare.person("Ana")
    async with bare.work() as ctx:
        ctx.notify((await bare.record(ana)).id, Said("hello"))
    bare.dispatcher = another(bare, database, send_retries=3)
    slack = bare.platforms["slack"]
    slack.broken += [Ambiguous("503")] * 3
    for _minute in range(4):
        await bare.passes(minutes=20)
    assert posted(bare, f"@{ana.account.user}") == []
    assert "Please pass this on by hand" in posted(bare, "secretariat")[0]


async def test_a_bug_in_drawing_does_not_shut_a_channel_for_hours(bare: Stage) -> None:
    body = {"platform": "slack", "space": "T1", "channel": "welcome", "notice": Said.key, "data": {}}
    async with bare.work() as ctx:
        ctx.deliveries.append(NewDelivery(bare.platforms["slack"].senders[0], "slack:T1:welcome", "bug", "post", body))
    await owe(bare, "after")
    for _minute in range(20):
        await bare.passes(minutes=1)
    assert posted(bare) == ["after"]


async def test_what_is_too_late_is_dropped(bare: Stage) -> None:
    await owe(bare, "late", expires_at=bare.clock.now() + timedelta(minutes=1))
    await owe(bare, "on time")
    await bare.passes(minutes=2)
    assert posted(bare) == ["on time"]


async def test_a_notice_no_feature_says_any_more_is_moot(bare: Stage) -> None:
    await owe(bare, "hello")
    del bare.app.routes.notices[Said.key]
    await bare.settles()
    assert posted(bare) == []
    assert await bare.dispatcher.ledger.next_due(bare.clock.now()) is None


async def test_a_space_that_threw_us_out_is_owed_nothing(bare: Stage) -> None:
    await owe(bare, "hello")
    async with bare.work() as ctx:
        await ctx.repository(Spaces).remove("slack", "T1")
    await bare.settles()
    assert posted(bare) == []


async def test_a_busy_ledger_in_the_middle_of_a_refusal_loses_nothing(bare: Stage) -> None:
    ana = await bare.person("Ana")
    there = await bare.link(ana, "discord")
    async with bare.work() as ctx:
        ctx.notify((await bare.record(ana)).id, Said("hello"))
    await bare.dispatcher._run_jobs()
    bare.platforms["slack"].closed.add(ana.account.user)
    sound = bare.app.database
    bare.app.database = Shaky(sound, Conflict("busy"), 1)
    await bare.passes(minutes=1)
    bare.app.database = sound
    await bare.passes(minutes=1)
    assert posted(bare, f"@{there.account.user}", on="discord") == ["hello"]


async def test_a_token_that_goes_away_gives_its_lease_back(bare: Stage) -> None:
    await owe(bare, "one")
    await bare.settles()
    slack = bare.dispatcher._offered[0]
    bare.dispatcher._offered = bare.dispatcher._offered[1:]
    await owe(bare, "two")
    await bare.settles()
    assert posted(bare) == ["one"]
    assert all(not sender.startswith("slack") for sender in bare.dispatcher._leases)
    bare.dispatcher._offered = (slack, *bare.dispatcher._offered)
    await bare.settles()
    assert posted(bare) == ["one", "two"]


# jobs


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


# several processes, and death


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
