"""The reader's language: phrases become runs when they are shown, from gettext catalogues in `bot/locales`.

English is in the code. A language without a catalogue, or a sentence without a translation, reads in English.
"""

import gettext
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_location
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.spacing import closed_up
from bot.ui.text import (
    Bold,
    ChannelLink,
    Code,
    GroupMention,
    Inline,
    Italic,
    Link,
    Localised,
    Mention,
    Moment,
    MomentStyle,
    Phrase,
    Run,
    Text,
)

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = ("en", "zh-Hans")
"""Languages with a complete catalogue; a test compares."""

_FORMATTER = Formatter()


def best_language(hint: str, default: str = "en") -> str:
    """The nearest language we speak for a platform's hint such as "zh-CN", "zh_TW" or "en-GB"."""
    tag = hint.replace("_", "-").lower()
    if tag.startswith("zh"):
        return "zh-Hans"
    if tag.startswith("en"):
        return "en"
    return default


@lru_cache(maxsize=1024)
def is_zone(name: str) -> bool:
    """Whether an IANA zone of that name is known here; platforms and imports may bring others."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # "Asia" is a folder, "../x" an attack, "" nothing
        return False
    return bool(name)


@lru_cache(maxsize=16)
def _catalogue(language: str) -> gettext.NullTranslations:
    """Compiled in memory when the language is first spoken (a few hundredths of a second), so no file can be stale."""
    locale = language.replace("-", "_")
    file = LOCALES / locale / "LC_MESSAGES" / "convenor.po"
    if not file.exists():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=locale))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads: a language, an IANA zone, and what this deployment puts before the names of its commands."""

    language: str = "en"
    zone: str = "UTC"
    prefix: str = ""

    def runs(self, text: Text) -> tuple[Run, ...]:
        """Translate; what remains is for a platform to draw. Neighbouring plain strings are joined."""
        row: list[Run] = []
        for part in text if isinstance(text, tuple) else (text,):
            for run in self._inline(part):
                last = row[-1] if row else None
                if isinstance(run, str) and isinstance(last, str):
                    row[-1] = last + run
                elif run != "":
                    row.append(run)
        return tuple(row)

    def plain(self, text: Text) -> str:
        """The text without any formatting: for notifications, file names, menus."""
        return "".join(self._plain(run) for run in self.runs(text))

    def moment(self, at: datetime, style: MomentStyle = "full", zone: str = "") -> str:
        """An instant in the reader's zone or in `zone`, e.g. "Thu 11 Mar 2027, 14:00 (UTC+8, Shanghai)"."""
        zone = zone or self.zone
        local = at.astimezone(ZoneInfo(zone))
        locale = Locale.parse(self.language.replace("-", "_"))
        chinese = locale.language == "zh"
        day = format_date(local, "y年M月d日（EEE）" if chinese else "EEE d MMM y", locale=locale)
        if style == "date":
            return day
        clock = format_time(local, "HH:mm", tzinfo=local.tzinfo, locale=locale)
        if style == "time":
            return clock
        where = _where(local, zone, locale)
        return f"{day}{clock}（{where}）" if chinese else f"{day}, {clock} ({where})"

    def _inline(self, part: Inline) -> tuple[Run, ...]:
        match part:
            case str():
                return (part,)
            case Phrase():
                return self._phrase(part)
            case Bold(text) if not isinstance(text, str):
                return (Bold(self.plain(text)),)
            case Italic(text) if not isinstance(text, str):
                return (Italic(self.plain(text)),)
            case Link(text, url) if not isinstance(text, str):
                return (Link(self.plain(text), url),)
            case GroupMention(name, platform, group) if not isinstance(name, str):
                return (GroupMention(self.plain(name), platform, group),)
            case Code(text) if self.prefix and text.startswith("/"):
                return (Code(f"/{self.prefix}{text[1:]}"),)
            case Bold() | Italic() | Link() | Code() | Mention() | GroupMention() | ChannelLink() | Moment():
                return (part,)
            case Localised():
                return (part.in_(self.language),)

    def _phrase(self, phrase: Phrase) -> tuple[Run, ...]:
        catalogue = _catalogue(self.language)
        if phrase.plural:
            template = catalogue.ngettext(phrase.source, phrase.plural, phrase.count)
        else:
            template = catalogue.gettext(phrase.source) if phrase.source else ""
        params = dict(phrase.params)
        row: list[Run] = []
        for literal, name, _spec, _conversion in _FORMATTER.parse(template):
            put_in = self.runs(params[name]) if name is not None else ()
            words = closed_up(self._words(row[-1:]), literal, self._words(put_in[:1])) if self._is_chinese else literal
            row += (*((words,) if words else ()), *put_in)
        return tuple(row)

    @property
    def _is_chinese(self) -> bool:
        return self.language.startswith("zh")

    def _words(self, runs: Sequence[Run]) -> str:
        """Text that stands as it is on every platform; a mention, a channel or a command has a look of its own."""
        return "".join(self._plain(run) for run in runs if isinstance(run, str | Bold | Italic | Link | Moment))

    def _plain(self, run: Run) -> str:
        match run:
            case str():
                return run
            case Bold(text) | Italic(text) | Link(text, _):
                return text if isinstance(text, str) else self.plain(text)
            case Code(text):
                return text
            case Mention(name, _) | ChannelLink(name, _, _):
                return name
            case GroupMention(name):
                return name if isinstance(name, str) else self.plain(name)
            case Moment(at, style, zone):
                return self.moment(at, style, zone)


def _where(local: datetime, zone: str, locale: Locale) -> str:
    """The zone in words people use: "UTC+8, Shanghai", and 北京时间 in Chinese."""
    if locale.language == "zh" and zone == "Asia/Shanghai":
        return "北京时间"
    offset = local.utcoffset() or timedelta(0)
    hours, minutes = divmod(abs(int(offset.total_seconds())) // 60, 60)
    name = (
        f"UTC{'-' if offset < timedelta(0) else '+'}{hours}{f':{minutes:02}' if minutes else ''}" if offset else "UTC"
    )
    if zone == "UTC":
        return name
    city = get_timezone_location(local, locale=locale, return_city=True)
    return f"{name}{'，' if locale.language == 'zh' else ', '}{city}"
