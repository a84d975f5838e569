"""States and the ways between them: one table per entity, enforced when a state changes and drawn by the docs."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.errors import Refused
from bot.ui.text import Text, _

S = TypeVar("S", bound=str)


@dataclass(frozen=True, slots=True)
class Transition(Generic[S]):
    """One arrow: from any of `sources` to `target`, pulled by `trigger`."""

    trigger: str
    sources: frozenset[S]
    target: S


class Lifecycle(Generic[S]):
    """The table of an entity.

    `labels` are the words people read for a state. `follow` returns the new state or refuses with the present one.
    """

    def __init__(self, initial: S, labels: dict[S, Text], arrows: Iterable[tuple[str, Iterable[S], S]]) -> None:
        self.initial = initial
        self.labels = labels
        self.transitions = tuple(Transition(t, frozenset(sources), target) for t, sources, target in arrows)
        for transition in self.transitions:
            unknown = (transition.sources | {transition.target}) - labels.keys()
            if unknown:
                raise ValueError(f"{transition.trigger}: states without a label: {sorted(unknown)}")

    def permits(self, trigger: str, state: S) -> bool:
        return any(t.trigger == trigger and state in t.sources for t in self.transitions)

    def follow(self, trigger: str, state: S) -> S:
        """The state after `trigger`; Refused with the name of the present state when there is no such way."""
        for transition in self.transitions:
            if transition.trigger == trigger and state in transition.sources:
                return transition.target
        raise Refused(
            _("That is no longer possible: the state is now “{state}”.", state=self.labels[state]),
            rule=f"lifecycle:{trigger}",
        )

    def final(self, state: S) -> bool:
        return not any(state in t.sources for t in self.transitions)
