"""The reader's language and zone decide how a text reads; what has no translation reads in English."""

import gettext
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from bot import i18n
from bot.i18n import Reader, best_language, is_zone
from bot.profile.words import words
from bot.ui.text import Bold, Code, Italic, Link, Mention, Moment, _, join, n_

MARCH = datetime(2027, 3, 11, 6, 0, tzinfo=UTC)
JULY = datetime(2027, 7, 1, 12, 0, tzinfo=UTC)
ENGLISH, CHINESE = Reader("en", "Asia/Shanghai"), Reader("zh-Hans", "Asia/Shanghai")


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Chinese catalogue with three sentences."""
    made = Catalog("zh_Hans")
    made.add("{who} joined", "{who}已加入")
    made.add(("{n} member", "{n} members"), ("{n} 位成员",))
    made.add("member", "成员")
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "convenor.po").open("wb") as file:
        write_po(file, made)
    monkeypatch.setattr(i18n, "LOCALES", tmp_path)
    i18n._catalogue.cache_clear()
    yield
    i18n._catalogue.cache_clear()


def test_commands_are_named_as_this_deployment_calls_them() -> None:
    said = _("Type {command}, not {code}.", command=Code("/member find"), code=Code("country:DK"))
    assert Reader().plain(said) == "Type /member find, not country:DK."
    assert Reader(prefix="inei-").runs(said)[1::2] == (Code("/inei-member find"), Code("country:DK"))


@pytest.mark.usefixtures("catalogue")
def test_a_phrase_is_read_in_each_language_with_its_runs_whole() -> None:
    who = Mention("Gu Muxing", (("slack", "T1", "U1"),))
    phrase = _("{who} joined", who=who)
    assert ENGLISH.runs(phrase) == (who, " joined")
    assert CHINESE.runs(phrase) == (who, "已加入")
    assert CHINESE.plain(("* ", phrase, "!")) == "* Gu Muxing已加入!"


@pytest.mark.usefixtures("catalogue")
def test_numbers_take_the_form_of_the_language() -> None:
    counted = [n_("{n} member", "{n} members", count) for count in (0, 1, 2)]
    assert [ENGLISH.plain(phrase) for phrase in counted] == ["0 members", "1 member", "2 members"]
    assert [CHINESE.plain(phrase) for phrase in counted] == ["0 位成员", "1 位成员", "2 位成员"]


@pytest.mark.usefixtures("catalogue")
def test_what_is_not_translated_reads_in_english() -> None:
    assert CHINESE.plain(_("Nobody translated {this}", this="me")) == "Nobody translated me"
    assert Reader("fr").plain(_("{who} joined", who="Ana")) == "Ana joined"


@pytest.mark.usefixtures("catalogue")
def test_phrases_inside_phrases_and_runs_are_translated_too() -> None:
    assert CHINESE.runs(Bold(_("member"))) == (Bold("成员"),)
    assert CHINESE.runs(Italic(words("Welcome", "欢迎"))) == (Italic("欢迎"),)
    assert CHINESE.runs(Link(_("member"), "https://a.example")) == (Link("成员", "https://a.example"),)
    assert CHINESE.plain(_("{who} joined", who=join((_("member"), Code("A"))))) == "成员, A已加入"


def test_braces_in_what_people_wrote_stay_text() -> None:
    assert ENGLISH.plain(_("{who} joined", who="{who} {0} {{}}")) == "{who} {0} {{}} joined"


def test_texts_of_the_profile_come_in_the_readers_language() -> None:
    text = words("Welcome", "欢迎")
    assert (ENGLISH.plain(text), CHINESE.plain(text)) == ("Welcome", "欢迎")


def test_neighbouring_strings_are_one_run_and_empty_ones_none() -> None:
    assert ENGLISH.runs(("a", "", "b", Code("c"), "")) == ("ab", Code("c"))


@pytest.mark.parametrize(
    ("reader", "at", "shown"),
    [
        (Reader("en", "Asia/Shanghai"), MARCH, "Thu 11 Mar 2027, 14:00 (UTC+8, Shanghai)"),
        (Reader("zh-Hans", "Asia/Shanghai"), MARCH, "2027年3月11日（周四）14:00（北京时间）"),
        (Reader("zh-Hans", "Europe/London"), JULY, "2027年7月1日（周四）13:00（UTC+1，伦敦）"),
        (Reader("en", "Europe/Copenhagen"), MARCH, "Thu 11 Mar 2027, 07:00 (UTC+1, Copenhagen)"),
        (Reader("en", "Europe/Copenhagen"), JULY, "Thu 1 Jul 2027, 14:00 (UTC+2, Copenhagen)"),
        (Reader("en", "America/Santiago"), MARCH, "Thu 11 Mar 2027, 03:00 (UTC-3, Santiago)"),
        (Reader("en", "America/Santiago"), JULY, "Thu 1 Jul 2027, 08:00 (UTC-4, Santiago)"),
        (Reader("en", "Australia/Sydney"), JULY, "Thu 1 Jul 2027, 22:00 (UTC+10, Sydney)"),
        (Reader("en", "Asia/Kathmandu"), MARCH, "Thu 11 Mar 2027, 11:45 (UTC+5:45, Kathmandu)"),
        (Reader("en", "America/St_Johns"), MARCH, "Thu 11 Mar 2027, 02:30 (UTC-3:30, St. John’s)"),
        (Reader("en", "UTC"), MARCH, "Thu 11 Mar 2027, 06:00 (UTC)"),
        (Reader("en", "Europe/London"), MARCH, "Thu 11 Mar 2027, 06:00 (UTC, London)"),
        (Reader("en", "America/Toronto"), MARCH, "Thu 11 Mar 2027, 01:00 (UTC-5, Toronto)"),
    ],
)
def test_moments_on_both_hemispheres(reader: Reader, at: datetime, shown: str) -> None:
    assert reader.moment(at) == shown
    assert reader.plain(Moment(at)) == shown


def test_shorter_moments() -> None:
    assert ENGLISH.moment(MARCH, "date") == "Thu 11 Mar 2027"
    assert ENGLISH.moment(MARCH, "time") == "14:00"
    assert CHINESE.moment(MARCH, "date") == "2027年3月11日（周四）"
    late = datetime(2027, 3, 11, 17, 0, tzinfo=UTC)
    assert ENGLISH.moment(late, "date") == "Fri 12 Mar 2027", "the day is the reader's"


@pytest.mark.parametrize(
    ("hint", "language"),
    [("zh-CN", "zh-Hans"), ("zh_TW", "zh-Hans"), ("ZH", "zh-Hans"), ("en-GB", "en"), ("en_US", "en"), ("fr", "xx"),
     ("", "xx")],
)  # fmt: skip
def test_the_nearest_language_we_speak(hint: str, language: str) -> None:
    assert best_language(hint, "xx") == language


@pytest.mark.parametrize("name", ["", "Asia", "Mars/Olympus", "../etc/passwd", "UTC+8", "a\x00b", "/etc"])
def test_what_is_no_zone_is_known_for_none(name: str) -> None:
    assert not is_zone(name)


def test_zones_are_known() -> None:
    assert all(is_zone(name) for name in ("UTC", "Asia/Shanghai", "Asia/Calcutta"))


def test_the_fallback_is_gettexts_own() -> None:
    i18n._catalogue.cache_clear()
    assert type(i18n._catalogue("en")) is gettext.NullTranslations
