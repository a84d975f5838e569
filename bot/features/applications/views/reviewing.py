"""What the secretariat, reviewers and the chair see: the review card, the list, and the forms behind its buttons."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.features.applications.actions import (
    AnswerQuestion,
    Ask,
    Claim,
    Decide,
    Download,
    Recommend,
    Release,
    Resume,
    ShowApplication,
    ShowDeclarations,
    ShowProgress,
    SignAgreement,
)
from bot.features.applications.model import Advice, Application, Outcome
from bot.features.applications.states import IN_HAND, LIFECYCLE, State
from bot.features.applications.steps import shown
from bot.features.applications.views.status import decided_by
from bot.forms import Field, Form
from bot.people import Me, Role, mention
from bot.profile import FormInput, Profile
from bot.ui.blocks import (
    Block,
    Bullets,
    Button,
    Buttons,
    Choice,
    Divider,
    Fields,
    Heading,
    Note,
    Option,
    Paragraph,
    Quote,
)
from bot.ui.text import COLON, Bold, Moment, Text, _, join, n_, shortened
from bot.ui.view import View

ADVICE: Mapping[Advice, Text] = {"approve": _("approve"), "decline": _("decline"), "defer": _("defer")}
ROUTES: Mapping[str, Text] = {"chat": _("in chat"), "email": _("by e-mail"), "paper": _("on paper")}
ROLE_NAMES: Mapping[Role, Text] = {
    Role.SECRETARIAT: _("the secretariat"), Role.CHAIR: _("the chair"), Role.REVIEWER: _("the reviewers"),
}  # fmt: skip
OUTCOME_LABELS: Mapping[Outcome, Text] = {"approved": _("Approve"), "declined": _("Decline"), "deferred": _("Defer")}


def subject_name(profile: Profile, application: Application) -> str:
    """Who applies: the institution with its native name, or the person with it."""
    answers = application.answers
    if profile.is_for_institutions(answers):
        names = (profile.recorded("institution_name", answers), profile.recorded("institution_native", answers))
    else:
        names = (profile.recorded("person_name", answers), profile.recorded("native_name", answers))
    return " ".join(dict.fromkeys(name for name in names if name))


def review_card(profile: Profile, application: Application, people: Mapping[str, Me], language: str,
                now: datetime) -> View:  # fmt: skip
    """The living card: all that is needed to decide, and the buttons for it."""
    name = subject_name(profile, application) or _name(people, application.applicant)
    return View.of(
        Heading(_("{ref}: {name}", ref=application.ref, name=name)),
        Fields(_facts(profile, application, people, now)),
        *_flags(profile, application),
        *_answers(profile, application, language),
        *_appeal(application),
        *_talk(application, people),
        *_reviews(profile, application, people),
        *_decisions(application, people),
        *_buttons(application),
        summary=_("Application {ref} of {name}: {state}", ref=application.ref, name=name,
                  state=LIFECYCLE.labels[application.state]),
    )  # fmt: skip


def _name(people: Mapping[str, Me], person: str) -> str:
    return people[person].person.known_as if person in people else "?"


def _who(people: Mapping[str, Me], person: str) -> Text:
    return mention(people[person].person) if person in people else "?"


def _facts(profile: Profile, application: Application, people: Mapping[str, Me],
           now: datetime) -> tuple[tuple[Text, Text], ...]:  # fmt: skip
    pairs: list[tuple[Text, Text]] = [(_("State"), LIFECYCLE.labels[application.state])]
    pairs.append((_("Applicant"), _who(people, application.applicant)))
    if application.submitted_at:
        days = application.days_open(now)
        ago = n_("{n} day ago", "{n} days ago", days) if days else _("today")
        pairs.append((_("Sent"), (Moment(application.submitted_at), " · ", ago)))
        pairs.append((_("Decide by"), Moment(decided_by(application, profile), "date")))
    if application.claimed_at:
        claimed = join((_who(people, application.claimed_by), Moment(application.claimed_at)), " · ")
        pairs.append((_("Taken up by"), claimed))
    if application.route != "chat":
        entered = _("{how}, entered by {who}", how=ROUTES[application.route], who=_who(people, application.recorded_by))
        pairs.append((_("Came"), entered))
    return tuple(pairs)


def _flags(profile: Profile, application: Application) -> tuple[Block, ...]:
    words = [c.flag or c.text for c in profile.criteria if c.key in application.flags]
    return (Paragraph((Bold(_("Flags")), COLON, *join(words))),) if words else ()


def _answers(profile: Profile, application: Application, language: str) -> list[Block]:
    """Short answers as facts, long ones below one another in the applicant's words (CSL-17: side by side)."""
    short: list[tuple[Text, Text]] = []
    long: list[tuple[FormInput, Text]] = []
    for step in profile.steps(application.answers):
        for question in step.inputs:
            answer = join(shown(profile, question, application.answers, language))
            if answer and question.type == "longtext":
                long.append((question, answer))
            elif answer:
                short.append((question.label, answer))
    blocks: list[Block] = [Divider(), Fields(tuple(short))] if short else []
    for question, answer in long:
        blocks += [Paragraph(Bold(question.label)), Quote(answer)]
    return blocks


def _appeal(application: Application) -> tuple[Block, ...]:
    if application.appealed_at is None:
        return ()
    appealed = Paragraph((Bold(_("Appeal")), " · ", Moment(application.appealed_at)))
    return (Divider(), appealed, Quote(application.appeal))


def _talk(application: Application, people: Mapping[str, Me]) -> list[Block]:
    blocks: list[Block] = []
    for question in application.questions:
        asked = _("{who} asked on {when}:", who=_who(people, question.by), when=Moment(question.at))
        blocks += [Divider(), Paragraph(asked), Quote(question.text)]
        if question.answered_at:
            answered = _("Answer of {when}:", when=Moment(question.answered_at))
            blocks += [Paragraph(answered), Quote(question.answer)]
        else:
            blocks.append(Note(_("No answer yet; it is due by {day}.", day=Moment(question.due))))
    return blocks


def _reviews(profile: Profile, application: Application, people: Mapping[str, Me]) -> list[Block]:
    blocks: list[Block] = []
    for review in application.reviews:
        who = _who(people, review.by)
        said = (
            _("{who} declared a conflict of interest", who=who)
            if review.conflict
            else _("{who} recommends: {advice}", who=who, advice=ADVICE[review.advice])
        )
        blocks.append(Paragraph((said, " · ", Moment(review.at, "date"))))
        if review.note:
            blocks.append(Quote(review.note))
    wanted = profile.membership.application.reviewers
    if application.state in IN_HAND and wanted:
        blocks.append(Note(_("Recommendations: {have} of {wanted}", have=str(len(application.counted)),
                             wanted=str(wanted))))  # fmt: skip
    return [Divider(), *blocks] if application.reviews else blocks


def _decisions(application: Application, people: Mapping[str, Me]) -> list[Block]:
    blocks: list[Block] = []
    for decision in application.decisions:
        what = LIFECYCLE.labels[decision.outcome]
        words = _("{who} on {when}: {outcome}", who=_who(people, decision.by), when=Moment(decision.at), outcome=what)
        blocks += [Divider(), Paragraph(words)]
        if decision.reason:
            blocks.append(Quote(decision.reason))
        if decision.ballot:
            blocks.append(Note(_("Ballot: {text}", text=decision.ballot)))
    return blocks


def _buttons(application: Application) -> tuple[Block, ...]:
    me, rows = application.id, list[tuple[Button, ...]]()
    download = Button(_("Download"), Download(me))
    claim = Button(_("Claim"), Claim(me), "primary")
    match application.state:
        case "draft":
            rows.append((Button(_("Fill in"), ShowProgress(me), "primary"),
                         Button(_("Declarations"), ShowDeclarations(me))))  # fmt: skip
        case "submitted" | "appealed":
            rows.append((claim, download))
        case "screening" | "under_review" | "recommended":
            hold = Button(_("Release"), Release(me)) if application.claimed_by else claim
            rows.append((hold, Button(_("Ask a question"), Ask(me)), Button(_("Recommend"), Recommend(me)), download))
            rows.append((
                Button(_("Approve"), Decide(me, "approved"), "primary"),
                Button(_("Decline"), Decide(me, "declined"), "danger"),
                Button(_("Defer"), Decide(me, "deferred")),
            ))  # fmt: skip
        case "info_requested":  # which may come by mail or telephone
            rows.append((Button(_("Enter the answer"), AnswerQuestion(me)), download))
        case "awaiting_agreement":
            rows.append((Button(_("Enter the signed agreement"), SignAgreement(me)), download))
        case "deferred":
            rows.append((Button(_("Take up again"), Resume(me), "primary"), download))
        case _:
            if application.submitted_at:
                rows.append((download,))
    return tuple(Buttons(row) for row in rows)


def listing(profile: Profile, applications: Sequence[Application], people: Mapping[str, Me], now: datetime,
            state: State | None, at_most: int) -> View:  # fmt: skip
    """Applications in order of waiting, and a menu to open one."""
    heading = Heading(_("Applications: {state}", state=LIFECYCLE.labels[state]) if state else _("Applications"))
    if not applications:
        return View.of(heading, Paragraph(_("There is none at the moment.")))
    lines: list[Text] = []
    options: list[Option] = []
    for application in applications:
        name = subject_name(profile, application) or _name(people, application.applicant)
        days = n_("{n} day", "{n} days", application.days_open(now))
        lines.append(join((Bold(application.ref), name, LIFECYCLE.labels[application.state], days), " · "))
        options.append(Option(application.id, shortened(f"{application.ref} {name}")))
    full = len(applications) >= at_most
    more = Note(_("These are the {n} that wait longest. Name a state to see others.", n=str(at_most)))
    return View.of(
        heading,
        Bullets(tuple(lines)),
        Choice(ShowApplication(""), _("Open an application …"), tuple(options)),
        *((more,) if full else ()),
    )


def ask_form(draft: str, name: str, days: int) -> Form:
    return Form(
        draft,
        _("Ask a question"),
        (Field("question", _("Your question"), "longtext", maximum=2000),),
        submit=_("Send the question"),
        intro=_("{name} gets it at once and has {days} days to answer; without an answer the application is closed.",
                name=name, days=str(days)),
    )  # fmt: skip


def recommend_form(draft: str) -> Form:
    return Form(
        draft,
        _("Recommend"),
        (
            Field("conflict", _("Conflict of interest"), "choice", options=(
                Option("none", _("I have none")),
                Option("some", _("I have one, do not count me")),
            )),
            Field("advice", _("I recommend to"), "choice", options=tuple(Option(k, v) for k, v in ADVICE.items())),
            Field("note", _("Note for the decision"), "longtext", required=False, maximum=2000),
        ),
        submit=_("Recommend"),
        intro=_("Read by the secretariat, the reviewers and whoever decides; the applicant does not see it."),
    )  # fmt: skip


def decide_form(draft: str, outcome: Outcome, name: str, *, institution: bool, ballot: bool) -> Form:
    """The last step of a decision: it says whom it reaches."""
    fields: list[Field] = []
    if ballot:
        fields.append(Field("ballot", _("Ballot: reference and result"), maximum=300,
                            hint=_("For example: ballot of 3 March, 8 for, 1 against")))  # fmt: skip
    match outcome:
        case "approved":
            fields.append(Field("reason", _("A word to the applicant"), "longtext", required=False, maximum=2000))
            intro = (
                _("{name} is told at once and asked to sign the agreement; then membership begins.", name=name)
                if institution
                else _("{name} becomes a member at once, is told so, and is let into the members' space.", name=name)
            )
        case "declined":
            fields.append(Field("reason", _("The reason, sent to the applicant"), "longtext", maximum=2000))
            intro = _("{name} is told at once, with your reason, and may appeal once.", name=name)
        case "deferred":
            fields.append(Field("reason", _("The reason, sent to the applicant"), "longtext", maximum=2000))
            intro = _("{name} is told at once, with your reason. The application stays open.", name=name)
    return Form(draft, OUTCOME_LABELS[outcome], tuple(fields), submit=OUTCOME_LABELS[outcome], intro=intro)
