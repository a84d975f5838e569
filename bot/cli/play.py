"""The sandbox: a simulated Slack, Discord and people around the real product, in one process, nothing to configure."""

import secrets
import socket
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import SecretStr

from adapters.slack.manifest import manifest
from bot.cli.house import House
from bot.cli.listening import on_port
from bot.cli.seed import seed
from bot.clock import MovableClock
from bot.profile import Profile
from config.groups import DatabaseSettings, DiscordSettings, MailSettings, SlackSettings, WebSettings
from config.settings import Settings
from sandbox.people import load as load_people
from sandbox.server import Sandbox
from storage import schema


async def play(settings: Settings, profile: Profile, until: Callable[[], Awaitable[None]]) -> int:
    """Serve the page until told to stop."""
    async with playing(settings, profile, MovableClock()) as (sandbox, _house):
        print(WELCOME.format(network=profile.network.name("en"), page=sandbox.page_url), flush=True)
        await until()
    return 0


@asynccontextmanager
async def playing(settings: Settings, profile: Profile, clock: MovableClock) -> AsyncGenerator[tuple[Sandbox, House]]:
    """Run everything against the simulated platforms, on a database that is forgotten at the end."""
    people = load_people()
    sandbox = Sandbox(clock, port=settings.sandbox.port, profile_channels=profile.channel_names, people=people)
    with on_port("CONVENOR_SANDBOX__PORT", settings.sandbox.port):
        await sandbox.start()
    try:
        with tempfile.TemporaryDirectory(prefix="convenor-") as folder:
            configured = pointed_at(settings, sandbox, Path(folder) / "sandbox.db", profile.network.slug)
            await schema.upgrade(configured.database.url)
            house = House(configured, profile, clock)
            sandbox.slack.install(manifest(house.app.routes, prefix=settings.command_prefix))
            await seed(house.app, people, sandbox)
            async with house:
                sandbox.on_clock = house.beat.tick
                sandbox.next_due = lambda: house.dispatcher.ledger.next_due(clock.now())
                yield sandbox, house
    finally:
        await sandbox.stop()


WELCOME = """
Convenor plays {network} in the sandbox: no token is set, so Slack, Discord and mail are simulated
and all people are invented. Nothing leaves this machine, and everything is forgotten at the end.

    Open  {page}

Stop it with Ctrl+C."""


def pointed_at(settings: Settings, sandbox: Sandbox, database: Path, network: str) -> Settings:
    """The same settings with both platforms, the mail server, the database and the web pages of the sandbox."""
    port = settings.web.port or _free_port()
    return settings.model_copy(
        update={
            "database": DatabaseSettings(url=f"sqlite+aiosqlite:///{database}"),
            "slack": SlackSettings(
                bot_token=SecretStr(sandbox.slack_bot_token),
                app_token=SecretStr(sandbox.slack_app_token),
                api_url=sandbox.slack_api_url,
            ),
            "discord": DiscordSettings(
                token=SecretStr(sandbox.discord_token),
                api_url=sandbox.discord_api_url,
                gateway_url=sandbox.discord_gateway_url,
            ),
            "mail": MailSettings(smtp_url=sandbox.smtp_url, sender=f"{network.upper()} <office@{network}.example>"),
            "web": WebSettings(host=settings.web.host, port=port, public_url=f"http://127.0.0.1:{port}"),
            "secret_key": (SecretStr(secrets.token_urlsafe(48)),),
        }
    )


def _free_port() -> int:
    """Mails name the address of the web pages, so it is chosen before they are served."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
