"""What a person sees of the own record, and the forms that change it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from bot.actions import Action
from bot.features.profile.model import LAST_RESORT, OPEN_FIELDS, ROUTES, Trip, local_time
from bot.features.register.api import Consent
from bot.forms import Field, Form
from bot.i18n import LANGUAGES
from bot.people import OPENLY, ChatAccount, Me, Person
from bot.profile import Profile
from bot.ui.blocks import Button, Buttons, Choice, Confirm, Divider, Fields, Heading, Note, Option, Paragraph
from bot.ui.text import SEMICOLON, Bold, Code, Moment, Text, _, join
from bot.ui.view import View
from bot.when import DAY_HINT, on

LANGUAGE_NAMES: dict[str, str] = {"en": "English", "zh-Hans": "简体中文"}
NEWS: dict[str, Text] = {
    "all": _("everything as it happens"),
    "duties_only": _("only what I must answer"),
}
"""What is done today: who asked in an application for news once a week or a month is told as it happens, too."""


class EditProfile(Action, key="profile.edit"):
    pass


class EditNotices(Action, key="profile.notices"):
    pass


class ChooseVisible(Action, key="profile.visible"):
    pass


class ChooseLanguage(Action, key="profile.language"):
    pass


class UseZone(Action, key="profile.zone"):
    """One of several; `until` is the last day of a trip in ISO 8601, or empty."""

    until: str


class AskZone(Action, key="profile.ask_zone", opens_form=True):
    pass


class NewCode(Action, key="profile.code"):
    pass


class EnterCode(Action, key="profile.enter_code", opens_form=True):
    pass


class Unlink(Action, key="profile.unlink"):
    platform: str
    space: str
    user: str


class ShowConsents(Action, key="profile.consents"):
    pass


class WithdrawConsent(Action, key="profile.withdraw_consent"):
    purpose: str


class GiveConsent(Action, key="profile.give_consent"):
    purpose: str


class GetData(Action, key="profile.data"):
    pass


class Forget(Action, key="profile.forget"):
    pass


def card(
    me: Me, now: datetime, posts: Sequence[Text] = (), trip: Trip | None = None, *, unlisted: bool = False
) -> View:
    """The own record, with a button for everything that can be changed. `unlisted` says why nobody finds it."""
    person = me.person
    opened = [OPEN_FIELDS[key] for key in OPEN_FIELDS if person.visibility.get(key, "private") != "private"]
    seen = join(opened) or _("your name only")
    blank = _("not given")
    zone: Text = f"{person.zone} ({local_time(person.zone, now)})" if person.zone else ""
    if trip:
        zone = _("{zone} until {day}, then {home}", zone=zone, day=on(trip.until), home=trip.home)
    return View.of(
        Heading(_("Your profile")),
        Fields(
            (
                (_("Name"), person.known_as),
                (_("Post"), join(posts, SEMICOLON) or blank),
                (_("E-mail"), person.email or blank),
                (_("Language"), LANGUAGE_NAMES.get(person.language, person.language) or blank),
                (_("Time zone"), zone or blank),
                (_("Notices by"), join(_by(r) for r in person.routes) or _("where you were last")),
                (_("Members can see"), _once_listed(seen) if unlisted else seen),
                (_("Accounts"), join(_account(account) for account in me.accounts) or blank),
            )
        ),
        *(
            (Paragraph(_("You are not in the directory: you have not agreed to it. Press My consents to do so.")),)
            if unlisted
            else ()
        ),
        Paragraph(person.about) if person.about else Note(_("A few words about you help others to find you.")),
        Buttons(
            (
                Button(_("Edit"), EditProfile(), "primary"),
                Button(_("Notices"), EditNotices()),
                Button(_("Time zone"), AskZone()),
                Button(_("Link an account"), NewCode()),
                Button(_("Enter a code"), EnterCode()),
            )
        ),
        Choice(
            ChooseVisible(),
            _("What members can see of you"),
            tuple(Option(key, label) for key, label in OPEN_FIELDS.items()),
            at_most=len(OPEN_FIELDS),
            selected=tuple(key for key in OPEN_FIELDS if person.visibility.get(key, "private") != "private"),
        ),
        Choice(
            ChooseLanguage(),
            _("Language"),
            tuple(Option(tag, LANGUAGE_NAMES[tag]) for tag in LANGUAGES),
            selected=(person.language,) if person.language in LANGUAGES else (),
        ),
        *_unlinking(me),
        Buttons(
            (
                Button(_("My consents"), ShowConsents()),
                Button(_("My data"), GetData()),
                Button(_("Forget me"), Forget(), "danger"),
            )
        ),
        summary=_("Your profile"),
    )


def _once_listed(seen: Text) -> Text:
    return _("nothing yet; once you are in the directory: {what}", what=seen)


def _by(route: str) -> Text:
    return LAST_RESORT[route] if route in LAST_RESORT else ROUTES.get(route, route)


def _unlinking(me: Me) -> tuple[Buttons, ...]:
    if len(me.accounts) < 2:
        return ()
    return (
        Buttons(
            tuple(
                Button(
                    _("Unlink {account}", account=_account(account)),
                    Unlink(account.platform, account.space, account.user),
                    "danger",
                    Confirm(
                        _("Unlink this account?"),
                        _(
                            "{account} will no longer be you. It loses the members' channels there.",
                            account=_account(account),
                        ),
                        _("Unlink"),
                        _("Keep"),
                    ),
                )
                for account in me.accounts[:5]
            )
        ),
    )


def _account(account: ChatAccount) -> Text:
    name = ROUTES.get(account.platform, account.platform)
    return name if account.state == "live" else _("{platform} (left)", platform=name)


def edit_form(draft: str, person: Person) -> Form:
    return Form(
        draft,
        _("Your profile"),
        (
            Field("display_name", _("Name"), maximum=120, value=person.display_name),
            Field("native_name", _("Name in another script"), required=False, maximum=120, value=person.native_name),
            Field("email", _("E-mail"), "email", required=False, maximum=254, value=person.email),
            Field(
                "fields",
                _("Fields you work in"),
                "tags",
                required=False,
                maximum=300,
                hint=_("Separate them with commas."),
                value=", ".join(person.fields_of_work),
            ),
            Field("about", _("About you"), "longtext", required=False, maximum=800, value=person.about),
        ),
        submit=_("Save"),
    )


def notices_form(draft: str, me: Me) -> Form:
    person = me.person
    return Form(
        draft,
        _("Notices"),
        (
            Field(
                "route",
                _("Reach me first by"),
                "choice",
                options=tuple(Option(k, v) for k, v in ROUTES.items()),
                value=person.routes[0] if person.routes else me.accounts[0].platform if me.accounts else "email",
            ),
            Field(
                "digest",
                _("News"),
                "choice",
                options=tuple(Option(k, v) for k, v in NEWS.items()),
                value=person.digest if person.digest in NEWS else "all",
            ),
            Field(
                "last_resort",
                _("If nothing reaches me"),
                "choice",
                options=tuple(Option(route, label) for route, label in LAST_RESORT.items()),
                value=OPENLY if OPENLY in person.routes else "never",
            ),
            Field(
                "quiet_from", _("Quiet from"), maximum=5, hint=_("For example 22:00, your time"), value=person.quiet[0]
            ),
            Field(
                "quiet_to", _("Quiet until"), maximum=5, hint=_("For example 07:30, your time"), value=person.quiet[1]
            ),
        ),
        submit=_("Save"),
    )


def zone_form(draft: str, person: Person) -> Form:
    return Form(draft, _("Your time zone"), (
        Field("zone", _("City or zone"), maximum=60, hint=_("For example Shanghai or Europe/London"),
              value=person.zone),
        Field("until", _("For a trip: the last day"), required=False, maximum=40, hint=DAY_HINT)),
        submit=_("Save"))  # fmt: skip


def which_zone(zones: Sequence[str], now: datetime, until: date | None = None) -> View:
    return View.of(
        Paragraph(_("Which one do you mean? Choose the one whose clock is yours.")),
        Choice(
            UseZone(until.isoformat() if until else ""),
            _("Time zone"),
            tuple(Option(z, f"{z} ({local_time(z, now)})") for z in zones),
        ),
    )


def code_form(draft: str) -> Form:
    return Form(draft, _("Link an account"), (
        Field("code", _("Code from your other account"), maximum=20, hint=_("Eight characters, such as K7QM-2XRD")),),
        submit=_("Link"))  # fmt: skip


def code(text: str, expires: datetime) -> View:
    return View.of(
        Heading(_("Link an account")),
        Paragraph(
            _("On your other account (Slack or Discord), type {command}", command=Code(f"/profile link code:{text}"))
        ),
        Note(_("The code works once, until {time}. Show it to nobody.", time=Moment(expires, "time"))),
    )


def consents(given: Sequence[Consent], profile: Profile, language: str) -> View:
    """One line and one button per purpose (domain 2.2: never bundled); what is open can be agreed to, too."""
    running = [c for c in given if c.withdrawn_at is None]
    waiting = still_open(given, profile)
    return View.of(
        Heading(_("My consents")),
        *(block for consent in running for block in _consent(consent, profile)),
        *(() if running else (Paragraph(_("You have given no consent.")),)),
        *((Divider(), Paragraph(Bold(_("Left open")))) if waiting else ()),
        *(block for key in waiting for block in _open_consent(key, profile, language)),
        Note(_("What the network needs to keep you as a member ends with your membership.")),
    )


def still_open(given: Sequence[Consent], profile: Profile) -> tuple[str, ...]:
    """The consents of the membership form that may be left open, and are."""
    running = {c.purpose for c in given if c.withdrawn_at is None}
    asked = {item for step in profile.form.steps for item in step.items}
    return tuple(
        consent.key
        for consent in profile.consents
        if consent.required is False and consent.asked == "application"
        and consent.key in asked and consent.key in profile.declarations and consent.key not in running
    )  # fmt: skip


def _open_consent(key: str, profile: Profile, language: str) -> tuple[Paragraph | Buttons, ...]:
    words = profile.declarations[key].text.in_(language)
    return (Paragraph(words), Buttons((Button(_("I agree"), GiveConsent(key)),)))


def _consent(consent: Consent, profile: Profile) -> tuple[Paragraph | Buttons, ...]:
    known = profile.consent(consent.purpose)
    purpose: Text = known.purpose if known and known.purpose else consent.purpose
    line = Paragraph(_("{what} ({when})", what=purpose, when=Moment(consent.given_at, "date")))
    if known and known.required is True:
        return (line,)
    button = Button(_("Withdraw"), WithdrawConsent(consent.purpose), "danger")
    return (line, Buttons((button,)))


def forget_form(draft: str, person: Person) -> Form:
    return Form(
        draft,
        _("Forget me"),
        (Field("name", _("Type your name to confirm"), maximum=120, hint=person.display_name[:100]),),
        submit=_("Forget me for good"),
        intro=_(
            "Your membership ends, your accounts lose the members' channels, and your personal data are deleted. "
            "Decisions and minutes stay valid under a pseudonym. This cannot be undone."
        ),
    )


_SAMPLE = Me(
    Person("P1", "Gu Muxing", "顾沐星", email="gu@tongying.example", zone="Asia/Shanghai", languages=("zh-Hans",)),
    (ChatAccount("slack", "T1", "U1", "P1"), ChatAccount("discord", "G1", "2", "P1")),
    (),
)
_AT = datetime(2027, 3, 11, 6, tzinfo=UTC)
EXAMPLES: dict[str, View | Form] = {
    "card": card(_SAMPLE, _AT, ("Head of secondary section, Tongying International School",)),
    "on a trip": card(_SAMPLE, _AT, trip=Trip("P1", "Asia/Shanghai", date(2027, 3, 20), _AT)),
    "edit": edit_form("D1", _SAMPLE.person),
    "notices": notices_form("D1", _SAMPLE),
    "zone": zone_form("D1", _SAMPLE.person),
    "which_zone": which_zone(("Asia/Shanghai", "Asia/Urumqi"), _AT),
    "code": code("K7QM-2XRD", _AT),
    "code_form": code_form("D1"),
    "forget": forget_form("D1", _SAMPLE.person),
}
