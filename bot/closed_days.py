"""Days on which a country does not work, and weekend days on which it does (domain 2.5, rules 2 and 3).

They are told to who plans a date and never move one. Public holidays come from a library that is kept by many; what an
office has written down for a country and a year goes before it, since some plans are published shortly before the year
(`config.closed_days` reads the files).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Literal, Protocol, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bot.places import country_name
from bot.profile.words import CHINESE, ENGLISH, Part, Words, language_tag
from bot.ui.text import Text, _

if TYPE_CHECKING:
    from holidays import HolidayBase

Kind: TypeAlias = Literal["public_holiday", "make_up_day", "school_holiday"]

KINDS: Mapping[Kind, Text] = {
    "public_holiday": _("public holiday"),
    "make_up_day": _("weekend day that is worked"),
    "school_holiday": _("school holidays"),
}
LONGEST = 150
"""Days that holidays last at most; what is longer is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Country:
    """Its name in the reader's language."""

    code: str

    def in_(self, language: str) -> str:
        return country_name(self.code, language)


@dataclass(frozen=True, slots=True)
class Clash:
    """Why a day is a bad one in a country. `place` is as it was asked for: "CN", or "DE-BY" with a subdivision."""

    place: str
    kind: Kind
    name: Text

    @property
    def says(self) -> Text:
        """Such as "China: Spring Festival (public holiday)"."""
        country = Country(self.place.partition("-")[0])
        if self.name == KINDS[self.kind]:
            return _("{country}: {what}", country=country, what=self.name)
        return _("{country}: {what} ({kind})", country=country, what=self.name, kind=KINDS[self.kind])


# what an office writes down


def _written_day(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("a day is written as year-month-day, such as 2027-02-06")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("there is no such day; a day is written as year-month-day, such as 2027-02-06") from None


def _known_country(code: str) -> str:
    if country_name(code, ENGLISH) == code:
        raise ValueError("this must be the code of a country in two capital letters, such as CN")
    return code


Day = Annotated[date, BeforeValidator(_written_day)]


class Span(Part):
    """One day (`on`) or several (`from`, `to`, both included), and what they are."""

    on: Day | None = None
    first: Day | None = Field(None, alias="from")
    last: Day | None = Field(None, alias="to")
    name: Words | None = None

    @model_validator(mode="after")
    def _one_or_several(self) -> "Span":
        if (self.on is None) == (self.first is None) or (self.first is None) != (self.last is None):
            raise ValueError("say on: for one day, or from: and to: for several")
        if not timedelta(0) <= self.end - self.begin <= timedelta(days=LONGEST):
            raise ValueError(f"the days must end after they begin, and last {LONGEST} days at most")
        return self

    @property
    def begin(self) -> date:
        return self.on or self.first or date.min

    @property
    def end(self) -> date:
        return self.on or self.last or date.min


class Plan(Part):
    """One file: a country and a year. With `closed` days of its own the library's are not asked for that year.

    `subdivision` (ISO 3166-2 without the country, such as BY) makes it hold for that part alone, besides the country's.
    """

    country: Annotated[str, AfterValidator(_known_country)]
    year: Annotated[int, Field(ge=2000, le=2100)]
    subdivision: Annotated[str, Field(pattern=r"^[A-Z0-9]{0,3}$")] = ""
    closed: tuple[Span, ...] = ()
    make_up: tuple[Span, ...] = ()
    school_holidays: tuple[Span, ...] = ()

    @model_validator(mode="after")
    def _of_its_year(self) -> "Plan":
        for span in (*self.closed, *self.make_up, *self.school_holidays):
            if span.begin.year != self.year:
                raise ValueError(f"{span.begin} is not in {self.year}; each year has a file of its own")
        return self

    def on(self, day: date) -> Iterator[tuple[Kind, Text]]:
        lists: tuple[tuple[Kind, tuple[Span, ...]], ...] = (
            ("public_holiday", self.closed),
            ("make_up_day", self.make_up),
            ("school_holiday", self.school_holidays),
        )
        for kind, spans in lists:
            for span in spans:
                if span.begin <= day <= span.end:
                    yield kind, span.name or KINDS[kind]


class Plans(Protocol):
    """Where the files are."""

    def of(self, country: str) -> Sequence[Plan]:
        """All there are for a country, as they are on the disk now."""
        ...


class NoPlans:
    def of(self, country: str) -> Sequence[Plan]:  # noqa: ARG002
        return ()


class _Desk:
    plans: Plans = NoPlans()


def use(plans: Plans) -> None:
    """Look into these from now on; called once, where a process is put together."""
    _Desk.plans = plans


# the question


def clashes(day: date, countries: Iterable[str]) -> tuple[Clash, ...]:
    """What stands against a day, by country: proposed to who plans, never applied.

    `countries` are codes (ISO 3166, "CN"), with the subdivision where it is known ("DE-BY"). The day is that of the
    country itself: for a meeting at another end of the world it may be the one before or after.
    """
    return tuple(clash for place in dict.fromkeys(countries) for clash in _clashes(day, place.upper()))


def _clashes(day: date, place: str) -> Iterator[Clash]:
    country, _dash, subdivision = place.partition("-")
    plans = [plan for plan in _Desk.plans.of(country) if plan.subdivision in ("", subdivision)]
    found: dict[Kind, Text] = {}
    for plan in plans:
        for kind, name in plan.on(day):
            found.setdefault(kind, name)
    if not any(plan.year == day.year and plan.closed and not plan.subdivision for plan in plans):
        closed, worked = _kept_by_many(country, subdivision, day.year)
        if day in closed:
            found.setdefault("public_holiday", closed[day])
        if day in worked:
            found.setdefault("make_up_day", KINDS["make_up_day"])
    for kind in KINDS:
        if kind in found:
            yield Clash(place, kind, found[kind])


@lru_cache(maxsize=512)
def _kept_by_many(country: str, subdivision: str, year: int) -> tuple[Mapping[date, Words], frozenset[date]]:
    """Public holidays with their names, and weekend days worked, as the library knows them; nothing of a country it
    does not know. The library is imported here since a start need not wait for it."""
    from holidays import country_holidays

    def said_in(language: str | None) -> "HolidayBase":
        return country_holidays(country, subdiv=subdivision or None, years=year, language=language)

    try:
        own = said_in(None)
    except NotImplementedError:
        return _kept_by_many(country, "", year) if subdivision else ({}, frozenset())
    spoken = type(own).supported_languages
    wanted = {
        language_tag(own.default_language or ENGLISH): own.default_language,
        ENGLISH: next((tag for tag in spoken if tag.startswith("en")), None),
        CHINESE: next((tag for tag in spoken if tag in ("zh_CN", "zh_SG")), None),
    }
    tables = {tag: said_in(language) for tag, language in wanted.items() if language} or {ENGLISH: own}
    texts = {
        day: Words(texts=tuple((tag, table[day]) for tag, table in tables.items() if day in table))
        for day in own
        if day.year == year
    }
    return texts, frozenset(own.weekend_workdays)
