"""Writes a revision from the difference between the tables in code and the revisions so far.

    python -m storage.migrations.make "Give proposals a deadline"    a new revision
    python -m storage.migrations.make --afresh                       one first revision of all tables, before a release

Read what it wrote: CHECK constraints, triggers and renames are not seen by the comparison.
"""

import argparse
import asyncio
import tempfile
from pathlib import Path
from typing import Any, Final

from alembic import command
from sqlalchemy import Connection
from sqlalchemy.types import TypeEngine

from storage import repositories, schema
from storage.base import BY_HAND, Json, Key, Serial, Utc

VERSIONS: Final = schema.MIGRATIONS / "versions"
_OURS: Final[dict[int, str]] = {id(Json): "Json", id(Key): "Key", id(Serial): "Serial"}
_BY_HAND: Final = """

BY_HAND = {by_hand}


def upgrade() -> None:{body}
    # what no comparison sees: triggers and indexes that are written by hand
    for statement in BY_HAND[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(statement)
"""


async def make(message: str, *, afresh: bool) -> Path:
    """Write the file of a new revision and return its path."""
    repositories.load()
    if afresh:
        for old in VERSIONS.glob("0*.py"):
            old.unlink()
    number = f"{len(list(VERSIONS.glob('0*.py'))) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/empty.db"
        if number != "0001":
            await schema.upgrade(url)
        async with schema.connected(url) as connection:
            await connection.run_sync(_revise, message, number)
    (file,) = VERSIONS.glob(f"{number}_*.py")
    lines = file.read_text().splitlines()
    file.write_text("\n".join(line for line in lines if not line.startswith("    # ###")) + "\n")
    if number == "0001":
        _add_by_hand(file)
    return file


def _revise(connection: Connection, message: str, number: str) -> None:
    config = schema.config()
    config.attributes.update(connection=connection, render_item=_render, batch=number != "0001")
    command.revision(config, message, autogenerate=True, rev_id=number)


def _render(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Our own types by their names in storage.base."""
    if kind != "type" or not isinstance(item, TypeEngine):
        return False
    name = _OURS.get(id(item)) or ("Utc()" if isinstance(item, Utc) else "")
    if name:
        autogen_context.imports.add(f"from storage.base import {name.removesuffix('()')}")
    return name or False


def _add_by_hand(file: Path) -> None:
    before, body = file.read_text().split("\n\ndef upgrade() -> None:", 1)
    lines = ["{"]
    for dialect, statements in BY_HAND.items():
        lines += [f'    "{dialect}": [', *(f"        {statement!r}," for statement in statements), "    ],"]
    by_hand = "\n".join([*lines, "}"])
    file.write_text(before + _BY_HAND.format(by_hand=by_hand, body=body.rstrip()).removeprefix("\n"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("message", nargs="?", default="Create all tables")
    parser.add_argument("--afresh", action="store_true")
    arguments = parser.parse_args()
    print(asyncio.run(make(arguments.message, afresh=arguments.afresh)))  # noqa: T201 - a command of the developer's
