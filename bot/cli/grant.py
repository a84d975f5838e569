"""`convenor grant`: give somebody a role from outside; this is how the first administrator comes about."""

import argparse
import asyncio
import sys

from bot.cli.parsing import Commands
from bot.cli.session import session
from bot.features.admin.model import GIVEN
from bot.interactions import Account
from bot.outbox import new_id
from bot.people import People, Person, Role, RoleGrant
from config.settings import load


def add_to(commands: Commands) -> None:
    parser = commands.add_parser("grant", help="give somebody a role, e.g. the first administrator")
    parser.add_argument("role", choices=[role.value for role in GIVEN])
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--slack", metavar="TEAM/USER", help="a Slack account, e.g. T012AB/U034CD")
    who.add_argument("--discord", metavar="GUILD/USER", help="a Discord account")
    who.add_argument("--email", metavar="ADDRESS", help="somebody who is on record with this address")
    parser.set_defaults(run=grant)


def grant(options: argparse.Namespace) -> int:
    for platform in ("slack", "discord"):
        given = getattr(options, platform)
        if given is not None and not all(given.partition("/")[::2]):
            print(f"--{platform}: found {given!r}; write the space and the user with a slash between", file=sys.stderr)
            return 2
    return asyncio.run(_grant(options))


async def _grant(options: argparse.Namespace) -> int:
    role = Role(options.role)
    async with session(load()) as ctx:
        people = ctx.repository(People)
        if options.email:
            person = await people.by_email(options.email.lower())
            if person is None:
                print(f"Nobody is on record with the confirmed address {options.email}. "
                      "Name the account with --slack or --discord.", file=sys.stderr)  # fmt: skip
                return 1
            me = await people.me(person.id, ctx.now)
        else:
            platform = "slack" if options.slack else "discord"
            space, _, user = (options.slack or options.discord).partition("/")
            account = Account(platform, space, user)
            me = await people.recognise(account, ctx.now) or await people.meet(account, Person(new_id(), user), ctx.now)
        if me.has(role, ""):
            print(f"{me.person.display_name} is {role.value} already.")
            return 0
        await people.grant(me.id, RoleGrant(role, since=ctx.now, granted_by="command line"))
        ctx.audit("role granted", me.id, detail=f"{role.value}, from the command line")
        ctx.project(me.id)
        print(f"{me.person.display_name} is now {role.value}.")
    return 0
