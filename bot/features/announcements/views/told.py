"""What the writer, the secretariat and readers are told about an announcement."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.due import marked_late
from bot.features.announcements.actions import MarkRead, ShowAnnouncement
from bot.features.announcements.audience import Reach
from bot.features.announcements.model import Announcement
from bot.features.announcements.views import copy, desk, words
from bot.people import Person
from bot.profile import Profile
from bot.ui.blocks import Bullets, Button, Buttons, Heading, Note, Paragraph, Quote
from bot.ui.text import Moment, _, join, n_
from bot.ui.view import File, View

MOST_NAMES = 30


def corrected(profile: Profile, announcement: Announcement, language: str) -> View:
    """In a mail of its own, as mails cannot be changed; its subject says which mail is meant."""
    if announcement.state == "retracted":
        return copy.retracted(announcement, language)
    shown = copy.for_person(profile, replace(announcement, edited_at=None), language, None)
    return View(
        (Note(_("A correction: this replaces what you were sent before.")), *shown.blocks),
        _("Correction: {subject}", subject=shown.summary),
    )


def pass_on(profile: Profile, announcement: Announcement, people: Sequence[Person], language: str) -> View:
    """The people nothing of ours reaches, and the words to pass on, or that they were retracted."""
    retracted = announcement.state == "retracted"
    words = copy.retracted(announcement, language).blocks if retracted else copy.texts(profile, announcement, language)
    names = tuple(person.known_as for person in people)
    listed = "\n".join(names) + "\n"
    more = len(names) - MOST_NAMES
    return View.of(
        Heading(_("Please pass this on by hand")),
        Paragraph(
            n_(
                "{ref} reaches {n} person neither in chat nor by mail:",
                "{ref} reaches {n} people neither in chat nor by mail:",
                len(names),
                ref=announcement.ref,
            )
        ),
        Bullets(names[:MOST_NAMES]),
        *((Note(n_("{n} more is in the file.", "{n} more are in the file.", more)),) if more > 0 else ()),
        *words,
        files=(File(f"{announcement.ref}-by-hand.txt", listed.encode(), "text/plain"),) if more > 0 else (),
    )


def at_the_office(profile: Profile, shown: desk.Desk, language: str) -> View:
    """In the secretariat's channel: somebody who did not write it looks at it."""
    announcement = shown.announcement
    waits = announcement.state == "awaiting_approval" or bool(announcement.proposed)
    note = _("Waiting for approval by somebody else of the office.") if waits else ""
    return desk.card(profile, shown, language, note)


def answered(announcement: Announcement, by: str, *, approved: bool, why: str) -> View:
    """To the writer."""
    open_it = Buttons((Button(_("Open it"), ShowAnnouncement(announcement.id), "primary"),))
    if approved:
        text = (
            _(
                "{who} approved {ref}. The new words are out in chat; open it to tell those who got it by mail.",
                who=by,
                ref=announcement.ref,
            )
            if announcement.is_out
            else _("{who} approved {ref}. Send it now, or schedule it.", who=by, ref=announcement.ref)
        )
        return View.of(Paragraph(text), open_it)
    return View.of(
        Paragraph(_("{who} sent {ref} back:", who=by, ref=announcement.ref)),
        Quote(why or "–"),
        open_it,
    )


def gone_out(announcement: Announcement, reach: Reach, due: datetime | None = None) -> View:
    """To the writer of a scheduled one, which was `due` long before when that is given."""
    view = View.of(
        Paragraph(
            _("{ref} has gone out to {people}: {ways}.", ref=announcement.ref, people=words.people(reach.people),
              ways=words.ways(reach))
        ),
        Buttons((Button(_("Open it"), ShowAnnouncement(announcement.id)),)),
    )  # fmt: skip
    return marked_late(view, due) if due else view


def not_sent(announcement: Announcement, due: datetime | None = None) -> View:
    """To the writer and the secretariat: the event is gone, or the text; or the moment when it was `due`."""
    text = (
        _(
            "{ref} was to go out {moment}, and nobody could send it then. Open it, and send it now if it still holds.",
            ref=announcement.ref,
            moment=Moment(due),
        )
        if due
        else _("{ref} could not go out as scheduled. Open it to see what is missing.", ref=announcement.ref)
    )
    return View.of(
        Paragraph(text),
        Buttons((Button(_("Open it"), ShowAnnouncement(announcement.id), "primary"),)),
    )


def reminder(profile: Profile, announcement: Announcement, language: str) -> View:
    """To somebody who has not confirmed yet: kindly, with the text once more."""
    return View.of(
        Note(_("A reminder: please confirm that you have read this.")),
        *copy.texts(profile, announcement, language),
        Buttons((Button(_("I have read this"), MarkRead(announcement.id), "primary"),)),
        summary=join((_("Please read"), announcement.called(language)), ": "),
    )
