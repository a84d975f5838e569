"""A second pair of eyes: submitting, approving, sending back."""

from bot.context import Context
from bot.drafts import Draft
from bot.features.announcements import amend, lookup
from bot.features.announcements.actions import Approve, SendBack, SubmitForApproval
from bot.features.announcements.compose import MAY
from bot.features.announcements.model import Announcement
from bot.features.announcements.notices import Answered, DeskCard
from bot.features.announcements.routes import feature
from bot.features.announcements.views import composing
from bot.forms import Form
from bot.interactions import FieldValue
from bot.notifying import SECRETARIAT
from bot.ui.replies import Reply, Update
from bot.ui.text import _


@feature.press(SubmitForApproval, may=MAY)
async def submit(ctx: Context, press: SubmitForApproval) -> Reply:
    announcement = await lookup.get(ctx, press.announcement)
    await lookup.ensure_in_scope(ctx, announcement.audience)
    kept = await lookup.keep(ctx, announcement.submit(ctx.now))
    ctx.audit("announcements.submitted", kept.id)
    ctx.announce(SECRETARIAT, DeskCard(kept.id), key=f"announcements.desk:{kept.id}:{kept.version}")
    ctx.redraw(DeskCard(kept.id))
    return Update(await lookup.card(ctx, kept, _("Somebody of the secretariat or the chair looks at it now.")))


@feature.press(Approve, may=MAY)
async def approve(ctx: Context, press: Approve) -> Reply:
    """By the secretariat or the chair, of exactly the words that were on the card."""
    ctx.require(MAY)
    announcement = await lookup.get(ctx, press.announcement)
    approved = announcement.approve(ctx.me.id, ctx.now)
    if announcement.version != press.version:
        raise lookup.Changed
    kept = await lookup.keep(ctx, approved)
    ctx.audit("announcements.approved", kept.id)
    ctx.redraw(DeskCard(kept.id))
    if kept.is_out:
        amend.spread(ctx, kept)
    _answer(ctx, kept, approved=True)
    return Update(await lookup.card(ctx, kept, _("Approved.")))


@feature.press(SendBack, may=MAY)
async def ask_why(ctx: Context, press: SendBack) -> Reply:
    ctx.require(MAY)
    announcement = await lookup.get(ctx, press.announcement)
    announcement.send_back(ctx.now)  # refuses with the reason
    return await ctx.open("announcements.return", announcement.id, afresh=True)


async def build_return(ctx: Context, draft: Draft) -> Form:
    await lookup.get(ctx, draft.subject)
    return composing.return_form(draft.id)


@feature.form("announcements.return", build_return)
async def send_back(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    ctx.require(MAY)
    announcement = await lookup.get(ctx, draft.subject)
    kept = await lookup.keep(ctx, announcement.send_back(ctx.now))
    await ctx.finish(draft)
    ctx.audit("announcements.sent_back", kept.id)
    ctx.redraw(DeskCard(kept.id))
    _answer(ctx, kept, approved=False, why=str(values["why"]))
    return ctx.whisper(_("Sent back. The writer is told why."))


def _answer(ctx: Context, announcement: Announcement, *, approved: bool, why: str = "") -> None:
    for person in announcement.writers:
        if person != ctx.me.id:
            ctx.notify(person, Answered(announcement.id, ctx.me.id, approved, why))
