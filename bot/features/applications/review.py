"""Reading applications: the list, the card, claim and release, questions, recommendations."""

from bot.context import Context
from bot.drafts import Draft
from bot.errors import NotFound
from bot.features.applications import deadlines, lookup
from bot.features.applications.actions import Ask, Claim, Recommend, Release, Resume, ShowApplication
from bot.features.applications.apply import card
from bot.features.applications.model import Advice, Application, deadline
from bot.features.applications.notices import News, ReviewCard
from bot.features.applications.repository import Applications
from bot.features.applications.routes import feature
from bot.features.applications.states import LIFECYCLE, UNDECIDED, State
from bot.features.applications.views import reviewing
from bot.features.applications.views.status import decided_by
from bot.forms import Form
from bot.interactions import FieldValue
from bot.permissions import Permission
from bot.places import fold
from bot.routing import Parameter, Rank
from bot.ui.blocks import Option
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import Code, _, join, shortened
from bot.ui.view import View

AT_MOST = 25
AT_A_LOOK = 200
"""Read at most, of which some may be drafts that only their writers see."""
STATES = tuple(Option(state, label) for state, label in LIFECYCLE.labels.items())


@feature.command(
    "application list",
    help=_("Applications in order of waiting"),
    may=Permission.SEE_APPLICATIONS,
    parameters=(Parameter("state", _("Only those in this state"), choices=STATES),),
    menu=_("Applications"),
    rank=Rank.FIRST,
    read_only=True,
)
async def list_applications(ctx: Context) -> Reply:
    wanted = fold(ctx.args.get("state", ""))
    named: dict[str, State] = {
        fold(name): s for s, label in LIFECYCLE.labels.items() for name in (s, ctx.reader.plain(label))
    }
    state: State | None = named.get(wanted)
    if wanted and state is None:
        raise NotFound(_("There is no such state. These are known: {states}", states=join(LIFECYCLE.labels.values())))
    states = (state,) if state else (*UNDECIDED, "awaiting_agreement")
    every = await ctx.repository(Applications).listed(states, AT_A_LOOK)
    found = tuple(application for application in every if lookup.is_shown(ctx, application))[:AT_MOST]
    people = await lookup.people_of_all(ctx, found)
    return Ephemeral(reviewing.listing(ctx.profile, found, people, ctx.now, state, AT_MOST))


@feature.command(
    "application show",
    help=_("One application, with everything needed to decide"),
    may=Permission.SEE_APPLICATIONS,
    parameters=(Parameter("ref", _("The reference, such as APP-2027-014"), required=True, source="application"),),
    read_only=True,
)
async def show_application(ctx: Context) -> Reply:
    ref = ctx.args.get("ref", "").strip().upper()
    application = await ctx.repository(Applications).by_ref(ref)
    if application is None or not lookup.is_shown(ctx, application):
        raise NotFound(_("There is no application {ref}. {command} shows those that wait.",
                         ref=ref or "?", command=Code("/application list")))  # fmt: skip
    return Ephemeral(await review_card(ctx, application))


@feature.search("application", may=Permission.SEE_APPLICATIONS)
async def find_application(ctx: Context, text: str) -> tuple[Option, ...]:
    found = await ctx.repository(Applications).listed((*UNDECIDED, "awaiting_agreement", "draft"), AT_A_LOOK)
    shown = (a for a in found if lookup.is_shown(ctx, a))
    named = ((a.ref, shortened(f"{a.ref} {reviewing.subject_name(ctx.profile, a)}")) for a in shown)
    return tuple(Option(ref, label) for ref, label in named if text.casefold() in label.casefold())[:AT_MOST]


@feature.press(ShowApplication, may=Permission.SEE_APPLICATIONS)
async def open_application(ctx: Context, press: ShowApplication) -> Reply:
    chosen = press.application or (ctx.choices[0] if ctx.choices else "")
    return Ephemeral(await review_card(ctx, await lookup.in_review(ctx, chosen)))


async def review_card(ctx: Context, application: Application) -> View:
    """The card for whoever reads it; a draft shows its steps to the secretariat, and to nobody else."""
    if application.applicant == ctx.me.id:
        raise lookup.OwnCase
    if application.state == "draft":
        ctx.require(Permission.APPLY_ON_BEHALF)
        return await card(ctx, application)
    people = await lookup.people_of(ctx, application)
    return reviewing.review_card(ctx.profile, application, people, ctx.reader.language, ctx.now)


async def _changed(ctx: Context, application: Application, action: str, detail: str = "") -> Reply:
    """Keep it, note it, bring every copy of the card up to date."""
    kept = await lookup.keep(ctx, application)
    ctx.audit(action, kept.id, detail=detail)
    ctx.redraw(ReviewCard(kept.id))
    return Update(await review_card(ctx, kept))


@feature.press(Claim, may=Permission.SEE_APPLICATIONS)
async def claim(ctx: Context, press: Claim) -> Reply:
    """Take it in hand; a second person is told who has it and since when."""
    application = await lookup.in_review(ctx, press.application)
    await lookup.ensure_screens(ctx, application)
    names = lookup.names_of(await lookup.people_of(ctx, application))
    return await _changed(ctx, application.claim(ctx.me.id, ctx.now, names), "applications.claimed")


@feature.press(Release, may=Permission.SEE_APPLICATIONS)
async def release(ctx: Context, press: Release) -> Reply:
    application = await lookup.in_review(ctx, press.application)
    names = lookup.names_of(await lookup.people_of(ctx, application))
    return await _changed(ctx, application.release(ctx.me.id, names), "applications.released")


@feature.press(Resume, may=Permission.SEE_APPLICATIONS)
async def resume(ctx: Context, press: Resume) -> Reply:
    application = await lookup.in_review(ctx, press.application)
    await lookup.ensure_screens(ctx, application)
    return await _changed(ctx, application.resume(ctx.me.id, ctx.now), "applications.resumed")


@feature.press(Ask, may=Permission.SEE_APPLICATIONS)
async def ask(ctx: Context, press: Ask) -> Reply:
    application = await lookup.in_review(ctx, press.application)
    await lookup.ensure_screens(ctx, application)
    await _ask(ctx, application, "?")  # refuses with the reason
    return await ctx.open("applications.ask", application.id)


async def _ask(ctx: Context, application: Application, text: str) -> Application:
    names = lookup.names_of(await lookup.people_of(ctx, application))
    days = ctx.profile.membership.application.answer_days
    until = deadline(ctx.now, days, ctx.profile.zone, ctx.profile.time.deadline_clock)
    return application.ask(text, ctx.me.id, until, ctx.now, names)


async def build_ask(ctx: Context, draft: Draft) -> Form:
    application = await lookup.in_review(ctx, draft.subject)
    name = reviewing.subject_name(ctx.profile, application)
    return reviewing.ask_form(draft.id, name, ctx.profile.membership.application.answer_days)


@feature.form("applications.ask", build_ask)
async def send_question(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    application = await lookup.in_review(ctx, draft.subject)
    await lookup.ensure_screens(ctx, application)
    asked = await lookup.keep(ctx, await _ask(ctx, application, str(values["question"])))
    await ctx.finish(draft)
    deadlines.watch_for_answer(ctx, asked)
    ctx.audit("applications.asked", asked.id)
    ctx.notify(asked.applicant, News(asked.id, asked.state))
    ctx.redraw(ReviewCard(asked.id))
    return ctx.whisper(_("Sent. {name} has {days} days to answer.", name=reviewing.subject_name(ctx.profile, asked),
                         days=str(ctx.profile.membership.application.answer_days)))  # fmt: skip


def _advise(ctx: Context, application: Application, advice: Advice, note: str, *, conflict: bool) -> Application:
    wanted, until = ctx.profile.membership.application.reviewers, decided_by(application, ctx.profile)
    return application.review(ctx.me.id, advice, note, conflict, wanted, until, ctx.now)


@feature.press(Recommend, may=Permission.SEE_APPLICATIONS)
async def recommend(ctx: Context, press: Recommend) -> Reply:
    application = await lookup.in_review(ctx, press.application)
    lookup.ensure_reviews(ctx)
    await lookup.ensure_no_own_case(ctx, application)
    _advise(ctx, application, "approve", "", conflict=False)  # refuses with the reason
    return await ctx.open("applications.recommend", application.id)


async def build_recommend(ctx: Context, draft: Draft) -> Form:
    await lookup.in_review(ctx, draft.subject)
    return reviewing.recommend_form(draft.id)


@feature.form("applications.recommend", build_recommend)
async def send_recommendation(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    application = await lookup.in_review(ctx, draft.subject)
    lookup.ensure_reviews(ctx)
    await lookup.ensure_no_own_case(ctx, application)
    conflict = values["conflict"] == "some"
    known: dict[str, Advice] = {key: key for key in reviewing.ADVICE}
    advice = known[str(values["advice"])]
    reviewed = _advise(ctx, application, advice, str(values["note"]), conflict=conflict)
    reviewed = await lookup.keep(ctx, reviewed)
    await ctx.finish(draft)
    ctx.audit("applications.recommended", reviewed.id, detail="conflict" if conflict else "")
    ctx.redraw(ReviewCard(reviewed.id))
    if conflict:
        return ctx.whisper(
            _("Thank you for saying so. Your conflict is on record, and your recommendation is not counted.")
        )
    return ctx.whisper(_("Recorded. Thank you."))
