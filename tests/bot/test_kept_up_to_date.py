"""What stands in channels and conversations is kept up to date: cards, and notices that last."""

from datetime import timedelta

import pytest

from adapters.memory.messenger import MemoryPlatform
from adapters.memory.outbound import draw
from bot.context import Context
from bot.i18n import Reader
from bot.interactions import Place, Press
from bot.notifying import Redraw
from bot.outbox import Ambiguous, Outbox, Unreachable
from bot.people import People, Person
from bot.ports import Edit, Send, Spaces
from bot.ui.blocks import Button, Buttons, Paragraph
from bot.ui.replies import Reply, Update
from bot.ui.view import View
from tests.support.probe import Again, Board, Probe, Sheet
from tests.support.saying import announce, texts
from tests.support.stage import Stage

# channels and cards


async def test_an_announcement_goes_to_both_spaces(bare: Stage) -> None:
    await announce(bare, "welcome", "Good morning")
    assert texts(bare, "slack", "welcome") == texts(bare, "discord", "welcome") == ["Good morning"]


async def test_a_channel_reads_in_the_language_of_its_space(bare: Stage) -> None:
    async with bare.work() as ctx:
        space = await ctx.repository(Spaces).get("slack", "T1")
        assert space is not None
        await ctx.repository(Spaces).save(
            type(space)("slack", "T1", space.sender, language="zh-Hans", channels=space.channels)
        )
    await announce(bare, "welcome", "Good morning")
    languages = {
        platform: [order.reader.language for order in bare.platforms[platform].orders if isinstance(order, Send)]
        for platform in bare.platforms
    }
    assert languages == {"slack": ["zh-Hans"], "discord": ["en"]}


async def put_up(stage: Stage, probe: Probe, text: str = "0 yes") -> None:
    probe.boards["b"] = text
    async with stage.work() as ctx:
        ctx.announce("welcome", Board("b"))
    await stage.settles()


async def changes(stage: Stage, probe: Probe, text: str) -> None:
    """From today on the card says so; it is on its way."""
    probe.boards["b"] = text
    async with stage.work() as ctx:
        ctx.redraw(Board("b"))


def edits(stage: Stage) -> int:
    return sum(isinstance(order, Edit) for platform in stage.platforms.values() for order in platform.orders)


async def test_a_change_redraws_every_copy(bare: Stage, probe: Probe) -> None:
    await put_up(bare, probe)
    assert edits(bare) == 0, "nothing had changed since it was posted"
    await changes(bare, probe, "1 yes")
    await bare.settles()
    assert texts(bare, "slack", "welcome") == texts(bare, "discord", "welcome") == ["1 yes"]


async def test_a_hundred_changes_are_one_edit(bare: Stage, probe: Probe) -> None:
    await put_up(bare, probe)

    async def deed(ctx: Context) -> Reply:
        probe.boards["b"] = f"{int(probe.boards['b'].split()[0]) + 1} yes"
        ctx.redraw(Board("b"))
        return ctx.whisper("Counted.")

    probe.deed = deed
    ana = await bare.person("Ana")
    for _ in range(100):
        await ana.types("/probe do")
    await bare.settles()
    assert texts(bare, "discord", "welcome") == ["100 yes"]
    assert edits(bare) == 2, "one for each copy"


async def test_nothing_is_edited_for_nothing(bare: Stage, probe: Probe) -> None:
    await put_up(bare, probe)
    async with bare.work() as ctx:
        ctx.redraw(Board("b"))
    await bare.settles()
    assert edits(bare) == 0


async def test_a_copy_that_was_deleted_is_forgotten(bare: Stage, probe: Probe) -> None:
    await put_up(bare, probe)
    bare.platforms["slack"].messages.clear()
    probe.boards["b"] = "1 yes"
    for _ in range(2):
        async with bare.work() as ctx:
            ctx.redraw(Board("b"))
        await bare.settles()
    assert edits(bare) == 2, "one failed and one done, and nothing more"
    assert texts(bare, "discord", "welcome") == ["1 yes"]


async def test_that_one_copy_is_gone_edits_no_other(bare: Stage, probe: Probe) -> None:
    await put_up(bare, probe)
    async with bare.work() as ctx:
        ctx.later(Redraw(Board.key, Board("b").dump(), only="gone", afresh=True))
    await bare.settles()
    assert edits(bare) == 0


# what went out beside the outbox


def pressed(text: str) -> Update:
    return Update(View.of(Paragraph(text), Buttons((Button("Again", Again(1)),))))


async def put_up_to_claim(stage: Stage, probe: Probe) -> None:
    """A card whose button says "claimed" at once, beside the outbox."""

    async def claim(ctx: Context) -> Reply:
        probe.boards["b"] = "claimed"
        ctx.redraw(Board("b"))
        return pressed("claimed")

    probe.deed = claim
    await put_up(stage, probe, "free")


async def test_what_a_reply_showed_is_redrawn_though_all_is_as_before(bare: Stage, probe: Probe) -> None:
    """Claimed on one platform and given back on the other before the card was edited."""

    await put_up_to_claim(bare, probe)
    ana = await bare.person("Ana")
    bare.settling = False
    await ana.presses("Again")
    assert texts(bare, "slack", "welcome") == ["claimed"]
    await changes(bare, probe, "free")
    await bare.settles()
    assert texts(bare, "slack", "welcome") == texts(bare, "discord", "welcome") == ["free"]


async def test_a_reply_that_arrives_after_a_later_edit_does_not_last(bare: Stage, probe: Probe) -> None:
    await put_up_to_claim(bare, probe)
    ana, message = await bare.person("Ana"), bare.platforms["slack"].messages[0]
    await ana.presses("Again")
    await changes(bare, probe, "asked")
    await bare.settles()
    draw(message, pressed("claimed").view, Reader())  # only now
    await bare.passes(minutes=1)
    assert texts(bare, "slack", "welcome") == texts(bare, "discord", "welcome") == ["asked"]
    done = edits(bare)
    await bare.passes(minutes=5)
    assert edits(bare) == done, "and then it rests"


async def test_nor_does_the_reply_to_a_second_press_soon_after_the_first(bare: Stage, probe: Probe) -> None:
    """Each press is watched for its whole half minute, not only the first one."""

    await put_up_to_claim(bare, probe)
    ana, message = await bare.person("Ana"), bare.platforms["slack"].messages[0]
    await ana.presses("Again")
    await bare.passes(minutes=0.4)
    await ana.presses("Again")
    await changes(bare, probe, "asked")
    await bare.passes(minutes=0.2)  # the first one can no longer be on its way
    draw(message, pressed("claimed").view, Reader())
    await bare.passes(minutes=1)
    assert texts(bare, "slack", "welcome") == ["asked"]


async def test_an_edit_in_doubt_is_repeated_though_all_is_as_before(bare: Stage, probe: Probe) -> None:
    await put_up(bare, probe, "0 yes")
    slack = bare.platforms["slack"]
    slack.unanswered.append(Ambiguous("502"))
    await changes(bare, probe, "1 yes")
    await bare.settles()
    assert texts(bare, "slack", "welcome") == ["1 yes"]
    await changes(bare, probe, "0 yes")
    await bare.passes(minutes=1)
    assert texts(bare, "slack", "welcome") == texts(bare, "discord", "welcome") == ["0 yes"]


# notices that are kept up to date


async def test_a_lasting_notice_is_redrawn_for_each_person_it_was_delivered_to(bare: Stage, probe: Probe) -> None:
    seats = [await bare.person(name, on) for name, on in (("Ana", "slack"), ("Ben", "discord"))]
    people = [(await bare.record(seat)).id for seat in seats]
    probe.boards["s"] = "old"
    async with bare.work() as ctx:
        ctx.notify_all(people, Sheet("s"), key="sheet")
    await bare.settles()
    probe.boards["s"] = "new"
    async with bare.work() as ctx:
        ctx.redraw(Sheet("s"))
    await bare.settles()
    await bare.passes(minutes=1)
    assert texts(bare, "slack", f"@{seats[0].account.user}") == ["Ana: new"]
    assert texts(bare, "discord", f"@{seats[1].account.user}") == ["Ben: new"]
    assert edits(bare) == 2, "nothing is edited for nothing"


@pytest.mark.parametrize("for_one", [False, True], ids=["for all", "for one person"])
async def test_a_change_while_a_lasting_notice_is_on_its_way_is_caught_up_with(
    bare: Stage, probe: Probe, for_one: bool
) -> None:
    ana = await bare.person("Ana")
    person = (await bare.record(ana)).id
    probe.boards["s"] = "old"
    await tell_lasting(bare, person)
    slack = bare.platforms["slack"]
    perform = slack.perform

    async def slowly(order: object) -> object:
        receipt = await perform(order)  # pyright: ignore[reportArgumentType]
        if isinstance(order, Send):
            probe.boards["s"] = "new"
            async with bare.work() as ctx:
                if for_one:
                    ctx.redraw_for(person, Sheet("s"))
                else:
                    ctx.redraw(Sheet("s"))
            await bare.dispatcher._run_jobs()  # finds no copy yet
        return receipt

    slack.perform = slowly  # pyright: ignore[reportAttributeAccessIssue]
    await bare.settles()
    assert texts(bare, "slack", f"@{ana.account.user}") == ["Ana: old"]
    await bare.passes(minutes=1)
    assert texts(bare, "slack", f"@{ana.account.user}") == ["Ana: new"]


async def test_also_when_there_was_another_change_shortly_before(bare: Stage, probe: Probe) -> None:
    ana = await bare.person("Ana")
    probe.boards["s"] = "old"
    async with bare.work() as ctx:
        ctx.redraw(Sheet("s"))
    await bare.passes(minutes=0.4)
    await tell_lasting(bare, (await bare.record(ana)).id)
    changed_in_flight(bare, probe)
    await bare.dispatcher.step()
    async with bare.work() as ctx:
        ctx.redraw(Sheet("s"))
    await bare.dispatcher._run_jobs()  # finds no copy yet
    bare.clock.forward(timedelta(seconds=10))
    await bare.dispatcher._run_jobs()
    await bare.settles()
    await bare.passes(minutes=1)
    assert texts(bare, "slack", f"@{ana.account.user}") == ["Ana: new"]


async def test_who_answers_in_two_places_at_once_reads_the_same_in_both(bare: Stage, probe: Probe) -> None:
    ana = await bare.person("Ana")
    there, person = await bare.link(ana, "discord"), (await bare.record(ana)).id
    probe.boards["s"] = "asked"
    await tell_lasting(bare, person)
    await bare.settles()
    bare.platforms["slack"].closed.add(ana.account.user)
    async with bare.work() as ctx:
        ctx.notify(person, Sheet("s"), key="by the other way")
    await bare.settles()
    shown = [bare.platforms[platform].messages[-1] for platform in ("slack", "discord")]

    async def answer(ctx: Context) -> Reply:
        probe.boards["s"] = f"answered on {ctx.place.platform}"
        ctx.redraw_for(person, Sheet("s"))
        return ctx.whisper("Noted.")

    probe.deed = answer
    for seat, message in zip((ana, there), shown, strict=True):
        account = seat.account
        place = Place(account.platform, account.space, message.channel, is_direct=True, message=message.id)
        await bare.app.handle(Press(account, place, Again(1).pack()))
        message.text = f"Ana: answered on {account.platform}"
    await bare.settles()
    assert [message.text for message in shown] == ["Ana: answered on discord"] * 2


async def test_the_first_of_two_replies_to_who_changes_the_own_mind_does_not_last(bare: Stage, probe: Probe) -> None:
    ana = await bare.person("Ana")
    probe.boards["s"] = "asked"
    await tell_lasting(bare, (await bare.record(ana)).id)
    await bare.settles()
    (message,) = bare.platforms["slack"].messages
    replies: list[Reply] = []

    async def answer(ctx: Context) -> Reply:
        probe.boards["s"] = f"answer {len(replies) + 1}"
        ctx.redraw_for(ctx.me.id, Sheet("s"))
        replies.append(pressed(f"Ana: {probe.boards['s']}"))
        return replies[-1]

    probe.deed = answer
    place = Place("slack", "T1", message.channel, is_direct=True, message=message.id)
    await bare.app.handle(Press(ana.account, place, Again(1).pack()))
    await bare.passes(minutes=2)
    assert edits(bare) == 0, "one press costs no edit"
    await bare.app.handle(Press(ana.account, place, Again(1).pack()))
    message.text = "Ana: answer 1"  # only now
    await bare.passes(minutes=2)
    assert (message.text, edits(bare)) == ("Ana: answer 2", 1)


async def test_a_lasting_notice_found_after_doubt_is_brought_up_to_date(bare: Stage, probe: Probe) -> None:
    ana = await bare.person("Ana")
    probe.boards["s"] = "old"
    await tell_lasting(bare, (await bare.record(ana)).id)
    slack = changed_in_flight(bare, probe)
    slack.unanswered.append(Ambiguous("502"))
    await bare.settles()
    assert texts(bare, "slack", f"@{ana.account.user}") == ["Ana: new"]


async def test_many_copies_are_redrawn_some_at_a_time(
    bare: Stage, probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.notifying.COPIES_AT_ONCE", 2)
    people = [(await bare.record(await bare.person(f"P{number}"))).id for number in range(5)]
    probe.boards["s"] = "old"
    await tell_lasting(bare, *people)
    await bare.settles()
    del probe.boards["s"]
    async with bare.work() as ctx:
        ctx.redraw(Sheet("s"))
    await bare.settles()
    assert sorted(m.text for m in bare.platforms["slack"].messages) == [f"P{number}: gone" for number in range(5)]


async def test_a_mail_stays_as_it_is_and_keeps_no_address(bare: Stage, probe: Probe) -> None:
    mail = await bare.post_office()
    person = Person("p1", "Ana", email="ana@school.example", email_confirmed=True)
    async with bare.work() as ctx:
        await ctx.repository(People).add(person, ctx.now)
    probe.boards["s"] = "old"
    await tell_lasting(bare, "p1")
    await bare.settles()
    async with bare.work() as ctx:
        (copy,) = await ctx.repository(Outbox).copies(Sheet("s").name)
        ctx.redraw(Sheet("s"))
    await bare.settles()
    assert (copy.person, copy.channel, [m.text for m in mail.messages]) == ("p1", "p1", ["Ana: old"])
    assert edits(bare) == 0


async def test_copies_go_with_the_person_who_is_forgotten(bare: Stage, probe: Probe) -> None:
    person = (await bare.record(await bare.person("Ana"))).id
    probe.boards["s"] = "old"
    await tell_lasting(bare, person)
    await bare.settles()
    async with bare.work() as ctx:
        assert await ctx.repository(Outbox).copies(Sheet("s").name)
        await ctx.repository(People).erase(person, "former member 1")
        assert await ctx.repository(Outbox).copies(Sheet("s").name) == ()


async def test_the_office_hears_of_a_channel_that_cannot_be_posted_in_and_the_others_go_on(bare: Stage) -> None:
    bare.platforms["slack"].broken.append(Unreachable("is_archived", channel_gone=True))
    await announce(bare, "welcome", "Good morning")
    assert texts(bare, "slack", "welcome") == []
    assert texts(bare, "discord", "welcome") == ["Good morning"]
    (told,) = texts(bare, "slack", "secretariat")
    assert "On Slack the channel #welcome-欢迎 is gone" in told


async def tell_lasting(stage: Stage, *people: str) -> None:
    async with stage.work() as ctx:
        ctx.notify_all(people, Sheet("s"), key="sheet")


def changed_in_flight(stage: Stage, probe: Probe) -> MemoryPlatform:
    """What is sent on Slack is an earlier state by the time it arrives."""
    slack = stage.platforms["slack"]
    send = slack._carry_out

    def changed(order: object) -> object:
        receipt = send(order)  # pyright: ignore[reportArgumentType]
        probe.boards["s"] = "new"
        return receipt

    slack._carry_out = changed  # pyright: ignore[reportAttributeAccessIssue]
    return slack
