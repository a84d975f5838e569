"""The one source of time: everything that needs to know "now" is given a Clock."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the present instant, always aware and in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the only place where the machine's clock is read


class MovableClock:
    """The machine's clock plus a distance that can be set: for the sandbox and for tests."""

    def __init__(self, start: datetime | None = None) -> None:
        self._system = SystemClock()
        self.ahead = timedelta(0) if start is None else start - self._system.now()

    def now(self) -> datetime:
        return self._system.now() + self.ahead

    def forward(self, by: timedelta) -> None:
        """Move time on; it never runs backwards."""
        if by < timedelta(0):
            raise ValueError("a clock only moves forward")
        self.ahead += by
