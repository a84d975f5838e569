"""Half-filled forms: one row per person and form, so that nothing typed is ever lost.

A draft serves several steps, errors on a platform that closes the form, an answer that came too late to open one, and
resuming days later on the other platform.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.interactions import FieldValue


@dataclass(frozen=True, slots=True)
class Draft:
    """`form` names the registered form, `subject` what it is about (a reference, a step), `values` what was typed."""

    id: str
    owner: str
    form: str
    subject: str = ""
    values: Mapping[str, FieldValue] = field(default_factory=dict[str, FieldValue])
    updated_at: datetime | None = None
    version: int = 1


class Drafts(Protocol):
    async def get(self, draft: str) -> Draft | None: ...

    async def begin(self, draft: Draft, now: datetime, *, afresh: bool = False) -> Draft:
        """Insert, or find the one that its owner has begun for that form and subject: what is on record now.

        With `afresh` the one that was begun takes over the values of `draft`.
        """
        ...

    async def save(self, draft: Draft, now: datetime) -> None:
        """Insert or replace."""
        ...

    async def discard(self, draft: str) -> None: ...

    async def discard_older(self, before: datetime) -> int:
        """Forget drafts nobody touched since `before`; returns how many."""
        ...
