"""The sandbox: one address that serves a simulated Slack, a simulated Discord, and a page on which to play the people.

`/slack/...` and `/discord/...` are what the product connects to, `/` and `/play/...` are the page and what it asks for.
Mails are taken at an address of their own, over SMTP.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from aiohttp import web

from bot.clock import MovableClock
from sandbox import scenery
from sandbox.discord import DiscordService
from sandbox.mail import MailHost
from sandbox.page_server import PageServer
from sandbox.people import Cast, Chat, load
from sandbox.player import Player
from sandbox.slack import SlackWorkspace

APP = "Convenor"
A_MOMENT = timedelta(seconds=1)


class Sandbox:
    """Both platforms with the invented people on them, and everybody's mailbox.

    `profile_channels` are the network's channels: profile key -> name with or without '#'. `furnished` makes all of
    them, and the Discord roles; otherwise there is only the general and the welcome channel. Newcomers join when they
    are first played, so that the product can greet them. Port 0 takes a free one, known after `start`.
    """

    def __init__(
        self,
        clock: MovableClock,
        *,
        host: str = "127.0.0.1",
        port: int = 8701,
        profile_channels: Mapping[str, str],
        people: Cast | None = None,
        furnished: bool = True,
        rate_limits: bool = True,
    ) -> None:
        self.clock = clock
        self.people = people = people or load()
        self.on_clock: Callable[[], object] | None = None
        """Called after the clock has been moved; may be a coroutine function."""
        self.next_due: Callable[[], Awaitable[datetime | None]] | None = None
        """Tells when the product has something to do next, None when nothing is planned."""
        self.slack = SlackWorkspace(clock, app_name=APP, name="Sandbox", rate_limits=rate_limits)
        self.discord = DiscordService(clock, application_name=APP, rate_limits=rate_limits)
        self.guild = self.discord.add_guild("Sandbox")
        self.mail = MailHost(clock)
        channels = {key: name.removeprefix("#") for key, name in profile_channels.items()}
        self._users: dict[Chat, dict[str, str]] = {
            "slack": scenery.slack(self.slack, people, channels, furnished=furnished),
            "discord": scenery.discord(self.guild, people, channels, furnished=furnished),
        }
        self._waiting = {(one.id, chat) for one in people if one.newcomer for chat in one.chat}
        self._host, self._port = host, port
        self._runner: web.AppRunner | None = None
        self._page = PageServer(self)

    async def start(self) -> None:
        """Serve; OSError when the port is taken."""
        app = web.Application(client_max_size=64 * 2**20)
        self.slack.mount(app)
        self.discord.mount(app)
        self._page.mount(app)
        runner = web.AppRunner(app, shutdown_timeout=0.5, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner, self._port = runner, runner.addresses[0][1]
        await self.mail.start()
        self.slack.base_url = f"{self.page_url}slack"
        self.discord.world.base_url = f"{self.page_url}discord"
        self.discord.gateway.url = self.discord_gateway_url

    async def stop(self) -> None:
        await self.mail.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    # --- what the product is configured with

    @property
    def page_url(self) -> str:
        return f"http://{self._host}:{self._port}/"

    @property
    def slack_bot_token(self) -> str:
        return self.slack.bot_token

    @property
    def slack_app_token(self) -> str:
        return self.slack.app_token

    @property
    def slack_api_url(self) -> str:
        return f"{self.page_url}slack/api/"

    @property
    def discord_token(self) -> str:
        return self.discord.token

    @property
    def discord_api_url(self) -> str:
        return f"{self.page_url}discord/api/v10"

    @property
    def discord_gateway_url(self) -> str:
        return f"ws://{self._host}:{self._port}/discord/gateway"

    @property
    def smtp_url(self) -> str:
        return self.mail.url

    # --- the people

    def user(self, person: str, chat: Chat) -> str:
        """The user id of a person (id or name) on a platform; LookupError when there is no account."""
        key = self.people.person(person).id
        if key not in self._users[chat]:
            raise LookupError(f"{self.people.person(key).name} has no {chat.capitalize()} account")
        return self._users[chat][key]

    def account(self, person: str, chat: Chat) -> tuple[str, str, str]:
        """(platform, workspace or guild, user) as the product's records name an account."""
        return chat, self.slack.team_id if chat == "slack" else self.guild.id, self.user(person, chat)

    def player(self, person: str, chat: Chat) -> Player:
        """The person in front of a client on that platform."""
        user = self.user(person, chat)
        self.let_in(person)
        return self.slack.player(user) if chat == "slack" else self.discord.player(user)

    def let_in(self, person: str) -> None:
        """A newcomer who has been waiting outside joins; the product hears of it."""
        key = self.people.person(person).id
        if (key, "slack") in self._waiting:
            scenery.join_slack(self.slack, self._users["slack"][key])
        if (key, "discord") in self._waiting:
            self.guild.join("", user_id=self._users["discord"][key])
        self._waiting -= {(key, "slack"), (key, "discord")}

    # --- time

    async def forward_to_next(self) -> bool:
        """Move the clock to the next thing the product plans; False when there is none."""
        due = await self.next_due() if self.next_due is not None else None
        if due is None:
            return False
        await self.forward(max(due - self.clock.now(), timedelta(0)) + A_MOMENT)
        return True

    async def forward(self, by: timedelta) -> None:
        """Move the clock on; ValueError for a step back."""
        self.clock.forward(by)
        if self.on_clock is not None:
            told = self.on_clock()
            if inspect.isawaitable(told):
                await told
        self._page.redraw()
