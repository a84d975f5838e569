"""Fields that search, on a page without scripts: text to type, and when several fit, what was found to choose from."""

from collections.abc import Iterable, Mapping
from html import escape

from adapters.html import words
from bot.forms import Field
from bot.i18n import Reader
from bot.ui.text import _

FIELD = "f."
"""Before the keys of a form's fields, so that none can be taken for one of ours."""
PICK, LOOKED_UP = "pick.", "was."
"""Before the key of a field: what is picked of what was found, and the words it was found by."""

ANEW = _("None of these? Type it again")


def drawn_search(field: Field, label: str, told: str, marks: str, picks: Iterable[str], reader: Reader) -> str:
    """`told` is the hint and what is wrong, `marks` the attributes that point to them, `picks` what was found."""
    key = escape(field.key)
    standing = field.value if isinstance(field.value, str) else ""
    text = "" if any(option.value == standing for option in field.options) else standing
    named = f'type="text" id="{key}" name="{FIELD}{key}" value="{escape(text)}"'
    if not field.options:
        return f'<div class="field"><label for="{key}">{label}</label>{told}<input {named}{marks}></div>'
    looked_up = f'<input type="hidden" name="{LOOKED_UP}{key}" value="{escape(text)}">'
    again = f'<label for="{key}">{words(reader.plain(ANEW))}</label><input {named}>'
    return f"<fieldset{marks}><legend>{label}</legend>{told}{looked_up}{''.join(picks)}{again}</fieldset>"


def chosen(sent: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """By field, what was picked; not where other words stand in the field now than it was found by."""
    picked, was, typed = dict[str, str](), dict[str, str](), dict[str, str]()
    for name, value in sent:
        for before, found in ((PICK, picked), (LOOKED_UP, was), (FIELD, typed)):
            if name.startswith(before):
                found[name.removeprefix(before)] = value.strip()
    return {key: value for key, value in picked.items() if typed.get(key, "") in ("", was.get(key, ""))}
