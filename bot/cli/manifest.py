"""`convenor manifest`: what to paste or open so that Slack or Discord knows the app."""

import argparse
import json

from adapters.discord import manifest as discord
from adapters.slack import manifest as slack
from bot.cli.parsing import Commands
from bot.features import load as load_features
from config.settings import load


def add_to(commands: Commands) -> None:
    parser = commands.add_parser("manifest", help="the Slack manifest to paste, or the Discord invite to open")
    parser.add_argument("platform", choices=("slack", "discord"))
    parser.add_argument("--application-id", default="", help="Discord's application id, from its developer portal")
    parser.set_defaults(run=manifest)


def manifest(options: argparse.Namespace) -> int:
    settings = load()
    if options.platform == "slack":
        made = slack.manifest(load_features(), prefix=settings.command_prefix)
        print(json.dumps(made, ensure_ascii=False, indent=2))
    else:
        print(discord.explain(options.application_id))
    return 0
