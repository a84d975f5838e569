"""Routes about accounts: the bot itself, other users, direct conversations, gateway addresses."""

from sandbox.discord import wire, wire_guild
from sandbox.discord.errors import invalid, unknown
from sandbox.discord.rest.call import Answer, Call, Routes, snowflake

routes = Routes()


@routes("GET", "/users/@me")
def me(call: Call) -> Answer:
    more = {"mfa_enabled": True, "locale": "en-US", "verified": True, "email": None, "premium_type": 0}
    return 200, wire.user(call.world.bot) | more


@routes("GET", "/users/@me/guilds")
def my_guilds(call: Call) -> Answer:
    return 200, [wire_guild.my_guild(call.world, one) for one in call.world.guilds.values() if one.bot_is_in]


@routes("DELETE", "/users/@me/guilds/{guild_id}")
def leave_guild(call: Call) -> Answer:
    call.service.desk(call.guild.id).remove_bot()
    return 204, None


@routes("GET", "/users/{user_id}")
def user(call: Call) -> Answer:
    found = call.world.users.get(snowflake(call.params["user_id"], 10013))
    if found is None:
        raise unknown(10013)
    return 200, wire.user(found)


@routes("POST", "/users/@me/channels")
def open_dm(call: Call) -> Answer:
    """Always the same conversation for the same person; opening it tells the person nothing."""
    user_id = int(call.body.get("recipient_id") or 0)
    if user_id not in call.world.users or user_id == call.world.bot.id:
        raise invalid(("recipient_id",), "INVALID_RECIPIENT", "Invalid Recipient(s)")
    return 200, wire.channel(call.world, call.world.dm_with(user_id))


@routes("GET", "/gateway")
def gateway(call: Call) -> Answer:
    return 200, {"url": call.service.gateway.url}


@routes("GET", "/gateway/bot")
def gateway_bot(call: Call) -> Answer:
    limit = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
    return 200, {"url": call.service.gateway.url, "shards": 1, "session_start_limit": limit}
