"""Looking at it before it is sent: as readers of each language get it, on this platform and by every other way."""

from bot.context import Context
from bot.features.announcements import lookup
from bot.features.announcements.actions import Preview, TryReading
from bot.features.announcements.notices import Sample
from bot.features.announcements.routes import feature
from bot.features.announcements.views import copy, previewing
from bot.outbox import Priority
from bot.permissions import Permission
from bot.ports import MAIL, Spaces
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import _


@feature.press(Preview, may=Permission.ANNOUNCE)
async def preview(ctx: Context, press: Preview) -> Reply:
    """Here at once, and by every other way as a message of its own; once for each state of the words."""
    announcement = await lookup.get(ctx, press.announcement)
    known = press.language in ctx.profile.languages
    language = press.language if known else copy.order(ctx.profile, ctx.reader.language)[0]
    here, there = ctx.place.platform, {account.platform for account in ctx.me.accounts if account.state == "live"}
    if ctx.me.person.takes_mail:
        there.add(MAIL)
    offered = sorted({space.platform for space in await ctx.repository(Spaces).all()} - {here})
    if there.intersection(offered):
        key = f"announcements.sample:{announcement.id}:{announcement.version}:{language}:{ctx.me.id}:{here}"
        ctx.notify(ctx.me.id, Sample(announcement.id, language, here), key=key, priority=Priority.PROMPT)
    also = previewing.elsewhere(
        [platform for platform in offered if platform in there],
        [platform for platform in offered if platform not in there and platform != MAIL],
    )
    shown = previewing.preview(ctx.profile, announcement, language, ctx.reader, also)
    return Update(shown) if press.language else Ephemeral(shown)


@feature.press(TryReading, may=Permission.SEE_PUBLIC)
async def try_reading(ctx: Context, _press: TryReading) -> Reply:
    return ctx.whisper(_("This is a preview, so nothing was noted. Readers press here to say that they have read it."))
