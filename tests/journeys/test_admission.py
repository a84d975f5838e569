"""The spine: a newcomer applies in chat, is reviewed and admitted, and is found in the directory."""

import pytest

from tests.journeys.office import choose_language, somebody, until
from tests.journeys.stories import Words, applies, approves, nothing, presses_and_confirms
from tests.journeys.world import World


@pytest.mark.timeout(180)
@pytest.mark.parametrize("platform", ["slack", "discord"])
@pytest.mark.parametrize("killed", [False, True], ids=["undisturbed", "killed between any two steps"])
async def test_a_newcomer_is_admitted_and_found(world: World, platform: str, killed: bool) -> None:
    pause = world.dies if killed else nothing
    newcomer, secretary = somebody(world, platform, "Cen Yuke"), somebody(world, platform, "Luo Weilan")
    administrator, english = somebody(world, platform, "Rafferty Quill"), Words(world.profile)
    code, output = await world.command("migrate")
    assert code == 0, output
    await world.grant("admin", administrator)
    await world.grant("secretariat", secretary)
    await world.start()

    await choose_language(administrator, english)
    await presses_and_confirms(administrator, "Create what is missing", "Create")
    await pause()
    office = world.profile.channel_names["secretariat"].lstrip("#").lower()
    await until(lambda: office in secretary.channels(), within=30)

    await applies(newcomer, english, pause=pause)
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
    await approves(secretary, english, on="Cen Yuke")
    await pause()

    await newcomer.sees("You are a member now", within=30)
    await secretary.types("/member find query:cen")
    await secretary.sees("Lanxi Bay International School")
    assert len(world.posted("You are a member now")) == 1
    world.assert_lawful()
