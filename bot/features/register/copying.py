"""The register leaves and comes back: what is known of one person, everything, and what is left after an erasure."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from bot.context import Context
from bot.features.register.model import Membership
from bot.features.register.repository import Register
from bot.features.register.roles import standing_of
from bot.notifying import access_delivery
from bot.outbox import new_id
from bot.people import People
from bot.ports import Spaces


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
    """Erase a person and return the pseudonym left in minutes, votes and the audit trail (domain 2.3.15).

    Memberships, posts and mandates end now and keep their dates; titles and evidence go, accounts and roles too. What
    the accounts may still enter on the platforms is owed to them before they are forgotten.
    """
    register = ctx.repository(Register)
    standing = await standing_of(ctx, person)
    if standing.personal is not None:
        await register.save_membership(_ended(standing.personal, ctx.now))
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
    await _close_doors(ctx, person)
    pseudonym = pseudonym_of(person)
    await ctx.repository(People).erase(person, pseudonym)
    ctx.audit("register.erased", person, detail=pseudonym)
    return pseudonym


def pseudonym_of(person: str) -> str:
    """A stable name that tells nothing, such as "former member 7F3A"."""
    return f"former member {hashlib.sha256(person.encode()).hexdigest()[:4].upper()}"


async def everything(ctx: Context) -> dict[str, Any]:
    """The whole register in an open format, for the export of the network."""
    return dict(await ctx.repository(Register).dump())


async def restore(ctx: Context, data: Mapping[str, Any]) -> None:
    """Write back what `everything` gave, into an empty network. People are restored before, by the kernel."""
    await ctx.repository(Register).load(data)


async def _close_doors(ctx: Context, person: str) -> None:
    spaces = {(s.platform, s.space): s for s in await ctx.repository(Spaces).all()}
    for account in (await ctx.repository(People).me(person, ctx.now)).accounts:
        space = spaces.get((account.platform, account.space))
        if space is not None and account.state != "left":
            ctx.deliveries.append(access_delivery(space, account.user, person, f"erased:{new_id()}"))


def _ended(membership: Membership, at: datetime) -> Membership:
    return membership.follow("resign", at)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in row.items()}
