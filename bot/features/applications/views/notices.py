"""What is said later: the greeting, reminders, alerts for the secretariat, the welcome and the public word."""

from datetime import datetime

from bot.features.applications.actions import AnswerQuestion, ShowApplication, StartApplying
from bot.features.applications.model import Application
from bot.features.applications.views.applying import by_email, network_name
from bot.profile import Profile
from bot.ui.blocks import Button, Buttons, Heading, Note, Paragraph, Quote
from bot.ui.text import Code, Moment, Text, _
from bot.ui.view import View


def greeting(profile: Profile, who: Text) -> View:
    """The first word to somebody new, with the way in and the way without chat (CSL-20)."""
    welcome = profile.welcome.newcomer if profile.welcome else _("Press Apply to fill in the membership form.")
    return View.of(
        Heading(_("Welcome to {network}", network=network_name(profile))),
        Paragraph(_("Hello {name}!", name=who)),
        Paragraph(welcome),
        Buttons((Button(_("Apply"), StartApplying(), "primary"),)),
        *by_email(profile),
    )


def nudge(application: Application, days: int, until: datetime) -> View:
    return View.of(
        Paragraph(_("Your application {ref} has been waiting for {days} days. {command} goes on from there.",
                    ref=application.ref, days=str(days), command=Code("/apply"))),
        Buttons((Button(_("Continue"), StartApplying(), "primary"),)),
        Note(_("It is kept until {day}.", day=Moment(until, "date"))),
    )  # fmt: skip


def answer_reminder(application: Application) -> View | None:
    question = application.question
    if question is None:
        return None
    return View.of(
        Paragraph(_("A question on your application {ref} still waits for your answer:", ref=application.ref)),
        Quote(question.text),
        Buttons((Button(_("Answer"), AnswerQuestion(application.id), "primary"),)),
        Note(_("Please answer by {day}. Without an answer the application is closed then.", day=Moment(question.due))),
    )


def welcome_pack(profile: Profile, member: str, words: str = "") -> View:
    """The profile's welcome, in the reader's language, after the `words` of who decided."""
    pack = profile.welcome.pack if profile.welcome else _("You are a member now. Welcome!")
    return View.of(
        Heading(_("Welcome to {network}", network=network_name(profile))),
        Paragraph(_("{name}, your application was approved.", name=member)),
        *((Quote(words),) if words else ()),
        Paragraph(pack),
    )


def answer_came(application: Application, name: str) -> View:
    return View.of(
        Paragraph(_("{name} has answered the question on {ref}.", name=name, ref=application.ref)),
        Buttons((Button(_("Open"), ShowApplication(application.id), "primary"),)),
    )


def overdue(application: Application, name: Text, days: int) -> View:
    return View.of(
        Heading(_("No decision for {days} days", days=str(days))),
        Paragraph(_("Application {ref} of {name} waits for a decision.", ref=application.ref, name=name)),
        Buttons((Button(_("Open"), ShowApplication(application.id), "primary"),)),
    )


def admitted(profile: Profile, name: str, place: str) -> View:
    """The public word, said only with the member's consent."""
    who = _("{name} ({place})", name=name, place=place) if place and place != name else name
    return View.of(Paragraph(_("{who} has joined {network}. Welcome!", who=who, network=network_name(profile))))
