"""The beat: APScheduler in memory wakes the dispatcher, and starts clock jobs whose slots are database rows.

The scheduler holds no truth. A slot is moved by compare-and-swap in the transaction that enqueues its job, so that of
several processes one runs it, and after an outage it is caught up once.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bot.app import App
from bot.dispatcher import slot_job
from bot.errors import Conflict, Unavailable
from bot.ledger import Jobs
from bot.outbox import Outbox

log = logging.getLogger("convenor.beat")

_LONGEST_SHIFT = timedelta(hours=3)
"""No zone moves its clocks by more."""


class WallClock:
    """Five cron fields read on the wall of a zone; weekdays are written by name (mon-fri).

    A time that the clocks skip comes as much later as they skip, one that comes twice counts the first time, so that
    a day's job runs once every day (domain 2.5, rule 7). The library's triggers would run it twice in autumn.
    """

    def __init__(self, expression: str, zone: ZoneInfo) -> None:
        if any(letter.isdigit() for letter in expression.split()[4]):
            raise ValueError(f"{expression!r}: write weekdays by name, for their numbers mean different days to people")
        self._expression = expression
        self._trigger = CronTrigger.from_crontab(expression, timezone=UTC)  # stands for a wall without shifts
        self._zone = zone

    def after(self, now: datetime) -> datetime:
        """The first instant later than `now`; ValueError when there is none."""
        wall = now.astimezone(self._zone).replace(tzinfo=UTC) - _LONGEST_SHIFT
        while (found := self._trigger.get_next_fire_time(None, wall)) is not None:
            instant = found.replace(tzinfo=self._zone, fold=0).astimezone(UTC)
            if instant > now:
                return instant
            wall = found + timedelta(seconds=1)
        raise ValueError(f"{self._expression!r} never falls due")


class Beat:
    """Calls `ring` every `seconds` and enqueues clock jobs that are due."""

    def __init__(self, app: App, ring: Callable[[], None], seconds: float = 1.0) -> None:
        self.app = app
        self.ring = ring
        self.seconds = seconds
        self.zone = ZoneInfo(app.profile.network.zone)
        self._clocks = {name: WallClock(cron.expression, self.zone) for name, cron in app.routes.crons.items()}
        self._next: dict[str, datetime] = {}
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
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
        try:
            for name in self._clocks:
                known = self._next.get(name)
                if known is None or known <= now:
                    self._next[name] = await self._start(name, now)
        except (Conflict, Unavailable) as error:
            log.warning("the clock's slots cannot be read: %s", error)
        self.ring()

    async def _start(self, name: str, now: datetime) -> datetime:
        """Enqueue the job when its slot has come; returns when to look again."""
        following = self._clocks[name].after(now)
        async with self.app.database.write(self.app.network) as uow:
            jobs = uow.repository(Jobs)
            slot = await jobs.slot(name)
            if slot is not None and slot > now:
                return slot
            if await jobs.take_slot(name, slot, following) and slot is not None:
                local = slot.astimezone(self.zone).replace(tzinfo=None)
                job = self.app.routes.crons[name].job
                await uow.repository(Outbox).add((slot_job(name, job.key, local, slot),), ())
        return following
