"""Places are found however people write them, and never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.places import (
    OUTSIDE,
    PROVINCES,
    complete_country,
    complete_province,
    countries,
    country_name,
    fold,
    match_country,
    match_province,
    province,
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Jiangsu", "Jiangsu"),
        ("  jiang SU ", "Jiangsu"),
        ("Jiangsu Province", "Jiangsu"),
        ("江苏", "Jiangsu"),
        ("江苏省", "Jiangsu"),
        ("江蘇", "Jiangsu"),
        ("沪", "Shanghai"),
        ("Shànghǎi", "Shanghai"),
        ("Ｚｈｅｊｉａｎｇ", "Zhejiang"),
        ("Shanxi", "Shanxi"),
        ("Shaanxi", "Shaanxi"),
        ("Xizang", "Tibet"),
        ("Macao", "Macau"),
        ("新疆维吾尔自治区", "Xinjiang"),
        ("Outside China", OUTSIDE.code),
        ("中国以外", OUTSIDE.code),
        ("abroad", OUTSIDE.code),
    ],
)
def test_a_province_is_found_in_any_spelling(text: str, code: str) -> None:
    assert match_province(text).code == code


@pytest.mark.parametrize(
    ("text", "meant"), [("Jiangsuu", "Jiangsu"), ("Guangdon", "Guangdong"), ("Zejiang", "Zhejiang")]
)
def test_a_nearly_right_province_is_asked_about_and_not_assumed(text: str, meant: str) -> None:
    match = match_province(text)
    assert match.code == ""
    assert match.suggestions[0].code == meant


def test_there_are_34_divisions_at_province_level() -> None:
    assert len(PROVINCES) == len({place.code for place in PROVINCES}) == 34
    assert {place.country for place in PROVINCES} == {"CN", "HK", "MO", "TW"}


@pytest.mark.parametrize("place", [*PROVINCES, OUTSIDE], ids=lambda place: place.code)
def test_every_province_finds_itself_by_code_and_by_its_names(place) -> None:
    assert province(place.code) == place
    assert match_province(place.code).code == place.code
    for _, name in place.names:
        assert match_province(name).code == place.code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("UK", "GB"),
        ("united kingdom", "GB"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("Hong Kong", "HK"),
        ("香港", "HK"),
        ("中国", "CN"),
        ("中國", "CN"),
        ("NO", "NO"),
        ("Norway", "NO"),
        ("Côte d’Ivoire", "CI"),
        ("cote d'ivoire", "CI"),
        ("Türkiye", "TR"),
        ("turkey", "TR"),
        ("Ｄｅｎｍａｒｋ", "DK"),
        ("丹麦", "DK"),
        ("South Korea", "KR"),
        ("de", "DE"),
    ],
)
def test_a_country_is_found_in_any_spelling(text: str, code: str) -> None:
    assert match_country(text).code == code


def test_a_country_is_found_in_the_languages_of_the_reader() -> None:
    assert match_country("Dänemark").code == ""
    assert match_country("Dänemark", ["de"]).code == "DK"
    assert match_country("日本", ["xx-nonsense"]).code == "JP"


@pytest.mark.parametrize(("text", "meant"), [("Norwya", "NO"), ("United Stats", "US"), ("Germny", "DE")])
def test_a_nearly_right_country_is_asked_about_and_not_assumed(text: str, meant: str) -> None:
    match = match_country(text)
    assert match.code == ""
    assert meant in [place.code for place in match.suggestions]


@pytest.mark.parametrize("text", ["", "   ", "!!!", "\u202e", "qzxqzxqzx", "x" * 10_000])
def test_what_means_nothing_finds_nothing(text: str) -> None:
    assert match_country(text).code == match_province(text).code == ""


def test_every_country_finds_itself_by_code_and_by_its_names() -> None:
    for place in countries():
        assert match_country(place.code).code == place.code
        for _, name in place.names:
            assert match_country(name).code == place.code, name


def test_countries_are_named_in_the_language_of_the_reader() -> None:
    assert country_name("DK", "en") == "Denmark"
    assert country_name("DK", "zh-CN") == "丹麦"
    assert country_name("DK", "tlh") == "Denmark"
    assert country_name("??", "en") == "??"


def test_completion_offers_what_begins_so_first() -> None:
    assert complete_country("den")[0].code == "DK"
    assert complete_country("uk")[0].code == "GB"
    assert complete_province("广")[0].code in ("Guangdong", "Guangxi")
    assert complete_province("jiang")[:2] == (province("Jiangsu"), province("Jiangxi"))
    assert complete_province("")[-1] == OUTSIDE


@given(st.text(max_size=200))
def test_no_text_can_break_the_search(text: str) -> None:
    for match in (match_province(text), match_country(text, ["zh-Hant", "de"])):
        assert len(match.suggestions) <= 5
        assert not (match.code and match.suggestions)
    assert len(complete_province(text)) <= 25
    assert len(complete_country(text)) <= 25


@given(st.text(max_size=100))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
