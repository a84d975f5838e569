"""The stage of the whole product, and one with nothing on it but the kernel and a probe."""

import pytest

from bot.clock import MovableClock
from bot.notifying import kernel
from bot.profile import Profile
from bot.vocabulary import Routes
from config.profiles import load
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger
from tests.support.probe import Probe
from tests.support.stage import START, Stage


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


@pytest.fixture(scope="session")
def cslei() -> Profile:
    return load("cslei")


@pytest.fixture
async def stage(database: SqlDatabase, clock: MovableClock, cslei: Profile) -> Stage:
    """CSLEI with all features, on two platforms."""
    return await Stage(database, SqlLedger(database, "cslei"), cslei, clock).open()


@pytest.fixture
def probe() -> Probe:
    return Probe()


@pytest.fixture
async def bare(database: SqlDatabase, clock: MovableClock, cslei: Profile, probe: Probe) -> Stage:
    """CSLEI with the kernel and the probe only; what follows from a deed happens when the test says so."""
    routes = Routes([kernel, probe.feature()])
    made = await Stage(database, SqlLedger(database, "cslei"), cslei, clock, routes).open()
    made.settling = False
    return made
