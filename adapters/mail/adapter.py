"""Puts the mail server beside the chat platforms: one more route, known to the core as a space without channels."""

import asyncio
import contextlib
import logging

from adapters.mail.messenger import MailMessenger
from adapters.mail.server import Server
from bot.app import App
from bot.links import Addresses
from bot.outbox import DeliveryProblem
from bot.ports import MAIL, Space, Spaces

log = logging.getLogger("convenor.mail")

LOOK_AGAIN = 60.0
"""Seconds until a server that was away is greeted again."""


class MailAdapter:
    """`smtp_url` and `sender` are the two settings; `addresses` gives buttons a page where they work."""

    platform = MAIL

    def __init__(self, app: App, *, smtp_url: str, sender: str, addresses: Addresses | None = None) -> None:
        self._app = app
        self.messenger = MailMessenger(Server.at(smtp_url), sender, app.profile, app.clock, addresses=addresses)
        self._watch: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        """Whether the server answered when it was last spoken to."""
        return self.messenger.connected

    async def start(self) -> None:
        """Tell the core that there is mail. A server that does not answer delays nothing but mails."""
        async with self._app.database.write(self._app.network) as uow:
            await uow.repository(Spaces).save(Space(MAIL, MAIL, MAIL, self.messenger.sender.addr_spec))
        self._watch = asyncio.create_task(self._keep_watch())

    async def stop(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        await self.messenger.stop()

    async def _keep_watch(self) -> None:
        """Greet the server at the start, and again while it does not answer."""
        while True:
            if not self.connected:
                try:
                    await self.messenger.greet()
                except DeliveryProblem as away:
                    log.warning("the mail server does not take us: %s", getattr(away, "why", away))
            await asyncio.sleep(LOOK_AGAIN)


async def switch_off(app: App) -> None:
    """Mail is not configured (any more): people are reached in chat or by hand."""
    async with app.database.write(app.network) as uow:
        await uow.repository(Spaces).remove(MAIL, MAIL)
