"""Short texts an adapter must find again after a restart, by a key made from the text itself."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Column, Index, Text, bindparam, select

from bot.ports import Notes
from storage.base import Key, Repository, Utc, implements, insert, ours, table

notes = table(
    "notes",
    Column("key", Key), Column("text", Text, nullable=False), Column("until", Utc),
    Index(None, "network", "until"),
    key=("key",),
)  # fmt: skip

_RECALL = select(notes.c.text).where(ours(notes), notes.c.key == bindparam("wanted"))
_KEEP = insert(notes)
_KEEP = _KEEP.on_conflict_do_update(index_elements=["network", "key"], set_={"until": _KEEP.excluded.until})


@implements(Notes)
class SqlNotes(Repository):
    async def keep(self, words: Mapping[str, str], until: datetime | None = None) -> None:
        await self.put(_KEEP, *({"key": key, "text": text, "until": until} for key, text in words.items()))

    async def recall(self, key: str) -> str | None:
        row = await self.first(_RECALL, wanted=key)
        return row.text if row else None
