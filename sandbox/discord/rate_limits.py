"""Discord's rate limits: per-route buckets announced in headers, and 50 requests a second for the whole bot."""

import asyncio
import re
from dataclasses import dataclass, field

# (calls, seconds) for a route family; the resource in the address has its own bucket.
FAMILIES: tuple[tuple[str, str, int, float], ...] = (
    ("POST", r"/channels/{}/messages$", 5, 5.0),
    ("PATCH", r"/channels/{}/messages/{}$", 5, 5.0),
    ("DELETE", r"/channels/{}/messages/{}$", 5, 1.0),
    ("POST", r"/channels/{}/(messages/{}/)?threads$", 50, 300.0),
    ("PATCH", r"/channels/{}$", 5, 20.0),
    ("POST", r"/users/@me/channels$", 10, 10.0),
    ("PUT", r"/guilds/{}/members/{}/roles/{}$", 10, 10.0),
    ("DELETE", r"/guilds/{}/members/{}/roles/{}$", 10, 10.0),
    ("POST", r"/guilds/{}/channels$", 50, 600.0),
    ("POST", r"/guilds/{}/roles$", 250, 3600.0),
    ("POST", r"/webhooks/{}/{}$", 5, 2.0),
    ("PATCH", r"/webhooks/{}/{}/messages/.*$", 5, 2.0),
)
GLOBAL: tuple[int, float] = (50, 1.0)
_COMPILED = tuple(
    (method, re.compile(pattern.replace("{}", r"\{\}")), limit, seconds) for method, pattern, limit, seconds in FAMILIES
)


@dataclass(slots=True)
class Verdict:
    """Headers for the answer, and how long to wait if the call is refused."""

    headers: dict[str, str] = field(default_factory=dict[str, str])
    retry_after: float = 0.0
    everywhere: bool = False


@dataclass
class RateLimits:
    """Counts calls in windows of real seconds; `enabled` may be switched at any time."""

    enabled: bool = True
    pace: float = 1.0
    """Stretches all windows; below 1 for tests in a hurry."""
    hits: int = 0
    """How often a call was refused."""
    _windows: dict[str, tuple[float, int]] = field(default_factory=dict[str, tuple[float, int]])

    def judge(self, method: str, template: str, major: str, *, with_token: bool) -> Verdict:
        """Count one call. `with_token` is False for interaction answers, which the global limit leaves alone."""
        if not self.enabled:
            return Verdict()
        now = asyncio.get_running_loop().time()
        if with_token and (wait := self._measure("global", GLOBAL[0], GLOBAL[1], now)[1]):
            self.hits += 1
            return Verdict({"X-RateLimit-Global": "true", "Retry-After": f"{wait:.3f}"}, wait, everywhere=True)
        shape = re.sub(r"{\w+}", "{}", template)
        for number, (asked, pattern, limit, seconds) in enumerate(_COMPILED):
            if asked == method and pattern.match(shape):
                left, wait, reset = self._measure(f"{number}:{major}", limit, seconds, now)
                headers = {
                    "X-RateLimit-Bucket": f"bucket{number:02d}",
                    "X-RateLimit-Limit": str(limit),
                    "X-RateLimit-Remaining": str(left),
                    "X-RateLimit-Reset-After": f"{reset:.3f}",
                    "X-RateLimit-Reset": f"{now + reset:.3f}",
                }
                if wait:
                    self.hits += 1
                    headers |= {"Retry-After": f"{wait:.3f}", "X-RateLimit-Scope": "user"}
                return Verdict(headers, wait)
        return Verdict()

    def _measure(self, key: str, limit: int, seconds: float, now: float) -> tuple[int, float, float]:
        """Calls left, seconds to wait if refused, seconds until the window is over."""
        # Fixed windows: clients take the announced end of a window as the instant when all of it is free again.
        start, count = self._windows.get(key, (now, 0))
        end = start + seconds * self.pace
        if now >= end:
            start, count, end = now, 0, now + seconds * self.pace
        if count >= limit:
            return 0, max(end - now, 0.001), end - now
        self._windows[key] = (start, count + 1)
        return limit - count - 1, 0.0, end - now
