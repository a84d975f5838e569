"""How channels and roles of a platform are matched with what the profile and the register speak of."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace

from bot.access import PROJECTED
from bot.people import Role
from bot.ports import Space
from bot.profile import Profile
from bot.profile.network import audience

ROLE_TITLES: dict[Role, str] = {
    Role.MEMBER: "Member",
    Role.REPRESENTATIVE: "Representative",
    Role.SECRETARIAT: "Secretariat",
    Role.REVIEWER: "Reviewer",
    Role.CHAIR: "Chair",
}
"""What our roles are called on a platform."""

GIVEN: tuple[Role, ...] = (
    Role.ORGANISER, Role.MODERATOR, Role.REVIEWER, Role.OBSERVER, Role.SECRETARIAT, Role.CHAIR, Role.ADMIN,
)  # fmt: skip
"""Roles somebody is given. The others follow from a membership or a mandate and are not given by command."""


def plain(name: str) -> str:
    """A channel or role name as platforms compare it: no '#', no case, dashes for spaces."""
    return re.sub(r"[\s_]+", "-", unicodedata.normalize("NFKC", name).strip().lstrip("#").casefold())


def suits(space: Space, key: str, channel: str) -> bool:
    """Whether a channel may serve as `key`: what is not said to everybody is not said where everybody reads.

    Where anybody may make channels, one of the right name could otherwise be made early, to receive every
    application.
    """
    return audience(key) == "everyone" or channel not in space.open


def mapped(space: Space, profile: Profile) -> Space:
    """The space with every channel found by its name in the profile; what was chosen by hand stays while it suits."""
    channels = {key: c for key, c in space.channels.items() if c in space.seen and suits(space, key, c)}
    for key, name in profile.channels.items():
        fitting = [channel for channel in _named(space, name) if suits(space, key, channel)]
        if key not in channels and fitting:
            channels[key] = fitting[0]
    return replace(space, channels=channels)


def _named(space: Space, name: str) -> tuple[str, ...]:
    """The channels of that name; several where a platform lets a name be used twice."""
    return tuple(channel for channel, called in space.seen.items() if plain(called) == plain(name))


def too_open(space: Space, profile: Profile) -> tuple[str, ...]:
    """Keys without a channel because the one of that name can be read by everybody."""
    return tuple(key for key, name in profile.channels.items() if key not in space.channels and _named(space, name))


def mapped_roles(space: Space, roles: Mapping[str, str]) -> Space:
    """The space with the platform's roles (id to name) matched by their titles."""
    by_name = {plain(name): role for role, name in roles.items()}
    kept = {key: role for key, role in space.roles.items() if role in roles}
    for role in PROJECTED:
        title = plain(ROLE_TITLES[role])
        if role.value not in kept and title in by_name:
            kept[role.value] = by_name[title]
    return replace(space, roles=kept)


def missing_channels(space: Space, profile: Profile) -> tuple[str, ...]:
    """Keys of the profile's channels that have no channel here yet and none of that name."""
    barred = too_open(space, profile)
    return tuple(key for key in profile.channels if key not in space.channels and key not in barred)


def missing_roles(space: Space) -> tuple[Role, ...]:
    """Projected roles without a role of the platform; Slack has none, its channels are opened one by one."""
    return () if space.platform == "slack" else tuple(role for role in PROJECTED if role.value not in space.roles)
