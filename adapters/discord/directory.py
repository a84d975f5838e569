"""What a guild looks like to Convenor: channels, roles, and what stands in its way, in words with the cure."""

import json
import logging

import discord

from adapters.discord.manifest import MENTION_ALL, NAMES, PERMISSIONS, may_ring
from bot.access import PROJECTED
from bot.i18n import Reader, best_language
from bot.people import Role
from bot.ui.text import Text, _

log = logging.getLogger("convenor.discord")

SENDER = "discord"
OURS = frozenset(role.value for role in PROJECTED)
"""Names of roles that Convenor gives."""


async def snapshot(guild: discord.Guild) -> dict[str, str]:
    """The data of a `connected` event. The guild's owner stands for who brought us in."""
    channels = {str(channel.id): channel.name for channel in guild.text_channels}
    everybody = guild.default_role
    opened = [str(each.id) for each in guild.text_channels if each.permissions_for(everybody).view_channel]
    roles = {str(role.id): role.name for role in guild.roles if not role.is_default() and not role.managed}
    return {
        "name": guild.name,
        "sender": SENDER,
        "channels": json.dumps(channels, ensure_ascii=False),
        "open": json.dumps(opened),
        "roles": json.dumps(roles, ensure_ascii=False),
        "problems": json.dumps(problems(guild), ensure_ascii=False),
        "installer": str(guild.owner_id or ""),
        "installer_name": await _name_of(guild, guild.owner_id),
    }


async def _name_of(guild: discord.Guild, user: int | None) -> str:
    """As the guild calls that person; "" when Discord does not tell."""
    try:
        return (await guild.fetch_member(user)).display_name if user else ""
    except discord.HTTPException as error:
        log.info("no word about the owner of %s: %s", guild.id, error)
        return ""


def problems(guild: discord.Guild) -> list[str]:
    """What would fail later, each with what to do about it, in the guild's language."""
    reader = Reader(best_language(guild.preferred_locale.value))
    return [reader.plain(problem) for problem in _problems(guild)]


def _problems(guild: discord.Guild) -> list[Text]:
    me = guild.me
    if me is None:  # pyright: ignore[reportUnnecessaryComparison] - it is while the guild is being left
        return []
    held = me.guild_permissions
    found: list[Text] = [
        _("Convenor may not “{permission}”. Switch it on in Server Settings > Roles > {role}.",
          permission=NAMES[name], role=me.top_role.name)
        for name in PERMISSIONS if not getattr(held, name)
    ]  # fmt: skip
    found += [
        _("The role {mine} stands below {role}, so Convenor cannot give {role} to anybody. "
          "Drag {mine} above {role} in Server Settings > Roles.", mine=me.top_role.name, role=role.name)
        for role in guild.roles
        if role.name.casefold() in OURS and not role.managed and role >= me.top_role
    ]  # fmt: skip
    found += [] if may_ring(held.value) else [
        _("Announcements name {role} and ring at nobody. If they are to ring, switch on “Allow anyone to @mention this "
          "role” for {role} in Server Settings > Roles, or “{permission}” for {mine}.",
          role=role.name, permission=MENTION_ALL, mine=me.top_role.name)
        for role in guild.roles if role.name.casefold() == Role.MEMBER.value and not role.mentionable
    ]  # fmt: skip
    return found
