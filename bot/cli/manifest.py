"""`convenor manifest`: what to paste or open so that Slack or Discord knows the app."""

import argparse
import json

from adapters.discord import manifest as discord
from adapters.slack import manifest as slack
from bot.cli.parsing import Commands
from bot.features import load as load_features
from config.settings import SettingsError, load


def add_to(commands: Commands) -> None:
    parser = commands.add_parser("manifest", help="the Slack manifest to paste, or the Discord invite to open")
    parser.add_argument("platform", choices=("slack", "discord"))
    parser.add_argument("--application-id", default="", help="Discord's application id, from its developer portal")
    parser.add_argument("--http", action="store_true", help="Slack over HTTP instead of Socket Mode")
    parser.set_defaults(run=manifest)


def manifest(options: argparse.Namespace) -> int:
    settings = load()
    if options.platform == "slack":
        over_http = options.http or settings.slack.mode == "http"
        if over_http and settings.web.public_url is None:
            raise SettingsError(
                "CONVENOR_WEB__PUBLIC_URL: not set; Slack over HTTP needs the https address it sends to"
            )
        address = settings.public_url if over_http else ""
        made = slack.manifest(load_features(), prefix=settings.command_prefix, public_url=address)
        print(json.dumps(made, ensure_ascii=False, indent=2))
    else:
        print(discord.explain(options.application_id))
    return 0
