"""Meetings: called by form or by the rule of a series, with an agenda that members help to make.

What they share with events (answers, seats, reminders, cards) is the feature `gatherings`.
"""

from bot.features.meetings import (
    agenda,
    announcing,
    commands,
    editing,
    hours,
    items,
    notices,
    planning,
    proposing,
    series,
    watching,
    ways,
)
from bot.features.meetings.routes import feature

__all__ = [
    "agenda", "announcing", "commands", "editing", "feature", "hours", "items", "notices", "planning", "proposing",
    "series", "watching", "ways",
]  # fmt: skip
