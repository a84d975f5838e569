"""Orders of the outbox against a workspace that limits, refuses, breaks and forgets to answer."""

import asyncio
from datetime import timedelta

import pytest

from adapters.slack import pictures
from bot.i18n import Reader
from bot.outbox import Ambiguous, Forbidden, Limited, Rejected, Unreachable
from bot.ports import Delete, Edit, Make, Order, Send, SetAccess
from bot.ui.blocks import Buttons, LinkButton, Paragraph
from bot.ui.text import Mention
from bot.ui.view import File, View
from sandbox.player import FileSeen
from tests.adapters.slack.rig import Rig

READER = Reader()


def view(text: str, parts: int = 1) -> View:
    return View(tuple(Paragraph(f"{text} {n}") for n in range(parts * 49 if parts > 1 else 1)))


def send(rig: Rig, text: str = "News", *, nonce: str = "cv1", user: str = "", parts: int = 1) -> Send:
    return Send(rig.ws.team_id, view(text, parts), READER, nonce, "" if user else rig.welcome, user)


async def test_a_message_is_posted_and_found_again_by_its_nonce(rig: Rig) -> None:
    since = rig.ws.clock.now() - timedelta(seconds=1)
    receipt = await rig.slack.messenger.perform(send(rig))
    assert (await rig.ana.sees("News 0")).id == receipt.external_id
    found = await rig.slack.messenger.find(rig.ws.team_id, rig.welcome, ("cv1", "cv2"), since)
    assert found == {"cv1": receipt}


async def test_a_mention_pings_who_has_an_account_here(rig: Rig) -> None:
    here = Mention("Ana", (("slack", rig.ws.team_id, rig.ana.user_id),))
    elsewhere = Mention("Li", (("slack", "T9", rig.wei.user_id), ("discord", rig.ws.team_id, rig.wei.user_id)))
    words = View.of(Paragraph((here, " and ", elsewhere)))
    await rig.slack.messenger.perform(Send(rig.ws.team_id, words, READER, "cv1", rig.welcome))
    assert (await rig.ana.sees("and Li")).mentions == (rig.ana.user_id,)


async def test_a_direct_message_opens_the_conversation(rig: Rig) -> None:
    receipt = await rig.slack.messenger.perform(send(rig, user=rig.ana.user_id))
    await rig.ana.sees("News 0", channel="@bot")
    assert receipt.channel == await rig.slack.messenger.open_direct(rig.ws.team_id, rig.ana.user_id)


async def test_files_travel_with_a_message(rig: Rig) -> None:
    order = Send(rig.ws.team_id, View.of(Paragraph("Invitation"), files=(File("m.ics", b"BEGIN"),)), READER, "cv1",
                 user=rig.ana.user_id)  # fmt: skip
    await rig.slack.messenger.perform(order)
    await rig.ana.sees("Invitation", channel="@bot")
    assert [f.content for m in rig.ana.messages("@bot") for f in m.files] == [b"BEGIN"]


PNG = b"\x89PNG\r\n\x1a\nfirst"


def with_picture(content: bytes = PNG) -> View:
    picture = File("reach.png", content, "image/png", "How many have read it: 3 of 9")
    return View.of(Paragraph("Reach"), Buttons((LinkButton("Open", "https://example.org"),)), files=(picture,))


async def test_a_picture_is_shown_above_the_buttons_and_changes_with_its_message(rig: Rig) -> None:
    messenger, team = rig.slack.messenger, rig.ws.team_id
    receipt = await messenger.perform(Send(team, with_picture(), READER, "cv1", rig.welcome))
    (seen,) = rig.ana.messages()
    assert seen.pictures == (FileSeen("reach.png", PNG, "How many have read it: 3 of 9"),)
    assert seen.files == ()
    kinds = [block["type"] for block in rig.ws.channels[rig.welcome].messages[-1].blocks]
    assert kinds == ["rich_text", "image", "actions"]
    await messenger.perform(Edit(team, rig.welcome, receipt.external_id, with_picture(PNG + b"more"), READER))
    (seen,) = rig.ana.messages()
    assert [each.content for each in seen.pictures] == [PNG + b"more"]


async def test_the_same_picture_is_uploaded_once(rig: Rig) -> None:
    messenger, team = rig.slack.messenger, rig.ws.team_id
    receipt = await messenger.perform(Send(team, with_picture(), READER, "cv1", rig.welcome))
    await messenger.perform(Edit(team, rig.welcome, receipt.external_id, with_picture(), READER))
    assert len(rig.called("files.completeUploadExternal")) == 1


async def test_a_picture_slack_still_looks_at_is_waited_for(rig: Rig, impatient: None) -> None:
    rig.ws.faults.unready_pictures = 2
    await rig.slack.messenger.perform(Send(rig.ws.team_id, with_picture(), READER, "cv1", rig.welcome))
    (seen,) = rig.ana.messages()
    assert len(seen.pictures) == 1


async def test_a_picture_slack_never_takes_is_said_in_words(rig: Rig, impatient: None) -> None:
    rig.ws.faults.unready_pictures = 99
    await rig.slack.messenger.perform(Send(rig.ws.team_id, with_picture(), READER, "cv1", rig.welcome))
    (seen,) = rig.ana.messages()
    assert seen.pictures == ()
    assert "How many have read it: 3 of 9" in seen.text


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "PAUSES", (0.0, 0.0, 0.0))


async def test_a_long_message_goes_on_in_its_thread_and_is_redrawn_as_a_whole(rig: Rig) -> None:
    since = rig.ws.clock.now() - timedelta(seconds=1)
    messenger, team, place = rig.slack.messenger, rig.ws.team_id, rig.welcome
    receipt = await messenger.perform(send(rig, parts=3))
    assert [m.id for m in rig.ana.messages() if "News 146" in m.text] != []
    assert await messenger.find(team, place, ("cv1",), since) == {"cv1": receipt}
    for parts, shown in ((2, 2), (4, 4), (1, 1)):
        await messenger.perform(Edit(team, place, receipt.external_id, view("Changed", parts), READER))
        assert len(rig.ana.messages()) == shown
        assert "News" not in "".join(m.text for m in rig.ana.messages())
    await messenger.perform(send(rig, nonce="cv2", parts=2))
    await messenger.perform(Delete(team, place, receipt.external_id))
    second = (await messenger.find(team, place, ("cv2",), since))["cv2"]
    await messenger.perform(Delete(team, place, second.external_id))
    await messenger.perform(Delete(team, place, second.external_id))
    assert rig.ana.messages() == []


async def test_a_half_sent_message_is_taken_back_and_not_found(rig: Rig) -> None:
    since = rig.ws.clock.now() - timedelta(seconds=1)
    await rig.slack.messenger.perform(send(rig, parts=3))
    rig.ws.delete(rig.ws.channels[rig.welcome], rig.ws.channels[rig.welcome].messages[-1])
    assert await rig.slack.messenger.find(rig.ws.team_id, rig.welcome, ("cv1",), since) == {}
    assert rig.ana.messages() == []


@pytest.mark.parametrize("fault", ["503 before", "503 after", "reset after"])
async def test_nobody_knows_and_history_does(rig: Rig, fault: str) -> None:
    since = rig.ws.clock.now() - timedelta(seconds=1)
    match fault:
        case "503 before":
            rig.ws.faults.server_error("chat.postMessage")
        case "503 after":
            rig.ws.faults.server_error("chat.postMessage", when="after")
        case _:
            rig.ws.faults.reset_after("chat.postMessage")
    with pytest.raises(Ambiguous):
        await rig.slack.messenger.perform(send(rig))
    found = await rig.slack.messenger.find(rig.ws.team_id, rig.welcome, ("cv1",), since)
    assert bool(found) == fault.endswith("after")
    assert len(rig.ana.messages()) == len(found), "the library never repeats a post"


async def test_a_redraw_survives_a_broken_line(rig: Rig) -> None:
    receipt = await rig.slack.messenger.perform(send(rig))
    rig.ws.faults.reset_after("chat.update")
    await rig.slack.messenger.perform(Edit(rig.ws.team_id, rig.welcome, receipt.external_id, view("New"), READER))
    await rig.ana.sees("New 0")


async def test_a_limit_is_passed_on(rig: Rig) -> None:
    rig.ws.faults.rate_limit("chat.postMessage", 7)
    with pytest.raises(Limited) as limited:
        await rig.slack.messenger.perform(send(rig))
    assert (limited.value.after, limited.value.lane_only) == (timedelta(seconds=7), True)


async def test_history_that_cannot_be_read_leaves_the_question_open(rig: Rig) -> None:
    rig.ws.tokens[rig.ws.bot_token].scopes.discard("channels:history")
    with pytest.raises(Ambiguous):
        await rig.slack.messenger.find(rig.ws.team_id, rig.welcome, ("cv1",), rig.ws.clock.now())


@pytest.mark.parametrize(
    ("error", "state"),
    [
        ("channel_not_found", "channel"),
        ("is_archived", "channel"),
        ("user_not_found", "account"),
        ("user_disabled", "account"),
        ("account_inactive", "cure CONVENOR_SLACK__BOT_TOKEN"),
        ("missing_scope", "cure OAuth & Permissions"),
        ("messages_tab_disabled", "cure Messages tab"),
        ("not_in_channel", "cure /invite"),
        ("internal_error", "ambiguous"),
        ("msg_too_long", "rejected"),
    ],
)
async def test_refusals_are_states_of_the_world(rig: Rig, error: str, state: str) -> None:
    rig.ws.faults.refuse("chat.postMessage", error)
    with pytest.raises((Unreachable, Forbidden, Rejected, Ambiguous)) as caught:
        await rig.slack.messenger.perform(send(rig))
    match caught.value:
        case Unreachable() as gone:
            assert (gone.channel_gone, gone.account_gone) == (state == "channel", state == "account")
        case Forbidden() as refused:
            assert state.startswith("cure ")
            assert state.removeprefix("cure ") in refused.cure
        case problem:
            assert state == type(problem).__name__.lower()


async def test_somebody_who_left_is_unreachable(rig: Rig) -> None:
    rig.ws.users[rig.ana.user_id].deleted = True
    with pytest.raises(Unreachable) as gone:
        await rig.slack.messenger.perform(send(rig, user=rig.ana.user_id))
    assert gone.value.account_gone


async def test_an_unknown_workspace_is_unreachable(rig: Rig) -> None:
    with pytest.raises(Unreachable):
        await rig.slack.messenger.open_direct("T-elsewhere", "U1")


# channels, groups, access


async def make(rig: Rig, what: str, name: str) -> str:
    order = Make(rig.ws.team_id, what, name)  # pyright: ignore[reportArgumentType]
    return (await rig.slack.messenger.perform(order)).external_id


async def test_channels_are_made_once_under_a_name_slack_takes(rig: Rig) -> None:
    first = await make(rig, "private_channel", "#Members’ Room")
    assert rig.ws.channels[first].name == "members-room"
    assert rig.ws.channels[first].kind == "private"
    assert await make(rig, "private_channel", "Members’ Room") == first
    assert rig.ws.channels[await make(rig, "channel", "会议")].name == "会议"


async def test_a_public_channel_of_that_name_is_not_taken_for_a_private_one(rig: Rig) -> None:
    rig.ws.create_channel("members", private=False, creator=rig.ana.user_id)
    with pytest.raises(Forbidden) as refused:
        await make(rig, "private_channel", "members")
    assert "Make #members private" in refused.value.cure
    assert await make(rig, "channel", "members")


async def test_a_channel_we_cannot_see_needs_an_invitation(rig: Rig) -> None:
    rig.ws.create_channel("members", private=True, creator=rig.ana.user_id)
    with pytest.raises(Forbidden) as refused:
        await make(rig, "private_channel", "members")
    assert "Invite the app into #members" in refused.value.cure


def access(rig: Rig, channels: tuple[str, ...] = (), not_channels: tuple[str, ...] = (), roles: tuple[str, ...] = (),
           not_roles: tuple[str, ...] = ()) -> Order:  # fmt: skip
    return SetAccess(rig.ws.team_id, rig.ana.user_id, roles, not_roles, channels, not_channels)


async def test_access_is_put_in_order_and_stays_so(rig: Rig) -> None:
    members, office = await make(rig, "private_channel", "members"), await make(rig, "private_channel", "office")
    for _ in range(2):
        await rig.slack.messenger.perform(access(rig, (members,), (office,)))
        assert rig.ana.channels() == ["welcome", "members"]
    for _ in range(2):
        await rig.slack.messenger.perform(access(rig, (office,), (members,)))
        assert rig.ana.channels() == ["welcome", "office"]
    assert (len(rig.called("conversations.invite")), len(rig.called("conversations.kick"))) == (2, 1)


async def test_a_channel_without_us_needs_an_invitation(rig: Rig) -> None:
    other = rig.ws.create_channel("other", private=False, creator=rig.wei.user_id)
    with pytest.raises(Forbidden) as refused:
        await rig.slack.messenger.perform(access(rig, (other.id,)))
    assert "/invite" in refused.value.cure


async def test_user_groups_follow_the_roles(rig: Rig) -> None:
    group = await make(rig, "role", "Members")
    assert await make(rig, "role", "Members") == group
    for _ in range(2):
        await rig.slack.messenger.perform(access(rig, roles=(group,)))
        assert rig.ws.usergroups[group].users == [rig.ana.user_id]
    await rig.slack.messenger.perform(access(rig, not_roles=(group,)))
    assert rig.ws.usergroups[group].disabled_at
    await rig.slack.messenger.perform(access(rig, roles=(group,)))
    assert not rig.ws.usergroups[group].disabled_at


async def test_two_people_who_enter_a_group_at_once_are_both_in_it(rig: Rig) -> None:
    group = await make(rig, "role", "Members")
    both = (rig.ana.user_id, rig.wei.user_id)
    orders = [SetAccess(rig.ws.team_id, user, (group,), (), (), ()) for user in both]
    await asyncio.gather(*(rig.slack.messenger.perform(order) for order in orders))
    assert set(rig.ws.usergroups[group].users) == set(both)


async def test_a_plan_without_user_groups_does_without(rig: Rig) -> None:
    rig.ws.paid_plan = False
    assert await make(rig, "role", "Members") == ""
    await rig.slack.messenger.perform(access(rig, roles=("S1",), not_roles=("S2",)))
