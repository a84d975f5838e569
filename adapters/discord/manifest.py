"""What Convenor asks for when it is invited, and why; nothing more."""

from typing import Final
from urllib.parse import urlencode

import discord

SCOPES: Final = {"bot": "to be a member of the guild", "applications.commands": "to offer slash commands"}

PERMISSIONS: Final = {
    "view_channel": "to see the channels it posts in, and to find them by name",
    "send_messages": "to post cards, announcements and reminders",
    "send_messages_in_threads": "to answer where somebody works in a thread",
    "embed_links": "to show links as links",
    "attach_files": "to hand over calendar files and exports",
    "read_message_history": "to find its own posts again, so that nothing is sent twice after a crash",
    "manage_roles": "to give members their role and to take it back",
    "manage_channels": "to create the network's channels when an administrator asks for it",
    "create_events": "to show meetings and events in the server's own calendar, and to keep them in step",
}
"""Permissions by Discord's name, each with its reason."""

NAMES: Final = {
    "view_channel": "View Channels",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "embed_links": "Embed Links",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
    "manage_roles": "Manage Roles",
    "manage_channels": "Manage Channels",
    "create_events": "Create Events",
}
"""How Discord's settings call them."""

MENTION_ALL: Final = "Mention @everyone, @here, and All Roles"
"""Not asked for: a member role that may be mentioned by anyone rings without it."""

INTENTS: Final = {"Server Members Intent": "to greet newcomers and to know who has left"}
"""Switches on the application's Bot page that must be on."""


def permissions() -> discord.Permissions:
    return discord.Permissions(**dict.fromkeys(PERMISSIONS, True))


def lacking(held: int) -> list[str]:
    """The permissions that are asked for and not among those held, as Discord's settings call them."""
    mine = discord.Permissions(held)
    return [] if mine.administrator else [NAMES[name] for name in PERMISSIONS if not getattr(mine, name)]


def may_ring(held: int) -> bool:
    """Whether those permissions let a mention ring at any role."""
    mine = discord.Permissions(held)
    return mine.administrator or mine.mention_everyone


def invite(application: int | str) -> str:
    """The address at which somebody who manages a guild lets Convenor in."""
    query = {"client_id": str(application), "scope": " ".join(SCOPES), "permissions": str(permissions().value)}
    return f"https://discord.com/oauth2/authorize?{urlencode(query)}"


def explain(application: str) -> str:
    """The invite address with every permission, switch and its reason, for somebody to read."""
    address = invite(application or "YOUR-APPLICATION-ID")
    reasons = (f"  {NAMES[name]:<26} {why}" for name, why in PERMISSIONS.items())
    switches = (f"  {name:<26} {why}" for name, why in INTENTS.items())
    return "\n".join(
        ("Open this address and choose your server:", "", f"  {address}", "", "It asks for:", *reasons, "",
         "Switch on first, on the application's Bot page:", *switches)
    )  # fmt: skip
