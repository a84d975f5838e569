"""The tables of people, their chat accounts and dated roles."""

from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, Row, Text

from bot.people import Person
from storage.base import Json, Key, Utc, refers, table

people = table(
    "people",
    Column("id", Key),
    Column("display_name", Text, nullable=False),
    Column("native_name", Text, nullable=False, default=""),
    Column("family", Text, nullable=False, default=""),
    Column("given", Text, nullable=False, default=""),
    Column("name_order", Text, nullable=False, default="given_first"),
    Column("email", Text, nullable=False, default=""),
    Column("email_folded", Key, nullable=False, default=""),
    Column("zone", Text, nullable=False, default=""),
    Column("languages", Json, nullable=False, default=list),
    Column("routes", Json, nullable=False, default=list),
    Column("quiet", Json, nullable=False, default=list),
    Column("visibility", Json, nullable=False, default=dict),
    Column("fields_of_work", Json, nullable=False, default=list),
    Column("country", Text, nullable=False, default=""),
    Column("about", Text, nullable=False, default=""),
    Column("status", Text, nullable=False, default="active"),
    Column("digest", Text, nullable=False, default="weekly"),
    Column("version", Integer, nullable=False, default=1),
    Column("email_confirmed", Boolean, nullable=False, default=False),
    Column("email_refused", Text, nullable=False, server_default=""),
    Column("met_at", Utc, nullable=False),
    Index(None, "network", "email_folded"),
    Index("ix_people_by_name", "network", "status", "display_name", "id"),
)

chat_accounts = table(
    "chat_accounts",
    Column("platform", Key),
    Column("space", Key),
    Column("user", Key),
    Column("person", Key, nullable=False),
    Column("state", Text, nullable=False, default="live"),
    Column("direct", Text, nullable=False, default=""),
    Column("last_seen", Utc),
    refers("person", "people"),
    Index(None, "network", "person"),
    Index(None, "network", "platform", "user"),
    key=("platform", "space", "user"),
)

role_grants = table(
    "role_grants",
    Column("id", Key),
    Column("person", Key, nullable=False),
    Column("role", Text, nullable=False),
    Column("scope", Key, nullable=False, default=""),
    Column("since", Utc),
    Column("until", Utc),
    Column("granted_by", Text, nullable=False, default=""),
    refers("person", "people"),
    Index(None, "network", "person"),
    Index(None, "network", "role", "scope"),
    Index(
        "uq_role_grants_open",
        "network",
        "person",
        "role",
        "scope",
        unique=True,
        sqlite_where=Column("until", Utc).is_(None),
        postgresql_where=Column("until", Utc).is_(None),
    ),
)


def as_person(row: Row[Any]) -> Person:
    return Person(
        id=row.id, display_name=row.display_name, native_name=row.native_name, family=row.family, given=row.given,
        name_order=row.name_order, email=row.email, zone=row.zone, languages=tuple(row.languages),
        routes=tuple(row.routes), quiet=tuple(row.quiet), visibility=row.visibility,
        fields_of_work=tuple(row.fields_of_work), country=row.country, about=row.about, status=row.status,
        digest=row.digest, version=row.version, email_confirmed=row.email_confirmed, email_refused=row.email_refused,
    )  # fmt: skip
