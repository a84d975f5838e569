"""The feature that the handlers register with."""

from bot.routing import Feature

feature = Feature("calendar")
