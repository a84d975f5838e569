"""The simulated platform with somebody on it, for every test in this folder."""

from tests.sandbox.discord.rig import stage

__all__ = ["stage"]
