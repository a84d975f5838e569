"""The applicant's card: where the application is, in words with dates, and what can be done now."""

from dataclasses import replace
from datetime import datetime

from bot.features.applications.actions import (
    AnswerQuestion,
    Appeal,
    BeginApplication,
    Download,
    SignAgreement,
)
from bot.features.applications.model import Application, deadline
from bot.features.applications.states import LIFECYCLE, UNDECIDED
from bot.features.applications.views.applying import withdraw_button
from bot.forms import Field, Form
from bot.profile import Profile
from bot.ui.blocks import Block, Button, Buttons, Fields, Heading, Note, Option, Paragraph, Quote
from bot.ui.text import Bold, Moment, Text, _
from bot.ui.view import View


def decided_by(application: Application, profile: Profile) -> datetime:
    """Until when the network promises a decision, in UTC; counted from the appeal where there is one."""
    start = application.appealed_at or application.submitted_at or application.created_at
    return deadline(start, profile.membership.application.decide_days, profile.zone, profile.time.deadline_clock)


def status(application: Application, profile: Profile, now: datetime) -> View:
    """The card of somebody whose application was sent."""
    pairs: list[tuple[Text, Text]] = [(_("State"), LIFECYCLE.labels[application.state])]
    if application.submitted_at:
        pairs.append((_("Sent"), Moment(application.submitted_at)))
    if application.decision:
        pairs.append((_("Decided"), Moment(application.decision.at)))
    return View.of(
        Heading(_("Your application {ref}", ref=application.ref)),
        Fields(tuple(pairs)),
        *_words(application, profile, now),
        *_buttons(application, profile, now),
        summary=_("Your application {ref}: {state}", ref=application.ref, state=LIFECYCLE.labels[application.state]),
    )


def answered(application: Application, profile: Profile, now: datetime) -> View:
    """The same, right after an answer."""
    card = status(application, profile, now)
    thanks = Paragraph(_("Thank you. Your answer was passed on to the secretariat."))
    return replace(card, blocks=(card.blocks[0], thanks, *card.blocks[1:]))


def _words(application: Application, profile: Profile, now: datetime) -> tuple[Block, ...]:
    until = Moment(decided_by(application, profile), "date")
    question, decision = application.question, application.decision
    match application.state:
        case "submitted":
            text = _("It has arrived. The secretariat takes it up next; you hear from us by {day}.", day=until)
        case "screening" | "under_review" | "recommended":
            text = _("It is being read. You hear from us by {day}; there is nothing you need to do.", day=until)
        case "info_requested" if question:
            return (Paragraph(_("The secretariat has a question:")), Quote(question.text),
                    Paragraph(_("Please answer by {day}. Without an answer the application is closed then.",
                                day=Moment(question.due))))  # fmt: skip
        case "deferred" if decision:
            return (Paragraph(_("The decision was put off. The secretariat takes it up again; the reason is:")),
                    Quote(decision.reason))  # fmt: skip
        case "appealed":
            text = _("Your appeal has arrived. New reviewers read it; you hear from us by {day}.", day=until)
        case "approved":
            text = _("It was approved. You are being enrolled.")
        case "awaiting_agreement":
            text = _("It was approved. Membership begins when the agreement is signed and the representative is "
                     "confirmed: press Sign the agreement.")  # fmt: skip
        case "enrolled":
            text = _("It was approved, and you are a member. Welcome!")
        case "declined" if decision:
            return (Paragraph(_("It was declined, for this reason:")), Quote(decision.reason),
                    *_appeal_words(application, profile, now))  # fmt: skip
        case "withdrawn":
            text = _("You withdrew it. You can apply again at any time.")
        case "withdrawn_silent":
            text = _("It was closed, because our question was not answered in time. You can apply again at any time.")
        case "expired":
            text = _("It was not sent in time and has expired. You can apply again at any time.")
        case _:
            text = LIFECYCLE.labels[application.state]
    return (Paragraph(text),)


def _appeal_words(application: Application, profile: Profile, now: datetime) -> tuple[Block, ...]:
    until = application.appeal_until(profile.membership.application.appeal_days, profile.zone)
    if until is not None and now <= until:
        return (Note(_("You can appeal once, until {day}. New reviewers then read it.", day=Moment(until))),)
    return (Note(_("You can send a new application at any time.")),)


def _buttons(application: Application, profile: Profile, now: datetime) -> tuple[Block, ...]:
    buttons: list[Button] = []
    until = application.appeal_until(profile.membership.application.appeal_days, profile.zone)
    if application.question:
        buttons.append(Button(_("Answer"), AnswerQuestion(application.id), "primary"))
    if application.state == "awaiting_agreement":
        buttons.append(Button(_("Sign the agreement"), SignAgreement(application.id), "primary"))
    if until is not None and now <= until:
        buttons.append(Button(_("Appeal"), Appeal(application.id)))
    if application.submitted_at:
        buttons.append(Button(_("Download"), Download(application.id)))
    if application.state in UNDECIDED:
        buttons.append(withdraw_button(application))
    if not application.is_open and application.state != "enrolled":
        buttons.append(Button(_("Apply again"), BeginApplication()))
    return (Buttons(tuple(buttons)),) if buttons else ()


def member_already(profile: Profile) -> View:
    return View.of(
        Paragraph(_("You are a member of {network} already, so there is nothing to apply for. Good to have you here!",
                    network=profile.network.short_name)),
    )  # fmt: skip


def withdrawn(application: Application) -> View:
    return View.of(Paragraph(_("Application {ref} is withdrawn. You can apply again at any time.",
                               ref=application.ref)))  # fmt: skip


def appeal_lodged(application: Application) -> View:
    return View.of(Paragraph(_("Your appeal on {ref} has arrived. New reviewers read it.", ref=application.ref)))


def download() -> View:
    return View.of(Paragraph(_("The membership form as one file, with its hash.")))


def answer_form(draft: str, application: Application) -> Form:
    question = application.question
    return Form(
        draft,
        _("Answer"),
        (Field("answer", _("Your answer"), "longtext", maximum=3000),),
        submit=_("Send the answer"),
        intro=question.text if question else "",
    )


def appeal_form(draft: str) -> Form:
    return Form(
        draft,
        _("Appeal"),
        (Field("reason", _("Why the decision should change"), "longtext", maximum=3000),),
        submit=_("Send the appeal"),
        intro=_("There is one appeal. The secretariat is told, and reviewers who had no part in the decision read it."),
    )


def agreement_form(draft: str, representative: str, email: str) -> Form:
    """The head signs, and says who represents the institution."""
    return Form(
        draft,
        _("Sign the agreement"),
        (
            Field("signature", _("Full name as you sign it"), maximum=150),
            Field("who", _("Who represents the institution"), "choice", options=(
                Option("named", (_("The person named below"))),
                Option("me", _("I am the representative")),
            ), value="named"),
            Field("representative", _("Representative (full name)"), required=False, maximum=120, value=representative),
            Field("email", _("E-mail of the representative"), "email", required=False, value=email),
        ),
        submit=_("Sign the agreement"),
        intro=_("The head of the institution signs. Membership begins at once, and the representative casts its vote."),
    )  # fmt: skip


def agreement_signed(institution: str) -> View:
    return View.of(Paragraph(_("{institution} is a member now. Welcome!", institution=Bold(institution))))
