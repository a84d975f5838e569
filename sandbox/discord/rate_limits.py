"""Discord's rate limits: per-route buckets announced in headers, and 50 requests a second for the whole bot."""

import asyncio
import re
from collections import deque
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
    """Counts calls in sliding windows of real seconds; `enabled` may be switched at any time."""

    enabled: bool = True
    hits: int = 0
    """How often a call was refused."""
    _calls: dict[str, deque[float]] = field(default_factory=dict[str, "deque[float]"])

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
        """Calls left, seconds to wait if refused, seconds until the window is free again."""
        calls = self._calls.setdefault(key, deque())
        while calls and calls[0] <= now - seconds:
            calls.popleft()
        if len(calls) >= limit:
            return 0, max(calls[0] + seconds - now, 0.001), calls[0] + seconds - now
        calls.append(now)
        # The oldest call tells when a place falls free: what the library must wait for once nothing is left.
        return limit - len(calls), 0.0, calls[0] + seconds - now
