"""views.*: modals, stacked at most three deep, and home tabs; `hash` guards against lost updates."""

import json
from typing import Any

from sandbox.slack.methods.registry import ApiError, Call, method, refuse_invalid
from sandbox.slack.state import Json, View
from sandbox.slack.wire import view_json

DEEPEST, LARGEST = 3, 250_000


def checked(call: Call, kind: str) -> Json:
    """The `view` argument, which must be a valid view of `kind` (modal or home)."""
    view: Any = call.json("view")
    if view is None:
        refuse_invalid("invalid_arguments", ["[ERROR] missing required field: view"])
    complaints = call.ws.check_view(view, call.method)
    if not complaints and view["type"] != kind:
        complaints = [f"[ERROR] unsupported type: {view['type']} [json-pointer:/view/type]"]
    if complaints:
        refuse_invalid("invalid_arguments", complaints)
    if len(json.dumps(view)) > LARGEST:
        raise ApiError("view_too_large")
    external = view.get("external_id")
    if external:
        for stack in call.ws.modals.values():
            for other in stack:
                if other.body.get("external_id") == external and other.id != call.args.get("view_id"):
                    raise ApiError("duplicate_external_id")
    return view


@method("views.open")
def open_(call: Call) -> Json:
    body = checked(call, "modal")
    trigger = call.ws.interactions.exchange(call.text("trigger_id"))
    view = call.ws.open_modal(trigger.user, body)
    return {"view": view_json(call.ws, view)}


@method("views.push")
def push(call: Call) -> Json:
    body = checked(call, "modal")
    trigger = call.ws.interactions.exchange(call.text("trigger_id"))
    stack = call.ws.modals.get(trigger.user, [])
    if not stack or not trigger.in_modal:
        raise ApiError("not_found")
    if len(stack) >= DEEPEST:
        raise ApiError("push_limit_reached")
    view = call.ws.open_modal(trigger.user, body, on_top=True)
    return {"view": view_json(call.ws, view)}


def _find(call: Call) -> View:
    by_id, external = call.args.get("view_id"), call.args.get("external_id")
    for stack in [*call.ws.modals.values(), list(call.ws.homes.values())]:
        for view in stack:
            if view.id == by_id or (external and view.body.get("external_id") == external):
                return view
    raise ApiError("not_found")


def _same_hash(call: Call, view: View | None) -> None:
    known = call.args.get("hash")
    if known and view is not None and known != view.hash:
        raise ApiError("hash_conflict")


@method("views.update")
def update(call: Call) -> Json:
    view = _find(call)
    body = checked(call, view.body["type"])
    _same_hash(call, view)
    call.ws.replace_view(view, body)
    return {"view": view_json(call.ws, view)}


@method("views.publish")
def publish(call: Call) -> Json:
    body = checked(call, "home")
    user = call.user("user_id")
    if user.deleted or user.is_bot:
        raise ApiError("user_not_found")
    if not call.ws.home_tab:
        raise ApiError("not_enabled")
    _same_hash(call, call.ws.homes.get(user.id))
    view = call.ws.publish_home(user.id, body)
    return {"view": view_json(call.ws, view)}
