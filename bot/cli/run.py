"""`convenor run`: start the process and serve until told to stop."""

import argparse
import asyncio
import gc
import signal
import sys

from bot.cli.house import PARTS, House
from bot.cli.parsing import Commands
from bot.clock import SystemClock
from config import logging as log_setup
from config import profiles
from config.settings import Settings, load
from storage import schema

SANDBOX_PROFILE = "cslei"


def add_to(commands: Commands) -> None:
    parser = commands.add_parser("run", help="start Convenor (in the sandbox while no token is set)")
    parser.add_argument("--sandbox", action="store_true", help="play with a simulated Slack and Discord")
    parser.add_argument("--profile", help="name or path of the network's profile")
    parser.add_argument("--only", help=f"parts this process does, of: {','.join(PARTS)}")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    settings = load()
    log_setup.set_up(settings.log.format, settings.log.level, settings.secrets())
    only = tuple(options.only.split(",")) if options.only else PARTS
    unknown = sorted(set(only) - set(PARTS))
    if unknown:
        print(f"--only: there is no part {', '.join(unknown)}; allowed: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    name = options.profile or settings.profile
    if options.sandbox or not settings.has_platform:
        from bot.cli.play import play  # the sandbox is no part of a process that serves a real network

        return asyncio.run(play(settings, profiles.load(name or SANDBOX_PROFILE), until_told_to_stop))
    if name is None:
        print("CONVENOR_PROFILE: not set; name the profile of your network, e.g. cslei, or its file", file=sys.stderr)
        return 2
    return asyncio.run(_serve(settings, name, only))


async def _serve(settings: Settings, name: str, only: tuple[str, ...]) -> int:
    profile = profiles.load(name)
    if settings.database.url.startswith("sqlite"):
        await schema.upgrade(settings.database.url)
    await schema.check(settings.database.url)
    async with House(settings, profile, SystemClock(), only):
        gc.freeze()  # what stands now stays: later looks for garbage, each a pause for everybody, pass it over
        print(f"Convenor serves {profile.network.name('en')}. Stop it with Ctrl+C.", flush=True)
        await until_told_to_stop()
    return 0


async def until_told_to_stop() -> None:
    """Wait for SIGINT or SIGTERM."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, told.set)
    await told.wait()
