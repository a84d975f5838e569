"""Approve, decline, defer: once, by somebody entitled, with a reason, and never on the own case."""

from bot.context import Context
from bot.drafts import Draft
from bot.errors import NotAllowed, NotFound
from bot.features.applications import deadlines, lookup
from bot.features.applications.actions import Decide
from bot.features.applications.admission import admit
from bot.features.applications.model import TRIGGERS, Application, Decision, Outcome
from bot.features.applications.notices import News, ReviewCard
from bot.features.applications.routes import feature
from bot.features.applications.views import reviewing
from bot.features.applications.views.status import decided_by
from bot.forms import Form
from bot.interactions import FieldValue
from bot.permissions import Permission
from bot.ui.replies import Reply
from bot.ui.text import _, join


@feature.press(Decide, may=Permission.SEE_APPLICATIONS)
async def decide(ctx: Context, press: Decide) -> Reply:
    """Open the form that asks once more and says whom the decision reaches."""
    application = await _entitled(ctx, press.application)
    outcome = _outcome(press.outcome)
    await _decided(ctx, application, Decision(outcome, ctx.me.id, ctx.now))  # refuses with the reason
    return await ctx.open("applications.decide", f"{application.id}/{outcome}")


async def build_decide(ctx: Context, draft: Draft) -> Form:
    application_id, _slash, outcome = draft.subject.partition("/")
    application = await lookup.in_review(ctx, application_id)
    return reviewing.decide_form(
        draft.id,
        _outcome(outcome),
        reviewing.subject_name(ctx.profile, application),
        institution=ctx.profile.is_for_institutions(application.answers),
        ballot=_by_ballot(ctx),
    )


@feature.form("applications.decide", build_decide)
async def record_decision(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    application_id, _slash, outcome = draft.subject.partition("/")
    application = await _entitled(ctx, application_id)
    reason, ballot = str(values.get("reason", "")), str(values.get("ballot", ""))
    decision = Decision(_outcome(outcome), ctx.me.id, ctx.now, reason, ballot)
    decided = await lookup.keep(ctx, await _decided(ctx, application, decision))
    await ctx.finish(draft)
    made = decided.decision
    ctx.audit(f"applications.{decision.outcome}", decided.id, detail=f"advised by {made.advised_by if made else 0}")
    if decision.outcome != "deferred":
        await deadlines.stop_watching(ctx, decided)
    if decision.outcome == "declined":
        deadlines.forget_in_time(ctx, decided)
    if decision.outcome == "approved":
        decided = await admit(ctx, decided)
    else:
        ctx.notify(decided.applicant, News(decided.id, decided.state))
    ctx.redraw(ReviewCard(decided.id))
    name = reviewing.subject_name(ctx.profile, decided)
    match decision.outcome:
        case "approved":
            return ctx.whisper(_("Approved. {name} is told now.", name=name))
        case "declined":
            return ctx.whisper(_("Declined. {name} is told now, with your reason.", name=name))
        case "deferred":
            return ctx.whisper(_("Deferred. {name} is told now, with your reason.", name=name))


async def _entitled(ctx: Context, application_id: str) -> Application:
    """The application, for somebody who decides in this network and has no part in the case (INV-03)."""
    application = await lookup.in_review(ctx, application_id)
    roles = lookup.deciders(ctx)
    if not ctx.may(Permission.DECIDE_APPLICATIONS) or not any(ctx.me.has(role) for role in roles):
        who = join(reviewing.ROLE_NAMES[role] for role in roles)
        raise NotAllowed(_("In this network these decide: {who}. You can recommend.", who=who))
    await lookup.ensure_no_own_case(ctx, application, deciding=True)
    return application


async def _decided(ctx: Context, application: Application, decision: Decision) -> Application:
    names = lookup.names_of(await lookup.people_of(ctx, application))
    wanted, until = ctx.profile.membership.application.reviewers, decided_by(application, ctx.profile)
    return application.decide(decision, wanted, until, names, decider_reads=not _by_ballot(ctx))


def _by_ballot(ctx: Context) -> bool:
    return ctx.profile.membership.application.decided_by == "ballot"


def _outcome(text: str) -> Outcome:
    known: dict[str, Outcome] = {outcome: outcome for outcome in TRIGGERS}
    if text not in known:
        raise NotFound
    return known[text]
