"""The clocks a person lives by: at home, and on a trip until a day ("I am in … until …", domain 2.5 rule 9)."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from bot import wall, when
from bot.context import Context
from bot.drafts import Draft
from bot.errors import Invalid
from bot.features.profile import views
from bot.features.profile.handlers import MAY, save
from bot.features.profile.model import Trip, local_time
from bot.features.profile.repository import Trips
from bot.features.profile.routes import feature
from bot.features.reminders import api as reminders
from bot.forms import Form
from bot.i18n import is_zone
from bot.interactions import FieldValue
from bot.outbox import JobPayload
from bot.people import People
from bot.routing import Parameter
from bot.ui.blocks import Option
from bot.ui.replies import Ephemeral, Reply
from bot.ui.text import Text, _
from bot.zones import zones_like


class EndTrips(JobPayload, key="profile.end_trips"):
    """Who has been away to the end of the day that was named is at home again."""


feature.cron("profile.end_trips", "1 * * * *", EndTrips)


@feature.command("profile zone", help=_("Your time zone, also for a trip"), may=MAY,
                 parameters=(Parameter("zone", _("A city or zone, such as Shanghai"), source="zones"),
                             Parameter("until", _("The last day of a trip, such as 20 Mar 2027"))))  # fmt: skip
async def zone(ctx: Context) -> Reply:
    if not ctx.args.get("zone"):
        return await ctx.open("profile.zone", afresh=True)
    return await _set_zone(ctx, ctx.args["zone"], _last_day(ctx, ctx.args.get("until", "")))


@feature.press(views.AskZone, may=MAY)
async def press_zone(ctx: Context, _press: views.AskZone) -> Reply:
    return await ctx.open("profile.zone", afresh=True)


async def build_zone(ctx: Context, draft: Draft) -> Form:
    return views.zone_form(draft.id, ctx.me.person)


@feature.form("profile.zone", build_zone)
async def save_zone(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    try:
        until = _last_day(ctx, str(values["until"]))
    except when.NotUnderstood as error:
        raise Invalid({"until": error.reason}) from None
    try:
        reply = await _set_zone(ctx, str(values["zone"]), until)
    except when.NotUnderstood as error:
        raise Invalid({"zone": error.reason}) from None
    await ctx.finish(draft)
    return reply


@feature.press(views.UseZone, may=MAY)
async def use_zone(ctx: Context, press: views.UseZone) -> Reply:
    return await _set_zone(ctx, ctx.choice, _last_day(ctx, press.until))


@feature.search("zones", may=MAY)
async def find_zones(ctx: Context, text: str) -> tuple[Option, ...]:
    return tuple(Option(z, f"{z} ({local_time(z, ctx.now)})") for z in zones_like(text))


def _last_day(ctx: Context, text: str) -> date | None:
    """The day somebody named, None when nobody did; NotUnderstood when it is past or no day."""
    if not text.strip():
        return None
    here = ZoneInfo(ctx.reader.zone)
    day = when.read_day(text, zone=here, now=ctx.now)
    when.ensure_ahead(wall.end_of(day, here), ctx.now)
    return day


async def _set_zone(ctx: Context, text: str, until: date | None) -> Reply:
    try:
        there = when.read_zone(text)
    except when.WhichZone as several:
        return Ephemeral(views.which_zone(several.zones, ctx.now, until))
    return ctx.whisper(await _live_by(ctx, there, until))


async def _live_by(ctx: Context, there: str, until: date | None) -> Text:
    """Write it down; without a last day the person has moved, and any trip is over."""
    trips = ctx.repository(Trips)
    trip, time = await trips.of(ctx.me.id), local_time(there, ctx.now)
    home = trip.home if trip else ctx.me.person.zone if is_zone(ctx.me.person.zone) else ctx.profile.network.zone
    away = until if there != home else None
    await save(ctx, replace(ctx.me.person, zone=there))
    await reminders.follow_zone(ctx, ctx.me.id, there)
    if away is None:
        await trips.end(ctx.me.id)
        return _("Saved: {zone}. Your clock shows {time} now.", zone=there, time=time)
    await trips.set(Trip(ctx.me.id, home, away, wall.end_of(away, ZoneInfo(there))))
    return _("Saved: {zone} until {day}, then {home} again. Your clock shows {time} now.",
             zone=there, day=when.on(away), home=home, time=time)  # fmt: skip


@feature.job(EndTrips)
async def end_trips(ctx: Context, _job: EndTrips) -> None:
    people, trips = ctx.repository(People), ctx.repository(Trips)
    for trip in await trips.over(ctx.now):
        person = await people.get(trip.person)
        await trips.end(trip.person)
        await people.save(replace(person, zone=trip.home))
        await reminders.follow_zone(ctx, trip.person, trip.home)
