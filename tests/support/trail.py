"""Reading the audit trail in tests."""

from bot.ports import Audit, AuditEvent
from tests.support.stage import Stage


async def trail(stage: Stage, subject: str = "") -> list[AuditEvent]:
    async with stage.work() as ctx:
        return list(await ctx.repository(Audit).about(subject))
