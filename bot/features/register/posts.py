"""Who works where: posts begin, change and end, and membership follows them (domain 2.3.2, annoyance 8)."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.context import Context
from bot.errors import NotFound
from bot.features.gatherings import api as gatherings
from bot.features.register.due import EndOfGrace, EndOfPost
from bot.features.register.model import Affiliation
from bot.features.register.notices import PostEnded
from bot.features.register.repository import Register
from bot.features.register.roles import derive_roles, standing_of
from bot.outbox import new_id
from bot.ui.text import _


async def affiliate(ctx: Context, person: str, institution: str, post_title: str, *, since: datetime,
                    is_leader: bool = False, confirmed_by: str = "") -> Affiliation:  # fmt: skip
    """Record a post, or bring the present one at that institution up to date. Roles are not derived here."""
    register = ctx.repository(Register)
    posts = await register.affiliations_of((person,))
    present = next((a for a in posts if a.institution == institution and a.until is None), None)
    if present is None:
        post = Affiliation(new_id(), person, institution, post_title, since, is_leader, confirmed_by=confirmed_by)
        await register.save_affiliation(post)
        ctx.audit("register.post_recorded", person, detail=institution)
        return post
    post = replace(
        present,
        post_title=post_title or present.post_title,
        is_leader=is_leader if post_title else present.is_leader,
        since=min(present.since, since),
        confirmed_by=present.confirmed_by or confirmed_by,
    )
    if post == present:
        return present
    await register.save_affiliation(post)
    return replace(post, version=present.version + 1)


async def add_person(ctx: Context, institution: str, person: str, post_title: str, *,
                     is_leader: bool = False) -> Affiliation:  # fmt: skip
    """Let the representative or the secretariat add somebody of a member institution: that makes a member."""
    post = await affiliate(ctx, person, institution, post_title, since=ctx.now, is_leader=is_leader,
                           confirmed_by=ctx.me.id)  # fmt: skip
    await derive_roles(ctx, person)
    return post


async def end_affiliation(ctx: Context, affiliation: str, at: datetime | None = None) -> None:
    """End a post now or at a later instant; mandates resting on it end with it (INV-06).

    A personal membership is then open for the grace days of the profile: a new post keeps it, else it ends.
    """
    at = at or ctx.now
    post = await ctx.repository(Register).affiliation(affiliation)
    if post is None:
        raise NotFound(_("There is no such post on record."))
    await _close(ctx, post, at)
    ctx.audit("register.post_ended", post.person, detail=f"{post.institution} {at.isoformat()}")
    if at > ctx.now:
        ctx.later(EndOfPost(post.person, post.id), at=at, key=f"register.end_of_post:{post.id}:{at.isoformat()}")
        return
    await after_post(ctx, post.person)


async def after_post(ctx: Context, person: str) -> None:
    """What follows from a post that has ended: mandates, grace days, roles, and places of who is no member any more."""
    register = ctx.repository(Register)
    standing = await standing_of(ctx, person)
    for mandate in standing.mandates:
        if mandate.state == "active" and mandate.until is not None and mandate.until <= ctx.now:
            await register.save_mandate(mandate.end(mandate.until))
            ctx.audit("register.mandate_ended", mandate.institution, detail=f"{mandate.kind} {person}")
    membership = standing.personal
    if membership is not None and membership.state in ("active", "affirmation_due") and not standing.posts_at(ctx.now):
        await register.save_membership(membership.follow("lose_post", ctx.now))
        ends = ctx.now + timedelta(days=ctx.profile.membership.grace_days_after_post_ends)
        ctx.later(
            EndOfGrace(membership.id), at=ends, key=f"register.end_of_grace:{membership.id}:{ctx.now.isoformat()}"
        )
        ctx.notify(person, PostEnded(membership.id, ends.isoformat()))
        ctx.audit("register.eligibility_open", membership.id, detail=ends.isoformat())
    await derive_roles(ctx, person)
    gatherings.let_go(ctx, person)


async def confirm_post(ctx: Context, person: str) -> None:
    """A new post that makes eligible was confirmed: the personal membership goes on."""
    membership = (await standing_of(ctx, person)).personal
    if membership is None:
        raise NotFound(_("There is no membership that waits for a new post."))
    await ctx.repository(Register).save_membership(membership.follow("confirm_post", ctx.now))
    ctx.audit("register.post_confirmed", membership.id)
    await derive_roles(ctx, person)


async def _close(ctx: Context, post: Affiliation, at: datetime) -> None:
    """Mandates first, then the post they rest on: the database checks that the one lies inside the other."""
    register = ctx.repository(Register)
    for mandate in await register.mandates_of(post.person):
        if (
            mandate.affiliation == post.id
            and mandate.state != "ended"
            and (mandate.until is None or mandate.until > at)
        ):
            await register.save_mandate(replace(mandate, until=max(at, mandate.since)))
    await register.save_affiliation(replace(post, until=max(at, post.since)))
