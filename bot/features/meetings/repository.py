"""What meetings need remembered beside the gatherings they are; in the network of the unit of work."""

from datetime import datetime
from typing import Protocol

from bot.features.meetings.model import AgendaItem, MeetingSeries, Proposal, Whereabouts


class Meetings(Protocol):
    """Saving adds what is new (version 0), and else checks the version: Conflict when somebody else was faster."""

    async def series(self, series: str) -> MeetingSeries | None: ...

    async def save_series(self, series: MeetingSeries) -> None: ...

    async def item(self, item: str) -> AgendaItem | None: ...

    async def items(self, meeting: str) -> tuple[AgendaItem, ...]:
        """Everything that was asked for or put on that agenda, in its order."""
        ...

    async def save_item(self, item: AgendaItem) -> None: ...

    async def proposal(self, proposal: str) -> Proposal | None: ...

    async def save_proposal(self, proposal: Proposal) -> None: ...

    async def whereabouts(self, now: datetime) -> tuple[Whereabouts, ...]:
        """Where those who are asked to meetings are, counted by institution, country and zone; everybody once."""
        ...

    async def written_by(self, person: str) -> tuple[tuple[Proposal, ...], tuple[AgendaItem, ...]]:
        """What somebody proposed and asked for, the oldest first."""
        ...

    async def forget_person(self, person: str) -> None:
        """Erase what the person wrote into proposals (domain 2.3.15)."""
        ...
