"""Entries in a guild's own calendar: scheduled events, found again by the mark below what they are about.

Discord has no nonce for events, so each order looks at what is there before it writes: it may be repeated at will.
"""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

import discord

from adapters.discord import limits
from adapters.discord.limits import ELLIPSIS
from adapters.discord.markup import escape
from bot.outbox import Full, Receipt
from bot.ports import Entry, SetEntry
from bot.ui.text import shortened

JSON = dict[str, Any]
GUILD_ONLY, EXTERNAL = 2, 3
SCHEDULED = 1
GONE: Final = 10070
INVALID: Final = 50035
TOO_MANY: Final = 30038
FINISHED: Final = 180000
PAST: Final = "in the past"
"""What Discord's complaint about a start says that has been."""
_MARK = re.compile(r"\b(cv\w+)`?\Z")
"""The last word of what an entry is about."""


class Calendar:
    """The scheduled events of guilds; `turn` waits until a request may be made."""

    def __init__(self, client: discord.Client, turn: Callable[[], Awaitable[None]]) -> None:
        self._client = client
        self._turn = turn

    async def set(self, order: SetEntry, reason: str) -> Receipt:
        """Create, edit or delete; a receipt without an id says that there is no entry now."""
        everything = await self._all(order.space)
        ours = {mark: each for each in everything if (mark := self._mark(each))}
        found = next((each for each in everything if each["id"] == order.known), None) or ours.get(order.mark)
        if order.entry is None:
            if found is not None:
                await self._delete(order.space, found, reason)
            return Receipt()
        wanted = drawn(order.entry, order.sign or order.mark)
        if found is not None:
            return await self._edit(order, found, wanted, reason)
        if len(everything) >= limits.EVENTS:
            last = max(ours, key=lambda mark: ours[mark]["scheduled_start_time"], default="")
            if not last or _start(ours[last]) <= order.entry.starts or ours[last]["status"] != SCHEDULED:
                raise Full("the guild has as many events as it may")
            if order.instead_of != last:
                raise Full("the guild has as many events as it may", last)
            await self._delete(order.space, ours[last], reason)
        await self._turn()
        try:
            made = await self._client.http.create_guild_scheduled_event(int(order.space), reason=reason, **wanted)
        except discord.HTTPException as error:
            if error.code == TOO_MANY:  # somebody was faster
                raise Full("the guild has as many events as it may") from error
            if not _too_late(error):
                raise
            return Receipt()
        for each in await self._all(order.space):  # the library repeats a call whose answer got lost
            if self._mark(each) == order.mark and each["id"] != made["id"]:
                await self._delete(order.space, each, reason)
        return Receipt(str(made["id"]))

    async def _all(self, guild: str) -> list[JSON]:
        """What is to come or runs."""
        await self._turn()
        found: list[Any] = await self._client.http.get_scheduled_events(int(guild), False)
        return found

    async def _edit(self, order: SetEntry, found: JSON, wanted: JSON, reason: str) -> Receipt:
        """Only what differs. What runs already keeps its start, and what has ended meanwhile stays as it was."""
        changed = {name: value for name, value in wanted.items() if not _same(name, found.get(name), value)}
        if found["status"] != SCHEDULED:
            changed.pop("scheduled_start_time", None)
        if changed:
            await self._turn()
            try:
                await self._client.http.edit_scheduled_event(
                    int(order.space), int(found["id"]), reason=reason, **changed
                )
            except discord.HTTPException as error:
                if error.code == GONE:
                    return await self.set(order, reason)  # deleted since we looked
                if error.code != FINISHED and not _too_late(error):
                    raise
        return Receipt(str(found["id"]))

    async def _delete(self, guild: str, found: JSON, reason: str) -> None:
        await self._turn()
        try:
            await self._client.http.delete_scheduled_event(int(guild), int(found["id"]), reason=reason)
        except discord.NotFound as gone:
            if gone.code != GONE:
                raise

    def _mark(self, event: JSON) -> str:
        """The mark of an event of ours; "" for everybody else's."""
        me = self._client.user
        mine = me is not None and str(event.get("creator_id")) == str(me.id)
        found = _MARK.search(event.get("description") or "") if mine else None
        return found[1] if found else ""


def drawn(entry: Entry, sign: str) -> JSON:
    """What Discord is sent; words are visibly shortened to its limits, the sign never. Discord hides nothing in it."""
    about = "\n".join(escape(line) for line in entry.about.splitlines())
    room = limits.EVENT_DESCRIPTION - len(sign) - 2
    if len(about) > room:
        about = about[: room - 1].rstrip("\\ \n") + ELLIPSIS
    return {
        "name": shortened(entry.title, limits.EVENT_NAME) or ELLIPSIS,
        "description": "\n\n".join(part for part in (about, sign) if part),
        "scheduled_start_time": entry.starts.isoformat(),
        "scheduled_end_time": entry.ends.isoformat(),
        "entity_metadata": {"location": shortened(entry.where, limits.EVENT_PLACE) or ELLIPSIS},
        "entity_type": EXTERNAL,
        "privacy_level": GUILD_ONLY,
    }


def _same(name: str, shown: object, wanted: object) -> bool:
    """Discord writes instants its own way."""
    if name.startswith("scheduled_") and isinstance(shown, str) and isinstance(wanted, str):
        return datetime.fromisoformat(shown) == datetime.fromisoformat(wanted)
    return shown == wanted


def _too_late(error: discord.HTTPException) -> bool:
    """It has begun since the order was drawn; an event that runs cannot be made any more."""
    return error.code == INVALID and PAST in error.text


def _start(event: JSON) -> datetime:
    return datetime.fromisoformat(event["scheduled_start_time"])
