"""What other features may ask of the register and do to it. None of it asks for permission: the caller has.

Everything happens in the caller's transaction: facts, roles, audit lines, and what the platforms are owed.
"""

from bot.context import Context
from bot.features.register.consents import consents_of, record_consents, withdraw_consent
from bot.features.register.copying import export_of, forget, pseudonym_of
from bot.features.register.enrolling import (
    AlreadyMember,
    Enrolment,
    InstitutionFacts,
    PersonFacts,
    enrol,
    find_or_record,
)
from bot.features.register.leaving import end_membership, reinstate_membership, suspend_membership
from bot.features.register.mandates import end_mandate, name_alternate, name_representative, representative_of
from bot.features.register.model import (
    MEMBERSHIP,
    Affiliation,
    Consent,
    ConsentGiven,
    Institution,
    InstitutionKind,
    InstitutionProfile,
    Mandate,
    Membership,
    name_key,
)
from bot.features.register.posts import add_person, affiliate, confirm_post, end_affiliation
from bot.features.register.repository import Register
from bot.features.register.roles import derive_roles, standing_of

__all__ = [
    "MEMBERSHIP", "Affiliation", "AlreadyMember", "Consent", "ConsentGiven", "Enrolment", "Institution",
    "InstitutionFacts", "InstitutionKind", "InstitutionProfile", "Mandate", "Membership", "PersonFacts", "Register",
    "add_person", "affiliate", "affiliations_of", "confirm_post", "consents_of", "derive_roles", "end_affiliation",
    "end_mandate", "end_membership", "enrol", "export_of", "find_or_record", "forget", "has_membership",
    "institution_has_membership", "institution_of", "member_institutions", "membership_of", "name_alternate",
    "name_key", "name_representative", "pseudonym_of", "record_consents", "reinstate_membership", "representative_of",
    "same_institution", "size", "standing_of", "suspend_membership", "withdraw_consent",
]  # fmt: skip


async def membership_of(ctx: Context, holder: str) -> Membership | None:
    """The running membership of a person or an institution, by id."""
    memberships = await ctx.repository(Register).memberships_of((holder,))
    return next((m for m in memberships if m.is_running), None)


async def has_membership(ctx: Context, person: str) -> bool:
    """Whether the person holds a personal membership that has not ended."""
    return await membership_of(ctx, person) is not None


async def institution_has_membership(ctx: Context, name: str, country: str) -> bool:
    """Whether the institution of that name in that country (ISO 3166-1 code) holds one that has not ended."""
    institution = await ctx.repository(Register).institution_named(name_key(name), country)
    return institution is not None and await membership_of(ctx, institution.id) is not None


async def institution_of(ctx: Context, name_or_id: str) -> Institution | None:
    """The institution of that id, or of that name when only one bears it; None when there is none."""
    register = ctx.repository(Register)
    return await register.institution(name_or_id) or await register.institution_named(name_key(name_or_id), "")


async def member_institutions(ctx: Context) -> tuple[tuple[Institution, Membership], ...]:
    """The institutions on the register now, by name; a suspended one is among them."""
    return await ctx.repository(Register).stood_at(ctx.now)


async def size(ctx: Context) -> tuple[int, int]:
    """How many members in good standing the network has (friends not counted), and in how many countries."""
    return await ctx.repository(Register).size()


async def affiliations_of(ctx: Context, person: str) -> tuple[Affiliation, ...]:
    """All posts the person ever held, the newest first; `holds_at(ctx.now)` tells the present ones."""
    return await ctx.repository(Register).affiliations_of((person,))


async def same_institution(ctx: Context, a: str, b: str) -> bool:
    """Whether two people work at the same institution now (INV-03)."""
    posts = [p for p in await ctx.repository(Register).affiliations_of((a, b)) if p.holds_at(ctx.now)]
    places = {person: {p.institution for p in posts if p.person == person} for person in (a, b)}
    return a == b or bool(places[a] & places[b])
