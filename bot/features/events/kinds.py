"""The kinds of events a network has, and what each asks for: built in, or written down in its profile (GA-21)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.i18n import LANGUAGES, Reader
from bot.profile import FormInput, Profile, Words
from bot.ui.blocks import Option
from bot.ui.text import Phrase, Text, _

LABELS: Final[Mapping[str, Phrase]] = {
    "webinar": _("Webinar"),
    "lecture": _("Lecture"),
    "specialised_lecture": _("Specialised lecture"),
    "conference": _("Conference"),
    "symposium": _("Symposium"),
    "workshop": _("Workshop"),
    "training": _("Training"),
}
LECTURES: Final = frozenset({"lecture", "specialised_lecture"})
"""For members only, listed apart (CSL-13)."""
THEMED: Final = frozenset({"conference", "symposium", "workshop"})
"""They have a theme and may call for contributions (GA-15)."""
ONLINE: Final = frozenset({"webinar"})
TRAINING: Final = "training"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind; `fields` are the questions the profile adds."""

    key: str
    label: Text
    fields: tuple[FormInput, ...] = ()
    members_only: bool = False
    contributions: bool = False
    questions: bool = False

    @property
    def is_lecture(self) -> bool:
        return self.key in LECTURES

    @property
    def is_themed(self) -> bool:
        return self.key in THEMED

    @property
    def is_training(self) -> bool:
        return self.key == TRAINING


def offered(profile: Profile) -> tuple[Kind, ...]:
    """The kinds that can be planned here, in the profile's order."""
    return tuple(
        Kind(
            kind.key,
            kind.label or LABELS.get(kind.key) or _plain(profile, kind.key),
            kind.fields,
            members_only=kind.members_only or kind.key in LECTURES,
            contributions=kind.contributions or kind.key in THEMED,
            questions=kind.questions or kind.key in ONLINE,
        )
        for kind in profile.event_kinds
    )


def kind_of(profile: Profile, key: str) -> Kind:
    """The kind of an event; one that is no longer in the profile is only a name."""
    known = next((kind for kind in offered(profile) if kind.key == key), None)
    return known or Kind(key, LABELS.get(key) or _plain(profile, key), members_only=key in LECTURES)


def named(profile: Profile, typed: str) -> Kind | None:
    """The kind somebody typed, by key or label in any language; a lecture is any of the lectures."""
    wanted = typed.strip().casefold().replace(" ", "_").replace("-", "_")
    for kind in offered(profile):
        words = {kind.key, *(Reader(language).plain(kind.label) for language in LANGUAGES)}
        if isinstance(kind.label, Words):
            words |= {text for _tag, text in kind.label}
        if wanted in {word.casefold().replace(" ", "_") for word in words}:
            return kind
    if wanted in LECTURES:
        return next((kind for kind in offered(profile) if kind.is_lecture), None)
    return None


def options(profile: Profile) -> tuple[Option, ...]:
    return tuple(Option(kind.key, kind.label) for kind in offered(profile))


def _plain(profile: Profile, key: str) -> Text:
    return profile.label(key)
