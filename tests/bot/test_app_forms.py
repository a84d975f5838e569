"""Forms through the one door: what was typed is never lost, and is nobody else's."""

from adapters.memory.adapter import Seat
from bot.app import OpenDraft
from bot.context import Context
from bot.drafts import Drafts
from bot.errors import Invalid, NotAllowed
from bot.interactions import Place, Press
from bot.people import People, Person
from bot.ui.replies import Ephemeral, Reply
from bot.ui.text import _
from storage.engine import SqlDatabase
from tests.support.probe import Probe, Work
from tests.support.stage import Stage
from tests.support.trail import trail


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
