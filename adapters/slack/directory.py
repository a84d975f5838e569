"""Who and what there is in a workspace: people's names, zones and languages, direct conversations, channels."""

import asyncio
import logging
from dataclasses import dataclass

from adapters.slack.limits import Json
from adapters.slack.workspace import Workspace
from bot.interactions import Account
from bot.outbox import DeliveryProblem, Forbidden, Unreachable

log = logging.getLogger("convenor.slack")

REMEMBERED = 20_000
FIRST_PEOPLE = 200
KNOWN_FOR = 6 * 3600.0
"""Seconds after which somebody's name and zone are asked for again; changes arrive as events meanwhile."""
PATIENCE = 0.8
"""Seconds an interaction waits for a name; without an answer it goes on with what the payload says."""


@dataclass(frozen=True, slots=True)
class _Known:
    account: Account
    until: float


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel; `is_open`: all members of the workspace can read it."""

    name: str
    is_open: bool


class Directory:
    """What we know of one workspace. Everything in here can be asked for again, so nothing of it is stored."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._people: dict[str, _Known] = {}
        self._directs: dict[str, str] = {}
        self._owner: Account | None = None

    async def account(self, user: str, name: str = "") -> Account:
        """The account with what Slack says about the person; `name` serves when Slack does not answer in time."""
        team = self._workspace.team
        now = asyncio.get_running_loop().time()
        known = self._people.get(user)
        if known is not None and known.until > now:
            return known.account
        if not user:
            return Account("slack", team, "")
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._workspace.call("users.info", urgent=True, user=user, include_locale=True)
        except (DeliveryProblem, TimeoutError) as error:
            log.info("no word about %s: %s", user, error)
            return known.account if known else Account("slack", team, user, name)
        return self.learn(answer.get("user") or {"id": user})

    def learn(self, user: Json) -> Account:
        """Take over what an answer or event says about somebody."""
        profile = user.get("profile") or {}
        name = (
            profile.get("display_name") or profile.get("real_name") or user.get("real_name") or user.get("name") or ""
        )
        made = Account(
            "slack", self._workspace.team, str(user.get("id", "")), str(name), str(user.get("tz") or ""),
            str(user.get("locale") or ""),
        )  # fmt: skip
        if len(self._people) >= REMEMBERED:
            self._people.clear()
        # Slack tells the language only when asked for it, so what an event says serves until somebody asks
        lasting = KNOWN_FOR if made.language else 0.0
        self._people[made.user] = _Known(made, asyncio.get_running_loop().time() + lasting)
        return made

    def forget(self, user: str) -> None:
        self._people.pop(user, None)
        self._directs.pop(user, None)

    async def direct(self, user: str, *, urgent: bool = False) -> str:
        """The id of our conversation with somebody; Unreachable when there can be none."""
        known = self._directs.get(user)
        if known is None:
            answer = await self._workspace.call("conversations.open", urgent=urgent, users=user)
            known = str((answer.get("channel") or {}).get("id", ""))
            if not known:
                raise Unreachable("Slack opened no conversation")
            if len(self._directs) >= REMEMBERED:
                self._directs.clear()
            self._directs[user] = known
        return known

    async def is_direct(self, channel: str, user: str) -> bool:
        """Whether the channel is the person's conversation with us, and not one between two people."""
        if not channel.startswith("D") or not user:
            return False
        try:
            async with asyncio.timeout(PATIENCE):
                return await self.direct(user, urgent=True) == channel
        except (DeliveryProblem, TimeoutError):
            return False

    async def owner(self) -> Account | None:
        """The primary owner, who stands for who brought us in, if among the first people of the workspace."""
        if self._owner is None:
            try:
                answer = await self._workspace.call("users.list", limit=FIRST_PEOPLE, include_locale=True)
            except DeliveryProblem as error:
                log.info("no word about the owner: %s", error)
                return None
            owners = (each for each in answer.get("members", ()) if each.get("is_primary_owner"))
            self._owner = next(map(self.learn, owners), None)
        return self._owner

    async def groups(self) -> dict[str, str]:
        """Names of the user groups, by id; none on plans or with scopes that have none."""
        try:
            answer = await self._workspace.call("usergroups.list")
        except Forbidden:
            return {}
        return {str(each["id"]): str(each.get("name", "")) for each in answer.get("usergroups", ())}

    async def channels(self) -> "dict[str, Channel]":
        """All channels we can see, by id; private ones only where we were invited, none without the scopes."""
        found: dict[str, Channel] = {}
        cursor = ""
        while True:
            page: Json = {"cursor": cursor} if cursor else {}
            try:
                answer = await self._workspace.call(
                    "conversations.list",
                    types="public_channel,private_channel",
                    exclude_archived=True,
                    limit=1000,
                    **page,
                )
            except Forbidden:
                return found
            found |= {
                str(each["id"]): Channel(str(each.get("name", "")), is_open=not each.get("is_private"))
                for each in answer.get("channels", ())
            }
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return found
