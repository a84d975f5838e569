"""Where in a text a phrase of time may begin and end, and what beside it shows that only a part of it was read.

A time read in part is worse than none: in "half past 9 am" or "tomorrow … at 15:00" what is left out changes it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.ui.text import _
from bot.when.dates import MIDNIGHT, NotUnderstood, no_such_hour
from bot.when.spoken import CLOCK, MONTH, WEEKDAY, plain
from bot.when.words import COUNT

WINDOW: Final = 60
"""Characters a phrase may have."""

UNCLEAR: Final = _(
    "I did not find a time in that. Say for example “tomorrow at 8”, “in 2 hours”, “next Friday 16:00”, “every Monday "
    "at 9” or “2027-03-11 14:00”."
)
HOUR: Final = _("Please write the hour, too, such as “tomorrow at 15:00”.")
ZONE: Final = _("Please leave the time zone out here; your own clock counts.")
PAST: Final = _("That is past. Please give a time to come.")
APART: Final = _("A day and an hour stand apart in that. Please write them together, such as “tomorrow at 15:00”.")

_ASKED: Final = re.compile(
    r"^\s*(?:please\s+)?remind\s+me\b[\s,:]*(?:to\b|that\b|about\b)?\s*|^\s*(?:请|請)?(?:提醒我|記得|记得)[\s,,::]*",
    re.IGNORECASE,
)
_FILLER: Final = re.compile(
    r"^(?:to\b|that\b|about\b|please\b|remind me\b|提醒我|[\s,;:.\-–—，。、；：])+", re.IGNORECASE
)
_TAIL: Final = re.compile(r"[\s,;:\-–—，、；：]+$")


@dataclass(frozen=True, slots=True)
class Cut:
    """A text in two: what may be a phrase, at its beginning or at its end, and what is left."""

    phrase: str
    left: str
    at_end: bool

    @property
    def rest(self) -> str:
        """What is left, without the words that only join it to the phrase."""
        return _TAIL.sub("", _FILLER.sub("", self.left)).strip()


def cuts(text: str) -> Iterator[Cut]:
    """Beginnings and ends of a text at borders of words, the longer ones first."""
    text = _ASKED.sub("", text.strip())
    for size in range(min(len(text), WINDOW), 0, -1):
        if _is_border(text, size):
            yield Cut(text[:size], text[size:], at_end=False)
        if size < len(text) and _is_border(text, len(text) - size):
            yield Cut(text[-size:], text[:-size], at_end=True)


_INSIDE: Final = ".:-/'"
"""Signs that stand inside of numbers and words; between anything else they end one."""
_NUMERALS: Final = frozenset("零〇一二三四五六七八九十百千万亿两0123456789０１２３４５６７８９")
_MEALS: Final = re.compile(r"天[早晚][餐饭飯会會班]")
"""Words that begin like a part of the day: 明天早饭, 今天晚会."""


def _is_border(text: str, at: int) -> bool:
    """Whether no word of Latin script and no number goes on across that place."""
    if at in (0, len(text)):
        return True
    before, after = text[at - 1], text[at]
    if {before, after} <= _NUMERALS or _MEALS.match(text, at - 2):
        return False
    following = text[at + 1 : at + 2] if after in _INSIDE else after
    return not (_is_latin(before) and _is_latin(following)) and not after.isspace()


def _is_latin(sign: str) -> bool:
    return (sign != "" and sign in _INSIDE) or (sign.isalnum() and ord(sign) < 0x2E80)


# what beside a phrase changes it

_HAN_PARTS: Final = "凌晨|清晨|清早|早上|早晨|上午|中午|正午|下午|午后|傍晚|晚上|夜里|夜间"
_LENGTH: Final = r"(?:minute|min|hour|hr|day|week|month)s?"
_OFTEN: Final = rf"(?:every|each) (?:\d|other|second|third|day|week|month|quarter|year|morning|evening|{WEEKDAY})"
_ODD_HOUR: Final = r"\d{1,2}(?:h\d{0,2}|ish)\b"
_SOME_DAY: Final = (
    rf"(?:(?:(?:next|this) )?{WEEKDAY}|(?:to(?:day|morrow)|next (?:week|month)|the day after|(?:in the )?(?:morning|"
    rf"afternoon|evening|night))\b|[今明后]天|大后天|下个?(?:周|星期|礼拜|月)|{_HAN_PARTS})"
)
_ABOUT: Final = (
    r"(?:[(~@]|(?:about|around|roughly|approximately|approx|ca|circa|sometime|no later than|not later than|half|"
    r"quarter|five|ten|twenty|past|to|at|by|before|after|from|just|[ap]m)\b|大概|大约|约|差不多|最[晚迟]|不晚于|北京时间|差\d+分)"
)
_HOUR_FOLLOWS: Final = re.compile(
    rf"(?:{_ABOUT} ?)*(?:{CLOCK}(?![a-z0-9])|{COUNT} o'?clock\b)|(?:[01]\d|2[0-3])[0-5]0\b|\d{{1,2}} ?(?:uhr|heures?)\b"
)
"""An hour behind a day without one, however it is led up to: "tomorrow | no later than 15:00", 明天 | 大概3点."""
_GOES_ON: Final = re.compile("|".join((
    r"(?:at |um |à |@ ?)(?:\d|half|quarter)", r"(?:next|this) year",
    r"(?:in the (?:morning|afternoon|evening)|at night)\b", r"\d{1,2}(?:[:点时]|\s*[ap]\.?m)", _ODD_HOUR,
    r"\d{1,2}\.[0-5]\d\b", r"\d+$", _HAN_PARTS, "末", "weekend",
    rf"(?:and|or|to|[&到至或和及~—–-]) ?(?:\d|{_SOME_DAY})", r"(?:before|after|by|around|from|between) (?:\d|noon)",
    rf"(?:from|starting)(?: on)? {_SOME_DAY}|从{_SOME_DAY}|(?:开始|起),?每", rf"in {COUNT} (?:day|week|month)s?\b",
    r"\d{1,2} ?(?:to|until|till|-) ?\d", "[之以][前后]", r"(?:until|till|except)\b", "除了|除外",
    rf"for {COUNT} (?:{_LENGTH}|times)\b", "fortnight", "week$",
    _OFTEN, "(?:daily|weekly|monthly|quarterly|yearly|annually)$",
)))  # fmt: skip
"""Beginnings of what is left that belong to the time before it: "tomorrow | by 9", 明天8点 | 到9点."""
_BEGAN_BEFORE: Final = re.compile("(?:" + "|".join((
    r"\b(?:every|each|last|except|but|until|till)", "[每逢除到至]", r"第\d+个?", r"最后\d*个?",
    rf"\b{_LENGTH} (?:from|after|before)", r"(?:\b(?:half|quarter)|\d) (?:past|to)", r"\bfrom \d\S*",
    rf"(?:{WEEKDAY}|\d),? ?(?:and|or|[&和及或])", _ODD_HOUR, r"\d(?:st|nd|rd|th)", r"^\d{1,2}",
    r"\b(?:next|this) year(?: on)?", "[今明后]年", r"\b(?:start|beginning|middle|end) of",
    _HAN_PARTS, "[今明]晚", r"\b(?:tonight|night|evening)(?: at)?",
)) + ")$")  # fmt: skip
"""Ends of what is left that belong to the time behind it: "half past | 9 am", 每月第一个 | 工作日, "last | Friday"."""
_UNSAID_HOUR: Final = (
    r"(?:(?:at )?(?:this|the same) time|(?:before|after|by|at) (?:(?:the )?end of (?:the )?(?:work|day)|eod)|eod|"
    r"first thing|lunch ?time|at (?:lunch|dawn|dusk)|(?:early|late) (?:morning|afternoon|evening))\b"
    r"|深夜|午饭时|一?大?清早|一大?早|[这那]个?时[候间]|同一?时间|[上下]班[之以]?[前后时]"
)
_UNSAID_BEGINS: Final = re.compile(_UNSAID_HOUR)
_UNSAID_ENDS: Final = re.compile(rf"(?:{_UNSAID_HOUR})[ ,]*$")
_GONE: Final = (
    rf"(?:\b(?:yesterday|last (?:night|week|month|{WEEKDAY}))|昨[天日晚]|前天"
    "|上个?(?:周|星期|礼拜|月)[一二三四五六日天]?)"
)
_GONE_BEGINS: Final = re.compile(rf"(?:on )?{_GONE}")
_GONE_ENDS: Final = re.compile(rf"{_GONE}[ ,的]*(?:(?:afternoon|morning|evening)? ?at|on)?$")
_LAST: Final = re.compile(r"(?<!every )(?<!the )\blast$|上个?$")
_AGO: Final = re.compile(rf"\d ?{_LENGTH} ago$|\d个?(?:分钟|小时|钟头|天|周|星期|礼拜|月)[之以]?前$")
_MONTH: Final = re.compile(MONTH)
_WEEKDAY_BEGINS: Final = re.compile(rf"[ ,(]*{WEEKDAY}")
_DAY_OF_MONTH_BEGINS: Final = re.compile(rf"(?:on )?(?:the )?(?:\d{{1,2}}(?:(?:st|nd|rd|th)\b| {MONTH})|{MONTH} \d)")
_DATE_BEGINS: Final = re.compile(r"(?:on )?(?:the )?\d")
_WEEKDAY_ENDS: Final = re.compile(rf"{WEEKDAY}[ ,]*$")
_DAY_SAID_LAST: Final = re.compile(
    rf"(?:{WEEKDAY}|to(?:day|morrow)|[今明后]天|[号日]|\d(?:st|nd|rd|th)|{MONTH}|20\d\d|-\d\d?)[ ,]*$"
)
_HAS_CLOCK: Final = re.compile(rf"{CLOCK}|\bat \d|(?:minute|min|hour|hr|\d ?h)s?\b|hourly|分钟|小时|钟头")
_HALF_OF_DAY_BEGINS: Final = re.compile(r"[ap]\.?m\b|\d{1,2} ?(?:uhr|heures?|o'clock)\b")
_WEEK_BEGINS: Final = re.compile("个?(?:周|星期|礼拜|月)")
_WHICH_WEEK: Final = re.compile("[上下]个?$")
_LATE: Final = re.compile(r"(?:tonight|night|evening|夜里?|晚上?)(?: at)?$")
_TWELVE: Final = re.compile(r"(?:at )?12(?:点|:00)?\b")
_MIDNIGHT_BEGINS: Final = re.compile(r"(?:at )?midnight\b|半夜|午夜")
_MIDNIGHT_ENDS: Final = re.compile(r"(?:\bmidnight|半夜|午夜)(?: on)?$")
_ZONE: Final = re.compile(r"\(?(?:utc|gmt|zulu|[ecmp][sd]t|ces?t|bst|ist|jst|kst|hkt|sgt|aes?t|北京时间)\b")

# a day at one end of a text, an hour at the other

_DAY: Final = rf"(?:{WEEKDAY}|to(?:day|morrow)\b|weekend\b|next (?:week|month)\b|[今明后]天|下周)"
_DAY_BEGINS: Final = re.compile(rf"(?:on |every |next |this |[每下本])?(?:{_DAY}|\d{{1,2}} {MONTH}|20\d\d[-/年])")
_DAY_ENDS: Final = re.compile(rf"{_DAY}(?:[ ,]+{_ABOUT})?$")
_DAY_IN_A_ROW: Final = re.compile(r"\b20\d{6}$")
_HOUR_ALONE: Final = re.compile(
    rf"(?:at )?(?:{CLOCK}|\d{{1,2}})|(?:in the |at )?(?:morning|afternoon|evening|night)|{_HAN_PARTS}"
)
_HOUR_BEGINS: Final = re.compile(rf"(?:at )?{CLOCK}(?![a-z0-9])|at \d{{1,2}}\b")
_HOUR_ENDS: Final = re.compile(rf"(?<![a-z\d:.\-/])(?:{CLOCK}|at \d{{1,2}})$")
_HAS_HOUR: Final = re.compile(
    rf"{CLOCK}|\bat \d|\b(?:morning|afternoon|evening|night|tonight|hourly)\b|(?:minute|min|hour|hr|\d ?h)s?\b"
    rf"|分钟|小时|钟头|[早晚]|{_HAN_PARTS}"
)


def ensure_whole(cut: Cut) -> None:
    """NotUnderstood when what is left shows that the phrase was read only in part."""
    phrase, left = plain(cut.phrase), plain(cut.left).strip(" ,:;.!?")
    if cut.at_end:
        twelve = _TWELVE.fullmatch(phrase) and _LATE.search(left)
        read_in_part = _BEGAN_BEFORE.search(left) or (
            _WEEKDAY_ENDS.search(left) and (_WEEKDAY_BEGINS.match(phrase) or _DATE_BEGINS.match(phrase))
        )
        read_in_part = read_in_part or (_WHICH_WEEK.search(left) and _WEEK_BEGINS.match(phrase.lstrip("下个")))
        is_past = _GONE_ENDS.search(left) or (
            _LAST.search(left) and (_WEEKDAY_BEGINS.match(phrase) or _WEEK_BEGINS.match(phrase))
        )
        at_midnight = _MIDNIGHT_ENDS.search(left)
        apart = (
            _HOUR_BEGINS.match(left),
            _DAY_BEGINS.match(left) or _DAY_ENDS.search(left) or _DAY_IN_A_ROW.search(left),
        )
    else:
        twelve = _LATE.search(phrase) and _TWELVE.fullmatch(left)
        read_in_part = (
            _GOES_ON.match(left)
            or _HALF_OF_DAY_BEGINS.match(left)
            or (_DAY_SAID_LAST.search(phrase) and _WEEKDAY_BEGINS.match(left))
            or (_WEEKDAY_ENDS.search(phrase) and _DAY_OF_MONTH_BEGINS.match(left))
        )
        is_past = _HOUR_ALONE.fullmatch(phrase) and _GONE_BEGINS.match(left)
        at_midnight = _MIDNIGHT_BEGINS.match(left)
        apart = _HOUR_ENDS.search(left), _DAY_ENDS.search(left) or _DAY_BEGINS.match(left)
    has_hour = _HAS_HOUR.search(phrase)
    if is_past:
        raise NotUnderstood(PAST)
    if not has_hour and (_UNSAID_ENDS.search(left) if cut.at_end else _UNSAID_BEGINS.match(left)):
        raise NotUnderstood(HOUR)
    if twelve or (at_midnight and not has_hour):
        raise NotUnderstood(MIDNIGHT)
    if not cut.at_end and not _HAS_CLOCK.search(phrase):
        read_in_part = read_in_part or _HOUR_FOLLOWS.match(left)
    if read_in_part or (not cut.at_end and phrase[-1:].isdigit() and _MONTH.match(left)):
        raise NotUnderstood(no_such_hour(left) or UNCLEAR)
    if has_hour and not cut.at_end and _ZONE.match(left):
        raise NotUnderstood(ZONE)
    hour, day = apart
    if (hour and not has_hour) or (day and _HOUR_ALONE.fullmatch(phrase)):
        raise NotUnderstood(APART)


def nothing_in(text: str) -> NotUnderstood:
    """Why there is no time in a text."""
    words = plain(text)
    if _MIDNIGHT_BEGINS.match(words) or _MIDNIGHT_ENDS.search(words):
        return NotUnderstood(MIDNIGHT)
    if _GONE_BEGINS.match(words) or _GONE_ENDS.search(words) or _AGO.search(words):
        return NotUnderstood(PAST)
    return NotUnderstood(no_such_hour(words) or UNCLEAR)
