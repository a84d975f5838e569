"""`convenor migrate`: bring the database to the shape this version needs."""

import argparse
import asyncio

from bot.cli.parsing import Commands
from config.settings import load
from storage import schema


def add_to(commands: Commands) -> None:
    parser = commands.add_parser("migrate", help="bring the database to the shape this version needs")
    parser.set_defaults(run=migrate)


def migrate(_options: argparse.Namespace) -> int:
    settings = load()
    asyncio.run(schema.upgrade(settings.database.url))
    print("The database is up to date.")
    return 0
