"""Declarations one by one, then the signature and the submission."""

from collections.abc import Mapping
from typing import Literal

from bot import criteria
from bot.context import Context
from bot.drafts import Draft
from bot.errors import Invalid, Refused
from bot.features.applications import documents, lookup, steps
from bot.features.applications.actions import (
    Declare,
    ReadThrough,
    RecordSigned,
    ShowCrossBorder,
    ShowDeclarations,
    Sign,
)
from bot.features.applications.deadlines import watch_for_decision
from bot.features.applications.model import Application, Declared, Signature, same_name
from bot.features.applications.notices import News, ReviewCard
from bot.features.applications.repository import Applications
from bot.features.applications.routes import feature
from bot.features.applications.views import applying, declaring, status
from bot.features.register import api as register
from bot.forms import Form
from bot.interactions import FieldValue
from bot.notifying import SECRETARIAT
from bot.outbox import new_id
from bot.permissions import Permission
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import Code, _
from bot.ui.view import View


async def declarations_of(ctx: Context, application: Application) -> View:
    """All declarations but the one asked on a screen of its own."""
    declared = await ctx.repository(Applications).declared(application.id)
    items = criteria.items(ctx.profile, application.answers)
    return declaring.declarations(ctx.profile, application, items, declared, ctx.reader.language,
                                 on_behalf=application.applicant != ctx.me.id, signs=_signs(ctx))  # fmt: skip


async def cross_border_of(ctx: Context, application: Application) -> View:
    declared = await ctx.repository(Applications).declared(application.id)
    return declaring.cross_border(ctx.profile, application, declared.get(criteria.CROSS_BORDER), ctx.reader.language,
                                 on_behalf=application.applicant != ctx.me.id, signs=_signs(ctx))  # fmt: skip


def _signs(ctx: Context) -> bool:
    return "typed" in ctx.profile.membership.signature.methods


async def _draft(ctx: Context, application_id: str) -> Application:
    """An application whose questions are all answered and that has not been sent."""
    application = await lookup.own_or_on_behalf(ctx, application_id)
    application.ensure_draft()
    if steps.walk(ctx.profile, application).next is not None:
        raise Refused(_("Some questions are still open. Type {command} to go on with them.",
                        command=Code("/apply")), rule="required-fields")  # fmt: skip
    return application


@feature.press(ShowDeclarations)
async def show_declarations(ctx: Context, press: ShowDeclarations) -> Reply:
    return Update(await declarations_of(ctx, await _draft(ctx, press.application)))


@feature.press(ShowCrossBorder)
async def show_cross_border(ctx: Context, press: ShowCrossBorder) -> Reply:
    return Update(await cross_border_of(ctx, await _draft(ctx, press.application)))


@feature.press(Declare)
async def declare(ctx: Context, press: Declare) -> Reply:
    """Keep what was said to one declaration, as a row of its own with its exact words."""
    application = await _draft(ctx, press.application)
    if press.item not in criteria.items(ctx.profile, application.answers):
        raise Refused(_("This declaration is no longer asked for."), rule="declaration-not-asked")
    wording = ctx.profile.declarations[press.item]
    language = ctx.reader.language if ctx.reader.language in wording.text.languages else wording.text.languages[0]
    on_behalf = application.applicant != ctx.me.id
    route = application.route if on_behalf and application.route != "chat" else ctx.account.platform
    await ctx.repository(Applications).declare(
        Declared(application.id, press.item, press.yes, str(wording.version), wording.text.in_(language), language,
                 ctx.now, route, ctx.me.id)
    )  # fmt: skip
    application = await lookup.keep(ctx, application.touch(ctx.now))
    if on_behalf:
        lookup.note_on_behalf(ctx, application, "applications.declared", f"{press.item} {press.yes}")
    if declaring.is_apart(ctx.profile, press.item):
        return Update(await cross_border_of(ctx, application))
    return Update(await declarations_of(ctx, application))


@feature.press(ReadThrough)
async def read_through(ctx: Context, press: ReadThrough) -> Reply:
    """The exact text that is about to be signed, as a file."""
    application = await _draft(ctx, press.application)
    declared = await ctx.repository(Applications).declared(application.id)
    text = documents.signed_text(ctx.profile, application, declared)
    view = declaring.read_through()
    return Ephemeral(View(view.blocks, files=(documents.page(ctx.profile, application, text),)))


@feature.press(Sign)
async def sign(ctx: Context, press: Sign) -> Reply:
    application = await _draft(ctx, press.application)
    await _ensure_agreed(ctx, application)
    return await ctx.open("applications.sign", application.id)


@feature.press(RecordSigned, may=Permission.APPLY_ON_BEHALF)
async def record_signed(ctx: Context, press: RecordSigned) -> Reply:
    application = await _draft(ctx, press.application)
    await _ensure_agreed(ctx, application)
    return await ctx.open("applications.paper", application.id)


async def build_sign(ctx: Context, draft: Draft) -> Form:
    return declaring.sign_form(draft.id, await lookup.own(ctx, draft.subject))


@feature.form("applications.sign", build_sign)
async def submit_signed(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    await lookup.own(ctx, draft.subject)
    return await _submit(ctx, draft, str(values["signature"]), "typed")


async def build_paper(ctx: Context, draft: Draft) -> Form:
    await lookup.to_speak_for(ctx, draft.subject)
    return declaring.paper_form(draft.id)


@feature.form("applications.paper", build_paper)
async def submit_paper(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    """A form signed on paper or sent as a scan; the evidence says where it is kept."""
    ctx.require(Permission.APPLY_ON_BEHALF)
    await lookup.to_speak_for(ctx, draft.subject)
    return await _submit(ctx, draft, str(values["signature"]), "uploaded", str(values["evidence"]))


async def _submit(ctx: Context, draft: Draft, name: str, method: Literal["typed", "uploaded"],
                  evidence: str = "") -> Reply:  # fmt: skip
    application = await _draft(ctx, draft.subject)
    applications = ctx.repository(Applications)
    declared = await _ensure_agreed(ctx, application)
    agreed = {item for item, said in declared.items() if said.agreed}
    results = criteria.evaluate(ctx.profile, application.answers, agreed, complete=True)
    failed = criteria.refusals(results)
    if failed:
        step_of = applying.step_deciding(ctx.profile, ctx.profile.criteria)
        return Ephemeral(applying.refused(application, failed, step_of))
    _ensure_name(ctx, application, name)
    flags = tuple(result.key for result in results if result.flag is not None)
    sent = application.submit(flags, await _holder_key(ctx, application), ctx.now)
    text = documents.signed_text(ctx.profile, application, declared)
    await applications.sign(
        Signature(new_id(), sent.id, "form", sent.applicant, method, name, text, documents.text_hash(text), ctx.now,
                  ctx.account.platform if method == "typed" else sent.route, ctx.reader.language, evidence)
    )  # fmt: skip
    sent = await lookup.keep(ctx, sent)
    await ctx.finish(draft)
    await watch_for_decision(ctx, sent)
    lookup.note_on_behalf(ctx, sent, "applications.submitted", sent.ref)
    ctx.announce(SECRETARIAT, ReviewCard(sent.id), key=f"applications.review:{sent.id}")
    ctx.notify(sent.applicant, News(sent.id, sent.state), key=f"applications.news:{sent.id}:submitted")
    if sent.applicant != ctx.me.id:
        return ctx.whisper(_("{ref} is sent. It is in the secretariat's channel and in {command}.",
                             ref=sent.ref, command=Code("/application list")))  # fmt: skip
    return Ephemeral(status.status(sent, ctx.profile, ctx.now))


async def _ensure_agreed(ctx: Context, application: Application) -> Mapping[str, Declared]:
    declared = await ctx.repository(Applications).declared(application.id)
    item = _still_needed(ctx, application, declared)
    if item:
        raise Refused(_("A declaration is still open: “{text}” Type {command} to go back to it.",
                        command=Code("/apply"), text=ctx.profile.declarations[item].text),
                      rule=f"declaration:{item}")  # fmt: skip
    return declared


async def is_all_agreed(ctx: Context, application: Application) -> bool:
    """Whether only the signature is missing, once the questions are answered."""
    return not _still_needed(ctx, application, await ctx.repository(Applications).declared(application.id))


def _still_needed(ctx: Context, application: Application, declared: Mapping[str, Declared]) -> str:
    """The first declaration without which nobody can sign; "" when there is none."""
    for item in criteria.items(ctx.profile, application.answers):
        said = declared.get(item)
        if criteria.is_required(ctx.profile, item, application.answers) and not (said and said.agreed):
            return item
    return ""


def _ensure_name(ctx: Context, application: Application, name: str) -> None:
    given = ctx.profile.signer(application.answers)
    if ctx.profile.membership.signature.typed_must_match_name and not same_name(name, given):
        raise Invalid({"signature": _("The form names {name}. Please type exactly that name, or go back and correct "
                                      "the form.", name=given)})  # fmt: skip


async def _holder_key(ctx: Context, application: Application) -> str:
    """What identifies an institution that applies, so that it applies once (INV-01, INV-02)."""
    answers = application.answers
    if not ctx.profile.is_for_institutions(answers):
        return ""
    name, country = (ctx.profile.recorded(key, answers) for key in ("institution_name", "country"))
    if await register.institution_has_membership(ctx, name, country):
        raise Refused(_("{institution} is a member already. Its representative can add you; ask the secretariat who "
                        "that is.", institution=name), rule="INV-01")  # fmt: skip
    key = f"{country}:{register.name_key(name)}"
    if await ctx.repository(Applications).open_for(key) is not None:
        raise Refused(_("An application of {institution} is open already. Please write to the secretariat if you did "
                        "not know of it.", institution=name), rule="INV-02")  # fmt: skip
    return key
