"""Every night: what has had its time is deleted. Nobody has to ask for it, and nobody is told."""

from bot.features.housekeeping.handlers import feature as feature
