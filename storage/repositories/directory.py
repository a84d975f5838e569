"""The directory at rest: people with their present posts, places with their standing, each in one statement."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, Text, and_, bindparam, exists, or_, select

from bot.features.directory.model import LISTED_ROLES, LISTING, Listing, Place, Post
from bot.features.directory.repository import Directory
from bot.people import Person
from storage.base import Repository, Utc, gathered, implements, ours, packed
from storage.people import as_person, people, role_grants
from storage.repositories.register import as_institution, as_membership
from storage.repositories.register_tables import affiliations, consents, institutions, mandates, memberships

_now: Final = bindparam("now", type_=Utc())
_institution: Final = bindparam("institution", type_=Text())


def _same_network(left: Any, right: Any) -> Any:
    return left.c.network == right.c.network


def _holds(rows: Any) -> Any:
    return and_(or_(rows.c.since.is_(None), rows.c.since <= _now), or_(rows.c.until.is_(None), rows.c.until > _now))


def _consent(*conditions: Any) -> Any:
    return exists().where(
        _same_network(consents, people), consents.c.person == people.c.id, consents.c.purpose == LISTING, *conditions
    )


_posts: Final = (
    select(
        gathered(
            packed(
                affiliations.c.post_title, affiliations.c.institution, institutions.c.name, institutions.c.native_name
            )
        )
    )
    .select_from(
        affiliations.join(
            institutions,
            and_(_same_network(institutions, affiliations), institutions.c.id == affiliations.c.institution),
        )
    )
    .where(_same_network(affiliations, people), affiliations.c.person == people.c.id, _holds(affiliations))
    .correlate(people)
    .scalar_subquery()
)
_works_there: Final = exists().where(
    _same_network(affiliations, people),
    affiliations.c.person == people.c.id,
    affiliations.c.institution == _institution,
    _holds(affiliations),
)
_inside: Final = exists().where(
    _same_network(role_grants, people),
    role_grants.c.person == people.c.id,
    role_grants.c.role.in_(sorted(role.value for role in LISTED_ROLES)),
    _holds(role_grants),
)
_agreed: Final = _consent(consents.c.withdrawn_at.is_(None))
_asked_nothing: Final = ~_consent()
_listed: Final[Select[Any]] = (
    select(people, _posts.label("posts"))
    .where(ours(people), people.c.status == "active", _inside)
    .order_by(people.c.display_name, people.c.id)
)

_works_somewhere: Final = (
    exists()
    .where(
        _same_network(affiliations, institutions),
        affiliations.c.institution == institutions.c.id,
        _holds(affiliations),
        _same_network(memberships, affiliations),
        memberships.c.person == affiliations.c.person,
        memberships.c.since <= _now,
        or_(memberships.c.ended_at.is_(None), memberships.c.ended_at > _now),
    )
    .correlate(institutions)
)
_own: Final = memberships.alias("own")
_mandate: Final = mandates.alias("mandate")
_named: Final = people.alias("named")
_withdrew: Final = exists().where(
    _same_network(consents, _named), consents.c.person == _named.c.id, consents.c.purpose == LISTING,
    consents.c.withdrawn_at.is_not(None),
)  # fmt: skip
_again: Final = exists().where(
    _same_network(consents, _named), consents.c.person == _named.c.id, consents.c.purpose == LISTING,
    consents.c.withdrawn_at.is_(None),
)  # fmt: skip
_places: Final[Select[Any]] = (
    select(
        institutions,
        *(column.label(f"m_{column.name}") for column in _own.c),
        _named.c.display_name.label("representative"),
        _named.c.native_name.label("representative_native"),
    )
    .select_from(
        institutions.outerjoin(
            _own,
            and_(
                _same_network(_own, institutions),
                _own.c.institution == institutions.c.id,
                _own.c.since <= _now,
                or_(_own.c.ended_at.is_(None), _own.c.ended_at > _now),
            ),
        )
        .outerjoin(
            _mandate,
            and_(
                _same_network(_mandate, institutions),
                _mandate.c.institution == institutions.c.id,
                _mandate.c.kind == "representative",
                _mandate.c.state.in_(("active", "ended")),
                _holds(_mandate),
            ),
        )
        .outerjoin(
            _named,
            and_(
                _same_network(_named, _mandate),
                _named.c.id == _mandate.c.person,
                _named.c.status != "erased",
                or_(~_withdrew, _again),
            ),
        )
    )
    .where(ours(institutions), or_(_own.c.id.is_not(None), _works_somewhere))
    .order_by(institutions.c.name, institutions.c.id)
)
_place: Final = _places.where(institutions.c.id == _institution)

_everybody: Final = (
    select(people).where(ours(people), people.c.status != "erased").order_by(people.c.display_name, people.c.id)
)


@implements(Directory)
class DirectoryRows(Repository):
    async def listed(
        self, now: datetime, *, consent_needed: bool, people: tuple[str, ...] | None = None, institution: str = ""
    ) -> tuple[Listing, ...]:
        statement = _listed.where(_agreed if consent_needed else or_(_agreed, _asked_nothing))
        values: dict[str, Any] = {"now": now}
        if people is not None:
            statement, values["ids"] = statement.where(_ids), list(people)
        if institution:
            statement, values["institution"] = statement.where(_works_there), institution
        return tuple(Listing(as_person(row), _sorted(row.posts)) for row in await self.rows(statement, **values))

    async def everybody(self) -> tuple[Person, ...]:
        return tuple(as_person(row) for row in await self.rows(_everybody))

    async def places(self, at: datetime, institution: str = "") -> tuple[Place, ...]:
        if institution:
            rows = await self.rows(_place, now=at, institution=institution)
        else:
            rows = await self.rows(_places, now=at)
        return tuple(
            Place(
                as_institution(row),
                as_membership(row, "m_") if row.m_id else None,
                " ".join(dict.fromkeys(n for n in (row.representative, row.representative_native) if n)),
            )
            for row in rows
        )


_ids: Final = people.c.id.in_(bindparam("ids", expanding=True))


def _sorted(posts: list[list[str]]) -> tuple[Post, ...]:
    return tuple(Post(*post) for post in sorted(posts, key=lambda post: post[2]))
