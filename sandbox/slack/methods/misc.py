"""The rest of the Web API: identity, team, connections, reactions, bookmarks, pins, installation."""

from sandbox.slack.methods.registry import ApiError, Call, method
from sandbox.slack.state import Json


@method("api.test", auth="none")
def api_test(call: Call) -> Json:
    if call.args.get("error"):
        raise ApiError(call.text("error"))
    return {"args": dict(call.args)}


@method("auth.test", auth="any")
def auth_test(call: Call) -> Json:
    ws = call.ws
    if call.token and call.token.kind == "app":
        return {"app_name": ws.app_name, "app_id": ws.app_id}
    return {
        "url": f"https://{ws.domain}.slack.com/",
        "team": ws.name,
        "user": ws.users[ws.bot_user_id].name,
        "team_id": ws.team_id,
        "user_id": ws.bot_user_id,
        "bot_id": ws.bot_id,
        "is_enterprise_install": False,
    }


@method("auth.revoke", auth="any")
def auth_revoke(call: Call) -> Json:
    if call.token is not None and not call.flag("test"):
        call.ws.revoke(call.token.value)
    return {"revoked": not call.flag("test")}


@method("team.info", "team:read")
def team_info(call: Call) -> Json:
    ws = call.ws
    team = {"id": ws.team_id, "name": ws.name, "domain": ws.domain, "email_domain": "", "icon": {"image_default": True}}
    return {"team": team | {"url": f"https://{ws.domain}.slack.com/", "is_verified": False}}


@method("apps.connections.open", "connections:write", auth="app")
def connections_open(call: Call) -> Json:
    return {"url": call.ws.socket.new_url()}


@method("reactions.add", "reactions:write")
def reactions_add(call: Call) -> Json:
    channel, name = call.channel(), call.text("name").strip(":")
    message = next((m for m in channel.messages if m.ts == call.text("timestamp")), None)
    if message is None:
        raise ApiError("message_not_found")
    who = message.reactions.setdefault(name, [])
    if call.ws.bot_user_id in who:
        raise ApiError("already_reacted")
    who.append(call.ws.bot_user_id)
    call.ws.changed("message", channel=channel.id)
    return {}


@method("bookmarks.add", "bookmarks:write")
def bookmarks_add(call: Call) -> Json:
    channel = call.channel("channel_id", member=True)
    if call.text("type") != "link":
        raise ApiError("invalid_bookmark_type")
    if len(channel.bookmarks) >= 100:
        raise ApiError("too_many_bookmarks")
    bookmark: Json = {
        "id": call.ws.ids.new("Bk"),
        "channel_id": channel.id,
        "title": call.text("title"),
        "link": call.text("link"),
        "emoji": call.text("emoji", ""),
        "icon_url": "",
        "type": "link",
        "date_created": call.ws.now(),
        "date_updated": 0,
        "rank": "i",
        "last_updated_by_user_id": call.ws.bot_user_id,
    }
    channel.bookmarks.append(bookmark)
    call.ws.changed("channel", channel=channel.id)
    return {"bookmark": bookmark}


@method("pins.add", "pins:write")
def pins_add(call: Call) -> Json:
    channel, ts = call.channel(member=True), call.text("timestamp")
    if not any(m.ts == ts for m in channel.messages):
        raise ApiError("message_not_found")
    if ts in channel.pins:
        raise ApiError("already_pinned")
    channel.pins.append(ts)
    call.ws.changed("channel", channel=channel.id)
    return {}


@method("oauth.v2.access", auth="none")
def oauth_access(call: Call) -> Json:
    ws = call.ws
    if call.args.get("client_id") != ws.client_id:
        raise ApiError("invalid_client_id")
    if call.args.get("client_secret") != ws.client_secret:
        raise ApiError("bad_client_secret")
    asked = ws.oauth_codes.pop(call.text("code", "-"), None)
    if asked is None:
        raise ApiError("invalid_code")
    if asked["redirect_uri"] and call.text("redirect_uri", "") != asked["redirect_uri"]:
        raise ApiError("bad_redirect_uri")
    token = ws.issue_bot_token(set(asked["scope"].split(",")))
    return {
        "app_id": ws.app_id,
        "authed_user": {"id": asked["user"]},
        "scope": ",".join(sorted(token.scopes)),
        "token_type": "bot",
        "access_token": token.value,
        "bot_user_id": ws.bot_user_id,
        "team": {"id": ws.team_id, "name": ws.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }
