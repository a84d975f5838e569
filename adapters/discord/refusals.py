"""What Discord's errors mean for a delivery: wait, ask what became of it, give up, or have a setting changed."""

from datetime import timedelta

import discord

from bot.outbox import Ambiguous, DeliveryProblem, Forbidden, Limited, Rejected, Unreachable
from bot.ui.text import Phrase, _

UNKNOWN_ACCOUNT = frozenset({10007, 10013})
UNKNOWN_SPACE = frozenset({10003, 10004})
UNKNOWN_ROLE = 10011
CLOSED = {
    50007: "the person takes no direct messages from this guild",
    50278: "the person and Convenor share no guild",
}
SLOW_MODE = 20016
TOO_MANY = frozenset({30005, 30013})
MISSING_ACCESS, MISSING_PERMISSION = 50001, 50013
PAUSE = timedelta(seconds=5)


def translated(error: Exception, where: str = "", right: str = "") -> DeliveryProblem:
    """The delivery problem behind an error of the library or of the network.

    `where` is a channel, if one is meant; `right` is the permission that alone it takes, as Discord's settings call it.
    """
    match error:
        case discord.RateLimited(retry_after=seconds):
            return Limited(timedelta(seconds=seconds))
        case discord.DiscordServerError():
            return Ambiguous(f"Discord answered {error.status}")
        case discord.HTTPException(status=429):
            return Limited(PAUSE)
        case discord.HTTPException(code=code) if code in UNKNOWN_ACCOUNT:
            return Unreachable("the account is gone", account_gone=True)
        case discord.HTTPException(code=code) if code in UNKNOWN_SPACE:
            return Unreachable("the channel is gone", channel_gone=True)
        case discord.HTTPException(code=code) if code in CLOSED:
            return Unreachable(CLOSED[code])
        case discord.HTTPException(code=code) if code == SLOW_MODE:
            return Limited(PAUSE, lane_only=True)
        case discord.HTTPException(code=code) if code == UNKNOWN_ROLE:
            return Forbidden("the role is gone", _("Run /admin setup, which creates it anew."))
        case discord.HTTPException(code=code) if code in TOO_MANY:
            return Forbidden("the guild is full", _("Delete what is not needed in the guild: {why}", why=error.text))
        case discord.Forbidden(code=code):
            return Forbidden(f"Discord refuses: {error.text}", _cure(code, where, right))
        case discord.NotFound():
            return Unreachable(f"it is no longer there: {error.text}")
        case discord.HTTPException(status=401):
            return Forbidden("Discord does not accept the token", _("Set CONVENOR_DISCORD__TOKEN anew."))
        case discord.HTTPException():
            return Rejected(f"{error.status} {error.code}: {error.text}")
        case discord.DiscordException():
            return Rejected(str(error))
        case _:
            return Ambiguous(repr(error))


def _cure(code: int, where: str, right: str) -> Phrase:
    if right:
        return _("In Server Settings > Roles, switch on “{right}” for the role Convenor.", right=right)
    if where or code == MISSING_ACCESS:
        return _(
            "Give the role of Convenor “View Channel”, “Send Messages”, “Attach Files” and “Read Message History” in "
            "{channel} (Edit Channel > Permissions).",
            channel=where or "#?",
        )
    if code == MISSING_PERMISSION:
        return _(
            "In Server Settings > Roles, switch on “Manage Roles” and “Manage Channels” for the role Convenor, and "
            "drag it above the roles it is to give, such as Member."
        )
    return _("Look at the permissions of Convenor in Server Settings > Roles; `convenor doctor` lists what is missing.")
