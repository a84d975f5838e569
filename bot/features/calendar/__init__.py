"""Meetings and events in people's own calendar programs: a personal address to subscribe to, and public feeds."""

from bot.features.calendar import feeds, handlers
from bot.features.calendar.routes import feature

__all__ = ["feature", "feeds", "handlers"]
