"""Orders of the outbox in Discord: done once, found again, and refused in words that help."""

from datetime import timedelta

import pytest

from adapters.discord.messenger import DiscordMessenger
from bot.i18n import Reader
from bot.outbox import Ambiguous, DeliveryProblem, Forbidden, Limited, Rejected, Unreachable
from bot.ports import Delete, Edit, Make, Send, SetAccess
from bot.ui.blocks import Button, Buttons, Confirm, LinkButton, Paragraph
from bot.ui.text import Mention
from bot.ui.view import File, View
from sandbox.discord.faults import Fault
from sandbox.player import FileSeen
from tests.adapters.discord import trial
from tests.adapters.discord.rig import Rig

MESSAGES = "POST /channels/{id}/messages"
ROLE = "PUT /guilds/{id}/members/{user}/roles/{role}"


@pytest.fixture
async def out(rig: Rig) -> DiscordMessenger:
    assert rig.discord is not None
    return rig.discord.messenger


def welcome(rig: Rig) -> str:
    return str(rig.desk.channel("welcome").id)


def send(rig: Rig, *texts: str, nonce: str = "cv1", user: str = "") -> Send:
    view = View.of(*(Paragraph(text) for text in texts))
    return Send("111", view, Reader(), nonce, "" if user else welcome(rig), user)


async def test_the_same_nonce_is_one_message(rig: Rig, out: DiscordMessenger) -> None:
    first, second = await out.perform(send(rig, "news")), await out.perform(send(rig, "news"))
    assert first == second
    assert first.channel == welcome(rig)
    assert len(rig.service.ledger.posted) == 1


async def test_only_those_we_mention_are_pinged(rig: Rig, out: DiscordMessenger) -> None:
    ana, wei = rig.people["Ana"], rig.people["Wei"]
    text = (Mention("Ana", (("discord", "111", ana),)), f" <@{wei}> @everyone @here <@&5> ", Mention("Eve"))
    await out.perform(Send("111", View.of(Paragraph(text)), Reader(), "cv1", welcome(rig)))
    (seen,) = rig.player("Wei").messages("welcome")
    assert seen.mentions == ("@Ana",)
    assert f"<@{wei}> @everyone @here <@&5> Eve" in seen.text


async def test_long_messages_are_several_and_found_as_one(rig: Rig, out: DiscordMessenger) -> None:
    sent = await out.perform(send(rig, *(f"{n} " + "word " * 700 for n in range(3))))
    posted = rig.service.ledger.posted
    assert [one["nonce"] for one in posted] == ["cv1.1", "cv1.2", "cv1"]
    assert sent.external_id == posted[0]["id"]
    since = rig.service.clock.now() - timedelta(minutes=1)
    assert await out.find("111", welcome(rig), ("cv1", "cv2"), since) == {"cv1": sent}


async def test_what_was_only_begun_is_not_found(rig: Rig, out: DiscordMessenger) -> None:
    rig.service.faults.order(MESSAGES, Fault(delay=0.0, times=1))
    rig.service.faults.order(MESSAGES, Fault(400, 50035))
    with pytest.raises(Rejected):
        await out.perform(send(rig, "a " * 1900, "b " * 1900))
    assert await out.find("111", welcome(rig), ("cv1",), rig.service.clock.now()) == {}


async def test_a_lost_answer_is_ambiguous_and_then_found(rig: Rig, out: DiscordMessenger) -> None:
    rig.service.faults.order(MESSAGES, Fault(reset=True, after=True))
    with pytest.raises(Ambiguous):
        await out.perform(send(rig, "news"))
    found = await out.find("111", welcome(rig), ("cv1",), rig.service.clock.now())
    assert found["cv1"].external_id == rig.service.ledger.posted[0]["id"]


async def test_edits_and_deletions(rig: Rig, out: DiscordMessenger) -> None:
    sent = await out.perform(send(rig, "old"))
    edit = Edit("111", sent.channel, sent.external_id, View.of(Paragraph(f"new <@{rig.people['Ana']}>")), Reader())
    await out.perform(edit)
    seen = await rig.player("Wei").sees("new")
    assert seen.edited
    assert seen.mentions == ()
    delete = Delete("111", sent.channel, sent.external_id)
    assert await out.perform(delete) == await out.perform(delete)
    with pytest.raises(Unreachable, match="no longer there"):
        await out.perform(edit)


async def test_a_picture_is_shown_above_the_buttons_and_changes_with_its_message(
    rig: Rig, out: DiscordMessenger
) -> None:
    def view(content: bytes) -> View:
        picture = File("reach.png", content, "image/png", "How many have read it: 3 of 9")
        table = File("reach.csv", b"3,9", "text/csv")
        return View.of(Paragraph("Reach"), Buttons((LinkButton("Open", "https://x.org"),)), files=(picture, table))

    sent = await out.perform(Send("111", view(b"first"), Reader(), "cv1", welcome(rig)))
    (seen,) = rig.player("Ana").messages("welcome")
    assert seen.pictures == (FileSeen("reach.png", b"first", "How many have read it: 3 of 9"),)
    assert seen.files == (FileSeen("reach.csv", b"3,9"),)
    (message,) = rig.desk.channel("welcome").messages.values()
    assert [part["type"] for part in message.components] == [10, 12, 1, 13]
    await out.perform(Edit("111", welcome(rig), sent.external_id, view(b"second"), Reader()))
    (seen,) = rig.player("Ana").messages("welcome")
    assert [each.content for each in seen.pictures] == [b"second"]
    assert len(message.attachments) == 2


async def test_a_card_that_has_grown_too_long_hangs_the_rest_on_it(rig: Rig, out: DiscordMessenger) -> None:
    sent = await out.perform(send(rig, "old"))
    blocks = [Paragraph(f"{n} " + "word " * 300) for n in range(8)]
    view = View.of(*blocks, Buttons((Button("Count", trial.Count(1)),)))
    await out.perform(Edit("111", sent.channel, sent.external_id, view, Reader()))
    seen = await rig.player("Wei").sees("see the attached file")
    assert seen.buttons == ("Count",)
    assert seen.files[0].content.decode().split("\n")[7].startswith("7 word")


async def test_a_button_sent_by_the_outbox_asks_in_its_own_words(rig: Rig, out: DiscordMessenger) -> None:
    confirm = Confirm("Sure?", "It cannot be undone.", "Yes", "No")
    view = View.of(Buttons((Button("Drop", trial.Drop("T-9"), "danger", confirm),)))
    await out.perform(Send("111", view, Reader(), "cv1", welcome(rig)))
    await rig.player("Ana").presses("Drop")
    await rig.player("Ana").sees("It cannot be undone.")


async def test_a_direct_message(rig: Rig, out: DiscordMessenger) -> None:
    ana = rig.people["Ana"]
    channel = await out.open_direct("111", ana)
    sent = await out.perform(send(rig, "hello", user=ana))
    assert sent.channel == channel
    await rig.player("Ana").sees("hello", channel="@bot")
    rig.service.close_dms(rig.people["Wei"])
    with pytest.raises(Unreachable, match="takes no direct messages") as closed:
        await out.perform(send(rig, "hello", nonce="cv2", user=rig.people["Wei"]))
    assert not closed.value.account_gone


async def test_access_is_put_in_order_once(rig: Rig, out: DiscordMessenger) -> None:
    member = next(str(role.id) for role in rig.desk.guild.roles.values() if role.name == "Member")
    chair = rig.desk.add_role("Chair")
    ana = rig.people["Ana"]
    rig.desk.give_role(ana, "Chair")
    await out.perform(SetAccess("111", ana, (member,), (chair,), ("1",), ("2",)))
    assert rig.desk.roles_of(ana) == ["Member"]
    calls = len(rig.service.world.reasons)
    await out.perform(SetAccess("111", ana, (member,), (chair,), (), ()))
    assert len(rig.service.world.reasons) == calls == 2
    with pytest.raises(Unreachable) as gone:
        await out.perform(SetAccess("111", "12345", (member,), (), (), ()))
    assert gone.value.account_gone


async def test_a_role_out_of_reach_names_the_cure(rig: Rig, out: DiscordMessenger) -> None:
    board = rig.desk.add_role("Board", position=9)
    with pytest.raises(Forbidden) as refused:
        await out.perform(SetAccess("111", rig.people["Ana"], (board,), (), (), ()))
    assert "drag it above the roles it is to give" in refused.value.cure


async def test_what_is_missing_is_made_once(rig: Rig, out: DiscordMessenger) -> None:
    role = await out.perform(Make("111", "role", "Member"))
    assert role.external_id in {str(r.id) for r in rig.desk.guild.roles.values() if r.name == "Member"}
    new = await out.perform(Make("111", "role", "Chair"))
    assert new == await out.perform(Make("111", "role", "chair"))
    order = Make("111", "private_channel", "#members", (role.external_id,), "asked for")
    made = await out.perform(order)
    assert made == await out.perform(order)
    assert "members" not in rig.player("Ana").channels()
    rig.desk.give_role(rig.people["Ana"], "Member")
    assert "members" in rig.player("Ana").channels()
    await out.perform(send(rig, "in", nonce="cv7"))
    assert (await out.perform(Make("111", "channel", "welcome"))).external_id == welcome(rig)
    await out.perform(Send("111", View.of(Paragraph("ours")), Reader(), "cv8", made.external_id))
    with pytest.raises(Forbidden) as refused:
        await out.perform(Make("111", "private_channel", "welcome"))
    assert "Private Channel” for #welcome" in refused.value.cure
    assert Reader("zh-Hans").plain(refused.value.remedy).startswith("请")


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault(404, 10003), Unreachable),
        (Fault(403, 50001), Forbidden),
        (Fault(403, 50013), Forbidden),
        (Fault(403, 50007), Unreachable),
        (Fault(403, 50278), Unreachable),
        (Fault(404, 10013), Unreachable),
        (Fault(400, 50035), Rejected),
        (Fault(503), Ambiguous),
        (Fault(429, retry_after=40.0), Limited),
    ],
)
async def test_errors_say_what_to_do(
    rig: Rig, out: DiscordMessenger, fault: Fault, expected: type[DeliveryProblem]
) -> None:
    rig.service.faults.order(MESSAGES, fault)
    with pytest.raises(expected) as raised:
        await out.perform(send(rig, "news"))
    match raised.value:
        case Forbidden(cure=cure):
            assert "#welcome" in cure
        case Limited(after=after):
            assert after == timedelta(seconds=40)
        case Unreachable() as gone:
            assert gone.channel_gone is (fault.code == 10003)
            assert gone.account_gone is (fault.code == 10013)
        case _:
            pass
    assert rig.service.ledger.posted == []


async def test_it_does_not_wait_for_ever(rig: Rig, out: DiscordMessenger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.discord.limits.ORDER", 0.2)
    rig.service.faults.order(MESSAGES, Fault(502))
    with pytest.raises(Ambiguous):
        await out.perform(send(rig, "news"))
