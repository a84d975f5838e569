"""Finding an announcement for the person who asks, and all that its card shows."""

from dataclasses import replace

from bot.context import Context
from bot.errors import NotAllowed, NotFound, Refused
from bot.features.announcements import participants, reach
from bot.features.announcements.audience import Audience, Reach
from bot.features.announcements.model import Announcement
from bot.features.announcements.repository import Announcements
from bot.features.announcements.views import desk
from bot.features.register import api as register
from bot.people import People
from bot.permissions import Permission
from bot.ui.text import Code, Phrase, _
from bot.ui.view import View

NO_SUCH = _("There is no such announcement, or it is not yours. {command} shows those there are.",
            command=Code("/announce list"))  # fmt: skip
EVENTS_ONLY = _("You announce to the participants of your own events. Name the event under Where it goes.")


def asks_second(ctx: Context) -> bool:
    """Whether the network wants a second pair of eyes."""
    return ctx.profile.announcements.approval == "second_person"


def may_reach_all(ctx: Context) -> bool:
    """Whether the person may announce to everybody; organisers may to the participants of their events."""
    return ctx.may(Permission.ANNOUNCE)


async def get(ctx: Context, announcement_id: str) -> Announcement:
    """An announcement for those who may announce: organisers see their own."""
    ctx.require(Permission.ANNOUNCE, in_scope=True)
    found = await ctx.repository(Announcements).get(announcement_id)
    if found is None or not (may_reach_all(ctx) or found.author == ctx.me.id):
        raise NotFound(NO_SUCH)
    return found


async def ensure_in_scope(ctx: Context, audience: Audience) -> None:
    """Refuse an organiser who would reach others than the participants of his or her own event (domain 2.6)."""
    if may_reach_all(ctx):
        return
    if not audience.event or not await participants.organises(ctx, audience.event):
        raise NotAllowed(EVENTS_ONLY)


async def keep(ctx: Context, announcement: Announcement) -> Announcement:
    """Write back; the value as it is now on record."""
    await ctx.repository(Announcements).save(announcement)
    return replace(announcement, version=announcement.version + 1)


async def reach_of(ctx: Context, announcement: Announcement) -> Reach:
    """Before it is sent whom it would reach now, afterwards whom it was sent to."""
    if announcement.is_unsent:
        return await reach.count(ctx, announcement)
    ways = await ctx.repository(Announcements).ways(announcement.id)
    return Reach(sum(ways.values()), ways)


async def desk_of(ctx: Context, announcement: Announcement) -> desk.Desk:
    named = (*announcement.writers, announcement.author, announcement.approved_by)
    institutions = await ctx.repository(register.Register).institutions(announcement.audience.institutions)
    return desk.Desk(
        announcement,
        await reach_of(ctx, announcement),
        asks_second(ctx),
        {each.id: each.known_as for each in institutions.values()},
        await ctx.repository(People).many(tuple(dict.fromkeys(p for p in named if p)), ctx.now),
        len(await ctx.repository(Announcements).reads(announcement.id)) if announcement.sent_at else 0,
        may_reach_all(ctx) and ctx.me.id not in announcement.writers,
    )


async def card(ctx: Context, announcement: Announcement, note: Phrase | str = "") -> View:
    """The card for whoever reads it; who may not reach everybody is told so before the last press."""
    if not note and announcement.is_unsent and not announcement.audience.event and not may_reach_all(ctx):
        note = EVENTS_ONLY
    return desk.card(ctx.profile, await desk_of(ctx, announcement), ctx.reader.language, note)


class Changed(Refused):
    """What the presser was asked about is no longer what would happen."""

    def __init__(self) -> None:
        super().__init__(_("It was changed meanwhile, so nothing was done. Look at it again, then press once more."),
                         rule="changed")  # fmt: skip
