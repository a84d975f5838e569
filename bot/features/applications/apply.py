"""From /apply to the last question: begin or resume, step by step, everything saved."""

from bot.context import Context
from bot.drafts import Draft
from bot.errors import Invalid, Refused
from bot.features.applications import lookup, steps
from bot.features.applications.actions import (
    BeginApplication,
    FillStep,
    KeepInformed,
    SaveAndClose,
    ShowProgress,
    StartApplying,
)
from bot.features.applications.deadlines import keep_an_eye, kept_until
from bot.features.applications.declare import declarations_of, is_all_agreed
from bot.features.applications.model import Application, Route
from bot.features.applications.repository import Applications
from bot.features.applications.routes import feature
from bot.features.applications.views import applying, status
from bot.features.register import api as register
from bot.forms import Form
from bot.interactions import FieldValue
from bot.outbox import new_id
from bot.people import People, Role
from bot.permissions import Permission
from bot.places import complete_country, complete_province
from bot.profile import FormStep
from bot.routing import Rank
from bot.ui.blocks import Option
from bot.ui.replies import Ephemeral, OpenForm, Reply, Update
from bot.ui.text import Code, Moment, _
from bot.ui.view import View

MEMBERS = frozenset({Role.MEMBER, Role.OBSERVER, Role.REPRESENTATIVE, Role.ALTERNATE})


@feature.command("apply", help=_("Apply for membership, or go on where you stopped"), may=Permission.SEE_PUBLIC,
                 menu=_("Apply"), rank=Rank.FIRST, menu_may=Permission.APPLY)  # fmt: skip
async def apply(ctx: Context) -> Reply:
    latest = await ctx.repository(Applications).latest_of(ctx.me.id)
    if latest is not None and latest.is_open:
        return Ephemeral(await card(ctx, latest))
    if await is_member(ctx):
        return Ephemeral(status.member_already(ctx.profile))
    if latest is not None and _can_appeal(ctx, latest):
        return Ephemeral(status.status(latest, ctx.profile, ctx.now))
    return Ephemeral(applying.introduction(ctx.profile))


@feature.press(StartApplying)
async def press_apply(ctx: Context, press: StartApplying) -> Reply:
    del press
    return await apply(ctx)


@feature.press(BeginApplication)
async def begin(ctx: Context, press: BeginApplication) -> Reply:
    """Make the draft. A second press finds the first one's (INV-02)."""
    del press
    latest = await ctx.repository(Applications).latest_of(ctx.me.id)
    if latest is not None and latest.is_open:
        return Ephemeral(await card(ctx, latest))
    if await is_member(ctx):
        return Ephemeral(status.member_already(ctx.profile))
    application = await open_draft(ctx, ctx.me.id, ctx.reader.language)
    first = steps.walk(ctx.profile, application).next
    return await open_step(ctx, application, first) if first else Ephemeral(await declarations_of(ctx, application))


async def open_draft(ctx: Context, person: str, language: str, *, route: Route = "chat", recorded_by: str = "",
                     note: str = "") -> Application:  # fmt: skip
    """A new application with its reference; numbers run per network and year, in the network's zone, without gaps."""
    applications = ctx.repository(Applications)
    year = ctx.now.astimezone(ctx.profile.zone).year
    application = Application(
        new_id(),
        f"APP-{year}-{await applications.next_number(year):03d}",
        person,
        ctx.now,
        ctx.now,
        str(ctx.profile.membership.form_version),
        route=route,
        language=language,
        recorded_by=recorded_by,
        note=note,
    )
    await applications.add(application)
    keep_an_eye(ctx, application)
    lookup.note_on_behalf(ctx, application, "applications.begun", application.ref)
    return application


async def card(ctx: Context, application: Application) -> View:
    """What stands where: the steps while it is a draft, the state afterwards."""
    if application.state != "draft":
        return status.status(application, ctx.profile, ctx.now)
    failed = steps.refusals(ctx.profile, application)
    if failed:
        return applying.refused(application, failed, applying.step_deciding(ctx.profile, ctx.profile.criteria))
    behalf = ""
    if application.applicant != ctx.me.id:
        behalf = (await ctx.repository(People).get(application.applicant)).known_as
    expires = Moment(kept_until(ctx.profile, application), "date")
    walk = steps.walk(ctx.profile, application)
    agreed = walk.next is None and await is_all_agreed(ctx, application)
    return applying.progress(application, walk, expires, on_behalf_of=behalf, agreed=agreed)


async def open_step(ctx: Context, application: Application, step: FormStep) -> OpenForm:
    values = steps.typed(step, application.answers, ctx.reader.language)
    return await ctx.open("applications.step", f"{application.id}/{step.key}", values)


@feature.press(FillStep)
async def fill_step(ctx: Context, press: FillStep) -> Reply:
    application = await lookup.own_or_on_behalf(ctx, press.application)
    key = press.step or (ctx.choices[0] if ctx.choices else "")
    return await open_step(ctx, application, _step(ctx, application, key))


def _step(ctx: Context, application: Application, key: str) -> FormStep:
    application.ensure_draft()
    step = steps.walk(ctx.profile, application).step(key)
    if step is None:
        raise Refused(_("This step is no longer asked, because an earlier answer has changed. Type {command} to go "
                        "on.", command=Code("/apply")), rule="step-not-asked")  # fmt: skip
    return step


async def build_step(ctx: Context, draft: Draft) -> Form:
    application_id, _slash, key = draft.subject.partition("/")
    application = await lookup.own_or_on_behalf(ctx, application_id)
    year = ctx.now.astimezone(ctx.profile.zone).year
    return steps.step_form(ctx.profile, _step(ctx, application, key), draft.id, year)


@feature.form("applications.step", build_step)
async def save_step(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    application_id, _slash, key = draft.subject.partition("/")
    application = await lookup.own_or_on_behalf(ctx, application_id)
    step = _step(ctx, application, key)
    exact, errors = steps.exact(ctx.profile, step, values, ctx.reader.language)
    if errors:
        raise Invalid(errors)
    application = await lookup.keep(ctx, application.fill(key, exact, ctx.now))
    await ctx.finish(draft)
    if application.applicant != ctx.me.id:
        lookup.note_on_behalf(ctx, application, "applications.filled", key)
    if steps.refusals(ctx.profile, application):
        return Ephemeral(await card(ctx, application))
    following = steps.walk(ctx.profile, application).after(key)
    if following is not None:
        return await open_step(ctx, application, following)
    return Ephemeral(await declarations_of(ctx, application))


@feature.press(ShowProgress)
async def show_progress(ctx: Context, press: ShowProgress) -> Reply:
    return Update(await card(ctx, await lookup.own_or_on_behalf(ctx, press.application)))


@feature.press(SaveAndClose)
async def save_and_close(ctx: Context, press: SaveAndClose) -> Reply:
    application = await lookup.own_or_on_behalf(ctx, press.application)
    return Update(applying.saved(application, Moment(kept_until(ctx.profile, application), "date")))


@feature.press(KeepInformed)
async def keep_informed(ctx: Context, press: KeepInformed) -> Reply:
    """A friend of the network: news with consent, no form (CSL-16)."""
    application = await lookup.own(ctx, press.application)
    wording = ctx.profile.declarations.get("digest")
    version = str(wording.version if wording else ctx.profile.membership.form_version)
    consent = register.ConsentGiven("digest", version, ctx.reader.language, ctx.now, ctx.account.platform)
    await register.record_consents(ctx, application.applicant, (consent,))
    ctx.audit("applications.friend", application.id)
    return Ephemeral(applying.friend(ctx.profile))


@feature.search("country", may=Permission.SEE_PUBLIC)
async def find_country(ctx: Context, text: str) -> tuple[Option, ...]:
    return tuple(Option(place.code, place.names) for place in complete_country(text, ctx.profile.languages))


@feature.search("province", may=Permission.SEE_PUBLIC)
async def find_province(ctx: Context, text: str) -> tuple[Option, ...]:
    del ctx
    return tuple(Option(place.code, place.names) for place in complete_province(text))


async def is_member(ctx: Context) -> bool:
    """Whether there is nothing left to apply for."""
    return bool(ctx.me.roles & MEMBERS) or await register.has_membership(ctx, ctx.me.id)


def _can_appeal(ctx: Context, application: Application) -> bool:
    until = application.appeal_until(ctx.profile.membership.application.appeal_days, ctx.profile.zone)
    return until is not None and ctx.now <= until
