"""Failures on order: what a test wants Slack to do wrong next."""

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Literal

When = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong with one call.

    `status` answers with that HTTP status; `error` with ok=false; `reset` drops the connection; `delay` only waits
    (seconds, real time). `when` says whether the call was carried out before it went wrong.
    """

    status: int = 0
    error: str = ""
    reset: bool = False
    delay: float = 0.0
    retry_after: int = 0
    when: When = "before"


class Faults:
    """The faults still to come, per method ('*' for any)."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self.history_lag: float = 0.0
        """Seconds during which a new message is not yet found by conversations.history and .replies."""
        self.unready_pictures: int = 0
        """So many times a message is refused because Slack is still looking at the picture in it."""
        self.drop_acks: int = 0
        """So many answers of the application to envelopes get lost on the way."""

    def server_error(self, method: str, status: int = 503, *, times: int = 1, when: When = "before") -> None:
        """The next `times` calls answer with an HTTP error, by default without having been carried out."""
        self.add(method, Fault(status=status, when=when), times=times)

    def reset_after(self, method: str, *, times: int = 1) -> None:
        """The next `times` calls are carried out, then the connection is reset before an answer is read."""
        self.add(method, Fault(reset=True, when="after"), times=times)

    def delay(self, method: str, seconds: float, *, times: int = 1) -> None:
        self.add(method, Fault(delay=seconds), times=times)

    def rate_limit(self, method: str, retry_after: int = 1, *, times: int = 1) -> None:
        self.add(method, Fault(status=429, error="ratelimited", retry_after=retry_after), times=times)

    def refuse(self, method: str, error: str, *, times: int = 1) -> None:
        """The next `times` calls answer ok=false with `error`."""
        self.add(method, Fault(error=error), times=times)

    def add(self, method: str, fault: Fault, *, times: int = 1) -> None:
        self._waiting[method].extend([fault] * times)

    def take(self, method: str) -> Fault | None:
        """The fault this call meets, if any; each is met once."""
        for name in (method, "*"):
            if self._waiting[name]:
                return self._waiting[name].popleft()
        return None

    def clear(self) -> None:
        self._waiting.clear()
        self.history_lag, self.drop_acks = 0.0, 0
