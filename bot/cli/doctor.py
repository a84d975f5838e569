"""`convenor doctor`: check tokens, permissions, channels, clock and database; print what is wrong and the cure."""

import argparse
import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from adapters.discord import checks as discord
from adapters.mail import checks as mail
from adapters.slack import checks as slack
from bot import tz_database
from bot.cli.parsing import Commands
from bot.cli.session import profile_of
from bot.clock import SystemClock
from bot.errors import Unavailable
from bot.ports import Spaces
from bot.profile import Profile
from config.closed_days import Folder
from config.settings import Settings, load
from storage import schema
from storage.engine import SqlDatabase

SAFE_SQLITE = (3, 51, 3)
"""Older ones can damage a database in WAL mode that two processes write at the same instant."""
MAKE_TABLES = "Before the first start, run: convenor migrate (outside the image: .venv/bin/python -m bot migrate)"
MAKE_KEY = (
    'Set CONVENOR_SECRET_KEY; make one with: python3 -c "import secrets; print(secrets.token_urlsafe(48))" and keep '
    "it: links in mails that were sent work as long as their key is in the list"
)
NAME_ADDRESS = "Set CONVENOR_WEB__PUBLIC_URL to the address at which people's browsers reach the web room"


@dataclass(frozen=True, slots=True)
class Finding:
    """`cure` is empty when all is well."""

    what: str
    cure: str = ""


def add_to(commands: Commands) -> None:
    parser = commands.add_parser("doctor", help="check tokens, permissions, channels, clock and database")
    parser.set_defaults(run=doctor)


def doctor(_options: argparse.Namespace) -> int:
    settings = load()
    return asyncio.run(_report(settings, profile_of(settings)))


async def _report(settings: Settings, profile: Profile) -> int:
    ill = 0
    async for finding in _examine(settings, profile):
        print(f"{'problem' if finding.cure else 'ok':<8} {finding.what}")
        if finding.cure:
            ill += 1
            print(f"         -> {finding.cure}")
    print("All is well." if not ill else f"{ill} thing{'s' if ill > 1 else ''} to mend.")
    return 1 if ill else 0


async def _examine(settings: Settings, profile: Profile) -> AsyncIterator[Finding]:
    yield Finding(f"tz database {tz_database.in_use()}")
    yield Finding(f"profile {profile.network.slug}: {profile.network.name('en')}")
    async for finding in _database(settings, profile):
        yield finding
    if settings.slack.mode == "off" and not settings.discord.on:
        yield Finding("no platform", "Set CONVENOR_SLACK__BOT_TOKEN and __APP_TOKEN, or CONVENOR_DISCORD__TOKEN")
    if settings.slack.mode == "socket" and settings.slack.bot_token and settings.slack.app_token:
        tokens = (settings.slack.bot_token.get_secret_value(), settings.slack.app_token.get_secret_value())
        for what, cure in await slack.check(*tokens, api_url=settings.slack.api_url):
            yield Finding(f"Slack: {what}", cure)
        yield await _clock(settings.slack.api_url)
    if settings.slack.mode == "http":
        async for finding in _slack_over_http(settings):
            yield finding
    if settings.discord.token is not None:
        token = settings.discord.token.get_secret_value()
        for what, cure in await discord.check(token, api_url=settings.discord.api_url):
            yield Finding(f"Discord: {what}", cure)
        if settings.slack.mode == "off":
            yield await _clock(settings.discord.api_url)
    if settings.mail.smtp_url and settings.mail.sender:
        for what, cure in await mail.check(settings.mail.smtp_url, settings.mail.sender):
            yield Finding(f"Mail: {what}", cure)
        if not settings.secret_key:
            yield Finding("Mail: goes out without links, so people answer by mail only", MAKE_KEY)
        elif settings.web.public_url is None:
            yield Finding("Mail: goes out without links, because the web room has no public address", NAME_ADDRESS)
    if settings.closed_days is not None:
        for finding in _closed_days(settings.closed_days):
            yield finding


async def _slack_over_http(settings: Settings) -> AsyncIterator[Finding]:
    if settings.web.public_url is None:
        yield Finding("Slack: over HTTP, but the web room has no public address", NAME_ADDRESS)
    else:
        yield Finding(f"Slack: sends to {settings.public_url}/slack/events")
    if settings.slack.bot_token is not None:
        token = settings.slack.bot_token.get_secret_value()
        for what, cure in await slack.check(token, api_url=settings.slack.api_url):
            yield Finding(f"Slack: {what}", cure)
    if settings.slack.client_id:
        yield Finding(f"Slack: workspaces install at {settings.public_url}/slack/install")
    yield await _clock(settings.slack.api_url)


def _closed_days(path: Path) -> Iterator[Finding]:
    if not path.is_dir():
        yield Finding(f"closed days: there is no folder {path}", "Make it, or correct CONVENOR_CLOSED_DAYS")
        return
    folder = Folder(path)
    folder.look()
    yield Finding(f"closed days: {len(folder.plans)} files")
    for problem in folder.problems:
        yield Finding(f"closed days: {problem}", "Correct the file; until then it is left out")


async def _database(settings: Settings, profile: Profile) -> AsyncIterator[Finding]:
    url = settings.database.url
    if url.startswith("sqlite"):
        version = sqlite3.sqlite_version
        note = "" if sqlite3.sqlite_version_info >= SAFE_SQLITE else "; run one process only"
        yield Finding(f"SQLite {version}{note}")
    try:
        await schema.check(url)
    except Unavailable as away:
        yield Finding(f"database: {away}", "Check CONVENOR_DATABASE__URL and that the server runs and may be reached")
        return
    except schema.SchemaOutdated as outdated:
        if outdated.found is None:
            yield Finding("database: no tables yet", MAKE_TABLES)
        else:
            yield Finding("database: another version's shape", str(outdated))
        return
    yield Finding("database answers and has the right shape")
    database = SqlDatabase(url, clock=SystemClock())
    try:
        async with database.read(profile.network.slug) as uow:
            for space in await uow.repository(Spaces).all():
                if not space.is_chat:
                    continue
                missing = [name for key, name in profile.channels.items() if key not in space.channels]
                where = f"{space.platform.capitalize()} {space.name}"
                if missing:
                    yield Finding(f"{where}: no channel for {', '.join(missing)}", "Type /admin setup there")
                else:
                    yield Finding(f"{where}: all channels are mapped")
    finally:
        await database.close()


async def _clock(address: str) -> Finding:
    """Compare our clock with the platform's; signatures and reminders need it within half a minute."""
    try:
        async with aiohttp.ClientSession() as http, http.get(address, timeout=aiohttp.ClientTimeout(8)) as answer:
            theirs = datetime.strptime(answer.headers["Date"], "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
    except (aiohttp.ClientError, TimeoutError, KeyError, ValueError):
        return Finding("clock: could not be compared")
    off = abs((SystemClock().now() - theirs).total_seconds())
    if off > 30:
        return Finding(f"clock: {off:.0f} seconds off", "Switch on time synchronisation (NTP) on this machine")
    return Finding("clock is right")
