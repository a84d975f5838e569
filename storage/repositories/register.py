"""The register at rest; its tables are in `register_tables`."""

from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import Insert, Row, Table, Text, bindparam, exists, func, or_, select, update

from bot.errors import Conflict
from bot.features.register.model import (
    IN_GOOD_STANDING,
    Affiliation,
    Consent,
    Institution,
    InstitutionProfile,
    Mandate,
    Membership,
    name_key,
)
from bot.features.register.repository import Register
from storage.base import NETWORK, Utc, implements, insert, is_there, ours
from storage.listing import ListedRows
from storage.repositories.register_tables import (
    FOREVER,
    affiliations,
    consents,
    institutions,
    mandates,
    memberships,
)


def _saving(rows: Table) -> Insert:
    """Insert, or replace the row that was read at this version; 0 rows when it has moved on."""
    statement = insert(rows)
    changes: dict[str, Any] = {c.name: statement.excluded[c.name] for c in rows.c if c.name not in ("network", "id")}
    changes["version"] = rows.c.version + 1
    return statement.on_conflict_do_update(
        index_elements=["network", "id"], set_=changes, where=rows.c.version == statement.excluded.version
    )


_save_institution: Final = _saving(institutions)
_save_affiliation: Final = _saving(affiliations)
_save_membership: Final = _saving(memberships)

_ids: Final = bindparam("ids", expanding=True)
_institutions: Final = select(institutions).where(ours(institutions), institutions.c.id.in_(_ids))
_names: Final = select(institutions.c.name, institutions.c.native_name).where(
    ours(institutions), institutions.c.id == bindparam("id")
)
_named: Final = (
    select(institutions)
    .where(
        ours(institutions),
        or_(institutions.c.name_key == bindparam("key"), institutions.c.native_key == bindparam("key")),
        or_(institutions.c.country == bindparam("country"), bindparam("country", type_=Text()) == ""),
    )
    .order_by((institutions.c.name_key == bindparam("key")).desc())
    .limit(2)
)
_posts: Final = select(affiliations).where(ours(affiliations)).order_by(affiliations.c.since.desc(), affiliations.c.id)
_memberships: Final = (
    select(memberships)
    .where(ours(memberships), or_(memberships.c.person.in_(_ids), memberships.c.institution.in_(_ids)))
    .order_by(memberships.c.since.desc(), memberships.c.id)
)
_stood: Final = (
    select(institutions, *(column.label(f"m_{column.name}") for column in memberships.c))
    .join(
        memberships,
        (memberships.c.network == institutions.c.network) & (memberships.c.institution == institutions.c.id),
    )
    .where(
        ours(institutions),
        memberships.c.since <= bindparam("at", type_=Utc),
        or_(memberships.c.ended_at.is_(None), memberships.c.ended_at > bindparam("at", type_=Utc)),
    )
    .order_by(institutions.c.name, institutions.c.id)
)
_vacant: Final = _stood.where(
    memberships.c.state.in_(IN_GOOD_STANDING),
    memberships.c.membership_class != "observer",
    ~exists().where(
        mandates.c.network == institutions.c.network,
        mandates.c.institution == institutions.c.id,
        mandates.c.kind == "representative",
        mandates.c.state == "active",
    ),
)
_standing: Final = memberships.c.state.in_(IN_GOOD_STANDING)
_stands: Final = is_there(
    institutions,
    memberships.c.network == institutions.c.network, memberships.c.institution == institutions.c.id, _standing,
)  # fmt: skip
_a_member_works_there: Final = is_there(
    institutions,
    affiliations.c.network == institutions.c.network, affiliations.c.institution == institutions.c.id,
    affiliations.c.until == FOREVER,
    memberships.c.network == affiliations.c.network, memberships.c.person == affiliations.c.person, _standing,
)  # fmt: skip
_size: Final = select(
    select(func.count())
    .where(ours(memberships), _standing, memberships.c.membership_class != "friend")
    .scalar_subquery(),
    select(func.count(institutions.c.country.distinct()))
    .where(ours(institutions), or_(_stands, _a_member_works_there))
    .scalar_subquery(),
)
_mandates: Final = select(mandates).where(ours(mandates)).order_by(mandates.c.since.desc(), mandates.c.id)
_consents: Final = (
    select(consents)
    .where(ours(consents), consents.c.person.in_(_ids))
    .order_by(consents.c.given_at.desc(), consents.c.id)
)


@implements(Register)
class SqlRegister(ListedRows):
    async def institution(self, institution: str) -> Institution | None:
        return (await self.institutions((institution,))).get(institution)

    async def institutions(self, ids: tuple[str, ...]) -> dict[str, Institution]:
        return {row.id: as_institution(row) for row in await self.rows(_institutions, ids=ids)} if ids else {}

    async def institution_named(self, key: str, country: str) -> Institution | None:
        found = await self.rows(_named, key=key, country=country) if key else ()
        exact = [row for row in found if row.name_key == key]
        best = exact or found
        return as_institution(best[0]) if len(best) == 1 else None

    async def save_institution(self, institution: Institution) -> None:
        profile = institution.profile
        names = (institution.name, institution.native_name)
        before = await self.first(_names, id=institution.id)
        self.institution_changed(institution.id, is_renamed=before is not None and before != names)
        await self._save(
            _save_institution, id=institution.id, name=institution.name, name_key=name_key(institution.name),
            native_name=institution.native_name, native_key=name_key(institution.native_name),
            short_name=institution.short_name, kind=institution.kind, parent_name=institution.parent_name,
            country=institution.country, region=institution.region, city=institution.city, zone=institution.zone,
            website=institution.website, strengths=list(profile.strengths), programmes=list(profile.programmes),
            research_fields=list(profile.research_fields), recognitions=list(profile.recognitions),
            confirmed_on=profile.confirmed_on, version=institution.version,
        )  # fmt: skip

    async def affiliation(self, affiliation: str) -> Affiliation | None:
        row = await self.first(_posts.where(affiliations.c.id == affiliation))
        return _affiliation(row) if row else None

    async def affiliations_of(self, people: tuple[str, ...]) -> tuple[Affiliation, ...]:
        rows = await self.rows(_posts.where(affiliations.c.person.in_(_ids)), ids=people)
        return tuple(_affiliation(row) for row in rows)

    async def affiliations_at(self, institution: str) -> tuple[Affiliation, ...]:
        rows = await self.rows(_posts.where(affiliations.c.institution == institution))
        return tuple(_affiliation(row) for row in rows)

    async def save_affiliation(self, affiliation: Affiliation) -> None:
        await self._save(
            _save_affiliation, id=affiliation.id, person=affiliation.person, institution=affiliation.institution,
            post_title=affiliation.post_title, is_leader=affiliation.is_leader, since=affiliation.since,
            until=affiliation.until or FOREVER, confirmed_by=affiliation.confirmed_by, version=affiliation.version,
        )  # fmt: skip
        self.people_changed(affiliation.person)

    async def membership(self, membership: str) -> Membership | None:
        row = await self.first(select(memberships).where(ours(memberships), memberships.c.id == membership))
        return as_membership(row) if row else None

    async def memberships_of(self, holders: tuple[str, ...]) -> tuple[Membership, ...]:
        return tuple(as_membership(row) for row in await self.rows(_memberships, ids=holders))

    async def save_membership(self, membership: Membership) -> None:
        await self._save(
            _save_membership, id=membership.id, membership_class=membership.membership_class,
            person=membership.person or None, institution=membership.institution or None, state=membership.state,
            since=membership.since, until=membership.until, ended_at=membership.ended_at,
            ended_because=membership.ended_because, application=membership.application,
            signed_text_hash=membership.signed_text_hash, version=membership.version,
        )  # fmt: skip

    async def stood_at(self, at: datetime) -> tuple[tuple[Institution, Membership], ...]:
        return tuple((as_institution(row), as_membership(row, "m_")) for row in await self.rows(_stood, at=at))

    async def vacant(self, now: datetime) -> tuple[Institution, ...]:
        return tuple(as_institution(row) for row in await self.rows(_vacant, at=now))

    async def size(self) -> tuple[int, int]:
        row = await self.first(_size)
        assert row is not None  # noqa: S101 - a row of counts is always there
        return cast("tuple[int, int]", tuple(row))

    async def mandates_at(self, institution: str) -> tuple[Mandate, ...]:
        return tuple(_mandate(row) for row in await self.rows(_mandates.where(mandates.c.institution == institution)))

    async def mandates_of(self, person: str) -> tuple[Mandate, ...]:
        return tuple(_mandate(row) for row in await self.rows(_mandates.where(mandates.c.person == person)))

    async def save_mandate(self, mandate: Mandate) -> None:
        """The dates of the post are copied by the database itself: what is not a post there cannot be written."""
        post = affiliations.c.id == mandate.affiliation
        statement = insert(mandates).values(
            network=NETWORK, id=mandate.id, institution=mandate.institution, person=mandate.person, kind=mandate.kind,
            affiliation=mandate.affiliation,
            affiliation_since=select(affiliations.c.since).where(ours(affiliations), post).scalar_subquery(),
            affiliation_until=select(affiliations.c.until).where(ours(affiliations), post).scalar_subquery(),
            since=mandate.since, until=mandate.until or FOREVER, state=mandate.state,
            appointed_by=mandate.appointed_by, evidence=mandate.evidence, version=mandate.version,
        )  # fmt: skip
        changed = {name: statement.excluded[name] for name in ("since", "until", "state", "appointed_by", "evidence")}
        statement = statement.on_conflict_do_update(
            index_elements=["network", "id"], set_={**changed, "version": mandates.c.version + 1},
            where=mandates.c.version == statement.excluded.version,
        )  # fmt: skip
        if await self.run(statement) == 0:
            raise Conflict(f"mandate {mandate.id} is no longer at version {mandate.version}")

    async def consents_of(self, people: tuple[str, ...]) -> tuple[Consent, ...]:
        return tuple(_consent(row) for row in await self.rows(_consents, ids=people))

    async def save_consent(self, consent: Consent) -> None:
        statement = insert(consents)
        statement = statement.on_conflict_do_update(
            index_elements=["network", "id"], set_={"withdrawn_at": statement.excluded.withdrawn_at}
        )
        await self.put(
            statement,
            {"id": consent.id, "person": consent.person, "purpose": consent.purpose,
             "text_version": consent.text_version, "language": consent.language, "given_at": consent.given_at,
             "route": consent.route, "withdrawn_at": consent.withdrawn_at},
        )  # fmt: skip
        self.people_changed(consent.person)

    async def forget(self, person: str) -> None:
        for rows, blank in (
            (affiliations, {"post_title": ""}),
            (mandates, {"evidence": ""}),
            (memberships, {"ended_because": "", "signed_text_hash": ""}),
        ):
            await self.run(update(rows).where(ours(rows), rows.c.person == person).values(**blank))
        self.people_changed(person)

    async def _save(self, statement: Insert, **row: Any) -> None:
        if await self.put(cast("Any", statement), row) == 0:
            raise Conflict(f"{statement.table.name} {row['id']} is no longer at version {row['version']}")


def _end(until: datetime) -> datetime | None:
    return None if until >= FOREVER else until


def as_institution(row: Row[Any]) -> Institution:
    profile = InstitutionProfile(
        tuple(row.strengths), tuple(row.programmes), tuple(row.research_fields), tuple(row.recognitions),
        row.confirmed_on,
    )  # fmt: skip
    return Institution(
        row.id, row.name, row.country, row.native_name, row.short_name, row.kind, row.parent_name, row.region,
        row.city, row.zone, row.website, profile, row.version,
    )  # fmt: skip


def _affiliation(row: Row[Any]) -> Affiliation:
    return Affiliation(
        row.id, row.person, row.institution, row.post_title, row.since, row.is_leader, _end(row.until),
        row.confirmed_by, row.version,
    )  # fmt: skip


def as_membership(row: Row[Any], prefix: str = "") -> Membership:
    def of(name: str) -> Any:
        return getattr(row, prefix + name)

    return Membership(
        of("id"), of("membership_class"), of("since"), of("person") or "", of("institution") or "", of("state"),
        of("until"), of("ended_at"), of("ended_because"), of("application"), of("signed_text_hash"), of("version"),
    )  # fmt: skip


def _mandate(row: Row[Any]) -> Mandate:
    return Mandate(
        row.id, row.institution, row.person, row.kind, row.affiliation, row.since, _end(row.until), row.state,
        row.appointed_by, row.evidence, row.version,
    )  # fmt: skip


def _consent(row: Row[Any]) -> Consent:
    return Consent(
        row.id, row.person, row.purpose, row.text_version, row.language, row.given_at, row.route, row.withdrawn_at
    )
