"""What the register does later: posts whose end was announced, grace days that run out."""

from bot.context import Context
from bot.features.register.due import EndOfGrace, EndOfPost
from bot.features.register.leaving import end_membership
from bot.features.register.posts import after_post
from bot.features.register.repository import Register
from bot.features.register.routes import feature


@feature.job(EndOfPost)
async def end_post(ctx: Context, job: EndOfPost) -> None:
    await after_post(ctx, job.person)


@feature.job(EndOfGrace)
async def end_grace(ctx: Context, job: EndOfGrace) -> None:
    membership = await ctx.repository(Register).membership(job.membership)
    if membership is not None and membership.state == "eligibility_open":
        await end_membership(ctx, membership.id, "former", "no new post within the grace days")
