"""Routes about a guild: itself and its list of channels."""

from sandbox.discord import changes, wire, wire_guild
from sandbox.discord.errors import ApiError, invalid
from sandbox.discord.model import CATEGORY, FORUM, NEWS, TEXT, THREADS, Overwrite
from sandbox.discord.permissions import in_guild
from sandbox.discord.rest.call import NO_CONTENT, Answer, Call, Routes

routes = Routes()


@routes("GET", "/guilds/{guild_id}")
def get(call: Call) -> Answer:
    found = wire_guild.guild(call.guild)
    if call.query.get("with_counts") in ("true", "1"):
        found |= {"approximate_member_count": len(call.guild.members), "approximate_presence_count": 1}
    return 200, found


@routes("GET", "/guilds/{guild_id}/channels")
def listing(call: Call) -> Answer:
    """All channels, also those the bot cannot read, as the real one lists them."""
    return 200, [wire.channel(call.world, one) for one in call.guild.channels.values() if one.kind not in THREADS]


def overwrites(call: Call, allowed: int) -> dict[int, Overwrite]:
    """Overwrites of a request; a bot cannot hand out permissions it does not have itself."""
    found: dict[int, Overwrite] = {}
    for one in call.body.get("permission_overwrites") or ():
        over = Overwrite(int(one["id"]), int(one["type"]), int(one.get("allow") or 0), int(one.get("deny") or 0))
        if (over.allow | over.deny) & ~allowed:
            raise ApiError(403, 50013)
        known = call.world.guilds[call.channel.guild_id or 0] if "channel_id" in call.params else call.guild
        if over.id not in (known.roles if over.kind == 0 else known.members):
            raise ApiError(404, 10011 if over.kind == 0 else 10007)
        found[over.id] = over
    return found


@routes("POST", "/guilds/{guild_id}/channels")
def create(call: Call) -> Answer:
    call.need("manage_channels")
    guild, body = call.guild, call.body
    if len(guild.channels) >= 500:
        raise ApiError(400, 30013)
    kind = body.get("type") or TEXT
    if parent := body.get("parent_id"):
        found = guild.channels.get(int(parent))
        if found is None or found.kind != CATEGORY:
            raise invalid(("parent_id",), "CHANNEL_PARENT_INVALID", "Category does not exist")
    name = str(body["name"])
    if kind in (TEXT, NEWS, FORUM):
        name = "-".join(name.lower().split())
    made = changes.add_channel(
        call.world,
        guild,
        kind,
        name,
        parent_id=int(parent) if parent else None,
        topic=body.get("topic"),
        position=body["position"] if body.get("position") is not None else len(guild.channels),
        nsfw=bool(body.get("nsfw")),
        overwrites=overwrites(call, in_guild(guild, call.world.bot.id)),
        tags=tags(call),
    )
    return 201, wire.channel(call.world, made)


def tags(call: Call) -> list[dict[str, object]]:
    """Forum tags with ids; a tag that has one keeps it."""
    return [
        {
            "id": str(one.get("id") or call.world.new_id()),
            "name": one["name"],
            "moderated": bool(one.get("moderated")),
            "emoji_id": one.get("emoji_id"),
            "emoji_name": one.get("emoji_name"),
        }
        for one in call.body.get("available_tags") or ()
    ]


@routes("PATCH", "/guilds/{guild_id}/channels")
def reorder(call: Call) -> Answer:
    call.need("manage_channels")
    for one in call.body:
        channel = call.world.channel(one["id"])
        if one.get("position") is not None:
            channel.position = one["position"]
        if "parent_id" in one:
            channel.parent_id = int(one["parent_id"]) if one["parent_id"] else None
        changes.channel_changed(call.world, channel)
    return NO_CONTENT
