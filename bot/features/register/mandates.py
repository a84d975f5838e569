"""Who represents an institution: dated mandates, one representative at a time (INV-04, 05, 06; domain 2.3.3)."""

from bot.context import Context
from bot.errors import Refused
from bot.features.register.model import Mandate, MandateKind
from bot.features.register.repository import Register
from bot.features.register.roles import derive_roles
from bot.outbox import new_id
from bot.ui.text import _

ALTERNATES = 1
"""How many alternates an institution has at a time."""


async def name_representative(ctx: Context, institution: str, person: str, evidence: str) -> Mandate:
    """Give the institution's vote to somebody who works there; the former representative's mandate ends now."""
    return await _name(ctx, institution, person, "representative", evidence)


async def name_alternate(ctx: Context, institution: str, person: str, evidence: str) -> Mandate:
    """Name who stands in for the representative; a former alternate's mandate ends now."""
    return await _name(ctx, institution, person, "alternate", evidence)


async def representative_of(ctx: Context, institution: str) -> str:
    """The person who represents the institution now; "" while the mandate is vacant."""
    mandates = await ctx.repository(Register).mandates_at(institution)
    return next((m.person for m in mandates if m.kind == "representative" and m.state == "active"), "")


async def end_mandate(ctx: Context, mandate: Mandate) -> None:
    """Let a mandate end now."""
    await ctx.repository(Register).save_mandate(mandate.end(ctx.now))
    ctx.audit("register.mandate_ended", mandate.institution, detail=f"{mandate.kind} {mandate.person}")
    await derive_roles(ctx, mandate.person)


async def _name(ctx: Context, institution: str, person: str, kind: MandateKind, evidence: str) -> Mandate:
    register = ctx.repository(Register)
    posts = await register.affiliations_of((person,))
    post = next((a for a in posts if a.institution == institution and a.holds_at(ctx.now)), None)
    if post is None:
        raise Refused(_("Only somebody with a present post at the institution can represent it. Add the person first."),
                      rule="INV-06")  # fmt: skip
    for mandate in await register.mandates_of(person):
        if mandate.state == "active" and mandate.is_voting:
            if mandate.institution != institution:
                raise Refused(_("This person votes for another institution already. End that mandate first."),
                              rule="INV-05")  # fmt: skip
            if mandate.kind == kind:
                return mandate
            await end_mandate(ctx, mandate)
    for mandate in await register.mandates_at(institution):
        if mandate.state == "active" and mandate.kind == kind:
            await end_mandate(ctx, mandate)
    named = Mandate(new_id(), institution, person, kind, post.id, ctx.now, post.until, appointed_by=ctx.me.id,
                    evidence=evidence)  # fmt: skip
    await register.save_mandate(named)
    ctx.audit(f"register.{kind}_named", institution, detail=f"{person} {evidence}")
    await derive_roles(ctx, person)
    return named
