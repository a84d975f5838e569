"""Reminders at rest, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.clock import MovableClock
from bot.errors import Conflict
from bot.features.profile.model import Trip
from bot.features.profile.repository import Trips
from bot.features.reminders.model import Reminder
from bot.features.reminders.repository import Reminders
from bot.people import People, Person
from storage.engine import SqlDatabase

AT = datetime(2027, 3, 11, 6, tzinfo=UTC)
LOCAL = datetime(2027, 3, 11, 14)
ONE = Reminder("R1", "ana", "Tea & ‹cake›\n茶", "Asia/Shanghai", LOCAL, "FREQ=DAILY", AT, AT - timedelta(days=1))


@pytest.fixture
async def database(any_database: SqlDatabase, clock: MovableClock) -> SqlDatabase:
    async with any_database.write("inei") as uow:
        for person in ("ana", "ben"):
            await uow.repository(People).add(Person(person, person.title()), clock.now())
    return any_database


async def test_they_come_back_as_they_were_put(database: SqlDatabase) -> None:
    later = replace(ONE, id="R0", due_at=AT + timedelta(hours=1), rule="")
    async with database.write("inei") as uow:
        reminders = uow.repository(Reminders)
        assert await reminders.add(later)
        assert await reminders.add(ONE)
        assert not await reminders.add(replace(ONE, text="another of that id"))
        assert await reminders.add(replace(ONE, id="R2", person="ben"))
        assert await reminders.open_of("ana") == (ONE, later)
        told = await reminders.save(replace(ONE, due_at=None, told_at=AT))
        assert told.version == 2
        with pytest.raises(Conflict):
            await reminders.save(replace(ONE, text="too late"))
        assert await reminders.open_of("ana") == (later,)
        assert set(await reminders.all_of("ana")) == {told, later}
        assert [each.id for each in await reminders.due_before(AT + timedelta(minutes=1))] == ["R2"]
        assert await reminders.due_before(AT + timedelta(minutes=1), after="R2") == ()
        await reminders.forget_told(AT)
        assert await reminders.get("R1") == told
        await reminders.forget_told(AT + timedelta(seconds=1))
        assert await reminders.get("R1") is None
        await reminders.delete_all_of("ana")
        assert await reminders.all_of("ana") == ()
        assert await reminders.get("R2") is not None
    async with database.read("aie") as uow:
        assert await uow.repository(Reminders).get("R2") is None, "of another network"


async def test_a_person_is_on_one_trip_at_a_time(database: SqlDatabase) -> None:
    trip = Trip("ana", "Asia/Shanghai", date(2027, 3, 20), AT)
    async with database.write("inei") as uow:
        trips = uow.repository(Trips)
        await trips.set(trip)
        longer = replace(trip, until=date(2027, 3, 21), ends_at=AT + timedelta(days=1))
        await trips.set(longer)
        assert await trips.of("ana") == longer
        assert await trips.over(AT + timedelta(hours=1)) == ()
        assert await trips.over(AT + timedelta(days=2)) == (longer,)
        await trips.end("ana")
        assert await trips.of("ana") is None
