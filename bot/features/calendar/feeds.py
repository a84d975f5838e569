"""What the addresses give: the own calendar, public events as a page and as a calendar, and as news."""

from dataclasses import replace
from datetime import UTC, datetime

from bot import atom, ics
from bot.calendars import fingerprint
from bot.context import Context
from bot.features.calendar import views
from bot.features.calendar.model import EVENTS, NEWS, PERSONAL, PUBLIC
from bot.features.calendar.repository import CalendarAddresses
from bot.features.calendar.routes import feature
from bot.features.gatherings import api as gatherings
from bot.i18n import Reader, best_language, is_zone
from bot.ics import Appointment
from bot.people import People
from bot.ui.text import _
from bot.ui.view import File, View

CALENDAR = "text/calendar; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"
BEGINNING = datetime(2027, 1, 1, tzinfo=UTC)
"""The date of news with nothing in them; any one that stays will do."""


@feature.public(PERSONAL)
async def personal(ctx: Context, secret: str) -> File | None:
    """The meetings and events of whose address this is, in his or her language; None when it opens nothing."""
    address = await ctx.repository(CalendarAddresses).by_fingerprint(fingerprint(secret))
    if address is None:
        return None
    me = await ctx.repository(People).me(address.person, ctx.now)
    if me.person.status == "erased":
        return None
    zone = me.person.zone if is_zone(me.person.zone) else ctx.profile.network.zone
    language = best_language(me.person.language, ctx.profile.languages[0])
    theirs = replace(ctx, me=me, reader=Reader(language, zone))
    return _calendar(theirs, await gatherings.appointments_of(theirs, me.id))


@feature.public(EVENTS, title=_("Public events"))
async def events(ctx: Context, _key: str) -> View:
    """What is still to come, as its cards say it."""
    ahead = [each for each in await gatherings.public_events(ctx, ctx.now) if not each.is_over and not each.is_off]
    known = [await gatherings.with_facts(ctx, each) for each in ahead]
    membership = ctx.profile.membership.application.request_by_email
    return views.public_events(known, ctx.now, membership.address if membership else "")


@feature.public(PUBLIC, title=_("Calendar of public events"))
async def public(ctx: Context, _key: str) -> File:
    return _calendar(ctx, await gatherings.public_appointments(ctx))


def _calendar(ctx: Context, appointments: tuple[Appointment, ...]) -> File:
    name = ctx.profile.network.name(ctx.reader.language)
    return File("calendar.ics", ics.feed(appointments, name, ctx.profile.network.zone), CALENDAR)


@feature.public(NEWS, title=_("Public events as news (Atom)"))
async def news(ctx: Context, _key: str) -> File:
    entries = [_entry(ctx, one) for one in await gatherings.public_appointments(ctx)]
    name, language = ctx.profile.network.name(ctx.reader.language), ctx.reader.language
    own, url = f"urn:convenor:{ctx.uow.network}", ctx.public_url + NEWS
    return File(
        "feed.xml", atom.atom(entries, id=own, title=name, url=url, language=language, empty_since=BEGINNING), ATOM
    )


def _entry(ctx: Context, one: Appointment) -> atom.Entry:
    when = ctx.reader.moment(one.starts_at)
    where = ctx.reader.plain(_("Where: {place}", place=one.place)) if one.place else ""
    text = "\n\n".join(part for part in (when, where, one.about) if part)
    return atom.Entry(f"urn:convenor:{one.uid}", one.title, one.stamp, text, one.url)
