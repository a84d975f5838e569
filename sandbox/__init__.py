"""A simulated Slack workspace, Discord guild and mailbox, served over real HTTP and WebSockets.

The production adapters connect to it with their real client libraries. Nothing in here knows the product: it knows
what the platforms accept, refuse, forget and time out, and it knows people who type and press.
"""
