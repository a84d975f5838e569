"""What every form over a gathering that exists asks for, and when none is opened any more."""

import re
from collections.abc import Mapping

from bot.errors import Invalid, Refused
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.particulars import Cost
from bot.interactions import FieldValue
from bot.ui.text import _

BELOW_NOTHING = re.compile(r"(?<![\w)])(?<!\d\s)[-−]\s?\d")
"""A number with a minus before it; the line between two numbers is none."""


def read_cost(typed: Mapping[str, FieldValue]) -> Cost | None:
    """What was typed into `cost` and `refund`; Invalid where only one of them was, or the cost is below 0 (INV-31)."""
    cost, refund = str(typed.get("cost", "")), str(typed.get("refund", ""))
    if BELOW_NOTHING.search(cost):
        raise Invalid({"cost": _("A cost cannot be less than nothing.")})
    if bool(cost) != bool(refund):
        missing = "refund" if cost else "cost"
        raise Invalid({missing: _("The cost and what is given back belong together: please fill in both, or neither.")})
    return Cost(cost, refund) if cost else None


def ensure_open(gathering: Gathering) -> None:
    """Refuse to change what is over or cancelled."""
    if gathering.state == "cancelled":
        raise Refused(_("{title} is cancelled: nothing about it can be changed.", title=gathering.title),
                      rule="cancelled")  # fmt: skip
    if gathering.is_over:
        raise Refused(_("It is over: nothing about it can be changed."), rule="over")
