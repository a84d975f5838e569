"""The beat: APScheduler in memory wakes the dispatcher, and starts clock jobs whose slots are database rows.

The scheduler holds no truth. A slot is moved by compare-and-swap in the transaction that enqueues its job, so that of
several processes one runs it, and after an outage it is caught up once. What a day's job is called after its local
time, so a clock that goes back an hour does not run it twice (domain 2.5, rule 7).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bot.app import App
from bot.dispatcher import slot_job
from bot.outbox import Jobs, Outbox


class Beat:
    """Calls `ring` every `seconds` and enqueues clock jobs that are due."""

    def __init__(self, app: App, ring: Callable[[], None], seconds: float = 1.0) -> None:
        self.app = app
        self.ring = ring
        self.seconds = seconds
        self.zone = ZoneInfo(app.profile.network.zone)
        self._next: dict[str, datetime | None] = {}
        self._scheduler = AsyncIOScheduler(
            timezone=self.zone, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def start(self) -> None:
        self._scheduler.add_job(self.tick, "interval", seconds=self.seconds)  # pyright: ignore[reportUnknownMemberType]
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def tick(self) -> None:
        """Start what is due; the database is asked only when our own note says that something may be."""
        now = self.app.clock.now()
        for name in self.app.routes.crons:
            known = self._next.get(name)
            if known is None or known <= now:
                self._next[name] = await self._start(name, now)
        self.ring()

    async def _start(self, name: str, now: datetime) -> datetime:
        cron = self.app.routes.crons[name]
        trigger = CronTrigger.from_crontab(cron.expression, timezone=self.zone)
        following = trigger.get_next_fire_time(None, now + timedelta(microseconds=1))
        if following is None:
            raise ValueError(f"cron {name!r} never falls due: {cron.expression}")
        async with self.app.database.write(self.app.network) as uow:
            jobs = uow.repository(Jobs)
            slot = await jobs.slot(name)
            if slot is not None and slot > now:
                return slot
            if await jobs.take_slot(name, slot, following) and slot is not None:
                local = slot.astimezone(self.zone).replace(tzinfo=None)
                await uow.repository(Outbox).add((slot_job(name, cron.job.key, local, slot),), ())
        return following
