"""The workspace the Slack tests play in."""

from tests.adapters.slack.rig import rig

__all__ = ["rig"]
