"""Show and change the own record."""

import re
import unicodedata
from dataclasses import replace

from bot.context import Context
from bot.drafts import Draft
from bot.errors import Invalid, Refused
from bot.features.directory.api import LISTED_ROLES, LISTING
from bot.features.profile import views
from bot.features.profile.model import OPEN_FIELDS
from bot.features.profile.repository import Trips
from bot.features.profile.routes import feature
from bot.features.register import api as register
from bot.forms import Form
from bot.i18n import LANGUAGES
from bot.interactions import FieldValue
from bot.people import OPENLY, People, Person
from bot.permissions import Permission
from bot.routing import Parameter, Rank
from bot.ui.blocks import Option
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import Text, _, join
from bot.ui.view import View

MAY = Permission.EDIT_PROFILE


@feature.command("profile show", help=_("Your own record"), may=MAY, menu=_("My profile"), rank=Rank.OWN)
async def show(ctx: Context) -> Reply:
    return Ephemeral(await own_card(ctx))


async def own_card(ctx: Context) -> View:
    """The card with what the register knows of the person's posts."""
    posts = [post for post in await register.affiliations_of(ctx, ctx.me.id) if post.holds_at(ctx.now)]
    named: list[Text] = []
    for post in posts:
        institution = await register.institution_of(ctx, post.institution)
        place = institution.known_as if institution else ""
        both = _("{post}, {institution}", post=post.post_title, institution=place)
        named.append(both if post.post_title and place else post.post_title or place)
    trip = await ctx.repository(Trips).of(ctx.me.id)
    return views.card(ctx.me, ctx.now, named, trip, unlisted=await _is_unlisted(ctx))


async def _is_unlisted(ctx: Context) -> bool:
    """Whether only the missing consent keeps a member out of the directory."""
    if not ctx.me.roles & LISTED_ROLES:
        return False
    return LISTING in views.still_open(await register.consents_of(ctx, ctx.me.id), ctx.profile)


async def save(ctx: Context, person: Person) -> None:
    """Write the record back and let the rest of this interaction see it."""
    await ctx.repository(People).save(person)
    ctx.me = replace(ctx.me, person=replace(person, version=person.version + 1))


@feature.command("profile edit", help=_("Change your name, e-mail and what you do"), may=MAY)
async def edit(ctx: Context) -> Reply:
    return await ctx.open("profile.edit", afresh=True)


@feature.press(views.EditProfile, may=MAY)
async def press_edit(ctx: Context, _press: views.EditProfile) -> Reply:
    return await edit(ctx)


async def build_edit(ctx: Context, draft: Draft) -> Form:
    return views.edit_form(draft.id, ctx.me.person)


@feature.form("profile.edit", build_edit)
async def save_edit(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    text = {key: str(value) for key, value in values.items()}
    fields = tuple(part.strip() for part in text["fields"].split(",") if part.strip())
    await _ensure_nobody_elses(ctx, text["email"])
    kept = text["email"].casefold() == ctx.me.person.email.casefold()
    changed = replace(
        ctx.me.person,
        display_name=text["display_name"],
        native_name=text["native_name"],
        email=text["email"].lower(),
        email_confirmed=kept and ctx.me.person.email_confirmed,
        fields_of_work=fields,
        about=text["about"],
    )
    await save(ctx, changed)
    ctx.audit("profile changed", ctx.me.id)
    await ctx.finish(draft)
    return Update(await own_card(ctx))


async def _ensure_nobody_elses(ctx: Context, email: str) -> None:
    """An address finds a person: a role, a mandate or a recorded request must not go to who merely claims it."""
    holder = await ctx.repository(People).by_email(email)
    if holder is not None and holder.id != ctx.me.id and email.casefold() != ctx.me.person.email.casefold():
        raise Invalid({"email": _("This address cannot be entered here. Please ask the secretariat.")})


@feature.command("profile notices", help=_("How and when you are told things"), may=MAY)
async def notices(ctx: Context) -> Reply:
    return await ctx.open("profile.notices", afresh=True)


@feature.press(views.EditNotices, may=MAY)
async def press_notices(ctx: Context, _press: views.EditNotices) -> Reply:
    return await notices(ctx)


async def build_notices(ctx: Context, draft: Draft) -> Form:
    return views.notices_form(draft.id, ctx.me)


@feature.form("profile.notices", build_notices)
async def save_notices(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    times = {key: clock(str(values[key])) for key in ("quiet_from", "quiet_to")}
    errors: dict[str, Text] = {
        key: _("Please write a time such as 22:00.") for key, value in times.items() if value is None
    }
    if errors:
        raise Invalid(errors)
    first = str(values["route"])
    routes = (first, *(route for route in ("slack", "discord", "email") if route != first))
    if values["last_resort"] == OPENLY:
        routes = (*routes, OPENLY)
    digest = "duties_only" if values["digest"] == "duties_only" else "all"
    await save(ctx, replace(ctx.me.person, routes=routes, digest=digest,
                            quiet=(times["quiet_from"] or "", times["quiet_to"] or "")))  # fmt: skip
    await ctx.finish(draft)
    return Update(await own_card(ctx))


def clock(text: str) -> str | None:
    """A time of day in 24 hours as "HH:MM"; None when it is none."""
    found = re.fullmatch(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])", unicodedata.normalize("NFKC", text).strip())
    return f"{int(found[1]):02}:{found[2]}" if found else None


@feature.command("profile language", help=_("The language I speak with you"), may=MAY,
                 parameters=(Parameter("language", _("English or Chinese"), choices=tuple(
                     Option(tag, views.LANGUAGE_NAMES[tag]) for tag in LANGUAGES)),))  # fmt: skip
async def language(ctx: Context) -> Reply:
    wanted = ctx.args.get("language", "").strip().casefold()
    tag = next((t for t in LANGUAGES if wanted in (t.casefold(), views.LANGUAGE_NAMES[t].casefold())), "")
    tag = tag or {"zh": "zh-Hans", "chinese": "zh-Hans", "中文": "zh-Hans", "英文": "en", "英语": "en"}.get(wanted, "")
    if wanted and not tag:
        known = join(views.LANGUAGE_NAMES.values())
        raise Refused(_("I do not speak that language yet. I speak: {languages}.", languages=known), rule="language")
    if not tag:
        return Ephemeral(await own_card(ctx))
    return await _set_language(ctx, tag)


@feature.press(views.ChooseLanguage, may=MAY)
async def choose_language(ctx: Context, _press: views.ChooseLanguage) -> Reply:
    await _set_language(ctx, ctx.choice if ctx.choice in LANGUAGES else "en")
    return Update(await own_card(ctx))


async def _set_language(ctx: Context, tag: str) -> Reply:
    others = tuple(one for one in ctx.me.person.languages if one != tag)
    await save(ctx, replace(ctx.me.person, languages=(tag, *others)))
    ctx.reader = replace(ctx.reader, language=tag)
    return ctx.whisper(_("From now on I speak {language} with you.", language=views.LANGUAGE_NAMES[tag]))


@feature.press(views.ChooseVisible, may=MAY)
async def choose_visible(ctx: Context, _press: views.ChooseVisible) -> Reply:
    opened = {key: "members" if key in ctx.choices else "private" for key in OPEN_FIELDS}
    kept = {k: v for k, v in ctx.me.person.visibility.items() if k not in OPEN_FIELDS}
    await save(ctx, replace(ctx.me.person, visibility={**kept, **opened}))  # pyright: ignore[reportArgumentType]
    ctx.audit("visibility changed", ctx.me.id)
    return Update(await own_card(ctx))
