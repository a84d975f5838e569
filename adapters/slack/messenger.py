"""The outgoing side: one order at a time becomes Web API calls, and its fate a receipt or a delivery problem."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any, assert_never

from adapters.slack.directory import Directory
from adapters.slack.limits import Json
from adapters.slack.outbound import messages
from adapters.slack.workspace import Workspace
from bot.outbox import Ambiguous, DeliveryProblem, Forbidden, Receipt, Rejected, Unreachable
from bot.ports import Delete, Edit, Make, Order, Send, SetAccess

EVENT = "convenor_delivery"
"""Type of the metadata by which a message of ours is recognised."""
PAGE = 200
CHANNEL_NAME = 80


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
                return await _set_access(workspace, order)
            case Make():
                return await _make(workspace, directory, order)
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
    if order.view.files:
        await workspace.upload(channel, [(file.name, file.content) for file in order.view.files])
    first, *others = messages(order.view, order.reader, order.space)
    answer = await _post(workspace, channel, first, order.nonce, parts=len(others))
    ts, place = str(answer["ts"]), str(answer.get("channel") or channel)
    for other in others:
        await _post(workspace, place, other, order.nonce, thread_ts=ts)
    return Receipt(ts, place)


async def _post(workspace: Workspace, channel: str, message: Json, nonce: str, parts: int = 0, **more: Any) -> Json:
    metadata = {"event_type": EVENT, "event_payload": {"id": nonce, "parts": parts}}
    return await workspace.call(
        "chat.postMessage",
        channel=channel,
        **message,
        metadata=metadata,
        unfurl_links=False,
        unfurl_media=False,
        **more,
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
    first, *others = messages(order.view, order.reader, order.space)
    answer = await workspace.call("chat.update", urgent=urgent, channel=order.channel, ts=order.message, **first)
    threaded = others or "thread_ts" in (answer.get("message") or {})
    old = await _thread(workspace, order.channel, order.message) if threaded else []
    for number, message in enumerate(others):
        if number < len(old):
            await workspace.call("chat.update", channel=order.channel, ts=str(old[number]["ts"]), **message)
        else:
            await _post(workspace, order.channel, message, f"+{number}", thread_ts=order.message)
    for left in old[len(others) :]:
        await _forget(workspace, order.channel, str(left["ts"]))
    return Receipt(order.message, order.channel)


async def _delete(workspace: Workspace, order: Delete) -> Receipt:
    try:
        for part in reversed(await _thread(workspace, order.channel, order.message)):
            await _forget(workspace, order.channel, str(part["ts"]))
    except (Forbidden, Unreachable):
        pass  # the thread cannot be read or the message is gone; the message itself is what matters
    await _forget(workspace, order.channel, order.message)
    return Receipt(order.message, order.channel)


async def _set_access(workspace: Workspace, order: SetAccess) -> Receipt:
    """Invite and remove only where something differs; user groups where the plan has them."""
    answer = await workspace.call(
        "users.conversations",
        user=order.user,
        types="public_channel,private_channel",
        exclude_archived=True,
        limit=1000,
    )
    inside = {str(each["id"]) for each in answer.get("channels", ())}
    for channel in order.channels:
        if channel not in inside:
            await _tolerant(workspace, "conversations.invite", "already_in_channel", channel=channel, users=order.user)
    for channel in order.not_channels:
        if channel in inside:
            await _tolerant(workspace, "conversations.kick", "not_in_channel", channel=channel, user=order.user)
    for group in (*order.roles, *order.not_roles):
        await _set_group(workspace, group, order.user, inside=group in order.roles)
    return Receipt()


async def _tolerant(workspace: Workspace, method: str, fine: str, **arguments: Any) -> None:
    """A call for which one refusal means that everything is as wished."""
    try:
        await workspace.call(method, **arguments)
    except DeliveryProblem as error:
        if not str(error).startswith(f"{method}: {fine}"):
            raise


async def _set_group(workspace: Workspace, group: str, user: str, *, inside: bool) -> None:
    """A user group; a group nobody is left in is switched off, because Slack keeps none empty."""
    try:
        answer = await workspace.call("usergroups.users.list", usergroup=group, include_disabled=True)
        people = [str(each) for each in answer.get("users", ())]
        if (user in people) == inside:
            return
        people = [*people, user] if inside else [each for each in people if each != user]
        if not people:
            await workspace.call("usergroups.disable", usergroup=group)
            return
        if inside and len(people) == 1:
            await _tolerant(workspace, "usergroups.enable", "already_enabled", usergroup=group)
        await workspace.call("usergroups.users.update", usergroup=group, users=",".join(people))
    except Forbidden:
        return  # no paid plan, or no scope for groups: channels alone tell who belongs where


def channel_name(name: str) -> str:
    """The nearest name Slack allows: small letters of any script, digits, - and _, at most 80 characters."""
    folded = unicodedata.normalize("NFKC", name).lower().lstrip("#").strip()
    return re.sub(r"[^\w-]+", "-", folded).strip("-")[:CHANNEL_NAME] or "channel"


async def _make(workspace: Workspace, directory: Directory, order: Make) -> Receipt:
    if order.what == "role":
        return Receipt(await _make_group(workspace, order.name))
    name, private = channel_name(order.name), order.what == "private_channel"
    try:
        answer = await workspace.call("conversations.create", name=name, is_private=private)
        return Receipt(str(answer["channel"]["id"]))
    except Rejected as error:
        if not str(error).startswith("conversations.create: name_taken"):
            raise
    for channel, known in (await directory.channels()).items():
        if known == name:
            return Receipt(channel)
    raise Forbidden(
        f"#{name} exists, but the app cannot see it",
        f"Invite the app into #{name} (type /invite there), or bring the channel back if it is archived.",
    )


async def _make_group(workspace: Workspace, name: str) -> str:
    """The id of the user group of that name; "" on plans without user groups."""
    try:
        known = await workspace.call("usergroups.list", include_disabled=True)
        for group in known.get("usergroups", ()):
            if group.get("name") == name:
                return str(group["id"])
        answer = await workspace.call("usergroups.create", name=name)
        return str(answer["usergroup"]["id"])
    except Forbidden:
        return ""
