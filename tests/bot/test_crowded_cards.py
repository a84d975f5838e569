"""A card that many press at once: the count is exact, the edits are few, and it speaks the language of its channel."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.context import Context
from bot.interactions import Account, Place, Press
from bot.ports import Edit, Spaces
from bot.ui.blocks import Button, Buttons, Paragraph
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import _
from bot.ui.view import View
from storage.engine import SqlDatabase
from tests.support.owing import another
from tests.support.probe import Again, Board, Probe
from tests.support.stage import Stage

PLACES = 30


def edits(stage: Stage, on: str) -> int:
    return sum(isinstance(order, Edit) for order in stage.platforms[on].orders)


def shown(stage: Stage, on: str) -> list[str]:
    return [m.text for m in stage.platforms[on].messages if m.channel == "welcome" and not m.private_to]


async def put_up(stage: Stage, probe: Probe, text: str) -> None:
    probe.boards["b"] = text
    async with stage.work() as ctx:
        ctx.announce("welcome", Board("b"))
    await stage.settles()


async def test_five_hundred_presses_at_once_fill_the_places_exactly_and_cost_few_edits(
    bare: Stage, database: SqlDatabase, probe: Probe
) -> None:
    came: set[str] = set()

    async def take_a_place(ctx: Context) -> Reply:
        if len(came) == PLACES:
            return ctx.whisper("Full.")
        came.add(ctx.account.user)
        probe.boards["b"] = f"{PLACES - len(came)} left"
        ctx.redraw(Board("b"))
        return ctx.whisper("You are in.")

    probe.deed = take_a_place
    await put_up(bare, probe, f"{PLACES} left")
    slack, place = bare.platforms["slack"], Place("slack", "T1", "welcome", message="slack-1")
    dispatcher = another(bare, database, redraw=60.0)
    bare.app.rung = dispatcher.ring
    await bare.dispatcher.stop()
    sending = asyncio.create_task(dispatcher.run())
    presses = (Press(Account("slack", "T1", f"U{n}", f"Person {n}"), place, Again(1).pack()) for n in range(500))
    answers = await asyncio.gather(*(bare.app.handle(press) for press in presses))
    await dispatcher.stop()
    await sending
    said = [a.reply.view.blocks[0] for a in answers if isinstance(a.reply, Ephemeral)]
    assert (said.count(Paragraph("You are in.")), said.count(Paragraph("Full."))) == (PLACES, 500 - PLACES)
    bare.clock.forward(timedelta(minutes=2))
    await another(bare, database).idle()
    assert slack.messages[0].text == "0 left"
    assert shown(bare, "discord") == ["0 left"]
    assert 1 <= edits(bare, "slack") <= 5
    assert 1 <= edits(bare, "discord") <= 5


async def test_a_message_is_not_edited_twice_within_the_distance(
    bare: Stage, database: SqlDatabase, probe: Probe
) -> None:
    dispatcher = another(bare, database, redraw=60.0)
    await put_up(bare, probe, "0 yes")
    await bare.dispatcher.stop()
    for number in range(1, 6):
        probe.boards["b"] = f"{number} yes"
        async with bare.work() as ctx:
            ctx.redraw(Board("b"))
        await dispatcher.idle()
    assert shown(bare, "slack") == ["1 yes"], "the first change is shown at once"
    bare.clock.forward(timedelta(seconds=61))
    await dispatcher.idle()
    assert shown(bare, "slack") == shown(bare, "discord") == ["5 yes"]
    assert edits(bare, "slack") == 2


async def test_a_pressed_card_in_a_channel_is_shown_in_the_channels_language(bare: Stage, probe: Probe) -> None:
    async def redraw(ctx: Context) -> Reply:
        view = View.of(Paragraph(_("Done.")), Buttons((Button("Again", Again(1)),)))
        return Update(view)

    async with bare.work() as ctx:
        space = await ctx.repository(Spaces).get("slack", "T1")
        assert space is not None
        await ctx.repository(Spaces).save(replace(space, language="zh-Hans"))
    probe.deed = redraw
    await put_up(bare, probe, "0 yes")
    ana = await bare.person("Ana", language="en")
    await ana.presses("Again")
    assert shown(bare, "slack") == ["已完成。"], "everybody there reads it"
    await ana.types("/probe buttons")
    await ana.presses("Again")
    assert ana.messages()[-1].text == "Done.", "what only Ana sees is in her language"
