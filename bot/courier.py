"""Carries one delivery to its platform and says what became of it; the dispatcher writes that down.

Once a post may have left, only the platform knows whether it arrived. Whatever goes wrong after that point, a time-out
or a bug of ours, is doubt and is settled by asking, never by sending again.
"""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import bounces
from bot.app import App
from bot.drawing import Drawing, Drawn, Moot, TooLate, fingerprint
from bot.errors import Conflict, Unavailable
from bot.interactions import Account
from bot.ledger import Result
from bot.listing import Enlist
from bot.notifying import SECRETARIAT, Announce, SpaceChanged, Trouble, reroute
from bot.outbox import (
    Ambiguous,
    Copy,
    Delivery,
    DeliveryProblem,
    Forbidden,
    Full,
    Job,
    Limited,
    Outbox,
    Receipt,
    Rejected,
    State,
    Unreachable,
)
from bot.people import People
from bot.ports import MAIL, Edit, Make, Messenger, Order, Send, SetEntry, Spaces

log = logging.getLogger("convenor.courier")

LONGEST_PAUSE = 600.0
REMEMBERED = 1000


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds. `settle` must exceed the request time-out plus the lag of the platform's history (engine, 2.6).

    `redraw` is the least distance between two edits of a message: what changes meanwhile is in the later one.
    `in_flight` is how much a crash leaves in doubt at most: half a minute of questions on the slowest platform. It is
    also what a message in a hurry may wait for, less than a second.
    """

    lease: float = 15.0
    request: float = 8.0
    settle: float = 10.0
    idle: float = 0.5
    redraw: float = 2.0
    in_flight: int = 32
    job_retries: int = 8
    send_retries: int = 60


NORMAL = Timing()


class Courier:
    """`messengers` are by sender. `may_start` says whether a request by that sender may be started now."""

    def __init__(self, app: App, timing: Timing, may_start: Callable[[str], bool]) -> None:
        self.app = app
        self.timing = timing
        self.may_start = may_start
        self.messengers: Mapping[str, Messenger] = {}
        self.drawing = Drawing(app)
        self._edited: dict[str, datetime] = {}
        """When a copy was edited last, by this process: nobody else sends with its token."""

    async def carry(self, delivery: Delivery, drawn: Drawn | None = None) -> Result:
        """Draw it from the state of today, unless that was just done, and send it."""
        try:
            try:
                return await self._carry(delivery, drawn)
            except TooLate as late:
                return Result(delivery, State.EXPIRED, error=str(late))
            except Moot as moot:
                return Result(delivery, State.CANCELLED, error=str(moot))
            except (Conflict, Unavailable):
                raise
            except Exception as error:
                log.exception("a delivery stumbled", extra={"delivery": delivery.id})
                return await self._again(delivery, _pause(delivery), repr(error), self.timing.job_retries)
        except (Conflict, Unavailable) as busy:
            return self._later(delivery, timedelta(seconds=1), f"the records were not available: {busy}")

    async def clear_up(self, delivery: Delivery) -> Result:
        """Find out what became of a delivery between intent and result: wait until nothing can arrive, then ask."""
        if delivery.kind != "post":  # all others may be repeated
            return self._later(delivery, timedelta(0), "interrupted")
        waited = (self.app.clock.now() - delivery.intent_at).total_seconds() if delivery.intent_at else 0.0
        pause = max(self.timing.settle - max(waited, 0.0), 0.0)
        while True:
            await asyncio.sleep(pause)
            try:
                found = await self._look_up(delivery)
                if found is not None:
                    return self._found(delivery, found)
                return await self._again(delivery, timedelta(0), "did not arrive")
            except Unreachable as gone:
                return Result(delivery, State.FAILED, error=f"nobody knows whether it arrived: {gone}")
            except Exception as problem:  # noqa: BLE001 - whatever it is, the question stays open
                log.warning("the platform does not tell", extra={"delivery": delivery.id, "why": repr(problem)})
                pause = min(max(pause * 2, self.timing.settle, 0.1), LONGEST_PAUSE)

    # the way there

    async def _carry(self, delivery: Delivery, drawn: Drawn | None) -> Result:
        if delivery.expires_at and delivery.expires_at <= self.app.clock.now():
            return Result(delivery, State.EXPIRED, error="too late to be useful")
        messenger = self.messengers.get(delivery.sender)
        if messenger is None:
            return self._later(delivery, timedelta(seconds=1), "not connected")
        try:
            order = await self._ready(delivery, messenger, drawn)
        except (TimeoutError, Ambiguous) as error:  # nothing has left yet
            return await self._again(delivery, _pause(delivery), f"the conversation did not open: {error}")
        except DeliveryProblem as problem:
            return await self._refused(delivery, problem)
        if isinstance(order, Edit) and (pause := self._too_soon(delivery)):
            return self._later(delivery, pause, "edited a moment ago")
        if not self.may_start(delivery.sender):
            return self._later(delivery, timedelta(0), "the lease would run out meanwhile")
        try:
            async with asyncio.timeout(self.timing.request):
                receipt = await self._perform(messenger, order, delivery)
        except Unreachable as closed:
            if closed.channel_gone and isinstance(order, Send) and await self._forgot_conversation(delivery, order):
                return self._later(delivery, timedelta(0), "the conversation was another one")
            return await self._refused(delivery, closed)
        except (Limited, Forbidden, Full, Rejected) as problem:
            return await self._refused(delivery, problem)
        except Exception as doubt:
            if not isinstance(doubt, TimeoutError | DeliveryProblem):
                log.exception("a messenger stumbled", extra={"delivery": delivery.id})
            if delivery.kind != "post":
                return await self._again(delivery, _pause(delivery), repr(doubt))
            log.info("in doubt, asking the platform", extra={"delivery": delivery.id, "why": repr(doubt)})
            return await self.clear_up(delivery)
        return await self._arrived(delivery, order, receipt)

    async def _perform(self, messenger: Messenger, order: Order, delivery: Delivery) -> Receipt:
        """What makes room in a full calendar is written down first: it is tried again tomorrow, whatever happens."""
        try:
            return await messenger.perform(order)
        except Full as full:
            if not isinstance(order, SetEntry) or not full.farther:
                raise
            farther = full.farther
        async with self.app.database.write(self.app.network) as uow:
            outbox = uow.repository(Outbox)
            copy = await outbox.copy(f"{delivery.body['platform']}/{order.space}/{farther}")
            if copy is not None:
                await outbox.forget_copy(copy.id)
                await outbox.add((Enlist.again(copy.card, self.app.clock.now()),), ())
        return await messenger.perform(replace(order, instead_of=farther))

    async def _ready(self, delivery: Delivery, messenger: Messenger, drawn: Drawn | None) -> Order:
        """The order, with its channel. A direct conversation is remembered first: a crash leaves a place to look."""
        if isinstance(drawn, Moot | Unreachable):
            raise drawn
        order = drawn or await self.drawing.order(delivery)
        if not isinstance(order, Send) or order.channel:
            return order
        async with asyncio.timeout(self.timing.request):
            channel = await messenger.open_direct(order.space, order.user)
        async with self.app.database.write(self.app.network) as uow:
            await uow.repository(People).mark(messenger.platform, order.space, order.user, direct=channel)
        return replace(order, channel=channel)

    async def _forgot_conversation(self, delivery: Delivery, order: Send) -> bool:
        """The direct conversation we remembered is gone; the next attempt opens it anew. False when it was no such."""
        if "user" not in delivery.body or "channel" in delivery.body or delivery.attempts > 1:
            return False
        async with self.app.database.write(self.app.network) as uow:
            await uow.repository(People).mark(delivery.body["platform"], order.space, order.user, direct="")
        return True

    def _too_soon(self, delivery: Delivery) -> timedelta:
        """How long an edit has to wait for its distance from the last one of that message; else it counts as done."""
        now, distance, copy = self.app.clock.now(), timedelta(seconds=self.timing.redraw), delivery.body["copy"]
        if (wait := self._edited.get(copy, now - distance) + distance - now) > timedelta(0):
            return wait
        if len(self._edited) > REMEMBERED:
            self._edited = {key: at for key, at in self._edited.items() if now - at < distance}
        self._edited[copy] = now
        return timedelta(0)

    # it arrived

    async def _arrived(self, delivery: Delivery, order: Order, receipt: Receipt) -> Result:
        match order:
            case Send() if self.drawing.name_of(delivery):
                copy = self._copy(delivery, receipt.channel or order.channel, receipt, fingerprint(order))
                return Result(delivery, State.SENT, receipt, copy=copy)
            case Edit():
                return Result(delivery, State.SENT, receipt, drawn=fingerprint(order))
            case Make():
                await self._made(delivery, receipt)
            case SetEntry():
                return await self._listed(delivery, order, receipt)
            case _:
                pass
        return Result(delivery, State.SENT, receipt)

    def _found(self, delivery: Delivery, receipt: Receipt) -> Result:
        """It had arrived. Nobody knows what state a card was drawn from, so its copy counts as out of date."""
        if not self.drawing.name_of(delivery):
            return Result(delivery, State.SENT, receipt)
        copy = self._copy(delivery, receipt.channel or delivery.body.get("channel", ""), receipt, "")
        return Result(delivery, State.SENT, receipt, copy=copy)

    def _copy(self, delivery: Delivery, channel: str, receipt: Receipt, drawn: str) -> Copy:
        body = delivery.body
        return Copy(
            id=delivery.nonce,
            card=self.drawing.name_of(delivery),
            sender=delivery.sender,
            platform=body["platform"],
            space=body["space"],
            channel=body["channel"] if body["platform"] == MAIL else channel,  # an address is kept nowhere else
            message=receipt.external_id,
            drawn=drawn,
            person=body.get("person", ""),
        )

    async def _made(self, delivery: Delivery, receipt: Receipt) -> None:
        """A channel or role exists now: remember it under its profile key before the delivery counts as done."""
        body, made = delivery.body, receipt.external_id
        async with self.app.database.write(self.app.network) as uow:
            spaces = uow.repository(Spaces)
            space = await spaces.get(body["platform"], body["space"])
            if space is None:
                return
            if body["what"] == "role":
                space = replace(space, roles={**space.roles, body["key"]: made})
            else:
                channels, seen = {**space.channels, body["key"]: made}, {**space.seen, made: body["name"]}
                space = replace(space, channels=channels, seen=seen)
            await spaces.save(space)
            changed = SpaceChanged(space.platform, space.space)
            key = f"{changed.key}:{space.platform}/{space.space}"
            await uow.repository(Outbox).add((Job(key, changed.key, changed.dump(), self.app.clock.now(), True),), ())

    async def _listed(self, delivery: Delivery, order: SetEntry, receipt: Receipt) -> Result:
        """Remember which entry it is, or that there is none."""
        body, entry = delivery.body, receipt.external_id
        if not entry:
            async with self.app.database.write(self.app.network) as uow:
                await uow.repository(Outbox).forget_copy(body["copy"])
            return Result(delivery, State.SENT, receipt)
        kind, _render = self.app.routes.listings[body["listing"]]
        name, where = kind.load(body["data"]).name, (body["platform"], body["space"], "")
        copy = Copy(body["copy"], name, delivery.sender, *where, entry, fingerprint(order))
        return Result(delivery, State.SENT, receipt, copy=copy)

    async def _wait_for_room(self, delivery: Delivery) -> Result:
        """The lane goes on meanwhile: what waits in it may be what makes room."""
        log.warning("the calendar of %s is full; an entry waits for a day", delivery.body["space"])
        kind, _render = self.app.routes.listings[delivery.body["listing"]]
        again = Enlist.again(kind.load(delivery.body["data"]).name, self.app.clock.now())
        async with self.app.database.write(self.app.network) as uow:
            await uow.repository(Outbox).add((again,), ())
        return Result(delivery, State.CANCELLED, error="the calendar is full")

    async def _look_up(self, delivery: Delivery) -> Receipt | None:
        """Ask the platform; None when it did not arrive, also when no conversation was ever opened."""
        body, channel = delivery.body, delivery.body.get("channel", "")
        if not channel:
            key = (body["platform"], body["space"], body["user"])
            async with self.app.database.read(self.app.network) as uow:
                me = await uow.repository(People).recognise(Account(*key), self.app.clock.now())
            channel = next((a.direct for a in me.accounts if a.key == key), "") if me else ""
            if not channel:
                return None
        since = (delivery.intent_at or self.app.clock.now()) - timedelta(seconds=30)
        async with asyncio.timeout(self.timing.request):
            found = await self.messengers[delivery.sender].find(body["space"], channel, (delivery.nonce,), since)
        return found.get(delivery.nonce)

    # it did not

    async def _refused(self, delivery: Delivery, problem: DeliveryProblem) -> Result:
        match problem:
            case Limited(after=after):
                return self._later(delivery, after, "rate limited")
            case Forbidden():
                await self._call_for_help(delivery, problem)
                return self._later(delivery, timedelta(hours=1), str(problem))
            case Full():
                return await self._wait_for_room(delivery)
            case Unreachable():
                return await self._fail(delivery, problem)
            case Rejected():
                log.error("the platform rejects our request", extra={"delivery": delivery.id, "why": str(problem)})
                return await self._fail(delivery, Unreachable(str(problem)))
            case _:
                return await self._again(delivery, _pause(delivery), str(problem))

    async def _fail(self, delivery: Delivery, problem: Unreachable) -> Result:
        """Try the next route, and remember what the refusal taught. Written before the failure is settled."""
        now, body = self.app.clock.now(), delivery.body
        log.info("cannot be reached this way", extra={"delivery": delivery.id, "why": str(problem)})
        async with self.app.database.write(self.app.network) as uow:
            outbox = uow.repository(Outbox)
            if problem.account_gone and body["platform"] == MAIL:
                await bounces.remember(uow, body["person"], str(problem), now)
            elif problem.account_gone and "user" in body:
                await uow.repository(People).mark(body["platform"], body["space"], body["user"], state="left")
            if delivery.kind == "edit":
                await outbox.forget_copy(body["copy"])
            again = reroute(delivery)
            if again is not None:
                await outbox.add((Job(f"{delivery.dedup_key}/again", again.key, again.dump(), now),), ())
        self.app.rung()
        return Result(delivery, State.FAILED, error=str(problem))

    async def _call_for_help(self, delivery: Delivery, problem: Forbidden) -> None:
        """Tell the office once a day and cause; in person when it is the office's own channel that is shut."""
        now, body, what, remedy = self.app.clock.now(), delivery.body, str(problem), problem.remedy
        cause = hashlib.sha256(f"{delivery.sender}{what}{problem.cure}".encode()).hexdigest()[:12]
        log.warning("the platform refuses: %s", what, extra={"delivery": delivery.id, "cure": problem.cure})
        params = {name: str(value) for name, value in remedy.params}
        trouble = Trouble(body.get("platform", delivery.sender), what, remedy.source, params)
        told = Announce(SECRETARIAT, trouble.key, trouble.dump(), in_person=body.get("for") == SECRETARIAT)
        async with self.app.database.write(self.app.network) as uow:
            job = Job(f"trouble:{cause}:{now:%Y-%m-%d}", told.key, told.dump(), now)
            await uow.repository(Outbox).add((job,), ())
        self.app.rung()

    async def _again(self, delivery: Delivery, after: timedelta, why: str, at_most: int = 0) -> Result:
        """Later once more, or never when it was tried too often: a bug of ours shuts a lane for minutes, not hours."""
        if delivery.attempts < (at_most or self.timing.send_retries):
            return self._later(delivery, after, why)
        log.error("given up", extra={"delivery": delivery.id, "why": why})
        return await self._fail(delivery, Unreachable(f"given up: {why}"))

    def _later(self, delivery: Delivery, after: timedelta, why: str) -> Result:
        return Result(delivery, State.READY, run_at=self.app.clock.now() + after, error=why)


def _pause(delivery: Delivery) -> timedelta:
    """Wait longer after each failure, at most ten minutes."""
    return timedelta(seconds=min(2 ** min(delivery.attempts, 10), LONGEST_PAUSE))
