"""Whatever a feature shows fits into Discord, loses no word, and gives no power to what people typed."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord import markup, modals, outbound
from bot.actions import Action
from bot.clock import MovableClock
from bot.forms import Field, Form, Kind
from bot.i18n import Reader
from bot.ui.blocks import (
    Block,
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
from bot.ui.view import File, View
from sandbox.discord import DiscordService
from sandbox.discord.errors import Complaints
from sandbox.discord.markup import nodes, plain
from sandbox.discord.rules import check_message
from sandbox.discord.rules_forms import check_modal

WORLD = DiscordService(MovableClock(), specs=False).world
READER = Reader("en", "Asia/Shanghai")
USERS = [str(WORLD.bot.id), "4"]
HOSTILE = [
    "@everyone", "@here", f"<@{USERS[0]}>", "<@&1>", "<#2>", "<t:1:R>", "</x:1>", "**", "__", "*", "_", "~~", "||", "`",
    "```", "\\", "# ", "> ", ">>> ", "-# ", "- ", "1. ", "[a](https://x.org)", "<https://x.org/a_b_>", ":smile:",
    "https://x.org/_a_*b*", "\n", " ", "!", "王", "é", "[", "]", "(", ")",
]  # fmt: skip
words = st.one_of(
    st.lists(st.sampled_from([*HOSTILE, "word", "a", "9"]), max_size=12).map("".join),
    st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=40),
    st.integers(1000, 9000).map(lambda n: "long words " * (n // 11)),
    st.integers(1000, 5000).map(lambda n: "x" * n),
)
names = words.map(lambda text: " ".join(text.split()) or "name")
runs = st.one_of(
    words,
    words.map(Bold),
    words.map(Italic),
    names.map(lambda text: Code(text.replace("`", "'"))),
    names.map(lambda text: Link(text[:200].replace("://", ":").strip(), "https://school.example/a_(b)")),
    names.map(lambda text: Mention(text, (("slack", "T", "U"),))),
    st.just(Mention("Bot", (("discord", "1", USERS[0]),))),
    st.just(ChannelLink("news", "slack", "C1")),
    names.map(lambda text: GroupMention(text, "slack", "S1")),
    st.just(Moment(datetime(2027, 3, 1, tzinfo=UTC))),
)
texts = st.one_of(words, st.lists(runs, max_size=5).map(tuple))


class Do(Action, key="do.it"):
    what: str


actions = st.text("abc", max_size=60).map(Do)
confirms = st.none() | st.builds(Confirm, texts, texts, names, names)
buttons = st.builds(Button, names, actions, st.sampled_from(["plain", "primary", "danger"]), confirms)
links = st.builds(LinkButton, names, st.integers(0, 900).map(lambda n: "https://x.org/" + "a" * n))
options = st.lists(names, min_size=1, max_size=60).map(
    lambda labels: tuple(Option(f"v{n}", label, label) for n, label in enumerate(labels))
)
blocks: st.SearchStrategy[Block] = st.one_of(
    texts.map(Heading),
    texts.map(Paragraph),
    st.lists(st.tuples(names, texts), max_size=6).map(lambda pairs: Fields(tuple(pairs))),
    st.lists(texts, max_size=6).map(lambda items: Bullets(tuple(items))),
    texts.map(Quote),
    texts.map(Note),
    st.just(Divider()),
    st.lists(st.one_of(buttons, links), max_size=8).map(lambda items: Buttons(tuple(items))),
    st.builds(Choice, actions, names, options, st.integers(1, 30), st.sets(st.sampled_from(["v0", "v30"])).map(tuple)),
)
views = st.builds(
    View,
    st.lists(blocks, max_size=9).map(tuple),
    st.just(""),
    st.lists(st.builds(File, names, st.just(b"x")), max_size=12).map(tuple),
)


def bare(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", text)


def shown(pages: tuple[outbound.Page, ...]) -> str:
    """Everything that can be read, markup taken away as Discord does."""
    found: list[str] = []
    for page in pages:
        for one in nodes(page.components):
            found += [plain(WORLD, one["content"], None)] if one["type"] == 10 else []
            found += [str(one.get(key, "")) for key in ("label", "placeholder")]
            found += [option[key] for option in one.get("options", ()) for key in option if key != "default"]
    return bare("\n".join(found))


def said(text: Text) -> str:
    """What a text should read as; a mention and an instant are drawn by Discord itself."""
    drawn: list[str] = []
    for part in text if isinstance(text, tuple) else (text,):
        match part:
            case Moment():
                drawn.append(plain(WORLD, f"<t:{int(part.at.timestamp())}:F>", None))
            case Mention("Bot"):
                drawn.append("@" + WORLD.name_of(WORLD.bot.id))
            case _:
                drawn.append(READER.plain(part))
    return bare("".join(drawn))


def texts_of(block: Block) -> list[Text]:
    match block:
        case Heading(text) | Paragraph(text) | Quote(text) | Note(text):
            return [text]
        case Fields(pairs):
            return [text for pair in pairs for text in pair]
        case Bullets(items):
            return list(items)
        case Buttons(items):
            return [item.label for item in items]
        case Choice(options=options):
            return [option.label for option in options]
        case _:
            return []


@settings(max_examples=80)
@given(views)
def test_any_view_fits_and_loses_nothing(view: View) -> None:
    pages = outbound.draw(view, READER)
    read = shown(pages)
    for block in view.blocks:
        for text in texts_of(block):
            assert said(text) in read
    assert sum(len(page.files) for page in pages) == len(view.files)
    for page in pages:
        bad = Complaints()
        check_message(bad, {"components": page.components, "flags": 1 << 15, "attachments": list(page.files)})
        assert bad.lines == []
        assert page.pings <= {USERS[0]}
    assert len(outbound.draw_one(view, READER).components) <= 40


@given(words)
def test_what_people_type_reads_as_typed_and_pings_nobody(text: str) -> None:
    drawn = markup.lines(text, READER)
    assert drawn.mentioned == set()
    written = "\n".join("".join(row) for row in drawn.rows)
    assert plain(WORLD, written, None) == text
    spoken = re.sub(r"https?://\S+", "", written)
    assert not re.search(r"(?<!\\)(<[@#t/]|@everyone|@here)", spoken)


@pytest.mark.parametrize(
    "text",
    [
        f"https://x.org<@{USERS[0]}>",
        "(see [https://x.org])",
        "<https://x.org>",
        "https://x.org，*今天*",
        'https://x.org/"a_b_"',
        "https://x.org/`code`",
        "https://x.org/a_b_ *and more*",
    ],
)
def test_what_stands_close_to_an_address_reads_as_typed(text: str) -> None:
    written = "\n".join("".join(row) for row in markup.lines(text, READER).rows)
    assert plain(WORLD, written, None) == text


def test_code_and_emphasis_beside_their_like_stay_apart() -> None:
    for first, second in ((Code("a"), Code("b")), (Bold("a"), Bold("b"))):
        (row,) = markup.lines((first, second), READER).rows
        assert "".join(row).replace("`", "*").replace("**", "*") == "*a*\u200b*b*"


def test_a_role_is_rung_at_only_as_a_run_of_its_own() -> None:
    (page,) = outbound.draw(View.of(Paragraph(GroupMention("Members", "discord", "77"))), READER)
    assert (page.components[0]["content"], page.pings) == ("<@&77>", {"&77"})
    (elsewhere,) = outbound.draw(View.of(Paragraph(GroupMention("Members", "slack", "S77"))), READER)
    assert (elsewhere.components[0]["content"], elsewhere.pings) == ("**Members**", frozenset())


KINDS: tuple[Kind, ...] = (
    "text", "longtext", "email", "url", "number", "year", "choice", "choices", "tags", "search"
)  # fmt: skip
fields = st.builds(
    Field,
    st.just(""),
    names,
    st.sampled_from(KINDS),
    st.booleans(),
    st.integers(0, 50),
    maximum=st.integers(1, 4000),
    options=options,
    hint=texts,
    value=st.sampled_from(["", "v0", "v30", "1999"]),
)


def numbered(found: list[Field]) -> tuple[Field, ...]:
    return tuple(
        Field(f"f{n}", f.label, f.kind, f.required, f.minimum, 0, f.maximum, f.options, f.hint, "", f.value)
        for n, f in enumerate(found)
    )


forms = st.builds(
    Form, st.just("01J8"), names, st.lists(fields, min_size=1, max_size=5).map(numbered), st.just("Send"), texts
)


@settings(max_examples=80)
@given(forms)
def test_any_form_fits_and_loses_nothing(form: Form) -> None:
    sheet = modals.draw(form, READER)
    bad = Complaints()
    check_modal(bad, sheet.payload)
    assert bad.lines == []
    found = [sheet.payload["title"], *(plain(WORLD, text, None) for text in sheet.left)]
    for one in sheet.payload["components"]:
        found += [plain(WORLD, one["content"], None)] if one["type"] == 10 else [one["label"]]
        found.append(one.get("description", ""))
    read = bare("\n".join(found))
    for text in (form.title, form.intro, *(f.label for f in form.fields), *(f.hint for f in form.fields)):
        assert said(text) in read or bare(READER.plain(text)) in read  # beside a field there is no markup


def sent(payload: dict[str, Any]) -> list[dict[str, Any]]:
    """The modal as it comes back when it is sent as it stands."""
    found: list[dict[str, Any]] = []
    for one in payload["components"]:
        part = one.get("component")
        if part is None:
            found.append({"type": 10, "id": 1})
            continue
        chosen = [option["value"] for option in part.get("options", ()) if option.get("default")]
        value = {"values": chosen} if "options" in part else {"value": part.get("value", "")}
        found.append(
            {"type": 18, "id": 2, "component": {"custom_id": part["custom_id"], "type": part["type"], **value}}
        )
    return found


@given(forms)
def test_a_form_sent_as_it_stands_brings_back_what_stood_in_it(form: Form) -> None:
    values = modals.values(sent(modals.draw(form, READER).payload))
    assert set(values) == {field.key for field in form.fields}
    for field in form.fields:
        value = values[field.key]
        known = {option.value for option in field.options}
        if field.kind in ("choice", "choices", "search") and isinstance(value, tuple):
            assert value == ((field.value,) if field.value in known else ())
        else:
            assert value == field.value
