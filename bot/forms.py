"""Forms: fields, the values typed into them, and what is wrong with those values.

A form is data. Some are written down in a feature, some come from the network's profile; both are the same value. At
most five fields, because that is what Discord shows at once (platforms differ in much else, and adapters see to it).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from bot.interactions import FieldValue
from bot.ui.blocks import Option
from bot.ui.text import Text, _

MAX_FIELDS = 5
HARD_MAXIMUM = 4000
"""Characters in one field, on the platform that allows fewest."""

Kind: TypeAlias = Literal["text", "longtext", "email", "url", "number", "year", "choice", "choices", "tags", "search"]

CONTINUE = _("Continue")

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_URL = re.compile(r"https?://[^\s/.]+(\.[^\s/.]+)+(/\S*)?")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    `minimum` and `maximum` count characters (or the number itself for `number` and `year`, or the choices);
    `minimum_han` is the lower limit for text written in Han characters (CSL-17). `source` names the search behind a
    `search` field: what is typed there is looked up, unless it is `free` because the feature understands words by
    itself. `value` is what already stands in it.
    """

    key: str
    label: Text
    kind: Kind = "text"
    required: bool = True
    minimum: int = 0
    minimum_han: int = 0
    maximum: int = HARD_MAXIMUM
    options: tuple[Option, ...] = ()
    hint: Text = ""
    source: str = ""
    value: FieldValue = ""
    free: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A form in front of somebody; `draft` is the stored half-filled form behind it."""

    draft: str
    title: Text
    fields: tuple[Field, ...]
    submit: Text = CONTINUE
    intro: Text = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.fields) <= MAX_FIELDS:
            raise ValueError(f"a form has one to {MAX_FIELDS} fields, not {len(self.fields)}")

    def filled(self, values: Mapping[str, FieldValue]) -> "Form":
        """The same form with `values` standing in it."""
        return replace(self, fields=tuple(replace(f, value=values.get(f.key, f.value)) for f in self.fields))


def clean(text: str) -> str:
    """Normalise what a person typed: NFC, no control or direction-changing characters, no space at the ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in text if c in "\n\t" or (unicodedata.category(c) not in ("Cc", "Cs") and c not in _UNSEEN))
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def _line(text: str) -> str:
    """On one line, whatever was pasted: a name must not bring a second line into a card or a signed text."""
    return " ".join(text.split())


_UNSEEN = frozenset(
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\ufeff\u200b\u2060\u2800\u3164"
)
"""Characters that turn the direction of writing, and those that look like nothing and would pass for an answer."""


def check(form: Form, raw: Mapping[str, FieldValue]) -> tuple[dict[str, FieldValue], dict[str, Text]]:
    """Return the cleaned values and, by field key, what is wrong with them. Unknown keys are dropped."""
    values: dict[str, FieldValue] = {}
    errors: dict[str, Text] = {}
    for field in form.fields:
        value = raw.get(field.key, "")
        if field.kind == "choices":
            chosen = (value,) if isinstance(value, str) else value
            value = tuple(dict.fromkeys(v for v in chosen if v))
        elif isinstance(value, tuple):
            value = clean(value[0]) if value else ""
        else:
            value = clean(value)
        if field.kind in ("number", "year", "email") and isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).strip()  # typed with a Chinese keyboard: ２０１９, ＠
        if field.kind == "tags" and isinstance(value, str):
            value = ", ".join(dict.fromkeys(t for t in (_line(p) for p in re.split(r"[,;，；、\n]", value)) if t))
        if field.kind in ("text", "email", "url") and isinstance(value, str):
            value = _line(value)
        values[field.key] = value
        problem = _problem(field, value)
        if problem:
            errors[field.key] = problem
    return values, errors


def _problem(field: Field, value: FieldValue) -> Text:
    if not value:
        return _("Please fill this in.") if field.required else ""
    if isinstance(value, tuple) or field.kind == "choice":
        return _choice_problem(field, value)
    if field.kind in ("number", "year"):
        return _number_problem(field, value)
    if len(value) > min(field.maximum, HARD_MAXIMUM):
        return _(
            "At most {max} characters; this has {count}.",
            max=str(min(field.maximum, HARD_MAXIMUM)),
            count=str(len(value)),
        )
    if field.kind == "email" and not _EMAIL.fullmatch(value):
        return _("This does not look like an e-mail address (name@school.example).")
    if field.kind == "url" and not _URL.fullmatch(value):
        return _("Please give the whole address, starting with https://")
    return _length_problem(field, value)


def _length_problem(field: Field, value: str) -> Text:
    han = len(_HAN.findall(value))
    if field.minimum and len(value) < field.minimum and not (field.minimum_han and han >= field.minimum_han):
        if field.minimum_han:
            return _(
                "A little more, please: at least {min} characters, or {han} in Chinese. This has {count}.",
                min=str(field.minimum),
                han=str(field.minimum_han),
                count=str(len(value)),
            )
        return _(
            "A little more, please: at least {min} characters. This has {count}.",
            min=str(field.minimum),
            count=str(len(value)),
        )
    return ""


def _choice_problem(field: Field, value: FieldValue) -> Text:
    chosen = (value,) if isinstance(value, str) else value
    known = {option.value for option in field.options}
    if any(v not in known for v in chosen):
        return _("Please choose from the list.")
    if len(chosen) > field.maximum:
        return _("Please choose at most {max}.", max=str(field.maximum))
    if len(chosen) < field.minimum:
        return _("Please choose at least {min}.", min=str(field.minimum))
    return ""


def _number_problem(field: Field, value: str) -> Text:
    if not re.fullmatch(r"-?[0-9]{1,100}", value):
        return _("Please write a year such as 2019.") if field.kind == "year" else _("Please write a number.")
    if field.kind == "year":
        low, high = field.minimum or 1900, min(field.maximum, 2100)
        wrong = _("Please give a year from {low} to {high}.", low=str(low), high=str(high))
    else:
        low, high = field.minimum, field.maximum
        if low and not field.required and int(value) < low:
            return _("At least {low}, or leave it empty.", low=str(low))
        wrong = _("Please give a number from {low} to {high}.", low=str(low), high=str(high))
    return "" if low <= int(value) <= high else wrong
