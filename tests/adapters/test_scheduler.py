"""Clock jobs run once a slot: with several processes, after an outage, and on the days that clocks change."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.scheduler import Beat, WallClock
from bot.clock import MovableClock
from bot.errors import Unavailable
from bot.notifying import kernel
from bot.outbox import JobPayload
from bot.routing import Feature
from bot.vocabulary import Routes
from config.profiles import load
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger
from tests.support.stage import Stage

BERLIN = ZoneInfo("Europe/Berlin")


class Tick(JobPayload, key="test.tick"):
    pass


class House:
    """A network in Berlin with one clock job, and the instants at which it ran."""

    def __init__(self, database: SqlDatabase, clock: MovableClock, expression: str) -> None:
        self.ran: list[datetime] = []
        feature = Feature("clockwork")

        @feature.job(Tick)
        async def tick(ctx, job) -> None:
            self.ran.append(ctx.now)

        feature.cron("daily", expression, Tick)
        profile = load("cslei")
        profile = profile.model_copy(update={"network": profile.network.model_copy(update={"zone": "Europe/Berlin"})})
        self.stage = Stage(database, SqlLedger(database, "cslei"), profile, clock, Routes([kernel, feature]))

    def beat(self) -> Beat:
        return Beat(self.stage.app, self.stage.dispatcher.ring)


async def lives_through(house: House, hours: float, *beats: Beat, minutes: int = 10) -> None:
    for _step in range(int(hours * 60 / minutes)):
        await asyncio.gather(*(beat.tick() for beat in beats))
        await house.stage.settles()
        house.stage.clock.forward(timedelta(minutes=minutes))


def locally(instants: list[datetime]) -> list[str]:
    return [f"{instant.astimezone(BERLIN):%m-%d %H}" for instant in instants]


@pytest.mark.parametrize(
    ("start", "ran", "first"),
    [
        (datetime(2026, 10, 24, 12, tzinfo=UTC), ["10-25 02", "10-26 02"], "00:30"),
        (datetime(2026, 3, 28, 12, tzinfo=UTC), ["03-29 03", "03-30 02"], "01:30"),
    ],
)
async def test_a_daily_job_runs_once_on_days_that_clocks_change(
    database: SqlDatabase, start: datetime, ran: list[str], first: str
) -> None:
    house = House(database, MovableClock(start), "30 2 * * *")
    await lives_through(house, 40, house.beat())
    assert locally(house.ran) == ran
    assert f"{house.ran[0]:%H:%M}" == first, "of a time that comes twice the first, of a skipped one the next"


async def test_two_processes_start_a_slot_once(database: SqlDatabase) -> None:
    house = House(database, MovableClock(datetime(2027, 3, 1, 4, tzinfo=UTC)), "0 6 * * *")
    await lives_through(house, 48, house.beat(), house.beat())
    assert locally(house.ran) == ["03-01 06", "03-02 06"]


async def test_an_outage_is_caught_up_once(database: SqlDatabase) -> None:
    house = House(database, MovableClock(datetime(2027, 3, 1, 4, tzinfo=UTC)), "0 6 * * *")
    await lives_through(house, 1, house.beat())
    house.stage.clock.forward(timedelta(days=5))
    await lives_through(house, 24, house.beat())
    assert locally(house.ran) == ["03-06 06"], "once for five days; the day of the return runs as ever"


async def test_the_first_start_waits_for_the_next_slot(database: SqlDatabase) -> None:
    house = House(database, MovableClock(datetime(2027, 3, 1, 6, tzinfo=UTC)), "0 6 * * *")
    await lives_through(house, 12, house.beat())
    assert house.ran == []


async def test_a_database_that_is_away_is_asked_again(
    database: SqlDatabase, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(database, MovableClock(datetime(2027, 3, 1, 4, tzinfo=UTC)), "0 6 * * *")
    beat = house.beat()

    def away(_network: str) -> None:
        raise Unavailable("gone fishing")

    with monkeypatch.context() as broken:
        broken.setattr(database, "write", away)
        await beat.tick()
    assert "the clock's slots cannot be read: gone fishing" in caplog.text
    await lives_through(house, 2, beat)
    assert locally(house.ran) == ["03-01 06"]


async def test_the_beat_rings(database: SqlDatabase) -> None:
    house = House(database, MovableClock(), "0 6 * * *")
    rung = asyncio.Event()
    beat = Beat(house.stage.app, rung.set, seconds=0.01)
    beat.start()
    async with asyncio.timeout(5):
        await rung.wait()
    beat.stop()
    beat.stop()


@given(
    st.integers(0, 3 * 365 * 24 * 60).map(
        lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(["Europe/Berlin", "Asia/Shanghai", "America/Santiago", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_every_day_has_exactly_one_slot(start: datetime, hour: int, minute: int, zone: str) -> None:
    wall = WallClock(f"{minute} {hour} * * *", ZoneInfo(zone))
    first = wall.after(start)
    assert first > start
    assert first - start <= timedelta(hours=25)
    days = [first]
    for _day in range(3):
        days.append(wall.after(days[-1]))
    assert len({day.astimezone(ZoneInfo(zone)).date() for day in days}) == 4
    assert wall.after(first - timedelta(microseconds=1)) == first


def test_weekdays_are_written_by_name() -> None:
    monday = WallClock("0 8 * * mon", BERLIN).after(datetime(2027, 3, 3, tzinfo=UTC))
    assert f"{monday.astimezone(BERLIN):%a %H:%M}" == "Mon 08:00"
    with pytest.raises(ValueError, match="write weekdays by name"):
        WallClock("0 8 * * 1", BERLIN)


def test_what_never_falls_due_is_refused() -> None:
    with pytest.raises(ValueError, match="never falls due"):
        WallClock("0 8 30 2 *", BERLIN).after(datetime(2027, 3, 3, tzinfo=UTC))
