"""An app manifest as Slack reads it at installation: refused with reasons, or turned into what the workspace allows."""

from typing import TYPE_CHECKING, Any

from sandbox.slack.state import Json

if TYPE_CHECKING:
    from sandbox.slack.workspace import SlackWorkspace

NEEDS: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_uninstalled": (),
    "tokens_revoked": (),
    "message.im": ("im:history",),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    **{f"channel_{what}": ("channels:read",) for what in ("archive", "created", "deleted", "rename", "unarchive")},
    **{f"group_{what}": ("groups:read",) for what in ("archive", "deleted", "rename", "unarchive")},
}
"""Event -> scopes of which one is needed to subscribe to it; the events this workspace can send."""


def problems(manifest: Json) -> list[str]:
    """What Slack's manifest validation would complain about, each with its path."""
    found: list[str] = []
    shown, features = manifest.get("display_information", {}), manifest.get("features", {})
    found += _text(shown, "name", 35, "display_information", needed=True)
    found += _text(shown, "description", 140, "display_information")
    if "long_description" in shown and not 174 <= len(shown["long_description"]) <= 4000:
        found.append("display_information.long_description: must have 174 to 4000 characters")
    if "bot_user" in features:
        found += _text(features["bot_user"], "display_name", 80, "features.bot_user", needed=True)
    asked = manifest.get("oauth_config", {}).get("scopes", {})
    scopes = set(asked.get("bot", []))
    if not scopes.issuperset(asked.get("bot_optional", [])):
        found.append("oauth_config.scopes.bot_optional: every scope must also be in oauth_config.scopes.bot")
    commands, shortcuts = features.get("slash_commands", []), features.get("shortcuts", [])
    if len(commands) > 50:
        found.append("features.slash_commands: no more than 50")
    for number, each in enumerate(commands):
        at = f"features.slash_commands[{number}]"
        found += _text(each, "command", 32, at, needed=True) + _text(each, "description", 2000, at, needed=True)
        found += _text(each, "usage_hint", 1000, at)
        if not str(each.get("command", "")).startswith("/"):
            found.append(f"{at}.command: must begin with /")
    if len(shortcuts) > 10:
        found.append("features.shortcuts: no more than 10")
    for number, each in enumerate(shortcuts):
        at = f"features.shortcuts[{number}]"
        found += _text(each, "name", 24, at, needed=True) + _text(each, "callback_id", 255, at, needed=True)
        found += _text(each, "description", 150, at, needed=True)
        if each.get("type") not in ("global", "message"):
            found.append(f"{at}.type: must be global or message")
    if (commands or shortcuts) and "commands" not in scopes:
        found.append("oauth_config.scopes.bot: slash commands and shortcuts need commands")
    for event in manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", []):
        if event not in NEEDS:
            found.append(f"settings.event_subscriptions.bot_events: {event} is not known here")
        elif NEEDS[event] and not scopes.intersection(NEEDS[event]):
            found.append(f"settings.event_subscriptions.bot_events: {event} needs {' or '.join(NEEDS[event])}")
    return found


def _text(holder: Json, key: str, most: int, at: str, *, needed: bool = False) -> list[str]:
    value: Any = holder.get(key)
    if value is None or value == "":
        return [f"{at}.{key}: is missing"] if needed else []
    return [f"{at}.{key}: no more than {most} characters"] if len(str(value)) > most else []


def install(ws: "SlackWorkspace", manifest: Json) -> None:
    """Give the application exactly what its manifest asks for; ValueError lists everything wrong with it.

    Optional scopes are what the one who installs may leave out; here that is done where the plan has no use for them.
    """
    found = problems(manifest)
    if found:
        raise ValueError("; ".join(found))
    features, settings = manifest.get("features", {}), manifest.get("settings", {})
    commands = features.get("slash_commands", [])
    ws.commands = {each["command"] for each in commands}
    ws.command_usage = [f"{each['command']} {each.get('usage_hint', '')}".strip() for each in commands]
    ws.events.subscriptions = set(settings.get("event_subscriptions", {}).get("bot_events", []))
    asked = manifest.get("oauth_config", {}).get("scopes", {})
    ws.grant(*(scope for scope in asked.get("bot", []) if ws.paid_plan or scope not in asked.get("bot_optional", [])))
    home = features.get("app_home", {})
    ws.home_tab, ws.messages_tab = home.get("home_tab_enabled", False), home.get("messages_tab_enabled", False)
    ws.app_name = features.get("bot_user", {}).get("display_name") or manifest["display_information"]["name"]
    ws.users[ws.bot_user_id].real_name = ws.app_name
    if settings.get("socket_mode_enabled") is False:
        ws.tokens[ws.app_token].scopes.discard("connections:write")
