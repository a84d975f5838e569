"""The membership register: institutions, memberships, posts, mandates and consents.

Other features reach it through `api.py`; it has no commands of its own.
"""

from bot.features.register import jobs, notices
from bot.features.register.routes import feature

__all__ = ["feature", "jobs", "notices"]
