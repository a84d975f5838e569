"""The ways of an application, from the first answer to the decision and, where it comes to that, the appeal."""

from typing import Literal, TypeAlias

from bot.lifecycle import Lifecycle
from bot.ui.text import _

State: TypeAlias = Literal[
    "draft", "submitted", "screening", "info_requested", "under_review", "recommended", "deferred", "appealed",
    "approved", "awaiting_agreement", "enrolled", "declined", "withdrawn", "withdrawn_silent", "expired",
]  # fmt: skip

OPEN: tuple[State, ...] = (
    "draft", "submitted", "screening", "info_requested", "under_review", "recommended", "deferred", "appealed",
    "approved", "awaiting_agreement",
)  # fmt: skip
"""A holder has at most one application in these states (INV-02)."""

UNDECIDED: tuple[State, ...] = (
    "submitted", "screening", "info_requested", "under_review", "recommended", "deferred", "appealed",
)  # fmt: skip
"""Sent, and waiting for the network."""

IN_HAND: tuple[State, ...] = ("screening", "under_review", "recommended")
"""Claimed and with everything at hand: it can be asked about, recommended, decided."""

_WITHDRAWABLE: tuple[State, ...] = ("draft", *UNDECIDED)

LIFECYCLE: Lifecycle[State] = Lifecycle(
    "draft",
    {
        "draft": _("being filled in"),
        "submitted": _("waiting to be taken up"),
        "screening": _("being read"),
        "info_requested": _("waiting for an answer of the applicant"),
        "under_review": _("under review"),
        "recommended": _("reviewed, waiting for the decision"),
        "deferred": _("deferred"),
        "appealed": _("appealed"),
        "approved": _("approved"),
        "awaiting_agreement": _("approved, waiting for the agreement to be signed"),
        "enrolled": _("admitted"),
        "declined": _("declined"),
        "withdrawn": _("withdrawn"),
        "withdrawn_silent": _("closed, because a question stayed open"),
        "expired": _("expired unsent"),
    },
    [
        ("submit", ["draft"], "submitted"),
        ("expire", ["draft"], "expired"),
        ("claim", ["submitted"], "screening"),
        ("claim", ["appealed"], "under_review"),
        ("release", ["screening"], "submitted"),
        ("ask", IN_HAND, "info_requested"),
        ("answer", ["info_requested"], "screening"),
        ("answer_in_review", ["info_requested"], "under_review"),
        ("fall_silent", ["info_requested"], "withdrawn_silent"),
        ("review", ["screening", "under_review", "recommended"], "under_review"),
        ("recommend", ["screening", "under_review", "recommended"], "recommended"),
        ("approve", ["recommended"], "approved"),
        ("decline", ["recommended"], "declined"),
        ("defer", ["recommended"], "deferred"),
        ("resume", ["deferred"], "under_review"),
        ("await_agreement", ["approved"], "awaiting_agreement"),
        ("enrol", ["approved", "awaiting_agreement"], "enrolled"),
        ("appeal", ["declined"], "appealed"),
        ("withdraw", _WITHDRAWABLE, "withdrawn"),
    ],
)
"""Domain 2.3.1. Added to it: what was claimed can be released, and what was deferred is taken up again."""
