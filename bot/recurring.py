"""A rule of `bot.recurrence` in words: "every 2 weeks on Thursday", "on the second Thursday of March and June"."""

from typing import Final, assert_never

from bot.recurrence import Daily, Hourly, Monthly, MonthlyWeekday, Rule, Weekly
from bot.ui.text import Text, _, join

WEEKDAYS: Final[tuple[Text, ...]] = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
MONTHS: Final[tuple[Text, ...]] = (
    _("January"), _("February"), _("March"), _("April"), _("May"), _("June"),
    _("July"), _("August"), _("September"), _("October"), _("November"), _("December"),
)  # fmt: skip
ORDINALS: Final[dict[int, Text]] = {
    1: _("first"),
    2: _("second"),
    3: _("third"),
    4: _("fourth"),
    -1: _("last"),
    -2: _("second to last"),
}
_WORKDAYS: Final = (0, 1, 2, 3, 4)


def in_words(rule: Rule) -> Text:
    """How often, without the hour; begins in lower case."""
    match rule:
        case Hourly(every):
            return _("every hour") if every == 1 else _("every {n} hours", n=str(every))
        case Daily(every):
            return _("every day") if every == 1 else _("every {n} days", n=str(every))
        case Weekly(weekdays, 1) if tuple(sorted(weekdays)) == _WORKDAYS:
            return _("every weekday, Monday to Friday")
        case Weekly(weekdays, every):
            days = join(WEEKDAYS[day] for day in sorted(weekdays))
            return (
                _("every {days}", days=days) if every == 1 else _("every {n} weeks on {days}", n=str(every), days=days)
            )
        case Monthly(day, _every, (month,)) if day > 0:
            return _("every year on {day} {month}", day=str(day), month=MONTHS[month - 1])
        case Monthly(day, _every, _months):
            return _of_months(_("on the last day") if day == -1 else _("on day {day}", day=str(day)), rule)
        case MonthlyWeekday(nth, weekday, _every, _months):
            which = _("on the {nth} {weekday}", nth=ORDINALS[nth], weekday=WEEKDAYS[weekday])
            return _of_months(which, rule)
        case _:
            assert_never(rule)


def _of_months(day: Text, rule: Monthly | MonthlyWeekday) -> Text:
    if rule.months:
        return _("{day} of {months}", day=day, months=join(MONTHS[month - 1] for month in sorted(rule.months)))
    if rule.every > 1:
        return _("{day} of every {n} months", day=day, n=str(rule.every))
    return _("{day} of every month", day=day)
