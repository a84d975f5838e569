"""Fingerprints of the secret addresses of people's calendars."""

from typing import Any, Final

from sqlalchemy import Column, Index, Row, bindparam, delete, select

from bot.features.calendar.model import CalendarAddress
from bot.features.calendar.repository import CalendarAddresses
from storage.base import Key, Repository, Utc, implements, ours, refers, table, upsert

calendar_addresses: Final = table(
    "calendar_addresses",
    Column("person", Key),
    Column("generation", Key, nullable=False),
    Column("fingerprint", Key, nullable=False),
    Column("made_at", Utc, nullable=False),
    refers("person", "people", ondelete="CASCADE"),
    Index(None, "network", "fingerprint", unique=True),
    key=("person",),
)

_OWN: Final = select(calendar_addresses).where(
    ours(calendar_addresses), calendar_addresses.c.person == bindparam("own")
)
_FIND: Final = select(calendar_addresses).where(
    ours(calendar_addresses), calendar_addresses.c.fingerprint == bindparam("mark")
)
_FORGET: Final = delete(calendar_addresses).where(
    ours(calendar_addresses), calendar_addresses.c.person == bindparam("own")
)
_SAVE: Final = upsert(calendar_addresses, key=("network", "person"))


@implements(CalendarAddresses)
class SqlCalendarAddresses(Repository):
    async def of(self, person: str) -> CalendarAddress | None:
        return _address(await self.first(_OWN, own=person))

    async def by_fingerprint(self, fingerprint: str) -> CalendarAddress | None:
        return _address(await self.first(_FIND, mark=fingerprint))

    async def save(self, address: CalendarAddress) -> None:
        await self.put(_SAVE, {"person": address.person, "generation": address.generation,
                               "fingerprint": address.fingerprint, "made_at": address.made_at})  # fmt: skip

    async def forget(self, person: str) -> None:
        await self.run(_FORGET, own=person)


def _address(row: Row[Any] | None) -> CalendarAddress | None:
    return CalendarAddress(row.person, row.generation, row.fingerprint, row.made_at) if row else None
