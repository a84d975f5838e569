"""Bring a person's roles in line with the register, in the transaction that changed it (INV-08)."""

from bot.context import Context
from bot.features.register.repository import Register
from bot.features.register.standing import DERIVED, REGISTER, Standing, rights
from bot.people import People, Role, RoleGrant


async def standing_of(ctx: Context, person: str) -> Standing:
    """All that the register holds on the person."""
    register = ctx.repository(Register)
    affiliations = await register.affiliations_of((person,))
    holders = (person, *dict.fromkeys(a.institution for a in affiliations))
    return Standing(person, affiliations, await register.memberships_of(holders), await register.mandates_of(person))


async def derive_roles(ctx: Context, *people: str) -> None:
    """Grant and end the derived roles of these people, and let the platforms follow.

    `member`, `representative` and `alternate` belong to the register alone: one granted by hand ends here, too. An
    observer may be invited by hand; that grant has an end date of its own and stays.
    """
    remembered = ctx.repository(People)
    for person in dict.fromkeys(people):
        wished = rights(await standing_of(ctx, person), ctx.now)
        me = await remembered.me(person, ctx.now)
        held = {
            (grant.role, grant.scope)
            for grant in me.grants
            if grant.role in DERIVED and (grant.granted_by == REGISTER or grant.role is not Role.OBSERVER)
        }
        for role, scope in sorted(wished - held):
            await remembered.grant(person, RoleGrant(role, scope, since=ctx.now, granted_by=REGISTER))
            ctx.audit("register.role_granted", person, detail=f"{role} {scope}".strip())
        for role, scope in sorted(held - wished):
            await remembered.revoke(person, role, scope, ctx.now)
            ctx.audit("register.role_ended", person, detail=f"{role} {scope}".strip())
        ctx.project(person)
