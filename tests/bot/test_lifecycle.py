"""A state changes only along an arrow of its table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.i18n import Reader
from bot.lifecycle import Lifecycle
from bot.ui.text import _

LAMP: Lifecycle[str] = Lifecycle(
    "off",
    {"off": _("off"), "on": _("shining"), "broken": _("broken")},
    [("press", ["off"], "on"), ("press", ["on"], "off"), ("drop", ["on", "off"], "broken")],
)


def test_a_trigger_leads_where_the_table_says() -> None:
    assert LAMP.follow("press", LAMP.initial) == "on"
    assert LAMP.follow("press", "on") == "off"
    assert LAMP.follow("drop", "on") == "broken"


def test_the_refusal_names_the_present_state_and_the_trigger() -> None:
    with pytest.raises(Refused) as refused:
        LAMP.follow("press", "broken")
    assert Reader().plain(refused.value.reason) == "That is no longer possible: the state is now “broken”."
    assert refused.value.rule == "lifecycle:press"


@given(st.sampled_from(["press", "drop", "eat"]), st.sampled_from(["on", "off", "broken"]))
def test_permits_and_follow_agree(trigger: str, state: str) -> None:
    if LAMP.permits(trigger, state):
        assert LAMP.follow(trigger, state) in LAMP.labels
    else:
        with pytest.raises(Refused):
            LAMP.follow(trigger, state)


def test_a_final_state_has_no_way_out() -> None:
    assert [state for state in LAMP.labels if LAMP.final(state)] == ["broken"]


def test_a_state_without_a_label_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="burn: states without a label: \\['ash'\\]"):
        Lifecycle("off", {"off": _("off")}, [("burn", ["off"], "ash")])
