"""Days a country does not work: the library's, and what an office has written down."""

from collections.abc import Iterator, Sequence
from datetime import date

import pytest

from bot import closed_days
from bot.closed_days import Plan, clashes
from bot.i18n import Reader

ENGLISH, CHINESE = Reader("en"), Reader("zh-Hans")


class Written:
    """What an office has on its desk."""

    def __init__(self, *plans: dict[str, object]) -> None:
        self.plans = [Plan.model_validate(plan) for plan in plans]

    def of(self, country: str) -> Sequence[Plan]:
        return [plan for plan in self.plans if plan.country == country]


@pytest.fixture(autouse=True)
def nothing_written() -> Iterator[None]:
    yield
    closed_days.use(closed_days.NoPlans())


def said(day: str, *countries: str, reader: Reader = ENGLISH) -> list[str]:
    return [reader.plain(clash.says) for clash in clashes(date.fromisoformat(day), countries)]


@pytest.mark.parametrize(
    ("day", "name", "chinese"),
    [
        ("2027-02-06", "Chinese New Year (Spring Festival)", "春节"),
        ("2027-06-09", "Dragon Boat Festival", "端午节"),
        ("2027-09-15", "Mid-Autumn Festival", "中秋节"),
    ],
)
def test_festivals_by_the_moon_are_known_in_the_readers_language(day: str, name: str, chinese: str) -> None:
    (clash,) = clashes(date.fromisoformat(day), ["CN"])
    assert (clash.place, clash.kind) == ("CN", "public_holiday")
    assert name in ENGLISH.plain(clash.says)
    assert chinese in CHINESE.plain(clash.says)


def test_only_the_countries_asked_for_are_told_each_once_and_in_their_order() -> None:
    assert [clash.place for clash in clashes(date(2027, 1, 1), ["DK", "CN", "DK", "CL"])] == ["DK", "CN", "CL"]
    assert said("2027-07-01", "CN", "DE") == []
    assert said("2027-07-01", "CA") == ["Canada: Canada Day (public holiday)"]


def test_a_weekend_day_that_is_worked_is_told() -> None:
    assert [clash.kind for clash in clashes(date(2026, 9, 20), ["CN"])] == ["make_up_day"]
    assert clashes(date(2026, 9, 13), ["CN"]) == ()


def test_a_holiday_of_a_part_of_a_country_is_told_where_the_part_is_known() -> None:
    assert said("2027-01-06", "DE-BY") == ["Germany: Epiphany (public holiday)"]
    assert said("2027-01-06", "DE") == []
    assert said("2027-01-01", "DE-99") == said("2027-01-01", "DE") != []


def test_a_country_nobody_knows_has_no_holidays() -> None:
    assert clashes(date(2027, 1, 1), ["XX", "", "nonsense"]) == ()


def test_what_the_office_wrote_goes_before_what_was_worked_out() -> None:
    before = said("2027-05-04", "CN")
    assert before
    closed_days.use(
        Written(
            {
                "country": "CN",
                "year": 2027,
                "closed": [{"from": "2027-02-05", "to": "2027-02-12", "name": "Spring Festival", "name_zh": "春节"}],
                "make_up": [{"on": "2027-02-20"}],
                "school_holidays": [{"from": "2027-07-10", "to": "2027-08-31", "name": {"en": "Summer"}}],
            }
        )
    )
    assert said("2027-05-04", "CN") == []
    assert said("2027-02-12", "CN") == ["China: Spring Festival (public holiday)"]
    assert said("2027-02-12", "CN", reader=CHINESE)[0].startswith("中国")
    assert "春节" in said("2027-02-12", "CN", reader=CHINESE)[0]
    assert said("2027-02-20", "CN") == ["China: weekend day that is worked"]
    assert said("2027-08-31", "CN") == ["China: Summer (school holidays)"]
    assert said("2026-10-01", "CN"), "another year is as it was"


def test_school_holidays_of_a_part_stand_beside_the_countrys_public_ones() -> None:
    closed_days.use(
        Written(
            {"country": "DE", "subdivision": "BY", "year": 2027,
             "school_holidays": [{"from": "2027-12-24", "to": "2028-01-08"}]},
        )
    )  # fmt: skip
    assert said("2027-12-25", "DE-BY") == ["Germany: Christmas Day (public holiday)", "Germany: school holidays"]
    assert [clash.kind for clash in clashes(date(2028, 1, 6), ["DE-BY"])] == ["public_holiday", "school_holiday"]
    assert said("2027-12-27", "DE-BE") == []
