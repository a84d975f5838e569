"""From what somebody typed to the people, places and countries meant.

People are matched when they are read, not from an index: what somebody closed a moment ago finds nobody, and a network
has hundreds of members, not millions.
"""

import re
from functools import lru_cache

from bot.context import Context
from bot.errors import Refused
from bot.features.directory.model import Entry, Place, needs_consent, opened
from bot.features.directory.repository import Directory
from bot.features.register.api import name_key
from bot.interactions import Account
from bot.people import People
from bot.places import country_name, match_country
from bot.search import query_tokens, tokens
from bot.ui.text import Code, _, join

_MENTION = re.compile(r"<@!?([^|>]+)(?:\|[^>]*)?>")


def matches(query: str, *texts: str) -> bool:
    """Whether the texts have every word of the query, spelt in any way that `bot.search` takes for the same.

    Words begin so; of Chinese, Japanese and Korean any part will do. A query without a letter fits nothing.
    """
    wanted, said = query_tokens(query), _tokens(" ".join(texts))
    return bool(wanted) and all(
        any(token.startswith(word[:-1]) for token in said) if word.endswith("*") else word in said for word in wanted
    )


async def entries(ctx: Context, query: str = "", institution: str = "") -> tuple[Entry, ...]:
    """The people in the directory who fit, each as far as opened, by name. What is not opened finds nobody."""
    found = await ctx.repository(Directory).listed(
        ctx.now, consent_needed=needs_consent(ctx.profile), institution=institution
    )
    readable = (opened(listing) for listing in found)
    return tuple(entry for entry in readable if not query or matches(query, *_said(entry)))


async def entry_of(ctx: Context, person: str) -> Entry | None:
    """The entry of one person by id; None when there is none for members to read."""
    found = await ctx.repository(Directory).listed(ctx.now, consent_needed=needs_consent(ctx.profile), people=(person,))
    return opened(found[0]) if found else None


async def people_meant(ctx: Context, text: str) -> tuple[Entry, ...]:
    """The people somebody means by a mention, an id (from completion) or part of a name; an exact name wins."""
    text = text.strip()
    mentioned = _MENTION.fullmatch(text)
    if mentioned:
        me = await ctx.repository(People).recognise(Account(ctx.place.platform, ctx.place.space, mentioned[1]), ctx.now)
        entry = await entry_of(ctx, me.id) if me else None
        return (entry,) if entry else ()
    found = await entries(ctx)
    exact = [entry for entry in found if entry.id == text] or [entry for entry in found if _is_called(entry, text)]
    return tuple(exact or [entry for entry in found if matches(text.lstrip("@"), *_said(entry))])


async def places(ctx: Context, query: str = "") -> tuple[Place, ...]:
    """The institutions of the network that fit, by name."""
    found = await ctx.repository(Directory).places(ctx.now)
    return tuple(place for place in found if not query or matches(query, *_names(place)))


async def places_meant(ctx: Context, text: str) -> tuple[Place, ...]:
    """The institutions somebody means by id (from completion) or part of a name; an exact name wins."""
    text = text.strip()
    found = await ctx.repository(Directory).places(ctx.now)
    exact = [place for place in found if place.institution.id == text]
    exact = exact or [place for place in found if name_key(text) in map(name_key, _names(place)[:4]) and name_key(text)]
    return tuple(exact or [place for place in found if matches(text, *_names(place))])


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


def _said(entry: Entry) -> tuple[str, ...]:
    posts = (part for post in entry.posts for part in (post.title, post.name, post.native_name))
    return (entry.name, *posts, *entry.fields)


def _names(place: Place) -> tuple[str, ...]:
    one = place.institution
    return (one.name, one.native_name, one.short_name, one.known_as, one.parent_name, one.city, one.region)


def _is_called(entry: Entry, text: str) -> bool:
    key = name_key(text)
    return bool(key) and key in map(name_key, (entry.name, entry.display_name, entry.native_name))


@lru_cache(maxsize=16384)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(tokens(text).split())
