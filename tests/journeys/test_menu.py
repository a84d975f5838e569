"""The menu on the real adapters: whatever it offers can be pressed, and something comes of it."""

import pytest

from tests.journeys.office import screen
from tests.journeys.stories import newest
from tests.journeys.world import World


@pytest.mark.timeout(120)
@pytest.mark.parametrize("platform", ["slack", "discord"])
async def test_every_button_of_the_menu_leads_somewhere(world: World, platform: str) -> None:
    officer = world.on_slack("Luo Weilan") if platform == "slack" else world.on_discord("Luo Weilan")
    newcomer = world.on_slack("Cen Yuke") if platform == "slack" else world.on_discord("Cen Yuke")
    code, output = await world.command("migrate")
    assert code == 0, output
    for role in ("admin", "secretariat"):
        await world.grant(role, officer)
    await world.start()
    for player, first in ((officer, "Applications"), (newcomer, "Apply")):
        await player.types("/convenor")
        labels = newest(player).buttons
        assert labels[0] == first
        for label in labels:
            seen = [message.text for message in player.messages()]
            await player.presses(label, on="All commands in words")
            assert player.form is not None or [message.text for message in player.messages()] != seen, label
            if player.form is not None:
                await player.dismisses()
            assert "Something went wrong" not in screen(player), label
    world.assert_lawful()
