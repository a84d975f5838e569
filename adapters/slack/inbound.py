"""Slack's payloads as interactions: pure, and calm about payloads that somebody tampered with."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from adapters.slack.limits import Json
from adapters.slack.modals import Opened, field_key
from bot.interactions import Account, Command, FieldValue, Place, Press, Search, Submit
from bot.vocabulary import Routes

PLATFORM = "slack"

_TOKEN = re.compile(r'(?:(?P<name>[^\W\d][\w-]*):)?(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\s"]+))')
_QUOTES = str.maketrans("“”„‟«»", '""""""')
_LINKED = re.compile(r"<(?P<kind>[#!]?)(?P<target>[^<>|@]+)(?:\|(?P<label>[^<>]*))?>")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an interaction came from and how it can be answered.

    `trigger` opens a modal within three seconds, `url` takes five answers within thirty minutes, `view` is the modal
    or home the person sees, `fields` are the block ids of its inputs.
    """

    kind: Literal["command", "press", "submit"]
    team: str
    user: str
    opened: Opened
    trigger: str = ""
    view: str = ""
    title: str = ""
    fields: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        """A private ("ephemeral") message has no id: nobody could find it again."""
        opened = self.opened
        message = "" if opened.private else opened.message
        return Place(PLATFORM, self.team, opened.channel, opened.direct, message)


def parse(text: str, family: str, routes: Routes) -> tuple[str, dict[str, str], str]:
    """Verb, options and loose text of what was typed after `/family`.

    Options are `name:value` or `name:"some words"`; words without a name belong to the first option, and when that one
    was named, to the option before them.
    """
    words = unlink(text).translate(_QUOTES).strip()
    verb, rest = routes.split(family, words)
    route = routes.commands.get((family, verb))
    names = [parameter.name for parameter in route.parameters] if route else []
    args: dict[str, str] = {}
    unnamed: list[tuple[str, str]] = []
    last = ""
    for found in _TOKEN.finditer(rest):
        name = (found["name"] or "").casefold()
        value = found["quoted"] if found["quoted"] is not None else found["plain"]
        if name in names:
            args[name] = value
            last = name
        else:
            unnamed.append((last, found[0] if found["name"] else value))
    loose = " ".join(word for _, word in unnamed)
    if not names or not unnamed:
        return verb, args, loose
    if names[0] not in args:
        args[names[0]] = loose
    else:
        for before, word in unnamed:
            args[before or names[0]] += f" {word}"
    return verb, args, ""


def unlink(text: str) -> str:
    """Undo what Slack does to typed text: `<https://…|…>`, `<#C1|name>` and the three entities; `<@U1>` stays."""

    def plain(found: re.Match[str]) -> str:
        if found["kind"] == "#":
            return "#" + (found["label"] or found["target"])
        return f"@{found['target']}" if found["kind"] == "!" else found["target"]

    text = re.sub(r"<@([^<>|]+)\|[^<>]*>", r"<@\1>", text)
    return _LINKED.sub(plain, text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def command(
    body: Json,
    account: Account,
    routes: Routes,
    prefix: str = "",
    *,
    direct: bool = False,
) -> tuple[Command, Origin]:
    """A slash command; `direct` says that the channel is the person's conversation with us."""
    family = str(body.get("command", "")).lstrip("/").removeprefix(prefix)
    verb, args, loose = parse(str(body.get("text") or ""), family, routes)
    opened = Opened(str(body.get("channel_id", "")), direct=direct, url=str(body.get("response_url", "")))
    origin = Origin("command", account.space, account.user, opened, str(body.get("trigger_id", "")))
    return Command(account, origin.place, (family, verb), args, loose), origin


def press(body: Json, account: Account, *, direct: bool = False) -> tuple[Press, Origin] | None:
    """A button or menu; None for a link, which needs no answer."""
    action = (body.get("actions") or [{}])[0]
    payload = str(action.get("action_id", "")).partition("|")[2]
    if not payload:
        return None
    container, view = body.get("container") or {}, body.get("view") or {}
    opened = Opened(
        channel_of(body),
        str(container.get("message_ts") or ""),
        bool(container.get("is_ephemeral")),
        direct,
        str(body.get("response_url") or ""),
    )
    origin = Origin(
        "press", account.space, account.user, opened, str(body.get("trigger_id", "")), str(view.get("id", ""))
    )
    chosen = action.get("selected_options") or [action.get("selected_option")]
    choices = tuple(str(each.get("value", "")) for each in chosen if each)
    return Press(account, origin.place, payload, choices), origin


def channel_of(body: Json) -> str:
    """The channel an interaction with a message, command or modal came from, "" when there is none."""
    channel = body.get("channel") or body.get("container") or {}
    named = channel.get("id") or channel.get("channel_id") or body.get("channel_id")
    return str(named or metadata(body.get("view") or {})[1].channel)


def submit(body: Json, account: Account) -> tuple[Submit, Origin]:
    """A form that was sent."""
    view = body.get("view") or {}
    draft, opened = metadata(view)
    origin = Origin(
        "submit",
        account.space,
        account.user,
        opened,
        str(body.get("trigger_id", "")),
        str(view.get("id", "")),
        str((view.get("title") or {}).get("text", "")),
        tuple(str(block["block_id"]) for block in view.get("blocks", ()) if block.get("type") == "input"),
    )
    return Submit(account, origin.place, draft, values(view)), origin


def metadata(view: Json) -> tuple[str, Opened]:
    """The draft and the origin kept in a modal; empty when it does not hold what we put there."""
    try:
        kept = json.loads(view.get("private_metadata") or "{}")
        return str(kept.get("draft", "")), Opened(
            str(kept.get("channel", "")),
            str(kept.get("message", "")),
            bool(kept.get("private")),
            bool(kept.get("direct")),
            str(kept.get("url", "")),
        )
    except (ValueError, AttributeError):
        return "", Opened()


def values(view: Json) -> dict[str, FieldValue]:
    """What stands in the fields, by field key; a long text in several inputs is one value again."""
    found: dict[str, FieldValue] = {}
    for block, elements in ((view.get("state") or {}).get("values") or {}).items():
        key = field_key(str(block))
        for state in elements.values():
            value = _value(state)
            before = found.get(key)
            found[key] = before + value if isinstance(before, str) and isinstance(value, str) else value
    return found


def _value(state: Mapping[str, Any]) -> FieldValue:
    if "selected_options" in state:
        return tuple(str(each.get("value", "")) for each in state["selected_options"] or ())
    if "selected_option" in state:
        return str((state["selected_option"] or {}).get("value", ""))
    return str(state.get("value") or "")


def search(body: Json, account: Account) -> Search:
    source = str(body.get("action_id", "")).partition("|")[2]
    place = Place(PLATFORM, account.space, channel_of(body))
    return Search(account, place, source, str(body.get("value", "")))


def person(body: Json) -> tuple[str, str]:
    """Team and user of any payload. The team is the one we are installed in, also for guests of shared channels."""
    team = body.get("team") or {}
    user = body.get("user") or {}
    inner = body.get("event") or {}
    who = inner.get("user") or user.get("id") or body.get("user_id") or ""
    return str(body.get("team_id") or team.get("id") or ""), str(who.get("id", "") if isinstance(who, dict) else who)


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of the platform that means something to us. `channel` is where, if anywhere."""

    kind: Literal["joined", "left", "home", "spoke", "removed", "channel_gone", "channels_changed", "person_changed"]
    user: str = ""
    channel: str = ""
    text: str = ""


_CHANNELS = ("channel_created", "channel_rename", "group_rename", "channel_unarchive", "group_unarchive")
_GONE = ("channel_archive", "channel_deleted", "group_archive", "group_deleted")


def happening(event: Json, bots: Sequence[str] = ()) -> Happening | None:
    """What an event says; None for what does not concern us. `bots` are our own user ids."""
    kind = str(event.get("type", ""))
    who = event.get("user")
    user = str(who.get("id", "")) if isinstance(who, dict) else str(who or "")
    channel = event.get("channel")
    place = str(channel.get("id", "")) if isinstance(channel, dict) else str(channel or "")
    if kind == "team_join" and not (isinstance(who, dict) and who.get("is_bot")):
        return Happening("joined", user)
    if kind == "user_change" and isinstance(who, dict):
        return Happening("left" if who.get("deleted") else "person_changed", user)
    if kind == "app_home_opened" and event.get("tab", "home") == "home":
        return Happening("home", user, place)
    if kind == "message" and event.get("channel_type") == "im" and user and user not in bots:
        spoken = not event.get("subtype") and not event.get("bot_id")
        return Happening("spoke", user, place, str(event.get("text", ""))) if spoken else None
    if kind == "app_uninstalled" or (kind == "tokens_revoked" and (event.get("tokens") or {}).get("bot")):
        return Happening("removed")
    if kind in _GONE:
        return Happening("channel_gone", channel=place)
    if kind in _CHANNELS or (kind in ("member_joined_channel", "member_left_channel") and user in bots):
        return Happening("channels_changed", channel=place)
    return None
