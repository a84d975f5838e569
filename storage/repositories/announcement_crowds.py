"""Whom an announcement could reach: people by their ids, or everybody counted by kind.

What decides is `audience.py` of the feature; here is only told apart what it looks at. So that twenty thousand people
are counted in a moment, the database puts those who are alike into one row.
"""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, Subquery, Table, Text, bindparam, case, cast, func, literal, select

from bot.features.announcements.audience import Audience, Recipient
from bot.i18n import best_language
from bot.people import Person
from storage.base import Json, gathered, ours, packed
from storage.listing import holds
from storage.people_tables import chat_accounts, people, role_grants
from storage.repositories.register_tables import affiliations

_ids: Final = bindparam("ids", expanding=True)
_places: Final = bindparam("places", expanding=True)
"""The institutions an audience asks about; others make no difference."""
PEOPLE: Final = (
    select(
        people.c.id, people.c.country, people.c.languages, people.c.fields_of_work, people.c.digest, people.c.routes,
        people.c.email_folded, people.c.email_refused,
    )
    .where(ours(people), people.c.status == "active", people.c.id.in_(_ids))
    .order_by(people.c.id)
)  # fmt: skip
ROLES: Final = select(role_grants.c.person, role_grants.c.role).where(
    ours(role_grants), holds(role_grants), role_grants.c.person.in_(_ids)
)
POSTS: Final = select(affiliations.c.person, affiliations.c.institution).where(
    ours(affiliations), holds(affiliations), affiliations.c.person.in_(_ids)
)
CHATS: Final = select(chat_accounts.c.person, chat_accounts.c.platform, chat_accounts.c.space).where(
    ours(chat_accounts), chat_accounts.c.state == "live", chat_accounts.c.person.in_(_ids)
)


def _lists(rows: Table, value: Any, condition: ColumnElement[bool]) -> Subquery:
    """By person, all values as one text."""
    every = cast(gathered(value), Text).label("every")
    return select(rows.c.person, every).where(ours(rows), condition).group_by(rows.c.person).subquery()


_roles_of: Final = _lists(role_grants, role_grants.c.role, holds(role_grants))
_posts_of: Final = _lists(
    affiliations, affiliations.c.institution, holds(affiliations) & affiliations.c.institution.in_(_places)
)
_chats_of: Final = _lists(
    chat_accounts, packed(chat_accounts.c.platform, chat_accounts.c.space), chat_accounts.c.state == "live"
)
_address: Final = case(
    (people.c.email_refused != "", people.c.email_folded), (people.c.email_folded == "", ""), else_="@"
)
"""Whether there is one; the address itself makes a difference only beside one that was refused."""
_asked: Final[dict[str, tuple[str, ColumnElement[Any], ColumnElement[Any]]]] = {
    "institutions": ("posts", _posts_of.c.every, literal("[]")),
    "countries": ("country", people.c.country, literal("")),
    "languages": ("languages", people.c.languages, literal([], Json)),
    "fields": ("fields_of_work", people.c.fields_of_work, literal([], Json)),
}
"""By filter of an audience: what it asks about, and what stands there for all when it does not ask."""


def crowds(audience: Audience) -> Select[Any]:
    """One row for all who are alike in everything that the audience and the way depend on."""
    alike: list[ColumnElement[Any]] = [
        people.c.digest, people.c.routes, people.c.email_refused, _address.label("email_folded"),
        _roles_of.c.every.label("roles"), _chats_of.c.every.label("chats"),
    ]  # fmt: skip
    constant: list[ColumnElement[Any]] = [literal("").label("id")]
    source = people.join(_roles_of, _roles_of.c.person == people.c.id).outerjoin(
        _chats_of, _chats_of.c.person == people.c.id
    )
    if audience.institutions:
        source = source.outerjoin(_posts_of, _posts_of.c.person == people.c.id)
    for name, (label, column, without) in _asked.items():
        if getattr(audience, name):
            alike.append(column.label(label))
        else:
            constant.append(without.label(label))
    return (
        select(*alike, *constant, func.count().label("people"))
        .select_from(source)
        .where(ours(people), people.c.status == "active")
        .group_by(*alike)
    )


def recipient(
    row: Row[Any], roles: Iterable[str], institutions: Iterable[str], chats: Iterable[tuple[str, str]]
) -> Recipient:
    language = best_language(row.languages[0]) if row.languages else ""
    routes = tuple(row.routes)
    wants_news = Person(row.id, "", digest=row.digest, routes=routes).wants_news
    return Recipient(
        row.id, frozenset(roles), tuple(sorted(institutions)), row.country, language, tuple(row.fields_of_work),
        wants_news, row.digest == "duties_only", routes, _takes_mail(row), tuple(sorted(chats)),
    )  # fmt: skip


def _takes_mail(row: Row[Any]) -> bool:
    """As `Person.takes_mail`: there is an address, and not the one that was refused."""
    return bool(row.email_folded) and row.email_folded != row.email_refused.casefold()
