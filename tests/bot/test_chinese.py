"""Chinese as it is shown: labels that fit their places, separators and order of the language."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from string import Formatter

import pytest

from bot.features.directory.views.institutions import where
from bot.features.register.api import Institution
from bot.i18n import Reader
from bot.locales import __main__ as words
from bot.ui.text import COLON, SEMICOLON, Bold, Inline, Mention, Moment, Phrase, _, join, spaced

CHINESE = Reader("zh-Hans", "Asia/Shanghai")
BUTTON, TITLE, LABEL = 12, 24, 45
"""Han characters that a button, the title of a form and the label of a field hold on both platforms."""

PLACES = {
    ("Button", 0): BUTTON, ("LinkButton", 0): BUTTON, ("Confirm", 0): TITLE, ("Confirm", 2): BUTTON,
    ("Confirm", 3): BUTTON, ("Form", 1): TITLE, ("Field", 1): LABEL,
}  # fmt: skip


def labels() -> Iterator[tuple[str, int]]:
    """Every label written where it is used, with the room it has."""
    for room in words.ROOMS:
        for file in sorted((words.ROOT / room).rglob("*.py")):
            for call in (node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)):
                named = call.func.id if isinstance(call.func, ast.Name) else ""
                shown = [(argument, PLACES.get((named, at))) for at, argument in enumerate(call.args)]
                shown += [(word.value, BUTTON) for word in call.keywords if word.arg in ("submit", "menu")]
                for argument, room_for in shown:
                    match argument:
                        case ast.Call(ast.Name("_"), [ast.Constant(str(source))]) if room_for:
                            yield source, room_for


@pytest.mark.parametrize(("source", "room"), sorted(set(labels())))
def test_a_label_fits_its_place(source: str, room: int) -> None:
    named = tuple((name, "Discord") for _literal, name, _spec, _way in Formatter().parse(source) if name)
    label = CHINESE.plain(Phrase(source, named))
    assert len(label) <= room, label


def test_texts_in_a_row_are_separated_as_chinese_does() -> None:
    assert CHINESE.plain(join(("甲", "乙", "丙"))) == "甲、乙、丙"
    assert CHINESE.plain(join(("甲", "乙"), SEMICOLON)) == "甲；乙"
    assert CHINESE.plain(join(("甲", "乙"), COLON)) == "甲：乙"
    assert Reader().plain(join(("a", "b", "c"))) == "a, b, c"


def test_sentences_in_a_row_have_a_space_where_the_language_has_one() -> None:
    cannot = _("This cannot be undone.")
    row = spaced((Bold(cannot), "Slack", cannot))
    assert CHINESE.plain(row) == "此操作无法撤销。Slack 此操作无法撤销。"
    assert Reader().plain(row) == "This cannot be undone. Slack This cannot be undone."
    assert CHINESE.runs(row)[0] == Bold("此操作无法撤销。")
    assert CHINESE.plain(spaced(("2 小时", "30 分钟"))) == "2 小时 30 分钟"
    assert spaced(()) == ()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ana", "Ana 已受理。"),
        ("王伟", "王伟已受理。"),
        (Bold("王伟"), "王伟已受理。"),
        ("Ana（秘书处）", "Ana（秘书处）已受理。"),
        (Mention("王伟"), "王伟 已受理。"),
    ],
)
def test_a_space_beside_what_is_put_in_is_for_latin_letters_only(name: Inline, shown: str) -> None:
    assert CHINESE.plain(_("Taken up by {who}.", who=name)) == shown


def test_no_space_stands_behind_a_moment_that_ends_in_chinese() -> None:
    until = Moment(datetime(2027, 3, 11, 6, tzinfo=UTC), "full", "Asia/Shanghai")
    said = _("{ref}. You can change your answer until {until}.", ref="MTG-2027-Q1", until=until)
    assert CHINESE.plain(said) == "MTG-2027-Q1。在 2027年3月11日（周四）14:00（北京时间）之前可以更改回复。"


def test_a_place_is_read_from_large_to_small() -> None:
    school = Institution("I1", "Tongying", "CN", kind="school", region="Jiangsu", city="苏州")
    assert CHINESE.plain(where(school, CHINESE)) == "中国 江苏 苏州"
    assert Reader().plain(where(school, Reader())) == "苏州, Jiangsu, China"
    assert Reader().plain(where(Institution("I2", "Nowhere", "", kind="school"), Reader())) == ""
