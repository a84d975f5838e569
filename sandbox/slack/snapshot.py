"""What one person's client shows, as plain JSON for a browser page: raw blocks and texts, nothing rendered."""

from sandbox.slack.screen import author_name, visible_channels, visible_messages
from sandbox.slack.state import Json, Message, View
from sandbox.slack.wire import file_json, view_json
from sandbox.slack.workspace import SlackWorkspace


def snapshot(ws: SlackWorkspace, user_id: str) -> Json:
    """Everything in front of `user_id`; `revision` grows with each change."""
    me = ws.users[user_id]
    mine = visible_channels(ws, user_id)
    public = [c for c in ws.channels.values() if c.kind == "public" and not c.archived and c not in mine]
    home = ws.homes.get(user_id)
    return {
        "platform": "slack",
        "revision": ws.revision,
        "team": {"id": ws.team_id, "name": ws.name, "domain": ws.domain},
        "app": {"id": ws.app_id, "bot_user": ws.bot_user_id, "name": ws.app_name},
        "me": {
            "id": me.id,
            "name": me.real_name,
            "tz": me.tz,
            "locale": me.locale,
            "deleted": me.deleted,
            "admin": me.is_admin,
        },
        "users": {u.id: {"id": u.id, "handle": u.name, "name": u.real_name} for u in ws.users.values()},
        "usergroups": {g.id: {"handle": g.handle, "name": g.name} for g in ws.usergroups.values()},
        "channels": [
            {
                "id": channel.id,
                "name": channel.name or ws.app_name,
                "kind": channel.kind,
                "topic": channel.topic,
                "members": list(channel.members),
                "member": user_id in channel.members,
                "messages": [
                    _message(ws, each) for each in visible_messages(ws, user_id, channel) if user_id in channel.members
                ],
            }
            for channel in [*mine, *public]
        ],
        "modals": [_view(ws, each) for each in ws.modals.get(user_id, [])],
        "home": None if home is None else _view(ws, home),
        "commands": list(ws.command_usage),
    }


def _message(ws: SlackWorkspace, message: Message) -> Json:
    return {
        "ts": message.ts,
        "at": message.at.isoformat(),
        "user": message.user,
        "author": author_name(ws, message),
        "by_app": message.by_app,
        "text": message.text,
        "blocks": message.blocks,
        "thread_ts": message.thread_ts,
        "edited": message.edited is not None,
        "ephemeral": message.ephemeral_to is not None,
        "reactions": message.reactions,
        "files": [file_json(ws, ws.files[each]) for each in message.files if each in ws.files],
    }


def _view(ws: SlackWorkspace, view: View) -> Json:
    return view_json(ws, view) | {"errors": dict(view.errors), "trouble": view.trouble}
