"""What meetings and events have in common: a time and a place, answers and seats, needs, reminders, a living card.

It has no commands of its own; the features `meetings` and `events` reach it through `api.py`.
"""

from bot.features.gatherings import (
    answering,
    attendance,
    changing,
    editing,
    expanding,
    inviting,
    leaving,
    needs,
    notices,
    offering,
    postponing,
    reasons,
    rederiving,
)
from bot.features.gatherings.routes import feature

__all__ = [
    "answering", "attendance", "changing", "editing", "expanding", "feature", "inviting", "leaving", "needs", "notices",
    "offering", "postponing", "reasons", "rederiving",
]  # fmt: skip
