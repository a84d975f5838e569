"""Delete settled work, forms nobody goes on with, and strangers who were only ever seen."""

from datetime import timedelta

from bot.context import Context
from bot.drafts import Drafts
from bot.outbox import JobPayload
from bot.ports import Retention
from bot.routing import Feature

feature = Feature("housekeeping")

KEPT = timedelta(days=30)
"""How long settled work is remembered, and with it that it was done; and how long somebody is who was only seen."""
AT_ONCE = 500


class TidyUp(JobPayload, key="housekeeping.tidy_up"):
    """The deployment's own traces, and drafts after the days that the profile grants an application."""


class ForgetStrangers(JobPayload, key="housekeeping.strangers"):
    """People who came into a space and never did anything; some hundreds at a time."""


feature.cron("housekeeping.tidy_up", "30 3 * * *", TidyUp)
feature.cron("housekeeping.strangers", "45 3 * * *", ForgetStrangers)


@feature.job(TidyUp)
async def tidy_up(ctx: Context, _job: TidyUp) -> None:
    retention = ctx.repository(Retention)
    await retention.settled(ctx.now - KEPT)
    await retention.notes(ctx.now)
    days = ctx.profile.membership.application.draft_expires_days
    await ctx.repository(Drafts).discard_older(ctx.now - timedelta(days=days))


@feature.job(ForgetStrangers)
async def forget_strangers(ctx: Context, _job: ForgetStrangers) -> None:
    if await ctx.repository(Retention).strangers(ctx.now - KEPT, AT_ONCE) == AT_ONCE:
        ctx.later(ForgetStrangers())
