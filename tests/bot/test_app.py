"""The one door: one interaction, one transaction, one reply, whatever happens behind it."""

import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from adapters.memory.adapter import Seat
from bot.app import OpenDraft
from bot.context import Context
from bot.drafts import Drafts
from bot.errors import Conflict, Invalid, NotAllowed, Refused, Unavailable
from bot.interactions import Account, Command, Event, Place, Press, Search
from bot.people import People, Person, Role
from bot.ports import Audit, AuditEvent, Database, UnitOfWork
from bot.ui.blocks import Paragraph
from bot.ui.replies import Ephemeral, Reply
from bot.ui.text import _
from storage.engine import SqlDatabase
from tests.support.probe import Probe, Said, Work
from tests.support.stage import Stage


async def trail(stage: Stage, subject: str = "") -> list[AuditEvent]:
    async with stage.work() as ctx:
        return list(await ctx.repository(Audit).about(subject))


class Shaky:
    """A real database whose writing units fail as often as the test says, before or after they have done their work."""

    def __init__(self, database: Database, error: Exception, times: int, *, at_commit: bool = True) -> None:
        self.database = database
        self.error = error
        self.left = times
        self.at_commit = at_commit

    @asynccontextmanager
    async def write(self, network: str) -> AsyncGenerator[UnitOfWork]:
        if self.left and not self.at_commit:
            self.left -= 1
            raise self.error
        async with self.database.write(network) as uow:
            yield uow
            if self.left:
                self.left -= 1
                raise self.error

    def read(self, network: str):
        return self.database.read(network)


# what nobody registered


async def test_an_unknown_command_shows_the_way(bare: Stage) -> None:
    ana = await bare.person("Ana")
    await ana.types("/nonsense")
    ana.sees("There is no such command. /convenor shows what you can do.")
    await ana.types("/probe dance")
    ana.sees("/probe knows these: do, look, office, buttons, form.")


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


# forms and drafts


async def open_form(seat: Seat) -> str:
    await seat.types("/probe form")
    assert seat.form is not None
    return seat.form.draft


async def test_what_was_typed_is_there_on_the_other_platform(bare: Stage) -> None:
    ana = await bare.person("Ana")
    await open_form(ana)
    await ana.fills({"Name": "Ana Moreno", "Year": "soon"})
    await ana.submits()
    assert ana.errors == {"year": "Please write a year such as 2019."}
    there = await bare.link(ana, "discord")
    await there.types("/probe form")
    assert there.form is not None
    assert [field.value for field in there.form.fields] == ["Ana Moreno", "soon"]


async def test_somebody_elses_form_cannot_be_sent_or_opened(bare: Stage) -> None:
    ana, ben = await bare.person("Ana"), await bare.person("Ben")
    draft = await open_form(ana)
    ben.form = ana.form
    await ben.submits()
    ben.sees("This form is no longer open.")
    answer = await bare.app.handle(Press(ben.account, Place("slack", "T1", "C1"), OpenDraft(draft).pack()))
    assert isinstance(answer.reply, Ephemeral)


async def test_a_refused_form_keeps_the_text_and_leaves_one_line(bare: Stage, probe: Probe) -> None:
    async def deed(ctx: Context) -> Reply:
        assert ctx.draft is not None
        await ctx.finish(ctx.draft)
        raise NotAllowed

    probe.deed = deed
    ana = await bare.person("Ana")
    await open_form(ana)
    await ana.fills({"Name": "Ana", "Year": "２０１９"})
    await ana.submits()
    ana.sees("Your role does not permit this.")
    assert [line.subject for line in await trail(bare)] == ["submit"]
    await ana.types("/probe form")
    assert ana.form is not None
    assert [field.value for field in ana.form.fields] == ["Ana", "2019"]


async def test_marked_fields_undo_what_the_handler_had_done(bare: Stage, probe: Probe) -> None:
    async def deed(ctx: Context) -> Reply:
        ctx.later(Work("never"))
        await ctx.repository(People).add(Person("P9", "Nobody"), ctx.now)
        await ctx.flush()
        raise Invalid({"name": _("Not that one.")})

    probe.deed = deed
    ana = await bare.person("Ana")
    await open_form(ana)
    await ana.fills({"Name": "Ana", "Year": "2019"})
    await ana.submits()
    assert ana.errors == {"name": "Not that one."}
    assert ana.form is not None
    assert ana.form.fields[0].value == "Ana"
    await bare.settles()
    assert probe.done == []
    async with bare.work() as ctx:
        assert await ctx.repository(People).many(("P9",), ctx.now) == {}
    assert await trail(bare) == [], "a slip of the pen is no refusal"


async def test_a_bug_keeps_what_was_typed(bare: Stage, probe: Probe) -> None:
    async def deed(ctx: Context) -> Reply:
        raise KeyError

    probe.deed = deed
    ana = await bare.person("Ana")
    draft = await open_form(ana)
    await ana.fills({"Name": "Ana", "Year": "2019"})
    await ana.submits()
    async with bare.work() as ctx:
        kept = await ctx.repository(Drafts).get(draft)
    assert kept is not None
    assert kept.values == {"name": "Ana", "year": "2019"}


async def test_commands_are_named_with_the_prefix_of_the_house(bare: Stage) -> None:
    bare.app.prefix = "inei-"
    ana = await bare.person("Ana")
    await ana.types("/no such")
    ana.sees("/inei-convenor shows what you can do.")


async def test_what_was_typed_is_written_once(database: SqlDatabase, bare: Stage, probe: Probe) -> None:
    async def keeps(ctx: Context) -> Reply:
        return ctx.whisper("Go on later.")

    async def finishes(ctx: Context) -> Reply:
        assert ctx.draft is not None
        await ctx.finish(ctx.draft)
        return ctx.whisper("Sent.")

    ana = await bare.person("Ana")
    for deed, last in ((keeps, "INSERT INTO drafts"), (finishes, "DELETE FROM drafts")):
        probe.deed = deed
        with database.counting() as count:
            await open_form(ana)
        assert count.statements == 2, "who it is, and the draft"
        await ana.fills({"Name": "Ana", "Year": "2019"})
        with database.counting() as count:
            await ana.submits()
        assert count.statements == 3, "who it is, the draft as it was, and what becomes of it"
        assert count.units[-1][-1].startswith(last)


async def test_a_finished_form_is_forgotten(bare: Stage, probe: Probe) -> None:
    async def deed(ctx: Context) -> Reply:
        assert ctx.draft is not None
        await ctx.finish(ctx.draft)
        return ctx.whisper("Sent.")

    probe.deed = deed
    ana = await bare.person("Ana")
    draft = await open_form(ana)
    form = ana.form
    await ana.fills({"Name": "Ana", "Year": "2019"})
    await ana.submits()
    ana.sees("Sent.")
    async with bare.work() as ctx:
        assert await ctx.repository(Drafts).get(draft) is None
    ana.form = form
    await ana.submits()
    ana.sees("This form is no longer open. Start it again where you found it.")


async def test_a_form_of_a_former_release_says_so(bare: Stage) -> None:
    ana = await bare.person("Ana")
    draft = await open_form(ana)
    del bare.app.routes.forms["probe.form"]
    await ana.fills({"Name": "Ana"})
    await ana.submits()
    ana.sees("This form is from an earlier version and can no longer be sent.")
    answer = await bare.app.handle(Press(ana.account, Place("slack", "T1", "C1"), OpenDraft(draft).pack()))
    assert isinstance(answer.reply, Ephemeral)


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
