"""The sandbox's mail server, and our messenger in front of it."""

from collections.abc import AsyncIterator

import pytest

from adapters.mail.messenger import MailMessenger
from adapters.mail.server import Server
from bot.clock import MovableClock
from bot.profile import Profile
from config.profiles import load
from sandbox.mail import MailHost
from tests.support.stage import START


@pytest.fixture(scope="session")
def cslei() -> Profile:
    return load("cslei")


@pytest.fixture
async def post() -> AsyncIterator[MailHost]:
    host = MailHost(MovableClock(START))
    await host.start()
    yield host
    await host.stop()


@pytest.fixture
async def messenger(post: MailHost, cslei: Profile) -> AsyncIterator[MailMessenger]:
    made = MailMessenger(Server.at(post.url), "CSLEI <office@cslei.example>", cslei, MovableClock(START))
    yield made
    await made.stop()
