"""The fixtures of the web room's tests."""

from tests.adapters.web.rig import clock, room, shen

__all__ = ["clock", "room", "shen"]
