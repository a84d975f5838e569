"""Entering a request that came by e-mail or on paper (CSL-20, annoyance 21)."""

from bot.features.applications.actions import FillStep
from bot.features.applications.model import Application
from bot.forms import Field, Form
from bot.profile import Profile
from bot.ui.blocks import Button, Buttons, Heading, Note, Option, Paragraph
from bot.ui.text import Code, _
from bot.ui.view import View


def record_form(draft: str, profile: Profile) -> Form:
    languages = [tag for tag in ("zh-Hans", "en") if tag in profile.languages] or ["en"]
    return Form(
        draft,
        _("Record a request"),
        (
            Field("name", _("Name of the applicant"), maximum=120),
            Field("email", _("E-mail of the applicant"), "email"),
            Field("language", _("Language to write in"), "choice",
                  options=tuple(Option(tag, profile.label(tag)) for tag in languages)),
            Field("route", _("How it came"), "choice",
                  options=(Option("email", _("by e-mail")), Option("paper", _("on paper")))),
            Field("note", _("Note"), "longtext", required=False, maximum=1000,
                  hint=_("For example: letter of 3 March")),
        ),
        submit=_("Record"),
    )  # fmt: skip


def recorded(application: Application, name: str, first_step: str) -> View:
    return View.of(
        Heading(_("Recorded as {ref}", ref=application.ref)),
        Paragraph(_("The request of {name} is entered. Fill in the form on {name}'s behalf, now or later: {command}",
                    name=name, command=Code(f"/application show ref:{application.ref}"))),
        Buttons((Button(_("Continue"), FillStep(application.id, first_step), "primary"),)),
        Note(_("Every step you enter is kept in the audit trail under your name.")),
    )  # fmt: skip
