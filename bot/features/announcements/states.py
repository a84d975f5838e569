"""The ways of an announcement, from the first word to the last reader."""

from typing import Literal, TypeAlias

from bot.lifecycle import Lifecycle
from bot.ui.text import _

State: TypeAlias = Literal["draft", "awaiting_approval", "approved", "scheduled", "sending", "sent", "retracted"]

UNSENT: tuple[State, ...] = ("draft", "awaiting_approval", "approved", "scheduled")
"""Nobody has read it yet: whom it reaches and where can still be changed."""

OUT: tuple[State, ...] = ("sending", "sent")
"""People read it, or will in a moment: words change everywhere, and it can only be taken back."""

LIFECYCLE: Lifecycle[State] = Lifecycle(
    "draft",
    {
        "draft": _("being written"),
        "awaiting_approval": _("waiting for approval"),
        "approved": _("approved, not yet sent"),
        "scheduled": _("scheduled"),
        "sending": _("being sent"),
        "sent": _("sent"),
        "retracted": _("retracted"),
    },
    [
        ("submit", ["draft"], "awaiting_approval"),
        ("send_back", ["awaiting_approval"], "draft"),
        ("approve", ["awaiting_approval"], "approved"),
        ("rework", ["awaiting_approval", "approved", "scheduled"], "draft"),
        ("schedule", ["draft", "approved", "scheduled"], "scheduled"),
        ("unschedule", ["scheduled"], "approved"),
        ("send", ["draft", "approved", "scheduled"], "sending"),
        ("arrive", ["sending"], "sent"),
        ("retract", [*UNSENT, *OUT], "retracted"),
    ],
)
