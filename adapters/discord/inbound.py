"""What Discord reports, as interactions of ours: pure reading, no calls."""

from collections.abc import Iterator, Mapping
from typing import Any

import discord

from adapters.discord import modals
from adapters.discord.controls import FORM, Control, read
from adapters.discord.markup import PLATFORM
from bot.i18n import best_language
from bot.interactions import Account, Command, Event, Place, Press, Search, Submit
from bot.vocabulary import BARE_NAME, VERB

SUBCOMMAND, GROUP = 1, 2


def account(i: discord.Interaction) -> Account:
    """Who did it. Discord tells a language but no time zone."""
    space = str(i.guild_id) if i.guild_id else ""
    return Account(PLATFORM, space, str(i.user.id), i.user.display_name, language=i.locale.value)


def language(i: discord.Interaction) -> str:
    """What the person's client speaks, for words that no record of ours decides about."""
    return best_language(i.locale.value)


def place(i: discord.Interaction, message: int | None = None) -> Place:
    """Where it was done; `message` stands for the one that is meant, if not the one that was pressed."""
    found = message or (i.message.id if i.message else None)
    space = str(i.guild_id) if i.guild_id else ""
    return Place(PLATFORM, space, str(i.channel_id or ""), i.guild_id is None, str(found or ""))


def path_and_options(data: Mapping[str, Any], prefix: str) -> tuple[tuple[str, str], list[Mapping[str, Any]]]:
    """Family and verb, and the options that were given; a bare family that had to be a subcommand has no verb."""
    family = str(data["name"]).removeprefix(prefix)
    options: list[Mapping[str, Any]] = list(data.get("options") or ())
    if options and options[0]["type"] in (SUBCOMMAND, GROUP):
        verb = str(options[0]["name"])
        return (family, "" if verb == BARE_NAME else verb), list(options[0].get("options") or ())
    if options and options[0]["name"] == VERB:
        return (family, str(options[0]["value"])), []
    return (family, ""), options


def command(i: discord.Interaction, prefix: str) -> Command:
    path, options = path_and_options(_data(i), prefix)
    return Command(account(i), place(i), path, {str(o["name"]): str(o["value"]) for o in options})


def search(i: discord.Interaction, prefix: str, sources: Mapping[tuple[tuple[str, str], str], str]) -> Search | None:
    """What is being typed; `sources` tells by path and option what is searched."""
    path, options = path_and_options(_data(i), prefix)
    typed = next((o for o in options if o.get("focused")), None)
    if typed is None or (source := sources.get((path, str(typed["name"])))) is None:
        return None
    return Search(account(i), place(i), source, str(typed.get("value", "")))


def press(i: discord.Interaction, control: Control, message: int | None = None) -> Press:
    data = _data(i)
    choices = tuple(str(value) for value in data.get("values") or ())
    return Press(account(i), place(i, message), control.payload, (*_elsewhere(i, control, data["custom_id"]), *choices))


def _elsewhere(i: discord.Interaction, control: Control, custom_id: str) -> Iterator[str]:
    """What stands in the other menus of the same long list (only where more than one may be chosen)."""
    menus = [c for c in components(i) if isinstance(c, discord.SelectMenu) and read(c.custom_id or "") == control]
    if not any(menu.custom_id == custom_id and menu.min_values == 0 for menu in menus):
        return
    for menu in menus:
        if menu.custom_id != custom_id:
            yield from (option.value for option in menu.options if option.default)


def components(i: discord.Interaction) -> Iterator[Any]:
    """All components of the message that was pressed."""
    stack: list[Any] = list(i.message.components) if i.message else []
    while stack:
        one = stack.pop(0)
        yield one
        stack[:0] = [*getattr(one, "children", ()), *filter(None, (getattr(one, "accessory", None),))]


def submit(i: discord.Interaction) -> Submit:
    data = _data(i)
    draft = str(data["custom_id"]).removeprefix(FORM)
    return Submit(account(i), place(i), draft, modals.values(data.get("components") or ()))


def member(kind: str, guild: int, user: int, name: str = "") -> Event:
    """Somebody came or left."""
    return Event(Account(PLATFORM, str(guild), str(user), name), Place(PLATFORM, str(guild), ""), kind)


def spoke(message: discord.Message) -> tuple[Event, Command]:
    """Somebody wrote to us directly: the event, and the menu that answers it."""
    who = Account(PLATFORM, "", str(message.author.id), message.author.display_name)
    where = Place(PLATFORM, "", str(message.channel.id), True)
    return Event(who, where, "spoke"), Command(who, where, ("convenor", ""))


def space(kind: str, guild: int, channel: int | None = None, data: Mapping[str, str] | None = None) -> Event:
    """Something happened to a guild or to one of its channels."""
    where = Place(PLATFORM, str(guild), str(channel or ""))
    return Event(Account(PLATFORM, str(guild), ""), where, kind, dict(data or {}))


def _data(i: discord.Interaction) -> dict[str, Any]:
    return dict(i.data or {})  # pyright: ignore[reportReturnType] - a TypedDict by kind
