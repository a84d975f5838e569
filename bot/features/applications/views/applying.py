"""What an applicant sees from the first word to the signature."""

from collections.abc import Mapping, Sequence

from bot.criteria import CriterionResult
from bot.features.applications.actions import (
    BeginApplication,
    FillStep,
    KeepInformed,
    SaveAndClose,
    ShowDeclarations,
    ShowProgress,
    Withdraw,
)
from bot.features.applications.model import Application
from bot.features.applications.steps import Walk
from bot.i18n import LANGUAGES
from bot.profile import Criterion, Profile, Words
from bot.ui.blocks import (
    Block,
    Bullets,
    Button,
    Buttons,
    Choice,
    Confirm,
    Divider,
    Fields,
    Heading,
    Note,
    Option,
    Paragraph,
)
from bot.ui.text import Bold, Code, Text, _, n_
from bot.ui.view import View

FREE = _("Membership costs nothing.")
FREE_BUT_ACTIVITIES = _(
    "Membership costs nothing. Some activities may cost something; the cost is always shown before you commit."
)
MINUTES_PER_STEP = 2


def network_name(profile: Profile) -> Words:
    """The network's name in every language it has one."""
    return Words(texts=tuple((language, profile.network.name(language)) for language in LANGUAGES))


def introduction(profile: Profile) -> View:
    """What it is, what it costs, who can join, what becomes of the data, how long it takes (CSL-18)."""
    membership = profile.membership
    holder = "person" if membership.holder == "any" else membership.holder
    steps = [step for step in profile.form.steps_for(holder, {}) if step.kind == "inputs"]
    conditions = tuple(criterion.text for criterion in profile.criteria if criterion.hard)
    blocks: list[Block] = [
        Heading(_("Apply for membership")),
        Paragraph(_("This is the membership form of {network}. You fill it in, agree to the declarations and sign it "
                    "with your name. The secretariat reads it and answers within {days} days.",
                    network=network_name(profile), days=str(membership.application.decide_days))),
    ]  # fmt: skip
    if conditions:
        blocks += [Paragraph(Bold(_("Who can join"))), Bullets(conditions)]
    if membership.fee == "none":
        blocks.append(Paragraph(FREE_BUT_ACTIVITIES if membership.activity_costs_possible else FREE))
    if profile.privacy.notice:
        blocks += [Paragraph(Bold(_("What becomes of your data"))), Paragraph(profile.privacy.notice)]
    return View.of(
        *blocks,
        Note(_("{steps} short steps, about {minutes} minutes. Every step is saved: you can stop at any time and go on "
               "days later, here or on another platform.",
               steps=str(len(steps)), minutes=str(len(steps) * MINUTES_PER_STEP))),
        _joining(),
        Buttons((Button(_("Continue"), BeginApplication(), "primary"),)),
        summary=_("Apply for membership"),
    )  # fmt: skip


def by_email(profile: Profile) -> tuple[Block, ...]:
    """How people without chat ask for the form (CSL-20)."""
    request = profile.membership.application.request_by_email
    if request is None:
        return ()
    return (Note(_("Colleagues without chat can write to {address} with the subject {subject}.",
                   address=Code(request.address), subject=Code(request.subject))),)  # fmt: skip


def progress(application: Application, walk: Walk, expires: Text, *, on_behalf_of: str = "",
             agreed: bool = False) -> View:  # fmt: skip
    """Steps done and left; `agreed` where only the signature is missing. The secretariat sees it for others, too."""
    title = _("Application {ref} of {name}", ref=application.ref, name=on_behalf_of)
    pairs = tuple(
        (step.title, _("done") if step.key in walk.done else _("to do")) for step in walk.steps
    )  # fmt: skip
    done = [step for step in walk.steps if step.key in walk.done]
    following = walk.next
    onward = FillStep(application.id, following.key) if following else ShowDeclarations(application.id)
    buttons = [Button(_("Continue"), onward, "primary")]
    if done:
        buttons.append(Button(_("Back"), FillStep(application.id, done[-1].key)))
    buttons.append(Button(_("Save and close"), SaveAndClose(application.id)))
    buttons.append(withdraw_button(application))
    left = len(walk.steps) - len(done)
    blocks: list[Block] = [
        Heading(title if on_behalf_of else _("Your application {ref}", ref=application.ref)),
        Paragraph(n_("{n} step is left, then the declarations and the signature.",
                     "{n} steps are left, then the declarations and the signature.", left) if left
                  else _("All questions are answered. Everything needed is agreed to; what is left is the "
                         "signature.") if agreed
                  else _("All questions are answered. What is left are the declarations and the signature.")),
        Fields(pairs),
        Buttons(tuple(buttons)),
    ]  # fmt: skip
    if len(done) > 1:
        options = tuple(Option(step.key, step.title) for step in done)
        blocks.append(Choice(FillStep(application.id, ""), _("Back to a step …"), options))
    blocks.append(Note(_("Everything is saved. Without a change it is kept until {day}.", day=expires)))
    return View.of(*blocks)


def withdraw_button(application: Application) -> Button:
    confirm = Confirm(
        _("Withdraw the application?"),
        _("Application {ref} is closed, and the secretariat sees that you withdrew it. You can apply again at any "
          "time, from the beginning.", ref=application.ref),
        _("Withdraw"),
        _("Keep it"),
    )  # fmt: skip
    return Button(_("Withdraw"), Withdraw(application.id), "danger", confirm)


def saved(application: Application, expires: Text) -> View:
    return View.of(
        Paragraph(_("Saved. Type {command} to go on, here or on another platform, until {day}.",
                    command=Code("/apply"), day=expires)),
        Note(_("Reference: {ref}", ref=application.ref)),
        _joining(),
    )  # fmt: skip


def _joining() -> Note:
    """Without it, somebody who goes on elsewhere finds nothing there and begins again."""
    return Note(_("Started elsewhere? {command} joins your accounts.", command=Code("/profile link")))


def refused(application: Application, results: Sequence[CriterionResult], step_of: Mapping[str, str]) -> View:
    """Why it cannot be accepted, by name, and what is open instead (CSL-16). The answers stay."""
    alternative = next((result.alternative for result in results if result.alternative), None)
    step = next((step_of[result.key] for result in results if result.key in step_of), "")
    reasons = (part for result in results for part in (Paragraph(Bold(result.text)), Paragraph(result.refusal or "")))
    correct = FillStep(application.id, step) if step else ShowProgress(application.id)
    return View.of(
        Heading(_("This application cannot be accepted as it stands")),
        *reasons,
        *((Divider(), Paragraph(alternative)) if alternative else ()),
        Buttons((
            Button(_("Correct my answers"), correct, "primary"),
            Button(_("Keep me informed"), KeepInformed(application.id)),
            withdraw_button(application),
        )),
        Note(_("Your answers are saved. If one of them was a slip, correct it and go on.")),
    )  # fmt: skip


def step_deciding(profile: Profile, criteria: Sequence[Criterion]) -> dict[str, str]:
    """By criterion, the step that holds the answer it looks at."""
    places = {field.key: step.key for step in profile.membership.form for field in step.inputs}
    return {
        criterion.key: places[rule.input]
        for criterion in criteria
        for rule in (criterion.when.looks_at() if criterion.when else ())
        if rule.input in places
    }


def friend(profile: Profile) -> View:
    return View.of(
        Heading(_("You are on the list")),
        Paragraph(profile.membership.alternative or _("We keep you informed.")),
        Note(_("You can take this back at any time: {command}", command=Code("/profile data"))),
    )
