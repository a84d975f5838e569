"""The feature's table of what people can do here."""

from bot.routing import Feature

feature = Feature("events")
