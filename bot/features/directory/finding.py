"""From what somebody typed to the people, places and countries meant."""

import re
from typing import TypeVar

from bot.context import Context
from bot.errors import Refused
from bot.features.directory.model import PAGE, Entry, Found, Place, Wish, needs_consent, opened
from bot.features.directory.repository import Directory
from bot.interactions import Account
from bot.people import People
from bot.places import country_name, match_country
from bot.search import has_words, whole
from bot.ui.text import Code, _, join

T = TypeVar("T")

_MENTION = re.compile(r"<@!?([^|>]+)(?:\|[^>]*)?>")


async def people(ctx: Context, wish: Wish, first: int = 0, most: int = PAGE) -> Found[Entry]:
    """Some of the people in the directory who fit, each as far as opened. What is not opened finds nobody.

    The index names them; a post that ended by its date since then, or anything else it may still hold, is seen here.
    """
    found = await ctx.repository(Directory).people(
        wish, ctx.now, consent_needed=needs_consent(ctx.profile), first=first, most=most
    )
    readable = tuple(entry for entry in map(opened, found.items) if _fits(entry, wish))
    return Found(readable, found.total - (len(found.items) - len(readable)), found.has_more)


async def entry_of(ctx: Context, person: str) -> Entry | None:
    """The entry of one person by id; None when there is none for members to read."""
    found = await ctx.repository(Directory).person(person, ctx.now, consent_needed=needs_consent(ctx.profile))
    return opened(found) if found else None


async def people_meant(ctx: Context, text: str) -> Found[Entry]:
    """The people somebody means by a mention, an id (from completion) or part of a name; an exact name wins."""
    text = text.strip()
    mentioned = _MENTION.fullmatch(text)
    if mentioned:
        me = await ctx.repository(People).recognise(Account(ctx.place.platform, ctx.place.space, mentioned[1]), ctx.now)
        return _only(await entry_of(ctx, me.id) if me else None)
    found = await people(ctx, Wish(text.lstrip("@")), most=PAGE + 1)
    if not found.items:
        return _only(await entry_of(ctx, text))
    exact = tuple(entry for entry in found.items if whole(text) in map(whole, entry.names))
    return Found(exact, len(exact)) if 0 < len(exact) <= PAGE else found


async def places(ctx: Context, wish: Wish, first: int = 0, most: int = PAGE) -> Found[Place]:
    """Some of the institutions of the network that fit."""
    return await ctx.repository(Directory).places(wish, ctx.now, first=first, most=most)


async def places_meant(ctx: Context, text: str) -> Found[Place]:
    """The institutions somebody means by id (from completion) or part of a name; an exact name wins."""
    text = text.strip()
    found = await places(ctx, Wish(text), most=PAGE + 1)
    if not found.items:
        return _only(await ctx.repository(Directory).place(text, ctx.now))
    exact = tuple(place for place in found.items if whole(text) in map(whole, _names(place)))
    return Found(exact, len(exact)) if 0 < len(exact) <= PAGE else found


def country_meant(ctx: Context, text: str) -> str:
    """The code of the country; Refused, with what may have been meant, when it is not certain."""
    if not text.strip():
        return ""
    match = match_country(text, (ctx.reader.language, *ctx.profile.languages))
    if match.code:
        return match.code
    near = join((country_name(place.code, ctx.reader.language) for place in match.suggestions), " · ")
    if near:
        raise Refused(_("I do not know the country “{country}”. Perhaps one of these: {near}", country=text, near=near),
                      rule="country")  # fmt: skip
    raise Refused(_("I do not know the country “{country}”. Its name or its code will do: {example}", country=text,
                    example=Code("country:DK")), rule="country")  # fmt: skip


def _fits(entry: Entry, wish: Wish) -> bool:
    said = " ".join(entry.said)
    return not wish.words or has_words(wish.words, said) or whole(wish.words) in map(whole, entry.names)


def _names(place: Place) -> tuple[str, ...]:
    one = place.institution
    return (one.name, one.native_name, one.short_name, one.known_as)


def _only(one: T | None) -> Found[T]:
    return Found() if one is None else Found((one,), 1)
