"""Convenor in Discord: what happens there becomes an interaction, what is answered becomes messages and modals."""

from adapters.discord.adapter import Discord, NotAccepted

__all__ = ["Discord", "NotAccepted"]
