"""What is typed finds what is written, in any script."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search import MOST_TOKENS, fold, query_tokens, tokens


def finds(query: str, text: str) -> bool:
    """What both indexes do: every token is there, a starred one as a beginning."""
    have, wanted = tokens(text).split(), query_tokens(query)
    return bool(wanted) and all(
        any(h.startswith(w[:-1]) for h in have) if w.endswith("*") else w in have for w in wanted
    )


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("jurgen", "Jürgen Müller"),
        ("MÜLL", "jurgen muller"),
        ("soren", "Søren Kierkegaard"),
        ("lodz", "Łódź"),
        ("strasse", "Königstraße"[5:]),
        ("Ｔｏｋｙｏ", "Tokyo"),
        ("istanbul", "İstanbul"),
        ("aeon", "Æon"),
        ("đà nẵng", "Da Nang"),
        ("北京", "北京师范大学"),
        ("師範", "北京师范大学"),
        ("国学", "中國學會"),
        ("大学", "서울大學"),
        ("대학", "서울대학교"),
        ("हिन्दी", "हिन्दी भाषा"),
        ("ไทย", "ประเทศไทย"),
        ("ひらがな", "ひらがなの本"),
        ("o'brien", "Conan O’Brien"),
        ("brien", "Conan O'Brien"),
        ("obrien", "Conan O'Brien"),
        ("йосиф", "ЙОСИФ"),
        ("αθηνα", "Αθήνα"),
        ("王 教育", "王伟，教育学院"),
        ("t1 大学", "T1大学"),
    ],
)
def test_it_finds(query: str, text: str) -> None:
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [("हिन्दू", "हिन्दी"), ("京北", "北京"), ("ller", "Müller"), ("wang li", "Wang Wei"), ("가", "나")],
)
def test_it_does_not_find(query: str, text: str) -> None:
    assert not finds(query, text)


def test_traditional_and_simplified_are_one() -> None:
    assert fold("臺灣師範大學圖書館發展") == fold("台湾师范大学图书馆发展")


def test_marks_that_are_vowels_stay() -> None:
    assert fold("हिन्दी") == "हिन्दी"
    assert fold("한국") == "한국"


@given(st.text())
def test_it_never_raises_and_folds_once(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert len(query_tokens(text)) <= MOST_TOKENS
    assert all(unicodedata.category(c)[0] in "LNM" or c == "*" for token in query_tokens(text) for c in token)
    assert not any(c in token for token in tokens(text).split(" ") for c in "\"'*\\&|!:()")


WORDS = st.lists(
    st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
    | st.text("北京師範大學國会發展", min_size=1, max_size=6)
    | st.sampled_from(["Jürgen", "Straße", "हिन्दी", "서울대", "ไทย", "Đặng", "İzmir", "ﬁne", "O'Neill"]),
    min_size=1,
    max_size=8,
)


@given(WORDS, st.data())
def test_every_word_of_a_text_finds_it(words: list[str], data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(words))
    assert finds(word, " ".join(words)) or not query_tokens(word)


@given(st.text("北京師範大學國会發展教育研究", min_size=2, max_size=12), st.data())
def test_every_part_of_a_chinese_text_finds_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert finds(text[start:end], text)
