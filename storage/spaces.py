"""The workspaces and guilds we are in."""

from typing import Any

from sqlalchemy import Column, Row, Text, bindparam, delete, select

from bot.ports import Space, Spaces
from storage.base import Json, Key, Repository, implements, ours, table, upsert

spaces = table(
    "spaces",
    Column("platform", Key),
    Column("space", Key),
    Column("sender", Text, nullable=False),
    Column("name", Text, nullable=False, default=""),
    Column("language", Text, nullable=False, default=""),
    Column("channels", Json, nullable=False),
    Column("roles", Json, nullable=False),
    Column("seen", Json, nullable=False),
    Column("problems", Json, nullable=False),
    Column("open", Json, nullable=False),
    key=("platform", "space"),
)

ALL = select(spaces).where(ours(spaces)).order_by(spaces.c.platform, spaces.c.space)
ONE = select(spaces).where(
    ours(spaces), spaces.c.platform == bindparam("platform"), spaces.c.space == bindparam("space")
)
SAVE = upsert(spaces, key=("network", "platform", "space"))
REMOVE = delete(spaces).where(
    ours(spaces), spaces.c.platform == bindparam("of_platform"), spaces.c.space == bindparam("of_space")
)


@implements(Spaces)
class SpaceRows(Repository):
    async def all(self) -> tuple[Space, ...]:
        return tuple(_space(row) for row in await self.rows(ALL))

    async def get(self, platform: str, space: str) -> Space | None:
        row = await self.first(ONE, platform=platform, space=space)
        return None if row is None else _space(row)

    async def save(self, space: Space) -> None:
        row = {
            "platform": space.platform, "space": space.space, "sender": space.sender, "name": space.name,
            "language": space.language,
            "channels": dict(space.channels), "roles": dict(space.roles), "seen": dict(space.seen),
            "problems": list(space.problems), "open": sorted(space.open),
        }  # fmt: skip
        await self.put(SAVE, row)

    async def remove(self, platform: str, space: str) -> None:
        await self.run(REMOVE, of_platform=platform, of_space=space)


def _space(row: Row[Any]) -> Space:
    return Space(
        platform=row.platform, space=row.space, sender=row.sender, name=row.name, language=row.language,
        channels=row.channels, roles=row.roles, seen=row.seen,
        problems=tuple(row.problems), open=frozenset(row.open),
    )  # fmt: skip
