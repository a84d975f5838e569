"""Pays what is owed: runs due jobs, and sends due deliveries so that each arrives once, whatever dies when.

claim (the intent is committed) -> render from the state of today -> send -> settle. What a crash or a time-out leaves
between intent and result is settled by asking the platform, never by guessing. One process at a time sends with a
token: it holds a lease with an epoch, and starts nothing that could outlive the lease.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Coroutine, Iterable
from datetime import datetime, timedelta
from typing import Any

from bot.app import App
from bot.courier import NORMAL, Courier, Timing
from bot.drawing import Drawn
from bot.errors import Conflict, Refused, Unavailable
from bot.interactions import Account, Place
from bot.ledger import Jobs, Lease, Ledger, Result
from bot.metrics import metrics
from bot.outbox import Delivery, Job, State, new_id
from bot.people import Me, Person
from bot.ports import Messenger

log = logging.getLogger("convenor.dispatcher")

JOBS_AT_ONCE = 50
JOBS_FOR = 0.2
"""Jobs done, and seconds spent on them, before deliveries get their turn: a long queue holds no message back."""
TOGETHER = 0.1
"""Seconds for which landings are gathered, while enough is in flight."""


class Dispatcher:
    """The loop of one process. `ring` wakes it; otherwise it looks once every `timing.idle` seconds."""

    def __init__(self, app: App, ledger: Ledger, messengers: Iterable[Messenger], timing: Timing = NORMAL) -> None:
        self.app = app
        self.ledger = ledger
        self.timing = timing
        self.owner = new_id()
        self.courier = Courier(app, timing, self._outlasts_a_request)
        self._offered = tuple(messengers)
        self._leases: dict[str, tuple[Lease, float]] = {}
        self._flights: dict[str, asyncio.Task[None]] = {}
        self._results: list[Result] = []
        self._bell = asyncio.Event()
        self._stopping = False
        self._resting = asyncio.Event()
        self._resting.set()

    def ring(self) -> None:
        """Something was written to the outbox, or a flight has ended."""
        self._bell.set()

    async def run(self) -> None:
        """Work until `stop`."""
        self._resting.clear()
        try:
            while not self._stopping:
                if not await self._try_a_step():
                    await self._doze()
        finally:
            self._resting.set()

    async def _try_a_step(self) -> bool:
        try:
            return await self.step()
        except (Unavailable, Conflict) as error:
            log.warning("the ledger is not available: %s", error)
        except Exception:
            log.exception("the dispatcher stumbled")
        return False

    async def stop(self, grace: float = 5.0) -> None:
        """Finish what is in flight, settle it and give the leases back. What does not end in time is left in doubt."""
        self._stopping = True
        self._bell.set()
        with contextlib.suppress(TimeoutError):  # a step in the middle would take leases again
            await asyncio.wait_for(self._resting.wait(), grace)
        if self._flights:
            _done, late = await asyncio.wait(self._flights.values(), timeout=grace)
            for flight in late:
                flight.cancel()
        await self._settle()
        for lease, _deadline in self._leases.values():
            await self.ledger.release(self.owner, lease)
        self._leases.clear()

    async def step(self) -> bool:
        """Do what can be done now; False when nothing was there to be done, though something may be in flight."""
        did = await self._run_jobs()
        settled = await self._settle()
        await self._take_leases()
        started = 0
        for lease, _deadline in list(self._leases.values()):
            room = self.timing.in_flight - len(self._flights)
            if room <= 0 or not self._outlasts_a_request(lease.sender):
                continue
            claimed = await self.ledger.claim(lease, room, tuple(self._flights), self.app.clock.now())
            drawn = await self.courier.drawing.orders(claimed)
            for delivery in claimed:
                self._fly(delivery.lane, self._deliver(delivery, drawn.get(delivery.id)))
            started += len(claimed)
        return bool(did or settled or started)

    async def idle(self) -> None:
        """Work until nothing is due and nothing in flight any more; for tests and for an orderly end."""
        while await self.step() or self._flights or self._results or self._is_late():
            if self._flights:
                await self._doze()

    def _is_late(self) -> bool:
        """Whether the last step may have left something due: it took so long that a lease no longer allowed it."""
        return not all(self._outlasts_a_request(sender) for sender in self._leases)

    # jobs

    async def _run_jobs(self) -> int:
        """Do some due jobs, each in a transaction of its own; returns how many were done."""
        done, began = 0, time.monotonic()
        for job in await self.ledger.due_jobs(self.app.clock.now(), JOBS_AT_ONCE):
            done += await self._do(job)
            if time.monotonic() - began > JOBS_FOR:
                break
        return done

    async def _do(self, job: Job) -> bool:
        try:
            async with self.app.database.write(self.app.network) as uow:
                if not await uow.repository(Jobs).claim(job, self.app.clock.now()):
                    return False
                route = self.app.routes.jobs.get(job.kind)
                if route is None:
                    log.warning("no feature does the job any more", extra={"job": job.key, "kind": job.kind})
                    return True
                kind, work = route
                network = Account("system", "", ""), Place("system", "", "")
                ctx = self.app.context(system(self.app.network), *network, uow)
                ctx.job = job
                await work(ctx, kind.load(job.data))
                await ctx.flush()
        except Unavailable:
            raise
        except Refused as moot:
            log.warning("a job is no longer possible: %s", moot, extra={"job": job.key})
            await self._put_off(job, str(moot), for_good=True)
            return False
        except Conflict as conflict:
            await self._put_off(job, str(conflict), for_good=False)
            return False
        except Exception as error:
            log.exception("a job failed", extra={"job": job.key, "attempts": job.attempts + 1})
            await self._put_off(job, repr(error), for_good=job.attempts + 1 >= self.timing.job_retries)
            return False
        return True

    async def _put_off(self, job: Job, why: str, *, for_good: bool) -> None:
        """Later again, or never; either way the jobs behind it have their turn."""
        now = self.app.clock.now()
        async with self.app.database.write(self.app.network) as uow:
            if for_good:
                await uow.repository(Jobs).abandon(job, now, why)
            else:
                await uow.repository(Jobs).postpone(job, now + timedelta(seconds=2 ** min(job.attempts, 6)), why)

    # leases

    async def _take_leases(self) -> None:
        # tokens become known when their adapter has connected, which may be long after the start
        messengers = {sender: messenger for messenger in self._offered for sender in messenger.senders}
        self.courier.messengers = messengers
        for sender, (lease, deadline) in list(self._leases.items()):
            before = time.monotonic()
            if sender not in messengers:
                await self.ledger.release(self.owner, lease)
                del self._leases[sender]
            elif deadline - before < self.timing.lease * 0.75:
                if await self.ledger.renew(self.owner, lease, timedelta(seconds=self.timing.lease)):
                    self._leases[sender] = (lease, before + self.timing.lease)
                else:
                    log.warning("another process sends with this token now", extra={"sender": sender})
                    del self._leases[sender]
        wanted = tuple(sender for sender in messengers if sender not in self._leases)
        if not wanted:
            return
        before, ttl = time.monotonic(), timedelta(seconds=self.timing.lease)
        for lease in await self.ledger.acquire(self.owner, wanted, self.app.clock.now(), ttl):
            # before it counts as ours: doubts that could not be read come back with the next lease
            doubts = _by_lane(await self.ledger.ambiguous(lease))
            self._leases[lease.sender] = (lease, before + self.timing.lease)
            for lane, doubtful in doubts.items():
                self._fly(lane, self._clear_up(doubtful))

    def _outlasts_a_request(self, sender: str) -> bool:
        """Whether a request that starts now ends before anybody else may send with that token."""
        held = self._leases.get(sender)
        margin = self.timing.request + self.timing.lease / 20
        return held is not None and time.monotonic() < held[1] - margin

    # flights and results

    def _fly(self, lane: str, work: Coroutine[Any, Any, None]) -> None:
        task = self._flights[lane] = asyncio.create_task(work)

        def landed(ended: asyncio.Task[None]) -> None:
            if self._flights.get(lane) is ended:
                del self._flights[lane]
            if len(self._flights) < self.timing.in_flight / 2:
                self.ring()
            else:  # no hurry to fill up: what lands next is settled with it, and who presses a button has more room
                asyncio.get_running_loop().call_later(TOGETHER, self.ring)

        task.add_done_callback(landed)

    async def _deliver(self, delivery: Delivery, drawn: Drawn | None) -> None:
        try:
            result = await self.courier.carry(delivery, drawn)
        except Exception:
            log.exception("a flight was lost", extra={"delivery": delivery.id})
            later = self.app.clock.now() + timedelta(minutes=1)
            result = Result(delivery, State.READY, run_at=later, error="a bug of ours, see the log")
        self._results.append(result)

    async def _clear_up(self, doubtful: tuple[Delivery, ...]) -> None:
        for delivery in doubtful:
            result = await self.courier.clear_up(delivery)  # first: meanwhile the list may be taken and replaced
            self._results.append(result)

    async def _settle(self) -> int:
        """Write down what became of deliveries; returns of how many."""
        results, self._results = self._results, []
        if not results:
            return 0
        try:
            await self.ledger.settle(tuple(results), self.app.clock.now())
        except BaseException:
            self._results = results + self._results
            raise
        for result in results:
            metrics.add("deliveries_total", kind=result.delivery.kind, outcome=result.state.name.lower())
        return len(results)

    async def _doze(self) -> None:
        try:
            async with asyncio.timeout(self.timing.idle):
                await self._bell.wait()
        except TimeoutError:
            pass
        self._bell.clear()


def system(network: str) -> Me:
    """The network itself, as the one who acts in jobs."""
    return Me(Person("system", network), (), ())


def _by_lane(deliveries: Iterable[Delivery]) -> dict[str, tuple[Delivery, ...]]:
    lanes: dict[str, tuple[Delivery, ...]] = {}
    for delivery in deliveries:
        lanes[delivery.lane] = (*lanes.get(delivery.lane, ()), delivery)
    return lanes


def slot_job(cron: str, kind: str, local: datetime, slot: datetime) -> Job:
    """The job of one slot of the clock, named after its local time: a second start of it is harmless."""
    return Job(f"cron:{cron}:{local.isoformat()}", kind, {}, slot)
