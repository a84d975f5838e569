"""Who is in which channel and user group, and making channels and groups that are missing: all of it idempotent."""

import re
import unicodedata
from typing import Any

from adapters.slack.directory import Directory
from adapters.slack.limits import Json
from adapters.slack.workspace import Workspace
from bot.outbox import DeliveryProblem, Forbidden, Receipt, Rejected
from bot.ports import Make, SetAccess
from bot.ui.text import _

CHANNEL_NAME = 80


async def set_access(workspace: Workspace, order: SetAccess) -> Receipt:
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
    if order.roles or order.not_roles:
        async with workspace.groups:  # Slack takes the whole list: two changes at once would undo each other
            await _set_groups(workspace, order)
    return Receipt()


async def _tolerant(workspace: Workspace, method: str, fine: str, **arguments: Any) -> None:
    """A call for which one refusal means that everything is as wished."""
    try:
        await workspace.call(method, **arguments)
    except DeliveryProblem as error:
        if not str(error).startswith(f"{method}: {fine}"):
            raise


async def _set_groups(workspace: Workspace, order: SetAccess) -> None:
    """Put somebody into user groups and out of others, where the plan and the scopes allow groups at all."""
    try:
        answer = await workspace.call("usergroups.list", include_users=True, include_disabled=True)
        for group in answer.get("usergroups", ()):
            if group["id"] in order.roles or group["id"] in order.not_roles:
                await _set_group(workspace, group, order.user, inside=group["id"] in order.roles)
    except Forbidden:
        return  # channels alone tell who belongs where


async def _set_group(workspace: Workspace, group: Json, user: str, *, inside: bool) -> None:
    """One user group; Slack keeps none empty, so a group nobody is left in is switched off."""
    name, disabled = str(group["id"]), bool(group.get("date_delete"))
    people = [] if disabled else [str(each) for each in group.get("users", ())]
    if (user in people) == inside:
        return
    people = [*people, user] if inside else [each for each in people if each != user]
    if disabled:
        await workspace.call("usergroups.enable", usergroup=name)
    if people:
        await workspace.call("usergroups.users.update", usergroup=name, users=",".join(people))
    else:
        await workspace.call("usergroups.disable", usergroup=name)


def channel_name(name: str) -> str:
    """The nearest name Slack allows: small letters of any script, digits, - and _, at most 80 characters."""
    folded = unicodedata.normalize("NFKC", name).lower().lstrip("#").strip()
    return re.sub(r"[^\w-]+", "-", folded).strip("-")[:CHANNEL_NAME] or "channel"


async def make(workspace: Workspace, directory: Directory, order: Make) -> Receipt:
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
        if known.name == name and private and known.is_open:
            raise Forbidden(
                f"#{name} exists and can be read by everybody",
                _("Make #{name} private in its settings, or choose another channel in /admin setup.", name=name),
            )
        if known.name == name:
            return Receipt(channel)
    raise Forbidden(
        f"#{name} exists, but the app cannot see it",
        _("Invite the app into #{name} (type /invite there), or bring the channel back if it is archived.", name=name),
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
