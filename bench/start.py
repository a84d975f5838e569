"""From `python -m bot run` to ready, connected to both platforms, and the memory it holds in a huge network."""

import asyncio
import os
import resource
import socket
import sys
from pathlib import Path
from time import perf_counter

import aiohttp

from bench import crowd
from bench.measure import UNDER_TEST, Figure, pin
from bench.pace import acts
from bench.stage import Stage, open_stage

GOAL_READY = 1.5
GOAL_MEMORY = 130
PATIENCE = 30


async def measure(folder: Path, *, quick: bool) -> list[Figure]:
    database = await crowd.known(folder, 100_000)
    starts = [await _start(database, folder, busy=0 if quick else 400) for _ in range(3 if quick else 5)]
    seconds, used, memory = min(s[0] for s in starts), min(s[1] for s in starts), max(s[2] for s in starts)
    return [
        Figure(
            "start to ready, both platforms connected",
            seconds,
            " s",
            GOAL_READY,
            f"best of {len(starts)}; it computes for {used:.2f} s",
        ),
        Figure(
            "resident memory with 100,000 members",
            memory,
            " MB",
            GOAL_MEMORY,
            f"most of {len(starts)} starts, after work",
        ),
    ]


async def _start(database: str, folder: Path, *, busy: int) -> tuple[float, float, float]:
    """Seconds until ready, seconds computed until then, and MB after so many interactions."""
    port = _free_port()
    async with open_stage() as stage:
        began = perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=_settings(stage, database, port), cwd=folder,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL, preexec_fn=lambda: pin(UNDER_TEST),
        )  # fmt: skip
        try:
            await _until_ready(port)
            ready, used = perf_counter() - began, _used(process.pid)
            mixed = acts(stage)
            for number in range(busy):
                await mixed[number % len(mixed)](number)
            return ready, used, _resident(process.pid)
        finally:
            process.terminate()
            await process.wait()


def _settings(stage: Stage, database: str, port: int) -> dict[str, str]:
    told = stage.addresses
    return {
        **{key: value for key, value in os.environ.items() if not key.startswith("CONVENOR_")},
        "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
        "CONVENOR_PROFILE": "cslei",
        "CONVENOR_DATABASE__URL": database,
        "CONVENOR_SLACK__BOT_TOKEN": told["slack-bot"],
        "CONVENOR_SLACK__APP_TOKEN": told["slack-app"],
        "CONVENOR_SLACK__API_URL": told["slack-api"],
        "CONVENOR_DISCORD__TOKEN": told["discord-token"],
        "CONVENOR_DISCORD__API_URL": told["discord-api"],
        "CONVENOR_DISCORD__GATEWAY_URL": told["discord-gateway"],
        "CONVENOR_WEB__PORT": str(port),
    }


async def _until_ready(port: int) -> None:
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.01)


def _used(pid: int) -> float:
    """Seconds another process has computed, 0 where the system does not tell."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> float:
    statm = Path(f"/proc/{pid}/statm")
    return int(statm.read_text().split()[1]) * resource.getpagesize() / 1e6 if statm.exists() else 0.0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
