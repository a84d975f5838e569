"""Reminders people set for themselves: `/reminder add tomorrow at 8 call Wei`, listed, put off, deleted, coming again.

Told once, by the best route, at the minute that was asked for; nobody else ever sees them.
"""

from bot.features.reminders import adding as adding
from bot.features.reminders import keeping as keeping
from bot.features.reminders import telling as telling
from bot.features.reminders.routes import feature as feature
