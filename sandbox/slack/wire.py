"""How the workspace's records look in Slack's JSON: one function per object, shared by API answers and events."""

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.slack.state import Channel, Json, Message, StoredFile, User, UserGroup, View

if TYPE_CHECKING:
    from sandbox.slack.workspace import SlackWorkspace


def user_json(ws: "SlackWorkspace", user: User, *, locale: bool = False, email: bool = True) -> Json:
    """A user object; the e-mail address only where the token may read it, the locale only when asked for."""
    names = {"real_name": user.real_name, "display_name": user.real_name}
    profile: Json = {
        "title": user.title,
        "phone": "",
        "skype": "",
        **names,
        **{f"{key}_normalized": value for key, value in names.items()},
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "avatar_hash": "g" + user.id.lower(),
        "team": ws.team_id,
    }
    if email and user.email:
        profile["email"] = user.email
    if user.is_bot:
        profile |= {"bot_id": ws.bot_id, "api_app_id": ws.app_id, "always_active": True}
    answer: Json = {
        "id": user.id,
        "team_id": ws.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "profile": profile,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": user.updated,
    }
    if not user.deleted:
        answer |= {
            "color": "9f69e7",
            "real_name": user.real_name,
            "tz": user.tz,
            "tz_label": user.tz.rsplit("/", 1)[-1].replace("_", " "),
            "tz_offset": _offset(user.tz, ws.clock.now()),
            "is_admin": user.is_admin,
            "is_owner": user.is_owner,
            "is_primary_owner": user.is_primary_owner,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "is_email_confirmed": bool(user.email),
            "who_can_share_contact_card": "EVERYONE",
        }
    if locale:
        answer["locale"] = user.locale
    return answer


def _offset(zone: str, now: datetime) -> int:
    try:
        shift = now.astimezone(ZoneInfo(zone)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError):
        return 0
    return int(shift.total_seconds()) if shift else 0


def channel_json(ws: "SlackWorkspace", channel: Channel, *, members: bool = False, membership: bool = True) -> Json:
    """A conversation object as the app sees it."""
    if channel.kind == "im":
        person = ws.users.get(channel.im_user)
        return {
            "id": channel.id,
            "created": channel.created,
            "is_archived": False,
            "is_im": True,
            "is_org_shared": False,
            "user": channel.im_user,
            "is_user_deleted": person is None or person.deleted,
            "priority": 0,
        }
    answer: Json = {
        "id": channel.id,
        "name": channel.name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.kind == "private",
        "created": channel.created,
        "is_archived": channel.archived,
        "is_general": channel.id == ws.general_id,
        "unlinked": 0,
        "name_normalized": channel.name,
        "is_shared": False,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "creator": channel.creator,
        "is_ext_shared": False,
        "shared_team_ids": [ws.team_id],
        "pending_connected_team_ids": [],
        "topic": {"value": channel.topic, "creator": channel.creator if channel.topic else "", "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": channel.creator if channel.purpose else "", "last_set": 0},
        "previous_names": channel.previous_names,
        "updated": channel.created * 1000,
        "context_team_id": ws.team_id,
    }
    if membership:
        answer["is_member"] = ws.bot_user_id in channel.members
    if members:
        answer["num_members"] = len(channel.members)
    return answer


def channel_name(channel: Channel) -> str:
    """The name that commands and interactions carry, which hides private names."""
    return {"im": "directmessage", "private": "privategroup"}.get(channel.kind, channel.name)


def message_json(ws: "SlackWorkspace", message: Message, *, metadata: bool = False, thread: bool = False) -> Json:
    """A message as history and interactions show it."""
    answer: Json = {"type": "message", "user": message.user, "ts": message.ts, "team": ws.team_id, "text": message.text}
    if message.subtype:
        answer["subtype"] = message.subtype
    if message.client_msg_id:
        answer["client_msg_id"] = message.client_msg_id
    if message.by_app:
        answer |= {"bot_id": ws.bot_id, "app_id": ws.app_id, "bot_profile": bot_profile(ws)}
    if message.blocks:
        answer["blocks"] = message.blocks
    if message.attachments:
        answer["attachments"] = message.attachments
    if message.thread_ts:
        answer["thread_ts"] = message.thread_ts
    if message.edited:
        answer["edited"] = {"user": message.user, "ts": message.edited}
    if message.files:
        answer["files"] = [file_json(ws, ws.files[each]) for each in message.files if each in ws.files]
    if message.reactions:
        answer["reactions"] = [{"name": k, "users": v, "count": len(v)} for k, v in message.reactions.items()]
    if metadata and message.metadata is not None:
        answer["metadata"] = message.metadata
    if thread:
        replies = [m for m in ws.channels[message.channel].messages if m.thread_ts == message.ts and m.ts != message.ts]
        if replies:
            answer |= {
                "thread_ts": message.ts,
                "reply_count": len(replies),
                "reply_users": sorted({each.user for each in replies}),
                "latest_reply": replies[-1].ts,
            }
    return answer


def bot_profile(ws: "SlackWorkspace") -> Json:
    return {
        "id": ws.bot_id,
        "app_id": ws.app_id,
        "name": ws.app_name,
        "icons": {"image_36": "", "image_48": "", "image_72": ""},
        "deleted": False,
        "updated": 0,
        "team_id": ws.team_id,
    }


def view_json(ws: "SlackWorkspace", view: View) -> Json:
    """A view as answers and interactions carry it, with what the person has typed so far."""
    body = view.body
    modal = body["type"] == "modal"
    values: dict[str, Json] = {}
    for (block, action), value in view.values.items():
        values.setdefault(block, {})[action] = value
    empty = {"type": "plain_text", "text": "View Title", "emoji": True}
    return {
        "id": view.id,
        "team_id": ws.team_id,
        "type": body["type"],
        "blocks": body["blocks"],
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "external_id": body.get("external_id", ""),
        "state": {"values": values},
        "hash": view.hash,
        "title": body["title"] if modal else empty,
        "close": body.get("close"),
        "submit": body.get("submit"),
        "clear_on_close": bool(body.get("clear_on_close", False)),
        "notify_on_close": bool(body.get("notify_on_close", False)),
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "app_id": ws.app_id,
        "app_installed_team_id": ws.team_id,
        "bot_id": ws.bot_id,
    }


def usergroup_json(ws: "SlackWorkspace", group: UserGroup, *, users: bool = True) -> Json:
    answer: Json = {
        "id": group.id,
        "team_id": ws.team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": group.description,
        "handle": group.handle,
        "is_external": False,
        "date_create": group.created,
        "date_update": group.updated,
        "date_delete": group.disabled_at,
        "auto_provision": False,
        "created_by": ws.bot_user_id,
        "updated_by": ws.bot_user_id,
        "prefs": {"channels": group.channels, "groups": []},
        "channel_count": len(group.channels),
    }
    return answer | {"users": group.users} if users else answer


def file_json(ws: "SlackWorkspace", file: StoredFile) -> Json:
    url = f"{ws.base_url}/files-pri/{file.id}/{file.name}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "filetype": file.name.rsplit(".", 1)[-1],
        "user": file.user,
        "size": len(file.content or b""),
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "url_private": url,
        "url_private_download": url,
        "permalink": url,
        "channels": file.channels,
    }
