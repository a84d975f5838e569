"""The directory at rest. A search lets the index name at most some hundreds, and only one page of them is read."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any, Final, TypeVar

from sqlalchemy import Integer, Row, Select, Subquery, Text, and_, bindparam, exists, func, literal, or_, select

from bot.features.directory.model import INSTITUTION, LISTING, MEMBER, MOST, PAGE, Found, Listing, Place, Wish
from bot.features.directory.repository import Directory
from storage.base import Repository, implements, is_there, ours
from storage.listing import (
    AGREED,
    AGREED_OR_NEVER_ASKED,
    NOW,
    as_listing,
    holds,
    in_office,
    posts_of,
)
from storage.people_tables import people, role_grants
from storage.repositories.register import as_institution, as_membership
from storage.repositories.register_tables import affiliations, consents, institutions, mandates, memberships
from storage.search import Matches, matches

T = TypeVar("T")

_institution: Final = bindparam("institution", type_=Text())
_first: Final = bindparam("first", type_=Integer())
_bound: Final = bindparam("bound", type_=Integer())
_most: Final = bindparam("page", type_=Integer())


def _same_network(left: Any, right: Any) -> Any:
    return left.c.network == right.c.network


_listed: Final = and_(ours(people), people.c.status == "active", in_office(holds(role_grants)))
_works_there: Final = people.c.id.in_(
    select(affiliations.c.person).where(
        ours(affiliations), affiliations.c.institution == _institution, holds(affiliations)
    )
)
_works_somewhere: Final = is_there(
    institutions,
    _same_network(affiliations, institutions),
    affiliations.c.institution == institutions.c.id,
    holds(affiliations),
    _same_network(memberships, affiliations),
    memberships.c.person == affiliations.c.person,
    memberships.c.since <= NOW,
    or_(memberships.c.ended_at.is_(None), memberships.c.ended_at > NOW),
)
_own: Final = memberships.alias("own")
_own_then: Final = and_(
    _same_network(_own, institutions),
    _own.c.institution == institutions.c.id,
    _own.c.since <= NOW,
    or_(_own.c.ended_at.is_(None), _own.c.ended_at > NOW),
)
_on_the_register: Final = and_(
    ours(institutions), or_(exists().where(_own_then).correlate(institutions), _works_somewhere)
)
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
        institutions.outerjoin(_own, _own_then)
        .outerjoin(
            _mandate,
            and_(
                _same_network(_mandate, institutions),
                _mandate.c.institution == institutions.c.id,
                _mandate.c.kind == "representative",
                _mandate.c.state.in_(("active", "ended")),
                holds(_mandate),
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
    .where(ours(institutions))
)
_place: Final = _places.where(institutions.c.id == _institution, _on_the_register)
_persons: Final = select(people, posts_of(holds(affiliations)).label("posts")).where(ours(people))


def _page(fitting: Any, rows: Subquery | None) -> Subquery:
    """One page of those who fit, `fitting` having an id and a name; and how many fit, counted up to a bound."""
    bounded = fitting.add_columns((literal(0) if rows is None else rows.c.rank).label("rank"))
    # without a rank the order is that of an index, and reading ends at the bound
    by = ("name", "id") if rows is None else ("rank", "name", "id")
    counted = bounded.order_by(*by).limit(_bound).subquery("bounded")
    order = (counted.c.rank, counted.c.name, counted.c.id)
    total = func.count().over().label("total")
    return select(counted, total).order_by(*order).limit(_most).offset(_first).subquery("page")


def _read(whole: Select[Any], of: Any, page: Subquery) -> Select[Any]:
    return (
        whole.add_columns(page.c.total).join(page, page.c.id == of.c.id).order_by(page.c.rank, page.c.name, page.c.id)
    )


_person: Final = {
    needed: _persons.where(people.c.id == bindparam("person"), _listed, AGREED if needed else AGREED_OR_NEVER_ASKED)
    for needed in (True, False)
}


@cache
def _people_found(rows: Subquery | None, *, consent_needed: bool, there: bool) -> Select[Any]:
    fitting = select(people.c.id, people.c.display_name.label("name"))
    if rows is not None:
        fitting = fitting.join_from(rows, people, people.c.id == rows.c.key)
    fitting = fitting.where(_listed, AGREED if consent_needed else AGREED_OR_NEVER_ASKED)
    return _read(_persons, people, _page(fitting.where(_works_there) if there else fitting, rows))


@cache
def _places_found(rows: Subquery | None) -> Select[Any]:
    fitting = select(institutions.c.id, institutions.c.name.label("name"))
    if rows is not None:
        fitting = fitting.join_from(rows, institutions, institutions.c.id == rows.c.key)
    page = _page(fitting.where(_on_the_register), rows)
    return _read(_places, institutions, page)


@implements(Directory)
class DirectoryRows(Repository):
    async def people(
        self, wish: Wish, now: datetime, *, consent_needed: bool, first: int = 0, most: int = PAGE
    ) -> Found[Listing]:
        asked = self._asked(MEMBER, wish)
        statement = _people_found(asked and asked.rows, consent_needed=consent_needed, there=bool(wish.institution))
        return await self._found(statement, asked, wish, as_listing, first, most, now=now)

    async def person(self, person: str, now: datetime, *, consent_needed: bool) -> Listing | None:
        row = await self.first(_person[consent_needed], person=person, now=now)
        return as_listing(row) if row else None

    async def places(self, wish: Wish, at: datetime, *, first: int = 0, most: int = PAGE) -> Found[Place]:
        asked = self._asked(INSTITUTION, wish)
        return await self._found(_places_found(asked and asked.rows), asked, wish, _as_place, first, most, now=at)

    async def place(self, institution: str, at: datetime) -> Place | None:
        row = await self.first(_place, now=at, institution=institution)
        return _as_place(row) if row else None

    def _asked(self, kind: str, wish: Wish) -> Matches | None:
        return matches(self.connection.dialect.name, kind, wish.words, MOST + 1, wish.marks)

    async def _found(
        self, statement: Select[Any], asked: Matches | None, wish: Wish, make: Callable[[Row[Any]], T],
        first: int, most: int, **values: Any,
    ) -> Found[T]:  # fmt: skip
        if asked is None and wish.is_narrow:
            return Found()
        # those of the index are few; all others are walked through by name, so that there is always a next page
        bound = MOST + 1 if asked else first + MOST + 1
        values |= {**asked.values} if asked else {}
        values |= {"institution": wish.institution} if wish.institution else {}
        rows = await self.rows(statement, first=first, bound=bound, page=most, **values)
        total = rows[0].total if rows else 0
        return Found(tuple(map(make, rows)), min(total, bound - 1), has_more=total == bound)


def _as_place(row: Row[Any]) -> Place:
    names = dict.fromkeys(name for name in (row.representative, row.representative_native) if name)
    return Place(as_institution(row), as_membership(row, "m_") if row.m_id else None, " ".join(names))
