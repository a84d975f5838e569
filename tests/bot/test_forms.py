"""What people type is cleaned and judged, whatever it is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.forms import HARD_MAXIMUM, Field, Form, Kind, check, clean
from bot.i18n import Reader
from bot.interactions import FieldValue
from bot.ui.blocks import Option

KINDS: tuple[Kind, ...] = (
    "text", "longtext", "email", "url", "number", "year", "choice", "choices", "tags", "search",
)  # fmt: skip
ABC = tuple(Option(value, value.upper()) for value in "abc")


def judge(field: Field, value: FieldValue) -> tuple[FieldValue, str]:
    values, errors = check(Form("D", "Form", (field,)), {field.key: value})
    return values[field.key], Reader().plain(errors.get(field.key, ""))


anything = st.one_of(st.text(), st.lists(st.text(), max_size=4).map(tuple))


@given(st.sampled_from(KINDS), anything, st.booleans(), st.integers(0, 50), st.integers(0, 5000))
def test_no_input_breaks_the_check(kind: Kind, raw: FieldValue, required: bool, low: int, high: int) -> None:
    field = Field("it", "It", kind, required=required, minimum=low, minimum_han=low // 3, maximum=high, options=ABC)
    value, problem = judge(field, raw)
    assert isinstance(value, tuple) == (kind == "choices")
    if required and not value:
        assert problem
    again, same = judge(field, value)
    assert (again, same) == (value, problem), "what was cleaned once stays as it is"


@given(st.text())
def test_cleaned_text_hides_nothing(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not [c for c in cleaned if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    assert not [c for c in cleaned if unicodedata.bidirectional(c) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI")]
    cleaned.encode()


def test_line_breaks_of_all_systems_become_one() -> None:
    assert clean(" a\r\nb\rc\u202e\x00 \n") == "a\nb\nc"


@pytest.mark.parametrize("kind", ["text", "email", "url", "tags"])
def test_a_line_stays_a_line(kind: Kind) -> None:
    value, _problem = judge(Field("it", "It", kind), "a\n[x]\u2028b\tc")
    assert isinstance(value, str)
    assert len(value.splitlines()) == 1
    assert judge(Field("it", "It", "longtext"), "a\nb") == ("a\nb", "")


@pytest.mark.parametrize("blank", ["", "  ", "\u200b", "\u3000", "\u2060\ufeff", "\t\n"])
def test_what_looks_empty_is_empty(blank: str) -> None:
    assert judge(Field("it", "It"), blank) == ("", "Please fill this in.")
    assert judge(Field("it", "It", required=False), blank) == ("", "")


def test_han_characters_count_for_more() -> None:
    field = Field("it", "It", minimum=60, minimum_han=20)
    assert judge(field, "教" * 20)[1] == ""
    assert judge(field, "x" * 60)[1] == ""
    assert judge(field, "x" * 59)[1] == (
        "A little more, please: at least 60 characters, or 20 in Chinese. This has 59."
    )
    assert judge(Field("it", "It", minimum=3), "ab")[1] == "A little more, please: at least 3 characters. This has 2."


def test_too_much_says_how_much() -> None:
    assert judge(Field("it", "It", maximum=3), "abcd")[1] == "At most 3 characters; this has 4."
    assert judge(Field("it", "It", maximum=10**6), "x" * 4001)[1].startswith(f"At most {HARD_MAXIMUM} characters")


def test_tags_are_taken_apart_in_both_scripts() -> None:
    field = Field("it", "It", "tags")
    assert judge(field, "评估，assessment； coding、 assessment,\n艺术 ")[0] == "评估, assessment, coding, 艺术"
    assert judge(field, "，,;")[1] == "Please fill this in."


@pytest.mark.parametrize(
    ("typed", "kept", "problem"),
    [
        ("2019", "2019", ""),
        ("２０１９", "2019", ""),
        ("19", "19", "Please give a year from 1900 to 2100."),
        ("2101", "2101", "Please give a year from 1900 to 2100."),
        ("二〇一九", "二〇一九", "Please write a year such as 2019."),
        ("2019.5", "2019.5", "Please write a year such as 2019."),
        ("٢٠١٩", "٢٠١٩", "Please write a year such as 2019."),
    ],
)
def test_years(typed: str, kept: str, problem: str) -> None:
    assert judge(Field("it", "It", "year"), typed) == (kept, problem)


def test_numbers() -> None:
    field = Field("it", "It", "number", minimum=1, maximum=20)
    assert judge(field, "99999999999999999")[1] == "Please give a number from 1 to 20."
    may = Field("it", "It", "number", required=False, minimum=1, maximum=20)
    assert judge(may, "0")[1] == "At least 1, or leave it empty."
    assert judge(field, "１２") == ("12", "")
    assert judge(field, "0")[1] == "Please give a number from 1 to 20."
    assert judge(field, "-3")[1] == "Please give a number from 1 to 20."
    assert judge(field, "many")[1] == "Please write a number."


@pytest.mark.parametrize(
    ("typed", "good"),
    [("a@b.example", True), ("wei＠school．example", True), ("a@b", False), ("a b@c.de", False), ("@b.example", False),
     ("a@@b.example", False), ("a@b..example", False)],
)  # fmt: skip
def test_addresses(typed: str, good: bool) -> None:
    assert (judge(Field("it", "It", "email"), typed)[1] == "") is good


@pytest.mark.parametrize(
    ("typed", "good"),
    [("https://school.example", True), ("http://school.example/a?b=c", True), ("https://学校.example/页", True),
     ("school.example", False), ("javascript:alert(1)", False), ("https://localhost", False), ("https:// x.y", False)],
)  # fmt: skip
def test_links(typed: str, good: bool) -> None:
    assert (judge(Field("it", "It", "url"), typed)[1] == "") is good


def test_only_what_is_offered_can_be_chosen() -> None:
    assert judge(Field("it", "It", "choice", options=ABC), "a") == ("a", "")
    assert judge(Field("it", "It", "choice", options=ABC), ("b", "c")) == ("b", "")
    assert judge(Field("it", "It", "choice", options=ABC), "z")[1] == "Please choose from the list."
    many = Field("it", "It", "choices", options=ABC, minimum=2, maximum=2)
    assert judge(many, ("a", "a", "b")) == (("a", "b"), "")
    assert judge(many, "a")[1] == "Please choose at least 2."
    assert judge(many, ("a", "b", "c"))[1] == "Please choose at most 2."


def test_unknown_keys_are_dropped_and_known_ones_always_there() -> None:
    form = Form("D", "Form", (Field("a", "A", required=False), Field("b", "B", "choices", required=False)))
    assert check(form, {"z": "1"}) == ({"a": "", "b": ()}, {})


def test_a_form_has_one_to_five_fields() -> None:
    with pytest.raises(ValueError, match="one to 5 fields, not 6"):
        Form("D", "Form", tuple(Field(str(n), "It") for n in range(6)))
    with pytest.raises(ValueError, match="not 0"):
        Form("D", "Form", ())
