"""What the register knows of one person, given out or taken away."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from bot.context import Context
from bot.features.register.repository import Register
from bot.features.register.roles import derive_roles, standing_of


async def export_of(ctx: Context, person: str) -> dict[str, Any]:
    """All the register holds on the person, as plain JSON values with instants in ISO 8601."""
    register = ctx.repository(Register)
    standing = await standing_of(ctx, person)
    places = await register.institutions(tuple({a.institution for a in standing.affiliations}))
    named = {institution: place.known_as for institution, place in places.items()}
    return {
        "posts": [_plain(asdict(a)) | {"institution_name": named[a.institution]} for a in standing.affiliations],
        "memberships": [_plain(asdict(m)) for m in standing.own],
        "mandates": [_plain(asdict(m)) for m in standing.mandates],
        "consents": [_plain(asdict(c)) for c in await register.consents_of((person,))],
    }


async def forget(ctx: Context, person: str) -> str:
    """Take a person out of the register; returns the pseudonym left in minutes, votes and the audit trail.

    Membership, posts, mandates and consents end now and keep their dates; titles, reasons and evidence go (domain
    2.3.15). The record of the person and the accounts are the caller's to erase, after this.
    """
    register = ctx.repository(Register)
    standing = await standing_of(ctx, person)
    if standing.personal is not None:
        await register.save_membership(standing.personal.follow("resign", ctx.now))
    for mandate in standing.mandates:
        if mandate.state != "ended":
            await register.save_mandate(mandate.end(ctx.now))
    for post in standing.affiliations:
        if post.until is None or post.until > ctx.now:
            await register.save_affiliation(replace(post, until=max(ctx.now, post.since)))
    for consent in await register.consents_of((person,)):
        if consent.holds:
            await register.save_consent(replace(consent, withdrawn_at=max(ctx.now, consent.given_at)))
    await register.forget(person)
    await derive_roles(ctx, person)
    ctx.audit("register.forgotten", person, detail=pseudonym_of(person))
    return pseudonym_of(person)


def pseudonym_of(person: str) -> str:
    """A stable name that tells nothing, such as "former member 7F3A"."""
    return f"former member {hashlib.sha256(person.encode()).hexdigest()[:4].upper()}"


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in row.items()}
