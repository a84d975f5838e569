"""Which channels and roles of a platform an account gets follows from our records alone (INV-08)."""

import pytest

from bot.access import private_channels, roles_for, wish
from bot.people import Me, Person, Role, RoleGrant
from bot.ports import Space
from bot.profile import Profile

CHANNELS = {"welcome": "C1", "general": "C2", "representatives": "C3", "secretariat": "C4"}
SPACE = Space("slack", "T1", "slack:T1", channels=CHANNELS, roles={"member": "R1", "chair": "R2"})


@pytest.fixture(scope="module")
def profile() -> Profile:
    from config.profiles import load

    return load("cslei").model_copy(update={"channels": {key: f"#{key}" for key in CHANNELS}})


def somebody(*roles: Role) -> Me:
    return Me(Person("P1", "Somebody"), (), tuple(RoleGrant(role) for role in roles))


@pytest.mark.parametrize(
    ("role", "enters"),
    [
        (Role.NEWCOMER, ""),
        (Role.MEMBER, "C2"),
        (Role.OBSERVER, "C2"),
        (Role.ORGANISER, "C2"),
        (Role.MODERATOR, "C2"),
        (Role.ADMIN, "C2"),
        (Role.REVIEWER, "C4"),
        (Role.REPRESENTATIVE, "C2 C3"),
        (Role.ALTERNATE, "C2 C3"),
        (Role.INCOMING_CHAIR, "C2 C3"),
        (Role.SECRETARIAT, "C2 C3 C4"),
        (Role.CHAIR, "C2 C3 C4"),
    ],
)
def test_each_audience(profile: Profile, role: Role, enters: str) -> None:
    order = wish(profile, SPACE, "U1", somebody() if role is Role.NEWCOMER else somebody(role))
    assert set(order.channels) == set(enters.split())
    assert {*order.channels, *order.not_channels} == {"C2", "C3", "C4"}, "the welcome channel is everybody's"


def test_roles_are_held_or_taken_never_forgotten(profile: Profile) -> None:
    order = wish(profile, SPACE, "U1", somebody(Role.MEMBER))
    assert (order.space, order.user, order.roles, order.not_roles) == ("T1", "U1", ("R1",), ("R2",))


def test_channels_that_are_not_there_are_not_asked_for(profile: Profile) -> None:
    assert wish(profile, Space("slack", "T1", "s"), "U1", somebody(Role.CHAIR)).channels == ()
    assert private_channels(profile) == ("general", "representatives", "secretariat")


def test_the_platforms_roles_that_open_a_channel() -> None:
    assert Role.MEMBER in roles_for("general")
    assert Role.MEMBER not in roles_for("secretariat")
    assert set(roles_for("secretariat")) == {Role.SECRETARIAT, Role.REVIEWER, Role.CHAIR}
