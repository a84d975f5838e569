"""What applications need remembered. All methods speak of the network the unit of work was opened for."""

from collections.abc import Mapping
from typing import Any, Protocol

from bot.features.applications.model import Application, Declared, Signature
from bot.features.applications.states import State


class Applications(Protocol):
    """Saving checks the version: Conflict when somebody else was faster. INV-02 is Conflict as well."""

    async def next_number(self, year: int) -> int:
        """The next running number of that year, from 1 and without gaps; taken in this transaction."""
        ...

    async def add(self, application: Application) -> None: ...

    async def get(self, application: str) -> Application | None: ...

    async def by_ref(self, ref: str) -> Application | None: ...

    async def latest_of(self, person: str) -> Application | None:
        """The open application of a person, else the newest closed one."""
        ...

    async def open_for(self, holder_key: str) -> Application | None:
        """The open application of that institution."""
        ...

    async def all_of(self, person: str) -> tuple[Application, ...]: ...

    async def listed(self, states: tuple[State, ...], limit: int) -> tuple[Application, ...]:
        """Those in these states, the longest waiting first."""
        ...

    async def count(self, states: tuple[State, ...]) -> int: ...

    async def save(self, application: Application) -> None: ...

    async def declared(self, application: str) -> dict[str, Declared]:
        """What was said to each declaration, by item."""
        ...

    async def declare(self, declared: Declared) -> None:
        """Keep what was said last to a declaration."""
        ...

    async def sign(self, signature: Signature) -> None: ...

    async def signatures(self, application: str) -> tuple[Signature, ...]: ...

    async def empty(self, application: str, pseudonym: str) -> None:
        """Erase answers, names and texts; state, dates and reference stay. An open one counts as withdrawn."""
        ...

    async def dump(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of this network by table, as plain JSON values."""
        ...

    async def load(self, tables: Mapping[str, list[dict[str, Any]]]) -> None:
        """Write back what `dump` gave, into a network without applications."""
        ...
