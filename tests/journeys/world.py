"""The world of a journey: simulated platforms in this process, the product in one of its own that may die any time."""

import asyncio
import contextlib
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp import web

from adapters.slack.manifest import manifest
from bot.clock import SystemClock
from bot.features import load
from config import profiles
from sandbox.discord import DiscordService, GuildDesk
from sandbox.mail import MailHost
from sandbox.player import Player
from sandbox.slack import SlackWorkspace

ROOT = Path(__file__).parents[2]


class World:
    """One workspace, one guild, one bot.

    `database` is the bot's database URL. `start`, `kill` (kill -9) and `stop` (an orderly end) work on its process.
    """

    def __init__(self, database: str, profile: str, logs: Path) -> None:
        self.database = database
        self.profile = profiles.load(profile)
        self.profile_name = profile
        self.clock = SystemClock()
        self.slack = SlackWorkspace(self.clock, rate_limits=False)
        self.discord = DiscordService(self.clock, rate_limits=False)
        self.guild: GuildDesk = self.discord.add_guild("Sandbox")
        self.slack.add_channel("general", general=True)
        self.guild.add_channel("general")
        self.kills = 0
        self.changed: dict[str, str] = {}
        """Settings that differ from those of a sound deployment, by name."""
        self._logs = logs
        self._web_port = _free_port()
        self._process: asyncio.subprocess.Process | None = None

    @property
    def web_url(self) -> str:
        """Where the bot's web room is reached."""
        return f"http://127.0.0.1:{self._web_port}"

    @property
    def environment(self) -> dict[str, str]:
        """The worker is hasty: when the bot dies, the next one need not wait long for its lease."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CONVENOR_")}
        return (
            kept
            | {
                "CONVENOR_DATABASE__URL": self.database,
                "CONVENOR_PROFILE": self.profile_name,
                "CONVENOR_SLACK__BOT_TOKEN": self.slack.bot_token,
                "CONVENOR_SLACK__APP_TOKEN": self.slack.app_token,
                "CONVENOR_SLACK__API_URL": self.slack.api_url,
                "CONVENOR_DISCORD__TOKEN": self.discord.token,
                "CONVENOR_DISCORD__API_URL": f"{self._base}/discord/api/v10",
                "CONVENOR_DISCORD__GATEWAY_URL": f"{self._base.replace('http', 'ws')}/discord/gateway",
                "CONVENOR_WEB__PORT": str(self._web_port),
                "CONVENOR_WORKER__LEASE": "2",
                "CONVENOR_WORKER__REQUEST": "1",
                "CONVENOR_WORKER__SETTLE": "1.2",
                "PYTHONPATH": str(ROOT),
            }
            | self.changed
        )

    def mails_through(self, host: MailHost) -> None:
        """Let the bot send mails; none bears a link yet."""
        self.changed |= {"CONVENOR_MAIL__SMTP_URL": host.url, "CONVENOR_MAIL__SENDER": "CSLEI <office@cslei.example>"}

    def opens_links(self) -> None:
        """Give the web room an address, and a key to seal the links that open there."""
        self.changed |= {
            "CONVENOR_SECRET_KEY": "a key of thirty-two characters or more",
            "CONVENOR_WEB__PUBLIC_URL": self.web_url,
        }

    @asynccontextmanager
    async def serve(self) -> AsyncIterator["World"]:
        """Serve the platforms; the bot, if it runs, is killed at the end."""
        app = web.Application()
        self.slack.mount(app)
        self.discord.mount(app)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self._base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self.slack.base_url = f"{self._base}/slack"
        self.slack.install(manifest(load()))
        try:
            yield self
        finally:
            await self.kill()
            await runner.cleanup()

    async def start(self) -> None:
        """Start the bot and wait until it says that it is ready."""
        log = (self._logs / "bot.log").open("ab")
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=self._logs, env=self.environment, stdout=log, stderr=log
        )
        async with aiohttp.ClientSession() as http:
            for _try in range(900):  # a start takes two seconds, and a crowded machine its time
                with contextlib.suppress(aiohttp.ClientError):
                    async with http.get(f"http://127.0.0.1:{self._web_port}/readyz") as answer:
                        if answer.status == 200:
                            return
                if self._process.returncode is not None:
                    break
                await asyncio.sleep(0.05)
        raise AssertionError(f"the bot does not start:\n{self.log()[-3000:]}")

    async def kill(self) -> None:
        """kill -9: no farewell, nothing flushed."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGKILL)
            await self._process.wait()
            self.kills += 1
        self._process = None

    async def stop(self) -> None:
        """Ask the bot to end, as a service manager does."""
        assert self._process is not None
        self._process.terminate()
        await asyncio.wait_for(self._process.wait(), 15)
        self._process = None

    async def dies(self) -> None:
        """Kill it and start it again."""
        await self.kill()
        await self.start()

    async def command(self, *words: str, **changed: str) -> tuple[int, str]:
        """Run `convenor …` with some settings changed; returns the exit code and all output."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *words, cwd=self._logs, env=self.environment | changed,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        try:
            output, _ = await asyncio.wait_for(process.communicate(), 40)
        except TimeoutError:
            process.kill()
            output, _ = await process.communicate()
            raise AssertionError(f"convenor {' '.join(words)} does not end:\n{output.decode()}") from None
        assert process.returncode is not None
        return process.returncode, output.decode()

    def disk_full(self, full: bool = True) -> None:
        """From now on the bot can write to no file, or to all again."""
        assert self._process is not None
        most = 0 if full else resource.RLIM_INFINITY
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

    async def health(self) -> tuple[int, Mapping[str, str]]:
        """What `/healthz` says."""
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"http://127.0.0.1:{self._web_port}/healthz") as answer,
        ):
            return answer.status, await answer.json()

    def log(self) -> str:
        return (self._logs / "bot.log").read_text(encoding="utf-8")

    # people

    def on_slack(self, name: str, *, language: str = "en-US", zone: str = "Asia/Shanghai") -> Player:
        return self.slack.player(self.slack.add_user(name, tz=zone, locale=language))

    def on_discord(self, name: str, *, language: str = "en-US") -> Player:
        return self.discord.player(self.guild.add_member(name, language))

    async def grant(self, role: str, player: Player) -> None:
        """Give a role from the command line."""
        space = self.slack.team_id if player.platform == "slack" else self.guild.id
        code, output = await self.command("grant", role, f"--{player.platform}", f"{space}/{player.user_id}")
        assert code == 0, output

    def posted(self, text: str) -> list[dict[str, object]]:
        """Everything both platforms ever received that contains the text."""
        ledgers = (*self.slack.ledger.posted, *self.discord.ledger.posted)
        return [entry for entry in ledgers if text in json.dumps(entry, ensure_ascii=False, default=str)]

    def assert_lawful(self) -> None:
        """Both platforms were spoken to as their published descriptions demand."""
        violations = [*self.slack.ledger.violations, *self.discord.ledger.violations]
        assert violations == [], violations


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
