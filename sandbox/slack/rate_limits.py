"""Slack's pace: tiers per method, and one message a second per channel with a short burst; 429 beyond."""

import math
from collections import defaultdict, deque
from datetime import datetime

PER_MINUTE = {"Tier1": 1, "Tier2": 20, "Tier3": 50, "Tier4": 100}
TIERS = {
    "auth.test": "SpecialTier_auth_test",
    "apps.connections.open": "Tier1",
    "bookmarks.add": "Tier2",
    "chat.delete": "Tier3",
    "chat.deleteScheduledMessage": "Tier3",
    "chat.getPermalink": "SpecialTier_chat_getPermalink",
    "chat.postEphemeral": "Tier4",
    "chat.postMessage": "SpecialTier_chat_postMessage",
    "chat.scheduleMessage": "Tier3",
    "chat.update": "Tier3",
    "conversations.archive": "Tier2",
    "conversations.create": "Tier2",
    "conversations.history": "Tier3",
    "conversations.info": "Tier3",
    "conversations.invite": "Tier3",
    "conversations.join": "Tier3",
    "conversations.kick": "Tier3",
    "conversations.leave": "Tier3",
    "conversations.list": "Tier2",
    "conversations.members": "Tier4",
    "conversations.open": "Tier3",
    "conversations.rename": "Tier2",
    "conversations.replies": "Tier3",
    "conversations.setPurpose": "Tier2",
    "conversations.setTopic": "Tier2",
    "conversations.unarchive": "Tier2",
    "files.completeUploadExternal": "Tier4",
    "files.getUploadURLExternal": "Tier4",
    "files.info": "Tier4",
    "oauth.v2.access": "Tier4",
    "pins.add": "Tier2",
    "reactions.add": "Tier3",
    "team.info": "Tier3",
    "usergroups.create": "Tier2",
    "usergroups.disable": "Tier2",
    "usergroups.enable": "Tier2",
    "usergroups.list": "Tier2",
    "usergroups.update": "Tier2",
    "usergroups.users.list": "Tier2",
    "usergroups.users.update": "Tier2",
    "users.conversations": "Tier2",
    "users.info": "Tier4",
    "users.list": "Tier2",
    "users.lookupByEmail": "Tier3",
    "users.profile.get": "Tier4",
    "views.open": "Tier4",
    "views.publish": "Tier4",
    "views.push": "Tier4",
    "views.update": "Tier4",
}
EASED = {"apps.connections.open": "Tier2"}
"""Slack writes Tier 1 but lets a client reopen its links; one per minute would forbid reconnecting."""


class RateLimits:
    """Counts calls; `enabled=False` lets everything pass."""

    def __init__(self, *, enabled: bool = True, burst: int = 5) -> None:
        self.enabled = enabled
        self.burst = burst
        self._calls: defaultdict[str, deque[datetime]] = defaultdict(deque)
        self._tokens: dict[str, tuple[float, datetime]] = {}

    def wait_for(self, method: str, now: datetime) -> int:
        """Seconds to wait before `method` may be called again; 0 when this call is within its tier (and counted)."""
        most = PER_MINUTE.get(EASED.get(method, TIERS.get(method, "")), 0)
        if not self.enabled or not most:
            return 0
        calls = self._calls[method]
        while calls and (now - calls[0]).total_seconds() >= 60:
            calls.popleft()
        if len(calls) >= most:
            return max(1, math.ceil(60 - (now - calls[0]).total_seconds()))
        calls.append(now)
        return 0

    def wait_to_post(self, channel: str, now: datetime) -> int:
        """Seconds to wait before another message may go to `channel`; 0 when there is room, which is then taken."""
        if not self.enabled:
            return 0
        left, then = self._tokens.get(channel, (float(self.burst), now))
        left = min(float(self.burst), left + max(0.0, (now - then).total_seconds()))
        if left < 1:
            self._tokens[channel] = (left, now)
            return max(1, math.ceil(1 - left))
        self._tokens[channel] = (left - 1, now)
        return 0
