"""What a person may enter on a platform: roles and private channels as a projection of our records (INV-08)."""

from bot.people import Me, Role
from bot.ports import SetAccess, Space
from bot.profile import Profile
from bot.profile.network import Audience, audience

_OFFICE = frozenset({Role.SECRETARIAT, Role.CHAIR})
_SPEAKERS = _OFFICE | {Role.REPRESENTATIVE, Role.ALTERNATE, Role.INCOMING_CHAIR}
_MEMBERS = _SPEAKERS | {Role.MEMBER, Role.OBSERVER, Role.ORGANISER, Role.MODERATOR, Role.ADMIN}

WELCOME: dict[Audience, frozenset[Role]] = {
    "everyone": frozenset(Role),
    "members": _MEMBERS,
    "representatives": _SPEAKERS,
    "secretariat": _OFFICE | {Role.REVIEWER},
}
"""The roles each kind of channel is for."""

PROJECTED = (Role.MEMBER, Role.REPRESENTATIVE, Role.SECRETARIAT, Role.REVIEWER, Role.CHAIR)
"""Roles that become a role of the platform, or a user group."""


def private_channels(profile: Profile) -> tuple[str, ...]:
    """Profile keys of the channels that are not for everybody."""
    return tuple(key for key in profile.channels if audience(key) != "everyone")


def roles_for(channel: str) -> tuple[Role, ...]:
    """The projected roles that open a channel, by its profile key."""
    return tuple(role for role in PROJECTED if role in WELCOME[audience(channel)])


def wish(profile: Profile, space: Space, user: str, me: Me) -> SetAccess:
    """What the person's account in `space` should have, and what it should not."""
    keys = [key for key in private_channels(profile) if key in space.channels]
    entered = [key for key in keys if me.roles & WELCOME[audience(key)]]
    held = {role.value for role in me.roles}
    return SetAccess(
        space.space,
        user,
        roles=tuple(i for role, i in space.roles.items() if role in held),
        not_roles=tuple(i for role, i in space.roles.items() if role not in held),
        channels=tuple(space.channels[key] for key in entered),
        not_channels=tuple(space.channels[key] for key in keys if key not in entered),
    )
