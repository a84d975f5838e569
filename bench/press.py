"""One press from the wire to the answer: Convenor beside the same job written by hand on the platform's library."""

from pathlib import Path

from bench import crowd
from bench.measure import Child, Figure, best_of
from bench.stage import Stage, closed, open_stage

GOAL = 1.3


async def measure(folder: Path, *, quick: bool) -> list[Figure]:
    times, rounds = (400, 3) if quick else (1000, 5)
    return [await _one(folder, platform, times, rounds) for platform in ("slack", "discord")]


async def _one(folder: Path, platform: str, times: int, rounds: int) -> Figure:
    """CPU of a press, with 32 people waiting at any moment."""

    async def microseconds(child: Child, stage: Stage) -> float:
        press = stage.press_on_slack if platform == "slack" else stage.press_on_discord
        before = (await child.used())["cpu"]
        await closed(press, times)
        after = (await child.used())["cpu"]
        stage.sweep()
        return (after - before) / times * 1e6

    sides: list[str] = ["by_hand", "convenor"]
    databases = [await crowd.found(crowd.file(folder, f"{platform}-{side}"), 100) for side in sides]
    async with (
        open_stage() as first,
        open_stage() as second,
        Child("bench.under_test", side=sides[0], platforms=platform, database=databases[0], **first.addresses) as hand,
        Child("bench.under_test", side=sides[1], platforms=platform, database=databases[1], **second.addresses) as ours,
    ):
        await microseconds(hand, first)  # warm up
        await microseconds(ours, second)
        floor, cost = await best_of(rounds, [lambda: microseconds(hand, first), lambda: microseconds(ours, second)])
    note = f"{cost:.0f} µs beside {floor:.0f} µs of CPU, three statements each"
    return Figure(f"a press on {platform.capitalize()}, against the same job by hand", cost / floor, "×", GOAL, note)
