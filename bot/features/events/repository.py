"""What events need remembered beside their gathering. All methods speak of the network of the unit of work."""

from typing import Any, Protocol

from bot.features.events.model import Contribution, Feedback, Question, Speaker


class Events(Protocol):
    """Saving a speaker checks the version: Conflict when somebody else was faster."""

    async def speakers(self, event: str) -> tuple[Speaker, ...]:
        """In the order in which they were asked."""
        ...

    async def speaker(self, event: str, person: str) -> Speaker | None: ...

    async def spoken_at(self, person: str) -> tuple[str, ...]:
        """The events at whose programme the person is or was."""
        ...

    async def save_speaker(self, speaker: Speaker) -> None: ...

    async def remove_speaker(self, event: str, person: str) -> None: ...

    async def add_contribution(self, contribution: Contribution) -> None: ...

    async def contributions(self, event: str) -> tuple[Contribution, ...]: ...

    async def add_question(self, question: Question) -> None: ...

    async def questions(self, event: str) -> tuple[Question, ...]: ...

    async def give_feedback(self, feedback: Feedback) -> None:
        """The last word of a person replaces the one before."""
        ...

    async def feedback(self, event: str) -> tuple[Feedback, ...]: ...

    async def feedback_of(self, event: str, person: str) -> Feedback | None: ...

    async def all_of(self, person: str) -> dict[str, list[dict[str, Any]]]:
        """Everything a person said or wrote for events, by table, as plain JSON values."""
        ...

    async def forget_person(self, person: str) -> None:
        """Empty what the person wrote; that somebody spoke and how many gave feedback stays (domain 2.3.15)."""
        ...
