"""Pays what is owed: runs due jobs, and sends due deliveries so that each arrives once, whatever dies when.

claim (the intent is committed) -> render from the state of today -> send -> settle. What a crash or a time-out leaves
between intent and result is settled by asking the platform, never by guessing. One process at a time sends with a
token: it holds a lease with an epoch, and starts nothing that could outlive the lease.
"""

import asyncio
import hashlib
import logging
import time
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.app import App
from bot.drawing import Drawing, Moot, fingerprint
from bot.errors import Conflict, Unavailable
from bot.interactions import Account, Place
from bot.metrics import metrics
from bot.notifying import SECRETARIAT, SpaceChanged, Trouble, reroute
from bot.outbox import (
    Ambiguous,
    Copy,
    Delivery,
    DeliveryProblem,
    Forbidden,
    Job,
    Jobs,
    Lease,
    Ledger,
    Limited,
    Outbox,
    Receipt,
    Rejected,
    Result,
    State,
    Unreachable,
    new_id,
)
from bot.people import Me, People, Person
from bot.ports import Edit, Make, Messenger, Order, Send, Spaces

log = logging.getLogger("convenor.dispatcher")


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds. `settle` must exceed the request time-out plus the lag of the platform's history (engine, 2.6)."""

    lease: float = 15.0
    request: float = 8.0
    settle: float = 10.0
    idle: float = 1.0
    in_flight: int = 16
    job_retries: int = 8
    send_retries: int = 60


class Dispatcher:
    """The loop of one process. `ring` wakes it; otherwise it looks once every `timing.idle` seconds."""

    def __init__(self, app: App, ledger: Ledger, messengers: Iterable[Messenger], timing: Timing = Timing()) -> None:
        self.app = app
        self.ledger = ledger
        self.timing = timing
        self.owner = new_id()
        self.drawing = Drawing(app)
        self._offered = tuple(messengers)
        self._messengers: dict[str, Messenger] = {}
        self._leases: dict[str, tuple[Lease, float]] = {}
        self._flights: dict[str, asyncio.Task[None]] = {}
        self._results: list[Result] = []
        self._bell = asyncio.Event()
        self._stopping = False

    def ring(self) -> None:
        """Something was written to the outbox."""
        self._bell.set()

    async def run(self) -> None:
        """Work until `stop`."""
        while not self._stopping:
            try:
                busy = await self.step()
            except (Unavailable, Conflict) as error:
                log.warning("the ledger is not available: %s", error)
                busy = False
            except Exception:
                log.exception("the dispatcher stumbled")
                busy = False
            if not busy:
                await self._doze()

    async def stop(self, grace: float = 5.0) -> None:
        """Finish what is in flight, settle it and give the leases back."""
        self._stopping = True
        self._bell.set()
        if self._flights:
            await asyncio.wait(self._flights.values(), timeout=grace)
        await self._settle()
        for lease, _deadline in self._leases.values():
            await self.ledger.release(self.owner, lease)
        self._leases.clear()

    async def step(self) -> bool:
        """Do what can be done now; False when nothing is due and nothing is in flight."""
        did = await self.run_jobs()
        await self._settle()
        await self._take_leases()
        started = 0
        for lease, _deadline in list(self._leases.values()):
            if not self._outlasts_a_request(lease.sender):
                continue
            room = self.timing.in_flight - len(self._flights)
            if room > 0:
                claimed = await self.ledger.claim(lease, room, tuple(self._flights), self.app.clock.now())
                for delivery in claimed:
                    self._fly(delivery.lane, self._deliver(delivery))
                started += len(claimed)
        if self._flights and not started and not did:
            await asyncio.wait(self._flights.values(), timeout=self.timing.idle, return_when=asyncio.FIRST_COMPLETED)
        await self._settle()
        return bool(did or started or self._flights)

    async def idle(self) -> None:
        """Work until nothing is due any more; for tests and for an orderly end."""
        while await self.step():
            pass

    # jobs

    async def run_jobs(self) -> int:
        """Do all due jobs, each in a transaction of its own; returns how many were done."""
        done = 0
        while jobs := await self.ledger.due_jobs(self.app.clock.now(), 50):
            progress = 0
            for job in jobs:
                progress += await self._do(job)
            done += progress
            if not progress:
                break
        return done

    async def _do(self, job: Job) -> bool:
        now = self.app.clock.now()
        try:
            async with self.app.database.write(self.app.network) as uow:
                if not await uow.repository(Jobs).claim(job, now):
                    return False
                route = self.app.routes.jobs.get(job.kind)
                if route is None:
                    log.warning("no feature does the job any more", extra={"job": job.key, "kind": job.kind})
                    return True
                kind, work = route
                ctx = self.app.context(
                    system(self.app.profile.network.slug), Account("system", "", ""), Place("system", "", ""), uow
                )
                ctx.job = job
                await work(ctx, kind.load(job.data))
                await ctx.flush()
        except (Conflict, Unavailable):
            raise
        except Exception as error:
            log.exception("a job failed", extra={"job": job.key, "attempts": job.attempts + 1})
            async with self.app.database.write(self.app.network) as uow:
                if job.attempts + 1 >= self.timing.job_retries:
                    await uow.repository(Jobs).abandon(job, now, repr(error))
                else:
                    pause = timedelta(seconds=2**job.attempts)
                    await uow.repository(Jobs).postpone(job, now + pause, repr(error))
            return False
        return True

    # leases

    async def _take_leases(self) -> None:
        ttl = timedelta(seconds=self.timing.lease)
        for sender, (lease, deadline) in list(self._leases.items()):
            before = time.monotonic()
            if deadline - before < self.timing.lease * 0.75:
                if await self.ledger.renew(self.owner, lease, ttl):
                    self._leases[sender] = (lease, before + self.timing.lease)
                else:
                    log.warning("another process sends with this token now", extra={"sender": sender})
                    del self._leases[sender]
        # tokens become known when their adapter has connected, which may be long after the start
        self._messengers = {sender: m for m in self._offered for sender in m.senders}
        wanted = tuple(sender for sender in self._messengers if sender not in self._leases)
        if wanted:
            before = time.monotonic()
            for lease in await self.ledger.acquire(self.owner, wanted, self.app.clock.now(), ttl):
                self._leases[lease.sender] = (lease, before + self.timing.lease)
                for lane, doubtful in _by_lane(await self.ledger.ambiguous(lease)).items():
                    self._fly(lane, self._clear_up(doubtful))

    def _outlasts_a_request(self, sender: str) -> bool:
        """Whether a request that starts now ends before anybody else may send with that token."""
        held = self._leases.get(sender)
        margin = self.timing.request + self.timing.lease / 20
        return held is not None and time.monotonic() < held[1] - margin

    # one delivery

    def _fly(self, lane: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._flights[lane] = task
        task.add_done_callback(lambda _task: self._flights.pop(lane, None))

    async def _deliver(self, delivery: Delivery) -> None:
        now = self.app.clock.now()
        if delivery.expires_at and delivery.expires_at <= now:
            self._results.append(Result(delivery, State.EXPIRED, error="too late to be useful"))
            return
        messenger = self._messengers[delivery.sender]
        try:
            order = await self.drawing.order(delivery)
            if isinstance(order, Send) and not order.channel:
                order = replace(order, channel=await self._direct(messenger, order))
                if not self._outlasts_a_request(delivery.sender):
                    self._again(delivery, timedelta(0), "opening the conversation took too long", count=False)
                    return
            async with asyncio.timeout(self.timing.request):
                receipt = await messenger.perform(order)
            await self._arrived(delivery, order, receipt)
        except Moot as moot:
            self._results.append(Result(delivery, State.CANCELLED, error=str(moot)))
        except (TimeoutError, Ambiguous) as doubt:
            await self._in_doubt(delivery, str(doubt))
        except DeliveryProblem as problem:
            await self._refused(delivery, problem)
        except (Conflict, Unavailable):
            self._again(delivery, timedelta(seconds=1), "the ledger was busy")
        except Exception as error:
            log.exception("a delivery stumbled", extra={"delivery": delivery.id})
            self._again(delivery, _pause(delivery), repr(error))

    async def _direct(self, messenger: Messenger, order: Send) -> str:
        """Open the direct conversation and remember it first, so that a crash leaves a place to look into."""
        async with asyncio.timeout(self.timing.request):
            channel = await messenger.open_direct(order.space, order.user)
        async with self.app.database.write(self.app.network) as uow:
            await uow.repository(People).mark(messenger.platform, order.space, order.user, direct=channel)
        return channel

    async def _arrived(self, delivery: Delivery, order: Order, receipt: Receipt) -> None:
        copy, drawn = None, ""
        if isinstance(order, Send) and "card" in delivery.body:
            copy = Copy(
                id=delivery.nonce,
                card=self.drawing.card_name(delivery),
                sender=delivery.sender,
                platform=delivery.body["platform"],
                space=order.space,
                channel=receipt.channel or order.channel,
                message=receipt.external_id,
                drawn=fingerprint(order),
            )
        elif isinstance(order, Edit):
            drawn = fingerprint(order)
        if isinstance(order, Make):
            await self._made(delivery, receipt)
        self._results.append(Result(delivery, State.SENT, receipt, copy=copy, drawn=drawn))

    async def _made(self, delivery: Delivery, receipt: Receipt) -> None:
        """A channel or role exists now: remember it under its profile key before the delivery counts as done."""
        body = delivery.body
        async with self.app.database.write(self.app.network) as uow:
            spaces = uow.repository(Spaces)
            space = await spaces.get(body["platform"], body["space"])
            if space is None:
                return
            if body["what"] == "role":
                space = replace(space, roles={**space.roles, body["key"]: receipt.external_id})
            else:
                space = replace(
                    space,
                    channels={**space.channels, body["key"]: receipt.external_id},
                    seen={**space.seen, receipt.external_id: body["name"]},
                )
            await spaces.save(space)
            changed = SpaceChanged(space.platform, space.space)
            key = f"{changed.key}:{space.platform}/{space.space}"
            await uow.repository(Outbox).add((Job(key, changed.key, changed.dump(), self.app.clock.now(), True),), ())

    async def _in_doubt(self, delivery: Delivery, why: str) -> None:
        """The request may have been accepted. Wait until nothing of it can still arrive, then ask."""
        if delivery.kind != "post":
            self._again(delivery, _pause(delivery), why)
            return
        log.info("in doubt, asking the platform", extra={"delivery": delivery.id, "why": why})
        await self._clear_up((delivery,))

    async def _clear_up(self, doubtful: tuple[Delivery, ...]) -> None:
        """Settle deliveries of one lane whose fate is unknown, in order."""
        newest = max((d.intent_at for d in doubtful if d.intent_at), default=None)
        if newest is not None:
            waited = (self.app.clock.now() - newest).total_seconds()
            await asyncio.sleep(min(max(self.timing.settle - waited, 0.0), self.timing.settle))
        for delivery in doubtful:
            if delivery.kind != "post":
                self._again(delivery, timedelta(0), "interrupted")
                continue
            try:
                found = await self._look_up(delivery)
            except (DeliveryProblem, TimeoutError, OSError) as problem:
                log.warning(
                    "the platform does not tell; asking again", extra={"delivery": delivery.id, "why": str(problem)}
                )
                await asyncio.sleep(self.timing.settle)
                await self._clear_up((delivery,))
                continue
            if found is None:
                self._again(delivery, timedelta(0), "did not arrive")
            else:
                order = await self._order_or_none(delivery)
                if order is not None:
                    await self._arrived(delivery, order, found)
                else:
                    self._results.append(Result(delivery, State.SENT, found))

    async def _order_or_none(self, delivery: Delivery) -> Order | None:
        try:
            return await self.drawing.order(delivery)
        except Moot:
            return None

    async def _look_up(self, delivery: Delivery) -> Receipt | None:
        body, channel = delivery.body, delivery.body.get("channel", "")
        if not channel:
            async with self.app.database.read(self.app.network) as uow:
                me = await uow.repository(People).recognise(
                    Account(body["platform"], body["space"], body["user"]), self.app.clock.now()
                )
            account = (
                next((a for a in me.accounts if a.key == (body["platform"], body["space"], body["user"])), None)
                if me
                else None
            )
            if account is None or not account.direct:
                return None
            channel = account.direct
        since = (delivery.intent_at or self.app.clock.now()) - timedelta(seconds=30)
        messenger = self._messengers[delivery.sender]
        found = await messenger.find(body["space"], channel, (delivery.nonce,), since)
        return found.get(delivery.nonce)

    async def _refused(self, delivery: Delivery, problem: DeliveryProblem) -> None:
        match problem:
            case Limited(after=after):
                self._again(delivery, after, "rate limited", count=False)
            case Unreachable():
                await self._reroute(delivery, problem)
                self._results.append(Result(delivery, State.FAILED, error=str(problem)))
            case Forbidden(cure=cure):
                await self._call_for_help(delivery, str(problem), cure)
                self._again(delivery, timedelta(hours=1), str(problem))
            case Rejected():
                log.error("the platform rejects our request", extra={"delivery": delivery.id, "why": str(problem)})
                await self._reroute(delivery, Unreachable(str(problem)))
                self._results.append(Result(delivery, State.FAILED, error=str(problem)))
            case _:
                self._again(delivery, _pause(delivery), str(problem))

    async def _reroute(self, delivery: Delivery, problem: Unreachable) -> None:
        """Try the next route, and remember what the refusal taught. Written before the failure is settled."""
        now, body = self.app.clock.now(), delivery.body
        log.info("cannot be reached this way", extra={"delivery": delivery.id, "why": str(problem)})
        async with self.app.database.write(self.app.network) as uow:
            if problem.account_gone and "user" in body:
                await uow.repository(People).mark(body["platform"], body["space"], body["user"], state="left")
            if delivery.kind == "edit":
                await uow.repository(Outbox).forget_copy(body["copy"])
            again = reroute(delivery)
            if again is not None:
                await uow.repository(Outbox).add((Job(f"reroute:{delivery.id}", again.key, again.dump(), now),), ())
        self.ring()

    async def _call_for_help(self, delivery: Delivery, what: str, cure: str) -> None:
        """Tell the office once a day and cause."""
        now = self.app.clock.now()
        cause = hashlib.sha256(f"{delivery.sender}{what}{cure}".encode()).hexdigest()[:12]
        platform = delivery.body.get("platform", delivery.sender)
        log.warning("the platform refuses: %s", what, extra={"delivery": delivery.id, "cure": cure})
        async with self.app.database.write(self.app.network) as uow:
            ctx = self.app.context(system(self.app.network), Account("system", "", ""), Place("system", "", ""), uow)
            trouble = Trouble(platform, what, cure)
            key = f"trouble:{cause}:{now:%Y-%m-%d}"
            ctx.announce(SECRETARIAT, trouble, key=key)
            await ctx.flush()
        self.ring()

    def _again(self, delivery: Delivery, after: timedelta, why: str, *, count: bool = True) -> None:
        if count and delivery.attempts >= self.timing.send_retries:
            self._results.append(Result(delivery, State.FAILED, error=f"given up: {why}"))
            log.error("given up", extra={"delivery": delivery.id, "why": why})
            return
        self._results.append(Result(delivery, State.READY, run_at=self.app.clock.now() + after, error=why))

    async def _settle(self) -> None:
        results, self._results = self._results, []
        if not results:
            return
        try:
            await self.ledger.settle(tuple(results), self.app.clock.now())
            for result in results:
                metrics.add("deliveries_total", kind=result.delivery.kind, outcome=result.state.name.lower())
        except (Conflict, Unavailable):
            self._results = results + self._results
            raise

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


def _pause(delivery: Delivery) -> timedelta:
    """Wait longer after each failure, at most ten minutes."""
    return timedelta(seconds=min(2 ** min(delivery.attempts, 10), 600))


def _by_lane(deliveries: Iterable[Delivery]) -> dict[str, tuple[Delivery, ...]]:
    lanes: dict[str, tuple[Delivery, ...]] = {}
    for delivery in deliveries:
        lanes[delivery.lane] = (*lanes.get(delivery.lane, ()), delivery)
    return lanes


def slot_job(cron: str, kind: str, local: datetime, slot: datetime) -> Job:
    """The job of one slot of the clock, named after its local time: a second start of it is harmless."""
    return Job(f"cron:{cron}:{local.isoformat()}", kind, {}, slot)
