"""`python -m bench`: run the measures and print one Markdown table. Exit code 1 when a goal is missed beyond noise."""

import argparse
import asyncio
import os
import platform
import sys
import tempfile
from pathlib import Path

from bench import bulk, crush, find, outbox, pace, press, reminders, rush, start, trips
from bench.measure import DRIVER, HEAD, pin

MEASURES = {
    module.__name__.rpartition(".")[2]: module
    for module in (press, trips, pace, find, start, outbox, reminders, bulk, rush, crush)
}


async def main(only: list[str], *, quick: bool) -> int:
    missed = 0
    print(HEAD)
    with tempfile.TemporaryDirectory(prefix="convenor-bench-") as folder:
        for name, module in MEASURES.items():
            if only and name not in only:
                continue
            for figure in await module.measure(Path(folder), quick=quick):
                print(figure.row(), flush=True)
                missed += figure.verdict == "missed"
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    print(f"\nPython {platform.python_version()}, {os.cpu_count()} cores, load {load:.1f} at the end")
    return 1 if missed else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure what Convenor costs.")
    parser.add_argument("--only", help=f"some of: {','.join(MEASURES)}")
    parser.add_argument("--quick", action="store_true", help="shorter and noisier")
    options = parser.parse_args()
    wanted = options.only.split(",") if options.only else []
    if unknown := set(wanted) - set(MEASURES):
        parser.error(f"there is no measure {', '.join(sorted(unknown))}")
    pin(DRIVER)
    sys.exit(asyncio.run(main(wanted, quick=options.quick)))
