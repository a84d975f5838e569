"""Who has read it, by institution: for those who announce, never for readers."""

from collections.abc import Mapping, Sequence

from bot.features.announcements.actions import ShowAnnouncement, WhoHasRead
from bot.features.announcements.model import Announcement
from bot.features.announcements.repository import Told
from bot.ui.blocks import Block, Bullets, Button, Buttons, Heading, Note, Paragraph
from bot.ui.text import COLON, Bold, Inline, Moment, Text, _, join, n_
from bot.ui.view import File, View

PAGE = 10
MOST_NAMES = 12
MOST_INSTITUTIONS = 40


def silent(every: Sequence[Told]) -> tuple[Told, ...]:
    """Institutions where nobody has said so."""
    return tuple(row for row in every if not row.read)


def page_of(every: Sequence[Told], page: int) -> tuple[Told, ...]:
    """Some of the institutions where somebody has said so; the last ones for a page beyond them."""
    heard = tuple(row for row in every if row.read)
    first = max(0, min(page, (len(heard) - 1) // PAGE)) * PAGE
    return heard[first : first + PAGE]


def by_institution(announcement: Announcement, every: Sequence[Told], page: int, institutions: Mapping[str, str],
                   names: Mapping[str, tuple[str, ...]], unread: Sequence[str], reads: int,
                   plot: bytes) -> View:  # fmt: skip
    """Who is missing first: by name when they are few, and all institutions without a reader in one line.

    `unread` are names, more than MOST_NAMES where they are many; `reads` counts also those who read it without being
    told; `plot` is a PNG.
    """
    told, read = sum(row.told for row in every), sum(row.read for row in every)
    blocks: list[Block] = [
        Heading(_("{ref}: who has read it", ref=announcement.ref)),
        Paragraph(_("{read} of {told} people have said so.", read=str(read), told=str(told))),
    ]
    if reads > read:
        blocks.append(
            Note(n_("And {n} person it was not sent to.", "And {n} people it was not sent to.", reads - read))
        )
    if 0 < len(unread) <= MOST_NAMES:
        blocks.append(Paragraph((Bold(_("Not read yet by")), COLON, *join(unread))))
    if missing := silent(every):
        listed = _some([_institution(row, institutions) for row in missing], MOST_INSTITUTIONS)
        blocks.append(Paragraph((Bold(_("Nobody yet at")), COLON, *listed)))
    if shown := page_of(every, page):
        blocks.append(Bullets(tuple(_readers(row, institutions, names) for row in shown)))
    buttons = [Button(_("Back"), ShowAnnouncement(announcement.id))]
    if (page + 1) * PAGE < len(every) - len(missing):
        buttons.insert(0, Button(_("Next page"), WhoHasRead(announcement.id, page + 1)))
    blocks.append(Buttons(tuple(buttons)))
    alt = _(
        "Readers over time: {read} of {told} people so far. From left to right the time since {sent}, from bottom to "
        "top the number of people.",
        read=str(reads),
        told=str(told),
        sent=Moment(announcement.sent_at or announcement.created_at),
    )
    return View.of(*blocks, files=(File(f"{announcement.ref}-readers.png", plot, "image/png", alt),))


def _institution(row: Told, institutions: Mapping[str, str]) -> Inline:
    return institutions.get(row.institution, "") or _("Without an institution")


def _readers(row: Told, institutions: Mapping[str, str], names: Mapping[str, tuple[str, ...]]) -> Text:
    """ "Tingchao School: 1 of 2 · Ana" """
    count = _("{read} of {told}", read=str(row.read), told=str(row.told))
    who = _some(names.get(row.institution, ()), MOST_NAMES)
    return (_institution(row, institutions), COLON, count, " · ", *who)


def _some(every: Sequence[Inline], most: int) -> tuple[Inline, ...]:
    """The first ones, and how many more there are."""
    listed = join(every[:most])
    more = len(every) - most
    return (n_("{names} and {n} more", "{names} and {n} more", more, names=listed),) if more > 0 else listed
