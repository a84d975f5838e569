"""Time zones are typed, and said, as cities; what may be several is asked back, and letters are none."""

import pytest

from bot import when
from bot.i18n import Reader
from bot.zones import City

ENGLISH = Reader()


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Suzhou", "Asia/Shanghai"),
        ("苏州", "Asia/Shanghai"),
        ("北京时间", "Asia/Shanghai"),
        ("xi'an", "Asia/Shanghai"),
        ("多伦多", "America/Toronto"),
        ("new york", "America/New_York"),
        ("Europe/Copenhagen", "Europe/Copenhagen"),
        ("São Paulo", "America/Sao_Paulo"),
        ("UTC", "UTC"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),
        ("Indianapolis", "America/Indiana/Indianapolis"),
        ("Istanbul", "Europe/Istanbul"),
        ("Calcutta", "Asia/Kolkata"),
        ("Asia/Katmandu", "Asia/Kathmandu"),
        ("加德满都", "Asia/Kathmandu"),
        ("胡志明市", "Asia/Ho_Chi_Minh"),
        ("Ho Chi Minh City", "Asia/Ho_Chi_Minh"),
        ("Kiev", "Europe/Kyiv"),
        ("苏州市", "Asia/Shanghai"),
        ("长春", "Asia/Shanghai"),
    ],
)
def test_a_zone_is_a_city(text: str, zone: str) -> None:
    assert when.read_zone(text) == zone


@pytest.mark.parametrize(
    ("text", "zone"), [("Toronto, Canada", "America/Toronto"), ("London, Ontario", "Europe/London")]
)
def test_a_city_with_more_behind_it_is_asked_back(text: str, zone: str) -> None:
    with pytest.raises(when.NotUnderstood) as refused:
        when.read_zone(text)
    assert f"Which one do you mean: {zone}?" in ENGLISH.plain(refused.value.reason)


@pytest.mark.parametrize("text", ["EST", "CST", "CET", "pst", "UTC+8", "GMT-5", "+08:00", "Etc/GMT+8", "Erewhon", ""])
def test_letters_and_distances_are_no_zones(text: str) -> None:
    with pytest.raises(when.NotUnderstood) as refused:
        when.read_zone(text)
    assert "a city" in ENGLISH.plain(refused.value.reason) or "large city" in ENGLISH.plain(refused.value.reason)


@pytest.mark.parametrize(
    ("zone", "chinese", "english"),
    [("Asia/Shanghai", "上海", "Shanghai"), ("Asia/Kathmandu", "加德满都", "Kathmandu"),
     ("Asia/Kolkata", "加尔各答", "Kolkata"), ("America/Argentina/Buenos_Aires", "布宜诺斯艾利斯", "Buenos Aires")],
)  # fmt: skip
def test_cities_are_called_by_their_names_in_the_reader_s_language(zone: str, chinese: str, english: str) -> None:
    assert (City(zone).in_("zh-Hans"), City(zone).in_("en")) == (chinese, english)
