"""What an applicant can still do after sending: answer, withdraw, appeal once, download."""

from bot.context import Context
from bot.drafts import Draft
from bot.errors import NotFound
from bot.features.applications import deadlines, documents, lookup
from bot.features.applications.actions import AnswerQuestion, Appeal, Download, Withdraw
from bot.features.applications.notices import AnswerCame, ReviewCard
from bot.features.applications.repository import Applications
from bot.features.applications.routes import feature
from bot.features.applications.views import status
from bot.forms import Form
from bot.interactions import FieldValue
from bot.notifying import SECRETARIAT
from bot.permissions import Permission
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import _
from bot.ui.view import View


@feature.press(AnswerQuestion)
async def answer_question(ctx: Context, press: AnswerQuestion) -> Reply:
    application = await lookup.to_speak_for(ctx, press.application)
    if application.question is None:
        application.answer("", ctx.now)  # refuses with the reason
    return await ctx.open("applications.answer", f"{application.id}/{len(application.questions)}")


async def build_answer(ctx: Context, draft: Draft) -> Form:
    return status.answer_form(draft.id, await lookup.to_speak_for(ctx, draft.subject.partition("/")[0]))


@feature.form("applications.answer", build_answer)
async def send_answer(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    application_id, _slash, number = draft.subject.partition("/")
    application = await lookup.to_speak_for(ctx, application_id)
    if number != str(len(application.questions)):  # somebody else answered it, and another one was asked since
        raise NotFound(_("This question was answered already, and another one was asked. Please answer that one."))
    await deadlines.stop_waiting_for_answer(ctx, application)
    answered = await lookup.keep(ctx, application.answer(str(values["answer"]), ctx.now))
    await ctx.finish(draft)
    lookup.note_on_behalf(ctx, answered, "applications.answered", answered.ref)
    if answered.claimed_by:
        ctx.notify(answered.claimed_by, AnswerCame(answered.id))
    ctx.redraw(ReviewCard(answered.id))
    return Ephemeral(status.answered(answered, ctx.profile, ctx.now))


@feature.press(Withdraw)
async def withdraw(ctx: Context, press: Withdraw) -> Reply:
    application = await lookup.to_speak_for(ctx, press.application)
    withdrawn = await lookup.keep(ctx, application.withdraw(ctx.now))
    await deadlines.stop_watching(ctx, withdrawn)
    lookup.note_on_behalf(ctx, withdrawn, "applications.withdrawn", withdrawn.ref)
    if withdrawn.submitted_at:
        ctx.redraw(ReviewCard(withdrawn.id))
    return Update(status.withdrawn(withdrawn))


@feature.press(Appeal)
async def appeal(ctx: Context, press: Appeal) -> Reply:
    application = await lookup.to_speak_for(ctx, press.application)
    plan = ctx.profile.membership.application
    application.lodge_appeal("?", plan.appeal_days, ctx.profile.zone, ctx.now)  # refuses with the reason
    return await ctx.open("applications.appeal", application.id)


async def build_appeal(ctx: Context, draft: Draft) -> Form:
    await lookup.to_speak_for(ctx, draft.subject)
    return status.appeal_form(draft.id)


@feature.form("applications.appeal", build_appeal)
async def send_appeal(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    application = await lookup.to_speak_for(ctx, draft.subject)
    plan = ctx.profile.membership.application
    appealed = application.lodge_appeal(str(values["reason"]), plan.appeal_days, ctx.profile.zone, ctx.now)
    appealed = await lookup.keep(ctx, appealed)
    await ctx.finish(draft)
    await deadlines.watch_for_decision(ctx, appealed)
    lookup.note_on_behalf(ctx, appealed, "applications.appealed", appealed.ref)
    ctx.announce(SECRETARIAT, ReviewCard(appealed.id), key=f"applications.review:{appealed.id}:appeal")
    ctx.redraw(ReviewCard(appealed.id))
    return Ephemeral(status.appeal_lodged(appealed))


@feature.press(Download)
async def download(ctx: Context, press: Download) -> Reply:
    """The signed form with its hash, for the applicant and for those who read applications (CSL-19)."""
    applications = ctx.repository(Applications)
    application = await applications.get(press.application)
    reads = ctx.may(Permission.SEE_APPLICATIONS, in_scope=True)
    if application is None or not (application.applicant == ctx.me.id or (reads and lookup.is_shown(ctx, application))):
        raise NotFound(lookup.NO_SUCH)
    declared = await applications.declared(application.id)
    signatures = await applications.signatures(application.id)
    text = documents.signed_text(ctx.profile, application, declared)
    file = documents.page(ctx.profile, application, text, signatures)
    ctx.audit("applications.downloaded", application.id)
    return Ephemeral(View(status.download().blocks, files=(file,)))
