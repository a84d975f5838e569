"""Routes about scheduled events of a guild."""

from datetime import datetime

from sandbox.discord import wire, wire_guild
from sandbox.discord.calendar import EXTERNAL, MOST, go_on, tell, upcoming
from sandbox.discord.errors import ApiError, forbidden, invalid
from sandbox.discord.model import ScheduledEvent
from sandbox.discord.permissions import BITS, in_guild
from sandbox.discord.rest.call import NO_CONTENT, Answer, Call, Routes

routes = Routes()
LIST = "/guilds/{guild_id}/scheduled-events"
ONE = LIST + "/{guild_scheduled_event_id}"
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


def _found(call: Call) -> ScheduledEvent:
    """The event of the address, as far as the clock has brought it."""
    go_on(call.world, call.guild)
    return call.world.event(call.guild, call.params["guild_scheduled_event_id"])


def _need_for(call: Call, event: ScheduledEvent) -> None:
    """Whoever may create events may change the own ones; others' take more."""
    enough = ("create_events", "manage_events") if event.creator_id == call.world.bot.id else ("manage_events",)
    if not in_guild(call.guild, call.world.bot.id) & sum(BITS[name] for name in enough):
        raise forbidden(50013)


@routes("GET", LIST)
def listing(call: Call) -> Answer:
    return 200, [wire_guild.event(call.world, one) for one in upcoming(call.world, call.guild)]


@routes("POST", LIST)
def create(call: Call) -> Answer:
    call.need("create_events")
    if len(upcoming(call.world, call.guild)) >= MOST:
        raise ApiError(400, 30038)
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
    return 200, tell(call.world, "GUILD_SCHEDULED_EVENT_CREATE", event)


@routes("GET", ONE)
def get(call: Call) -> Answer:
    return 200, wire_guild.event(call.world, _found(call))


@routes("PATCH", ONE)
def edit(call: Call) -> Answer:
    event, body = _found(call), call.body
    _need_for(call, event)
    status = body.get("status")
    if status is not None and status != event.status and status not in STATUS[event.status]:
        raise invalid(("status",), "TRANSITION_INVALID_GUILD_SCHEDULED_EVENT_STATUS", "Invalid status transition")
    if event.status in (3, 4):
        raise ApiError(400, 180000)
    if event.status != 1 and "scheduled_start_time" in body:
        text = "The start of an event that runs cannot be changed."
        raise invalid(("scheduled_start_time",), "GUILD_SCHEDULED_EVENT_STARTED", text)
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
    return 200, tell(call.world, "GUILD_SCHEDULED_EVENT_UPDATE", event)


@routes("DELETE", ONE)
def delete(call: Call) -> Answer:
    event = _found(call)
    _need_for(call, event)
    del call.guild.events[event.id]
    tell(call.world, "GUILD_SCHEDULED_EVENT_DELETE", event)
    return NO_CONTENT


@routes("GET", ONE + "/users")
def interested(call: Call) -> Answer:
    event = _found(call)
    return 200, [
        {
            "guild_scheduled_event_id": str(event.id),
            "user_id": str(one),
            "user": wire.user(call.world.users[one]),
            "response": 1,
        }
        for one in event.interested
    ]
