"""The invented people of the sandbox stand in the records as real ones would."""

from bot.cli.seed import seed
from bot.features.meetings import lookup
from sandbox.server import Sandbox
from tests.support.stage import Stage


async def test_observers_are_known_by_their_institution(stage: Stage) -> None:
    sandbox = Sandbox(stage.clock, profile_channels=stage.profile.channels)
    await seed(stage.app, sandbox.people, sandbox)
    async with stage.work() as ctx:
        at_pokhara = [row for row in await lookup.where(ctx) if row.zone == "Asia/Kathmandu"]
    assert [(row.institution, row.people) for row in at_pokhara] == [("Himchuli Teacher Development Agency", 2)]
