"""The forms: the words, whom it is for, where it goes, when, and why it is sent back."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot import when
from bot.features.announcements.audience import MEMBER_ROLES, Audience
from bot.features.announcements.model import Delivery
from bot.features.announcements.views.words import LanguageName
from bot.features.home.api import ROLE_NAMES
from bot.forms import HARD_MAXIMUM, Field, Form
from bot.i18n import best_language
from bot.interactions import FieldValue
from bot.people import Role
from bot.profile import Profile
from bot.profile.network import audience as audience_of
from bot.ui.blocks import Option
from bot.ui.text import Text, _, spaced
from bot.zones import City

SUBJECT: Final = 140
AT_ONCE: Final = 2
"""Languages a form shows side by side: a subject and a text each."""

DIRECT, MENTION, ACK = "direct", "mention", "ack"
ROLES: Final = tuple(role for role in Role if role in MEMBER_ROLES)


def steps(profile: Profile) -> tuple[tuple[str, ...], ...]:
    """The languages of each form of the text."""
    tags = profile.languages
    return tuple(tags[at : at + AT_ONCE] for at in range(0, len(tags), AT_ONCE))


def text_form(draft: str, languages: Sequence[str]) -> Form:
    """Subject and text in each language; a language may be left for later."""
    fields: list[Field] = []
    for tag in languages:
        name = LanguageName(tag)
        fields += [
            Field(f"subject_{tag}", _("Subject in {language}", language=name), required=False, maximum=SUBJECT),
            Field(f"text_{tag}", _("Text in {language}", language=name), "longtext", required=False,
                  maximum=HARD_MAXIMUM, hint=_("Plain text. An empty line begins a paragraph.")),
        ]  # fmt: skip
    return Form(draft, _("The announcement"), tuple(fields))


def audience_form(draft: str, profile: Profile, chosen: Audience, names: Mapping[str, str],
                  countries: Sequence[str]) -> Form:  # fmt: skip
    """Five filters; all left empty is everybody. Institutions and countries are typed as people call them."""
    tongues = tuple(Option(best_language(tag), LanguageName(tag)) for tag in profile.languages)
    return Form(
        draft,
        _("Whom it is for"),
        (
            Field("roles", _("Roles"), "choices", required=False, value=chosen.roles,
                  options=tuple(Option(role.value, ROLE_NAMES[role]) for role in ROLES)),
            Field("institutions", _("Institutions"), "tags", required=False,
                  value=", ".join(names.get(i, i) for i in chosen.institutions), hint=_("Their names, with commas")),
            Field("countries", _("Countries"), "tags", required=False, value=", ".join(countries),
                  hint=_("Names or codes, with commas")),
            Field("languages", _("Languages people read"), "choices", required=False, value=chosen.languages,
                  options=tongues),
            Field("fields", _("Interests"), "tags", required=False, value=", ".join(chosen.fields),
                  hint=_("Fields of work, with commas")),
        ),
        intro=_("Leave everything empty to reach everybody. What you fill in narrows it down."),
    )  # fmt: skip


def delivery_form(draft: str, profile: Profile, delivery: Delivery, event: str, *, only_event: bool) -> Form:
    """Channels, the ways besides, and the event whose participants it is for; organisers have only the last."""
    names = profile.channel_names
    channels = tuple(Option(key, name) for key, name in names.items() if audience_of(key) != "secretariat")
    ways: list[Option] = [Option(ACK, _("Ask everybody to confirm that they have read it"))]
    ticked = [
        key for key, on in ((DIRECT, delivery.direct), (MENTION, delivery.mention), (ACK, delivery.needs_ack)) if on
    ]
    fields: list[Field] = []
    if not only_event:
        fields.append(Field("channels", _("Post in these channels"), "choices", required=False, options=channels,
                            value=delivery.channels))  # fmt: skip
        ways = [
            Option(DIRECT, _("Direct messages to those who want them")),
            Option(MENTION, _("Ring at everybody with the member role")),
            *ways,
        ]
    known = {option.value for option in ways}
    fields += [
        Field("ways", _("And besides"), "choices", required=False, options=tuple(ways),
              value=tuple(key for key in ticked if key in known)),
        Field("event", _("For the participants of"), required=only_event, value=event,
              hint=_("A reference such as {ref}", ref="EVT-2027-007")),
    ]  # fmt: skip
    return Form(draft, _("Where it goes"), tuple(fields))


def schedule_form(draft: str, own: str, network: str) -> Form:
    """The time, in the writer's own zone."""
    intro: Text = _("Your time ({zone}).", zone=City(own))
    if network != own:
        theirs = _("The network's is {zone}; you see both before it is scheduled.", zone=City(network))
        intro = spaced((intro, theirs))
    return Form(draft, _("When it goes out"), (Field("when", _("Day and time"), maximum=60,
                hint=when.HINT),), intro=intro)  # fmt: skip


def return_form(draft: str) -> Form:
    return Form(draft, _("Send it back"), (Field("why", _("What should change"), "longtext", maximum=1000),))


def ticked(value: FieldValue) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) and value else tuple(value)


def listed(value: FieldValue) -> tuple[str, ...]:
    """What was typed with commas."""
    return tuple(part.strip() for part in str(value).split(",") if part.strip())
