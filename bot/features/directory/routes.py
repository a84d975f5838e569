"""The feature that the files beside this one register with."""

from bot.routing import Feature

feature = Feature("directory")
