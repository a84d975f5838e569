"""usergroups.*: mentionable groups, which only paid plans have."""

from sandbox.slack.methods.registry import ApiError, Call, method
from sandbox.slack.state import Json, UserGroup
from sandbox.slack.wire import usergroup_json


def _paid(call: Call) -> None:
    if not call.ws.paid_plan:
        raise ApiError("paid_teams_only")


def _group(call: Call) -> UserGroup:
    _paid(call)
    group = call.ws.usergroups.get(call.text("usergroup"))
    if group is None:
        raise ApiError("no_such_subteam")
    return group


def _free(call: Call, group: UserGroup | None = None) -> None:
    for other in call.ws.usergroups.values():
        if other is group:
            continue
        if other.name == call.args.get("name"):
            raise ApiError("name_already_exists")
        if other.handle == call.args.get("handle"):
            raise ApiError("handle_already_exists")


def _touched(call: Call, group: UserGroup) -> Json:
    group.updated = call.ws.now()
    call.ws.changed("usergroup")
    return {"usergroup": usergroup_json(call.ws, group)}


@method("usergroups.create", "usergroups:write")
def create(call: Call) -> Json:
    _paid(call)
    _free(call)
    name = call.text("name")
    handle = call.text("handle", name.lower().replace(" ", "-"))
    group = UserGroup(call.ws.ids.new("S"), name, handle, call.text("description", ""), call.ws.now())
    group.channels = call.names("channels")
    call.ws.usergroups[group.id] = group
    return _touched(call, group)


@method("usergroups.list", "usergroups:read")
def list_(call: Call) -> Json:
    if not call.ws.paid_plan:
        return {"usergroups": []}
    hidden, users = call.flag("include_disabled"), call.flag("include_users")
    groups = [each for each in call.ws.usergroups.values() if hidden or not each.disabled_at]
    return {"usergroups": [usergroup_json(call.ws, each, users=users) for each in groups]}


@method("usergroups.update", "usergroups:write")
def update(call: Call) -> Json:
    group = _group(call)
    _free(call, group)
    for key in ("name", "handle", "description"):
        if call.args.get(key):
            setattr(group, key, call.text(key))
    if "channels" in call.args:
        group.channels = call.names("channels")
    return _touched(call, group)


@method("usergroups.enable", "usergroups:write")
def enable(call: Call) -> Json:
    group = _group(call)
    if not group.disabled_at:
        raise ApiError("already_enabled")
    group.disabled_at = 0
    return _touched(call, group)


@method("usergroups.disable", "usergroups:write")
def disable(call: Call) -> Json:
    group = _group(call)
    if group.disabled_at:
        raise ApiError("already_disabled")
    group.disabled_at = call.ws.now()
    return _touched(call, group)


@method("usergroups.users.list", "usergroups:read")
def users_list(call: Call) -> Json:
    return {"users": _group(call).users}


@method("usergroups.users.update", "usergroups:write")
def users_update(call: Call) -> Json:
    group, people = _group(call), call.names("users")
    if not people:
        raise ApiError("no_users_provided")
    if any(each not in call.ws.users or call.ws.users[each].deleted for each in people):
        raise ApiError("invalid_users")
    group.users = list(dict.fromkeys(people))
    return _touched(call, group)
