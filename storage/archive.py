"""Everything of a network in an open format, and back: all tables whose rows bear its name, but not the outbox."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select

from bot.errors import Refused
from bot.ports import Archive
from bot.ui.text import _
from storage.base import Repository, Utc, implements, metadata, ours
from storage.listing import list_afresh

OF_THIS_DEPLOYMENT = frozenset(
    {"deliveries", "jobs", "senders", "card_copies", "cron_slots", "link_codes", "search_documents", "tokens"}
)
"""Tables that mean nothing elsewhere: what is owed to platforms, their tokens, and what is made anew from the rest."""


def archived() -> tuple[Table, ...]:
    """The tables of an archive, those that others refer to first."""
    return tuple(t for t in metadata.sorted_tables if "network" in t.c and t.name not in OF_THIS_DEPLOYMENT)


@implements(Archive)
class SqlArchive(Repository):
    async def dump(self) -> dict[str, list[dict[str, Any]]]:
        return {t.name: [_plain(t, row) for row in await self.rows(select(t).where(ours(t)))] for t in archived()}

    async def load(self, tables: Mapping[str, list[dict[str, Any]]]) -> None:
        known = {t.name: t for t in archived()}
        if await self.rows(select(known["people"].c.id).where(ours(known["people"])).limit(1)):
            raise Refused(_("This network has people already; an import needs an empty database."), rule="import")
        unknown = sorted(set(tables) - set(known))
        if unknown:
            raise Refused(_("The file has parts this version does not know: {names}.", names=", ".join(unknown)))
        for name, t in known.items():
            await self.put(t, *(_typed(t, row) for row in tables.get(name, ())))
        await list_afresh(self)


def _plain(t: Table, row: Any) -> dict[str, Any]:
    values = {c.name: getattr(row, c.name) for c in t.c if c.name != "network"}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def _typed(t: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """What is numbered by the database is numbered anew: the old numbers may be taken there, by another network."""
    return {
        c.name: datetime.fromisoformat(row[c.name]) if isinstance(c.type, Utc) and row[c.name] else row[c.name]
        for c in t.c
        if c.name in row and c is not t.autoincrement_column
    }
