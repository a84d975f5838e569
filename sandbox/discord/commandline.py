"""What a person types after a slash, understood by means of the registered commands, as the real client does."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.player import NotShown

JSON = dict[str, Any]
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER = range(1, 11)
_TOKEN = re.compile(r'\s*((?:[^\s":]+:)?"[^"]*"?|\S+)')
YES, NO = {"true", "yes", "1"}, {"false", "no", "0"}


@dataclass
class Typed:
    """A command line taken apart: the way to the leaf, and the raw text given for each of its options."""

    path: list[JSON]
    given: dict[str, str] = field(default_factory=dict[str, str])
    last: str | None = None

    @property
    def leaf(self) -> JSON:
        return self.path[-1]

    @property
    def options(self) -> list[JSON]:
        return self.leaf.get("options") or []

    @property
    def name(self) -> str:
        return " ".join(one["name"] for one in self.path)


def shown_name(one: JSON, locale: str) -> str:
    return (one.get("name_localizations") or {}).get(locale) or one["name"]


def leaves(commands: Sequence[JSON]) -> list[list[JSON]]:
    """Every callable command as the way from the top: command, group, subcommand."""

    def below(path: list[JSON]) -> list[list[JSON]]:
        nested = [one for one in path[-1].get("options") or [] if one["type"] in (SUBCOMMAND, GROUP)]
        return [leaf for one in nested for leaf in below([*path, one])] if nested else [path]

    return [leaf for one in commands if one.get("type", 1) == 1 for leaf in below([one])]


def names(path: list[JSON], locale: str) -> str:
    return "/" + " ".join(shown_name(one, locale) for one in path)


def take_apart(commands: Sequence[JSON], line: str, locale: str) -> Typed:
    """Find the command and sort words to options; words without a name belong to the option before, else the first."""
    words = [found.strip() for found in _TOKEN.findall(line.removeprefix("/"))]
    best: list[JSON] | None = None
    for path in leaves(commands):
        both = zip(path, words, strict=False)
        matches = len(words) >= len(path) and all(word in (one["name"], shown_name(one, locale)) for one, word in both)
        if matches and (best is None or len(path) > len(best)):
            best = path
    if best is None:
        offered = ", ".join(names(path, locale) for path in leaves(commands)) or "nothing"
        raise NotShown(f"no command {line!r}; offered: {offered}")
    typed = Typed(best)
    known = {key: one["name"] for one in typed.options for key in (one["name"], shown_name(one, locale))}
    for word in words[len(best) :]:
        name, colon, value = word.partition(":")
        if colon and name in known:
            typed.last = known[name]
            typed.given[known[name]] = value.strip('"')
        elif typed.options:
            key: str = typed.last or typed.options[0]["name"]
            before = typed.given.get(key)
            typed.last = key
            typed.given[key] = f"{before} {word.strip(chr(34))}" if before else word.strip('"')
        else:
            raise NotShown(f"/{typed.name} has no options, {word!r} cannot be typed")
    return typed


def data(
    typed: Typed,
    locale: str,
    labels: dict[tuple[str, str], JSON],
    find: Callable[[int, str], tuple[str, str, JSON]],
    focused: str | None = None,
) -> JSON:
    """The `data` of the interaction. `labels` are what was offered before; `find` looks up people and places.

    With `focused` it is an autocomplete request: nothing is required and values go as they are.
    """
    options: list[JSON] = []
    resolved: JSON = {}
    for option in typed.options:
        raw = typed.given.get(option["name"], "" if option["name"] == focused else None)
        if raw is None:
            if option.get("required") and focused is None:
                raise NotShown(f"/{typed.name} needs {option['name']!r}: the client does not send it without")
            continue
        part: JSON = {"name": option["name"], "type": option["type"]}
        if focused is None:
            part["value"] = _value(typed, option, raw, locale, labels, find, resolved)
        else:
            part |= {"value": raw} | ({"focused": True} if option["name"] == focused else {})
        options.append(part)
    for one in reversed(typed.path[1:]):
        options = [{"name": one["name"], "type": one["type"], "options": options}]
    top = typed.path[0]
    found: JSON = {"id": top["id"], "name": top["name"], "type": 1, "options": options}
    if resolved:
        found["resolved"] = resolved
    if "guild_id" in top:
        found["guild_id"] = top["guild_id"]
    return found


def _value(
    typed: Typed,
    option: JSON,
    raw: str,
    locale: str,
    labels: dict[tuple[str, str], JSON],
    find: Callable[[int, str], tuple[str, str, JSON]],
    resolved: JSON,
) -> Any:
    where = f"/{typed.name} {option['name']}:{raw}"
    if choices := option.get("choices"):
        for one in choices:
            if raw.casefold() in (
                shown_name(one, locale).casefold(),
                one["name"].casefold(),
                str(one["value"]).casefold(),
            ):
                return one["value"]
        raise NotShown(f"{where}: choose one of {', '.join(shown_name(one, locale) for one in choices)}")
    if option.get("autocomplete"):
        offered = labels.get((typed.name, option["name"])) or {}
        raw = str(offered.get(raw, raw))
    kind = option["type"]
    if kind == STRING:
        if not (option.get("min_length") or 0) <= len(raw) <= (option.get("max_length") or 6000):
            raise NotShown(f"{where}: the client refuses this length")
        return raw
    if kind in (INTEGER, NUMBER):
        try:
            number = int(raw) if kind == INTEGER else float(raw)
        except ValueError:
            raise NotShown(f"{where}: not a number") from None
        low, high = option.get("min_value"), option.get("max_value")
        if (low is not None and number < low) or (high is not None and number > high):
            raise NotShown(f"{where}: outside {low}..{high}")
        return number
    if kind == BOOLEAN:
        if raw.lower() not in YES | NO:
            raise NotShown(f"{where}: true or false")
        return raw.lower() in YES
    group, found, record = find(kind, raw)
    resolved.setdefault(group, {})[found] = record
    if group == "members":
        resolved.setdefault("users", {})[found] = record["user"]
        resolved["members"][found] = {
            key: value for key, value in record.items() if key not in ("user", "mute", "deaf")
        }
    return found
