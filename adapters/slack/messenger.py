"""The outgoing side: one order at a time becomes Web API calls, and its fate a receipt or a delivery problem."""

import contextlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, assert_never

from adapters.slack import pictures
from adapters.slack.access import make, set_access
from adapters.slack.directory import Directory
from adapters.slack.limits import Json
from adapters.slack.outbound import messages
from adapters.slack.workspace import QUIETLY, Workspace
from bot.outbox import Ambiguous, Forbidden, Receipt, Rejected, Unreachable
from bot.ports import Delete, Edit, Make, Order, Send, SetAccess, SetEntry

EVENT = "convenor_delivery"
"""Type of the metadata by which a message of ours is recognised."""
PAGE = 200


class SlackMessenger:
    """Speaks in all workspaces we are installed in."""

    platform = "slack"

    def __init__(self, workspaces: Mapping[str, tuple[Workspace, Directory]]) -> None:
        self._workspaces = workspaces

    @property
    def senders(self) -> tuple[str, ...]:
        return tuple(f"slack:{team}" for team in self._workspaces)

    async def open_direct(self, space: str, user: str) -> str:
        return await self._at(space)[1].direct(user)

    async def perform(self, order: Order) -> Receipt:
        workspace, directory = self._at(order.space)
        match order:
            case Send():
                return await _send(workspace, directory, order)
            case Edit():
                return await edit(workspace, order)
            case Delete():
                return await _delete(workspace, order)
            case SetAccess():
                return await set_access(workspace, order)
            case Make():
                return await make(workspace, directory, order)
            case SetEntry():
                raise Unreachable("Slack has no calendar")
            case _:
                assert_never(order)

    async def find(self, space: str, channel: str, nonces: tuple[str, ...], since: datetime) -> dict[str, Receipt]:
        """Look through the channel's history. A message whose continuation never came is taken back, so not there."""
        workspace, _directory = self._at(space)
        wanted, found = set(nonces), dict[str, Receipt]()
        cursor = ""
        try:
            while wanted:
                page: Json = {"limit": PAGE, "oldest": f"{since.timestamp():.6f}", "inclusive": True}
                page |= {"cursor": cursor} if cursor else {}
                answer = await workspace.call(
                    "conversations.history", channel=channel, include_all_metadata=True, **page
                )
                for message in answer.get("messages", ()):
                    nonce, parts = _mark(message)
                    if nonce in wanted and await _is_whole(workspace, channel, message, parts):
                        found[nonce] = Receipt(str(message["ts"]), channel)
                        wanted.discard(nonce)
                cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
                if not answer.get("has_more") or not cursor:
                    break
        except (Forbidden, Rejected) as error:
            raise Ambiguous(f"the channel's history cannot be read: {error}") from error
        return found

    def _at(self, space: str) -> tuple[Workspace, Directory]:
        try:
            return self._workspaces[space]
        except KeyError:
            raise Unreachable(f"not installed in the workspace {space}", channel_gone=True) from None


async def _send(workspace: Workspace, directory: Directory, order: Send) -> Receipt:
    """Files first: if we are killed in between, a file comes twice, but no message misses its file."""
    channel = order.channel or await directory.direct(order.user)
    if order.view.enclosed:
        await workspace.upload(channel, [(file.name, file.content) for file in order.view.enclosed])
    first, *others = drawn = messages(order.view, order.reader, order.space)
    await pictures.hang(workspace, order.view.pictures, drawn)
    answer = await _post(workspace, channel, first, order.nonce, parts=len(others))
    ts, place = str(answer["ts"]), str(answer.get("channel") or channel)
    for other in others:
        await _post(workspace, place, other, order.nonce, thread_ts=ts)
    workspace.remember_parts(place, ts, len(others))
    return Receipt(ts, place)


async def _post(workspace: Workspace, channel: str, message: Json, nonce: str, parts: int = 0, **more: Any) -> Json:
    metadata = {"event_type": EVENT, "event_payload": {"id": nonce, "parts": parts}}
    return await pictures.call(
        workspace, "chat.postMessage", message, channel=channel, metadata=metadata, **QUIETLY, **more
    )


def _mark(message: Json) -> tuple[str, int]:
    """The nonce of a message of ours and in how many further parts it goes on."""
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT:
        return "", 0
    payload = metadata.get("event_payload") or {}
    return str(payload.get("id", "")), int(payload.get("parts") or 0)


async def _is_whole(workspace: Workspace, channel: str, message: Json, parts: int) -> bool:
    if int(message.get("reply_count") or 0) >= parts:
        return True
    for reply in reversed(await _thread(workspace, channel, str(message["ts"]))):
        await _forget(workspace, channel, str(reply["ts"]))
    await _forget(workspace, channel, str(message["ts"]))
    return False


async def _thread(workspace: Workspace, channel: str, ts: str) -> list[Json]:
    """Our own continuations in the thread below a message."""
    answer = await workspace.call(
        "conversations.replies", channel=channel, ts=ts, limit=PAGE, include_all_metadata=True
    )
    return [each for each in answer.get("messages", ()) if each.get("ts") != ts and _mark(each)[0]]


async def _forget(workspace: Workspace, channel: str, ts: str) -> None:
    try:
        await workspace.call("chat.delete", channel=channel, ts=ts)
    except Unreachable as gone:
        if gone.channel_gone:
            raise


async def edit(workspace: Workspace, order: Edit, *, urgent: bool = False) -> Receipt:
    """Redraw a message; what does not fit goes on in its thread, where an earlier continuation is replaced."""
    first, *others = drawn = messages(order.view, order.reader, order.space)
    await pictures.hang(workspace, order.view.pictures, drawn, urgent=urgent)
    where = {"channel": order.channel, "ts": order.message}
    await pictures.call(workspace, "chat.update", first, urgent=urgent, **where)
    old: list[Json] = []
    if others or workspace.parts.get((order.channel, order.message)) != 0:
        with contextlib.suppress(Forbidden):  # without history what may be left of an earlier continuation stays
            old = await _thread(workspace, order.channel, order.message)
    for number, message in enumerate(others):
        if number < len(old):
            again = {"channel": order.channel, "ts": str(old[number]["ts"])}
            await pictures.call(workspace, "chat.update", message, **again)
        else:
            await _post(workspace, order.channel, message, f"+{number}", thread_ts=order.message)
    for left in old[len(others) :]:
        await _forget(workspace, order.channel, str(left["ts"]))
    workspace.remember_parts(order.channel, order.message, len(others))
    return Receipt(order.message, order.channel)


async def _delete(workspace: Workspace, order: Delete) -> Receipt:
    try:
        for part in reversed(await _thread(workspace, order.channel, order.message)):
            await _forget(workspace, order.channel, str(part["ts"]))
    except (Forbidden, Unreachable):
        pass  # the thread cannot be read or the message is gone; the message itself is what matters
    await _forget(workspace, order.channel, order.message)
    return Receipt(order.message, order.channel)
