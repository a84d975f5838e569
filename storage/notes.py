"""Short texts an adapter must find again after a restart, by a key made from the text itself."""

from collections.abc import Mapping

from sqlalchemy import Column, Text, bindparam, select

from bot.ports import Notes
from storage.base import Key, Repository, implements, insert, ours, table

notes = table("notes", Column("key", Key), Column("text", Text, nullable=False), key=("key",))

_RECALL = select(notes.c.text).where(ours(notes), notes.c.key == bindparam("wanted"))
_KEEP = insert(notes).on_conflict_do_nothing()


@implements(Notes)
class SqlNotes(Repository):
    async def keep(self, words: Mapping[str, str]) -> None:
        await self.put(_KEEP, *({"key": key, "text": text} for key, text in words.items()))

    async def recall(self, key: str) -> str | None:
        row = await self.first(_RECALL, wanted=key)
        return row.text if row else None
