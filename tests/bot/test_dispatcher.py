"""Each message arrives once and in order, whatever dies when; nothing that fails holds up the rest."""

from datetime import timedelta

import pytest

from bot import dispatcher
from bot.errors import Conflict
from bot.ledger import Lease
from bot.outbox import Ambiguous, Forbidden, Limited, NewDelivery, Receipt
from bot.ports import Edit, Order, Send, Spaces
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger
from tests.support.owing import another, owe, posted
from tests.support.probe import Board, Probe, Said
from tests.support.shaky import Shaky
from tests.support.stage import Stage


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


class SlowLedger(SqlLedger):
    """On a crowded machine: the first lease is renewed so slowly that it is over before anything can be sent by it."""

    passed = 0.0

    async def renew(self, owner: str, lease: Lease, ttl: timedelta) -> bool:
        if not self.passed:
            self.passed = ttl.total_seconds()
        return await super().renew(owner, lease, ttl)

    def monotonic(self) -> float:
        return 1000 + self.passed


async def test_what_is_due_is_not_left_when_a_renewed_lease_is_over_already(
    bare: Stage, database: SqlDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = SlowLedger(database, "cslei")
    monkeypatch.setattr(dispatcher, "time", ledger)
    bare.dispatcher.ledger = ledger
    await owe(bare, "one")
    await bare.settles()
    ledger.passed = 0.0
    for sender, (lease, deadline) in bare.dispatcher._leases.items():
        bare.dispatcher._leases[sender] = (lease, deadline - bare.dispatcher.timing.lease / 2)
    await owe(bare, "two")
    await bare.settles()
    assert posted(bare) == ["one", "two"]
