"""What people and institutions are found by: kept in the index, in the transaction that changes it.

Members find what a person opened and nothing else; administrators find everybody on record by name and address.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, exists, or_, select

from bot.features.directory.model import (
    INSTITUTION,
    LISTED_ROLES,
    LISTING,
    MEMBER,
    RECORD,
    Listing,
    Post,
    opened,
)
from storage.base import Repository, Utc, gathered, ours, packed
from storage.people_tables import as_person, people, role_grants
from storage.repositories.register_tables import affiliations, consents, institutions
from storage.search import PUT, REMOVE, documents, row_of

AT_ONCE: Final = 50
"""People looked at between two waits for the database: more would keep everybody else waiting."""
NOW: Final = bindparam("now", type_=Utc())


def holds(rows: Any) -> ColumnElement[bool]:
    return or_(rows.c.since.is_(None), rows.c.since <= NOW) & _not_over(rows)


def _not_over(rows: Any) -> ColumnElement[bool]:
    return or_(rows.c.until.is_(None), rows.c.until > NOW)


def posts_of(*conditions: ColumnElement[bool]) -> Any:
    """The posts of a person, as a list in the row."""
    same_place = (institutions.c.network == affiliations.c.network) & (institutions.c.id == affiliations.c.institution)
    return (
        select(
            gathered(
                packed(
                    affiliations.c.post_title, affiliations.c.institution,
                    institutions.c.name, institutions.c.native_name,
                )
            )
        )
        .select_from(affiliations.join(institutions, same_place))
        .where(affiliations.c.network == people.c.network, affiliations.c.person == people.c.id, *conditions)
        .correlate(people)
        .scalar_subquery()
    )  # fmt: skip


def in_office(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether somebody holds a role that puts people into the directory."""
    return exists().where(
        role_grants.c.network == people.c.network,
        role_grants.c.person == people.c.id,
        role_grants.c.role.in_(sorted(role.value for role in LISTED_ROLES)),
        condition,
    )


def _consent(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        consents.c.network == people.c.network,
        consents.c.person == people.c.id,
        consents.c.purpose == LISTING,
        *conditions,
    )


AGREED: Final = _consent(consents.c.withdrawn_at.is_(None))
AGREED_OR_NEVER_ASKED: Final = or_(AGREED, ~_consent())

_can_be_listed: Final = and_(people.c.status == "active", in_office(_not_over(role_grants)), AGREED_OR_NEVER_ASKED)
_documented: Final = exists().where(
    documents.c.network == people.c.network, documents.c.kind == MEMBER, documents.c.key == people.c.id
)
_persons: Final = select(
    people,
    posts_of(_not_over(affiliations)).label("posts"),
    _can_be_listed.label("is_listed"),
    and_(_documented, ~_can_be_listed).label("is_left_over"),
).where(ours(people), people.c.id.in_(bindparam("ids", expanding=True)))
_places: Final = select(institutions).where(ours(institutions), institutions.c.id.in_(bindparam("ids", expanding=True)))
_people_at: Final = (
    select(affiliations.c.person)
    .where(
        ours(affiliations), affiliations.c.institution.in_(bindparam("ids", expanding=True)), _not_over(affiliations)
    )
    .distinct()
)
_all_people: Final = select(people.c.id).where(ours(people)).order_by(people.c.id)
_all_places: Final = select(institutions.c.id).where(ours(institutions)).order_by(institutions.c.id)
_empty: Final = delete(documents).where(ours(documents), documents.c.kind.in_((MEMBER, RECORD, INSTITUTION)))


class ListedRows(Repository):
    """A repository after whose changes people and institutions are found as they are then.

    The index follows when the unit of work ends, each person once however often something changed.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._people, self._places, self._renamed = set[str](), set[str](), set[str]()

    def people_changed(self, *people: str) -> None:
        """Their names, what they opened, their posts, roles or consent."""
        self._people.update(people)

    def institution_changed(self, institution: str, *, is_renamed: bool) -> None:
        """What it says of itself; where its names are other ones, its people are found by those."""
        self._places.add(institution)
        if is_renamed:
            self._renamed.add(institution)

    async def settle(self) -> None:
        if self._renamed:
            found = await self.rows(_people_at, ids=sorted(self._renamed), now=self.clock.now())
            self._people.update(row.person for row in found)
        await list_institutions(self, sorted(self._places))
        await list_people(self, sorted(self._people))
        for changed in (self._people, self._places, self._renamed):
            changed.clear()


async def list_people(rows: Repository, ids: Sequence[str]) -> None:
    """Bring the index up to date with these people; whoever is gone is taken out."""
    for some in _batches(ids):
        found = {row.id: row for row in await rows.rows(_persons, ids=list(some), now=rows.clock.now())}
        known = {key: row for key, row in found.items() if row.status != "erased"}
        listed = [row for row in known.values() if row.is_listed]
        await rows.put(PUT, *map(_record, known.values()), *map(_member, listed))
        await _remove(rows, MEMBER, {key for key in some if key not in found or found[key].is_left_over})
        await _remove(rows, RECORD, {key for key in some if key not in known})


async def list_institutions(rows: Repository, ids: Sequence[str]) -> None:
    """Bring the index up to date with these institutions."""
    for some in _batches(ids):
        await rows.put(PUT, *map(_institution, await rows.rows(_places, ids=list(some))))


async def list_afresh(rows: Repository) -> None:
    """Make the index of a network anew, after rows were written in bulk."""
    await rows.run(_empty)
    await list_institutions(rows, [row.id for row in await rows.rows(_all_places)])
    await list_people(rows, [row.id for row in await rows.rows(_all_people)])


def as_listing(row: Row[Any]) -> Listing:
    posts: Sequence[list[str]] = row.posts
    return Listing(as_person(row), tuple(Post(*post) for post in sorted(posts, key=lambda post: post[2])))


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


async def _remove(rows: Repository, kind: str, keys: set[str]) -> None:
    if keys:
        await rows.run(REMOVE, of_kind=kind, of_keys=sorted(keys))


def _record(row: Row[Any]) -> dict[str, str]:
    names = (row.display_name, row.native_name)
    return row_of(RECORD, row.id, " ".join((*names, row.email)), names)


def _member(row: Row[Any]) -> dict[str, str]:
    entry = opened(as_listing(row))
    marks = {"field": entry.fields, "country": (entry.country,)}
    return row_of(MEMBER, row.id, " ".join(entry.said), entry.names, marks)


def _institution(row: Row[Any]) -> dict[str, str]:
    names = (row.name, row.native_name, row.short_name, f"{row.name} {row.native_name}")
    text = " ".join((*names[:3], row.parent_name, row.city, row.region))
    strengths = (*row.strengths, *row.programmes, *row.research_fields)
    return row_of(INSTITUTION, row.id, text, names, {"strength": strengths, "country": (row.country,)})
