"""Fields that search: what was typed into them is looked up when the form is sent.

Slack completes such a field while one types and sends what was picked. A page and a form on Discord can only take text,
so there one hit is taken, and several are offered in the field itself when the form comes back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.context import Context
from bot.forms import Field, Form, clean
from bot.interactions import FieldValue
from bot.permissions import may
from bot.ui.blocks import Option
from bot.ui.text import Text, _, shortened

MOST = 25
LONGEST = 100
FROM_THE_LIST = _("Choose somebody from the list, please.")
"""What a feature says when it knows nobody by the value of such a field."""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What was meant by what was sent: all `values`, with the hit in the place of the words it was found by.

    `form` offers in its fields what was found. `unclear` says by field that several fit, `unknown` that nothing does;
    the feature may know it all the same.
    """

    form: Form
    values: Mapping[str, FieldValue]
    unclear: Mapping[str, Text]
    unknown: Mapping[str, Text]

    def said(self, errors: Mapping[str, Text]) -> dict[str, Text]:
        """The errors, with the reason in the place of `FROM_THE_LIST`."""
        return {key: self.unknown.get(key, said) if said == FROM_THE_LIST else said for key, said in errors.items()}


async def found(ctx: Context, source: str, text: str) -> tuple[Option, ...]:
    """What fits, none when the person may not look. Raises what the search's handler raises."""
    route = ctx.routes.searches.get(source)
    if route is None or not may(ctx.me, route[0], own=True, in_scope=True):
        return ()
    return (await route[1](ctx, text.strip()[:LONGEST]))[:MOST]


async def look_up(ctx: Context, form: Form, sent: Mapping[str, FieldValue]) -> LookedUp:
    """Look up every field that searches and does not understand words by itself."""
    values, unclear, unknown = dict(sent), dict[str, Text](), dict[str, Text]()
    asked = await offering(ctx, form.filled({f.key: _text(sent.get(f.key, "")) for f in form.fields if _searches(f)}))
    for field in asked.fields:
        if _searches(field) and (text := _text(field.value)):
            values[field.key] = text
            shown = shortened(text, LONGEST)
            if not field.options:
                why = _("Nothing is found under “{text}”. Look at the spelling, or type only a part of it.", text=shown)
                unknown[field.key] = why
            elif not any(option.value == text for option in field.options):
                unclear[field.key] = _("Several fit “{text}”. Choose the one you mean.", text=shown)
    return LookedUp(asked, values, unclear, unknown)


async def offering(ctx: Context, form: Form) -> Form:
    """The form with what fits the words that stand in it; where that is one thing, it stands in their place."""
    return replace(form, fields=tuple([await _offering(ctx, field) for field in form.fields]))


async def _offering(ctx: Context, field: Field) -> Field:
    text = _text(field.value)
    if not _searches(field) or not text:
        return field
    hits = await found(ctx, field.source, text)
    picked = [hit for hit in hits if hit.value == text]
    called = [hit for hit in hits if ctx.reader.plain(hit.label).casefold() == text.casefold()]
    meant = next((some[0].value for some in (picked, hits, called) if len(some) == 1), text)
    return replace(field, options=hits, value=meant)


def _searches(field: Field) -> bool:
    return field.kind == "search" and not field.free


def _text(value: FieldValue) -> str:
    return clean(value if isinstance(value, str) else next(iter(value), ""))
