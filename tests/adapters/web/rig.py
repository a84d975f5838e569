"""The web room on a free port, with the trial feature behind it and one person who knows no chat."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from adapters.sealing import LinkSeals
from adapters.web.acting import Acting
from adapters.web.links import SealedAddresses
from adapters.web.server import WebServer
from bot import notifying
from bot.app import App
from bot.clock import MovableClock
from bot.people import People, Person
from bot.vocabulary import Routes
from config.profiles import load
from storage.engine import SqlDatabase
from tests.adapters.web import trial
from tests.support.stage import START
from tests.support.visitor import Visitor

KEY = "a key of thirty-two characters or more"
SHEN = Person("P4", "Shen Keyi", "沈可漪", email="shen@reedmarsh.example", languages=("en",), zone="Asia/Shanghai")
WANG = Person("P5", "Wang An", email="wang@reedmarsh.example", languages=("zh-Hans",), zone="Asia/Shanghai")


@dataclass
class Room:
    """The server and all that is needed to make addresses for it."""

    app: App
    seals: LinkSeals
    addresses: SealedAddresses
    url: str
    clock: MovableClock
    seconds: list[float]
    """What the rate limit takes for the time."""

    def act(self, person: Person = SHEN, action: str = "") -> str:
        return self.addresses.to_act(person.id, person.language, trial.Invited("E1"), action)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


@pytest.fixture
async def room(database: SqlDatabase, clock: MovableClock) -> AsyncIterator[Room]:
    trial.memory.__init__()
    app = App(database=database, routes=Routes([notifying.kernel, trial.feature]), profile=load("cslei"), clock=clock)
    async with database.write(app.network) as uow:
        for person in (SHEN, WANG):
            await uow.repository(People).add(person, clock.now())
    seals, seconds = LinkSeals([KEY], clock), [0.0]

    async def answers() -> bool:
        return True

    server = WebServer("127.0.0.1", 0, answers, (), (Acting(app, seals, lambda: seconds[0]).mount,))
    await server.start()
    url = f"http://127.0.0.1:{server.port}"
    yield Room(app, seals, SealedAddresses(seals, url, clock), url, clock, seconds)
    await server.stop()


@pytest.fixture
async def shen() -> AsyncIterator[Visitor]:
    async with Visitor() as visitor:
        yield visitor
