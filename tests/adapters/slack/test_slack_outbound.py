"""Whatever the core may show fits into Slack, whole, and nothing in it is taken for markup."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack import limits
from adapters.slack.limits import pages, pieces
from adapters.slack.manifest import manifest
from adapters.slack.markup import mrkdwn
from adapters.slack.modals import Opened, modal
from adapters.slack.outbound import CONTINUED, draw, home, messages
from bot.actions import Action
from bot.forms import Field, Form
from bot.i18n import Reader
from bot.ui.blocks import (
    Bullets,
    Button,
    Buttons,
    Choice,
    Confirm,
    Divider,
    Fields,
    Heading,
    LinkButton,
    Note,
    Option,
    Paragraph,
    Quote,
)
from bot.ui.text import Bold, ChannelLink, Code, GroupMention, Italic, Link, Mention, Moment, Text
from bot.ui.view import View
from bot.vocabulary import Routes
from sandbox.slack import contract
from sandbox.slack import manifest as installation
from sandbox.slack.rules import check_blocks, check_view
from tests.adapters.slack import trial

READER = Reader("en", "Asia/Shanghai")
TEAM = "T1"
HERE = (("slack", TEAM, "UHERE"),)


class Do(Action, key="out.do"):
    ref: str


def complaints(blocks: list[dict[str, Any]]) -> list[str]:
    """What Slack would refuse: by the hand-written limits, and by the published schema where it is at hand."""
    found = check_blocks(blocks)
    schema = contract.load()
    return found + (schema.check_blocks(blocks) if schema else [])


# any view

words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60)
hostile = st.sampled_from(
    ["*_~`<!channel>", "<@UVICTIM>", "<!here|x>", "<#C1>", "@everyone", ">quoted", ":smile:", "a_b_c", "<http://x|y>"]
)
endless = st.integers(3000, 7000).map(lambda size: "endless text " * (size // 13))
plain = st.one_of(words, hostile, hostile, endless)
runs: st.SearchStrategy[Text] = st.one_of(
    plain,
    st.lists(
        st.one_of(
            plain,
            plain.map(Bold),
            plain.map(Italic),
            plain.map(Code),
            plain.map(lambda name: Link(name, "https://example.org/a?b=1&c=<2>")),
            plain.map(lambda name: Link(name, "javascript:alert(1)")),
            plain.map(lambda name: Mention(name, HERE)),
            plain.map(lambda name: Mention(name, (("slack", "T2", "UVICTIM"),))),
            plain.map(lambda name: ChannelLink(name, "discord", "1")),
            plain.map(lambda name: GroupMention(name, "discord", "1")),
            st.integers(-(2**31), 2**32).map(lambda seconds: Moment(datetime.fromtimestamp(seconds, UTC))),
        ),
        max_size=5,
    ).map(tuple),
)
confirms = st.builds(Confirm, plain, plain, plain, plain)
buttons = st.one_of(
    st.builds(
        Button,
        plain,
        st.just(Do("X")),
        st.sampled_from(["plain", "primary", "danger"]),
        st.one_of(st.none(), confirms),
    ),
    st.builds(LinkButton, plain, st.sampled_from(["https://example.org", "not an address", "https://" + "x" * 4000])),
)
options = st.lists(st.builds(Option, st.text("abc1", min_size=1, max_size=75), plain, plain), max_size=12).map(tuple)
blocks = st.one_of(
    runs.map(Heading),
    runs.map(Paragraph),
    runs.map(Quote),
    runs.map(Note),
    st.just(Divider()),
    st.lists(st.tuples(runs, runs), max_size=12).map(tuple).map(Fields),
    st.lists(runs, max_size=8).map(tuple).map(Bullets),
    st.lists(buttons, max_size=30).map(tuple).map(Buttons),
    st.builds(Choice, st.just(Do("C")), plain, options, st.integers(1, 3), st.just(("a", "b"))),
)
views = st.lists(blocks, max_size=12).map(tuple).map(View)


def readable(node: Any) -> str:
    """All there is to read, with Slack's entities undone and without whitespace."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            text = value.get("text")
            if isinstance(text, str):
                marked = value.get("type") == "mrkdwn"
                found.append(unescape(text) if marked else text)
            found.extend(str(value[key]) for key in ("fallback", "url") if key in value)
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    walk(node)
    return squeeze("".join(found))


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def squeeze(text: str) -> str:
    return "".join(text.split())


def texts(view: View) -> list[Text]:
    """Every text of a view, except those behind a ping, which Slack shows itself."""
    found: list[Text] = []
    for block in view.blocks:
        match block:
            case Heading(text) | Paragraph(text) | Quote(text) | Note(text):
                found.append(text)
            case Fields(pairs):
                found += [text for pair in pairs for text in pair]
            case Bullets(items):
                found += items
            case Buttons(items):
                for item in items:
                    found.append(item.label)
                    if isinstance(item, Button) and item.confirm:
                        found += [item.confirm.title, item.confirm.text, item.confirm.yes, item.confirm.no]
            case Choice():
                found.append(block.placeholder)
                first = {option.value: option for option in reversed(block.options)}
                found += [text for option in first.values() for text in (option.label, option.description)]
            case Divider():
                pass
    return found


@settings(max_examples=120)
@given(views)
def test_any_view_fits_and_nothing_of_it_is_lost(view: View) -> None:
    drawn = messages(view, READER, TEAM)
    shown = "".join(readable(message["blocks"]) for message in drawn).replace(squeeze(READER.plain(CONTINUED)), "")
    for message in drawn:
        assert complaints(message["blocks"]) == []
        assert message["text"]
        assert "<" not in message["text"]
        assert sum(map(limits.characters, message["blocks"])) < 40_000
    for text in texts(view):
        for run in READER.runs(text):
            if not (isinstance(run, Mention) and run.accounts == HERE):
                assert squeeze(READER.plain(run)) in shown


@settings(max_examples=120)
@given(views)
def test_no_text_of_people_pings_links_or_formats(view: View) -> None:
    for block in draw(view, READER, TEAM):
        packed = json.dumps(block)
        assert '"broadcast"' not in packed
        for node in nodes(block):
            if node.get("type") == "user":
                assert node["user_id"] == "UHERE"
            if node.get("type") == "mrkdwn":
                assert node["verbatim"] is True
                text = node["text"].replace("<@UHERE>", "")
                assert "<!channel" not in text
                assert "<!here" not in text
                assert "<@" not in text
                assert "<#" not in text


def nodes(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *(node for each in value.values() for node in nodes(each))]
    return [node for each in value for node in nodes(each)] if isinstance(value, list) else []


@settings(max_examples=40)
@given(views)
def test_any_view_fits_on_the_home_page(view: View) -> None:
    assert check_view(home(view, READER, TEAM, "/convenor")) == []


# any form

kinds = st.sampled_from(["text", "longtext", "email", "url", "number", "year", "choice", "choices", "tags", "search"])
choices = st.lists(
    st.builds(Option, st.text("abc1", min_size=1, max_size=75), plain, plain), max_size=130, unique_by=lambda o: o.value
).map(tuple)
fields = st.builds(
    Field, st.text("abcdef", min_size=1, max_size=20), plain, kinds, st.booleans(), maximum=st.integers(1, 4000),
    options=choices, hint=plain, source=st.just("words"),
    value=st.one_of(st.just(""), words, st.sampled_from(["a", "12", "x@y.example", "https://x.example"]), endless,
                    st.lists(st.sampled_from("abc1")).map(tuple)),
)  # fmt: skip
forms = st.builds(
    Form,
    st.just("01J"),
    plain,
    st.lists(fields, min_size=1, max_size=5, unique_by=lambda f: f.key).map(tuple),
    plain,
    runs,
)


@settings(max_examples=120)
@given(forms, st.dictionaries(words, plain, max_size=3))
def test_any_form_fits_and_nothing_of_it_is_lost(form: Form, problems: dict[str, str]) -> None:
    view = modal(form, READER, TEAM, Opened("C1", "1.2", url="https://hooks.example/x"), problems)
    assert check_view(view) == []
    schema = contract.load()
    assert schema is None or schema.check_view(view) == []
    shown = readable([view["title"], view["submit"], view["blocks"]])
    for text in (form.title, form.submit, *problems.values(), *(field.label for field in form.fields)):
        assert squeeze(READER.plain(text)) in shown
    for field in form.fields:
        assert squeeze(READER.plain(field.hint)) in shown
        if field.kind in ("text", "longtext", "tags") and isinstance(field.value, str):
            inputs = [b["element"] for b in view["blocks"] if b.get("block_id", "").startswith(f"{field.key}|")]
            assert "".join(each.get("initial_value", "") for each in inputs) == field.value
            assert all(len(each.get("initial_value", "")) <= each["max_length"] <= limits.INPUT for each in inputs)


@given(st.text(), st.integers(2, 50))
def test_pieces_are_the_whole(text: str, limit: int) -> None:
    parts = list(pieces(text, limit))
    assert "".join(parts) == text
    assert all(0 < len(part) <= limit for part in parts)


def test_pages_hold_everything_in_order() -> None:
    blocks = [{"type": "section", "text": {"type": "plain_text", "text": f"{n} " * 200}} for n in range(130)]
    portions = pages(blocks)
    assert [block for portion in portions for block in portion] == blocks
    assert all(len(portion) <= limits.MESSAGE_BLOCKS for portion in portions)


# what it looks like


def drawn(*blocks: Any) -> list[dict[str, Any]]:
    return draw(View(blocks), READER, TEAM)


def test_a_user_group_is_rung_at_only_as_a_run_of_its_own() -> None:
    (ours,) = drawn(Paragraph(GroupMention("Members", "slack", "S77")))
    assert ours["elements"][0]["elements"] == [{"type": "usergroup", "usergroup_id": "S77"}]
    (note,) = drawn(Note(GroupMention("Members", "slack", "S77")))
    assert note["elements"][0]["text"] == "<!subteam^S77>"
    (elsewhere,) = drawn(Paragraph(GroupMention("Members", "discord", "77")))
    assert elsewhere["elements"][0]["elements"] == [{"type": "text", "text": "Members", "style": {"bold": True}}]


def test_a_paragraph_is_rich_text() -> None:
    at = datetime(2027, 3, 11, 6, 0, tzinfo=UTC)
    text = ("Hello ", Mention("Wei", HERE), ", see ", Link("the page", "https://x.example/"), " by ", Moment(at))
    assert drawn(Paragraph(text)) == [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "Hello "},
                        {"type": "user", "user_id": "UHERE"},
                        {"type": "text", "text": ", see "},
                        {"type": "link", "url": "https://x.example/", "text": "the page"},
                        {"type": "text", "text": " by "},
                        {
                            "type": "date",
                            "timestamp": 1804744800,
                            "format": "{date_long}, {time}",
                            "fallback": "Thu 11 Mar 2027, 14:00 (UTC+8, Shanghai)",
                        },
                    ],
                }
            ],
        }
    ]


def test_a_numbered_list_too_long_for_one_keeps_its_numbers() -> None:
    short = drawn(Bullets(("Welcome", "Exams"), numbered=True))
    assert [part["style"] for block in short for part in block["elements"]] == ["ordered"]
    points = tuple("x" * 1000 for _number in range(8))
    blocks = drawn(Bullets(points, numbered=True))
    assert len(blocks) > 1
    assert "rich_text_list" not in repr(blocks), "a second list would begin at one"
    texts = [run["text"] for block in blocks for part in block["elements"] for run in part["elements"]]
    assert "".join(texts) == "\n".join(f"{number}. {point}" for number, point in enumerate(points, 1))


def test_facts_stand_in_columns_unless_a_name_could_be_misread() -> None:
    [section] = drawn(Fields((("Name", "Wei"), ("Country", ""))))
    assert [field["text"] for field in section["fields"]] == ["*Name*\nWei", "*Country*\n–"]
    [block] = drawn(Fields((("Name", "*Wei*"),)))
    assert block["type"] == "rich_text"


def test_small_print_is_small_and_exact() -> None:
    [note] = drawn(Note(("Type ", Code("/convenor"), " to go on.")))
    assert note["elements"][0]["text"] == "Type `/convenor` to go on."
    [note] = drawn(Note("*stars* and :smile:"))
    assert note["elements"][0] == {"type": "plain_text", "text": "*stars* and :smile:", "emoji": False}


@pytest.mark.parametrize("text", ["*a*", "a ~b", "`x`", "_a_", ":tada:", "> quoted", "line\n> quoted"])
def test_markup_in_a_text_is_recognised(text: str) -> None:
    assert mrkdwn(text, READER, TEAM) is None


@pytest.mark.parametrize("text", ["a_b", "14:00", "10:30 – 11:45", "a > b", "Ana & Wei <3"])
def test_ordinary_text_is_not_suspected(text: str) -> None:
    marked = mrkdwn(text, READER, TEAM)
    assert marked is not None
    assert unescape(marked) == text


def test_a_dangerous_button_asks_in_red() -> None:
    confirm = Confirm("Sure?", "It reaches 212 people.", "Yes", "No")
    [actions] = drawn(Buttons((Button("Send", Do("X"), "danger", confirm),)))
    [button] = actions["elements"]
    assert (button["style"], button["confirm"]["style"], button["value"]) == ("danger", "danger", "out.do:X")


def test_the_manifest_can_be_installed() -> None:
    made = manifest(Routes([trial.feature]), prefix="cv-")
    assert installation.problems(made) == []
    commands = {each["command"]: each for each in made["features"]["slash_commands"]}
    assert commands["/cv-trial"]["usage_hint"].split(" | ")[1] == "say text: [loud:]"
    assert made["settings"]["socket_mode_enabled"]
    over_http = manifest(Routes([trial.feature]), public_url="https://convenor.example/")
    assert not over_http["settings"]["socket_mode_enabled"]
    assert over_http["settings"]["interactivity"]["request_url"] == "https://convenor.example/slack/events"
