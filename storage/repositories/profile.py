"""One-time codes that join two chat accounts."""

from datetime import datetime

from sqlalchemy import Column, Index, bindparam, delete, select, update

from bot.features.profile.model import LinkCode
from bot.features.profile.repository import LinkCodes
from storage.base import Key, Repository, Utc, implements, ours, refers, table

link_codes = table(
    "link_codes",
    Column("digest", Key),
    Column("person", Key, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("used_at", Utc),
    refers("person", "people", ondelete="CASCADE"),
    Index(None, "network", "person"),
    key=("digest",),
)

_FIND = select(link_codes).where(ours(link_codes), link_codes.c.digest == bindparam("code"))
_USE = (
    update(link_codes)
    .where(ours(link_codes), link_codes.c.digest == bindparam("code"), link_codes.c.used_at.is_(None))
    .values(used_at=bindparam("now", type_=Utc))
)
_LAPSE = delete(link_codes).where(
    ours(link_codes), link_codes.c.person == bindparam("owner"), link_codes.c.used_at.is_(None)
)
_FORGET = delete(link_codes).where(ours(link_codes), link_codes.c.expires_at < bindparam("before", type_=Utc))


@implements(LinkCodes)
class SqlLinkCodes(Repository):
    async def add(self, code: LinkCode) -> None:
        await self.run(_LAPSE, owner=code.person)
        await self.put(
            link_codes,
            {"digest": code.digest, "person": code.person, "expires_at": code.expires_at, "used_at": code.used_at},
        )

    async def find(self, digest: str) -> LinkCode | None:
        row = await self.first(_FIND, code=digest)
        return LinkCode(row.digest, row.person, row.expires_at, row.used_at) if row else None

    async def use(self, digest: str, now: datetime) -> bool:
        return await self.run(_USE, code=digest, now=now) == 1

    async def forget_older(self, before: datetime) -> None:
        await self.run(_FORGET, before=before)
