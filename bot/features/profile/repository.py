"""What this feature needs remembered: the codes that join accounts."""

from datetime import datetime
from typing import Protocol

from bot.features.profile.model import LinkCode


class LinkCodes(Protocol):
    async def add(self, code: LinkCode) -> None:
        """Remember a code; older unused ones of the same person lapse."""
        ...

    async def find(self, digest: str) -> LinkCode | None: ...

    async def use(self, digest: str, now: datetime) -> bool:
        """Mark as used; False when it was used in the meantime."""
        ...

    async def forget_older(self, before: datetime) -> None: ...
