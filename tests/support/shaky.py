"""A database that fails when a test wants it to."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from bot.ports import Database, UnitOfWork


class Shaky:
    """A real database whose writing units fail as often as the test says, before or after they have done their work."""

    def __init__(self, database: Database, error: Exception, times: int, *, at_commit: bool = True) -> None:
        self.database = database
        self.error = error
        self.left = times
        self.at_commit = at_commit

    @asynccontextmanager
    async def write(self, network: str) -> AsyncGenerator[UnitOfWork]:
        if self.left and not self.at_commit:
            self.left -= 1
            raise self.error
        async with self.database.write(network) as uow:
            yield uow
            if self.left:
                self.left -= 1
                raise self.error

    def read(self, network: str):
        return self.database.read(network)
