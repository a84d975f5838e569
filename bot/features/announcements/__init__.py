"""Announcements as objects: composed in every language of the network, looked at, sent, followed, taken back.

`states.py` draws the ways, `model.py` and `audience.py` hold the rules; other features come in by `api.py`.
"""

from bot.features.announcements import amend, compose, deciding, listing, looking, notices, reading, sending
from bot.features.announcements.routes import feature

__all__ = ["amend", "compose", "deciding", "feature", "listing", "looking", "notices", "reading", "sending"]
