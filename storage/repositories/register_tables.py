"""The tables of the register. INV-01, 04, 05 and 06 are constraints here, so that no code path can break them."""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    text,
)

from bot.features.register.model import RUNNING, VOTING
from storage.base import Json, Key, Utc, refers, table

FOREVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands for "no end" where a constraint must compare ends; outside it is None."""


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


institutions: Final = table(
    "institutions",
    Column("id", Key),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("native_name", Text, nullable=False),
    Column("native_key", Text, nullable=False),
    Column("short_name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("parent_name", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("website", Text, nullable=False),
    Column("strengths", Json, nullable=False),
    Column("programmes", Json, nullable=False),
    Column("research_fields", Json, nullable=False),
    Column("recognitions", Json, nullable=False),
    Column("confirmed_on", Utc),
    Column("version", Integer, nullable=False),
    UniqueConstraint("network", "name_key", "country"),
    Index("ix_institutions_native", "network", "native_key"),
    Index("ix_institutions_by_name", "network", "name", "id"),
)

affiliations: Final = table(
    "affiliations",
    Column("id", Key),
    Column("person", Key, nullable=False),
    Column("institution", Key, nullable=False),
    Column("post_title", Text, nullable=False),
    Column("is_leader", Boolean, nullable=False),
    Column("since", Utc, nullable=False),
    Column("until", Utc, nullable=False),
    Column("confirmed_by", Text, nullable=False),
    Column("version", Integer, nullable=False),
    refers("person", "people"),
    refers("institution", "institutions"),
    CheckConstraint("until >= since", name="ends_after_it_began"),
    UniqueConstraint("network", "id", "person", "institution", "since", "until", name="uq_affiliations_for_mandates"),
    Index("ix_affiliations_person", "network", "person"),
    Index("ix_affiliations_institution", "network", "institution"),
)

_by_person: Final = text("person IS NOT NULL")
_by_institution: Final = text("institution IS NOT NULL")
_running: Final = text(f"state IN ({_listed(RUNNING)})")

memberships: Final = table(
    "memberships",
    Column("id", Key),
    Column("membership_class", Text, nullable=False),
    Column("person", Key),
    Column("institution", Key),
    Column("state", Text, nullable=False),
    Column("since", Utc, nullable=False),
    Column("until", Utc),
    Column("ended_at", Utc),
    Column("ended_because", Text, nullable=False),
    Column("application", Text, nullable=False),
    Column("signed_text_hash", Text, nullable=False),
    Column("version", Integer, nullable=False),
    refers("person", "people"),
    refers("institution", "institutions"),
    Index("ix_memberships_person", "network", "person", sqlite_where=_by_person, postgresql_where=_by_person),
    Index("ix_memberships_institution", "network", "institution", sqlite_where=_by_institution,
          postgresql_where=_by_institution),
    CheckConstraint("(person IS NULL) <> (institution IS NULL)", name="one_holder"),
    CheckConstraint(f"(ended_at IS NULL) = (state IN ({_listed(RUNNING)}))", name="end_and_state_agree"),
    CheckConstraint("ended_at >= since", name="ends_after_it_began"),
    # INV-01
    Index("uq_memberships_running_person", "network", "person", unique=True,
          sqlite_where=_running, postgresql_where=_running),
    Index("uq_memberships_running_institution", "network", "institution", unique=True,
          sqlite_where=_running, postgresql_where=_running),
)  # fmt: skip

_represents: Final = text("kind = 'representative' AND state = 'active'")
_votes: Final = text(f"kind IN ({_listed(VOTING)}) AND state = 'active'")

mandates: Final = table(
    "mandates",
    Column("id", Key),
    Column("institution", Key, nullable=False),
    Column("person", Key, nullable=False),
    Column("kind", Text, nullable=False),
    Column("affiliation", Key, nullable=False),
    Column("affiliation_since", Utc, nullable=False),
    Column("affiliation_until", Utc, nullable=False),
    Column("since", Utc, nullable=False),
    Column("until", Utc, nullable=False),
    Column("state", Text, nullable=False),
    Column("appointed_by", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("version", Integer, nullable=False),
    # INV-06: the same person, the same institution, and within the dates of the post, which follow when it changes
    ForeignKeyConstraint(
        ["network", "affiliation", "person", "institution", "affiliation_since", "affiliation_until"],
        [f"affiliations.{name}" for name in ("network", "id", "person", "institution", "since", "until")],
        name="fk_mandates_affiliation", onupdate="CASCADE",
    ),
    CheckConstraint("since >= affiliation_since AND until <= affiliation_until", name="inside_affiliation"),
    CheckConstraint("until >= since", name="ends_after_it_began"),
    # INV-04
    Index("uq_mandates_one_representative", "network", "institution", unique=True,
          sqlite_where=_represents, postgresql_where=_represents),
    # INV-05
    Index("uq_mandates_one_vote", "network", "person", unique=True, sqlite_where=_votes, postgresql_where=_votes),
    Index("ix_mandates_institution", "network", "institution"),
    Index("ix_mandates_person", "network", "person"),
)  # fmt: skip

consents: Final = table(
    "consents",
    Column("id", Key),
    Column("person", Key, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("text_version", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("given_at", Utc, nullable=False),
    Column("route", Text, nullable=False),
    Column("withdrawn_at", Utc),
    refers("person", "people"),
    CheckConstraint("withdrawn_at >= given_at", name="withdrawn_after_given"),
    Index("uq_consents_one_running", "network", "person", "purpose", unique=True,
          sqlite_where=text("withdrawn_at IS NULL"), postgresql_where=text("withdrawn_at IS NULL")),
    Index("ix_consents_person", "network", "person"),
)  # fmt: skip
