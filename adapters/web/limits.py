"""What one visitor may ask of the web room: how large, how often, and how much of that is remembered."""

from collections import OrderedDict
from collections.abc import Callable

BODY = 512 * 1024
"""Bytes of one request: five fields of 4,000 Chinese characters, nine bytes each as browsers send them, and room."""

BURST = 30
PER_SECOND = 0.5
"""A link may be used so often at once, and then one time every two seconds."""

REMEMBERED = 10_000
"""Links whose use is counted; the ones used longest ago are forgotten."""

RADIO = 5
"""So many options are shown side by side; a longer list folds into a menu."""


class Turns:
    """A token bucket per link. `time` is the event loop's, in seconds."""

    def __init__(self, time: Callable[[], float]) -> None:
        self._time = time
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, link: str) -> bool:
        """Whether the link may be used now; if so, one turn is taken."""
        now = self._time()
        left, at = self._left.pop(link, (float(BURST), now))
        left = min(float(BURST), left + (now - at) * PER_SECOND)
        allowed = left >= 1
        self._left[link] = (left - 1 if allowed else left, now)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
        return allowed
