"""REST v10 of the simulated Discord: one module per noun, one server that checks and dispatches."""

from sandbox.discord.rest import (
    application,
    callbacks,
    channels,
    events,
    guilds,
    members,
    messages,
    reactions,
    roles,
    threads,
    users,
)

ROUTES = [
    *users.routes,
    *application.routes,
    *guilds.routes,
    *members.routes,
    *roles.routes,
    *events.routes,
    *channels.routes,
    *messages.routes,
    *reactions.routes,
    *threads.routes,
    *callbacks.routes,
]
