"""After it was sent: words that change everywhere, taking it back, reminding those who have not read it."""

from bot.context import Context
from bot.features.announcements import lookup
from bot.features.announcements.actions import RemindUnread, Retract, TellByMail
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


def spread(ctx: Context, announcement: Announcement) -> None:
    """Every copy in a channel and in a direct message follows; what is not delivered yet has today's words anyway."""
    ctx.redraw(AnnouncementCard(announcement.id))
    ctx.redraw(notice_of(announcement))
    ctx.redraw(DeskCard(announcement.id))


async def _mail(ctx: Context, announcement: Announcement) -> int:
    """Those whose copy is a mail get another, once for each version; how many they are."""
    by_mail = await ctx.repository(Announcements).told(announcement.id, ("mail",))
    if by_mail:
        ctx.notify_all(
            by_mail, Corrected(announcement.id), key=f"announcements.fix:{announcement.id}:{announcement.version}"
        )
    return len(by_mail)


async def _by_hand(ctx: Context, announcement: Announcement) -> bool:
    """The secretariat is asked to pass it on once more, where it was asked before; False when it was not."""
    if announcement.sent_at is None or not await ctx.repository(Announcements).told(announcement.id, ("hand",)):
        return False
    ctx.announce(SECRETARIAT, PassOn(announcement.id))
    return True


@feature.press(TellByMail, may=MAY)
async def tell_by_mail(ctx: Context, press: TellByMail) -> Reply:
    """After an edit, when the writer finds that it matters; the secretariat passes it on to whom nothing reaches."""
    announcement = await lookup.get(ctx, press.announcement)
    kept = await lookup.keep(ctx, announcement.correct(ctx.now))
    people = await _mail(ctx, kept)
    note = n_("{n} person is told by mail.", "{n} people are told by mail.", people) if people else ""
    if await _by_hand(ctx, kept):
        note = note or _("The secretariat is asked to pass it on again.")
    ctx.audit("announcements.corrected", kept.id, detail=f"{people} people")
    return Update(await lookup.card(ctx, kept, note))


@feature.press(Retract, may=MAY)
async def retract(ctx: Context, press: Retract) -> Reply:
    """Take it back: what waits is not sent, what was delivered says so, who got it by mail or by hand is told."""
    announcement = await lookup.get(ctx, press.announcement)
    kept = await lookup.keep(ctx, announcement.retract(ctx.now))
    for owed in ("send", "out", "fix", "remind"):
        await ctx.withdraw(f"announcements.{owed}:{kept.id}:")
    ctx.audit("announcements.retracted", kept.id)
    spread(ctx, kept)
    if kept.was_discarded:
        return Update(await lookup.card(ctx, kept, _("Discarded.")))
    await _mail(ctx, kept)
    await _by_hand(ctx, kept)
    return Update(await lookup.card(ctx, kept, _("Retracted.")))


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
