"""Tokens of the spaces that installed us by themselves, under a seal that is not made here."""

from collections.abc import Mapping

from sqlalchemy import Column, Text, bindparam, delete, select

from bot.ports import Tokens
from storage.base import Key, Repository, implements, ours, table, upsert

tokens = table(
    "tokens",
    Column("platform", Key),
    Column("space", Key),
    Column("sealed", Text, nullable=False),
    key=("platform", "space"),
)

ALL = select(tokens.c.space, tokens.c.sealed).where(ours(tokens), tokens.c.platform == bindparam("platform"))
KEEP = upsert(tokens, key=("network", "platform", "space"))
REMOVE = delete(tokens).where(
    ours(tokens), tokens.c.platform == bindparam("of_platform"), tokens.c.space == bindparam("of_space")
)


@implements(Tokens)
class TokenRows(Repository):
    async def all(self, platform: str) -> Mapping[str, str]:
        return {row.space: row.sealed for row in await self.rows(ALL, platform=platform)}

    async def keep(self, platform: str, space: str, sealed: str) -> None:
        await self.put(KEEP, {"platform": platform, "space": space, "sealed": sealed})

    async def remove(self, platform: str, space: str) -> None:
        await self.run(REMOVE, of_platform=platform, of_space=space)
