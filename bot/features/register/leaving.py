"""How memberships are suspended and end; the rights go in the same transaction (INV-08, domain 2.3.2)."""

from typing import Literal, TypeAlias

from bot.context import Context
from bot.errors import NotFound, Refused
from bot.features.gatherings import api as gatherings
from bot.features.register.model import Membership
from bot.features.register.repository import Register
from bot.features.register.roles import derive_roles
from bot.ui.text import _

Ending: TypeAlias = Literal["resigned", "terminated", "former", "expired"]

_TRIGGERS: dict[Ending, str] = {
    "resigned": "resign", "terminated": "terminate", "former": "leave", "expired": "expire",
}  # fmt: skip


async def end_membership(ctx: Context, membership_id: str, how: Ending, reason: str) -> Membership:
    """End a membership. Refused where the lifecycle has no such way; a termination needs its reason in words."""
    if how == "terminated" and not reason.strip():
        raise Refused(_("A termination needs a recorded decision. Please give its reason."), rule="termination-reason")
    return await _follow(ctx, membership_id, _TRIGGERS[how], reason)


async def suspend_membership(ctx: Context, membership_id: str, reason: str) -> Membership:
    """Let the rights rest; the holder has the right to be heard before anything further."""
    return await _follow(ctx, membership_id, "suspend", reason)


async def reinstate_membership(ctx: Context, membership_id: str, reason: str) -> Membership:
    """Give the rights of a suspended membership back."""
    return await _follow(ctx, membership_id, "reinstate", reason)


async def _follow(ctx: Context, membership_id: str, trigger: str, reason: str) -> Membership:
    register = ctx.repository(Register)
    membership = await register.membership(membership_id)
    if membership is None:
        raise NotFound(_("There is no such membership on the register."))
    after = membership.follow(trigger, ctx.now, reason)
    await register.save_membership(after)
    ctx.audit(f"register.{trigger}", membership.id, detail=reason)
    if after.person:
        await derive_roles(ctx, after.person)
        _let_go(ctx, after, after.person)
    else:
        await _leave_with(ctx, after)
    return after


async def _leave_with(ctx: Context, membership: Membership) -> None:
    """Everybody whose rights come from the institution; its mandates end for good when its membership does."""
    register = ctx.repository(Register)
    if not membership.is_running:
        for mandate in await register.mandates_at(membership.institution):
            if mandate.state != "ended":
                await register.save_mandate(mandate.end(ctx.now))
                ctx.audit("register.mandate_ended", mandate.institution, detail=f"{mandate.kind} {mandate.person}")
    posts = await register.affiliations_at(membership.institution)
    people = tuple(post.person for post in posts if post.until is None or post.until > ctx.now)
    await derive_roles(ctx, *people)
    _let_go(ctx, membership, *people)


def _let_go(ctx: Context, membership: Membership, *people: str) -> None:
    """Whose membership has ended keeps no members' place; one that rests may come back, and keeps what it has."""
    if not membership.is_running:
        for person in dict.fromkeys(people):
            gatherings.let_go(ctx, person)
