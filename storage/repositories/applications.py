"""Applications, what was declared on them, and the signatures under them."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    Row,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    case,
    delete,
    func,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.features.applications.model import Application, Decision, Declared, Question, Review, Signature
from bot.features.applications.repository import Applications
from bot.features.applications.states import OPEN, State
from storage.base import Json, Key, Repository, Utc, implements, insert, instant, ours, refers, table, upsert

applications = table(
    "applications",
    Column("id", Key),
    Column("ref", Key, nullable=False),
    Column("applicant", Key, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Column("form_version", Text, nullable=False),
    Column("state", Key, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("route", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("answers", Json, nullable=False),
    Column("done", Json, nullable=False),
    Column("flags", Json, nullable=False),
    Column("holder_key", Key, nullable=False),
    Column("submitted_at", Utc),
    Column("claimed_by", Text, nullable=False),
    Column("claimed_at", Utc),
    Column("questions", Json, nullable=False),
    Column("reviews", Json, nullable=False),
    Column("decisions", Json, nullable=False),
    Column("appeal", Text, nullable=False),
    Column("appealed_at", Utc),
    Column("institution", Text, nullable=False),
    Column("closed_at", Utc),
    Column("version", Integer, nullable=False),
    UniqueConstraint("network", "ref"),
    refers("applicant", "people"),
    Index(None, "network", "state", "submitted_at"),
    Index(None, "network", "applicant", "created_at"),
)

# INV-02: one open application per holder, be it a person or an institution
_is_open = text("is_open")
Index("uq_applications_open_applicant", applications.c.network, applications.c.applicant, unique=True,
      sqlite_where=_is_open, postgresql_where=_is_open)  # fmt: skip
_is_open_for_institution = text("is_open AND holder_key <> ''")
Index("uq_applications_open_institution", applications.c.network, applications.c.holder_key, unique=True,
      sqlite_where=_is_open_for_institution, postgresql_where=_is_open_for_institution)  # fmt: skip

declarations = table(
    "application_declarations",
    Column("application", Key),
    Column("item", Key),
    Column("agreed", Boolean, nullable=False),
    Column("text_version", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("route", Text, nullable=False),
    Column("by", Text, nullable=False),
    refers("application", "applications"),
    key=("application", "item"),
)

signatures = table(
    "application_signatures",
    Column("id", Key),
    Column("application", Key, nullable=False),
    Column("subject", Text, nullable=False),
    Column("signer", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("typed_name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("text_hash", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("route", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    refers("application", "applications"),
    Index(None, "network", "application"),
)

numbers = table(
    "application_numbers",
    Column("year", Integer),
    Column("last", Integer, nullable=False),
    key=("year",),
)

_TABLES: tuple[Table, ...] = (applications, declarations, signatures, numbers)

_ours = select(applications).where(ours(applications))
_get = _ours.where(applications.c.id == bindparam("wanted"))
_by_ref = _ours.where(applications.c.ref == bindparam("wanted"))
_of_person = _ours.where(applications.c.applicant == bindparam("wanted")).order_by(
    case((applications.c.is_open, 0), else_=1), applications.c.created_at.desc(), applications.c.id.desc()
)
_open_for = _ours.where(applications.c.is_open, applications.c.holder_key == bindparam("wanted"))
_listed = _ours.where(applications.c.state.in_(bindparam("states", expanding=True))).order_by(
    func.coalesce(applications.c.submitted_at, applications.c.created_at), applications.c.id
)
_count = (
    select(func.count())
    .select_from(applications)
    .where(ours(applications), applications.c.state.in_(bindparam("states", expanding=True)))
)
_declared = select(declarations).where(ours(declarations), declarations.c.application == bindparam("wanted"))
_signatures = (
    select(signatures)
    .where(ours(signatures), signatures.c.application == bindparam("wanted"))
    .order_by(signatures.c.at, signatures.c.id)
)
_numbered = (
    insert(numbers)
    .on_conflict_do_update(index_elements=["network", "year"], set_={"last": numbers.c.last + 1})
    .returning(numbers.c.last)
)
_forget_declared = delete(declarations).where(ours(declarations), declarations.c.application == bindparam("wanted"))
_forget_signed = (
    update(signatures)
    .where(ours(signatures), signatures.c.application == bindparam("wanted"))
    .values(typed_name=bindparam("pseudonym"), text="", evidence="")
)
_declare = upsert(declarations, key=("network", "application", "item"))


@implements(Applications)
class SqlApplications(Repository):
    """Writers of a network run one after the other, so what was read once holds for the whole unit of work."""

    def __init__(self, connection: AsyncConnection, network: str, clock: Clock) -> None:
        super().__init__(connection, network, clock)
        self._seen: dict[str, Application] = {}

    async def next_number(self, year: int) -> int:
        row = (await self.connection.execute(_numbered, {"network": self.network, "year": year, "last": 1})).one()
        return int(row.last)

    async def add(self, application: Application) -> None:
        await self.put(applications, _row(application))
        self._seen[application.id] = application

    async def get(self, application: str) -> Application | None:
        if application not in self._seen:
            found = _application(await self.first(_get, wanted=application))
            if found is None:
                return None
            self._seen[application] = found
        return self._seen[application]

    async def by_ref(self, ref: str) -> Application | None:
        return _application(await self.first(_by_ref, wanted=ref))

    async def latest_of(self, person: str) -> Application | None:
        return _application(await self.first(_of_person, wanted=person))

    async def open_for(self, holder_key: str) -> Application | None:
        return _application(await self.first(_open_for, wanted=holder_key)) if holder_key else None

    async def all_of(self, person: str) -> tuple[Application, ...]:
        return tuple(a for row in await self.rows(_of_person, wanted=person) if (a := _application(row)))

    async def listed(self, states: tuple[State, ...], limit: int) -> tuple[Application, ...]:
        rows = await self.rows(_listed.limit(limit), states=list(states))
        return tuple(a for row in rows if (a := _application(row)))

    async def count(self, states: tuple[State, ...]) -> int:
        row = await self.first(_count, states=list(states))
        return int(row[0]) if row else 0

    async def save(self, application: Application) -> None:
        row = _row(application)
        version = row.pop("version")
        await self.replace(applications, {"id": row.pop("id")}, version, **row)
        self._seen[application.id] = replace(application, version=version + 1)

    async def declared(self, application: str) -> dict[str, Declared]:
        rows = await self.rows(_declared, wanted=application)
        return {row.item: Declared(**{spec.name: getattr(row, spec.name) for spec in fields(Declared)}) for row in rows}

    async def declare(self, declared: Declared) -> None:
        await self.put(_declare, asdict(declared))

    async def sign(self, signature: Signature) -> None:
        await self.put(signatures, asdict(signature))

    async def signatures(self, application: str) -> tuple[Signature, ...]:
        rows = await self.rows(_signatures, wanted=application)
        return tuple(Signature(**{spec.name: getattr(row, spec.name) for spec in fields(Signature)}) for row in rows)

    async def empty(self, application: str, pseudonym: str) -> None:
        found = await self.get(application)
        if found is None:
            return
        nameless = replace(
            found,
            answers={},
            note="",
            holder_key="",
            appeal="",
            questions=(),
            reviews=tuple(replace(review, note="") for review in found.reviews),
            decisions=tuple(replace(decision, reason="") for decision in found.decisions),
        )
        if found.is_open:
            nameless = replace(nameless, state="withdrawn", closed_at=self.clock.now())
        await self.save(nameless)
        await self.run(_forget_declared, wanted=application)
        await self.run(_forget_signed, wanted=application, pseudonym=pseudonym)

    async def dump(self) -> dict[str, list[dict[str, Any]]]:
        return {
            rows.name: [
                {key: _plain(value) for key, value in row._mapping.items() if key != "network"}  # noqa: SLF001 - public
                for row in await self.rows(select(rows).where(ours(rows)).order_by(*rows.primary_key))
            ]
            for rows in _TABLES
        }

    async def load(self, tables: Mapping[str, list[dict[str, Any]]]) -> None:
        for rows in _TABLES:
            instants = {column.name for column in rows.c if isinstance(column.type, Utc)}
            values = [
                {key: instant(value) if key in instants and value else value for key, value in row.items()}
                for row in tables.get(rows.name, ())
            ]
            await self.put(rows, *values)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _row(application: Application) -> dict[str, Any]:
    row = {spec.name: getattr(application, spec.name) for spec in fields(Application)}
    row["answers"] = {key: list(v) if isinstance(v, tuple) else v for key, v in application.answers.items()}
    row["done"], row["flags"] = list(application.done), list(application.flags)
    for name in ("questions", "reviews", "decisions"):
        row[name] = [{key: _plain(value) for key, value in asdict(part).items()} for part in row[name]]
    return {**row, "is_open": application.state in OPEN}


def _application(row: Row[Any] | None) -> Application | None:
    if row is None:
        return None
    values = {spec.name: getattr(row, spec.name) for spec in fields(Application)}
    values["answers"] = {key: tuple(v) if isinstance(v, list) else v for key, v in row.answers.items()}
    values["done"], values["flags"] = tuple(row.done), tuple(row.flags)
    values["questions"] = tuple(Question(**_instants(part, "at", "due", "answered_at")) for part in row.questions)
    values["reviews"] = tuple(Review(**_instants(part, "at")) for part in row.reviews)
    values["decisions"] = tuple(Decision(**_instants(part, "at")) for part in row.decisions)
    return Application(**values)


def _instants(part: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {key: instant(value) if key in names and value else value for key, value in part.items()}
