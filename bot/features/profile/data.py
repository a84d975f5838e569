"""Hand over all that is kept about a person, take back a consent, and forget the person (domain 2.3.15)."""

import json
from dataclasses import asdict
from typing import Any

from bot.context import Context
from bot.drafts import Draft
from bot.errors import Invalid, Refused
from bot.features.announcements import api as announcements
from bot.features.applications import api as applications
from bot.features.calendar import api as calendar
from bot.features.events import api as events
from bot.features.gatherings import api as gatherings
from bot.features.meetings import api as meetings
from bot.features.profile import views
from bot.features.profile.handlers import MAY
from bot.features.profile.repository import Trips
from bot.features.profile.routes import feature
from bot.features.register import api as register
from bot.features.reminders import api as reminders
from bot.forms import Form
from bot.interactions import FieldValue
from bot.notifying import SECRETARIAT, access_delivery
from bot.outbox import Notice, new_id
from bot.people import People, Role
from bot.places import fold
from bot.ports import Audit, Spaces
from bot.ui.blocks import Heading, Paragraph
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import Code, _
from bot.ui.view import File, View


class Forgotten(Notice, key="profile.forgotten"):
    """Tells the secretariat that somebody left for good, under the pseudonym the record now bears."""

    office = True
    pseudonym: str


@feature.command("profile data", help=_("Everything kept about you, as one file"), may=MAY)
async def hand_over(ctx: Context) -> Reply:
    content = json.dumps(await everything_about(ctx), ensure_ascii=False, indent=2, default=str)
    return Ephemeral(
        View.of(
            Heading(_("My data")),
            Paragraph(
                _(
                    "Everything the network keeps about you is in this file. If something is wrong, tell the "
                    "secretariat or change it in your profile."
                )
            ),
            files=(File("my-data.json", content.encode(), "application/json"),),
        )
    )


@feature.press(views.GetData, may=MAY)
async def press_data(ctx: Context, _press: views.GetData) -> Reply:
    return await hand_over(ctx)


async def everything_about(ctx: Context) -> dict[str, Any]:
    """All records about the person who asks, by the room that keeps them."""
    return {
        "made_at": ctx.now.isoformat(),
        "network": ctx.profile.network.name("en"),
        "person": asdict(ctx.me.person),
        "accounts": [asdict(account) for account in ctx.me.accounts],
        "roles": [asdict(grant) for grant in ctx.me.grants],
        "register": await register.export_of(ctx, ctx.me.id),
        "applications": await applications.export_of(ctx, ctx.me.id),
        "gatherings": await gatherings.export_of(ctx, ctx.me.id),
        "meetings": await meetings.export_of(ctx, ctx.me.id),
        "events": await events.export_of(ctx, ctx.me.id),
        "announcements": await announcements.export_of(ctx, ctx.me.id),
        "trip": asdict(trip) if (trip := await ctx.repository(Trips).of(ctx.me.id)) else None,
        "reminders": await reminders.export_of(ctx, ctx.me.id),
        "audit": [asdict(event) for event in await ctx.repository(Audit).about(ctx.me.id, 500)],
    }


@feature.press(views.ShowConsents, may=MAY)
async def show_consents(ctx: Context, _press: views.ShowConsents) -> Reply:
    return Ephemeral(await _consents(ctx))


async def _consents(ctx: Context) -> View:
    return views.consents(await register.consents_of(ctx, ctx.me.id), ctx.profile, ctx.reader.language)


@feature.press(views.WithdrawConsent, may=MAY)
async def withdraw(ctx: Context, press: views.WithdrawConsent) -> Reply:
    await register.withdraw_consent(ctx, ctx.me.id, press.purpose)
    return Update(await _consents(ctx))


@feature.press(views.GiveConsent, may=MAY)
async def give(ctx: Context, press: views.GiveConsent) -> Reply:
    """Keep a consent that was left open, in the words it was read in; a second press changes nothing."""
    if press.purpose in views.still_open(await register.consents_of(ctx, ctx.me.id), ctx.profile):
        wording = ctx.profile.declarations[press.purpose]
        language = ctx.reader.language if ctx.reader.language in wording.text.languages else wording.text.languages[0]
        version, route = str(wording.version), ctx.account.platform
        consent = register.ConsentGiven(press.purpose, version, language, ctx.now, route)
        await register.record_consents(ctx, ctx.me.id, (consent,))
    return Update(await _consents(ctx))


@feature.command("profile forget", help=_("Leave, and have your data deleted"), may=MAY)
async def forget(ctx: Context) -> Reply:
    await _ensure_administered(ctx)
    return await ctx.open("profile.forget", afresh=True)


@feature.press(views.Forget, may=MAY)
async def press_forget(ctx: Context, _press: views.Forget) -> Reply:
    return await forget(ctx)


async def build_forget(ctx: Context, draft: Draft) -> Form:
    return views.forget_form(draft.id, ctx.me.person)


@feature.form("profile.forget", build_forget)
async def do_forget(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    if fold(str(values["name"])) != fold(ctx.me.person.display_name):
        raise Invalid({"name": _("Please type your name exactly: {name}", name=ctx.me.person.display_name)})
    await _ensure_administered(ctx)
    await ctx.finish(draft)
    await applications.forget(ctx, ctx.me.id)
    await announcements.forget(ctx, ctx.me.id)
    await calendar.forget(ctx, ctx.me.id)
    await reminders.forget(ctx, ctx.me.id)
    await gatherings.forget(ctx, ctx.me.id)
    await events.forget(ctx, ctx.me.id)
    await meetings.forget(ctx, ctx.me.id)
    await ctx.repository(Trips).end(ctx.me.id)
    pseudonym = await register.forget(ctx, ctx.me.id)
    spaces = {(space.platform, space.space): space for space in await ctx.repository(Spaces).all()}
    for account in ctx.me.accounts:  # once the accounts are deleted nobody knows any more what to close
        space = spaces.get((account.platform, account.space))
        if space is not None:
            ctx.deliveries.append(access_delivery(space, account.user, new_id()))
    await ctx.repository(People).erase(ctx.me.id, pseudonym)
    ctx.announce(SECRETARIAT, Forgotten(pseudonym))
    return ctx.whisper(
        _("Done. Your data are deleted, and your channels close within a minute. Goodbye, and thank you.")
    )


async def _ensure_administered(ctx: Context) -> None:
    """Without an administrator nobody could set up a channel or name the next one."""
    if ctx.me.has(Role.ADMIN) and len(await ctx.repository(People).holding(Role.ADMIN, ctx.now)) < 2:
        raise Refused(
            _(
                "You are the last administrator. Name another one first, with {command}.",
                command=Code("/admin grant"),
            ),
            rule="last-admin",
        )


@feature.notice(Forgotten)
async def say_forgotten(_ctx: Context, notice: Forgotten) -> View:
    return View.of(
        Paragraph(
            _(
                "A person asked to be forgotten; the record is now “{pseudonym}”. If that was a "
                "representative, the institution needs a new one.",
                pseudonym=notice.pseudonym,
            )
        )
    )
