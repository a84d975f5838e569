"""Misfortunes on order: the next calls of a route fail, hang, or lose their connection, before or after they count."""

import re
from dataclasses import dataclass


@dataclass(slots=True)
class Fault:
    """One misfortune. Exactly what happens, in this order: `delay`, then refusal, reset or answer."""

    status: int = 0
    """Answer with this status instead (500, 502, 429, 403 ...)."""
    code: int = 0
    after: bool = False
    """Whether the call takes effect first: the answer is lost, the work is done."""
    reset: bool = False
    """Cut the connection instead of answering."""
    delay: float = 0.0
    retry_after: float = 0.5
    everywhere: bool = False
    """For 429: whether it is the global limit."""
    times: int = 1


def _shape(route: str) -> str:
    return re.sub(r"{\w+}", "{}", route)


class Faults:
    """Orders by route, for example `POST /channels/{id}/messages`; names in braces do not matter."""

    def __init__(self) -> None:
        self._orders: dict[str, list[Fault]] = {}

    def order(self, route: str, fault: Fault) -> None:
        """Let the next `fault.times` calls of the route suffer; several orders are worked off in turn."""
        self._orders.setdefault(_shape(route), []).append(fault)

    def clear(self) -> None:
        self._orders.clear()

    def take(self, method: str, template: str) -> Fault | None:
        waiting = self._orders.get(_shape(f"{method} {template}"))
        if not waiting:
            return None
        found = waiting[0]
        found.times -= 1
        if found.times <= 0:
            waiting.pop(0)
        return found
