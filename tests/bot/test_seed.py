"""The invented people of the sandbox stand in the records as real ones would."""

from bot.cli.seed import seed
from bot.features.meetings import lookup
from bot.interactions import Account
from bot.people import People
from sandbox.server import Sandbox
from tests.support.stage import Stage


async def test_observers_are_known_by_their_institution(stage: Stage) -> None:
    sandbox = Sandbox(stage.clock, profile_channels=stage.profile.channels)
    await seed(stage.app, sandbox.people, sandbox)
    async with stage.work() as ctx:
        at_pokhara = [row for row in await lookup.where(ctx) if row.zone == "Asia/Kathmandu"]
    assert [(row.institution, row.people) for row in at_pokhara] == [("Himchuli Teacher Development Agency", 2)]


async def test_people_are_found_by_the_country_they_work_in(stage: Stage) -> None:
    sandbox = Sandbox(stage.clock, profile_channels=stage.profile.channels)
    await seed(stage.app, sandbox.people, sandbox)
    async with stage.work() as ctx:
        for key, country in (("P10", "HK"), ("P12", "KR")):
            me = await ctx.repository(People).recognise(Account(*sandbox.account(key, "slack")), ctx.now)
            assert me is not None
            assert me.person.country == country
