"""Rules for what is not a message: modals, autocomplete answers and slash commands."""

import re
from typing import Any

from sandbox.discord.errors import Complaints
from sandbox.discord.rules import Path, check_options, check_select, check_unique_ids

JSON = dict[str, Any]
COMMAND_NAME = re.compile(r"[-_'\w\u0900-\u097f\u0e00-\u0e7f]{1,32}")
LOCALES = frozenset(
    [
        "ar",
        "bg",
        "cs",
        "da",
        "de",
        "el",
        "en-GB",
        "en-US",
        "es-419",
        "es-ES",
        "fi",
        "fr",
        "he",
        "hi",
        "hr",
        "hu",
        "id",
        "it",
        "ja",
        "ko",
        "lt",
        "nl",
        "no",
        "pl",
        "pt-BR",
        "ro",
        "ru",
        "sv-SE",
        "th",
        "tr",
        "uk",
        "vi",
        "zh-CN",
        "zh-TW",
    ]
)
PLAIN_INPUTS = frozenset({3, 4, 5, 6, 7, 8, 19, 21, 22, 23})


def check_modal(bad: Complaints, body: JSON, path: Path = ("data",)) -> None:
    """A modal: at most five parts, labels of 45 characters, nothing twice."""
    bad.length((*path, "title"), body.get("title"), 1, 45)
    bad.length((*path, "custom_id"), body.get("custom_id"), 1, 100)
    components: list[JSON] = body.get("components") or []
    place = (*path, "components")
    if not 1 <= len(components) <= 5:
        bad.add(place, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    check_unique_ids(bad, components, place)
    for number, one in enumerate(components):
        here = (*place, number)
        kind = one.get("type")
        if kind == 18:
            bad.length((*here, "label"), one.get("label"), 1, 45)
            if one.get("description") is not None:
                bad.length((*here, "description"), one["description"], 0, 100)
            _input(bad, one.get("component") or {}, (*here, "component"))
        elif kind == 1:
            for place_in_row, each in enumerate(one.get("components") or []):
                bad.length((*here, "components", place_in_row, "label"), each.get("label"), 1, 45)
                _input(bad, each, (*here, "components", place_in_row))
        elif kind == 10:
            bad.length((*here, "content"), one.get("content"), 1, 4000)
        else:
            bad.add((*here, "type"), "UNION_TYPE_CHOICES", 'Value of field "type" must be one of (1, 10, 18).')


def _input(bad: Complaints, one: JSON, path: Path) -> None:
    kind = one.get("type")
    if kind not in PLAIN_INPUTS:
        bad.add((*path, "type"), "UNION_TYPE_CHOICES", "This component cannot stand in a modal.")
        return
    bad.length((*path, "custom_id"), one.get("custom_id"), 1, 100)
    if kind in (3, 5, 6, 7, 8):
        check_select(bad, one, path)
    elif kind == 21:
        check_options(bad, one, path, 2, 10)
    elif kind == 22:
        check_options(bad, one, path, 1, 10)
    elif kind == 4:
        _text_input(bad, one, path)


def _text_input(bad: Complaints, one: JSON, path: Path) -> None:
    low, high = one.get("min_length"), one.get("max_length")
    if low is not None and not 0 <= low <= 4000:
        bad.add((*path, "min_length"), "NUMBER_TYPE_MAX", "int value should be between 0 and 4000.")
    if high is not None and not 1 <= high <= 4000:
        bad.add((*path, "max_length"), "NUMBER_TYPE_MAX", "int value should be between 1 and 4000.")
    if low is not None and high is not None and low > high:
        bad.add((*path, "min_length"), "TEXT_INPUT_MIN_GREATER", "min_length must be at most max_length.")
    if one.get("placeholder") is not None:
        bad.length((*path, "placeholder"), one["placeholder"], 0, 100)
    if one.get("value") is not None:
        bad.length((*path, "value"), one["value"], 0, min(4000, high or 4000))


def check_choices(bad: Complaints, choices: list[JSON], path: Path) -> None:
    """Choices of an option or of an autocomplete answer."""
    if len(choices) > 25:
        bad.add(path, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    for number, one in enumerate(choices):
        bad.length((*path, number, "name"), one.get("name"), 1, 100)
        if isinstance(one.get("value"), str):
            bad.length((*path, number, "value"), one["value"], 0, 100)


def check_commands(bad: Complaints, commands: list[JSON]) -> None:
    """A bulk overwrite: each command, no name twice, at most 100."""
    if sum(one.get("type", 1) == 1 for one in commands) > 100:
        bad.add((), "APPLICATION_COMMANDS_MAX", "Maximum number of application commands reached (100).")
    _no_doubles(bad, commands, ())
    for number, one in enumerate(commands):
        _command(bad, one, (number,), chat=one.get("type", 1) == 1)
        if one.get("type", 1) == 1 and _size(one) > 8000:
            bad.add((number,), "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000).")


def _command(bad: Complaints, one: JSON, path: Path, *, chat: bool) -> None:
    names = [(("name",), one.get("name"))]
    names += [(("name_localizations", key), text) for key, text in (one.get("name_localizations") or {}).items()]
    for where, name in names:
        bad.length((*path, *where), name, 1, 32)
        if chat and isinstance(name, str) and (not COMMAND_NAME.fullmatch(name) or name != name.lower()):
            text = "Command name is invalid"
            bad.add((*path, *where), "APPLICATION_COMMAND_INVALID_NAME", text)
    if chat:
        bad.length((*path, "description"), one.get("description"), 1, 100)
        for key, text in (one.get("description_localizations") or {}).items():
            bad.length((*path, "description_localizations", key), text, 1, 100)
    for field in ("name_localizations", "description_localizations"):
        for key in one.get(field) or {}:
            if key not in LOCALES:
                bad.add((*path, field, key), "BASE_TYPE_CHOICES", "This locale is not known.")
    options: list[JSON] = one.get("options") or []
    place = (*path, "options")
    if len(options) > 25:
        bad.add(place, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    _no_doubles(bad, options, place)
    optional_before = False
    for number, option in enumerate(options):
        nested = option.get("type") in (1, 2)
        if option.get("required") and optional_before and not nested:
            text = "Required options must be placed before non-required options"
            bad.add((*place, number), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", text)
        optional_before = optional_before or not option.get("required")
        if nested and any((each.get("type") in (1, 2)) is False for each in options):
            bad.add(place, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-commands and values cannot be mixed.")
        if option.get("choices") and option.get("autocomplete"):
            text = "Choices and autocomplete exclude each other"
            bad.add((*place, number), "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", text)
        check_choices(bad, option.get("choices") or [], (*place, number, "choices"))
        _command(bad, option, (*place, number), chat=True)


def _no_doubles(bad: Complaints, named: list[JSON], path: Path) -> None:
    seen: set[tuple[Any, Any]] = set()
    for number, one in enumerate(named):
        key = (one.get("name"), 0 if path else one.get("type", 1))
        if key in seen:
            bad.add((*path, number), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
        seen.add(key)


def _size(one: JSON) -> int:
    """What counts towards 8000: names, descriptions and choices, each in its longest language."""
    found = 0
    for key in ("name", "description"):
        found += max(len(text) for text in [one.get(key) or "", *(one.get(f"{key}_localizations") or {}).values()])
    for choice in one.get("choices") or []:
        found += len(choice["name"]) + len(str(choice["value"]))
    return found + sum(_size(option) for option in one.get("options") or [])
