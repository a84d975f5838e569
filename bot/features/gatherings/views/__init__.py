"""What people see of meetings and events."""

from bot.features.gatherings.views.cards import begins, card, counts, entry, listing
from bot.features.gatherings.views.changing import (
    change_form,
    confirm_cancel,
    confirm_move,
    confirm_postpone,
    done_cancelled,
    done_changed,
    done_moved,
    done_postponed,
    move_form,
    place_fields,
    reason_form,
    seats_field,
    tell_button,
    told,
)
from bot.features.gatherings.views.examples import EXAMPLES
from bot.features.gatherings.views.organising import (
    DIETS,
    HEADS,
    catering,
    check_in,
    check_in_form,
    expected,
    heads,
    list_file,
    needs_form,
    needs_kept,
    order_of,
    so_far,
    standing,
    tools,
    totals_of,
    with_names,
)
from bot.features.gatherings.views.parts import (
    CONFIDENCE,
    MODES,
    POINTS,
    WISHES,
    city,
    facts,
    formerly,
    length,
    point_line,
    programme,
    provided,
    there,
    times,
)
from bot.features.gatherings.views.personal import (
    answer_for_form,
    calendar_file,
    changed,
    cost_question,
    invitation,
    nudge,
    offered,
    own,
    party_form,
    places_ended,
    recorded,
    reminder,
    settled,
)
from bot.ui.view import View

__all__ = [
    "CONFIDENCE", "DIETS", "EXAMPLES", "HEADS", "MODES", "POINTS", "WISHES", "View", "answer_for_form", "begins",
    "calendar_file", "card", "catering", "change_form", "changed", "check_in", "check_in_form", "city",
    "confirm_cancel", "confirm_move", "confirm_postpone", "cost_question", "counts", "done_cancelled",
    "done_changed", "done_moved", "done_postponed", "entry", "expected", "facts", "formerly", "heads",
    "invitation", "length", "list_file", "listing", "move_form", "needs_form", "needs_kept", "nudge", "offered",
    "order_of", "own", "party_form", "place_fields", "places_ended", "point_line", "programme", "provided",
    "reason_form", "recorded", "reminder", "seats_field", "settled", "so_far", "standing", "tell_button", "there",
    "times", "told", "tools", "totals_of", "with_names",
]  # fmt: skip
