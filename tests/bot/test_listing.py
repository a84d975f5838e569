"""A platform's own calendar shows what our records say: once, up to date, and only for a while ahead."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.memory.messenger import MemoryPlatform
from bot.listing import AHEAD
from bot.outbox import Ambiguous, Forbidden, Listing, Outbox
from bot.ports import Entry, SetEntry, Spaces
from tests.support.probe import Probe, Show
from tests.support.stage import START, Stage


def entry(title: str = "Quarterly meeting", days: float = 7) -> Entry:
    starts = START + timedelta(days=days)
    return Entry(title, starts, starts + timedelta(hours=2), "Suzhou", "Four reports.")


async def enlist(stage: Stage, title: str = "M1") -> None:
    async with stage.work() as ctx:
        ctx.enlist(Show(title))
    await stage.settles()


def shown(stage: Stage) -> list[str]:
    return sorted(each.title for each in calendar(stage).entries.values())


def calendar(stage: Stage) -> MemoryPlatform:
    return stage.platforms["discord"]


def asked(stage: Stage) -> list[SetEntry]:
    return [order for order in calendar(stage).orders if isinstance(order, SetEntry)]


async def test_an_entry_comes_follows_and_goes(bare: Stage, probe: Probe) -> None:
    probe.shows["M1"] = entry()
    await enlist(bare)
    assert shown(bare) == ["Quarterly meeting"]
    probe.shows["M1"] = replace(entry(), title="Spring meeting")
    await enlist(bare)
    assert shown(bare) == ["Spring meeting"]
    assert asked(bare)[-1].known == f"entry-{Show('M1').mark}"
    del probe.shows["M1"]
    await enlist(bare)
    assert shown(bare) == []


async def test_it_can_come_back_after_it_was_taken_away(bare: Stage, probe: Probe) -> None:
    for _round in range(2):
        probe.shows["M1"] = entry()
        await enlist(bare)
        assert shown(bare) == ["Quarterly meeting"]
        probe.shows.clear()
        await enlist(bare)
        assert shown(bare) == []


async def test_platforms_without_a_calendar_are_not_asked(bare: Stage, probe: Probe) -> None:
    probe.shows["M1"] = entry()
    await enlist(bare)
    assert not bare.platforms["slack"].orders


async def test_a_space_that_is_not_the_networks_shows_nothing(bare: Stage, probe: Probe) -> None:
    async with bare.work() as ctx:
        spaces = ctx.repository(Spaces)
        (space,) = [each for each in await spaces.all() if each.platform == "discord"]
        await spaces.save(replace(space, channels={}))
    probe.shows["M1"] = entry()
    await enlist(bare)
    assert shown(bare) == []


async def test_nothing_is_written_for_nothing(bare: Stage, probe: Probe) -> None:
    probe.shows["M1"] = entry()
    for _change in range(3):
        await enlist(bare)
    assert len(asked(bare)) == 1


async def test_many_changes_in_a_row_cost_one_call(bare: Stage, probe: Probe) -> None:
    async with bare.work() as ctx:
        for number in range(20):
            probe.shows["M1"] = entry(f"Meeting {number}")
            ctx.enlist(Show("M1"))
    await bare.settles()
    assert [each.title for each in calendar(bare).entries.values()] == ["Meeting 19"]
    assert len(asked(bare)) == 1


async def test_what_is_far_off_is_listed_when_its_time_comes(bare: Stage, probe: Probe) -> None:
    probe.shows["M1"] = entry(days=AHEAD.days + 10)
    await enlist(bare)
    await bare.passes(days=9)
    assert shown(bare) == []
    await bare.passes(days=1, minutes=1)
    assert shown(bare) == ["Quarterly meeting"]


async def test_a_far_date_that_moves_is_listed_by_the_new_one(bare: Stage, probe: Probe) -> None:
    probe.shows["M1"] = entry(days=AHEAD.days + 10)
    await enlist(bare)
    probe.shows["M1"] = entry(days=AHEAD.days + 2)
    await enlist(bare)
    await bare.passes(days=2, minutes=1)
    assert shown(bare) == ["Quarterly meeting"]


async def test_what_is_listed_stays_when_it_moves_far_away(bare: Stage, probe: Probe) -> None:
    probe.shows["M1"] = entry()
    await enlist(bare)
    probe.shows["M1"] = entry(days=AHEAD.days + 30)
    await enlist(bare)
    assert [each.starts for each in calendar(bare).entries.values()] == [probe.shows["M1"].starts]


@pytest.mark.parametrize("days", [-0.01, -30])
async def test_what_has_begun_is_not_listed_any_more(bare: Stage, probe: Probe, days: float) -> None:
    probe.shows["M1"] = entry(days=days)
    await enlist(bare)
    assert not asked(bare)


@pytest.mark.parametrize("doubt", [Ambiguous("reset"), TimeoutError()])
async def test_an_answer_that_got_lost_doubles_nothing(bare: Stage, probe: Probe, doubt: Exception) -> None:
    calendar(bare).unanswered.append(doubt)
    probe.shows["M1"] = entry()
    await enlist(bare)
    await bare.passes(minutes=5)
    assert [order.known for order in asked(bare)] == ["", ""]
    assert shown(bare) == ["Quarterly meeting"]


async def test_the_missing_permission_is_told_and_waited_for(bare: Stage, probe: Probe) -> None:
    calendar(bare).broken.append(Forbidden("no", "Switch on “Create Events”."))
    probe.shows["M1"] = entry()
    await enlist(bare)
    assert shown(bare) == []
    assert any("Create Events" in message.text for message in calendar(bare).messages)
    await bare.passes(hours=1, minutes=1)
    assert shown(bare) == ["Quarterly meeting"]


async def test_a_full_calendar_keeps_what_is_nearest(bare: Stage, probe: Probe) -> None:
    calendar(bare).most_entries = 2
    for title, days in (("far", 30), ("near", 3), ("farther", 40), ("nearest", 2)):
        probe.shows[title] = entry(title, days)
        await enlist(bare, title)
    assert shown(bare) == ["near", "nearest"]


async def test_what_found_no_room_is_tried_again_every_day(bare: Stage, probe: Probe) -> None:
    calendar(bare).most_entries = 2
    for title, days in (("far", 30), ("near", 3), ("farther", 40), ("nearest", 2)):
        probe.shows[title] = entry(title, days)
        await enlist(bare, title)
    await bare.passes(days=2)
    del probe.shows["nearest"]
    await enlist(bare, "nearest")
    await bare.passes(days=1, minutes=1)
    assert shown(bare) == ["far", "near"]
    del probe.shows["near"]
    await enlist(bare, "near")
    await bare.passes(days=1, minutes=1)
    assert shown(bare) == ["far", "farther"]


async def test_what_made_room_comes_back_though_the_answer_got_lost(bare: Stage, probe: Probe) -> None:
    calendar(bare).most_entries = 2
    for title, days in (("far", 30), ("near", 3), ("nearest", 2)):
        probe.shows[title] = entry(title, days)
        if title == "nearest":
            calendar(bare).unanswered.append(Ambiguous("reset"))
        await enlist(bare, title)
    await bare.passes(minutes=5)
    assert shown(bare) == ["near", "nearest"]
    del probe.shows["near"]
    await enlist(bare, "near")
    await bare.passes(days=1, minutes=1)
    assert shown(bare) == ["far", "nearest"]


async def test_an_entry_is_forgotten_when_it_has_ended(bare: Stage, probe: Probe) -> None:
    probe.shows["M1"] = entry()
    await enlist(bare)
    async with bare.work() as ctx:
        assert await ctx.repository(Outbox).copies(Show("M1").name)
    await bare.passes(days=7, hours=3)
    async with bare.work() as ctx:
        assert not await ctx.repository(Outbox).copies(Show("M1").name)
    assert shown(bare) == ["Quarterly meeting"], "the platform ends it by itself"


def test_a_listing_is_read_back_from_its_name() -> None:
    show = Show('a:b {"c"}')
    key, data = Listing.named(show.name)
    assert (key, Show.load(data)) == (Show.key, show)
    assert len(show.mark) <= 25
