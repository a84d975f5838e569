"""Texts of a network in several languages, and the shape every part of a profile shares."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Final, cast

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

CHINESE: Final = "zh-Hans"
ENGLISH: Final = "en"
_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})
_FOLDED = re.compile(r"(?<=[，。；：、！？）”]) +")
"""What YAML makes of a new line in the middle of a Chinese text."""


def language_tag(text: str) -> str:
    """Return the house spelling of a language: `zh`, `zh_CN` and `ZH-hans` are `zh-Hans`; `en-GB` is `en`."""
    first, *rest = (part.lower() for part in re.split(r"[-_]", text.strip()))
    if first == "zh":
        return "zh-Hant" if _TRADITIONAL & set(rest) else CHINESE
    return first


def known_language(text: str) -> str:
    """Return the house spelling, or say that no such language is known."""
    try:
        Locale.parse(text, sep="-")
    except (UnknownLocaleError, ValueError):
        raise ValueError(f"{text!r} is no language tag; allowed are tags such as en, zh-Hans, zh-Hant, fr") from None
    return language_tag(text)


Language = Annotated[str, AfterValidator(known_language)]


class Part(BaseModel):
    """A piece of a profile: cannot change, knows its keys, and reads `label` + `label_zh` as one text."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _fold_chinese(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        given = cast("dict[Any, Any]", data)
        folded: dict[Any, Any] = dict(given)
        for key in given:
            stem = key[:-3] if isinstance(key, str) and key.endswith("_zh") else ""
            if stem in cls.model_fields and key not in cls.model_fields and isinstance(given.get(stem), str):
                folded[stem] = {ENGLISH: given[stem], CHINESE: folded.pop(key)}
        return folded


class Words(BaseModel):
    """One text in one or more languages, the first being the one to fall back on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    texts: tuple[tuple[Language, str], ...]

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any) -> Any:
        if isinstance(data, str):
            data = {ENGLISH: data}
        if not isinstance(data, Mapping):
            return data
        given = cast("Mapping[Any, Any]", data)
        if set(given) == {"texts"}:
            return given
        if not given:
            raise ValueError("a text is needed, such as {en: Welcome, zh-Hans: 欢迎}")
        for language, text in given.items():
            if not isinstance(text, str) or not text.strip():
                raise ValueError(f"the text for {language!r} is missing or is no text; put it in quotes")
        return {"texts": tuple((str(language), _FOLDED.sub("", str(text).strip())) for language, text in given.items())}

    def in_(self, language: str) -> str:
        """Return the text for a reader of `language`; for want of it the nearest script, English, or the first."""
        texts = dict(self.texts)
        tag = language_tag(language)
        wanted = [tag, CHINESE, "zh-Hant"] if tag.startswith("zh") else [tag]
        for candidate in (*wanted, ENGLISH):
            if candidate in texts:
                return texts[candidate]
        return self.texts[0][1]

    def __iter__(self) -> Iterator[tuple[str, str]]:  # type: ignore[override]
        return iter(self.texts)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages this text exists in."""
        return tuple(language for language, _ in self.texts)

    @property
    def longest(self) -> str:
        """The longest of its versions: what a limit is held against."""
        return max((text for _, text in self.texts), key=len)


class Option(Part):
    """One answer to choose from: what is stored and what is read."""

    key: str
    label: Words


class Declaration(Part):
    """A sentence somebody agrees to. `version` is the day its wording was settled; it is stored with the consent."""

    version: date
    text: Words


def words(english: str, chinese: str) -> Words:
    """Write a text of our own in both languages."""
    return Words(texts=((ENGLISH, english), (CHINESE, chinese)))
