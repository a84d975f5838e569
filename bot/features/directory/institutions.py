"""`/institution find`, `list` and `show`: the register as members read it (INEI-03, INEI-04)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.context import Context
from bot.errors import NotFound, Refused
from bot.features.directory import finding, views
from bot.features.directory.actions import FindInstitutions, ListInstitutions, ShowInstitution
from bot.features.directory.editing import may_edit
from bot.features.directory.model import MOST_COMPLETED, PAGE, Found, Place, Wish, day_of, end_of
from bot.features.directory.repository import Directory
from bot.features.directory.routes import feature
from bot.features.register.api import Register
from bot.permissions import Permission
from bot.routing import Parameter
from bot.ui.blocks import Option
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import Code, Moment, _
from bot.ui.view import View

MAY = Permission.SEE_DIRECTORY


@feature.command(
    "institution find",
    help=_("Find institutions by name, strength or country"),
    may=MAY,
    parameters=(
        Parameter("query", _("Part of the name or city, in any script")),
        Parameter("strength", _("A strength, programme or research field it recorded")),
        Parameter("country", _("A country, by name or code"), source="country"),
    ),
    read_only=True,
)
async def find_institutions(ctx: Context) -> Reply:
    country = finding.country_meant(ctx, ctx.args.get("country", ""))
    wish = FindInstitutions(ctx.args.get("query", "") or ctx.loose, ctx.args.get("strength", ""), country, 0)
    return Ephemeral(await _found(ctx, wish))


@feature.press(FindInstitutions, may=MAY)
async def turn_page(ctx: Context, wish: FindInstitutions) -> Reply:
    return Update(await _found(ctx, replace(wish, page=max(0, wish.page))))


@feature.command(
    "institution list",
    help=_("The register, today or as it stood on a day"),
    may=MAY,
    menu=_("Institutions"),
    parameters=(Parameter("on", _("A day, such as 2018-01-31")),),
    read_only=True,
)
async def list_institutions(ctx: Context) -> Reply:
    typed = (ctx.args.get("on", "") or ctx.loose).strip()
    return Ephemeral(await _register(ctx, _day(ctx, typed) if typed else None, 0))


@feature.press(ListInstitutions, may=MAY)
async def turn_register_page(ctx: Context, press: ListInstitutions) -> Reply:
    return Update(await _register(ctx, day_of(press.on), max(0, press.page)))


@feature.command(
    "institution show",
    help=_("An institution, its strengths and its people"),
    may=MAY,
    parameters=(Parameter("institution", _("Its name; your own when empty"), source="institutions"),),
    read_only=True,
)
async def show_institution(ctx: Context) -> Reply:
    wanted = (ctx.args.get("institution", "") or ctx.loose).strip()
    if not wanted and ctx.me.institutions:
        return Ephemeral(await card(ctx, min(ctx.me.institutions)))
    found = await finding.places_meant(ctx, wanted)
    match found.items:
        case ():
            return Ephemeral(views.no_institution_found())
        case (place,):
            return Ephemeral(await _shown(ctx, place))
        case _:
            page = views.Page(0, FindInstitutions(wanted, "", "", 1))
            return Ephemeral(views.institutions_found(found, page, ctx.reader))


@feature.press(ShowInstitution, may=MAY)
async def open_institution(ctx: Context, press: ShowInstitution) -> Reply:
    return Ephemeral(await card(ctx, press.institution or (ctx.choices[0] if ctx.choices else "")))


@feature.search("institutions", may=MAY)
async def complete_institutions(ctx: Context, text: str) -> tuple[Option, ...]:
    found = await finding.places(ctx, Wish(text), most=MOST_COMPLETED)
    return tuple(Option(place.institution.id, place.institution.known_as) for place in found.items)


async def card(ctx: Context, institution: str) -> View:
    """The card of an institution by id; one that has left says when it was a member."""
    present = await ctx.repository(Directory).place(institution, ctx.now)
    if present is not None:
        return await _shown(ctx, present)
    register = ctx.repository(Register)
    left = await register.institution(institution)
    memberships = await register.memberships_of((institution,)) if left else ()
    if left is None:
        raise NotFound(_("There is no such institution on the register."))
    place = Place(left, memberships[0] if memberships else None)
    return views.institution_card(place, Found(), ctx.reader, ctx.now, may_edit=False, former=True)


async def _shown(ctx: Context, place: Place) -> View:
    people = await finding.people(ctx, Wish(institution=place.institution.id))
    return views.institution_card(place, people, ctx.reader, ctx.now, may_edit=may_edit(ctx, place.institution.id))


async def _found(ctx: Context, wish: FindInstitutions) -> View:
    asked = Wish(wish.query.strip(), wish.country, strength=wish.strength)
    found = await finding.places(ctx, asked, wish.page * PAGE)
    if not found.items and wish.page:
        return await _found(ctx, replace(wish, page=0))
    if not found.items:
        return views.no_institution_found(wish.strength)
    following = FindInstitutions(wish.query, wish.strength, wish.country, wish.page + 1)
    return views.institutions_found(found, views.Page(wish.page, following), ctx.reader)


async def _register(ctx: Context, day: date | None, page: int) -> View:
    at = end_of(day, ctx.profile.zone) if day else ctx.now
    found = await ctx.repository(Directory).places(Wish(), at, first=page * PAGE)
    if not found.items and page:
        return await _register(ctx, day, 0)
    following = ListInstitutions(day.isoformat() if day else "", page + 1)
    return views.register_on(found, views.Page(page, following), ctx.reader, day)


def _day(ctx: Context, typed: str) -> date:
    day = day_of(typed)
    if day is None:
        raise Refused(_("I cannot read “{text}” as a day. Please write it like this: {example}", text=typed,
                        example=Code("/institution list on:2018-01-31")), rule="day")  # fmt: skip
    today = ctx.now.astimezone(ctx.profile.zone).date()
    if day > today:
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        raise Refused(_("{day} is still to come; nobody knows the register of that day. Today's is here: {command}",
                        day=Moment(noon, "date"), command=Code("/institution list")), rule="day")  # fmt: skip
    return max(day, date.min + timedelta(days=1))
