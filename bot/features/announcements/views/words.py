"""Words that recur: languages, ways, whom and where an announcement goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel import Locale

from bot.features.announcements.audience import Audience, Reach, Way
from bot.features.announcements.model import Announcement
from bot.features.announcements.states import LIFECYCLE
from bot.features.home.api import ROLE_NAMES
from bot.people import Role
from bot.places import country_name
from bot.profile import Profile
from bot.ui.text import COLON, SEMICOLON, Text, _, join, n_


@dataclass(frozen=True, slots=True)
class LanguageName:
    """What a language is called in the reader's; a network writes in one script of each."""

    tag: str

    def in_(self, language: str) -> str:
        name = Locale.parse(self.tag.split("-")[0]).get_display_name(language.replace("-", "_")) or self.tag
        return name[:1].upper() + name[1:]


@dataclass(frozen=True, slots=True)
class CountryName:
    code: str

    def in_(self, language: str) -> str:
        return country_name(self.code, language)


def state(announcement: Announcement) -> Text:
    return _("discarded") if announcement.was_discarded else LIFECYCLE.labels[announcement.state]


def people(count: int) -> Text:
    return n_("{n} person", "{n} people", count)


def ways(reach: Reach) -> Text:
    """ "12 by direct message, 3 by mail": how many get it by which way."""
    parts: list[Text] = []
    for way, count in reach.by_way.items():
        parts.append(_way(way, count))
    return join(parts, SEMICOLON) if parts else _("nobody")


def _way(way: Way, count: int) -> Text:
    match way:
        case "chat":
            return n_("{n} by direct message", "{n} by direct message", count)
        case "channel":
            return n_("{n} in a channel", "{n} in a channel", count)
        case "mail":
            return n_("{n} by mail", "{n} by mail", count)
        case "hand":
            return n_("{n} by hand of the secretariat", "{n} by hand of the secretariat", count)
        case "none":
            return n_("{n} not at all (wants no news, or reads no such channel)",
                      "{n} not at all (want no news, or read no such channel)", count)  # fmt: skip


def audience(chosen: Audience, institutions: Mapping[str, str]) -> Text:
    """Whom it is for, in words; `institutions` are names by id."""
    if chosen.is_everybody:
        return _("everybody in the network")
    groups: list[tuple[Text, Sequence[Text]]] = [
        (_("Roles"), [ROLE_NAMES[Role(role)] for role in chosen.roles]),
        (_("Institutions"), [institutions.get(i, i) for i in chosen.institutions]),
        (_("Countries"), [CountryName(code) for code in chosen.countries]),
        (_("Languages"), [LanguageName(tag) for tag in chosen.languages]),
        (_("Interests"), list(chosen.fields)),
        (_("Participants of"), [chosen.event] if chosen.event else []),
    ]
    return join((join((name, join(values)), COLON) for name, values in groups if values), SEMICOLON)


def where(profile: Profile, announcement: Announcement) -> Text:
    """The channels, and whether people are told directly."""
    names = profile.channel_names
    parts: list[Text] = [names.get(key, key) for key in announcement.delivery.channels]
    if announcement.delivery.mention and parts:
        parts.append(_("with a mention of the member role"))
    if announcement.delivery.direct:
        parts.append(_("direct messages to those who want them"))
    return join(parts) if parts else _("nowhere yet")


def missing(profile: Profile, announcement: Announcement) -> tuple[str, ...]:
    """Languages of the network in which it does not exist yet."""
    return tuple(tag for tag in profile.languages if tag not in announcement.wordings)
