"""What a person may enter on a platform: roles and private channels as a projection of our records (INV-08)."""

from bot.people import Me, Role
from bot.ports import SetAccess, Space
from bot.profile import Profile

PUBLIC = frozenset({"welcome"})
"""Channels everybody sees, by profile key."""

KEEPERS: dict[str, frozenset[Role]] = {
    "secretariat": frozenset({Role.SECRETARIAT, Role.REVIEWER, Role.CHAIR}),
    "representatives": frozenset({Role.REPRESENTATIVE, Role.ALTERNATE, Role.CHAIR, Role.SECRETARIAT}),
}
"""Who is let into a channel; a channel not named here is the members' space."""

INSIDE = frozenset(
    {
        Role.MEMBER,
        Role.OBSERVER,
        Role.REPRESENTATIVE,
        Role.ALTERNATE,
        Role.ORGANISER,
        Role.MODERATOR,
        Role.SECRETARIAT,
        Role.CHAIR,
        Role.INCOMING_CHAIR,
        Role.ADMIN,
    }
)

PROJECTED = (Role.MEMBER, Role.REPRESENTATIVE, Role.SECRETARIAT, Role.CHAIR)
"""Roles that become a platform role or user group."""


def private_channels(profile: Profile) -> tuple[str, ...]:
    """Profile keys of the channels that are not for everybody."""
    return tuple(key for key in profile.channels if key not in PUBLIC)


def welcome_in(key: str, me: Me) -> bool:
    """Whether the person belongs into the channel of that profile key."""
    return bool(me.roles & KEEPERS.get(key, INSIDE))


def wish(profile: Profile, space: Space, user: str, me: Me) -> SetAccess:
    """What the person's account in `space` should have, and what it should not."""
    keys = [key for key in private_channels(profile) if key in space.channels]
    held = {role.value for role in me.roles}
    if Role.SECRETARIAT in me.roles:
        held.add(Role.MEMBER.value)
    return SetAccess(
        space.space,
        user,
        roles=tuple(i for role, i in space.roles.items() if role in held),
        not_roles=tuple(i for role, i in space.roles.items() if role not in held),
        channels=tuple(space.channels[key] for key in keys if welcome_in(key, me)),
        not_channels=tuple(space.channels[key] for key in keys if not welcome_in(key, me)),
    )
