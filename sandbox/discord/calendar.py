"""A guild's scheduled events as time goes by: those at some place begin and end by themselves."""

from datetime import datetime

from sandbox.discord import wire_guild
from sandbox.discord.changes import EVENTS
from sandbox.discord.model import Guild, ScheduledEvent
from sandbox.discord.state import World

SCHEDULED, ACTIVE, COMPLETED = 1, 2, 3
EXTERNAL = 3
OPEN = frozenset({SCHEDULED, ACTIVE})
MOST = 100
"""Open events of a guild."""


def tell(world: World, name: str, event: ScheduledEvent) -> dict[str, object]:
    """Send the gateway event; returns what it holds."""
    found = wire_guild.event(world, event)
    world.dispatch(name, found, EVENTS)
    return found


def go_on(world: World, guild: Guild) -> None:
    """Let begin and end what should have by now."""
    now = world.clock.now()
    for event in guild.events.values():
        before = event.status
        if event.status == SCHEDULED and datetime.fromisoformat(event.start) <= now:
            event.status = ACTIVE
        if event.status == ACTIVE and event.end and datetime.fromisoformat(event.end) <= now:
            event.status = COMPLETED
        if event.status != before:
            tell(world, "GUILD_SCHEDULED_EVENT_UPDATE", event)


def upcoming(world: World, guild: Guild) -> list[ScheduledEvent]:
    """What is to come or runs, nearest first."""
    go_on(world, guild)
    shown = (event for event in guild.events.values() if event.status in OPEN)
    return sorted(shown, key=lambda event: datetime.fromisoformat(event.start))


def mark_interest(world: World, guild: Guild, event: ScheduledEvent, user_id: int, *, interested: bool = True) -> None:
    """A person wishes to be reminded by the platform, or no longer."""
    others = [one for one in event.interested if one != user_id]
    event.interested = [*others, user_id] if interested else others
    data = {"guild_scheduled_event_id": str(event.id), "user_id": str(user_id), "guild_id": str(guild.id)}
    world.dispatch(f"GUILD_SCHEDULED_EVENT_USER_{'ADD' if interested else 'REMOVE'}", data, EVENTS)
