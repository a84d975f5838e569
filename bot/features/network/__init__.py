"""What the network is, where its office is and who chairs it: `/network about`, `secretariat`, `chair`."""

from bot.features.network.handlers import feature as feature
