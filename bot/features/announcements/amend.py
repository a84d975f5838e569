"""After it was sent: words that change everywhere, taking it back, reminding those who have not read it."""

from bot.context import Context
from bot.features.announcements import lookup
from bot.features.announcements.actions import RemindUnread, Retract
from bot.features.announcements.audience import DIRECT
from bot.features.announcements.model import Announcement
from bot.features.announcements.notices import (
    AnnouncementCard,
    AnnouncementNotice,
    Corrected,
    DeskCard,
    ParticipantNotice,
    PassOn,
    ReadReminder,
)
from bot.features.announcements.repository import Announcements
from bot.features.announcements.routes import feature
from bot.notifying import SECRETARIAT
from bot.outbox import Notice
from bot.permissions import Permission
from bot.ui.replies import Reply, Update
from bot.ui.text import _, n_

MAY = Permission.ANNOUNCE


def notice_of(announcement: Announcement) -> Notice:
    """As people were told of it directly."""
    return (ParticipantNotice if announcement.audience.event else AnnouncementNotice)(announcement.id)


async def spread(ctx: Context, announcement: Announcement, *, told: bool) -> None:
    """Every copy in a channel and in a direct message follows; with `told` those who have a mail get another.

    What is not delivered yet is drawn from today's words anyway.
    """
    ctx.redraw(AnnouncementCard(announcement.id))
    ctx.redraw(notice_of(announcement))
    ctx.redraw(DeskCard(announcement.id))
    if not told:
        return
    announcements = ctx.repository(Announcements)
    by_mail = await announcements.told(announcement.id, ("mail",))
    if by_mail:
        ctx.notify_all(
            by_mail, Corrected(announcement.id), key=f"announcements.fix:{announcement.id}:{announcement.version}"
        )
    if announcement.state != "retracted" and await announcements.told(announcement.id, ("hand",)):
        ctx.announce(SECRETARIAT, PassOn(announcement.id))


@feature.press(Retract, may=MAY)
async def retract(ctx: Context, press: Retract) -> Reply:
    """Take it back: what waits is not sent, what was delivered says that it was withdrawn."""
    announcement = await lookup.get(ctx, press.announcement)
    kept = await lookup.keep(ctx, announcement.retract(ctx.now))
    for owed in ("send", "out", "fix", "remind"):
        await ctx.withdraw(f"announcements.{owed}:{kept.id}:")
    ctx.audit("announcements.retracted", kept.id)
    await spread(ctx, kept, told=announcement.is_out)
    return Update(await lookup.card(ctx, kept, _("Withdrawn.")))


@feature.press(RemindUnread, may=MAY)
async def remind(ctx: Context, press: RemindUnread) -> Reply:
    """Once a day, those who were told directly; nobody is named to anybody."""
    announcement = await lookup.get(ctx, press.announcement)
    kept = await lookup.keep(ctx, announcement.remind(ctx.now))
    unread = await ctx.repository(Announcements).told(kept.id, DIRECT, unread=True)
    if unread:
        ctx.notify_all(unread, ReadReminder(kept.id), key=f"announcements.remind:{kept.id}:{kept.version}")
    ctx.audit("announcements.reminded", kept.id, detail=f"{len(unread)} people")
    note = (
        n_("{n} person is reminded, in the morning.", "{n} people are reminded, in their morning.", len(unread))
        if unread
        else _("Everybody who was told directly has read it.")
    )
    return Update(await lookup.card(ctx, kept, note))
