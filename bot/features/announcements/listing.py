"""`/announce list` and `/announce show`: what is being written, and what has gone out."""

from bot.context import Context
from bot.errors import NotFound
from bot.features.announcements import lookup
from bot.features.announcements.actions import ListAnnouncements, ShowAnnouncement
from bot.features.announcements.compose import MAY
from bot.features.announcements.repository import Announcements
from bot.features.announcements.routes import feature
from bot.features.announcements.views import desk
from bot.routing import Parameter
from bot.ui.blocks import Option
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import Code, _, shortened
from bot.ui.view import View


@feature.command("announce list", help=_("Announcements, the newest first"), may=MAY, read_only=True)
async def list_announcements(ctx: Context) -> Reply:
    return Ephemeral(await _page(ctx, 0))


@feature.press(ListAnnouncements, may=MAY)
async def turn_page(ctx: Context, press: ListAnnouncements) -> Reply:
    return Update(await _page(ctx, max(0, press.page)))


async def _page(ctx: Context, page: int) -> View:
    author = "" if lookup.may_reach_all(ctx) else ctx.me.id
    found, total = await ctx.repository(Announcements).listed(author, page * desk.PAGE, desk.PAGE)
    return desk.listing(found, total, page, ctx.reader.language)


@feature.command(
    "announce show",
    help=_("One announcement: its state, and what can be done with it"),
    may=MAY,
    parameters=(Parameter("ref", _("The reference, such as ANN-2027-031"), required=True, source="announcement"),),
    read_only=True,
)
async def show(ctx: Context) -> Reply:
    ref = (ctx.args.get("ref", "") or ctx.loose).strip().upper()
    found = await ctx.repository(Announcements).by_ref(ref)
    if found is None:
        raise NotFound(_("There is no announcement {ref}. {command} shows those there are.", ref=ref or "?",
                         command=Code("/announce list")))  # fmt: skip
    return Ephemeral(await lookup.card(ctx, await lookup.get(ctx, found.id)))


@feature.press(ShowAnnouncement, may=MAY, read_only=True)
async def open_announcement(ctx: Context, press: ShowAnnouncement) -> Reply:
    return Ephemeral(await lookup.card(ctx, await lookup.get(ctx, press.announcement or ctx.choice)))


@feature.search("announcement", may=MAY)
async def complete(ctx: Context, text: str) -> tuple[Option, ...]:
    author = "" if lookup.may_reach_all(ctx) else ctx.me.id
    found, _total = await ctx.repository(Announcements).listed(author, 0, 100)
    named = ((each.ref, shortened(f"{each.ref} {each.called(ctx.reader.language)}")) for each in found)
    return tuple(Option(ref, label) for ref, label in named if text.casefold() in label.casefold())[:25]
