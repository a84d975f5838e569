"""The app's manifest, generated from what the bot can do: paste it at api.slack.com/apps, "From a manifest"."""

from collections.abc import Iterator

from adapters.slack.limits import Json
from bot.i18n import Reader
from bot.routing import CommandRoute
from bot.ui.text import Code, Text, _
from bot.vocabulary import Routes

SCOPES: dict[str, Text] = {
    "channels:history": _("find our own messages again after a crash, so that nothing is sent twice"),
    "channels:manage": _("create the network's public channels"),
    "channels:read": _("find the channels that bear the names in the network's profile"),
    "chat:write": _("answer, announce, keep cards up to date"),
    "chat:write.public": _("post in public channels without being invited first"),
    "commands": _("the slash commands"),
    "files:write": _("send calendar files, exports and certificates"),
    "groups:history": _("find our own messages in private channels again"),
    "groups:read": _("find the private channels we were invited to"),
    "groups:write": _("create the members' private channels and let people in and out"),
    "im:history": _("find our own direct messages again, and hear when somebody writes to us"),
    "im:read": _("know our direct conversations"),
    "im:write": _("open direct conversations"),
    "team:read": _("name the workspace in what we say"),
    "users:read": _("people's names, time zones and languages"),
}
"""Bot scopes, each with what it is for."""

OPTIONAL_SCOPES: dict[str, Text] = {
    "usergroups:read": _("keep user groups such as @members in step (paid plans only)"),
    "usergroups:write": _("create and change those user groups (paid plans only)"),
}

EVENTS = (
    "app_home_opened", "app_uninstalled", "channel_archive", "channel_created", "channel_deleted", "channel_rename",
    "channel_unarchive", "group_archive", "group_deleted", "group_rename", "group_unarchive", "member_joined_channel",
    "member_left_channel", "message.im", "team_join", "tokens_revoked", "user_change",
)  # fmt: skip

DESCRIPTION = 2000
HINT = 1000
MOST_COMMANDS = 50


def missing_scopes(granted: frozenset[str]) -> Iterator[Text]:
    """What the token may not do, each with the cure; nothing when Slack did not tell what it may."""
    for scope, reason in SCOPES.items():
        if granted and scope not in granted:
            yield _(
                "The app lacks the scope {scope} ({reason}). In the app's settings, under OAuth & Permissions, add it "
                "to the bot token scopes, then reinstall the app.",
                scope=Code(scope),
                reason=reason,
            )


def manifest(routes: Routes, *, name: str = "Convenor", prefix: str = "", public_url: str = "") -> Json:
    """The manifest as JSON data. With `public_url` payloads come by HTTP, without it by Socket Mode."""
    families = routes.families
    if len(families) > MOST_COMMANDS:
        raise ValueError(f"Slack takes {MOST_COMMANDS} slash commands, there are {len(families)}")
    address = {"request_url": f"{public_url.rstrip('/')}/slack/events"} if public_url else {}
    oauth: Json = {"scopes": {"bot": sorted([*SCOPES, *OPTIONAL_SCOPES]), "bot_optional": sorted(OPTIONAL_SCOPES)}}
    if public_url:
        oauth["redirect_urls"] = [f"{public_url.rstrip('/')}/slack/oauth_redirect"]
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": name,
            "description": "Runs a network of educational institutions: members, meetings, events, announcements.",
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name, "always_online": True},
            "slash_commands": [_command(family, verbs, prefix) | _url(address) for family, verbs in families.items()],
        },
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": {**address, "bot_events": list(EVENTS)},
            "interactivity": {
                "is_enabled": True,
                **address,
                **({"message_menu_options_url": address["request_url"]} if address else {}),
            },
            "org_deploy_enabled": False,
            "socket_mode_enabled": not public_url,
            "token_rotation_enabled": False,
        },
    }


def _url(address: Json) -> Json:
    return {"url": address["request_url"]} if address else {}


def _command(family: str, routes: list[CommandRoute], prefix: str) -> Json:
    reader = Reader()
    bare = next((route for route in routes if not route.path[1]), None)
    described = [reader.plain(route.help) for route in ([bare] if bare else routes)]
    usage = " | ".join(filter(None, (_usage(route) for route in routes)))
    command: Json = {
        "command": f"/{prefix}{family}",
        "description": " · ".join(described)[:DESCRIPTION],
        "should_escape": True,
    }
    return command | ({"usage_hint": usage[:HINT]} if usage else {})


def _usage(route: CommandRoute) -> str:
    """For instance `find query: [country:]`."""
    options = (f"{p.name}:" if p.required else f"[{p.name}:]" for p in route.parameters)
    return " ".join(filter(None, (route.path[1], *options)))
