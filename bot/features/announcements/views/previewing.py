"""The announcement as a reader of each language will see it, down to the small print."""

from collections.abc import Iterable

from bot.features.announcements.actions import Preview, ShowAnnouncement
from bot.features.announcements.model import Announcement
from bot.features.announcements.views import copy
from bot.features.announcements.views.words import LanguageName
from bot.i18n import Reader, best_language
from bot.profile import Profile
from bot.ui.blocks import Block, Button, Buttons, Divider, Heading, Note, Paragraph
from bot.ui.text import Text, _
from bot.ui.view import View


def preview(profile: Profile, announcement: Announcement, language: str, reader: Reader) -> View:
    """In one language, with a button for each other; the platform draws it as it will draw the real one."""
    tag = language or copy.order(profile, reader.language)[0]
    seen_by = Reader(best_language(tag), reader.zone, reader.prefix)
    shown = copy.for_person(profile, announcement, seen_by.language, None)
    others = tuple(
        Button(_("In {language}", language=LanguageName(other)), Preview(announcement.id, other))
        for other in profile.languages
        if other != tag
    )
    return View(
        (
            Note(_("Preview for readers of {language}:", language=LanguageName(tag))),
            Divider(),
            *_spoken(shown.blocks, seen_by),
            Divider(),
            Buttons((*others, Button(_("Back"), ShowAnnouncement(announcement.id)))),
        ),
        summary=_("Preview"),
    )


def _spoken(blocks: Iterable[Block], reader: Reader) -> Iterable[Block]:
    """The blocks in the language of another reader; buttons are named, as they do nothing in a preview."""
    for block in blocks:
        match block:
            case Heading(text):
                yield Heading(_in(text, reader))
            case Paragraph(text):
                yield Paragraph(_in(text, reader))
            case Note(text):
                yield Note(_in(text, reader))
            case Buttons(items):
                yield Note(tuple(f"[ {reader.plain(item.label)} ] " for item in items))
            case _:
                yield block


def _in(text: Text, reader: Reader) -> Text:
    return reader.runs(text)
