"""The slash commands, from the table of routes: one group per family, its verbs inside, words in Chinese beside."""

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from adapters.discord import limits
from bot.i18n import Reader
from bot.routing import CommandRoute, Parameter
from bot.ui.blocks import Option
from bot.ui.text import Text, _, shortened
from bot.vocabulary import BARE_NAME, VERB, Routes, is_plain

JSON: TypeAlias = dict[str, Any]
CHAT, SUBCOMMAND, STRING = 1, 1, 3
EVERYWHERE = [0, 1]
"""In guilds and in the direct conversation with the bot."""
LOCALES = {"zh-CN": "zh-Hans", "zh-TW": "zh-Hans"}
"""Discord's locales and the language of ours that serves them."""
ELSE = _("Show something else")
_NAME = re.compile(r"[-_'\w]{1,32}")
_COMPARED = (
    "type", "name", "description", "description_localizations", "required", "autocomplete", "contexts",
    "integration_types", "name_localizations",
)  # fmt: skip


def tree(routes: Routes, prefix: str = "") -> list[JSON]:
    """All commands as Discord wants them; ValueError names what Discord would refuse."""
    return [_family(prefix + _checked(family, prefix), several) for family, several in routes.families.items()]


def _checked(name: str, prefix: str = "") -> str:
    if not _NAME.fullmatch(prefix + name) or prefix + name != (prefix + name).lower():
        raise ValueError(f"Discord takes no command or option named {prefix + name!r}")
    return name


def _family(name: str, routes: list[CommandRoute]) -> JSON:
    bare = next((route for route in routes if not route.path[1]), None)
    about: JSON = {"type": CHAT, "name": name, "contexts": EVERYWHERE, "integration_types": [0]}
    if bare is not None and len(routes) == 1:
        return {**about, **_described(bare.help), "options": _options(bare)}
    if bare is not None and is_plain(routes):
        verbs = [Option(route.path[1], route.path[1]) for route in routes if route.path[1]]
        return {**about, **_described(bare.help), "options": [_option(Parameter(VERB, ELSE, choices=tuple(verbs)))]}
    verbs = [(route.path[1] or BARE_NAME, route) for route in routes]
    if len({verb for verb, _route in verbs}) < len(verbs):
        raise ValueError(
            f"/{name} has a verb {BARE_NAME!r} besides the bare command, which Discord would call the same"
        )
    inner = [
        {"type": SUBCOMMAND, "name": _checked(verb), **_described(route.help), "options": _options(route)}
        for verb, route in verbs
    ]
    return {**about, **_described(bare.help if bare else routes[0].help), "options": _few(inner, f"/{name}")}


def _options(route: CommandRoute) -> list[JSON]:
    if any(one.name == VERB for one in route.parameters):
        raise ValueError(f"/{' '.join(route.path)} has an option {VERB!r}, which bears verbs on Discord")
    options = [_option(one) for one in sorted(route.parameters, key=lambda one: not one.required)]
    return _few(options, " ".join(route.path))


def _few(several: list[JSON], where: str) -> list[JSON]:
    if len(several) > limits.OPTIONS:
        raise ValueError(f"{where} has {len(several)} things to choose from; Discord shows {limits.OPTIONS}")
    return several


def _option(parameter: Parameter) -> JSON:
    option: JSON = {"type": STRING, "name": _checked(parameter.name), **_described(parameter.help)}
    option["required"] = parameter.required
    if parameter.choices:
        choices = [{**_named(choice.label), "value": choice.value} for choice in parameter.choices]
        option["choices"] = _few(choices, parameter.name)
    elif parameter.source:
        option["autocomplete"] = True
    return option


def _described(help_text: Text) -> JSON:
    return _worded(help_text, "description", limits.COMMAND_DESCRIPTION)


def _named(label: Text) -> JSON:
    return _worded(label, "name", limits.OPTION_TEXT)


def _worded(text: Text, key: str, most: int) -> JSON:
    english = shortened(Reader("en").plain(text), most) or limits.ELLIPSIS
    others = {locale: shortened(Reader(language).plain(text), most) for locale, language in LOCALES.items()}
    translated = {locale: words for locale, words in others.items() if words and words != english}
    return {key: english, f"{key}_localizations": translated} if translated else {key: english}


def same(ours: list[JSON], theirs: list[JSON]) -> bool:
    """Whether Discord has our commands already, whatever ids and defaults it has added."""
    return _essence(ours) == _essence(theirs)


def _essence(commands: list[JSON]) -> list[JSON]:
    return sorted((_core(one) for one in commands), key=lambda one: str(one["name"]))


def _core(one: Mapping[str, Any]) -> JSON:
    core: JSON = {key: one[key] for key in _COMPARED if one.get(key)}
    core["options"] = [_core(option) for option in one.get("options") or ()]
    core["choices"] = [
        {key: choice[key] for key in ("name", "value", "name_localizations") if choice.get(key)}
        for choice in one.get("choices") or ()
    ]
    return core


def completions(routes: Routes) -> dict[tuple[tuple[str, str], str], str]:
    """What is searched for an option, by the path of its command and its name."""
    return {
        (route.path, parameter.name): parameter.source
        for route in routes.commands.values()
        for parameter in route.parameters
        if parameter.source
    }
