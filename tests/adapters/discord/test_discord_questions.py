"""Dangerous buttons ask first: in exact words, even after a restart; "yes" redraws what the question was about."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from adapters.discord.questions import InMemory, Stored
from bot.app import App
from bot.clock import MovableClock
from bot.errors import Unavailable
from bot.ports import Retention
from bot.vocabulary import Routes
from storage.engine import SqlDatabase
from tests.adapters.discord import trial
from tests.adapters.discord.rig import Rig


async def test_yes_redraws_the_card_and_takes_the_question_away(rig: Rig) -> None:
    ana, wei = rig.player("Ana"), rig.player("Wei")
    await ana.types("/trial menu")
    card = await ana.sees("A card")
    await ana.presses("Drop")
    question = await ana.sees("It reaches 212 people.")
    assert question.private
    assert question.buttons == ("Yes, drop it", "Keep it")
    assert "Drop it?" in question.text
    assert not wei.messages()[1:]
    await ana.presses("Yes, drop it")
    assert (await wei.sees("T-1 was dropped")).id == card.id
    assert [card.id] == trial.PLACES
    assert len(ana.messages()) == 1


async def test_no_changes_nothing(rig: Rig) -> None:
    ana = rig.player("Ana")
    await ana.types("/trial menu")
    await ana.presses("Drop")
    await ana.presses("Keep it")
    assert (await ana.sees("Nothing was changed.")).buttons == ()
    assert trial.PLACES == []


async def test_a_private_card_is_answered_in_place_of_the_question(rig: Rig) -> None:
    ana = rig.player("Ana")
    await ana.types("/trial mine")
    await ana.presses("Drop")
    await ana.presses("Yes, drop it")
    await ana.sees("T-1 was dropped")
    assert not [m for m in ana.messages() if "212" in m.text]


@pytest.mark.usefixtures("impatient")
async def test_a_slow_yes(rig: Rig) -> None:
    ana = rig.player("Ana")
    await ana.types("/trial menu")
    await ana.presses("Drop")
    trial.DELAY["seconds"] = 0.3
    await ana.presses("Yes, drop it")
    await ana.sees("T-1 was dropped")
    assert len(ana.messages()) == 1


async def test_the_words_outlive_a_restart_where_they_are_kept(empty_rig: Rig) -> None:
    kept = InMemory()
    await empty_rig.start(kept)
    ana = empty_rig.player("Ana")
    await ana.types("/trial menu")
    await empty_rig.restart(kept)
    await ana.presses("Drop")
    await ana.sees("It reaches 212 people.")


async def test_kept_words_are_written_once_and_only_the_last_are_remembered(rig: Rig, database: SqlDatabase) -> None:
    app = App(database=database, routes=Routes([]), profile=rig.app.profile, clock=rig.app.clock)
    asked = Stored(app, room=2)

    async def statements(**words: str) -> int:
        with database.counting() as count:
            await asked.keep(words)
        return count.statements

    assert await statements(a="Drop A?", b="Drop B?")
    assert not await statements(a="Drop A?", b="Drop B?")
    await asked.keep({"c": "Drop C?"})
    assert await statements(a="Drop A?"), "forgotten for two others, and written again"
    assert [await Stored(app).recall(key) for key in "abcd"] == ["Drop A?", "Drop B?", "Drop C?", None]


async def test_kept_words_live_for_ninety_days_after_they_were_last_drawn(rig: Rig, database: SqlDatabase) -> None:
    clock = MovableClock(rig.app.clock.now())
    app = App(database=database, routes=Routes([]), profile=rig.app.profile, clock=clock)
    asked = Stored(app)

    async def tidied() -> str | None:
        async with database.write(app.network) as uow:
            await uow.repository(Retention).notes(clock.now())
        return await asked.recall("a")

    await asked.keep({"a": "Drop A?"})
    clock.forward(timedelta(days=60))
    await asked.keep({"a": "Drop A?"})
    clock.forward(timedelta(days=89))
    assert await tidied() == "Drop A?"
    clock.forward(timedelta(days=2))
    assert await tidied() is None
    await asked.keep({"a": "Drop A?"})
    assert await tidied() == "Drop A?"


async def test_words_are_written_again_after_they_were_deleted_by_others(rig: Rig, database: SqlDatabase) -> None:
    app = App(database=database, routes=Routes([]), profile=rig.app.profile, clock=rig.app.clock)
    asked = Stored(app)
    await asked.keep({"a": "Drop Ana?"})
    async with database.write(app.network) as uow:
        await uow.repository(Retention).notes(app.clock.now() + timedelta(days=100))
    assert await asked.recall("a") is None
    await asked.keep({"a": "Drop Ana?"})
    assert await asked.recall("a") == "Drop Ana?"


class Away(InMemory):
    """Where nothing can be kept or read, as when the disk is full."""

    async def keep(self, words: Mapping[str, str]) -> None:
        raise Unavailable("database or disk is full")

    async def recall(self, key: str) -> str | None:
        raise Unavailable("database or disk is full")


async def test_where_the_words_cannot_be_kept_nor_read_it_still_answers_and_asks(empty_rig: Rig) -> None:
    await empty_rig.start(questions=Away())
    ana = empty_rig.player("Ana")
    await ana.types("/trial menu")
    await ana.sees("A card")
    await ana.presses("Drop")
    await ana.sees("Really do this?")
    await ana.presses("Drop", on="Really do this?")
    await ana.sees("T-1 was dropped")


async def test_without_them_it_still_asks(rig: Rig) -> None:
    ana = rig.player("Ana")
    await ana.types("/trial menu")
    await rig.restart()
    await ana.presses("Drop")
    seen = await ana.sees("Really do this?")
    assert "You pressed “Drop” under:" in seen.text
    assert "A card" in seen.text
    await ana.presses("Drop", on="Really")
    await ana.sees("T-1 was dropped")
