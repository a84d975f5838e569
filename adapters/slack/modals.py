"""Forms as Slack modals, and the small views that stand in for one while an answer is on its way. Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from adapters.slack import limits
from adapters.slack.limits import Json, fit, pieces
from adapters.slack.markup import plain, rich
from adapters.slack.outbound import distinct, option, words
from bot.forms import Field, Form
from bot.i18n import Reader
from bot.interactions import FieldValue
from bot.ui.blocks import Option
from bot.ui.text import Text, _

WORKING = _("Working on it…")
DONE = _("Done. You find the answer in the conversation.")
CLOSE = _("Close")
CALLBACK = "form"

_NUMBER = re.compile(r"-?\d{1,9}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_URL = re.compile(r"https?://\S+\.\S+")


@dataclass(frozen=True, slots=True)
class Opened:
    """Where a form was opened from, kept in the modal: a channel, perhaps a message, perhaps a response URL."""

    channel: str = ""
    message: str = ""
    private: bool = False
    direct: bool = False
    url: str = ""

    def pack(self, draft: str) -> str:
        return json.dumps(
            {"draft": draft, "channel": self.channel, "message": self.message, "private": self.private,
             "direct": self.direct, "url": self.url},
            separators=(",", ":"),
        )  # fmt: skip


def modal(form: Form, reader: Reader, team: str, opened: Opened, problems: Mapping[str, Text] | None = None) -> Json:
    """The form as a view. `problems` are shown on top, where Slack cannot show them beside the fields any more."""
    spilled: list[str] = []
    title = fit(reader.plain(form.title), limits.TITLE, spilled)
    submit = fit(reader.plain(form.submit), limits.TITLE, spilled)
    blocks = [block for text in spilled for block in words(text)]
    for text in (form.intro, *(problems or {}).values()):
        blocks += words_of(text, reader, team)
    mark = blake2b("|".join((form.draft, title, *(f.key for f in form.fields))).encode(), digest_size=4).hexdigest()
    for field in form.fields:
        blocks += _field(field, mark, reader)
    return _frame(title, opened.pack(form.draft), blocks, reader) | {
        "callback_id": CALLBACK,
        "submit": plain(submit),
    }


def notice(title: str, text: Text, metadata: str, reader: Reader) -> Json:
    """A modal without fields: shown while a slow answer is on its way, and after it."""
    return _frame(title, metadata, list(words(reader.plain(text))), reader)


def _frame(title: str, metadata: str, blocks: list[Json], reader: Reader) -> Json:
    return {
        "type": "modal",
        "title": plain(title[: limits.TITLE]),
        "close": plain(reader.plain(CLOSE)[: limits.TITLE]),
        "private_metadata": metadata,
        "blocks": blocks[: limits.VIEW_BLOCKS],
    }


def words_of(text: Text, reader: Reader, team: str) -> list[Json]:
    """A text above the fields."""
    elements = rich(text, reader, team)
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "elements": [section]}] if elements else []


# block ids: "key|part|mark". The mark differs from form to form, so that Slack does not carry what was typed over
# into a field of the same name in the next form; the parts are a long text in several inputs.


def block_id(key: str, part: int, mark: str) -> str:
    return f"{key}|{part}|{mark}"


def field_key(block: str) -> str:
    return block.rsplit("|", 2)[0]


def _field(field: Field, mark: str, reader: Reader) -> Iterator[Json]:
    spilled: list[str] = []
    label = fit(reader.plain(field.label), limits.LABEL, spilled)
    hint = fit(reader.plain(field.hint), limits.LABEL, spilled)
    elements = _elements(field, reader, spilled)
    for text in spilled:
        yield from words(text)
    for part, element in enumerate(elements):
        block: Json = {
            "type": "input",
            "block_id": block_id(field.key, part, mark),
            "label": plain(label),
            "element": element,
            "optional": not field.required or part > 0,
        }
        if hint and part == 0:
            block["hint"] = plain(hint)
        yield block


def _elements(field: Field, reader: Reader, spilled: list[str]) -> list[Json]:
    """The input, or several where what stands in it already is longer than one of Slack's inputs."""
    value = _one(field.value)
    match field.kind:
        case "choice" if field.options:
            return [_choice(field, reader, spilled)]
        case "choices" if field.options:
            return [_choices(field, reader, spilled)]
        case "search":
            return [_search(field, reader)]
        case "email" if not value or _EMAIL.fullmatch(value):
            return [{"type": "email_text_input", "action_id": "value"} | _standing(value)]
        case "url" if not value or _URL.fullmatch(value):
            return [{"type": "url_text_input", "action_id": "value"} | _standing(value)]
        case "number" | "year" if not value or _NUMBER.fullmatch(value):
            return [{"type": "number_input", "action_id": "value", "is_decimal_allowed": False} | _standing(value)]
        case _:
            return [_text(field, part) for part in [*pieces(value, limits.INPUT)] or [""]]


def _text(field: Field, value: str) -> Json:
    longest = limits.INPUT if field.kind in ("number", "year", "choice", "choices") else field.maximum
    return {
        "type": "plain_text_input",
        "action_id": "value",
        "multiline": field.kind == "longtext" or "\n" in value,
        "max_length": max(1, len(value), min(longest, limits.INPUT)),
    } | _standing(value)


def _standing(value: str) -> Json:
    return {"initial_value": value} if value else {}


def _choice(field: Field, reader: Reader, spilled: list[str]) -> Json:
    options = _options(field, reader, spilled)
    chosen = options.get(_one(field.value))
    initial = {"initial_option": chosen} if chosen else {}
    # A radio button once chosen cannot be taken back, so only required questions have them.
    if field.required and len(options) <= limits.RADIOS:
        return {"type": "radio_buttons", "action_id": "value", "options": list(options.values())} | initial
    return {"type": "static_select", "action_id": "value"} | _grouped(options) | initial


def _choices(field: Field, reader: Reader, spilled: list[str]) -> Json:
    options = _options(field, reader, spilled)
    values = (field.value,) if isinstance(field.value, str) else field.value
    chosen = [options[value] for value in dict.fromkeys(values) if value in options]
    initial = {"initial_options": chosen} if chosen else {}
    if len(options) <= limits.CHECKBOXES:
        return {"type": "checkboxes", "action_id": "value", "options": list(options.values())} | initial
    most = {"max_selected_items": max(1, field.maximum)} if field.maximum < len(options) else {}
    if most and len(chosen) > field.maximum:
        most = {"max_selected_items": len(chosen)}
    return {"type": "multi_static_select", "action_id": "value"} | _grouped(options) | initial | most


def _options(field: Field, reader: Reader, spilled: list[str]) -> dict[str, Json]:
    return {each.value: option(each, reader, spilled) for each in distinct(field.options)}


def _grouped(options: dict[str, Json]) -> Json:
    """A menu's options; beyond a hundred, in groups named after their first and last."""
    every = list(options.values())
    if len(every) <= limits.OPTIONS:
        return {"options": every}
    groups: list[Json] = []
    for start in range(0, len(every), limits.OPTIONS):
        part = every[start : start + limits.OPTIONS]
        ends = [each["text"]["text"][:35] for each in (part[0], part[-1])]
        groups.append({"label": plain(" … ".join(ends)), "options": part})
    return {"option_groups": groups}


def _search(field: Field, reader: Reader) -> Json:
    """An input that asks us while somebody types. Its action id says what is searched."""
    value = _one(field.value)
    element: Json = {"type": "external_select", "action_id": f"search|{field.source}", "min_query_length": 1}
    if value:
        known = next((each for each in field.options if each.value == value), Option(value[: limits.OPTION], value))
        element["initial_option"] = option(known, reader, [])
    return element


def _one(value: FieldValue) -> str:
    return value if isinstance(value, str) else ", ".join(value)
