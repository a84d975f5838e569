"""The guild's own calendar, through the real library: one event for each entry, whatever happens in between."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.discord.messenger import DiscordMessenger
from bot.app import App
from bot.clock import MovableClock
from bot.courier import Timing
from bot.dispatcher import Dispatcher, system
from bot.interactions import Account, Place
from bot.notifying import kernel
from bot.outbox import Ambiguous, Forbidden, Full, Receipt
from bot.ports import Entry, Messenger, Order, SetEntry, Space, Spaces
from bot.vocabulary import Routes
from sandbox.discord.faults import Fault
from sandbox.discord.model import ScheduledEvent
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger
from tests.adapters.discord.rig import Rig
from tests.support.probe import Probe, Show

EVENTS = "/guilds/{id}/scheduled-events"
ONE = f"{EVENTS}/{{event}}"


@pytest.fixture
async def out(rig: Rig) -> DiscordMessenger:
    assert rig.discord is not None
    return rig.discord.messenger


def entry(rig: Rig, title: str = "Quarterly meeting", days: float = 7) -> Entry:
    starts = rig.service.clock.now() + timedelta(days=days)
    about = "Four reports *and* a vote.\nMTG-2027-Q2"
    return Entry(title, starts, starts + timedelta(hours=2), "Suzhou, 2 Xuefu Road", about)


def order(entry: Entry | None, mark: str = "cv1", known: str = "") -> SetEntry:
    return SetEntry("111", mark, entry, known, sign=f"Ref. {mark}")


def listed(rig: Rig) -> list[ScheduledEvent]:
    return list(rig.desk.guild.events.values())


def crowd(rig: Rig, number: int = 100) -> None:
    """Fill the calendar by other hands."""
    for _each in range(number):
        rig.desk.add_event("Chess", days=3)


async def test_an_entry_is_an_event_with_place_and_end(rig: Rig, out: DiscordMessenger) -> None:
    made = await out.perform(order(entry(rig)))
    (event,) = listed(rig)
    assert made.external_id == str(event.id)
    assert (event.name, event.location, event.entity_type) == ("Quarterly meeting", "Suzhou, 2 Xuefu Road", 3)
    assert event.description == "Four reports \\*and\\* a vote.\nMTG-2027-Q2\n\nRef. cv1"


async def test_it_follows_and_goes(rig: Rig, out: DiscordMessenger) -> None:
    made = await out.perform(order(entry(rig)))
    moved = replace(entry(rig, days=9), where="Guangzhou")
    assert (await out.perform(order(moved, known=made.external_id))).external_id == made.external_id
    (event,) = listed(rig)
    assert event.location == "Guangzhou"
    assert (await out.perform(order(None, known=made.external_id))).external_id == ""
    assert listed(rig) == []
    assert (await out.perform(order(None, known=made.external_id))).external_id == ""


async def test_a_title_that_is_a_day_written_otherwise_is_another_title(rig: Rig, out: DiscordMessenger) -> None:
    made = await out.perform(order(entry(rig, "20270311")))
    await out.perform(order(entry(rig, "2027-03-11"), known=made.external_id))
    assert [event.name for event in listed(rig)] == ["2027-03-11"]


async def test_only_what_differs_is_written(rig: Rig, out: DiscordMessenger) -> None:
    first = entry(rig)
    made = await out.perform(order(first))
    rig.service.faults.order(f"PATCH {ONE}", Fault(403, 50013))
    await out.perform(order(first, known=made.external_id))
    with pytest.raises(Forbidden):
        await out.perform(order(entry(rig, "Spring meeting"), known=made.external_id))


async def test_a_crash_before_its_id_is_known_doubles_nothing(rig: Rig, out: DiscordMessenger) -> None:
    rig.service.faults.order(f"POST {EVENTS}", Fault(reset=True, after=True))
    with pytest.raises(Ambiguous):
        await out.perform(order(entry(rig)))
    restarted = await rig.restart()
    again = await restarted.messenger.perform(order(entry(rig)))
    assert [str(each.id) for each in listed(rig)] == [again.external_id]


async def test_what_the_library_tries_again_doubles_nothing(rig: Rig, out: DiscordMessenger) -> None:
    rig.service.faults.order(f"POST {EVENTS}", Fault(502, after=True))
    made = await out.perform(order(entry(rig)))
    assert [str(each.id) for each in listed(rig)] == [made.external_id]


async def test_what_was_deleted_by_hand_is_made_anew(rig: Rig, out: DiscordMessenger) -> None:
    made = await out.perform(order(entry(rig)))
    rig.desk.delete_event(made.external_id)
    again = await out.perform(order(entry(rig), known=made.external_id))
    assert [str(each.id) for each in listed(rig)] == [again.external_id]
    assert again.external_id != made.external_id


async def test_what_has_begun_keeps_its_start_and_what_is_over_stays(
    rig: Rig, out: DiscordMessenger, clock: MovableClock
) -> None:
    first = entry(rig, days=1)
    made = await out.perform(order(first))
    clock.forward(timedelta(days=1, minutes=5))
    late = replace(first, starts=first.starts + timedelta(minutes=30), where="Room 2")
    assert (await out.perform(order(late, known=made.external_id))).external_id == made.external_id
    (event,) = listed(rig)
    assert (event.location, event.status) == ("Room 2", 2)
    clock.forward(timedelta(hours=3))
    gone = await out.perform(order(first, known=made.external_id))
    assert gone.external_id == ""
    assert [each.status for each in listed(rig)] == [3]


async def test_a_full_calendar_is_said_to_be_full(rig: Rig, out: DiscordMessenger) -> None:
    crowd(rig)
    with pytest.raises(Full):
        await out.perform(order(entry(rig)))
    assert len(listed(rig)) == 100


async def test_the_farthest_of_ours_makes_room_for_what_is_nearer(rig: Rig, out: DiscordMessenger) -> None:
    crowd(rig, 98)
    for number, days in ((1, 10), (2, 20)):
        await out.perform(order(entry(rig, f"Lecture {number}", days), f"cv{number}"))
    with pytest.raises(Full) as full:
        await out.perform(order(entry(rig, "Later", 30), "cv3"))
    assert not full.value.farther
    with pytest.raises(Full) as full:
        await out.perform(order(entry(rig, "Soon", 5), "cv4"))
    assert full.value.farther == "cv2"
    assert len(listed(rig)) == 100, "nothing goes before it is written down that it is to come back"
    await out.perform(replace(order(entry(rig, "Soon", 5), "cv4"), instead_of="cv2"))
    assert {each.name for each in listed(rig)} == {"Chess", "Lecture 1", "Soon"}


async def test_long_words_are_visibly_shortened_and_still_found(rig: Rig, out: DiscordMessenger) -> None:
    long = replace(entry(rig, "Conference " * 20), where="Hall " * 50, about="On *everything*. " * 200)
    await out.perform(order(long))
    await out.perform(order(replace(long, where="Hall 1")))
    (event,) = listed(rig)
    assert event.name.endswith("…")
    assert event.location == "Hall 1"
    assert event.description is not None
    assert len(event.description) <= 1000
    assert event.description.endswith("…\n\nRef. cv1")


async def test_a_mark_in_somebody_elses_event_is_not_ours(rig: Rig, out: DiscordMessenger) -> None:
    rig.desk.add_event("Copied", days=3, description="`cv1`")
    await out.perform(order(None))
    assert [each.name for each in listed(rig)] == ["Copied"]


async def test_the_missing_permission_is_named(rig: Rig, out: DiscordMessenger) -> None:
    rig.desk.set_bot_rights("create_events", "manage_events", grant=False)
    with pytest.raises(Forbidden) as refused:
        await out.perform(order(entry(rig)))
    assert "“Create Events”" in refused.value.cure


@pytest.fixture
def probe() -> Probe:
    return Probe()


@pytest.fixture
async def app(rig: Rig, database: SqlDatabase, probe: Probe) -> App:
    """The kernel with one listing, in a guild it knows."""
    routes = Routes([kernel, probe.feature()])
    made = App(database=database, routes=routes, profile=rig.app.profile, clock=rig.app.clock)
    async with database.write(made.network) as uow:
        await uow.repository(Spaces).save(Space("discord", "111", "discord", channels={"welcome": "1"}))
    return made


async def enlist(app: App) -> None:
    async with app.database.write(app.network) as uow:
        nobody = Account("test", "", ""), Place("test", "", "")
        ctx = app.context(system(app.network), *nobody, uow)
        ctx.enlist(Show("M1"))
        await ctx.flush()


def worker(app: App, database: SqlDatabase, messenger: Messenger, timing: Timing) -> Dispatcher:
    return Dispatcher(app, SqlLedger(database, app.network), [messenger], timing)


async def test_a_death_between_the_event_and_its_record_leaves_one(
    rig: Rig, app: App, database: SqlDatabase, probe: Probe, out: DiscordMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    probe.shows["M1"] = entry(rig)
    await enlist(app)
    perform, reached, for_ever = out.perform, asyncio.Event(), asyncio.Event()

    async def dies(order: Order) -> Receipt:
        await perform(order)
        reached.set()
        await for_ever.wait()
        raise AssertionError("unreachable")

    monkeypatch.setattr(out, "perform", dies)
    dead = worker(app, database, out, Timing(lease=0.4, request=0.1))
    dead.courier.timing = Timing(request=60)
    while not reached.is_set():
        await dead.step()
        await asyncio.sleep(0)
    for flight in dead._flights.values():  # no settling, no release: the process is gone
        flight.cancel()
    monkeypatch.setattr(out, "perform", perform)
    (before,) = listed(rig)
    heir = worker(app, database, out, Timing(lease=5, request=2, settle=0, idle=0.05))
    probe.shows["M1"] = entry(rig, "Spring meeting")
    await enlist(app)
    await asyncio.sleep(0.5)  # until the lease has run out
    await heir.idle()
    (after,) = listed(rig)
    assert (after.id, after.name) == (before.id, "Spring meeting")
    probe.shows.clear()
    await enlist(app)
    await heir.idle()
    assert listed(rig) == []
    await heir.stop()
