"""How channels and roles of a platform are matched with what the profile and the register speak of."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace

from bot.access import PROJECTED
from bot.people import Role
from bot.ports import Space
from bot.profile import Profile

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


def mapped(space: Space, profile: Profile) -> Space:
    """The space with every channel found by its name in the profile; what was chosen by hand stays."""
    by_name = {plain(name): channel for channel, name in space.seen.items()}
    channels = {key: channel for key, channel in space.channels.items() if channel in space.seen}
    for key, name in profile.channels.items():
        if key not in channels and plain(name) in by_name:
            channels[key] = by_name[plain(name)]
    return replace(space, channels=channels)


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
    """Keys of the profile's channels that have no channel here yet."""
    return tuple(key for key in profile.channels if key not in space.channels)


def missing_roles(space: Space) -> tuple[Role, ...]:
    """Projected roles without a role of the platform; Slack has none, its channels are opened one by one."""
    return () if space.platform == "slack" else tuple(role for role in PROJECTED if role.value not in space.roles)
