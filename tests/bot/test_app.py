"""The one door: one interaction, one transaction, one reply, whatever happens behind it."""

import logging
from dataclasses import replace

import pytest

from bot.context import Context
from bot.errors import Conflict, Refused, Unavailable
from bot.interactions import Account, Command, Event, Place, Press, Search
from bot.people import People, Person, Role
from bot.ui.blocks import Paragraph
from bot.ui.replies import Ephemeral, Reply
from bot.ui.text import _
from tests.support.probe import Probe, Said, Work
from tests.support.shaky import Shaky
from tests.support.stage import Stage
from tests.support.trail import trail

# what nobody registered


async def test_an_unknown_command_shows_the_way(bare: Stage) -> None:
    ana = await bare.person("Ana")
    await ana.types("/nonsense")
    ana.sees("There is no such command. /convenor shows what you can do.")
    await ana.types("/probe dance")
    ana.sees("/probe knows these: do, look, office, buttons, form. For example: /probe do")


@pytest.mark.parametrize("payload", ["", "gone.feature:1", "probe.again", "probe.again:x", "probe.again:1:2", "::::"])
async def test_a_stale_or_forged_button_is_refused_kindly(bare: Stage, payload: str) -> None:
    ana = await bare.person("Ana")
    answer = await bare.app.handle(Press(ana.account, Place("slack", "T1", "C1"), payload))
    assert isinstance(answer.reply, Ephemeral)
    (block,) = answer.reply.view.blocks
    assert isinstance(block, Paragraph)
    assert "from an earlier version or no longer valid" in answer.reader.plain(block.text)


async def test_what_the_role_does_not_permit_is_refused_and_leaves_one_line(bare: Stage) -> None:
    ana = await bare.person("Ana")
    await ana.types("/probe office")
    ana.sees("Your role does not permit this.")
    (line,) = await trail(bare)
    assert (line.action, line.subject, line.detail) == ("refused", "command probe office", "permissions")
    assert line.actor == (await bare.record(ana)).id


# who is there


async def test_a_stranger_gets_a_record_at_the_first_deed(bare: Stage) -> None:
    ana = await bare.person("Ana", zone="Mars/Olympus", language="zh-CN", known=False)
    await ana.types("/probe look")
    async with bare.work() as ctx:
        assert await ctx.repository(People).recognise(ana.account, ctx.now) is None, "looking leaves no trace"
    await ana.types("/probe do")
    person = await bare.record(ana)
    assert (person.display_name, person.languages, person.zone) == ("Ana", ("zh-Hans",), "")


async def test_who_was_given_a_role_before_the_first_contact_is_then_known_as_on_the_platform(
    bare: Stage, probe: Probe
) -> None:
    """From the command line nothing but the account is known."""

    async def deed(ctx: Context) -> Reply:
        await ctx.repository(People).save(replace(ctx.me.person, about="Maths"))
        return ctx.whisper("Done")

    ana = await bare.person("Ana", zone="America/Toronto", language="zh-CN", known=False)
    named = Account("slack", "T1", ana.account.user)
    async with bare.work() as ctx:
        await ctx.repository(People).meet(named, Person("p1", named.user), ctx.now)
    probe.deed = deed
    await ana.types("/probe do")
    person = await bare.record(ana)
    assert (person.display_name, person.languages, person.zone) == ("Ana", ("zh-Hans",), "America/Toronto")
    assert person.about == "Maths", "what the deed itself wrote is not refused for it"


async def test_what_somebody_has_said_is_not_taken_from_the_platform(bare: Stage) -> None:
    ana = await bare.person("Ana")
    there = replace(ana.account, name="ana77", zone="America/Toronto", language="zh-CN")
    before = await bare.record(ana)
    await bare.app.handle(Command(there, Place("slack", "T1", "C1"), ("probe", "do")))
    assert await bare.record(ana) == before


async def test_a_refused_stranger_is_on_record_all_the_same(bare: Stage) -> None:
    ana = await bare.person("Ana", known=False)
    await ana.types("/probe office")
    (line,) = await trail(bare)
    assert line.actor == (await bare.record(ana)).id


async def test_somebody_met_in_private_is_the_same_person_in_the_space(bare: Stage) -> None:
    ana = await bare.person("Ana", "discord", known=False)
    alone = replace(ana.account, space="")
    await bare.app.handle(Command(alone, Place("discord", "", "D1", is_direct=True), ("probe", "do")))
    await ana.types("/probe do")
    me = await bare.me(ana)
    assert [account.key for account in me.accounts] == [("discord", "G1", ana.account.user)]
    async with bare.work() as ctx:
        private = await ctx.repository(People).recognise(alone, ctx.now)
    assert private is not None
    assert private.id == me.id


async def test_who_acts_was_seen_and_is_here_again(bare: Stage) -> None:
    ana = await bare.person("Ana")
    async with bare.work() as ctx:
        await ctx.repository(People).mark("slack", "T1", ana.account.user, state="left")
    await bare.passes(hours=2)
    await ana.types("/probe do")
    (account,) = (await bare.me(ana)).accounts
    assert account.state == "live"
    assert account.last_seen is not None
    assert abs((account.last_seen - bare.clock.now()).total_seconds()) < 5


async def test_events_of_strangers_leave_no_record(bare: Stage, probe: Probe) -> None:
    ana = await bare.person("Ana", known=False)
    await ana.happens("joined")
    assert probe.done == ["first", "second"]
    async with bare.work() as ctx:
        assert await ctx.repository(People).recognise(ana.account, ctx.now) is None


# one transaction


async def test_a_refusal_undoes_everything(bare: Stage, probe: Probe) -> None:
    async def deed(ctx: Context) -> Reply:
        ctx.later(Work("never"))
        await ctx.repository(People).add(Person("P9", "Nobody"), ctx.now)
        await ctx.flush()
        raise Refused(_("No."), rule="test")

    probe.deed = deed
    ana = await bare.person("Ana")
    await ana.types("/probe do")
    ana.sees("No.")
    await bare.settles()
    assert probe.done == []
    async with bare.work() as ctx:
        assert await ctx.repository(People).many(("P9",), ctx.now) == {}
    assert [line.detail for line in await trail(bare)] == ["test"]


async def test_a_reading_command_cannot_write(bare: Stage, probe: Probe) -> None:
    async def deed(ctx: Context) -> Reply:
        await ctx.repository(People).add(Person("P9", "Nobody"), ctx.now)
        return ctx.whisper("Done.")

    probe.deed = deed
    ana = await bare.person("Ana")
    await ana.types("/probe look")
    async with bare.work() as ctx:
        assert await ctx.repository(People).many(("P9",), ctx.now) == {}


async def test_a_bug_shows_a_reference_that_is_in_the_log(
    bare: Stage, probe: Probe, caplog: pytest.LogCaptureFixture
) -> None:
    async def deed(ctx: Context) -> Reply:
        raise KeyError("a hidden thing")

    probe.deed = deed
    ana = await bare.person("Ana")
    await ana.types("/probe do")
    shown = ana.sees("Something went wrong on our side; nothing was changed.").text
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert record.__dict__["ref"] in shown
    assert record.exc_info
    assert "hidden" not in shown
    assert "Traceback" not in shown
    assert await trail(bare) == []


async def test_a_bug_is_told_in_the_persons_language(bare: Stage, probe: Probe) -> None:
    async def deed(ctx: Context) -> Reply:
        raise KeyError

    probe.deed = deed
    ana = await bare.person("Ana", language="zh-Hans")
    unsaid = replace(ana.account, language="")
    answer = await bare.app.handle(Command(unsaid, Place("slack", "T1", "C1"), ("probe", "do")))
    assert answer.reader.language == "zh-Hans"


async def test_a_conflict_is_tried_again_and_counts_once(bare: Stage, probe: Probe) -> None:
    async def deed(ctx: Context) -> Reply:
        ctx.later(Work("once"))
        return ctx.whisper("Done.")

    probe.deed = deed
    ana = await bare.person("Ana")
    bare.app.database = Shaky(bare.app.database, Conflict("somebody was faster"), 4)
    await ana.types("/probe do")
    ana.sees("Done.")
    await bare.settles()
    assert probe.done == ["once"]


async def test_endless_conflict_asks_to_press_again(bare: Stage) -> None:
    ana = await bare.person("Ana")
    bare.app.database = Shaky(bare.app.database, Conflict("somebody was faster"), 99)
    await ana.types("/probe do")
    ana.sees("Many people are changing this at the moment; nothing was lost. Please press again.")


async def test_a_database_that_is_away_is_said_so(bare: Stage) -> None:
    ana = await bare.person("Ana")
    bare.app.database = Shaky(bare.app.database, Unavailable("gone fishing"), 1, at_commit=False)
    await ana.types("/probe do")
    ana.sees("The records cannot be reached just now; nothing was changed.")
    await ana.types("/probe do")
    ana.sees("Done.")


async def test_work_left_behind_rings_the_dispatcher_after_the_commit(bare: Stage, probe: Probe) -> None:
    rung: list[str] = []
    bare.app.rung = lambda: rung.append("rung")
    ana = await bare.person("Ana")
    await ana.types("/probe do")
    assert rung == []

    async def deed(ctx: Context) -> Reply:
        ctx.notify(ctx.me.id, Said("Hello"))
        assert rung == []
        return ctx.whisper("Done.")

    probe.deed = deed
    await ana.types("/probe do")
    assert rung == ["rung"]


async def test_the_audit_line_names_who_for_whom_and_where(bare: Stage, probe: Probe) -> None:
    async def deed(ctx: Context) -> Reply:
        ctx.audit("acted", "APP-1", on_behalf_of="P7", detail="twice")
        return ctx.whisper("Done.")

    probe.deed = deed
    ana = await bare.person("Ana")
    await ana.types("/probe do")
    (line,) = await trail(bare, "APP-1")
    assert (line.action, line.on_behalf_of, line.route, line.detail) == ("acted", "P7", "slack", "twice")
    assert line.actor == (await bare.record(ana)).id


# searches


async def test_a_search_is_for_those_who_may_look(bare: Stage, probe: Probe) -> None:
    place = Place("slack", "T1", "C1")
    ana, ben = await bare.person("Ana", roles=(Role.MEMBER,)), await bare.person("Ben")
    found = await bare.app.search(Search(ana.account, place, "probe.names", "  gu "))
    assert len(found) == 25
    assert found[0].label == "gu 0"
    assert await bare.app.search(Search(ben.account, place, "probe.names", "gu")) == ()
    assert await bare.app.search(Search(Account("slack", "T1", "U0"), place, "probe.names", "gu")) == ()
    assert await bare.app.search(Search(ana.account, place, "no.such", "gu")) == ()


async def test_a_failing_search_finds_nothing(bare: Stage, probe: Probe, caplog: pytest.LogCaptureFixture) -> None:
    async def deed(ctx: Context) -> Reply:
        raise KeyError

    probe.deed = deed
    ana = await bare.person("Ana", roles=(Role.MEMBER,))
    assert await bare.app.search(Search(ana.account, Place("slack", "T1", "C1"), "probe.names", "gu")) == ()
    assert "a search failed" in caplog.text


async def test_an_event_is_never_answered_with_words(bare: Stage) -> None:
    answer = await bare.app.handle(Event(Account("slack", "T1", ""), Place("slack", "T1", ""), "unheard of"))
    assert repr(answer.reply) == "Nothing()"
