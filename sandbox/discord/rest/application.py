"""Routes about the application and its slash commands."""

from typing import Any

from sandbox.discord import wire
from sandbox.discord.errors import forbidden, unknown
from sandbox.discord.rest.call import NO_CONTENT, Answer, Call, Routes

routes = Routes()
JSON = dict[str, Any]
GLOBAL = "/applications/{application_id}/commands"
GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"


@routes("GET", "/applications/@me", "/oauth2/applications/@me")
def me(call: Call) -> Answer:
    world = call.world
    owner = world.users[call.service.owner_id]
    return 200, {
        "id": str(world.application_id),
        "name": world.application_name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": wire.user(world.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 1 << 15 if call.service.gateway.privileged & 2 else 0,
        "flags_new": "0",
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": wire.user(owner),
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
    }


def _commands(call: Call) -> list[JSON]:
    if call.params["application_id"] != str(call.world.application_id):
        raise forbidden(50001)
    return call.guild.commands if "guild_id" in call.params else call.world.commands


def _command(call: Call, body: JSON, old: JSON | None = None) -> JSON:
    world = call.world
    found: JSON = {
        "type": 1,
        "description": "",
        "name_localizations": None,
        "description_localizations": None,
        "default_member_permissions": None,
        "nsfw": False,
    }
    found |= {key: value for key, value in body.items() if value is not None or key in found}
    found["options"] = [_option(one) for one in body.get("options") or ()]
    if "guild_id" in call.params:
        found["guild_id"] = call.params["guild_id"]
        for key in ("contexts", "integration_types", "dm_permission"):
            found.pop(key, None)
    else:
        found.setdefault("integration_types", [0])
    found["id"] = old["id"] if old else str(world.new_id())
    rights = found["default_member_permissions"]
    found["default_member_permissions"] = None if rights is None else str(rights)
    return found | {"application_id": str(world.application_id), "version": str(world.new_id())}


def _option(body: JSON) -> JSON:
    found = {key: value for key, value in body.items() if value is not None}
    if "options" in found:
        found["options"] = [_option(one) for one in found["options"]]
    return found


@routes("GET", GLOBAL, GUILD)
def listing(call: Call) -> Answer:
    return 200, _commands(call)


@routes("PUT", GLOBAL, GUILD)
def overwrite(call: Call) -> Answer:
    """Replace all commands; one that keeps its name keeps its id."""
    commands = _commands(call)
    old = {(one["type"], one["name"]): one for one in commands}
    commands[:] = [_command(call, one, old.get((one.get("type", 1), one["name"]))) for one in call.body]
    call.world.changed()
    return 200, commands


@routes("POST", GLOBAL, GUILD)
def create(call: Call) -> Answer:
    commands = _commands(call)
    key = (call.body.get("type", 1), call.body["name"])
    old = next((one for one in commands if (one["type"], one["name"]) == key), None)
    made = _command(call, call.body, old)
    commands[:] = [one for one in commands if one is not old] + [made]
    return (200 if old else 201), made


@routes("GET", GLOBAL + "/{command_id}", GUILD + "/{command_id}")
def get(call: Call) -> Answer:
    for one in _commands(call):
        if one["id"] == call.params["command_id"]:
            return 200, one
    raise unknown(10063)


@routes("DELETE", GLOBAL + "/{command_id}", GUILD + "/{command_id}")
def delete(call: Call) -> Answer:
    commands, gone = _commands(call), get(call)[1]
    commands.remove(gone)
    call.world.changed()
    return NO_CONTENT
