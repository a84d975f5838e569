"""The outgoing side: one mail at a time becomes a conversation with the server, and its fate a receipt or a problem.

Nobody can ask a mail server what it has taken. But a conversation that is slow is still ours: it goes on when the
courier stops waiting, and `find` asks it. Only what a crash or a broken connection leaves open is sent again, under the
same Message-ID (docs/decisions/0010).
"""

import asyncio
import logging
from collections import Counter
from datetime import datetime
from typing import assert_never

from adapters.mail import limits
from adapters.mail.envelope import address, message_id, sealed
from adapters.mail.outbound import Links, letter
from adapters.mail.pacing import Pace
from adapters.mail.refusals import Stage, problem
from adapters.mail.server import Server
from bot.actions import Action
from bot.clock import Clock
from bot.links import Addresses
from bot.outbox import Ambiguous, Limited, Notice, OutOfReach, Receipt, Unreachable
from bot.ports import MAIL, Delete, Edit, Make, Order, Send, SetAccess, SetEntry
from bot.profile import Profile

log = logging.getLogger("convenor.mail")


class MailMessenger:
    """Speaks from one address. `sender` is `Name <office@network.example>` or the address alone."""

    platform = MAIL
    senders = (MAIL,)

    def __init__(
        self, server: Server, sender: str, profile: Profile, clock: Clock, *, addresses: Addresses | None = None
    ) -> None:
        self.server = server
        self.connected = False
        """Whether the last attempt to connect succeeded."""
        self._addresses = addresses
        self._profile, self._clock = profile, clock
        name, _, bare = sender.rpartition("<")
        self.sender = address(bare.rstrip("> "), name.strip(' "'))
        self._pace = Pace(limits.PER_SECOND)
        self._under_way: dict[str, asyncio.Task[Receipt]] = {}
        self._put_off = Counter[str]()
        self._broken = Counter[str]()

    async def open_direct(self, space: str, user: str) -> str:
        del space, user
        raise Unreachable("mail goes to addresses, and there is none on record")

    async def perform(self, order: Order) -> Receipt:
        match order:
            case Send(nonce=nonce):
                if nonce not in self._under_way:
                    self._under_way[nonce] = asyncio.create_task(self._send(order))
                task = self._under_way[nonce]
                try:
                    return await asyncio.shield(task)
                finally:
                    if task.done():
                        del self._under_way[nonce]
            case Edit() | Delete():
                raise Unreachable("a mail that was sent stays as it is")
            case SetAccess() | Make() | SetEntry():
                raise Unreachable("mail has neither channels nor roles nor a calendar")
            case _:
                assert_never(order)

    async def find(self, space: str, channel: str, nonces: tuple[str, ...], since: datetime) -> dict[str, Receipt]:
        """What became of conversations this process has begun; all others count as not arrived."""
        del space, channel, since
        found: dict[str, Receipt] = {}
        for nonce in nonces:
            task = self._under_way.get(nonce)
            if task is None:
                continue
            if not task.done():
                raise Ambiguous("the mail server has not answered yet")
            del self._under_way[nonce]
            if not task.cancelled() and task.exception() is None:
                found[nonce] = task.result()
        return found

    async def greet(self) -> None:
        """Connect once, to know whether it works. Raises a DeliveryProblem."""
        try:
            async with self.server.connected():
                self.connected = True
        except Exception as error:
            self.connected = False
            raise problem(error, Stage.GREETING) from error

    async def stop(self) -> None:
        """Give what is under way a moment to end."""
        tasks = set(self._under_way.values())
        if tasks:
            _done, slow = await asyncio.wait(tasks, timeout=5)
            for task in slow:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        self._under_way.clear()

    async def _send(self, order: Send) -> Receipt:
        if self._broken[order.nonce] >= limits.BREAKS:
            raise Unreachable("the mail server breaks off every time")
        to = address(order.channel)
        network = self._profile.network.name(order.reader.language)
        leave = self._leave(order)
        written = letter(order.view, order.reader, network, self._links(order), leave)
        # no address is sealed twice alike, so the mark is made of the words without their links
        mark = message_id(order.nonce, to, letter(order.view, order.reader, network), self.sender)
        mail = sealed(
            written, order.view.files, sender=self.sender, to=to, mark=mark, at=self._clock.now(),
            language=order.reader.language, leave=leave,
        )  # fmt: skip
        await self._pace.turn()
        try:
            async with asyncio.timeout(limits.SLOWEST):
                await self._converse(to.addr_spec, mail)
        except Limited as busy:
            raise self._later(order.nonce, busy) from busy
        except Ambiguous:
            self._broken[order.nonce] += 1
            raise
        for counter in (self._put_off, self._broken):
            counter.pop(order.nonce, None)
        return Receipt(mark, order.user)

    def _links(self, order: Send) -> Links | None:
        """Addresses for the buttons of this mail, and for nobody but its reader."""
        addresses, said = self._addresses, order.said
        if addresses is None or said is None:
            return None

        def to(action: Action | None) -> str:
            return addresses.to_act(order.user, order.reader.language, said, action.pack() if action else "")

        return to

    def _leave(self, order: Send) -> str:
        """The address that ends news; duties cannot be left."""
        news = isinstance(order.said, Notice) and order.said.news
        if self._addresses is None or not news:
            return ""
        return self._addresses.to_unsubscribe(order.user, order.reader.language)

    async def _converse(self, to: str, mail: bytes) -> None:
        stage = Stage.GREETING
        try:
            async with self.server.connected() as smtp:
                self.connected = True
                stage = Stage.SENDER
                await smtp.mail(self.sender.addr_spec)
                stage = Stage.RECIPIENT
                await smtp.rcpt(to)
                stage = Stage.TEXT
                await smtp.data(mail)
                stage = Stage.GREETING
        except Exception as error:
            trouble = problem(error, stage)
            if stage is Stage.GREETING:
                self.connected = False
                log.warning("no mail can be sent: %s", getattr(trouble, "why", trouble))
            raise trouble from error

    def _later(self, nonce: str, busy: Limited) -> Limited | Unreachable:
        """Ask less and less often, and not for ever; a server that is away is waited for."""
        if isinstance(busy, OutOfReach):
            return busy
        tries = self._put_off[nonce] = self._put_off[nonce] + 1
        if tries > limits.PUT_OFF:
            del self._put_off[nonce]
            return Unreachable("the mail server puts us off for a day already")
        return Limited(
            min(limits.FIRST_PAUSE * 2 ** min(tries - 1, 10), limits.LONGEST_PAUSE), lane_only=busy.lane_only
        )
