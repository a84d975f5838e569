"""Routes about members of a guild and the roles they carry."""

from sandbox.discord import changes, wire
from sandbox.discord.errors import forbidden, unknown
from sandbox.discord.model import Member, Role
from sandbox.discord.permissions import top_role
from sandbox.discord.rest.call import NO_CONTENT, Answer, Call, Routes, snowflake

routes = Routes()


def member(call: Call) -> Member:
    """The member of the address; someone who left is unknown."""
    found = call.guild.members.get(snowflake(call.params["user_id"], 10007))
    if found is None:
        raise unknown(10007)
    return found


def below_me(call: Call, role: Role) -> Role:
    """A role the bot may hand out: not managed, and strictly below its own highest."""
    if role.managed or role.id == call.guild.id or role.position >= top_role(call.guild, call.world.bot.id):
        raise forbidden(50013)
    return role


def role(call: Call, role_id: str) -> Role:
    found = call.guild.roles.get(snowflake(role_id, 10011))
    if found is None:
        raise unknown(10011)
    return found


@routes("GET", "/guilds/{guild_id}/members")
def listing(call: Call) -> Answer:
    """A page of members by id. Needs the privileged members intent to be switched on for the application."""
    if not call.service.gateway.privileged & 2:
        raise forbidden(50001)
    limit, after = call.number("limit", 1, 1, 1000), int(call.query.get("after") or 0)
    found = sorted(one for one in call.guild.members if one > after)[:limit]
    return 200, [wire.member(call.world, call.guild.members[one]) for one in found]


@routes("GET", "/guilds/{guild_id}/members/search")
def search(call: Call) -> Answer:
    text, limit = call.query.get("query", "").lower(), call.number("limit", 1, 1, 1000)
    found = [
        one
        for one in call.guild.members.values()
        if call.world.users[one.user_id].username.lower().startswith(text)
        or call.world.name_of(one.user_id, call.guild.id).lower().startswith(text)
    ]
    return 200, [wire.member(call.world, one) for one in found[:limit]]


@routes("GET", "/guilds/{guild_id}/members/{user_id}")
def get(call: Call) -> Answer:
    return 200, wire.member(call.world, member(call))


@routes("PATCH", "/guilds/{guild_id}/members/@me")
def edit_me(call: Call) -> Answer:
    call.need("change_nickname")
    mine = call.guild.members[call.world.bot.id]
    mine.nick = call.body.get("nick") or None
    changes.member_changed(call.world, call.guild, mine)
    return 200, wire.member(call.world, mine)


@routes("PATCH", "/guilds/{guild_id}/members/{user_id}")
def edit(call: Call) -> Answer:
    """Nickname and the whole set of roles; every role that changes must stand below the bot's highest."""
    one, body = member(call), call.body
    wanted = {role(call, str(each)).id for each in body["roles"]} if body.get("roles") is not None else one.roles
    if wanted != one.roles:
        call.need("manage_roles")
        for each in wanted ^ one.roles:
            below_me(call, call.guild.roles[each])
    if "nick" in body:
        call.need("manage_nicknames")
        if top_role(call.guild, one.user_id) >= top_role(call.guild, call.world.bot.id):
            raise forbidden(50013)
        one.nick = body["nick"] or None
    one.roles = set(wanted)
    changes.member_changed(call.world, call.guild, one)
    return 200, wire.member(call.world, one)


@routes("PUT", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}")
def give(call: Call) -> Answer:
    one, given = member(call), role(call, call.params["role_id"])
    call.need("manage_roles")
    below_me(call, given)
    if given.id not in one.roles:
        one.roles.add(given.id)
        changes.member_changed(call.world, call.guild, one)
    return NO_CONTENT


@routes("DELETE", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}")
def take(call: Call) -> Answer:
    one, taken = member(call), role(call, call.params["role_id"])
    call.need("manage_roles")
    below_me(call, taken)
    if taken.id in one.roles:
        one.roles.discard(taken.id)
        changes.member_changed(call.world, call.guild, one)
    return NO_CONTENT


@routes("DELETE", "/guilds/{guild_id}/members/{user_id}")
def kick(call: Call) -> Answer:
    one = member(call)
    call.need("kick_members")
    if top_role(call.guild, one.user_id) >= top_role(call.guild, call.world.bot.id):
        raise forbidden(50013)
    changes.leave(call.world, call.guild, one.user_id)
    return NO_CONTENT
