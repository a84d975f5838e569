"""The simulated platform with somebody on it, for every test in this folder."""

from tests.sandbox.slack.rig import stage

__all__ = ["stage"]
