"""The command line, and the only place where the rooms are put together.

Exit codes: 0 done, 1 a check failed, 2 wrong usage or configuration.
"""

import argparse
import sys
from collections.abc import Sequence

from adapters.discord.adapter import NotAccepted
from bot import __version__, tz_database
from bot.cli import archive, doctor, grant, manifest, routes, run, schema
from bot.errors import Refused, Unavailable
from bot.i18n import Reader
from bot.outbox import DeliveryProblem, Forbidden
from config.profiles import ProfileError
from config.settings import SettingsError
from storage.engine import Misconfigured
from storage.schema import SchemaOutdated

COMMANDS = (run, schema, doctor, manifest, grant, archive, routes)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; a mistake in the configuration is explained in a line or two, never with a traceback."""
    parser = argparse.ArgumentParser(
        prog="convenor", description="Runs a network of educational institutions in Slack, in Discord and beside them."
    )
    parser.add_argument("--version", action="version", version=f"convenor {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_to(commands)
    options = parser.parse_args(argv)
    tz_database.use_newest()
    try:
        return options.run(options)
    except (SettingsError, ProfileError, Misconfigured, SchemaOutdated) as mistake:
        print(mistake, file=sys.stderr)
        return 2
    except NotAccepted as refused:
        print(f"Discord: {refused}", file=sys.stderr)
        return 2
    except Forbidden as refused:
        print(f"Slack: {refused}. {refused.cure}", file=sys.stderr)
        return 2
    except DeliveryProblem as trouble:
        print(f"Slack: {trouble}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.strerror or error}", file=sys.stderr)
        return 1
    except Unavailable as away:
        print(f"The database cannot be reached: {away}", file=sys.stderr)
        return 1
    except Refused as refused:
        print(Reader().plain(refused.reason), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
