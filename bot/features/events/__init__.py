"""Webinars, lectures, conferences, trainings and what a network adds: planned, spoken at, published, looked back on.

What they share with meetings (answers, seats, reminders, the card) is the feature `gatherings`.
"""

from bot.features.events import afterwards, due, editing, notices, planning, publishing, showing, speakers, taking_part
from bot.features.events.routes import feature
from bot.features.gatherings import api as gatherings

gatherings.bring(
    "event", gatherings.Ways(showing.facts, showing.shown, due.lay_out, due.changed, planning.against, due.heard_by)
)

__all__ = [
    "afterwards",
    "due",
    "editing",
    "feature",
    "notices",
    "planning",
    "publishing",
    "showing",
    "speakers",
    "taking_part",
]
