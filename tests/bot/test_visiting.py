"""Who comes by a link from a mail looks at a notice as it reads today, and acts as the person it was made for."""

from dataclasses import replace

import pytest

from bot.app import Answer
from bot.context import Context
from bot.interactions import Account, Place, Press, Visit
from bot.notifying import Trouble
from bot.people import People, Person, Role, RoleGrant
from bot.ports import MAIL
from bot.ui.blocks import Paragraph
from bot.ui.replies import Ephemeral, Reply
from tests.support.probe import Again, Board, Probe, Said
from tests.support.stage import Stage

SHEN = Person("P4", "Shen Keyi", "沈可漪", email="shen@reedmarsh.example", languages=("zh-Hans",), zone="Asia/Shanghai")


@pytest.fixture(autouse=True)
async def known(bare: Stage) -> None:
    async with bare.work() as ctx:
        await ctx.repository(People).add(SHEN, ctx.now)


def by_link(what: str, data: dict[str, object], person: str = "P4", *, is_card: bool = False) -> Visit:
    return Visit(Account(MAIL, MAIL, person), Place(MAIL, MAIL, person, is_direct=True), what, data, is_card)


def read(answer: Answer) -> str:
    assert isinstance(answer.reply, Ephemeral)
    (first, *_rest) = answer.reply.view.blocks
    assert isinstance(first, Paragraph)
    return answer.reader.plain(first.text)


async def test_a_notice_reads_as_it_does_today(bare: Stage) -> None:
    answer = await bare.app.handle(by_link(Said.key, Said("Your seat is free").dump()))
    assert (read(answer), answer.name, answer.outcome) == ("Your seat is free", "Shen Keyi 沈可漪", "done")
    assert (answer.reader.language, answer.reader.zone) == ("zh-Hans", "Asia/Shanghai")


async def joins_the_office(bare: Stage) -> None:
    async with bare.work() as ctx:
        await ctx.repository(People).grant(SHEN.id, RoleGrant(Role.SECRETARIAT, since=ctx.now))


async def test_a_card_that_came_by_mail_is_drawn_anew(bare: Stage, probe: Probe) -> None:
    await joins_the_office(bare)
    probe.boards["b"] = "0 yes"
    card = by_link(Board.key, Board("b").dump(), is_card=True)
    assert read(await bare.app.handle(card)) == "0 yes"
    probe.boards["b"] = "1 yes"
    assert read(await bare.app.handle(card)) == "1 yes"


async def test_what_is_for_the_office_is_shown_to_who_is_of_it_today(bare: Stage, probe: Probe) -> None:
    """A mail lies in a mailbox for years; what its link shows is today's state, with other people's data in it."""
    probe.boards["b"] = "0 yes"
    card = by_link(Board.key, Board("b").dump(), is_card=True)
    notice = by_link(Trouble.key, Trouble("slack", "a post", "Allow it.", {}).dump())
    for link in (card, notice):
        answer = await bare.app.handle(link)
        assert answer.outcome == "refused"
        assert "yes" not in read(answer)
    await joins_the_office(bare)
    for link in (card, notice):
        assert (await bare.app.handle(link)).outcome == "done"


@pytest.mark.parametrize("what", [("probe.said", {"text": "moot"}), ("probe.gone", {"text": "x"}), ("probe.said", {})])
async def test_what_is_settled_or_of_another_release_is_said_kindly(
    bare: Stage, probe: Probe, what: tuple[str, dict[str, object]]
) -> None:
    probe.moot.add("moot")
    answer = await bare.app.handle(by_link(*what))
    assert "您无需再做任何操作" in read(answer)
    assert answer.outcome == "done"


async def test_a_press_is_the_persons_own(bare: Stage, probe: Probe) -> None:
    acted: list[str] = []

    async def deed(ctx: Context) -> Reply:
        acted.append(f"{ctx.me.id} by {ctx.account.platform}")
        return ctx.whisper("Done.")

    probe.deed = deed
    here = by_link("", {})
    answer = await bare.app.handle(Press(here.account, here.place, Again(1).pack()))
    assert (read(answer), acted) == ("Done.", ["P4 by email"])


@pytest.mark.parametrize("who", ["stranger", "forgotten"])
async def test_nobody_is_met_by_a_link(bare: Stage, probe: Probe, who: str) -> None:
    async with bare.work() as ctx:
        if who == "forgotten":
            await ctx.repository(People).erase(SHEN.id, "Former person 1")
    person = SHEN.id if who == "forgotten" else "P999"
    here = by_link(Said.key, {"text": "x"}, person)
    for interaction in (here, Press(here.account, here.place, Again(1).pack())):
        answer = await bare.app.handle(interaction)
        assert (answer.outcome, answer.name) == ("refused", "")
    async with bare.work() as ctx:
        assert await ctx.repository(People).recognise(replace(here.account, user="P999"), ctx.now) is None
