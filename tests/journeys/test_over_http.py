"""Slack sends to the web room instead of a socket: the whole product in a process of its own, restarted in between."""

from pathlib import Path

import pytest

from bot.ui.text import _
from tests.journeys.office import furnish
from tests.journeys.stories import Words
from tests.journeys.world import World


@pytest.mark.timeout(120)
async def test_the_bot_answers_requests_that_slack_has_signed(tmp_path: Path) -> None:
    async with World(f"sqlite+aiosqlite:///{tmp_path}/journey.db", "cslei", tmp_path).serve() as world:
        furnish(world)
        words = Words(world.profile)
        world.opens_links()
        world.changed |= {
            "CONVENOR_SLACK__APP_TOKEN": "",
            "CONVENOR_SLACK__SIGNING_SECRET": world.slack.signing_secret,
        }
        world.slack.use_http(f"{world.web_url}/slack/events")
        await world.start()
        assert (await world.health())[1]["slack"] == "ok"
        ana = world.on_slack("Ana Núñez")
        await ana.types("/network about")
        await ana.sees(world.profile.network.name("en"))
        await world.dies()
        await ana.types("/convenor")
        await ana.sees(words(_("Apply")))
        code, output = await world.command("doctor")
        assert f"Slack: sends to {world.web_url}/slack/events" in output, (code, output)
        code, output = await world.command("manifest", "slack")
        assert f'"request_url": "{world.web_url}/slack/events"' in output, (code, output)
        world.slack.signing_secret = "another"
        before = len(ana.messages())
        await ana.types("/convenor")
        assert not [seen for seen in ana.messages()[before:] if seen.buttons], "who signs otherwise is not answered"
        world.assert_lawful()
