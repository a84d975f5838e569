"""`convenor export` and `convenor import`: all of a network as one open JSON file, and back."""

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from bot.cli.parsing import Commands
from bot.cli.session import session
from bot.ports import Archive
from config.settings import load

FORMAT = 1


def add_to(commands: Commands) -> None:
    out = commands.add_parser("export", help="write all records of the network to a file (open format: JSON)")
    out.add_argument("file", type=Path)
    out.set_defaults(run=write)
    back = commands.add_parser("import", help="read such a file into an empty database")
    back.add_argument("file", type=Path)
    back.set_defaults(run=read)


def write(options: argparse.Namespace) -> int:
    file: Path = options.file
    archive = asyncio.run(_dump())
    rows = sum(map(len, archive["tables"].values()))
    try:
        file.write_text(json.dumps(archive, ensure_ascii=False, indent=1), encoding="utf-8")
        file.chmod(0o600)
    except OSError as error:
        print(f"{file}: cannot be written ({error.strerror})", file=sys.stderr)
        return 1
    print(f"Wrote {rows} rows to {file}. It holds personal data: keep it safe.")
    return 0


def read(options: argparse.Namespace) -> int:
    file: Path = options.file
    try:
        archive: Any = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        print(f"{file}: cannot be read ({error.strerror})", file=sys.stderr)
        return 2
    except ValueError as error:
        print(f"{file}: this is no export of Convenor ({error})", file=sys.stderr)
        return 2
    match archive:
        case {"convenor": version, "network": str(network), "tables": {**tables}} if version == FORMAT:
            return asyncio.run(_load(file.name, network, tables))
        case _:
            print(f"{file}: this is no export of Convenor, or of a version this one does not know", file=sys.stderr)
            return 2


async def _dump() -> dict[str, Any]:
    async with session(load()) as ctx:
        tables = await ctx.repository(Archive).dump()
        ctx.audit("exported", ctx.profile.network.slug, detail=f"{sum(map(len, tables.values()))} rows")
        made = {"convenor": FORMAT, "network": ctx.profile.network.slug, "made_at": ctx.now.isoformat()}
    return {**made, "tables": tables}


async def _load(name: str, network: str, tables: dict[str, Any]) -> int:
    async with session(load()) as ctx:
        ours = ctx.profile.network.slug
        if network != ours:
            print(f"{name}: this is the network {network!r}, but the profile here is {ours!r}", file=sys.stderr)
            return 2
        await ctx.repository(Archive).load(tables)
        ctx.audit("imported", ours, detail=name)
    print(f"Read {sum(map(len, tables.values()))} rows. People link their chat accounts anew where needed.")
    return 0
