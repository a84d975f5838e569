"""`convenor export` and `convenor import`: all of a network as one open JSON file, and back."""

import argparse
import asyncio
import json
import sys
from pathlib import Path

from bot.cli.session import session
from bot.features.register import api as register
from bot.ports import Archive
from config.settings import load

FORMAT = 1


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    out = commands.add_parser("export", help="write all records of the network to a file (open format: JSON)")
    out.add_argument("file", type=Path)
    out.set_defaults(run=lambda options: asyncio.run(_export(options.file)))
    back = commands.add_parser("import", help="read such a file into an empty database")
    back.add_argument("file", type=Path)
    back.set_defaults(run=lambda options: asyncio.run(_import(options.file)))


async def _export(file: Path) -> int:
    async with session(load()) as ctx:
        tables = await ctx.repository(Archive).dump()
        ctx.audit("exported", ctx.profile.network.slug, detail=f"{sum(map(len, tables.values()))} rows")
        made = {"convenor": FORMAT, "network": ctx.profile.network.slug, "made_at": ctx.now.isoformat()}
    try:
        file.write_text(json.dumps({**made, "tables": tables}, ensure_ascii=False, indent=1), encoding="utf-8")
        file.chmod(0o600)
    except OSError as error:
        print(f"{file}: cannot be written ({error.strerror})", file=sys.stderr)
        return 1
    print(f"Wrote {sum(map(len, tables.values()))} rows to {file}. It holds personal data: keep it safe.")
    return 0


async def _import(file: Path) -> int:
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        print(f"{file}: cannot be read ({error.strerror})", file=sys.stderr)
        return 2
    except ValueError as error:
        print(f"{file}: this is no export of Convenor ({error})", file=sys.stderr)
        return 2
    if not isinstance(read, dict) or read.get("convenor") != FORMAT:  # pyright: ignore[reportUnknownMemberType]
        print(f"{file}: this is no export of Convenor, or of a version this one does not know", file=sys.stderr)
        return 2
    async with session(load()) as ctx:
        if read["network"] != ctx.profile.network.slug:
            print(f"{file}: this is the network {read['network']!r}, but the profile here is "
                  f"{ctx.profile.network.slug!r}", file=sys.stderr)  # fmt: skip
            return 2
        await ctx.repository(Archive).load(read["tables"])
        await register.reindex_everybody(ctx)
        ctx.audit("imported", ctx.profile.network.slug, detail=file.name)
    print(f"Read {sum(map(len, read['tables'].values()))} rows. People link their chat accounts anew where needed.")
    return 0
