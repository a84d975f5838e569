"""The composition root: from settings to a running process. Nothing is built anywhere else, nothing at import."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from email.utils import parseaddr

from aiohttp import web
from pydantic import SecretStr

from adapters.discord.adapter import Discord
from adapters.discord.questions import Stored
from adapters.mail.adapter import MailAdapter, switch_off
from adapters.scheduler import Beat
from adapters.sealing import LinkSeals, TokenSeals
from adapters.slack.adapter import SlackAdapter
from adapters.slack.http import Entrance
from adapters.slack.oauth import Installing, Shelf
from adapters.web.acting import Acting
from adapters.web.links import SealedAddresses
from adapters.web.public import Public
from adapters.web.server import WebServer
from bot import closed_days
from bot.app import App
from bot.calendars import Calendars
from bot.cli.listening import on_port
from bot.clock import Clock
from bot.dispatcher import Dispatcher, Timing
from bot.errors import Unavailable
from bot.features import load
from bot.profile import Profile
from config.closed_days import Folder
from config.settings import Settings
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger

log = logging.getLogger("convenor")

PARTS = ("slack", "discord", "web", "worker")
"""What a process may do; `--only` picks, so that several processes share the work on one database."""


class House:
    """One process: the adapters whose tokens are set, the dispatcher and its beat, the web room."""

    def __init__(self, settings: Settings, profile: Profile, clock: Clock, only: Sequence[str] = PARTS) -> None:
        self.settings = settings
        if settings.closed_days is not None:
            closed_days.use(Folder(settings.closed_days))
        self.database = SqlDatabase(settings.database.url, clock=clock)
        self.app = App(
            database=self.database,
            routes=load(),
            profile=profile,
            clock=clock,
            prefix=settings.command_prefix,
            public_url=settings.public_url if settings.web.public_url else "",
            calendars=Calendars(
                parseaddr(settings.mail.sender or "")[1], tuple(key.get_secret_value() for key in settings.secret_key)
            ),
        )
        self.seals = self._seals(clock)
        self.slack = self._slack() if settings.slack.mode != "off" else None
        self.discord = self._discord() if settings.discord.on else None
        self.mail = self._mail()
        adapters = [adapter for adapter in (self.slack, self.discord, self.mail) if adapter is not None]
        worker = settings.worker
        self.dispatcher = Dispatcher(
            self.app,
            SqlLedger(self.database, self.app.network),
            (adapter.messenger for adapter in adapters),
            Timing(lease=worker.lease, request=worker.request, settle=worker.settle),
        )
        self.app.rung = self.dispatcher.ring
        self.beat = Beat(self.app, self.dispatcher.ring)
        # mail only goes out, so it belongs to the worker; the platforms bring people's words in
        self.listening = [a for a in adapters if ("worker" if a is self.mail else a.platform) in only]
        self.web = WebServer(settings.web.host, settings.web.port, self._answers, self.listening, tuple(self._pages()))
        self.only = only

    def _slack(self) -> SlackAdapter:
        slack = self.settings.slack
        return SlackAdapter(
            self.app,
            bot_token=_shown(slack.bot_token),
            app_token=_shown(slack.app_token) if slack.mode == "socket" else "",
            signing_secret=_shown(slack.signing_secret),
            api_url=slack.api_url,
            prefix=self.settings.command_prefix,
            shelf=Shelf(self.app, TokenSeals(self._keys())) if slack.client_id else None,
        )

    def _discord(self) -> Discord:
        discord = self.settings.discord
        assert discord.token is not None  # noqa: S101
        return Discord(
            self.app,
            token=discord.token.get_secret_value(),
            api_url=discord.api_url,
            gateway_url=discord.gateway_url,
            prefix=self.settings.command_prefix,
            questions=Stored(self.app),
        )

    def _mail(self) -> MailAdapter | None:
        mail = self.settings.mail
        if mail.smtp_url is None or mail.sender is None:
            return None
        addresses = None
        if self.seals is not None and self.settings.web.public_url is not None:
            addresses = SealedAddresses(self.seals, self.settings.public_url, self.app.clock)
        return MailAdapter(self.app, smtp_url=mail.smtp_url, sender=mail.sender, addresses=addresses)

    def _seals(self, clock: Clock) -> LinkSeals | None:
        """Without a key there are no links: what one sealed today could not be opened after a restart."""
        keys = self._keys()
        return LinkSeals(keys, clock) if keys else None

    def _keys(self) -> list[str]:
        return [key.get_secret_value() for key in self.settings.secret_key]

    def _slack_entrance(self, slack: SlackAdapter) -> Entrance:
        """Where Slack's payloads come in over HTTP, and further workspaces."""
        settings, installing = self.settings.slack, None
        if settings.client_id and self.seals is not None:
            installing = Installing(
                self.app,
                self.seals,
                client_id=settings.client_id,
                client_secret=_shown(settings.client_secret),
                api_url=settings.api_url,
                let_in=slack.let_in,
            )
        return Entrance(lambda: slack.bolt, installing)

    def _pages(self) -> Iterator[Callable[[web.Application], None]]:
        """What the web room shows beside the figures for operators."""
        if self.seals is not None:
            yield Acting(self.app, self.seals, time.monotonic).mount
        if self.slack is not None and self.settings.slack.mode == "http":
            yield self._slack_entrance(self.slack).mount
        yield Public(self.app).mount

    async def __aenter__(self) -> "House":
        """Start everything; what has been started is stopped again when something fails."""
        async with AsyncExitStack() as started:
            started.push_async_callback(self.database.close)
            if "web" in self.only:
                with on_port("CONVENOR_WEB__PORT", self.web.port):
                    await self.web.start()
                started.push_async_callback(self.web.stop)
            for adapter in self.listening:
                await adapter.start()
                started.push_async_callback(adapter.stop)
            if "worker" in self.only:
                if self.mail is None:
                    await switch_off(self.app)
                loop = asyncio.create_task(self.dispatcher.run())
                started.push_async_callback(self._finish, loop)
                self.beat.start()
                started.callback(self.beat.stop)
            self.web.ready()
            self._started = started.pop_all()
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._started.aclose()

    async def _finish(self, loop: asyncio.Task[None]) -> None:
        await self.dispatcher.stop()
        await loop

    async def _answers(self) -> bool:
        try:
            await self.database.ping()
        except Unavailable:
            return False
        return True


def _shown(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret is not None else ""
