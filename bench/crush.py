"""The same rush over real sockets: five hundred people, half on Slack and half on Discord, press at once.

The whole house is in a process of its own and speaks through the platforms' libraries. The floor is the same crowd
pressing the button of `bench.job`, all at once, in the same run.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from bench import crowd
from bench.measure import PATIENCE, Child, Figure
from bench.posted import Posted
from bench.rush import GOAL, MOST_EDITS, PLACES, PRESSES, announced
from bench.stage import Act, open_stage
from bot.app import App
from bot.clock import SystemClock
from bot.features import load
from bot.features.gatherings import api as gatherings
from bot.ports import Spaces
from config import profiles
from storage.engine import SqlDatabase

CHANNEL = "announcements"
CLEAR = ("You have 1 place.", "on the waiting list")
SIDES = {"side": "convenor", "platforms": "slack,discord"}


async def measure(folder: Path, *, quick: bool) -> list[Figure]:
    presses = 150 if quick else PRESSES
    url = await crowd.found(crowd.file(folder, "crush"), presses)
    async with _records(url) as app, open_stage(presses) as stage:
        posted = Posted(stage, app.profile.channel_names[CHANNEL].lstrip("#"))
        async with app.database.write(app.network) as uow:
            for space in crowd.SPACES:
                channel = posted.channels[space.platform]
                mapped = replace(space, channels={CHANNEL: channel}, seen={channel: CHANNEL})
                await uow.repository(Spaces).save(mapped)
        async with Child("bench.under_test", database=url, **SIDES, **stage.addresses):
            event = await announced(app)
            await _until(posted.is_there)
            await _all_at_once(stage.press_on_slack, stage.press_on_discord, min(presses, 50))  # a warm house
            floor = await _all_at_once(stage.press_on_slack, stage.press_on_discord, presses)
            say = f"gatherings.say:{event}:yes"
            with posted.watched() as edits:
                rush = await _all_at_once(
                    lambda number: posted.press_on_slack(number, say),
                    lambda number: posted.press_on_discord(number, say),
                    presses,
                )
                await _until(lambda: len(posted.answers()) == presses and posted.tells(f"{presses - PLACES} "))
            told = [answer for answer in posted.answers().values() if any(words in answer for words in CLEAR)]
        async with app.database.read(app.network) as uow:
            tally = (await uow.repository(gatherings.Gatherings).tally(event)).places
    off = abs(tally.get("confirmed", 0) - PLACES) + abs(tally.get("waiting", 0) - presses + PLACES)
    return [
        Figure(f"seats wrong after {presses} presses on both platforms", off, "", 0, "confirmed and waiting, counted"),
        Figure("of them left without a clear answer", presses - len(told), "", 0, "told of a place or of the line"),
        Figure("edits of a copy of the card meanwhile", max(map(len, edits.values())), "", MOST_EDITS,
               "on either platform"),
        Figure("such a press, over the wire", rush / floor, "×", GOAL,
               f"of a press that counts one up, all at once; {rush:.1f} s for all"),
    ]  # fmt: skip


@asynccontextmanager
async def _records(url: str) -> AsyncIterator[App]:
    """The records of the process under test, from outside."""
    clock = SystemClock()
    database = SqlDatabase(url, clock=clock)
    try:
        yield App(database=database, routes=load(), profile=profiles.load(crowd.NETWORK), clock=clock)
    finally:
        await database.close()


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.05)


async def _all_at_once(on_slack: Act, on_discord: Act, people: int) -> float:
    """Seconds until everybody who presses at once is answered; who has an odd number sits on Discord."""
    began = perf_counter()
    await asyncio.gather(*((on_discord if number % 2 else on_slack)(number) for number in range(people)))
    return perf_counter() - began
