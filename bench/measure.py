"""How things are measured here: a process under test on one core, whoever drives it on the other.

CPU time says more than wall time on a machine that others use too, and a ratio of one run says more than either.
So costs are CPU seconds of the process under test (all its threads), the best of several rounds, beside a floor
measured in the same minutes. Nothing in here is an assertion of a test; `MARGIN` is what noise may take.
"""

import asyncio
import json
import math
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MARGIN = 1.3
"""A goal counts as missed when it is missed by more than this factor."""
UNDER_TEST, DRIVER = 0, 1
"""Which of the allowed cores belongs to whom."""
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table. `goal` is the largest good `value`; None: told for information."""

    what: str
    value: float
    unit: str
    goal: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        if self.goal is None:
            return ""
        if self.value <= self.goal:
            return "met"
        return "within noise" if self.value <= self.goal * MARGIN else "missed"

    def row(self) -> str:
        goal = "" if self.goal is None else f"≤ {_short(self.goal)}{self.unit}"
        return f"| {self.what} | {_short(self.value)}{self.unit} | {goal} | {self.verdict} | {self.note} |"


HEAD = "| measure | measured | goal | | how |\n| --- | ---: | ---: | --- | --- |"


def _short(value: float) -> str:
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}" if value < 10 else f"{value:.1f}"


def pin(core: int) -> None:
    """Stay on one core, where the system can do that: a thread that hops between cores costs half as much again."""
    if hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {allowed[core % len(allowed)]})


def cpu() -> float:
    """Seconds this process has computed, all threads together."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def resident() -> float:
    """MB of memory this process holds now, or at most held where the system does not tell."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize() / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


async def best_of(rounds: int, sides: Sequence[Callable[[], Any]]) -> list[float]:
    """Let the sides take turns, so that all meet the same noise; the least that each needed."""
    least = [math.inf] * len(sides)
    for _round in range(rounds):
        for number, side in enumerate(sides):
            least[number] = min(least[number], await side())
    return least


class Child:
    """A process under test, started as `python -m <module> <arguments>`, that tells what it has used when asked.

    It prints a line when it is ready. After that it answers every line on its input with one line of JSON:
    `{"cpu": seconds, "resident": MB}`; when its input ends it stops. Its log is only shown when it dies.
    """

    def __init__(self, module: str, **arguments: str) -> None:
        self._command = [sys.executable, "-m", module, *(f"--{k}={v}" for k, v in arguments.items())]
        self._process: asyncio.subprocess.Process | None = None
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process

    async def __aenter__(self) -> "Child":
        self._process = await asyncio.create_subprocess_exec(
            *self._command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=self._log
        )
        await self._line()
        return self

    async def __aexit__(self, *_exception: object) -> None:
        process = self._process
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), PATIENCE)
        except TimeoutError:
            process.kill()
        self._log.close()

    async def used(self) -> dict[str, float]:
        """CPU seconds since its start, MB now."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(b"used\n")
        return json.loads(await self._line())

    async def _line(self) -> bytes:
        assert self._process is not None
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            line = await self._process.stdout.readline()
        if not line:
            self._log.seek(0)
            log = self._log.read().decode(errors="replace")[-3000:]
            raise RuntimeError(f"the process under test has ended: {' '.join(self._command)}\n{log}")
        return line


async def answer_until_told_to_stop() -> None:
    """The child's side of `Child`: says that it is ready, then tells what it has used whenever asked."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    print("ready", flush=True)
    while await reader.readline():
        print(json.dumps({"cpu": cpu(), "resident": resident()}), flush=True)
