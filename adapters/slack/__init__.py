"""Slack: payloads become interactions, replies become Block Kit, deliveries become Web API calls."""
