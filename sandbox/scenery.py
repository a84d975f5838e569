"""Sets the scene: a Slack workspace and a Discord guild with the network's channels, roles and people in them."""

from collections.abc import Mapping, Sequence

from bot.access import PROJECTED, WELCOME, roles_for
from bot.profile.network import audience
from sandbox.discord import GuildDesk
from sandbox.discord.permissions import bits
from sandbox.people import Cast, SamplePerson
from sandbox.slack import SlackWorkspace

GENERAL = "general"
KEEPER = "Server keeper"
"""The Discord role of those who administer the server; Convenor has nothing to do with it."""
SLACK_LOCALES = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "ko": "ko-KR", "ja": "ja-JP", "es": "es-ES", "fr": "fr-FR"}
DISCORD_LOCALES = {
    "zh-Hans": "zh-CN",
    "zh-Hant": "zh-TW",
    "ko": "ko",
    "ja": "ja",
    "es": "es-ES",
    "fr": "fr",
    "da": "da",
}


def titles(person: SamplePerson) -> tuple[str, ...]:
    """The Discord roles a person carries: office and membership, as the product names them."""
    return tuple(role.capitalize() for role in PROJECTED if role in person.roles)


def welcome(person: SamplePerson, channel: str) -> bool:
    """Whether the person is among those a channel is for."""
    return any(role in WELCOME[audience(channel)] for role in person.roles)


def slack(ws: SlackWorkspace, people: Cast, channels: Mapping[str, str], *, furnished: bool) -> dict[str, str]:
    """Fill the workspace; returns the user id of each person by the person's id."""
    ws.add_channel(GENERAL, general=True)
    public = [name for key, name in channels.items() if audience(key) == "everyone"]
    for name in public:
        ws.add_channel(name)
    users = {one.id: _slack_user(ws, one, () if one.newcomer else public) for one in people.on("slack")}
    if furnished:
        for key, name in channels.items():
            if audience(key) != "everyone":
                inside = [users[one.id] for one in people if one.id in users and welcome(one, key)]
                ws.add_channel(name, private=True, members=inside)
    return users


def _slack_user(ws: SlackWorkspace, person: SamplePerson, channels: Sequence[str]) -> str:
    admin = "admin" in person.roles
    user = ws.add_user(
        person.name,
        tz=person.zone,
        locale=SLACK_LOCALES.get(person.languages[0], "en-US"),
        email=person.email,
        title=person.post,
        is_admin=admin,
        is_owner=admin,
        channels=channels,
        announce=False,
    )
    if person.newcomer:
        ws.channels[ws.general_id].members.remove(user)
    return user


def join_slack(ws: SlackWorkspace, user: str) -> None:
    """A waiting newcomer comes in, and is put into the public channels as an invitation link does."""
    ws.events.team_join(ws.users[user])
    for channel in list(ws.channels.values()):
        if channel.kind == "public":
            ws.join(channel, user)


def discord(desk: GuildDesk, people: Cast, channels: Mapping[str, str], *, furnished: bool) -> dict[str, str]:
    """Fill the guild; returns the user id of each person by the person's id."""
    desk.add_channel(GENERAL)
    desk.add_role(KEEPER, permissions=bits("manage_channels"))
    for key, name in channels.items():
        if audience(key) == "everyone":
            desk.add_channel(name)
    if furnished:
        for role in reversed(PROJECTED):  # each new one enters at the bottom, the bot's own stays above them all
            desk.add_role(role.capitalize())
        for key, name in channels.items():
            if audience(key) != "everyone":
                desk.add_channel(name, private_to=tuple(role.capitalize() for role in roles_for(key)))
    return {one.id: _discord_user(desk, one, titles(one) if furnished else ()) for one in people.on("discord")}


def _discord_user(desk: GuildDesk, person: SamplePerson, roles: tuple[str, ...]) -> str:
    locale = DISCORD_LOCALES.get(person.languages[0], "en-US")
    if person.newcomer:
        return desk.service.add_user(person.name, locale=locale)
    return desk.add_member(person.name, locale, roles=(*roles, KEEPER) if "admin" in person.roles else roles)
