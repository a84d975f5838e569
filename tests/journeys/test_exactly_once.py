"""What the bot believes it has sent is what the platforms received, once each, whatever dies or lies in between."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row

from bot.outbox import State
from sandbox.discord.faults import Fault
from sandbox.player import NotShown, Player
from tests.journeys.office import PLATFORMS, set_up
from tests.journeys.records import owed
from tests.journeys.stories import LEADER, Words, agrees, goes_on, newest
from tests.journeys.world import World
from tests.support.databases import PostgresServer


@pytest.mark.timeout(240)
async def test_thirty_applications_under_kills_and_lies_are_told_exactly_once(world: World) -> None:
    """kill -9 at random instants, answers lost after the work was done, connections cut: nothing lost or doubled."""
    await _storm(world, applicants=30, kills=3)


@pytest.mark.timeout(240)
async def test_the_same_holds_on_postgresql(postgres_server: PostgresServer, tmp_path: Path) -> None:
    url = await postgres_server.create()
    async with World(url, "cslei", tmp_path).serve() as world:
        code, output = await world.command("migrate")
        assert code == 0, output
        await _storm(world, applicants=8, kills=1)
    await postgres_server.drop(url)


async def _storm(stormy: World, *, applicants: int, kills: int) -> None:
    office = await set_up(stormy)
    dice = random.Random(20270311)
    people = [office.newcomer(PLATFORMS[n % 2], f"Applicant {n:02}") for n in range(applicants)]
    waves = [people[n::kills] for n in range(kills)]
    for wave in waves:
        await asyncio.gather(*(_fills(one, office.words) for one in wave))
        _lies(stormy, dice)
        signing = [asyncio.create_task(one.submits()) for one in wave]
        await asyncio.sleep(dice.uniform(0.02, 0.6))
        await stormy.dies()
        await asyncio.gather(*signing)
        for one in wave:
            await _insists(one, office.words)
    stormy.slack.faults.clear()
    stormy.discord.faults.clear()
    await office.quiet(within=90)

    rows = await owed(stormy)
    assert not [row for row in rows if row.state == State.FAILED], "nothing had to be given up"
    _compare(stormy, rows)
    for platform in PLATFORMS:
        room = office.secretaries[platform].messages(office.room("secretariat"))
        cards = Counter(name.name for name in people for seen in room if f": {name.name}" in seen.text)
        assert cards == Counter({one.name: 1 for one in people})


def _lies(world: World, dice: random.Random) -> None:
    """Some of the next posts are carried out and answered with an error or not at all; others are refused."""
    world.slack.faults.delay("chat.postMessage", 0.4, times=2)
    world.slack.faults.server_error("chat.postMessage", 503, when="after")
    world.slack.faults.reset_after("chat.postMessage", times=dice.randint(1, 2))
    world.slack.faults.server_error("chat.postMessage", 500)
    world.slack.faults.rate_limit("chat.update")
    posting = "POST /channels/{id}/messages"
    world.discord.faults.order(posting, Fault(delay=0.4, times=2))
    world.discord.faults.order(posting, Fault(status=502, after=True))
    world.discord.faults.order(posting, Fault(reset=True, after=True, times=dice.randint(1, 2)))
    world.discord.faults.order(posting, Fault(status=500))


async def _fills(player: Player, words: Words) -> None:
    await player.types("/apply")
    await player.presses("Continue")
    await goes_on(player, words, LEADER | {"legal_name": player.name, "email": f"{player.user_id}@x.example"})
    await agrees(player, words)
    await player.presses("Sign and submit")
    await player.fills({"Full name as you sign it": player.name})


async def _insists(player: Player, words: Words) -> None:
    """What somebody does whose press came to nothing: the same again, until it is said to have arrived."""
    for _try in range(5):
        if player.form is not None:
            await player.submits()
        if player.form is not None:
            await player.dismisses()
        await player.types("/apply")
        shown = newest(player)
        if "waiting to be taken up" in shown.text:
            return
        try:
            await player.presses("Continue")
            await agrees(player, words)
            await player.presses("Sign and submit")
            await player.fills({"Full name as you sign it": player.name})
        except NotShown:
            continue
    raise AssertionError(f"{player.name} cannot send the form: {newest(player).text}")


def _compare(world: World, rows: Sequence[Row[Any]]) -> None:
    """Every post that was sent exists once, with its mark; no marked message exists that the ledger does not know."""
    sent = {f"cv{row.id}": row for row in rows if row.kind == "post" and row.state == State.SENT}
    marks = Counter(_marks(world))
    assert {mark: count for mark, count in marks.items() if count > 1} == {}, "said twice"
    assert set(sent) - set(marks) == set(), "believed to be sent, never received"
    assert set(marks) - set(sent) == set(), "received, but not believed to be sent"
    places = {row.external_id for row in sent.values()}
    received = {str(e["id"]) for ledger in (world.slack.ledger, world.discord.ledger) for e in ledger.posted}
    assert places <= received


def _marks(world: World) -> list[str]:
    """The marks of all messages of the outbox that exist on the platforms."""
    found: list[str] = []
    for entry in world.slack.ledger.posted:
        metadata = entry.get("metadata")
        if isinstance(metadata, dict) and not entry.get("deleted"):
            found.append(str(metadata["event_payload"]["id"]))
    found += [str(entry["nonce"]) for entry in world.discord.ledger.posted if entry.get("nonce")]
    return [mark.split(".")[0] for mark in found if mark.startswith("cv")]
