"""A member would like a meeting: the secretariat takes it up, with all that was typed, or says why not (domain 2.6)."""

from bot.context import Context
from bot.drafts import Draft
from bot.errors import NotFound
from bot.features.meetings import views
from bot.features.meetings.actions import DeclineProposal, Propose, TakeUp
from bot.features.meetings.model import Proposal
from bot.features.meetings.notices import ProposalAnswered, ProposalCard
from bot.features.meetings.repository import Meetings
from bot.features.meetings.routes import feature
from bot.features.meetings.typed import WHAT, ending_with, meeting_of
from bot.forms import Form
from bot.interactions import FieldValue
from bot.notifying import SECRETARIAT
from bot.outbox import new_id
from bot.permissions import Permission
from bot.ui.replies import Reply
from bot.ui.text import _


@feature.press(Propose, may=Permission.PROPOSE_EVENT)
async def propose(ctx: Context, press: Propose) -> Reply:
    typed = await ending_with(ctx, press.draft)
    meeting_of(ctx, typed.values)  # refuses what has become the past meanwhile
    proposal = Proposal(new_id(), ctx.me.id, ctx.now, typed.values)
    await ctx.repository(Meetings).save_proposal(proposal)
    for draft in typed.drafts:
        await ctx.finish(draft)
    ctx.audit("meetings.proposed", proposal.id)
    ctx.announce(SECRETARIAT, ProposalCard(proposal.id), key=f"meetings.proposal:{proposal.id}")
    return ctx.whisper(_("Thank you. The secretariat has your proposal and answers you here."))


@feature.press(TakeUp, may=Permission.CREATE_EVENT)
async def take_up(ctx: Context, press: TakeUp) -> Reply:
    """The forms open with what was proposed; it counts once the first of them was sent."""
    proposal = await _found(ctx, press.proposal)
    _taken(ctx, proposal)  # refuses when somebody else has answered it
    return await ctx.open(WHAT, proposal.id, proposal.typed)


async def take(ctx: Context, name: str) -> None:
    """Whoever has sent the first form calls the meeting; to send it again says nothing new."""
    ctx.require(Permission.CREATE_EVENT)
    proposal = await _found(ctx, name)
    taken = _taken(ctx, proposal)
    if taken != proposal:
        await _answer(ctx, taken)


def _taken(ctx: Context, proposal: Proposal) -> Proposal:
    is_own = (proposal.state, proposal.answered_by) == ("taken", ctx.me.id)
    return proposal if is_own else proposal.answer("taken", ctx.me.id)


@feature.press(DeclineProposal, may=Permission.CREATE_EVENT)
async def ask_word(ctx: Context, press: DeclineProposal) -> Reply:
    return await ctx.open("meetings.decline", (await _found(ctx, press.proposal)).id)


async def build_decline(ctx: Context, draft: Draft) -> Form:
    ctx.require(Permission.CREATE_EVENT)
    return views.decline_form(draft.id)


@feature.form("meetings.decline", build_decline)
async def decline(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    ctx.require(Permission.CREATE_EVENT)
    proposal = (await _found(ctx, draft.subject)).answer("declined", ctx.me.id, str(values["word"]))
    await _answer(ctx, proposal)
    await ctx.finish(draft)
    return ctx.whisper(_("Declined. Who proposed it is told, with your word."))


async def _answer(ctx: Context, proposal: Proposal) -> None:
    await ctx.repository(Meetings).save_proposal(proposal)
    ctx.audit(f"meetings.proposal_{proposal.state}", proposal.id, on_behalf_of=proposal.by)
    ctx.notify(proposal.by, ProposalAnswered(proposal.id), key=f"meetings.proposal_answered:{proposal.id}")
    ctx.redraw(ProposalCard(proposal.id))


async def _found(ctx: Context, proposal: str) -> Proposal:
    found = await ctx.repository(Meetings).proposal(proposal)
    if found is None:
        raise NotFound
    return found
