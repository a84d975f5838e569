"""Half-filled forms, one row per person, form and subject."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Integer, Row, Text, bindparam, delete, select

from bot.drafts import Draft, Drafts
from bot.interactions import FieldValue
from storage.base import Json, Key, Repository, Utc, implements, ours, table, upsert

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
BY_FORM = select(drafts).where(
    ours(drafts),
    drafts.c.owner == bindparam("owner"),
    drafts.c.form == bindparam("form"),
    drafts.c.subject == bindparam("subject"),
)
SAVE = upsert(drafts)
DISCARD = delete(drafts).where(ours(drafts), drafts.c.id == bindparam("of_id"))
DISCARD_OLDER = delete(drafts).where(ours(drafts), drafts.c.updated_at < bindparam("before", type_=Utc()))


@implements(Drafts)
class DraftRows(Repository):
    async def get(self, draft: str) -> Draft | None:
        return _draft(await self.first(BY_ID, id=draft))

    async def find(self, owner: str, form: str, subject: str) -> Draft | None:
        return _draft(await self.first(BY_FORM, owner=owner, form=form, subject=subject))

    async def save(self, draft: Draft, now: datetime) -> None:
        row = {
            "id": draft.id, "owner": draft.owner, "form": draft.form, "subject": draft.subject,
            "values": dict(draft.values), "updated_at": now, "version": draft.version,
        }  # fmt: skip
        await self.put(SAVE, row)

    async def discard(self, draft: str) -> None:
        await self.run(DISCARD, of_id=draft)

    async def discard_older(self, before: datetime) -> int:
        return await self.run(DISCARD_OLDER, before=before)


def _draft(row: Row[Any] | None) -> Draft | None:
    if row is None:
        return None
    stored: dict[str, Any] = row._mapping["values"]  # noqa: SLF001 - the public way to a column of that name
    values: dict[str, FieldValue] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in stored.items()
    }
    return Draft(row.id, row.owner, row.form, row.subject, values, row.updated_at, row.version)
