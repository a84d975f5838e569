"""Every reply as people see it in Slack, over real sockets."""

import asyncio

import pytest

from adapters.slack.listeners import Listeners
from sandbox.player import FileSeen
from tests.adapters.slack import trial
from tests.adapters.slack.rig import Rig

FIRST = {"Name": "Wang Fang", "Why": "Because we teach well", "Kind": "University", "Days": ["Day 1", "Day 3"]}


async def test_a_command_is_answered_for_one_person(rig: Rig) -> None:
    await rig.ana.types("/trial say text:“two words” loud:very")
    seen = await rig.ana.sees("two words / very")
    assert seen.private
    assert not [m for m in rig.wei.messages() if "two words" in m.text]


async def test_what_people_type_pings_nobody_and_reads_as_typed(rig: Rig) -> None:
    await rig.ana.types('/trial say "*_~`&lt;!channel&gt; <@U0SANDBOXBOT> <!here> @everyone &amp;amp;"')
    seen = await rig.ana.sees("/ -")
    assert seen.mentions == ()
    [block] = rig.ws.channels[rig.welcome].messages[-1].blocks
    [text] = block["elements"][0]["elements"]
    assert text == {"type": "text", "text": "*_~`<!channel> <@U0SANDBOXBOT> @here @everyone &amp; / -"}


async def test_a_post_is_seen_by_all(rig: Rig) -> None:
    await rig.ana.types("/trial")
    seen = await rig.wei.sees("Pressed 0 times")
    assert seen.buttons == ("Count", "Drop", "Fill in", "Tell", "Site")
    assert len(seen.selects) == 2, "130 options are two menus"
    assert not seen.private


async def test_a_moment_is_shown_in_the_readers_zone(rig: Rig) -> None:
    await rig.ana.types("/trial")
    assert "07:00" in (await rig.ana.sees("Meets")).text
    assert "14:00" in (await rig.wei.sees("Meets")).text


async def test_a_press_redraws_the_message(rig: Rig) -> None:
    await rig.ana.types("/trial")
    await rig.ana.presses("Count")
    await rig.wei.presses("Count")
    seen = await rig.wei.sees("Pressed 2 times")
    assert [place.message for place in trial.memory.places[-2:]] == [seen.id, seen.id]
    assert len(rig.wei.messages("welcome")) == 1


async def test_a_press_redraws_a_private_message(rig: Rig) -> None:
    await rig.ana.types("/trial mine")
    await rig.ana.presses("Count")
    seen = await rig.ana.sees("Pressed 1 times")
    assert seen.private
    assert trial.memory.places[-1].message == ""
    assert len(rig.ana.messages("welcome")) == 1


async def test_a_message_that_cannot_be_edited_is_replaced(rig: Rig) -> None:
    await rig.ana.types("/trial")
    rig.ws.faults.refuse("chat.update", "cant_update_message")
    await rig.ana.presses("Count")
    await rig.wei.sees("Pressed 1 times")
    assert len(rig.ana.messages("welcome")) == 1


async def test_a_double_press_is_handled_twice_and_shown_once(rig: Rig) -> None:
    await rig.ana.types("/trial")
    await rig.ana.presses("Count", times=3)
    await rig.ana.sees("Pressed 1 times")
    assert len(rig.ana.messages("welcome")) == 1


async def test_a_press_with_a_private_answer_leaves_the_card(rig: Rig) -> None:
    await rig.ana.types("/trial")
    await rig.ana.presses("Tell")
    assert (await rig.ana.sees("Only for you")).private
    await rig.ana.sees("Pressed 0 times")


async def test_a_link_button_says_nothing(rig: Rig) -> None:
    await rig.ana.types("/trial")
    before = rig.ana.messages()
    await rig.ana.presses("Site")
    assert rig.ana.messages() == before


async def test_dangerous_presses_ask_first(rig: Rig) -> None:
    await rig.ana.types("/trial")
    await rig.ana.presses("Drop")
    await rig.ana.sees("T-1 was dropped")


async def test_menus_pass_on_what_was_chosen(rig: Rig) -> None:
    await rig.ana.types("/trial")
    await rig.ana.picks("Day 2", "Day 5")
    await rig.ana.sees("Picked d2, d5")
    await rig.ana.picks("Day 130")
    await rig.ana.sees("Picked d130")


async def test_nothing_is_silent(rig: Rig) -> None:
    await rig.ana.types("/trial nothing")
    assert rig.ana.messages() == []


async def test_a_long_answer_comes_in_parts(rig: Rig) -> None:
    await rig.ana.types("/trial long")
    await rig.ana.sees("Line 119")
    text = "\n".join(m.text for m in rig.ana.messages())
    assert [n for n in range(120) if f"Line {n}\n" not in text + "\n"] == []


async def test_files_go_to_the_direct_conversation(rig: Rig) -> None:
    await rig.ana.types("/trial file")
    await rig.ana.sees("You find this in your messages from me: 名单.csv")
    files = [file for message in rig.ana.messages("@bot") for file in message.files]
    assert [(file.name, file.content) for file in files] == [("名单.csv", b"a,b")]


async def test_a_picture_is_in_the_answer(rig: Rig) -> None:
    rig.ws.faults.unready_pictures = 1
    await rig.ana.types("/trial picture")
    seen = await rig.ana.sees("Look")
    assert seen.private
    assert seen.pictures == (FileSeen("reach.png", b"PNG", "Three of nine"),)


async def test_a_picture_that_cannot_be_uploaded_is_said_in_words(rig: Rig) -> None:
    rig.ws.faults.server_error("files.getUploadURLExternal", 500, times=9)
    await rig.ana.types("/trial picture")
    seen = await rig.ana.sees("Three of nine")
    assert (seen.pictures, seen.private) == ((), True)


async def test_a_file_in_the_direct_conversation_speaks_for_itself(rig: Rig) -> None:
    await rig.ana.types("/trial file", "@bot")
    await rig.ana.sees("Here")
    messages = rig.ana.messages("@bot")
    assert [file.name for message in messages for file in message.files] == ["名单.csv"]
    assert not [message.text for message in messages if "in your messages from me" in message.text]


async def test_an_answer_in_our_own_conversation_stays_there(rig: Rig) -> None:
    await rig.ana.types("hello", "@bot")
    await rig.ana.types("/trial mine", "@bot")
    assert not (await rig.ana.sees("Pressed 0 times", channel="@bot")).private
    assert trial.memory.places[-1].is_direct
    await rig.ana.presses("Tell", on="Pressed 0 times")
    assert not (await rig.ana.sees("Only for you", channel="@bot")).private


# forms


async def fill_first(rig: Rig) -> None:
    await rig.ana.fills(FIRST)
    await rig.ana.submits()


async def test_a_form_shows_errors_beside_its_fields(rig: Rig) -> None:
    await rig.ana.types("/trial form")
    assert rig.ana.form is not None
    assert rig.ana.form.title == "Apply to the network, p…"
    assert "Apply to the network, part one of two" in rig.ana.form.text
    await rig.ana.fills({**FIRST, "Name": "W", "Why": "no"})
    await rig.ana.submits()
    errors = {field.label: field.error for field in rig.ana.form.fields if field.error}
    assert errors.keys() == {"Name", "Why"}
    assert rig.ana.form.fields[0].value == ("W",)
    await rig.ana.fills({"Name": "Nobody", "Why": "Because we teach well"})
    await rig.ana.submits()
    assert rig.ana.form.fields[0].error == "Nobody cannot apply."


async def test_the_next_step_opens_in_place_and_is_empty(rig: Rig) -> None:
    await rig.ana.types("/trial form")
    await fill_first(rig)
    assert rig.ana.form is not None
    assert rig.ana.form.title == "Apply, part 2"
    assert rig.ana.form.text == "b ('d1', 'd3') "
    assert rig.ana.form.fields[0].value in ((), ("",)), "both steps have a field `name`"
    await rig.ana.fills({"School": "Lakeside"})
    await rig.ana.submits()
    assert rig.ana.form is None
    seen = await rig.ana.sees("Thank you, Lakeside")
    assert (seen.private, seen.channel) == (True, "welcome")


async def test_a_form_opened_from_a_card_redraws_the_card(rig: Rig) -> None:
    await rig.ana.types("/trial")
    await rig.ana.presses("Fill in")
    await fill_first(rig)
    await rig.ana.fills({"School": "Lakeside"})
    await rig.ana.submits()
    assert not (await rig.wei.sees("Thank you, Lakeside")).private
    assert len(rig.wei.messages("welcome")) == 1


async def test_a_field_completes_itself(rig: Rig) -> None:
    await rig.ana.types("/trial form")
    await rig.ana.fills({**FIRST, "Word": "Word 3"})
    await rig.ana.submits()
    assert rig.ana.form is not None
    assert "w3" in rig.ana.form.text


@pytest.mark.parametrize("start", ["/trial form", "Fill in"])
async def test_a_form_that_comes_too_late_leaves_a_button(rig: Rig, start: str) -> None:
    if start == "Fill in":
        await rig.ana.types("/trial")
    rig.ws.faults.refuse("views.open", "expired_trigger_id")
    await (rig.ana.presses(start) if start == "Fill in" else rig.ana.types(start))
    assert rig.ana.form is None
    await rig.ana.sees("could not open the form")
    await rig.ana.presses("Open")
    assert rig.ana.form is not None


# slow answers


@pytest.fixture
def hurried(rig: Rig) -> Rig:
    """Acknowledges after 0.2 s; the trial takes half a second."""
    rig.slack.listeners._deadline = 0.2
    trial.memory.delay = 0.5
    return rig


@pytest.mark.parametrize("command", ["/trial", "/trial mine"])
async def test_a_slow_command_is_answered_when_it_is_done(hurried: Rig, command: str) -> None:
    await hurried.ana.types(command)
    seen = await hurried.ana.sees("Pressed 0 times")
    assert seen.private == (command != "/trial")


async def test_a_slow_press_still_redraws(hurried: Rig) -> None:
    await hurried.ana.types("/trial mine")
    await hurried.ana.sees("Pressed 0 times")
    await hurried.ana.presses("Count")
    await hurried.ana.sees("Pressed 1 times")


async def test_a_slow_submission_says_so_and_goes_on(hurried: Rig) -> None:
    await hurried.ana.types("/trial form")
    await hurried.shows("Please answer.")
    await hurried.ana.fills({**FIRST, "Name": "Nobody"})
    submitting = asyncio.create_task(hurried.ana.submits())
    await hurried.shows("Working on it…")
    await submitting
    form = await hurried.shows("Nobody cannot apply.")
    assert form.fields[0].value == ("Nobody",)
    await hurried.ana.fills({"Name": "Somebody"})
    await hurried.ana.submits()
    await hurried.shows("b ('d1', 'd3')")
    await hurried.ana.fills({"School": "Lakeside"})
    await hurried.ana.submits()
    await hurried.ana.sees("Thank you, Lakeside")
    await hurried.shows("You find the answer in the conversation")


# hostile and broken payloads


async def test_a_forged_button_is_refused_in_words(rig: Rig) -> None:
    await rig.ana.types("/trial")
    message = rig.ws.channels[rig.welcome].messages[-1]
    block = next(each for each in message.blocks if each["type"] == "actions")
    for forged in ("0|trial.count:many", "0|trial.unknown:1", "0|trial.count:1:2:3"):
        element = block["elements"][0] | {"action_id": forged, "value": forged}
        await rig.ana.client.press(block, element, message=message, view=None)
    await rig.ana.sees("This button is from an earlier version")
    await rig.ana.sees("Pressed 0 times")


async def test_a_forged_draft_is_nobodys_form(rig: Rig) -> None:
    await rig.ana.types("/trial form")
    view = rig.ana.client.view
    assert view is not None
    for metadata in ("", "no json", '{"draft":"01J0000000000000000000000"}', "[]", '{"draft":7,"channel":null}'):
        view.body["private_metadata"] = metadata
        answer = await rig.ws.interactions.submission(rig.ws.users[rig.ana.user_id], view)
        assert answer.acked
    await rig.ana.sees("This form is no longer open", channel="@bot")


@pytest.mark.parametrize("kind", ["command", "press", "submit", "search", "event"])
async def test_no_payload_however_broken_is_left_unacknowledged(rig: Rig, kind: str) -> None:
    listeners: Listeners = rig.slack.listeners
    team = {"team_id": rig.ws.team_id}
    for body in (
        {},
        team,
        {**team, "actions": []},
        {**team, "actions": [{"action_id": "x"}], "container": None},
        {**team, "event": {"type": "team_join"}, "event_id": "Ev9"},
        {**team, "view": {"state": {"values": {"a": {"b": {}}}}}},
    ):
        assert isinstance(await getattr(listeners, kind)(body), dict)
