"""Mail being switched on and off, and whether the server answers."""

import pytest

from adapters.mail import adapter
from adapters.mail.adapter import MailAdapter, switch_off
from bot.clock import MovableClock
from bot.ports import MAIL, Spaces
from bot.profile import Profile
from sandbox.mail import MailHost
from sandbox.smtp import Fault
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger
from tests.journeys.office import until
from tests.support.stage import START, Stage


@pytest.fixture
async def stage(database: SqlDatabase, cslei: Profile) -> Stage:
    return Stage(database, SqlLedger(database, "cslei"), cslei, MovableClock(START))


async def spaces(stage: Stage) -> list[str]:
    async with stage.work() as ctx:
        return [space.platform for space in await ctx.repository(Spaces).all()]


async def test_mail_is_a_space_while_it_is_on(stage: Stage, post: MailHost) -> None:
    made = MailAdapter(stage.app, smtp_url=post.url, sender="CSLEI <office@cslei.example>")
    for _start in range(2):
        await made.start()
        await made.stop()
    assert await spaces(stage) == [MAIL]
    await switch_off(stage.app)
    await switch_off(stage.app)
    assert await spaces(stage) == []


async def test_a_server_that_is_away_at_the_start_is_greeted_again(
    stage: Stage, post: MailHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "LOOK_AGAIN", 0.05)
    post.server.fails("CONNECT", Fault("421 4.3.2 Busy"), Fault(hangs_up=True))
    made = MailAdapter(stage.app, smtp_url=post.url, sender="office@cslei.example")
    await made.start()
    assert not made.connected
    await until(lambda: made.connected)
    assert post.server.connections == 3
    await made.stop()
    assert post.mails == []
