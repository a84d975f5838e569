"""The register's table of what it can do; it has no commands of its own."""

from bot.routing import Feature

feature = Feature("register")
