"""Keeps our calls under Slack's ceilings, so that 429 is the exception: one bucket per method and per channel.

A bucket holds a fifth of a minute's calls and is refilled at four fifths of the pace, so no minute sees more than
Slack allows. Deliveries wait their turn; answers somebody waits for do not, but what they take, deliveries wait for.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

SHARE = 0.8
"""The part of the ceiling that is used steadily."""

CHANNEL = 60
"""Messages a minute in one channel; a short burst is tolerated."""
BURST = 3.0

TIERS = {
    "chat.update": 50,
    "chat.delete": 50,
    "chat.postEphemeral": 100,
    "conversations.create": 20,
    "conversations.history": 50,
    "conversations.invite": 50,
    "conversations.kick": 50,
    "conversations.list": 20,
    "conversations.open": 50,
    "conversations.replies": 50,
    "files.completeUploadExternal": 100,
    "files.getUploadURLExternal": 100,
    "usergroups.create": 20,
    "usergroups.disable": 20,
    "usergroups.enable": 20,
    "usergroups.list": 20,
    "usergroups.users.list": 20,
    "usergroups.users.update": 20,
    "users.conversations": 50,
    "users.info": 100,
    "views.open": 100,
    "views.publish": 100,
    "views.update": 100,
}
"""Calls a minute by method, as published; chat.postMessage is counted per channel instead."""


@dataclass(slots=True)
class _Bucket:
    rate: float
    size: float
    left: float
    at: float
    closed_until: float = 0.0


class Pace:
    """The pace of one workspace. Time is the event loop's: pacing is about the wire, not about the calendar."""

    def __init__(self, share: float = SHARE) -> None:
        self._share = share
        self._buckets: dict[str, _Bucket] = {}

    async def turn(self, method: str, channel: str = "", *, urgent: bool = False) -> None:
        """Wait until the call may go out. Turns are given in the order they were asked for."""
        waits = {"": 0.0}
        if method in TIERS:
            waits[method] = self._take(method, TIERS[method], TIERS[method] * (1 - self._share))
        if channel and method == "chat.postMessage":
            waits[channel] = self._take(channel, CHANNEL, BURST)
        if max(waits.values()) <= 0 or urgent:
            return
        try:
            await asyncio.sleep(max(waits.values()))
        except asyncio.CancelledError:
            self._give_back(waits)
            raise

    def close(self, method: str, channel: str, seconds: float) -> None:
        """Slack said to wait that long."""
        key = channel if channel and method == "chat.postMessage" else method
        bucket = self._bucket(key, TIERS.get(method, CHANNEL), BURST)
        bucket.closed_until = max(bucket.closed_until, asyncio.get_running_loop().time() + seconds)
        bucket.left = min(bucket.left, 0.0)

    def _take(self, key: str, per_minute: float, size: float) -> float:
        """Take one, in advance if need be; seconds until it is due."""
        bucket = self._bucket(key, per_minute, size)
        now = asyncio.get_running_loop().time()
        bucket.left = min(bucket.size, bucket.left + (now - bucket.at) * bucket.rate) - 1
        bucket.at = now
        return max(-bucket.left / bucket.rate if bucket.left < 0 else 0.0, bucket.closed_until - now)

    def _give_back(self, keys: Iterable[str]) -> None:
        """Nothing was sent after all: who waited too long must not make the next one wait longer."""
        for key in keys:
            if bucket := self._buckets.get(key):
                bucket.left += 1

    def _bucket(self, key: str, per_minute: float, size: float) -> _Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) > 5000:
                self._forget_full()
            rate = per_minute * self._share / 60
            bucket = self._buckets[key] = _Bucket(rate, size, size, asyncio.get_running_loop().time())
        return bucket

    def _forget_full(self) -> None:
        """Channels nobody wrote to for a while need no bucket."""
        now = asyncio.get_running_loop().time()
        self._buckets = {k: b for k, b in self._buckets.items() if b.left + (now - b.at) * b.rate < b.size}
