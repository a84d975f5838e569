"""What Slack's errors mean to whoever owes a message: wait, ask, give up, or tell an administrator what to change."""

import asyncio
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.outbox import Ambiguous, DeliveryProblem, Forbidden, Limited, OutOfReach, Rejected, Unreachable
from bot.ui.text import _

_ACCOUNT_GONE = frozenset(
    {"user_not_found", "user_disabled", "user_not_visible", "cannot_dm_bot", "cant_dm_bot", "users_not_found"}
)
_CHANNEL_GONE = frozenset({"channel_not_found", "is_archived", "channel_is_archived", "invalid_channel"})
_UNKNOWN = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"})
_TOKEN = frozenset({"account_inactive", "invalid_auth", "not_authed", "token_revoked", "token_expired"})
_SETTINGS = {
    "messages_tab_disabled": _("In the app's settings, under App Home, switch on the Messages tab."),
    "not_enabled": _("In the app's settings, under App Home, switch on the Home tab."),
    "restricted_action": _("A workspace setting limits who may do this; a workspace owner can allow it for the app."),
    "not_in_channel": _("Invite the app into the channel: type /invite there and choose the app."),
    "ekm_access_denied": _("A workspace owner has suspended access to this channel."),
    "paid_teams_only": _("This needs a paid Slack plan."),
}  # fmt: skip


def error_of(error: BaseException) -> str:
    """Slack's own word for what went wrong, "" when the answer had none."""
    return str(_answer(error).get("error") or "") if isinstance(error, SlackApiError) else ""


def retry_after(error: BaseException) -> float | None:
    """Seconds Slack asks to wait, None when the call was not refused for its pace."""
    if not isinstance(error, SlackApiError):
        return None
    if _status(error) != 429 and error_of(error) not in ("ratelimited", "rate_limited"):
        return None
    try:
        return float(getattr(error.response, "headers", {}).get("Retry-After", 1))
    except (TypeError, ValueError):
        return 1.0


def problem(error: BaseException, method: str) -> DeliveryProblem:
    """The state of the world behind an exception of the client library."""
    wait = retry_after(error)
    if wait is not None:
        return Limited(timedelta(seconds=wait), lane_only=method == "chat.postMessage")
    if isinstance(error, aiohttp.ClientConnectorError):
        return OutOfReach(timedelta(seconds=5), str(error))
    if isinstance(error, SlackApiError) and _status(error) < 500:
        return _refusal(error_of(error), _answer(error), method)
    if isinstance(error, SlackApiError | aiohttp.ClientError | asyncio.TimeoutError | OSError):
        return Ambiguous(f"{method}: {type(error).__name__} {error}"[:300])
    raise error


def _refusal(word: str, answer: dict[str, Any], method: str) -> DeliveryProblem:
    if not word or word in _UNKNOWN:
        return Ambiguous(f"{method}: {word or 'an answer that is none'}")
    if word in _ACCOUNT_GONE:
        return Unreachable(f"{method}: {word}", account_gone=True)
    if word in _CHANNEL_GONE:
        return Unreachable(f"{method}: {word}", channel_gone=True)
    if word in ("message_not_found", "thread_not_found", "cant_update_message", "cant_delete_message"):
        return Unreachable(f"{method}: {word}")
    if word == "missing_scope":
        needed = answer.get("needed") or "a scope"
        cure = _(
            "In the app's settings, under OAuth & Permissions, add the bot scope {scope}, then reinstall the app.",
            scope=str(needed),
        )
        return Forbidden(f"{method}: the scope {needed} is missing", cure)
    if word in _TOKEN:
        cure = _("Reinstall the app in this workspace and put the new bot token into CONVENOR_SLACK__BOT_TOKEN.")
        return Forbidden(f"{method}: {word}", cure)
    if word in _SETTINGS:
        return Forbidden(f"{method}: {word}", _SETTINGS[word])
    details = (answer.get("response_metadata") or {}).get("messages") or answer.get("errors") or ""
    return Rejected(f"{method}: {word} {details}"[:500])


def _answer(error: SlackApiError) -> dict[str, Any]:
    data: Any = getattr(error.response, "data", error.response)
    return data if isinstance(data, dict) else {}


def _status(error: SlackApiError) -> int:
    status = getattr(error.response, "status_code", None) or getattr(error.response, "status", None)
    return status if isinstance(status, int) else 200
