"""Half-filled forms, one row per person, form and subject."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Integer, Row, Text, bindparam, delete, select
from sqlalchemy.dialects.postgresql import Insert

from bot.drafts import Draft, Drafts
from bot.interactions import FieldValue
from storage.base import Json, Key, Repository, Utc, implements, insert, ours, table, upsert

drafts = table(
    "drafts",
    Column("id", Key),
    Column("owner", Key, nullable=False),
    Column("form", Key, nullable=False),
    Column("subject", Text, nullable=False, default=""),
    Column("values", Json, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Index(None, "network", "owner", "form", "subject", unique=True),
    Index(None, "network", "updated_at"),
)

BY_ID = select(drafts).where(ours(drafts), drafts.c.id == bindparam("id"))
SAVE = upsert(drafts)


def _begin(*changed: str) -> Insert:
    statement = insert(drafts)
    changes = {name: statement.excluded[name] for name in ("updated_at", *changed)}
    key = ("network", "owner", "form", "subject")
    return statement.on_conflict_do_update(index_elements=key, set_=changes)


GO_ON, START_AFRESH = _begin().returning(drafts), _begin("values").returning(drafts)
DISCARD = delete(drafts).where(ours(drafts), drafts.c.id == bindparam("of_id"))
DISCARD_OLDER = delete(drafts).where(ours(drafts), drafts.c.updated_at < bindparam("before", type_=Utc()))


@implements(Drafts)
class DraftRows(Repository):
    async def get(self, draft: str) -> Draft | None:
        row = await self.first(BY_ID, id=draft)
        return _draft(row) if row else None

    async def begin(self, draft: Draft, now: datetime, *, afresh: bool = False) -> Draft:
        statement = START_AFRESH if afresh else GO_ON
        row = (await self.connection.execute(statement, {**_row(draft, now), "network": self.network})).one()
        return _draft(row)

    async def save(self, draft: Draft, now: datetime) -> None:
        await self.put(SAVE, _row(draft, now))

    async def discard(self, draft: str) -> None:
        await self.run(DISCARD, of_id=draft)

    async def discard_older(self, before: datetime) -> int:
        return await self.run(DISCARD_OLDER, before=before)


def _row(draft: Draft, now: datetime) -> dict[str, Any]:
    return {
        "id": draft.id, "owner": draft.owner, "form": draft.form, "subject": draft.subject,
        "values": dict(draft.values), "updated_at": now, "version": draft.version,
    }  # fmt: skip


def _draft(row: Row[Any]) -> Draft:
    stored: dict[str, Any] = row._mapping["values"]  # noqa: SLF001 - the public way to a column of that name
    values: dict[str, FieldValue] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in stored.items()
    }
    return Draft(row.id, row.owner, row.form, row.subject, values, row.updated_at, row.version)
