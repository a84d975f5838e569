"""What the register does later: posts that end, grace days and agreements that run out, a look every Monday."""

from bot.context import Context
from bot.features.register.due import EndOfAgreement, EndOfGrace, EndOfPost, LookForVacancies
from bot.features.register.leaving import end_membership
from bot.features.register.notices import Vacancies
from bot.features.register.posts import after_post
from bot.features.register.repository import Register
from bot.features.register.routes import feature
from bot.notifying import SECRETARIAT

feature.cron("register.vacancies", "0 9 * * mon", LookForVacancies)


@feature.job(EndOfPost)
async def end_post(ctx: Context, job: EndOfPost) -> None:
    await after_post(ctx, job.person)


@feature.job(EndOfGrace)
async def end_grace(ctx: Context, job: EndOfGrace) -> None:
    membership = await ctx.repository(Register).membership(job.membership)
    if membership is not None and membership.state == "eligibility_open":
        await end_membership(ctx, membership.id, "former", "no new post within the grace days")


@feature.job(EndOfAgreement)
async def end_agreement(ctx: Context, job: EndOfAgreement) -> None:
    membership = await ctx.repository(Register).membership(job.membership)
    if membership is not None and membership.is_running and membership.until and membership.until <= ctx.now:
        await end_membership(ctx, membership.id, "expired", "the agreement has run out")


@feature.job(LookForVacancies)
async def look_for_vacancies(ctx: Context, _job: LookForVacancies) -> None:
    if await ctx.repository(Register).vacant(ctx.now):
        ctx.announce(SECRETARIAT, Vacancies(), key=f"register.vacancies:{ctx.now.date().isoformat()}")
