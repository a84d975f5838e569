"""conversations.*: channels and who is in them."""

import re

from sandbox.slack.methods.registry import ApiError, Call, method
from sandbox.slack.state import Channel, Json
from sandbox.slack.wire import channel_json

KINDS = {"public_channel": ("public", "channels:read"), "private_channel": ("private", "groups:read")}
KINDS |= {"im": ("im", "im:read"), "mpim": ("mpim", "mpim:read")}
NAME = re.compile(r"[\w-]{1,80}\Z")


def visible(call: Call, default: str = "public_channel") -> list[Channel]:
    """The conversations of the asked `types` that the app may see."""
    kinds: set[str] = set()
    for name in call.names("types") or [default]:
        if name not in KINDS:
            raise ApiError("invalid_types")
        kind, scope = KINDS[name]
        call.need(scope)
        kinds.add(kind)
    skip = call.flag("exclude_archived")
    return [
        each
        for each in call.ws.channels.values()
        if each.kind in kinds
        and (each.kind == "public" or call.ws.bot_user_id in each.members)
        and not (skip and each.archived)
    ]


@method("conversations.list", "channels:read", "groups:read", "im:read")
def list_(call: Call) -> Json:
    page, meta = call.page(visible(call))
    shown = [channel_json(call.ws, each, members=True) for each in page]
    return {"channels": shown, "response_metadata": meta}


@method("users.conversations", "channels:read", "groups:read", "im:read")
def of_user(call: Call) -> Json:
    person = call.args.get("user") or call.ws.bot_user_id
    mine = [each for each in visible(call) if person in each.members]
    page, meta = call.page(mine)
    return {"channels": [channel_json(call.ws, each, membership=False) for each in page], "response_metadata": meta}


@method("conversations.info", "channels:read", "groups:read", "im:read")
def info(call: Call) -> Json:
    channel = call.channel(scope="read")
    return {"channel": channel_json(call.ws, channel, members=call.flag("include_num_members"))}


@method("conversations.members", "channels:read", "groups:read", "im:read")
def members(call: Call) -> Json:
    page, meta = call.page(list(call.channel(scope="read").members))
    return {"members": page, "response_metadata": meta}


def _name(call: Call) -> str:
    name = call.text("name").lstrip("#")
    if len(name) > 80:
        raise ApiError("invalid_name_maxlength")
    if not NAME.match(name) or name != name.lower():
        raise ApiError("invalid_name_specials")
    if any(each.name == name for each in call.ws.channels.values()):
        raise ApiError("name_taken")
    return name


@method("conversations.create", "channels:manage", "channels:write", "groups:write")
def create(call: Call) -> Json:
    ws, private = call.ws, call.flag("is_private")
    call.need("groups:write") if private else call.need("channels:manage", "channels:write")
    channel = ws.create_channel(_name(call), private=private, creator=ws.bot_user_id)
    return {"channel": channel_json(ws, channel)}


@method("conversations.rename", "channels:manage", "groups:write")
def rename(call: Call) -> Json:
    channel = _writable(call)
    name = _name(call)
    call.ws.rename_channel(channel, name)
    return {"channel": channel_json(call.ws, channel)}


def _writable(call: Call, *, member: bool = True) -> Channel:
    channel = call.channel(scope="write")
    if channel.kind == "im":
        raise ApiError("method_not_supported_for_channel_type")
    if channel.archived:
        raise ApiError("is_archived")
    if member and call.ws.bot_user_id not in channel.members:
        raise ApiError("not_in_channel")
    return channel


@method("conversations.invite", "channels:manage", "channels:write.invites", "groups:write")
def invite(call: Call) -> Json:
    ws, channel = call.ws, _writable(call)
    people = call.names("users")
    if not people:
        raise ApiError("no_user")
    if len(people) > 100:
        raise ApiError("too_many_users")
    problems: list[Json] = []
    for person in people:
        user = ws.users.get(person)
        if user is None or user.deleted:
            error = "user_not_found"
        elif person == ws.bot_user_id:
            error = "cant_invite_self"
        elif person in channel.members:
            error = "already_in_channel"
        else:
            continue
        problems.append({"ok": False, "error": error, "user": person})
    if problems and not (call.flag("force") and len(problems) < len(people)):
        raise ApiError(problems[0]["error"], errors=problems)
    bad = {each["user"] for each in problems}
    for person in people:
        if person not in bad:
            ws.join(channel, person, inviter=ws.bot_user_id)
    return {"channel": channel_json(ws, channel)} | ({"errors": problems} if problems else {})


@method("conversations.kick", "channels:manage", "groups:write")
def kick(call: Call) -> Json:
    channel = _writable(call)
    person = call.text("user")
    if person not in call.ws.users:
        raise ApiError("user_not_found")
    if person == call.ws.bot_user_id:
        raise ApiError("cant_kick_self")
    if channel.id == call.ws.general_id:
        raise ApiError("cant_kick_from_general")
    if person not in channel.members:
        raise ApiError("not_in_channel")
    call.ws.leave(channel, person)
    return {"errors": {}}


@method("conversations.join", "channels:join")
def join(call: Call) -> Json:
    channel = call.channel()
    if channel.kind != "public":
        raise ApiError("method_not_supported_for_channel_type")
    if channel.archived:
        raise ApiError("is_archived")
    already = call.ws.bot_user_id in channel.members
    call.ws.join(channel, call.ws.bot_user_id)
    answer: Json = {"channel": channel_json(call.ws, channel, membership=True)}
    if already:
        answer |= {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    return answer


@method("conversations.leave", "channels:manage", "channels:write", "groups:write")
def leave(call: Call) -> Json:
    channel = call.channel(scope="write")
    if channel.id == call.ws.general_id:
        raise ApiError("cant_leave_general")
    if call.ws.bot_user_id not in channel.members:
        return {"not_in_channel": True}
    call.ws.leave(channel, call.ws.bot_user_id)
    return {}


@method("conversations.archive", "channels:manage", "groups:write")
def archive(call: Call) -> Json:
    channel = call.channel(scope="write")
    if channel.archived:
        raise ApiError("already_archived")
    if channel.id == call.ws.general_id:
        raise ApiError("cant_archive_general")
    if call.ws.bot_user_id not in channel.members:
        raise ApiError("not_in_channel")
    call.ws.archive_channel(channel, by=call.ws.bot_user_id)
    return {}


@method("conversations.unarchive", "channels:manage", "groups:write")
def unarchive(call: Call) -> Json:
    channel = call.channel(scope="write")
    if not channel.archived:
        raise ApiError("not_archived")
    call.ws.unarchive_channel(channel, by=call.ws.bot_user_id)
    return {}


@method("conversations.open", "im:write")
def open_(call: Call) -> Json:
    people = call.names("users")
    if not people:
        return {"channel": channel_json(call.ws, call.channel())}
    if len(people) > 1:
        raise ApiError("missing_scope", needed="mpim:write", provided="im:write")
    user = call.ws.users.get(people[0])
    if user is None or user.is_bot:
        raise ApiError("cannot_dm_bot" if user else "user_not_found")
    if user.deleted:
        raise ApiError("user_disabled")
    known = any(each.im_user == user.id for each in call.ws.channels.values())
    channel = call.ws.direct(user.id)
    full = channel_json(call.ws, channel) if call.flag("return_im") else {"id": channel.id}
    return ({"no_op": True, "already_open": True} if known else {}) | {"channel": full}


@method("conversations.setTopic", "channels:manage", "channels:write.topic", "groups:write")
def set_topic(call: Call) -> Json:
    return _describe(call, "topic")


@method("conversations.setPurpose", "channels:manage", "groups:write")
def set_purpose(call: Call) -> Json:
    return _describe(call, "purpose")


def _describe(call: Call, what: str) -> Json:
    channel = _writable(call)
    text = call.text(what, "")
    if len(text) > 250:
        raise ApiError("too_long")
    setattr(channel, what, text)
    call.ws.changed("channel", channel=channel.id)
    return {"channel": channel_json(call.ws, channel)}
