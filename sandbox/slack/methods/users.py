"""users.*: who is in the workspace."""

from sandbox.slack.methods.registry import ApiError, Call, method
from sandbox.slack.state import Json
from sandbox.slack.wire import user_json


def _may_see_email(call: Call) -> bool:
    return call.token is not None and "users:read.email" in call.token.scopes


@method("users.info", "users:read")
def info(call: Call) -> Json:
    shown = user_json(call.ws, call.user(), locale=call.flag("include_locale"), email=_may_see_email(call))
    return {"user": shown}


@method("users.list", "users:read")
def list_(call: Call) -> Json:
    page, meta = call.page(list(call.ws.users.values()))
    locale, email = call.flag("include_locale"), _may_see_email(call)
    shown = [user_json(call.ws, each, locale=locale, email=email) for each in page]
    return {"members": shown, "cache_ts": call.ws.now(), "response_metadata": meta}


@method("users.lookupByEmail", "users:read.email")
def lookup_by_email(call: Call) -> Json:
    address = call.text("email").casefold()
    for user in call.ws.users.values():
        if user.email.casefold() == address and not user.deleted:
            return {"user": user_json(call.ws, user)}
    raise ApiError("users_not_found")


@method("users.profile.get", "users.profile:read")
def profile(call: Call) -> Json:
    user = call.user() if call.args.get("user") else call.ws.users[call.ws.bot_user_id]
    return {"profile": user_json(call.ws, user, email=_may_see_email(call))["profile"]}
