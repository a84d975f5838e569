"""Consents: one row per purpose, with its words, language, time and route; withdrawn at a word (annoyance 25)."""

from collections.abc import Sequence
from dataclasses import replace

from bot.context import Context
from bot.features.register.model import Consent, ConsentGiven
from bot.features.register.repository import Register
from bot.outbox import new_id


async def record_consents(ctx: Context, person: str, given: Sequence[ConsentGiven]) -> None:
    """Record what the person agreed to. The same purpose in newer words replaces the older consent."""
    register = ctx.repository(Register)
    running = {c.purpose: c for c in await register.consents_of((person,)) if c.holds}
    for one in given:
        before = running.get(one.purpose)
        if before is not None:
            if (before.text_version, before.language) == (one.text_version, one.language):
                continue
            await register.save_consent(replace(before, withdrawn_at=max(one.given_at, before.given_at)))
        consent = Consent(new_id(), person, one.purpose, one.text_version, one.language, one.given_at, one.route)
        await register.save_consent(consent)
        running[one.purpose] = consent
        ctx.audit("register.consent_given", person, detail=f"{one.purpose} {one.text_version}")


async def withdraw_consent(ctx: Context, person: str, purpose: str) -> bool:
    """Withdraw a consent as of now; False when there was none. Nothing asks why."""
    register = ctx.repository(Register)
    withdrawn = False
    for consent in await register.consents_of((person,)):
        if consent.holds and consent.purpose == purpose:
            await register.save_consent(replace(consent, withdrawn_at=max(ctx.now, consent.given_at)))
            ctx.audit("register.consent_withdrawn", person, detail=purpose)
            withdrawn = True
    return withdrawn


async def consents_of(ctx: Context, person: str) -> tuple[Consent, ...]:
    """Every consent on record, the newest first; `holds` tells the running ones."""
    return await ctx.repository(Register).consents_of((person,))
