"""The way in: `/convenor` shows what this person can do here, with buttons; `/convenor help` explains the commands.

The menu is made from the table of routes, so a new feature appears in it by itself.
"""

from bot.features.home.handlers import feature as feature
