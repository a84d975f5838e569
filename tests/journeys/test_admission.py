"""The spine: a newcomer applies in chat, is reviewed and admitted, and is found in the directory."""

import pytest

from sandbox.player import Player
from tests.journeys.stories import ENGLISH, declares_and_signs, fills_the_form
from tests.journeys.world import World


async def nothing() -> None:
    pass


def somebody(world: World, platform: str, name: str) -> Player:
    return world.on_slack(name) if platform == "slack" else world.on_discord(name)


@pytest.mark.timeout(180)
@pytest.mark.parametrize("platform", ["slack", "discord"])
@pytest.mark.parametrize("killed", [False, True], ids=["undisturbed", "killed between any two steps"])
async def test_a_newcomer_is_admitted_and_found(world: World, platform: str, killed: bool) -> None:
    pause = world.dies if killed else nothing
    newcomer, secretary = somebody(world, platform, "Cen Yuke"), somebody(world, platform, "Luo Weilan")
    administrator = somebody(world, platform, "Rafferty Quill")
    code, output = await world.command("migrate")
    assert code == 0, output
    await world.grant("admin", administrator)
    await world.grant("secretariat", secretary)
    await world.start()

    await administrator.types("/admin setup")
    await administrator.presses("Create what is missing")
    await pause()

    await fills_the_form(newcomer, ENGLISH, pause)
    await declares_and_signs(newcomer, ENGLISH, "Cen Yuke", pause)
    await newcomer.sees("arrived")
    await pause()

    await secretary.sees("Cen Yuke", within=30)
    await secretary.presses("Claim", on="Cen Yuke")
    await pause()
    await secretary.presses("Ask a question", on="Cen Yuke")
    await secretary.fills({"Your question": "Since when do you lead the school?"})
    await secretary.submits()
    await pause()

    await newcomer.sees("Since when do you lead the school?", within=30)
    await newcomer.presses("Answer")
    await newcomer.fills({"Your answer": "Since 2019."})
    await newcomer.submits()
    await pause()

    await secretary.sees("Since 2019.", within=30)
    await secretary.presses("Approve", on="Cen Yuke")
    if secretary.form is not None:
        await secretary.submits()
    await pause()

    await newcomer.sees("You are a member now", within=30)
    await secretary.types("/member find query:cen")
    await secretary.sees("Lanxi Bay International School")
    assert len(world.posted("You are a member now")) == 1
    world.assert_lawful()
