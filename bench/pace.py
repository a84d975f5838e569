"""How long people wait at 50 interactions a second, in a small and in a huge network."""

import asyncio
from pathlib import Path
from time import perf_counter

from bench import crowd
from bench.measure import Child, Figure, percentile
from bench.stage import Act, Stage, open_stage

RATE = 50
GOAL_P99 = 60
GOAL_FLAT = 1.3
SIZES = (100, 100_000)
WINDOWS = 4


async def measure(folder: Path, *, quick: bool) -> list[Figure]:
    seconds = 5 if quick else 20
    waits = {size: await _waits(folder, size, seconds) for size in SIZES}
    p50 = {size: percentile(waits[size], 0.5) for size in SIZES}
    figures = [
        Figure(
            f"p99 at {RATE} interactions a second, {size:,} members", percentile(waits[size], 0.99), " ms", GOAL_P99,
            f"p50 {p50[size]:.1f} ms; half presses that write, half `/convenor`, `/member find`, `/profile show`",
        )
        for size in SIZES
    ]  # fmt: skip
    small, huge = SIZES
    figures.append(Figure(f"p50 with {huge:,} members against {small}", p50[huge] / p50[small], "×", GOAL_FLAT, "flat"))
    return figures


def acts(stage: Stage) -> tuple[Act, ...]:
    """What people do, by turns."""

    async def menu_on_slack(number: int) -> None:
        await stage.type_on_slack(number, "/convenor")

    async def find_on_slack(number: int) -> None:
        await stage.type_on_slack(number, f"/member find {' '.join(crowd.name(number)[:2])}")

    async def menu_on_discord(number: int) -> None:
        await stage.type_on_discord(number, "/convenor")

    async def show_on_discord(number: int) -> None:
        await stage.type_on_discord(number, "/profile show")

    return (stage.press_on_slack, menu_on_slack, stage.press_on_discord, menu_on_discord,
            stage.press_on_slack, find_on_slack, stage.press_on_discord, show_on_discord)  # fmt: skip


async def _waits(folder: Path, size: int, seconds: int) -> list[float]:
    """Milliseconds from doing something to seeing the answer, in the quietest of some windows of that length.

    Arrivals are evenly spaced, whatever the answers take.
    """
    waits: list[float] = []
    windows: list[list[float]] = []
    database = await crowd.known(folder, size)
    async with open_stage() as stage, Child(
        "bench.under_test", side="convenor", platforms="slack,discord", database=database, **stage.addresses
    ):  # fmt: skip
        mixed = acts(stage)

        async def one(act: Act, number: int) -> None:
            began = perf_counter()
            await act(number)
            waits.append((perf_counter() - began) * 1000)

        for number in range(3 * len(mixed)):  # names are learned, statements compiled, connections opened
            await mixed[number % len(mixed)](number)
        for _window in range(WINDOWS):
            waits.clear()
            began, tasks = perf_counter(), list[asyncio.Task[None]]()
            for number in range(seconds * RATE):
                await asyncio.sleep(max(0.0, began + number / RATE - perf_counter()))
                tasks.append(asyncio.create_task(one(mixed[number % len(mixed)], number)))
            await asyncio.gather(*tasks)
            windows.append(waits.copy())
            stage.sweep()
    return min(windows, key=lambda window: percentile(window, 0.99))
