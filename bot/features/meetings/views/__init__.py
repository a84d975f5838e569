"""What people see of meetings beyond what every gathering shows."""

from bot.features.meetings.views.agenda import (
    agenda_due,
    agenda_published,
    decline_item_form,
    edit_item_form,
    for_the_chair,
    item_answered,
    item_form,
    item_menu,
    item_taken,
    request,
    workbench,
)
from bot.features.meetings.views.examples import EXAMPLES
from bot.features.meetings.views.forms import (
    PARTS,
    WORDS,
    costs_form,
    decline_form,
    edit_form,
    fill_in_form,
    place_form,
    urgency_form,
    what_form,
    when_form,
)
from bot.features.meetings.views.planning import (
    Plan,
    against_time,
    announced,
    proposal,
    proposal_answered,
    read_back,
    saved,
)
from bot.features.meetings.views.series import clash, missing_quarter, other_hour, tools, unready

__all__ = [
    "EXAMPLES", "PARTS", "WORDS", "Plan", "against_time", "agenda_due", "agenda_published", "announced", "clash",
    "costs_form", "decline_form", "decline_item_form", "edit_form", "edit_item_form", "fill_in_form", "for_the_chair",
    "item_answered", "item_form", "item_menu", "item_taken", "missing_quarter", "other_hour", "place_form",
    "proposal", "proposal_answered", "read_back", "request", "saved", "tools", "unready", "urgency_form", "what_form",
    "when_form", "workbench",
]  # fmt: skip
