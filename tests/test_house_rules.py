"""What holds in every file of the house, and which words are still missing in another language."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from string import Formatter

import pytest

from adapters.discord import modals as discord_forms
from adapters.discord import outbound as discord
from adapters.mail import outbound as mail
from adapters.memory.outbound import Message, draw
from adapters.slack import limits as slack_limits
from adapters.slack import modals as slack_forms
from adapters.slack import outbound as slack
from adapters.web.forms import drawn_form
from adapters.web.outbound import Desk, visited
from bot import features
from bot.forms import Form
from bot.i18n import LANGUAGES, Reader
from bot.links import Link
from bot.locales import __main__ as words
from bot.spacing import is_one_too_many
from bot.ui.view import View

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "adapters", "storage", "config", "sandbox", "bench", "tests")
MODULES = sorted(
    file
    for room in ROOMS
    for file in (ROOT / room).rglob("*.py")
    if "versions" not in file.relative_to(ROOT).parts and file.stat().st_size
)
NAMES = [str(file.relative_to(ROOT)) for file in MODULES]
LONGEST = 400
TESTS_MAY_BE_LONGER = 1000
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "managers"}


def code_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", MODULES, ids=NAMES)
def test_a_module_says_why_it_exists_and_is_read_in_one_sitting(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.lstrip().startswith(('"""', 'r"""')), "the first line says why the module exists"
    most = TESTS_MAY_BE_LONGER if file.is_relative_to(ROOT / "tests") else LONGEST
    assert text.count("\n") <= most
    assert file.stem not in VAGUE


@pytest.mark.parametrize("file", MODULES, ids=NAMES)
def test_nobody_looks_at_the_machines_clock(file: Path) -> None:
    if file == ROOT / "bot/clock.py":
        return
    calls = [ast.unparse(node.func) for node in ast.walk(code_of(file)) if isinstance(node, ast.Call)]
    banned = {"datetime.now", "datetime.utcnow", "date.today", "time.time", "datetime.datetime.now"}
    inside_product = not file.is_relative_to(ROOT / "tests") and not file.is_relative_to(ROOT / "bench")
    assert not inside_product or not banned & set(calls)


# features and adapters

FOLDERS = sorted(path for path in (ROOT / "bot/features").iterdir() if path.is_dir() and path.name != "__pycache__")
ADAPTERS = [ROOT / "adapters" / name for name in ("slack", "discord", "mail", "memory")]


def imported(file: Path) -> set[str]:
    """Modules it imports anywhere, and the names it takes out of them as if they were modules."""
    found = set[str]()
    for node in ast.walk(code_of(file)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_the_kernel_knows_no_feature() -> None:
    """Nor the command line, which brings everything together."""
    outside = {"features", "cli", "__main__.py"}
    kernel = [file for file in (ROOT / "bot").rglob("*.py") if not outside & {*file.relative_to(ROOT).parts}]
    assert ROOT / "bot/app.py" in kernel
    knowing = [
        file for file in kernel for name in imported(file) if f"{name}.".startswith(("bot.features.", "bot.cli."))
    ]
    assert knowing == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_feature_is_a_folder_that_says_what_it_is(folder: Path) -> None:
    module = importlib.import_module(f"bot.features.{folder.name}")
    assert module.feature.name == folder.name
    docstring = (module.__doc__ or "").strip()
    assert docstring
    assert all(re.fullmatch(r"[a-z_]+", file.stem) for file in folder.rglob("*.py"))
    inside = {file.stem for file in folder.rglob("*.py")} | {path.name for path in folder.iterdir() if path.is_dir()}
    assert inside & {"routes", "handlers"}, "one file holds the Feature that the others register with"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_features_meet_only_through_their_api(folder: Path) -> None:
    for file in folder.rglob("*.py"):
        for node in ast.walk(code_of(file)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bot.features."):
                parts = (node.module or "").split(".")
                named = [alias.name for alias in node.names]
                others = parts[2] != folder.name
                assert not others or parts[3:] == ["api"] or named == ["api"], f"{file.name}: {ast.unparse(node)}"


def test_a_button_that_only_opens_a_form_says_so() -> None:
    """Who comes from a mail is told that nothing counts before the form is sent."""
    for folder in pkgutil.iter_modules(features.__path__):
        for route in importlib.import_module(f"bot.features.{folder.name}").feature.presses:
            code = inspect.getsource(route.handler)
            opens = code.count("await ctx.open(")
            if opens and opens == code.count("return "):
                assert route.action.opens_form, f"{route.action.key} opens a form"
            if route.action.opens_form:
                assert re.search(r"await \S*open\w*\(", code), f"{route.action.key} opens no form"


@pytest.mark.parametrize("folder", ADAPTERS, ids=lambda path: path.name)
def test_the_same_thing_is_in_the_same_file_of_every_adapter(folder: Path) -> None:
    names = {file.stem for file in folder.glob("*.py")}
    assert {"__init__", "adapter", "messenger", "outbound"} <= names
    if folder.name != "memory":
        assert {"limits", "markup", "checks"} <= names
    if folder.name in ("slack", "discord"):
        assert {"inbound", "directory", "manifest", "modals"} <= names


# every view and form, on every platform, in every language


def examples() -> Iterator[tuple[str, View | Form]]:
    for found in pkgutil.walk_packages(features.__path__, f"{features.__name__}."):
        module = importlib.import_module(found.name)
        if found.name.endswith("views") and not found.name.endswith("views.examples"):
            for name, example in getattr(module, "EXAMPLES", {}).items():
                yield f"{found.name.split('.')[2]}: {name}", example


EXAMPLES = dict(examples())
DESK = Desk(
    Link("act", "P1", datetime(2027, 3, 1, tzinfo=UTC)), Reader(), "CSLEI", "Shen Keyi", lambda link: link.action
)
READERS = {language: Reader(language, "Asia/Shanghai") for language in LANGUAGES}


@pytest.mark.parametrize("folder", [f for f in FOLDERS if (f / "views.py").exists() or (f / "views").is_dir()],
                         ids=lambda path: path.name)  # fmt: skip
def test_a_feature_that_shows_something_has_examples(folder: Path) -> None:
    assert any(name.startswith(f"{folder.name}:") for name in EXAMPLES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_drawn_everywhere(name: str, language: str) -> None:
    example, reader = EXAMPLES[name], READERS[language]
    if isinstance(example, Form):
        opened = slack_forms.Opened(example.draft)
        modal = slack_forms.modal(example, reader, "T1", opened)
        assert len(modal["title"]["text"]) <= slack_limits.TITLE
        assert len(modal["blocks"]) <= slack_limits.VIEW_BLOCKS
        assert discord_forms.draw(example, reader)
        parts, page_title = drawn_form(example, {}, "token", reader)
        assert page_title
        assert all(f'name="f.{field.key}"' in "".join(parts) for field in example.fields)
        return
    assert draw(Message("1", "C1"), example, reader).text
    blocks = slack.draw(example, reader, "T1")
    assert blocks
    for page in slack_limits.pages(blocks):
        assert len(page) <= slack_limits.MESSAGE_BLOCKS
    pages = discord.draw(example, reader)
    assert pages
    assert len(slack.summary(example, reader)) > 0
    letter = mail.letter(example, reader, "CSLEI")
    assert letter.subject in unescape(letter.html)
    assert letter.text.strip()
    assert "</html>" in visited(replace(DESK, reader=reader), example)


# words

CATALOGUES = sorted(words.HERE.glob("*/LC_MESSAGES/*.po"))


def as_pair(identity: object) -> tuple[str, str]:
    """A sentence and its plural, which most do not have."""
    return (identity, "") if isinstance(identity, str) else (identity[0], identity[1])  # pyright: ignore[reportIndexIssue]


def in_file(path: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    """Translations by sentence."""
    return {
        as_pair(message.id): (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        for message in words.read(path)
        if message.id
    }


def places(text: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_no_sentence_is_missing_and_none_is_left_over(path: Path) -> None:
    code = {as_pair(message.id) for message in words.sentences() if message.id}
    known = set(in_file(path))
    assert sorted(code - known) == [], "run `task words`, and translate"
    assert sorted(known - code) == [], "run `task words`"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_sentence_is_translated(path: Path) -> None:
    missing = sorted(source for (source, _plural), strings in in_file(path).items() if not strings or not all(strings))
    assert missing == [], f"{len(missing)} sentences need a translation in {path}"
    assert not [message.id for message in words.read(path) if message.fuzzy and message.id], "guesses are not read"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_translations_have_the_places_of_their_sentences(path: Path) -> None:
    for (source, plural), strings in in_file(path).items():
        for string in filter(None, strings):
            assert places(string) == places(source) | places(plural), string


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_no_translation_has_a_space_between_chinese_and_chinese(path: Path) -> None:
    for strings in in_file(path).values():
        for string in filter(None, strings):
            wrong = [m[0] for m in re.finditer("(?=(.) (.))", string) if is_one_too_many(m[1], m[2])]
            assert not wrong, string


def test_what_stands_in_a_row_is_spaced_as_the_language_does() -> None:
    """`spaced` and a separator of the language know where Chinese has no space; a blank between texts does not."""
    for file in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(code_of(file)):
            parts: list[ast.expr] = []
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "join":
                parts = node.args[1:]
            elif isinstance(node, ast.Tuple):
                parts = node.elts
            blank = [part for part in parts if isinstance(part, ast.Constant) and part.value == " "]
            assert not blank, f"{file}:{node.lineno}: use spaced"  # pyright: ignore[reportAttributeAccessIssue]


def test_the_catalogues_bear_no_date_and_no_name() -> None:
    for path in CATALOGUES:
        head = path.read_text(encoding="utf-8").split("\n\n")[0]
        assert not re.search(r"\d{4}-\d\d|Generated-By|Translator|@", head), head


def test_every_language_we_speak_has_a_catalogue() -> None:
    assert {tag.replace("-", "_") for tag in LANGUAGES} == {"en", *(path.parts[-3] for path in CATALOGUES)}


def test_a_sentence_stands_inside_the_call_that_marks_it() -> None:
    """`_(variable)` is found by no extractor and never translated; nor is what is marked inside an f-string."""
    for room in words.ROOMS:
        for file in (ROOT / room).rglob("*.py"):
            for node in ast.walk(code_of(file)):
                if isinstance(node, ast.JoinedStr):
                    marked = [n for n in ast.walk(node) if isinstance(n, ast.Name) and n.id in ("_", "n_")]
                    assert not marked, f"{file}:{node.lineno}: {ast.unparse(node)[:80]}"
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "n_"):
                    count = 2 if node.func.id == "n_" else 1
                    for argument in node.args[:count]:
                        literal = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                        assert literal, f"{file}:{node.lineno}: {ast.unparse(node)[:80]}"
