"""Routes about the roles of a guild; hierarchy decides what the bot may touch."""

from typing import Any

from sandbox.discord import changes, wire
from sandbox.discord.errors import ApiError, forbidden
from sandbox.discord.permissions import EVERYONE, in_guild, top_role
from sandbox.discord.rest.call import NO_CONTENT, Answer, Call, Routes
from sandbox.discord.rest.members import below_me, role

routes = Routes()


def _permissions(call: Call, body: dict[str, Any], default: int) -> int:
    """What the role shall be able to do; the bot cannot give more than it has."""
    wanted = int(body["permissions"]) if body.get("permissions") is not None else default
    if wanted & ~default & ~in_guild(call.guild, call.world.bot.id):
        raise forbidden(50013)
    return wanted


@routes("GET", "/guilds/{guild_id}/roles")
def listing(call: Call) -> Answer:
    return 200, [wire.role(one) for one in call.guild.roles.values()]


@routes("GET", "/guilds/{guild_id}/roles/{role_id}")
def get(call: Call) -> Answer:
    return 200, wire.role(role(call, call.params["role_id"]))


@routes("POST", "/guilds/{guild_id}/roles")
def create(call: Call) -> Answer:
    call.need("manage_roles")
    if len(call.guild.roles) >= 250:
        raise ApiError(400, 30005)
    body = call.body or {}
    made = changes.add_role(
        call.world,
        call.guild,
        body.get("name") or "new role",
        _permissions(call, body, call.guild.roles[call.guild.id].permissions or EVERYONE),
        color=body.get("color") or (body.get("colors") or {}).get("primary_color") or 0,
        hoist=bool(body.get("hoist")),
        mentionable=bool(body.get("mentionable")),
    )
    return 200, wire.role(made)


@routes("PATCH", "/guilds/{guild_id}/roles/{role_id}")
def edit(call: Call) -> Answer:
    call.need("manage_roles")
    one, body = role(call, call.params["role_id"]), call.body
    if one.position >= top_role(call.guild, call.world.bot.id):
        raise forbidden(50013)
    one.permissions = _permissions(call, body, one.permissions)
    one.name = body.get("name") or one.name
    if body.get("color") is not None:
        one.color = body["color"]
    for key in ("hoist", "mentionable"):
        if body.get(key) is not None:
            setattr(one, key, body[key])
    changes.role_changed(call.world, call.guild, one)
    return 200, wire.role(one)


@routes("PATCH", "/guilds/{guild_id}/roles")
def move(call: Call) -> Answer:
    """New positions; neither the role nor its new place may reach the bot's highest role."""
    call.need("manage_roles")
    mine = top_role(call.guild, call.world.bot.id)
    wanted = [(role(call, str(one["id"])), one.get("position")) for one in call.body]
    if any(one.position >= mine or (place is not None and place >= mine) for one, place in wanted):
        raise forbidden(50013)
    for one, place in wanted:
        if place is not None and one.position != place:
            one.position = place
            changes.role_changed(call.world, call.guild, one)
    return 200, [wire.role(one) for one in call.guild.roles.values()]


@routes("DELETE", "/guilds/{guild_id}/roles/{role_id}")
def delete(call: Call) -> Answer:
    call.need("manage_roles")
    changes.delete_role(call.world, call.guild, below_me(call, role(call, call.params["role_id"])))
    return NO_CONTENT
