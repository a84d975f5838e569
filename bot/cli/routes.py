"""`convenor routes`: everything people can do, with the feature that does it."""

import argparse

from bot.cli.parsing import Commands
from bot.features import load


def add_to(commands: Commands) -> None:
    parser = commands.add_parser("routes", help="list every command, button and form with its feature")
    parser.set_defaults(run=list_routes)


def list_routes(_options: argparse.Namespace) -> int:
    routes = load()
    for command in routes.commands.values():
        options = " ".join(f"[{p.name}]" for p in command.parameters)
        print(f"command  /{' '.join(command.path).strip():<28} {command.feature:<14} {options}".rstrip())
    for press in routes.presses.values():
        print(f"button   {press.action.key:<29} {press.feature}")
    for form in routes.forms.values():
        print(f"form     {form.key:<29} {form.feature}")
    return 0
