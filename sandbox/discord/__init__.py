"""A simulated Discord: REST, gateway and the people in front of it, served to a real client library."""

from sandbox.discord.desk import GuildDesk
from sandbox.discord.player import DiscordPlayer
from sandbox.discord.service import DiscordService

__all__ = ["DiscordPlayer", "DiscordService", "GuildDesk"]
