"""The feature that the files of this room register with."""

from bot.permissions import Permission
from bot.routing import Feature

feature = Feature("reminders")

MAY = Permission.KEEP_REMINDERS
