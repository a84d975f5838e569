"""Who has read it, by institution: for those who announce, never for readers."""

from collections.abc import Mapping, Sequence

from bot.features.announcements.actions import ShowAnnouncement, WhoHasRead
from bot.features.announcements.model import Announcement
from bot.features.announcements.repository import Told
from bot.ui.blocks import Block, Button, Buttons, Fields, Heading, Note, Paragraph
from bot.ui.text import Text, _, join, n_
from bot.ui.view import File, View

PAGE = 10
MOST_NAMES = 12


def by_institution(announcement: Announcement, every: Sequence[Told], page: int, institutions: Mapping[str, str],
                   names: Mapping[str, tuple[str, ...]], reads: int, plot: bytes) -> View:  # fmt: skip
    """Where most are missing first. `reads` counts also those who read it without being told; `plot` is a PNG."""
    told, read = sum(row.told for row in every), sum(row.read for row in every)
    shown = every[page * PAGE : (page + 1) * PAGE]
    blocks: list[Block] = [
        Heading(_("{ref}: who has read it", ref=announcement.ref)),
        Paragraph(_("{read} of {told} people have said so.", read=str(read), told=str(told))),
    ]
    if reads > read:
        blocks.append(
            Note(n_("And {n} person it was not sent to.", "And {n} people it was not sent to.", reads - read))
        )
    if shown:
        blocks.append(Fields(tuple((_institution(row, institutions), _who(row, names)) for row in shown)))
    buttons = [Button(_("Back"), ShowAnnouncement(announcement.id))]
    if (page + 1) * PAGE < len(every):
        buttons.insert(0, Button(_("Next page"), WhoHasRead(announcement.id, page + 1)))
    blocks.append(Buttons(tuple(buttons)))
    alt = _("Readers over time: {read} of {told} people so far", read=str(reads), told=str(told))
    return View.of(*blocks, files=(File(f"{announcement.ref}-readers.png", plot, "image/png", alt),))


def _institution(row: Told, institutions: Mapping[str, str]) -> Text:
    return institutions.get(row.institution, "") or _("Without an institution")


def _who(row: Told, names: Mapping[str, tuple[str, ...]]) -> Text:
    count = _("{read} of {told}", read=str(row.read), told=str(row.told))
    known = names.get(row.institution, ())
    if not row.read:
        return join((count, _("nobody yet")), " · ")
    more = len(known) - MOST_NAMES
    listed = join(known[:MOST_NAMES])
    if more > 0:
        listed = (*listed, " ", n_("and {n} more", "and {n} more", more))
    return join((count, listed), " · ")
