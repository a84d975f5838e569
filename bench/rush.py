"""Five hundred people press one button at once for the last thirty places: exact seats, few edits, at what cost.

The floor is the same crowd reading the event's card at once, in the same run: what a press costs that changes nothing.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

from adapters.memory.messenger import MemoryPlatform
from adapters.memory.outbound import Message
from bench import crowd
from bench.measure import PATIENCE, Figure
from bot import wall
from bot.app import App
from bot.clock import SystemClock
from bot.courier import Timing
from bot.dispatcher import Dispatcher, system
from bot.features import load
from bot.features.gatherings import api as gatherings
from bot.interactions import Account, Place, Press
from bot.outbox import new_id
from bot.ports import Spaces
from config import profiles
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger

PRESSES, PLACES = 500, 30
MOST_EDITS = 5
GOAL = 4.0
"""A registration may cost so many times what a look at the same event costs."""


async def measure(folder: Path, *, quick: bool) -> list[Figure]:
    presses = 150 if quick else PRESSES
    clock = SystemClock()
    url = await crowd.found(crowd.file(folder, "rush"), presses)
    database = SqlDatabase(url, clock=clock)
    app = App(database=database, routes=load(), profile=profiles.load(crowd.NETWORK), clock=clock)
    platform = MemoryPlatform("slack", crowd.TEAM)
    dispatcher = Dispatcher(app, SqlLedger(database, app.network), [platform], Timing(idle=0.05))
    app.rung = dispatcher.ring
    try:
        event = await _announced(app, platform)
        await dispatcher.idle()
        serving = asyncio.create_task(dispatcher.run())
        await _all_press(app, min(presses, 50), f"gatherings.show:{event}")  # so that both meet a warm house
        look = await _all_press(app, presses, f"gatherings.show:{event}")
        rush = await _all_press(app, presses, f"gatherings.say:{event}:yes")
        card = _card(platform)
        await _told(card, f"{presses - PLACES} ")
        await dispatcher.stop()
        await serving
        async with database.read(app.network) as uow:
            tally = await uow.repository(gatherings.Gatherings).tally(event)
    finally:
        await database.close()
    off = abs(tally.places.get("confirmed", 0) - PLACES) + abs(tally.places.get("waiting", 0) - presses + PLACES)
    return [
        Figure(f"seats wrong after {presses} presses for {PLACES}", off, "", 0, "confirmed and waiting, counted"),
        Figure("edits of the card meanwhile", card.edits, "", MOST_EDITS, "coalesced while they are pressing"),
        Figure("a press that takes a place or joins the line", rush / look, "×", GOAL,
               f"of a look at the event, all at once; {rush / presses * 1000:.1f} ms each"),
    ]  # fmt: skip


def _card(platform: MemoryPlatform) -> Message:
    (card,) = [message for message in platform.messages if message.channel == "announcements"]
    return card


async def _told(card: Message, waiting: str) -> None:
    """Wait until the card says how many wait at the end, in whichever language the channel has."""
    async with asyncio.timeout(PATIENCE):
        while waiting not in card.text:  # noqa: ASYNC110 - drawn elsewhere
            await asyncio.sleep(0.05)


async def _announced(app: App, platform: MemoryPlatform) -> str:
    async with app.database.write(app.network) as uow:
        space = next(each for each in crowd.SPACES if each.platform == platform.platform)
        channels = {"announcements": "announcements"}
        await uow.repository(Spaces).save(replace(space, sender=platform.senders[0], channels=channels))
    return await announced(app)


async def announced(app: App) -> str:
    """The id of an event with so many places, whose card is on its way."""
    zone = "Asia/Shanghai"
    local = app.clock.now().replace(tzinfo=None, minute=0, second=0, microsecond=0) + timedelta(days=200)
    async with app.database.write(app.network) as uow:
        ctx = app.context(system(app.network), Account("bench", "", ""), Place("bench", "", ""), uow)
        event = gatherings.Gathering(
            id=new_id(), ref=f"EVT-{local.year}-001", family="event", kind="webinar", title="Assessment without exams",
            local=local, zone=zone, minutes=60, organiser="P0", created_at=ctx.now, mode="online", capacity=PLACES,
            starts_at=wall.instant(local, ZoneInfo(zone)), join_link="https://meet.example/rush",
        )  # fmt: skip
        await ctx.repository(gatherings.Gatherings).add(event)
        await gatherings.announce(ctx, event)
        await ctx.flush()
    return event.id


async def _all_press(app: App, people: int, payload: str) -> float:
    """Seconds until everybody who presses at once is answered."""
    place = Place("slack", crowd.TEAM, "announcements")

    async def press(number: int) -> None:
        account = Account("slack", crowd.TEAM, crowd.slack_user(number))
        answer = await app.handle(Press(account, place, payload))
        if answer.outcome != "done":
            raise RuntimeError(f"{payload}: {answer.outcome}")

    began = perf_counter()
    await asyncio.gather(*(press(number) for number in range(people)))
    return perf_counter() - began
