"""Reminders that wait for the same morning come in one message, and stay reminders of their own (annoyance 19)."""

from datetime import timedelta

import pytest

from adapters.memory.adapter import Seat
from bot.context import Context
from bot.errors import Conflict
from bot.interactions import Press
from bot.outbox import Ambiguous, Limited, Notice, Unreachable
from bot.people import ChatAccount, People, Role
from bot.reaching import Notify
from bot.together import Together
from bot.ui.blocks import Paragraph
from bot.ui.replies import Ephemeral
from bot.ui.text import _
from bot.ui.view import View
from tests.support.probe import Asked, Probe, Reminded, Said
from tests.support.saying import texts
from tests.support.stage import Stage


@pytest.fixture
async def night(bare: Stage) -> Stage:
    """It is eleven in the evening in Shanghai."""
    bare.clock.forward(timedelta(hours=6))
    return bare


async def remind(stage: Stage, seat: Seat, *said: Notice) -> None:
    """Each by a fact of its own, under the key of its text."""
    person = (await stage.record(seat)).id
    for notice in said:
        async with stage.work() as ctx:
            ctx.notify(person, notice, key=f"remind:{notice.dump()['text']}")
    await stage.settles()


def inbox(stage: Stage, seat: Seat) -> list[str]:
    return texts(stage, seat.platform.platform, f"@{seat.account.user}")


async def test_what_waited_for_the_morning_comes_in_one_message(night: Stage) -> None:
    ana, ben = await night.person("Ana"), await night.person("Ben")
    await remind(night, ana, Reminded("plants"), Asked("Will you come?"))
    await remind(night, ben, Reminded("cats"))
    assert inbox(night, ana) == []
    await night.passes(hours=8.5)
    (one,) = inbox(night, ana)
    assert one.splitlines() == ["2 reminders for you", "---", "plants", "---", "Will you come?"]
    assert inbox(night, ben) == ["cats"]
    await night.passes(hours=24)
    assert len(inbox(night, ana)) == 1


async def test_each_is_opened_with_its_own_buttons_by_whom_it_is_for(night: Stage) -> None:
    ana, ben = await night.person("Ana"), await night.person("Ben")
    await remind(night, ana, Reminded("plants"), Asked("Will you come?"))
    await night.passes(hours=8.5)
    (payload,) = ana.messages()[-1].buttons.values()
    await ana.presses("Open: Will you come?")
    opened = ana.messages()[-1]
    assert (opened.text, list(opened.buttons)) == ("Will you come?", ["Again"])
    answer = await night.app.handle(Press(ben.account, ben._place(), payload))
    assert answer.reply == Ephemeral(View.of(Paragraph(_("That is settled; nothing is left to be done."))))


async def test_what_is_moot_by_then_is_left_out(night: Stage, probe: Probe) -> None:
    ana = await night.person("Ana")
    await remind(night, ana, Reminded("plants"), Asked("Will you come?"), Reminded("cats"))
    probe.moot |= {"plants", "cats"}
    await night.passes(hours=8.5)
    (one,) = [message for message in ana.messages() if message.channel == f"@{ana.account.user}"]
    assert (one.text, list(one.buttons)) == ("Will you come?", ["Again"])


async def test_when_all_are_moot_nothing_is_said(night: Stage, probe: Probe) -> None:
    ana = await night.person("Ana")
    await remind(night, ana, Reminded("plants"), Reminded("cats"))
    probe.moot |= {"plants", "cats"}
    await night.passes(hours=8.5)
    assert inbox(night, ana) == []


async def test_one_that_is_taken_back_in_the_night_is_not_among_them(night: Stage) -> None:
    ana = await night.person("Ana")
    await remind(night, ana, Reminded("plants"), Reminded("cats"), Reminded("dogs"))
    async with night.work() as ctx:
        await ctx.withdraw("remind:cats")
    await night.passes(hours=8.5)
    (one,) = inbox(night, ana)
    assert one.splitlines() == ["2 reminders for you", "---", "plants", "---", "dogs"]


async def test_one_that_is_taken_back_while_their_message_waits_is_left_out(night: Stage) -> None:
    ana = await night.person("Ana")
    await remind(night, ana, Reminded("plants"), Reminded("cats"), Reminded("dogs"))
    night.platforms["slack"].broken.append(Limited(timedelta(minutes=1)))
    await night.passes(hours=8.5)
    async with night.work() as ctx:
        await ctx.withdraw("remind:cats")
    await night.passes(minutes=2)
    (one,) = inbox(night, ana)
    assert one.startswith("2 reminders for you")
    assert "cats" not in one


async def test_one_that_was_said_already_is_not_said_again_among_others(night: Stage) -> None:
    """Another list under its key was due in the night, and done after a stop of ours before those who wait."""
    ana, ben = await night.person("Ana"), await night.person("Ben")
    people = [(await night.record(seat)).id for seat in (ana, ben)]
    for listed, hours in ((people[:1], 0), (people, 1)):
        async with night.work() as ctx:
            ctx.notify_all(listed, Reminded("plants"), key="all", at=ctx.now + timedelta(hours=hours))
        await night.settles()
    await remind(night, ana, Reminded("cats"))
    await night.passes(hours=8.5)
    assert inbox(night, ana) == ["plants", "cats"]


async def test_what_is_no_reminder_keeps_to_itself(night: Stage) -> None:
    ana = await night.person("Ana")
    person = (await night.record(ana)).id
    await remind(night, ana, Reminded("plants"))
    async with night.work() as ctx:
        ctx.notify(person, Said("you are in"), at=ctx.now + timedelta(hours=8, minutes=30))
    await night.passes(hours=8.5)
    assert sorted(inbox(night, ana)) == ["plants", "you are in"]


async def test_nothing_is_said_before_its_time(bare: Stage) -> None:
    ana = await bare.person("Ana")
    person = (await bare.record(ana)).id
    for minutes in (10, 12):
        async with bare.work() as ctx:
            ctx.notify(person, Reminded(f"in {minutes}"), at=ctx.now + timedelta(minutes=minutes))
    await bare.passes(minutes=11)
    assert inbox(bare, ana) == ["in 10"]
    await bare.passes(minutes=1.5)
    assert inbox(bare, ana) == ["in 10", "in 12"]


async def test_the_same_key_is_told_once_though_it_was_said_among_others(night: Stage) -> None:
    ana = await night.person("Ana")
    person = (await night.record(ana)).id
    async with night.work() as ctx:
        ctx.notify_all([person], Reminded("plants"), key="all")
    await remind(night, ana, Reminded("cats"))
    await night.passes(hours=8.5)
    assert len(inbox(night, ana)) == 1
    async with night.work() as ctx:
        ctx.notify_all([person, (await night.record(ana)).id], Reminded("plants"), key="all")
        ctx.notify(person, Reminded("cats"), key="remind:cats")
    await night.settles()
    assert len(inbox(night, ana)) == 1


async def test_who_cannot_be_reached_there_gets_them_together_on_the_other_platform(night: Stage) -> None:
    ana = await night.person("Ana")
    there = await night.link(ana, "discord")
    night.platforms["slack"].closed.add(ana.account.user)
    await remind(night, ana, Reminded("plants"), Reminded("cats"))
    await night.passes(hours=8.5)
    (one,) = inbox(night, there)
    assert one.splitlines() == ["2 reminders for you", "---", "plants", "---", "cats"]


async def test_where_no_way_is_left_the_office_is_asked_for_each(night: Stage) -> None:
    ana = await night.person("Ana")
    await night.person("Luo", roles=(Role.SECRETARIAT,))
    night.platforms["slack"].closed.add(ana.account.user)
    await remind(night, ana, Reminded("plants"), Reminded("cats"))
    await night.passes(hours=8.5)
    asked = [text for text in texts(night, "slack", "secretariat") if "pass this on" in text]
    assert sorted(text.splitlines()[-1] for text in asked) == ["cats", "plants"]


async def test_what_was_said_within_another_message_never_takes_the_way_of_the_reminder(night: Stage) -> None:
    """The account goes over to somebody else, and the next way is looked for a moment later than usual."""
    ana, ben = await night.person("Ana"), await night.person("Ben")
    there = await night.link(ana, "discord")
    await remind(night, ana, Reminded("plants"), Reminded("cats"))
    night.platforms["slack"].broken.append(Limited(timedelta(minutes=1)))
    await night.passes(hours=8.5)
    async with night.work() as ctx:
        me = await ctx.repository(People).recognise(ben.account, ctx.now)
        assert me is not None
        await ctx.repository(People).attach(ChatAccount("slack", "T1", ana.account.user, me.id))
    kind, work = night.app.routes.jobs[Notify.key]
    busy = [True]

    async def busy_once(ctx: Context, job: Notify) -> None:
        if job.notice == Together.key and busy:
            busy.pop()
            raise Conflict("somebody else was faster")
        await work(ctx, job)

    night.app.routes.jobs[Notify.key] = kind, busy_once
    await night.passes(minutes=2)
    await night.passes(minutes=1)
    (one,) = inbox(night, there)
    assert ("plants" in one, "cats" in one, busy) == (True, True, [])


@pytest.mark.parametrize("arrived", [True, False])
@pytest.mark.parametrize("trouble", [Ambiguous("reset"), Unreachable("gone", account_gone=True)])
async def test_trouble_on_the_way_costs_no_reminder_and_doubles_none(
    night: Stage, trouble: Exception, arrived: bool
) -> None:
    ana = await night.person("Ana")
    there = await night.link(ana, "discord")
    await remind(night, ana, Reminded("plants"), Reminded("cats"))
    slack = night.platforms["slack"]
    (slack.unanswered if arrived and isinstance(trouble, Ambiguous) else slack.broken).append(trouble)
    await night.passes(hours=8.5)
    await night.passes(minutes=10)
    (one,) = [*inbox(night, ana), *inbox(night, there)]
    assert one.splitlines()[2::2] == ["plants", "cats"]


async def test_after_a_stop_of_ours_those_that_are_late_say_so_and_the_useless_are_left_out(bare: Stage) -> None:
    """INV-37."""
    ana = await bare.person("Ana")
    person = (await bare.record(ana)).id
    for text, hours in (("old", 12), ("late", 16), ("later", 17)):
        async with bare.work() as ctx:
            ctx.notify(person, Reminded(text), at=ctx.now + timedelta(hours=hours))
    await bare.passes(hours=21)
    (one,) = inbox(bare, ana)
    assert one.count("This comes late: it was due") == 2
    assert "old" not in one
