"""`/member find` and `/member show`: people, as far as they opened themselves to members (CSL-07)."""

from dataclasses import replace

from bot.context import Context
from bot.errors import NotFound
from bot.features.directory import finding, views
from bot.features.directory.actions import FindMembers, ShowMember
from bot.features.directory.model import MOST_COMPLETED, PAGE, Wish
from bot.features.directory.routes import feature
from bot.permissions import Permission
from bot.places import country_name
from bot.routing import Parameter, Rank
from bot.ui.blocks import Option
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import _
from bot.ui.view import View

MAY = Permission.SEE_DIRECTORY


@feature.command(
    "member find",
    help=_("Find people by name, institution, field or country"),
    may=MAY,
    menu=_("Find a person"),
    rank=Rank.PEOPLE,
    parameters=(
        Parameter("query", _("Part of a name or institution, in any script")),
        Parameter("field", _("A field of work, such as assessment")),
        Parameter("country", _("A country, by name or code"), source="country"),
    ),
    read_only=True,
)
async def find_members(ctx: Context) -> Reply:
    country = finding.country_meant(ctx, ctx.args.get("country", ""))
    wish = FindMembers(ctx.args.get("query", "") or ctx.loose, ctx.args.get("field", ""), country, 0)
    return Ephemeral(await _found(ctx, wish))


@feature.press(FindMembers, may=MAY)
async def turn_page(ctx: Context, wish: FindMembers) -> Reply:
    return Update(await _found(ctx, replace(wish, page=max(0, wish.page))))


@feature.command(
    "member show",
    help=_("What a person opened to members"),
    may=MAY,
    parameters=(Parameter("person", _("Name or @mention; yourself when empty"), source="members"),),
    read_only=True,
)
async def show_member(ctx: Context) -> Reply:
    wanted = ctx.args.get("person", "") or ctx.loose
    if not wanted.strip():
        return Ephemeral(await _card(ctx, ctx.me.id))
    found = await finding.people_meant(ctx, wanted)
    match found.items:
        case ():
            return Ephemeral(views.no_member_found())
        case (entry,):
            return Ephemeral(views.member_card(entry, ctx.reader, is_me=entry.id == ctx.me.id))
        case _:
            return Ephemeral(views.which_one(found))


@feature.press(ShowMember, may=MAY)
async def open_member(ctx: Context, press: ShowMember) -> Reply:
    return Ephemeral(await _card(ctx, press.person or (ctx.choices[0] if ctx.choices else "")))


@feature.search("members", may=MAY)
async def complete_members(ctx: Context, text: str) -> tuple[Option, ...]:
    """Those who fit, or the one whose id it is."""
    found = await finding.people(ctx, Wish(text), most=MOST_COMPLETED)
    meant = None if found.items else await finding.entry_of(ctx, text)
    return tuple(Option(entry.id, entry.label) for entry in (*found.items, *([meant] if meant else ())))


async def _card(ctx: Context, person: str) -> View:
    entry = await finding.entry_of(ctx, person)
    if entry is not None:
        return views.member_card(entry, ctx.reader, is_me=person == ctx.me.id)
    if person == ctx.me.id:
        return views.not_listed()
    raise NotFound(_("This person is not in the directory, or no longer."))


async def _found(ctx: Context, wish: FindMembers) -> View:
    asked = Wish(wish.query.strip(), wish.country, wish.field)
    found = await finding.people(ctx, asked, wish.page * PAGE)
    if not found.items and wish.page:
        return await _found(ctx, replace(wish, page=0))
    if not found.items:
        return views.no_member_found(country_name(wish.country, ctx.reader.language) if wish.country else "")
    following = FindMembers(wish.query, wish.field, wish.country, wish.page + 1)
    return views.members_found(found, views.Page(wish.page, following))
