"""The announcement as a reader of each language will see it, down to the small print."""

from collections.abc import Iterable, Sequence

from bot.features.announcements.actions import Preview, ShowAnnouncement, TryReading
from bot.features.announcements.model import Announcement
from bot.features.announcements.views import copy
from bot.features.announcements.views.words import LanguageName
from bot.i18n import Reader, best_language
from bot.ports import MAIL
from bot.profile import Profile
from bot.ui.blocks import Block, Button, Buttons, Divider, Heading, Note, Paragraph
from bot.ui.text import COLON, Code, Text, _, join
from bot.ui.view import View


def preview(
    profile: Profile, announcement: Announcement, language: str, reader: Reader, also: Iterable[Block] = ()
) -> View:
    """In one language, with a button for each other; the platform draws it as it will draw the real one."""
    others = tuple(
        Button(_("In {language}", language=LanguageName(other)), Preview(announcement.id, other))
        for other in profile.languages
        if other != language
    )
    return View(
        (
            Note(_("Preview for readers of {language}:", language=LanguageName(language))),
            Divider(),
            *_seen(profile, announcement, language, reader),
            Divider(),
            *also,
            Buttons((*others, Button(_("Back"), ShowAnnouncement(announcement.id)))),
        ),
        summary=_("Preview"),
    )


def elsewhere(sent: Sequence[str], missing: Sequence[str]) -> tuple[Block, ...]:
    """By which other ways the preview comes as well, and how to see it where one has no account; by platform."""
    ways = join(_("mail") if platform == MAIL else platform.capitalize() for platform in sent)
    got = (Note(_("The same comes to you as readers get it there: {ways}.", ways=ways)),) if sent else ()
    return (*got, *(Note(_not_there(platform)) for platform in missing))


def _not_there(platform: str) -> Text:
    return _(
        "I know no account of yours on {platform}. {command} joins one to this; then you see it there, too.",
        platform=platform.capitalize(),
        command=Code("/profile link"),
    )


def sample(profile: Profile, announcement: Announcement, language: str, reader: Reader) -> View:
    """A message of its own, as readers of that language get it by this way."""
    mark = _("Preview of {ref} for readers of {language}: only you got this, and its button counts for nothing.",
             ref=announcement.ref, language=LanguageName(language))  # fmt: skip
    subject = announcement.called(best_language(language)) or announcement.ref
    return View(
        (Note(mark), Divider(), *_seen(profile, announcement, language, reader)),
        summary=join((_("Preview"), subject), COLON),
    )


def _seen(profile: Profile, announcement: Announcement, language: str, reader: Reader) -> Iterable[Block]:
    """The blocks in the language of another reader, with buttons that count for nothing."""
    other = Reader(best_language(language), reader.zone, reader.prefix)
    for block in copy.for_person(profile, announcement, other.language, None).blocks:
        match block:
            case Heading(text):
                yield Heading(other.runs(text))
            case Paragraph(text):
                yield Paragraph(other.runs(text))
            case Note(text):
                yield Note(other.runs(text))
            case Buttons(items):
                yield Buttons(tuple(Button(other.plain(item.label), TryReading(), "primary") for item in items))
            case _:
                yield block
