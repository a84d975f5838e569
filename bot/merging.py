"""Forms over what is on record already: what two people change at a time is neither lost nor overwritten unseen.

Such a form remembers what stood in it when it was opened. Who leaves a field as it was does not undo what somebody else
wrote there meanwhile; who changes a field that somebody else changed too is told so, and what was typed is kept.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.context import Context
from bot.drafts import Draft
from bot.errors import Invalid
from bot.interactions import FieldValue
from bot.ui.text import Text, _, join, shortened

WAS = "was."
"""How the keys begin under which a draft keeps what stood in the form when it was opened."""

QUOTED = 200
"""Characters of what somebody else wrote that are shown beside a field, where long texts have no room."""


def as_it_is(today: Mapping[str, FieldValue]) -> dict[str, FieldValue]:
    """What to open a form with."""
    return {**today, **{f"{WAS}{key}": value for key, value in today.items()}}


def merged(
    ctx: Context, draft: Draft, typed: Mapping[str, FieldValue], today: Mapping[str, FieldValue]
) -> dict[str, FieldValue]:
    """What was typed, over what stands there `today`; Invalid at each field that somebody else has changed as well.

    Sent once more it takes the place of what the other wrote.
    """
    was = {key: draft.values.get(f"{WAS}{key}", now) for key, now in today.items()}
    own = {key for key in typed if key in today and typed[key] != was[key]}
    both = {key for key in own if today[key] not in (was[key], typed[key])}
    if both:
        # what was emptied beside it may belong to it, as a subject to its text: it comes back with the next sending
        both |= {key for key in typed if key in today and typed[key] and was[key] and not today[key]}
        ctx.draft = replace(draft, values={**draft.values, **{f"{WAS}{key}": today[key] for key in both}})
        raise Invalid({key: _changed_too(today[key]) for key in both})
    return {**today, **{key: typed[key] for key in own}}


def _changed_too(now: FieldValue) -> Text:
    text = shortened(now, QUOTED) if isinstance(now, str) else join(now)
    if not text:
        return _("Somebody else has emptied this meanwhile. Send it again to put yours there.")
    return _("Somebody else has changed this meanwhile, to: {now}. Send it again to put yours in its place.", now=text)
