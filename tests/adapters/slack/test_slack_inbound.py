"""What people type and press, as the core is told."""

import pytest

from adapters.slack import inbound
from adapters.slack.inbound import Happening
from adapters.slack.modals import Opened
from bot.interactions import Account
from bot.permissions import Permission
from bot.routing import Feature, Parameter
from bot.ui.replies import Nothing
from bot.ui.text import _
from bot.vocabulary import Routes

feature = Feature("x")
FIND = (Parameter("query", _("q")), Parameter("field", _("f")), Parameter("country", _("c")))
for path, parameters in {
    "member find": FIND,
    "member show": (Parameter("person", _("p"), required=True),),
    "apply": (),
    "calendar": (Parameter("reset", _("r")),),
    "network about": (),
}.items():

    @feature.command(path, help=_("h"), may=Permission.SEE_PUBLIC, parameters=parameters)
    async def handler(_ctx: object) -> Nothing:
        return Nothing()


@feature.command("note add", help=_("h"), may=Permission.SEE_PUBLIC, parameters=FIND, unsaid=True)
async def note(_ctx: object) -> Nothing:
    return Nothing()


ROUTES = Routes([feature])
ME = Account("slack", "T1", "U1")


@pytest.mark.parametrize(
    ("family", "text", "expected"),
    [
        ("member", "", ("", {}, "")),
        ("member", "find", ("find", {}, "")),
        ("member", "FIND wang", ("find", {"query": "wang"}, "")),
        ("member", "find wang fang", ("find", {"query": "wang fang"}, "")),
        ("member", "find query:wang", ("find", {"query": "wang"}, "")),
        ("member", 'find query:"wang fang" country:CN', ("find", {"query": "wang fang", "country": "CN"}, "")),
        ("member", "find query:“王 芳” Country:中国", ("find", {"query": "王 芳", "country": "中国"}, "")),
        ("member", "find country:CN wang", ("find", {"query": "wang", "country": "CN"}, "")),
        ("member", "find query:wang fang country:CN", ("find", {"query": "wang fang", "country": "CN"}, "")),
        ("member", "find https://x.example/a:b", ("find", {"query": "https://x.example/a:b"}, "")),
        ("member", "find <https://x.example|x.example>", ("find", {"query": "https://x.example"}, "")),
        ("member", "find R&amp;D &lt;3", ("find", {"query": "R&D <3"}, "")),
        ("member", 'find "unclosed', ("find", {"query": "unclosed"}, "")),
        ("member", "show <@U2|wei>", ("show", {"person": "<@U2>"}, "")),
        ("member", "dance now", ("dance", {}, "now")),
        ("note", "add milk", ("add", {"query": "milk"}, "")),
        ("note", "buy milk", ("add", {"query": "buy milk"}, "")),
        ("note", "", ("", {}, "")),
        ("apply", "", ("", {}, "")),
        ("apply", "please", ("please", {}, "")),
        ("calendar", "yes", ("", {"reset": "yes"}, "")),
        ("network", "about us <#C1|general> <!here>", ("about", {}, "us #general @here")),
        ("unknown", "x", ("x", {}, "")),
    ],
)
def test_a_line_becomes_verb_and_options(family: str, text: str, expected: tuple[str, dict[str, str], str]) -> None:
    assert inbound.parse(text, family, ROUTES) == expected


def test_the_prefix_is_taken_off_the_command() -> None:
    body = {"command": "/cv-member", "text": "find x", "channel_id": "C1", "response_url": "u", "trigger_id": "t"}
    command, origin = inbound.command(body, ME, ROUTES, "cv-")
    assert command.path == ("member", "find")
    assert (command.place.channel, command.place.is_direct, origin.trigger) == ("C1", False, "t")


def test_a_press_knows_its_message_unless_that_is_private() -> None:
    body = {
        "trigger_id": "t", "response_url": "u", "channel": {"id": "C1"}, "actions": [{"action_id": "2|a.b:1"}],
        "container": {"type": "message", "message_ts": "1.2", "is_ephemeral": False},
    }  # fmt: skip
    understood = inbound.press(body, ME)
    assert understood is not None
    press, origin = understood
    assert (press.payload, press.place.message, origin.opened.message) == ("a.b:1", "1.2", "1.2")
    body["container"]["is_ephemeral"] = True  # pyright: ignore[reportArgumentType]
    understood = inbound.press(body, ME)
    assert understood is not None
    assert (understood[0].place.message, understood[1].opened.message) == ("", "1.2")


def test_a_link_button_is_no_press() -> None:
    assert inbound.press({"actions": [{"action_id": "3|"}]}, ME) is None
    assert inbound.press({"actions": [{"action_id": "made by hand"}]}, ME) is None


@pytest.mark.parametrize(
    ("action", "choices"),
    [
        ({"selected_option": {"value": "a"}}, ("a",)),
        ({"selected_options": [{"value": "a"}, {"value": "b"}]}, ("a", "b")),
        ({"selected_options": []}, ()),
        ({"selected_option": None}, ()),
    ],
)
def test_menus_hand_over_what_was_chosen(action: dict[str, object], choices: tuple[str, ...]) -> None:
    understood = inbound.press({"actions": [{"action_id": "0|k", **action}]}, ME)
    assert understood is not None
    assert understood[0].choices == choices


def test_values_of_all_kinds_of_fields_come_back_by_key() -> None:
    state = {
        "name|0|ab": {"value": {"type": "plain_text_input", "value": "Wei"}},
        "none|0|ab": {"value": {"type": "plain_text_input", "value": None}},
        "kind|0|ab": {"value": {"type": "radio_buttons", "selected_option": {"value": "a"}}},
        "free|0|ab": {"value": {"type": "static_select", "selected_option": None}},
        "days|0|ab": {"value": {"type": "checkboxes", "selected_options": [{"value": "1"}, {"value": "2"}]}},
        "text|0|ab": {"value": {"type": "plain_text_input", "value": "first "}},
        "text|1|ab": {"value": {"type": "plain_text_input", "value": "second"}},
        "odd|key|0|ab": {"value": {"type": "number_input", "value": "7"}},
    }
    assert inbound.values({"state": {"values": state}}) == {
        "name": "Wei", "none": "", "kind": "a", "free": "", "days": ("1", "2"), "text": "first second", "odd|key": "7",
    }  # fmt: skip


def test_the_way_back_survives_the_modal() -> None:
    opened = Opened("C1", "1.2", private=True, direct=False, url="https://x")
    assert inbound.metadata({"private_metadata": opened.pack("01J")}) == ("01J", opened)


@pytest.mark.parametrize("broken", ["", "{", "[]", "7", '"x"', "null"])
def test_broken_metadata_is_no_draft(broken: str) -> None:
    assert inbound.metadata({"private_metadata": broken}) == ("", Opened())


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"type": "team_join", "user": {"id": "U2"}}, Happening("joined", "U2")),
        ({"type": "team_join", "user": {"id": "U2", "is_bot": True}}, None),
        ({"type": "user_change", "user": {"id": "U2", "deleted": True}}, Happening("left", "U2")),
        ({"type": "user_change", "user": {"id": "U2"}}, Happening("person_changed", "U2")),
        ({"type": "app_home_opened", "user": "U2", "channel": "D1", "tab": "home"}, Happening("home", "U2", "D1")),
        ({"type": "app_home_opened", "user": "U2", "channel": "D1", "tab": "messages"}, None),
        (
            {"type": "message", "channel_type": "im", "user": "U2", "channel": "D1", "text": "hi"},
            Happening("spoke", "U2", "D1", "hi"),
        ),
        ({"type": "message", "channel_type": "im", "user": "UBOT", "channel": "D1", "text": "hi"}, None),
        ({"type": "message", "channel_type": "im", "user": "U2", "bot_id": "B2", "channel": "D1"}, None),
        ({"type": "message", "channel_type": "im", "subtype": "message_changed", "channel": "D1"}, None),
        ({"type": "message", "channel_type": "channel", "user": "U2", "channel": "C1", "text": "hi"}, None),
        ({"type": "channel_archive", "channel": "C1", "user": "U2"}, Happening("channel_gone", channel="C1")),
        ({"type": "group_deleted", "channel": "C1"}, Happening("channel_gone", channel="C1")),
        (
            {"type": "channel_rename", "channel": {"id": "C1", "name": "n"}},
            Happening("channels_changed", channel="C1"),
        ),
        (
            {"type": "member_joined_channel", "user": "UBOT", "channel": "C1"},
            Happening("channels_changed", channel="C1"),
        ),
        ({"type": "member_joined_channel", "user": "U2", "channel": "C1"}, None),
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U2"], "bot": []}}, None),
        ({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["UBOT"]}}, Happening("removed")),
        ({"type": "app_uninstalled"}, Happening("removed")),
        ({"type": "reaction_added", "user": "U2"}, None),
        ({}, None),
    ],
)
def test_events_that_matter(event: dict[str, object], expected: Happening | None) -> None:
    assert inbound.happening(event, ("UBOT",)) == expected
