"""Which roles follow from the register. Pure: the same facts always give the same roles (domain 2.1, INV-08)."""

from dataclasses import dataclass
from datetime import datetime

from bot.features.register.model import Affiliation, Mandate, Membership
from bot.people import Role

DERIVED = frozenset({Role.MEMBER, Role.OBSERVER, Role.REPRESENTATIVE, Role.ALTERNATE})
REGISTER = "register"
"""Who grants what is derived."""

_RIGHTS: dict[str, Role | None] = {"observer": Role.OBSERVER, "friend": None}
"""By class of membership; every other class makes a member. Friends get the news only."""
_MANDATES: dict[str, Role] = {"representative": Role.REPRESENTATIVE, "alternate": Role.ALTERNATE}

Right = tuple[Role, str]
"""A role and its scope: an institution's id, or "" for the whole network."""


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the register holds on one person. `memberships` include those of the institutions."""

    person: str
    affiliations: tuple[Affiliation, ...] = ()
    memberships: tuple[Membership, ...] = ()
    mandates: tuple[Mandate, ...] = ()

    @property
    def own(self) -> tuple[Membership, ...]:
        return tuple(m for m in self.memberships if m.person == self.person)

    @property
    def personal(self) -> Membership | None:
        """The running personal membership."""
        return next((m for m in self.own if m.is_running), None)

    def posts_at(self, at: datetime) -> tuple[Affiliation, ...]:
        return tuple(a for a in self.affiliations if a.holds_at(at))


def rights(standing: Standing, now: datetime) -> frozenset[Right]:
    """The derived roles that hold at `now`."""
    held = [m for m in standing.memberships if m.is_in_good_standing and m.stood_at(now)]
    by_institution = {m.institution: _RIGHTS.get(m.membership_class, Role.MEMBER) for m in held if m.institution}
    added = {a.institution for a in standing.posts_at(now) if a.confirmed_by}
    roles: set[Right] = {
        (role, "")
        for role in (
            *(_RIGHTS.get(m.membership_class, Role.MEMBER) for m in held if m.person == standing.person),
            *(role for institution, role in by_institution.items() if institution in added),
        )
        if role is not None
    }
    if (Role.MEMBER, "") in roles:
        roles.discard((Role.OBSERVER, ""))
    for mandate in standing.mandates:
        running = mandate.state == "active" and mandate.since <= now and (mandate.until is None or now < mandate.until)
        if running and mandate.kind in _MANDATES and by_institution.get(mandate.institution) is Role.MEMBER:
            roles.add((_MANDATES[mandate.kind], mandate.institution))
    return frozenset(roles)
