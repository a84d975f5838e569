"""How people write weekdays, months and hours in English and Chinese, brought to one spelling.

Shared by the strict reading of forms (`bot.when.dates`) and by natural phrases (`bot.when.phrases`).
"""

import re
import unicodedata
from datetime import time
from typing import Final

from bot.han import SIMPLIFIED

_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
MONTHS: Final = {name: number for number, full in enumerate(_MONTHS, 1) for name in (full, full[:3])} | {"sept": 9}

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS: Final = (
    {name: number for number, full in enumerate(_DAYS) for name in (full, full[:3])}
    | {"tues": 1, "wednes": 2, "weds": 2, "thur": 3, "thurs": 3}
    | {f"{week}{day}": n for week in ("周", "星期", "礼拜") for n, day in enumerate("一二三四五六日")}
    | dict.fromkeys(("周天", "星期天", "礼拜天"), 6)
)
"""Monday is 0."""


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


MONTH: Final = rf"(?:{_any(MONTHS)})\b\.?"
_LATIN_DAYS: Final = _any({word: n for word, n in WEEKDAYS.items() if word.isascii()})
_HAN_DAYS: Final = _any({word: n for word, n in WEEKDAYS.items() if not word.isascii()})
WEEKDAY: Final = rf"(?:(?:{_LATIN_DAYS})\b\.?|{_HAN_DAYS})"

_EARLY: Final = ("凌晨", "清晨", "清早", "早上", "早晨", "上午", "今早", "早")
_NOON: Final = ("中午", "正午")
_LATE: Final = ("下午", "午后", "傍晚")
_EVENING: Final = ("晚上", "夜里", "夜间", "晚", "夜")
_PERIOD: Final = "|".join((*_EARLY, *_NOON, *_LATE, *_EVENING))

_OCLOCK: Final = r"\s*(?:o'?clock|uhr|heures?)\b"
_MINUTES: Final = r"(?::|\s*(?:uhr|heures?)\s+)"

CLOCK: Final = (
    r"(?:\d{1,2}(?:[:.][0-5]\d)?\s*(?:am|pm|a\.m\.?|p\.m\.?)(?![a-z])"
    rf"|(?:{_PERIOD})?\s*\d{{1,2}}(?:{_MINUTES}[0-5]\d(?::00)?(?:\s*(?:uhr|heures|h)\b)?(?![\d:])"
    rf"|{_OCLOCK}|[点时](?:[0-5]?\d分?|半|[123]刻|整|钟)?(?![\d:]))"
    r"|(?:12 )?noon\b|midday\b|正午(?!\d)|中午(?!\d))"
)
"""The pattern of a time of day in `plain` text; what it stands for is said by `clock`."""

_TWELVE: Final = re.compile(r"(\d{1,2})(?:[:.](\d\d))?\s*([ap])\.?m\.?")
_PLAIN: Final = re.compile(
    rf"({_PERIOD})?\s*(\d{{1,2}})(?:{_MINUTES}(\d\d)(?::00)?(?:\s*(?:uhr|heures|h))?"
    rf"|({_OCLOCK}|点|时)(?:(\d{{1,2}})分?|(半)|([123])刻|整|钟)?)"
)

_DIGITS: Final = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL: Final = "[零〇一二三四五六七八九十百两]+"
_COUNTED: Final = re.compile(
    rf"(?<![周期拜零〇一二三四五六七八九十百两]){_NUMERAL}(?=[年月日号点时分刻天周]|个|小时|星期|礼拜)|(?<=[点时]){_NUMERAL}"
    rf"|(?<=[周期拜][一二三四五六日天]){_NUMERAL}(?=[点时])"
)


_SOUND: Final = re.compile(
    r"(?:[一二三四五六七八九两]?百零?)?(?:[一二三四五六七八九]?十)?[零〇一二三四五六七八九两]?|[零〇][一二三四五六七八九]"
)
_ROW: Final = re.compile(r"[零〇一二三四五六七八九]{2,4}")


def month_name(month: int) -> str:
    """As it is written in English, e.g. "Mar"; "" when there is no such month."""
    return _MONTHS[month - 1][:3].capitalize() if 1 <= month <= 12 else ""


def plain(text: str) -> str:
    """One spelling: half-width, lower case, simplified, Chinese numerals before a unit as digits, single spaces."""
    text = unicodedata.normalize("NFKC", text).translate(SIMPLIFIED).casefold()
    text = re.sub(r"[、。；\u2018\u2019]", lambda sign: {"\u2018": "'", "\u2019": "'"}.get(sign[0], ","), text)
    return " ".join(_COUNTED.sub(_as_digits, text).split())


def _as_digits(found: re.Match[str]) -> str:
    """A numeral as digits; as it is when it means none or several, like 两三 and 十二三. A year and minutes may be a
    row of digits: 二〇二七年, 八点三五."""
    numeral, text = found[0], found.string
    in_row = text[found.end() : found.end() + 1] == "年" or text[: found.start()].endswith(("点", "时"))
    return str(number(numeral)) if _SOUND.fullmatch(numeral) or (in_row and _ROW.fullmatch(numeral)) else numeral


def number(numeral: str) -> int:
    """A Chinese numeral below a thousand, or digits in a row (二〇二七); "十" is 10, "一百二" 120, "一百零二" 102."""
    if "百" in numeral:
        hundreds, _, below = numeral.partition("百")
        below = below.replace("百", "")
        tens = "十" if len(below) == 1 and below in _DIGITS and _DIGITS[below] else ""
        return (number(hundreds) if hundreds else 1) * 100 + (number(below + tens) if below else 0)
    if "十" not in numeral:
        return int("".join(str(_DIGITS[c]) for c in numeral))
    tens, _, ones = numeral.partition("十")
    return (number(tens) if tens else 1) * 10 + (number(ones.replace("十", "")) if ones.strip("十") else 0)


def clock(text: str) -> tuple[time, ...]:
    """What a time of day can mean: one reading when it is certain, two for "2点", none when it is not a time."""
    if re.fullmatch(r"(?:12 )?noon|midday|正午|中午", text):
        return (time(12),)
    if found := _TWELVE.fullmatch(text):
        hour, minute = int(found[1]), int(found[2] or 0)
        return (time(hour % 12 + (12 if found[3] == "p" else 0), minute),) if 1 <= hour <= 12 and minute < 60 else ()
    if found := _PLAIN.fullmatch(text):
        minute = 30 if found[6] else int(found[7]) * 15 if found[7] else int(found[3] or found[5] or 0)
        if minute < 60:
            hours = hours_of(int(found[2]), found[1] or "", vague=(found[4] or "").strip() not in ("", "时"))
            return tuple(time(hour, minute) for hour in hours)
    return ()


def hours_of(hour: int, period: str, *, vague: bool = False) -> tuple[int, ...]:
    """The hour of the day meant by an hour and a part of the day; `vague` where people count to twelve."""
    if hour > 23:
        return ()
    if not period:
        return (hour, hour + 12) if vague and 1 <= hour <= 11 else (hour,)
    if period in _EARLY:
        return (hour % 12 if period == "凌晨" else hour,) if hour <= 12 else ()
    if period in _NOON:
        return (hour,) if hour in (11, 12, 13, 14) else (hour + 12,) if hour in (1, 2) else ()
    if period in _LATE:
        return (hour,) if hour >= 12 else (hour + 12,) if hour else ()
    return (hour,) if hour >= 17 else (hour + 12,) if 5 <= hour <= 11 else ()
