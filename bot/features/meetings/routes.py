"""The table of what meetings can do; the files of the feature register with it."""

from bot.routing import Feature

feature = Feature("meetings")
