"""Routes about scheduled events of a guild."""

from datetime import datetime
from typing import Any

from sandbox.discord import wire, wire_guild
from sandbox.discord.changes import EVENTS
from sandbox.discord.errors import invalid
from sandbox.discord.model import ScheduledEvent
from sandbox.discord.rest.call import NO_CONTENT, Answer, Call, Routes

routes = Routes()
LIST = "/guilds/{guild_id}/scheduled-events"
ONE = LIST + "/{guild_scheduled_event_id}"
EXTERNAL = 3
# From which status an event may go to which: scheduled, active, completed, cancelled.
STATUS = {1: {2, 4}, 2: {3}, 3: set[int](), 4: set[int]()}


def _check(call: Call, event: ScheduledEvent) -> None:
    start = datetime.fromisoformat(event.start)
    end = datetime.fromisoformat(event.end) if event.end else None
    if event.status == 1 and start <= call.world.clock.now():
        text = "Cannot schedule event in the past."
        raise invalid(("scheduled_start_time",), "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", text)
    if end and end <= start:
        text = "End time must be after start time."
        raise invalid(("scheduled_end_time",), "GUILD_SCHEDULED_EVENT_END_BEFORE_START", text)
    if event.entity_type == EXTERNAL:
        if end is None:
            raise invalid(("scheduled_end_time",), "BASE_TYPE_REQUIRED", "This field is required")
        if not event.location:
            raise invalid(("entity_metadata", "location"), "BASE_TYPE_REQUIRED", "This field is required")
    elif event.channel_id not in call.guild.channels:
        raise invalid(("channel_id",), "BASE_TYPE_REQUIRED", "This field is required")


def _tell(call: Call, name: str, event: ScheduledEvent) -> dict[str, Any]:
    found = wire_guild.event(call.world, event)
    call.world.dispatch(name, found, EVENTS)
    return found


@routes("GET", LIST)
def listing(call: Call) -> Answer:
    return 200, [wire_guild.event(call.world, one) for one in call.guild.events.values()]


@routes("POST", LIST)
def create(call: Call) -> Answer:
    call.need("create_events")
    body = call.body
    event = ScheduledEvent(
        id=call.world.new_id(),
        guild_id=call.guild.id,
        creator_id=call.world.bot.id,
        name=body["name"],
        description=body.get("description"),
        start=body["scheduled_start_time"],
        end=body.get("scheduled_end_time"),
        entity_type=body["entity_type"],
        channel_id=int(body["channel_id"]) if body.get("channel_id") else None,
        location=(body.get("entity_metadata") or {}).get("location"),
    )
    _check(call, event)
    call.guild.events[event.id] = event
    return 200, _tell(call, "GUILD_SCHEDULED_EVENT_CREATE", event)


@routes("GET", ONE)
def get(call: Call) -> Answer:
    return 200, wire_guild.event(call.world, call.world.event(call.guild, call.params["guild_scheduled_event_id"]))


@routes("PATCH", ONE)
def edit(call: Call) -> Answer:
    call.need("manage_events")
    event, body = call.world.event(call.guild, call.params["guild_scheduled_event_id"]), call.body
    status = body.get("status")
    if status is not None and status != event.status and status not in STATUS[event.status]:
        raise invalid(("status",), "TRANSITION_INVALID_GUILD_SCHEDULED_EVENT_STATUS", "Invalid status transition")
    if event.status in (3, 4):
        raise invalid((), "UPDATE_FINISHED_EVENT", "Cannot update a finished event")
    before = {name: getattr(event, name) for name in ("name", "description", "start", "end", "location", "status")}
    event.name = body.get("name") or event.name
    if "description" in body:
        event.description = body["description"]
    event.start = body.get("scheduled_start_time") or event.start
    event.end = body.get("scheduled_end_time") or event.end
    event.location = (body.get("entity_metadata") or {}).get("location") or event.location
    event.status = status or event.status
    try:
        _check(call, event)
    except Exception:
        for name, value in before.items():
            setattr(event, name, value)
        raise
    return 200, _tell(call, "GUILD_SCHEDULED_EVENT_UPDATE", event)


@routes("DELETE", ONE)
def delete(call: Call) -> Answer:
    call.need("manage_events")
    event = call.world.event(call.guild, call.params["guild_scheduled_event_id"])
    del call.guild.events[event.id]
    _tell(call, "GUILD_SCHEDULED_EVENT_DELETE", event)
    return NO_CONTENT


@routes("GET", ONE + "/users")
def interested(call: Call) -> Answer:
    event = call.world.event(call.guild, call.params["guild_scheduled_event_id"])
    return 200, [
        {
            "guild_scheduled_event_id": str(event.id),
            "user_id": str(one),
            "user": wire.user(call.world.users[one]),
            "response": 1,
        }
        for one in event.interested
    ]
