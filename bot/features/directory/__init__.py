"""Find people and institutions, as far as they have opened themselves to members: `/member` and `/institution`."""

from bot.features.directory import editing, institutions, members
from bot.features.directory.routes import feature

__all__ = ["editing", "feature", "institutions", "members"]
