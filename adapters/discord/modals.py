"""Forms as modals, and what was typed into a modal back as values. Discord shows five components and short labels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, assert_never

from adapters.discord import limits
from adapters.discord.controls import FORM
from adapters.discord.markup import lines, parts
from bot.forms import Field, Form
from bot.i18n import Reader
from bot.interactions import FieldValue
from bot.ui.blocks import Option
from bot.ui.text import Bold, Code, Text, _, shortened

JSON: TypeAlias = dict[str, Any]
SELECT, INPUT, TEXT, LABEL = 3, 4, 10, 18
SHORT, LONG = 1, 2
PART = "#"

ANEW = _("None of these? Choose none and send it: then you can type again.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A modal. `left` are the words (markup) that found no room in it: they are to be read before it is opened."""

    payload: JSON
    left: tuple[str, ...] = ()


def draw(form: Form, reader: Reader) -> Sheet:
    """Draw a form. Nothing is lost: shortened labels and long hints stand in a text above the fields, or in `left`."""
    fields: list[JSON] = []
    long: list[str] = []
    whole_title = reader.plain(form.title)
    title = shortened(whole_title, limits.MODAL_TITLE) or limits.ELLIPSIS
    if title.endswith(limits.ELLIPSIS):
        long.append(_markup(whole_title, reader))
    if form.intro:
        long.append(_markup(form.intro, reader))
    room = limits.MODAL_COMPONENTS - len(form.fields)
    for field in form.fields:
        drawn, beside = _field(field, reader, room)
        room -= len(drawn) - 1
        fields += drawn
        long += beside
    text = "\n".join(long)
    fits = room > 0 and len(text) <= limits.MESSAGE_TEXT
    above = [{"type": TEXT, "content": text}] if text and fits else []
    payload = {"custom_id": FORM + form.draft, "title": title, "components": [*above, *fields]}
    return Sheet(payload, () if fits else tuple(long))


def _markup(text: Text, reader: Reader) -> str:
    return "\n".join("".join(row) for row in lines(text, reader).rows)


def _field(field: Field, reader: Reader, room: int) -> tuple[list[JSON], list[str]]:
    """The components of a field, and the words that do not fit beside it. `room`: how many more it may take."""
    label, beside = reader.plain(field.label), list[str]()
    short = shortened(label, limits.LABEL) or limits.ELLIPSIS
    if short.endswith(limits.ELLIPSIS):
        beside.append(_markup((Bold(short), " ", label), reader))
    said = parts(field.hint)
    if field.kind == "search" and field.options:
        said = (*said, " ", ANEW) if said else (ANEW,)
    hint = reader.plain(said)
    if len(hint) > limits.DESCRIPTION:
        beside.append(_markup((Bold(short), " ", *said), reader))
    described: JSON = {"description": hint} if 0 < len(hint) <= limits.DESCRIPTION else {}
    inputs = _inputs(field, reader, room)
    if not inputs:
        inputs = [_text(field, LONG)]
        beside.append("\n".join(_markup((Code(o.value), " ", *parts(o.label)), reader) for o in field.options))
    labels = [{"type": LABEL, "label": short, **described, "component": one} for one in inputs]
    for number, one in enumerate(labels[1:], 2):
        one["label"] = shortened(label, limits.LABEL - 4) + f" ({number})"
    return labels, beside


def _inputs(field: Field, reader: Reader, room: int) -> list[JSON]:
    match field.kind:
        case "longtext":
            return [_text(field, LONG)]
        case "search" if field.options:  # it may be left empty: none of them is meant
            return _selects(replace(field, required=False), reader, room)
        case "text" | "email" | "url" | "number" | "year" | "tags" | "search":
            return [_text(field, SHORT if field.maximum <= 300 or field.kind != "text" else LONG)]
        case "choice" | "choices":
            return _selects(field, reader, room)
        case _:
            assert_never(field.kind)


def _text(field: Field, style: int) -> JSON:
    """A text input. It has no lower limit: Discord would refuse to send, and what was typed could be lost."""
    value = field.value if isinstance(field.value, str) else ", ".join(field.value)
    numeric = field.kind in ("number", "year") or field.options
    most = limits.INPUT if numeric else max(1, min(field.maximum, limits.INPUT))
    drawn: JSON = {"type": INPUT, "custom_id": field.key, "style": style, "required": field.required}
    drawn["max_length"] = min(limits.INPUT, max(most, len(value)))
    return {**drawn, "value": value[: limits.INPUT]} if value else drawn


def _selects(field: Field, reader: Reader, room: int) -> list[JSON]:
    """One menu, several for a long list, none when there is no room for them or nothing to choose from."""
    chosen = (field.value,) if isinstance(field.value, str) else field.value
    size = limits.SELECT_OPTIONS
    parts = [field.options[at : at + size] for at in range(0, len(field.options), size)]
    if not parts or len(parts) - 1 > room:
        return []
    required = field.required and len(parts) == 1
    drawn: list[JSON] = []
    for number, options in enumerate(parts):
        shown = [_option(option, option.value in chosen, reader) for option in options]
        several = min(field.maximum, len(options)) if field.kind == "choices" else 1
        most = max(1, several, sum(o.get("default", False) for o in shown))
        drawn.append(
            {
                "type": SELECT,
                "custom_id": field.key + (f"{PART}{number}" if number else ""),
                "placeholder": shortened(reader.plain(_("Choose")), limits.PLACEHOLDER),
                "min_values": 1 if required else 0,
                "max_values": most,
                "required": required,
                "options": shown,
            }
        )
    return drawn


def _option(option: Option, chosen: bool, reader: Reader) -> JSON:
    label = reader.plain(option.label)
    drawn: JSON = {"label": shortened(label, limits.OPTION_TEXT) or option.value, "value": option.value}
    rest = reader.plain(option.description) or (label if len(label) > limits.OPTION_TEXT else "")
    if rest:
        drawn["description"] = shortened(rest, limits.OPTION_TEXT)
    return {**drawn, "default": True} if chosen else drawn


def values(components: Iterable[Mapping[str, Any]]) -> dict[str, FieldValue]:
    """What stands in a modal that was sent, by field key; the menus of one long list are put together again."""
    found: dict[str, FieldValue] = {}
    for outer in components:
        one = outer.get("component") or next(iter(outer.get("components") or ()), None)
        if one is None or "custom_id" not in one:
            continue
        key, part, _number = str(one["custom_id"]).partition(PART)
        value: FieldValue = tuple(one["values"]) if "values" in one else str(one.get("value") or "")
        if part:
            before = found.get(key, ())
            value = (*((before,) if isinstance(before, str) else before), *value)
        found[key] = value
    return found
