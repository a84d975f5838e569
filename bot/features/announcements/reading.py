"""`I have read this`, once per person, and who has: for those who announce, and nobody else."""

from collections.abc import Sequence
from datetime import datetime

from bot.context import Context
from bot.errors import NotFound
from bot.features.announcements import lookup
from bot.features.announcements.actions import MarkRead, WhoHasRead
from bot.features.announcements.model import Announcement, Retracted
from bot.features.announcements.repository import Announcements
from bot.features.announcements.routes import feature
from bot.features.announcements.views import copy, readers
from bot.features.register import api as register
from bot.permissions import Permission
from bot.plots import reach_plot
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import _


@feature.press(MarkRead, may=Permission.SEE_PUBLIC)
async def mark_read(ctx: Context, press: MarkRead) -> Reply:
    """From a channel, a direct message, a mail or a browser; a second press changes nothing."""
    announcements = ctx.repository(Announcements)
    announcement = await announcements.get(press.announcement)
    if announcement is None or announcement.is_unsent:
        raise NotFound
    if announcement.state == "retracted":
        raise Retracted
    first = await announcements.read(announcement.id, ctx.me.id, ctx.now, ctx.place.platform)
    if ctx.place.is_direct:
        at = await announcements.read_at(announcement.id, ctx.me.id)
        return Update(copy.for_person(ctx.profile, announcement, ctx.reader.language, at))
    return ctx.whisper(_("Noted, thank you.") if first else _("You said so before, thank you."))


def _plot(ctx: Context, announcement: Announcement, reads: Sequence[datetime], told: int) -> bytes:
    """Readers over time since it was sent, up to now or till it was retracted, on the clock of who looks."""
    begin = min((announcement.sent_at or announcement.created_at, *reads))
    points = [
        (begin, 0),
        *((at, number) for number, at in enumerate(reads, 1)),
        (announcement.retracted_at or ctx.now, len(reads)),
    ]
    return reach_plot(points, told, ctx.reader.zone)


@feature.press(WhoHasRead, may=Permission.ANNOUNCE)
async def who_has_read(ctx: Context, press: WhoHasRead) -> Reply:
    """Institutions where nobody has, names of those who have, and of those who have not when they are few."""
    announcement = await lookup.get(ctx, press.announcement)
    announcements = ctx.repository(Announcements)
    every = await announcements.by_institution(announcement.id)
    shown = readers.page_of(every, press.page)
    reads = await announcements.reads(announcement.id)
    ids = tuple(row.institution for row in shown)
    named = (*(row.institution for row in readers.silent(every)[: readers.MOST_INSTITUTIONS]), *ids)
    institutions = await ctx.repository(register.Register).institutions(tuple(i for i in named if i))
    view = readers.by_institution(
        announcement,
        every,
        press.page,
        {each.id: each.known_as for each in institutions.values()},
        await announcements.readers(announcement.id, ids),
        await announcements.unread(announcement.id, readers.MOST_NAMES + 1),
        len(reads),
        _plot(ctx, announcement, reads, sum(row.told for row in every)),
    )
    return Update(view) if press.page else Ephemeral(view)
