"""What readers see: their own language first, the others below (annoyance 15)."""

import re
from collections.abc import Iterator
from datetime import datetime

from bot.features.announcements.actions import MarkRead
from bot.features.announcements.model import Announcement, Wording
from bot.features.announcements.views.words import LanguageName
from bot.i18n import best_language
from bot.profile import Profile
from bot.ui.blocks import Block, Button, Buttons, Divider, Heading, Note, Paragraph
from bot.ui.text import Bold, Inline, Link, Moment, Text, _
from bot.ui.view import View

_ADDRESS = re.compile(r"https?://[^\s<>\"'，。；、）】》]+[^\s<>\"'，。；、）】》.,;:!?)\]]")


def order(profile: Profile, language: str) -> tuple[str, ...]:
    """The network's languages, the reader's first."""
    return tuple(sorted(profile.languages, key=lambda tag: best_language(tag) != best_language(language)))


def in_channel(profile: Profile, announcement: Announcement, language: str, mention: Text = "") -> View:
    """As it stands in a channel; `mention` pings the members where that was chosen."""
    if announcement.state == "retracted":
        return retracted(announcement, language)
    above = (Paragraph(mention),) if mention else ()
    return View.of(
        *above,
        *_body(profile, announcement, language),
        *_edited(announcement),
        Buttons((Button(_("I have read this"), MarkRead(announcement.id), "primary"),)),
        summary=_first(profile, announcement, language).subject,
    )


def for_person(profile: Profile, announcement: Announcement, language: str, read_at: datetime | None) -> View:
    """As one person gets it; who has read it is not asked again."""
    if announcement.state == "retracted":
        return retracted(announcement, language)
    if read_at:
        asked: tuple[Block, ...] = (Note(_("You have read this, {when}.", when=Moment(read_at))),)
    else:
        button = Buttons((Button(_("I have read this"), MarkRead(announcement.id), "primary"),))
        ack = announcement.delivery.needs_ack
        asked = (Note(_("Please confirm that you have read this.")), button) if ack else (button,)
    return View.of(
        *_body(profile, announcement, language),
        *_edited(announcement),
        *asked,
        summary=_first(profile, announcement, language).subject,
    )


def retracted(announcement: Announcement, language: str) -> View:
    """What is left of it wherever it stood."""
    at = announcement.retracted_at or announcement.changed_at
    return View.of(
        Paragraph(
            _(
                "The announcement “{what}” ({ref}) was retracted, {when}.",
                what=announcement.called(language),
                ref=announcement.ref,
                when=Moment(at),
            )
        ),
        summary=_("Retracted: {subject}", subject=announcement.called(language)),
    )


def texts(profile: Profile, announcement: Announcement, language: str) -> tuple[Block, ...]:
    """The words in all languages, and nothing else."""
    return tuple(_body(profile, announcement, language))


def _body(profile: Profile, announcement: Announcement, language: str) -> Iterator[Block]:
    """One language after the other; where the reader's is missing, that is said first."""
    for number, tag in enumerate(order(profile, language)):
        wording = announcement.wordings.get(tag)
        pending = Note(_("{language}: translation pending", language=LanguageName(tag)))
        if number and (wording is not None or number < len(profile.languages)):
            yield Divider()
        if wording is None:
            yield pending
            continue
        yield Heading(wording.subject) if not number else Paragraph(Bold(wording.subject))
        for paragraph in re.split(r"\n\s*\n", wording.text):
            yield Paragraph(linked(paragraph))


def _first(profile: Profile, announcement: Announcement, language: str) -> Wording:
    found = (announcement.wordings.get(tag) for tag in order(profile, language))
    return next((wording for wording in found if wording), Wording(announcement.ref, ""))


def _edited(announcement: Announcement) -> tuple[Block, ...]:
    if announcement.edited_at is None:
        return ()
    return (Note(_("Edited {when}", when=Moment(announcement.edited_at))),)


def linked(text: str) -> tuple[Inline, ...]:
    """Addresses in a text become links; nothing else in it means anything."""
    row: list[Inline] = []
    at = 0
    for found in _ADDRESS.finditer(text):
        if found.start() > at:
            row.append(text[at : found.start()])
        row.append(Link(found[0], found[0]))
        at = found.end()
    if at < len(text):
        row.append(text[at:])
    return tuple(row)
