"""Show the own address, make another one."""

from bot.calendars import fingerprint
from bot.context import Context
from bot.errors import Refused
from bot.features.calendar import views
from bot.features.calendar.model import PERSONAL, PUBLIC, CalendarAddress
from bot.features.calendar.repository import CalendarAddresses
from bot.features.calendar.routes import feature
from bot.outbox import new_id
from bot.permissions import Permission
from bot.routing import Rank
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import Code, _

MAY = Permission.RSVP


@feature.command("calendar", help=_("Your meetings and events in your own calendar program"), may=MAY,
                 menu=_("My calendar"), rank=Rank.OWN)  # fmt: skip
async def show(ctx: Context) -> Reply:
    _ensure_reachable(ctx)
    known = await ctx.repository(CalendarAddresses).of(ctx.me.id)
    if known is None:
        return Ephemeral(views.address(await _make(ctx), _public(ctx)))
    candidates = ctx.calendars.secrets(ctx.uow.network, ctx.me.id, known.generation)
    secret = next((each for each in candidates if fingerprint(each) == known.fingerprint), None)
    if secret is None:
        return Ephemeral(views.not_shown(known.made_at, _public(ctx)))
    return Ephemeral(views.address(_own(ctx, secret), _public(ctx)))


@feature.press(views.ResetAddress, may=MAY)
async def reset(ctx: Context, _press: views.ResetAddress) -> Reply:
    return Update(views.address(await _make(ctx), _public(ctx), is_new=True))


async def _make(ctx: Context) -> str:
    """A new address; only its fingerprint is kept, and in the audit trail that it was made."""
    _ensure_reachable(ctx)
    generation = new_id()
    secret = ctx.calendars.new_secret(ctx.uow.network, ctx.me.id, generation)
    made = CalendarAddress(ctx.me.id, generation, fingerprint(secret), ctx.now)
    await ctx.repository(CalendarAddresses).save(made)
    ctx.audit("calendar address made", ctx.me.id)
    return _own(ctx, secret)


def _ensure_reachable(ctx: Context) -> None:
    if not ctx.public_url:
        raise Refused(
            _("Calendars cannot be subscribed to yet: our web pages have no address. An administrator can give them "
              "one, with the setting {setting}.", setting=Code("CONVENOR_WEB__PUBLIC_URL")), rule="public-url"
        )  # fmt: skip


def _own(ctx: Context, secret: str) -> str:
    return ctx.public_url + PERSONAL.format(key=secret)


def _public(ctx: Context) -> str:
    return ctx.public_url + PUBLIC
