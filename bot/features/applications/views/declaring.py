"""Declarations one by one, the consent on its own screen, and the forms that sign."""

from collections.abc import Mapping, Sequence

from bot.criteria import CROSS_BORDER, is_required
from bot.features.applications.actions import (
    Declare,
    ReadThrough,
    RecordSigned,
    SaveAndClose,
    ShowCrossBorder,
    ShowProgress,
    Sign,
)
from bot.features.applications.model import Application, Declared
from bot.forms import Field, Form
from bot.profile import Profile
from bot.ui.blocks import Block, Button, Buttons, Divider, Heading, Note, Paragraph
from bot.ui.text import Moment, _, n_
from bot.ui.view import View


def declarations(profile: Profile, application: Application, items: Sequence[str], declared: Mapping[str, Declared],
                 language: str, *, on_behalf: bool = False, signs: bool = True) -> View:  # fmt: skip
    """Each declaration by itself with its own button; nothing is ticked beforehand, nothing bundled."""
    apart = [item for item in items if is_apart(profile, item)]
    here = [item for item in items if item not in apart]
    open_here = _open(profile, application, here, declared)
    open_apart = _open(profile, application, apart, declared)
    blocks: list[Block] = [
        Heading(_("Declarations")),
        Paragraph(_("Please read each one and decide on each by itself.")),
    ]
    for item in here:
        blocks += _item(profile, application, item, declared.get(item), language, on_behalf=on_behalf)
    blocks.append(Divider())
    if open_here:
        blocks.append(Note(n_("{n} declaration is still needed before you can sign.",
                              "{n} declarations are still needed before you can sign.", len(open_here))))  # fmt: skip
        blocks.append(Buttons(_closing(application)))
    elif open_apart:
        blocks.append(Note(_("One consent is asked for by itself, on the next screen.")))
        forward = Button(_("Continue"), ShowCrossBorder(application.id), "primary")
        blocks.append(Buttons((forward, *_closing(application))))
    else:
        blocks += signing(application, on_behalf=on_behalf, signs=signs)
    return View.of(*blocks)


def cross_border(profile: Profile, application: Application, declared: Declared | None, language: str,
                 *, on_behalf: bool = False, signs: bool = True) -> View:  # fmt: skip
    """The separate consent to keep data abroad (domain 2.3.1, annoyance 25)."""
    agreed = declared is not None and declared.agreed
    return View.of(
        Heading(_("A separate consent")),
        *_item(profile, application, CROSS_BORDER, declared, language, on_behalf=on_behalf),
        Divider(),
        *(signing(application, on_behalf=on_behalf, signs=signs) if agreed else (Buttons(_closing(application)),)),
    )


def signing(application: Application, *, on_behalf: bool, signs: bool) -> list[Block]:
    """What to do when everything needed is agreed to."""
    if on_behalf or not signs:
        sign = Button(_("Record the signed form"), RecordSigned(application.id), "primary")
        said = _("Everything needed is there. Now record the form that was signed on paper or sent as a scan.")
    else:
        sign = Button(_("Sign and submit"), Sign(application.id), "primary")
        said = _("Everything needed is there. You sign by typing your full name.")
    read = Button(_("Read it through"), ReadThrough(application.id))
    return [Paragraph(said), Buttons((sign, read, *_closing(application)))]


def _closing(application: Application) -> tuple[Button, ...]:
    return (
        Button(_("Back"), ShowProgress(application.id)),
        Button(_("Save and close"), SaveAndClose(application.id)),
    )


def is_apart(profile: Profile, item: str) -> bool:
    consent = profile.consent(item)
    return item == CROSS_BORDER and (consent is None or consent.separate_screen)


def _open(profile: Profile, application: Application, items: Sequence[str],
          declared: Mapping[str, Declared]) -> list[str]:  # fmt: skip
    agreed = {item for item, said in declared.items() if said.agreed}
    return [item for item in items if item not in agreed and is_required(profile, item, application.answers)]


def _item(profile: Profile, application: Application, item: str, said: Declared | None, language: str,
          *, on_behalf: bool) -> tuple[Block, ...]:  # fmt: skip
    text = Paragraph(profile.declarations[item].text.in_(language))
    optional = not is_required(profile, item, application.answers)
    label = _("Ticked on the form") if on_behalf else _("I agree")
    agree = Button(label, Declare(application.id, item, True))
    later = Button(_("Not now"), Declare(application.id, item, False))
    if said is not None and said.agreed:
        agreed = Note(_("✓ Agreed on {when}", when=Moment(said.at)))
        return (text, agreed, Buttons((later,))) if optional else (text, agreed)
    if said is not None:
        return (text, Note(_("Not now; you can agree at any time.")), Buttons((agree,)))
    if optional:
        return (text, Note(_("You are free to leave this open.")), Buttons((agree, later)))
    return (text, Buttons((agree,)))


def sign_form(draft: str, application: Application) -> Form:
    return Form(
        draft,
        _("Sign and submit"),
        (Field("signature", _("Full name as you sign it"), maximum=150),),
        submit=_("Sign and submit"),
        intro=_("By typing your name you sign form {ref}, version {version}, with your answers and the declarations "
                "you agreed to. It then goes to the secretariat and the reviewers of the network.",
                ref=application.ref, version=application.form_version),
    )  # fmt: skip


def paper_form(draft: str) -> Form:
    return Form(
        draft,
        _("Record the signed form"),
        (
            Field("signature", _("Name signed on the form"), maximum=150),
            Field("evidence", _("Where the signed form is kept"), maximum=300,
                  hint=_("For example: letter of 3 March, folder Applications 2027")),
        ),
        submit=_("Submit for the applicant"),
        intro=_("Your name is kept in the audit trail as the one who entered it."),
    )  # fmt: skip


def read_through() -> View:
    return View.of(Paragraph(_("This is the exact text that you sign, with its hash.")))
