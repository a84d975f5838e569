"""Forms as HTML: every kind of field, filled with what stands in it, and what is wrong said beside the field."""

from collections.abc import Mapping
from html import escape
from typing import assert_never

from adapters.html import html, words
from adapters.web.inbound import FORM
from adapters.web.limits import RADIO
from adapters.web.searching import FIELD, PICK, drawn_search
from bot.forms import Field, Form
from bot.i18n import Reader
from bot.ui.text import Text, _

CHOOSE = _("Choose")


def hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'


def drawn_form(form: Form, errors: Mapping[str, Text], token: str, reader: Reader) -> tuple[list[str], str]:
    """The parts of the page, and its title. The browser checks nothing, so that we say what is wrong in our words."""
    title, look = reader.plain(form.title), _("Please look at the marked fields.")
    parts = [f"<h1>{words(title)}</h1>"]
    if errors:
        parts.append(f'<p class="wrong" role="alert">{html(look, reader)}</p>')
    if form.intro:
        parts.append(f"<p>{html(form.intro, reader)}</p>")
    known = {field.key for field in form.fields}
    parts += [f'<p class="wrong">{html(text, reader)}</p>' for key, text in errors.items() if key not in known]
    fields = "".join(_field(field, errors.get(field.key, ""), reader) for field in form.fields)
    submit = f'<button class="primary">{html(form.submit, reader)}</button>'
    parts.append(f'<form method="post" novalidate>{hidden(FORM, token)}{fields}<div class="row">{submit}</div></form>')
    return parts, title


def _field(field: Field, error: Text, reader: Reader) -> str:
    key = escape(field.key)
    label = words(reader.plain(field.label if field.required else _("{label} (optional)", label=field.label)))
    hint = f'<div class="hint" id="{key}-hint">{html(field.hint, reader)}</div>' if field.hint else ""
    wrong = f'<div class="wrong" id="{key}-wrong">{html(error, reader)}</div>' if error else ""
    told = " ".join(f"{key}-{part}" for part, there in (("wrong", wrong), ("hint", hint)) if there)
    marks = (f' aria-describedby="{told}"' if told else "") + (' aria-invalid="true"' if error else "")
    if field.kind == "search":
        return drawn_search(field, label, hint + wrong, marks, _picks(field, reader), reader)
    if field.kind == "choices" or (field.kind == "choice" and len(field.options) <= RADIO):
        picks = "".join(_picks(field, reader))
        return f"<fieldset{marks}><legend>{label}</legend>{hint}{wrong}{picks}</fieldset>"
    return f'<div class="field"><label for="{key}">{label}</label>{hint}{wrong}{_input(field, marks, reader)}</div>'


def _chosen(field: Field) -> tuple[str, ...]:
    return (field.value,) if isinstance(field.value, str) else field.value


def _picks(field: Field, reader: Reader) -> list[str]:
    kind = "checkbox" if field.kind == "choices" else "radio"
    name = (PICK if field.kind == "search" else FIELD) + escape(field.key)
    return [
        f'<label class="pick"><input type="{kind}" name="{name}" value="{escape(option.value)}"'
        f"{' checked' if option.value in _chosen(field) else ''}> {html(option.label, reader)}"
        + (f' <span class="hint">{html(option.description, reader)}</span>' if option.description else "")
        + "</label>"
        for option in field.options
    ]


def _input(field: Field, marks: str, reader: Reader) -> str:
    key = escape(field.key)
    named = f'id="{key}" name="{FIELD}{key}"{marks}'
    value = field.value if isinstance(field.value, str) else ", ".join(field.value)
    match field.kind:
        case "longtext":
            return f"<textarea {named}>\n{escape(value)}</textarea>"
        case "choice" | "choices":
            options = "".join(
                f'<option value="{escape(option.value)}"{" selected" if option.value in _chosen(field) else ""}>'
                f"{words(reader.plain(option.label))}</option>"
                for option in field.options
            )
            return f'<select {named}><option value="">{words(reader.plain(CHOOSE))}</option>{options}</select>'
        case "email" | "url":
            return f'<input type="{field.kind}" {named} value="{escape(value)}">'
        case "number" | "year":
            return f'<input type="text" inputmode="numeric" {named} value="{escape(value)}">'
        case "text" | "tags" | "search":
            return f'<input type="text" {named} value="{escape(value)}">'
        case _:
            assert_never(field.kind)
