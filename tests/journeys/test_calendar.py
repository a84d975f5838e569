"""A calendar program and a person who gave it an address: over real sockets, with restarts in between."""

import re

import aiohttp
import pytest
from ical.calendar_stream import IcsCalendarStream

from sandbox.player import Player
from tests.journeys.stories import presses_and_confirms
from tests.journeys.world import World

KEYS = {"old": "k" * 40, "new": "n" * 40}


async def fetch(address: str, **headers: str) -> tuple[int, str, str]:
    """What a calendar program gets: status, entity tag, content."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with aiohttp.ClientSession() as http, http.get(address, headers=named) as answer:
        return answer.status, answer.headers.get("ETag", ""), await answer.text()


async def address_of(world: World, player: Player) -> str:
    await player.types("/calendar")
    shown = await player.sees(f"{world.web_url}/calendar/")
    found = re.search(rf"{re.escape(world.web_url)}/calendar/[a-z2-7]{{32}}\.ics", shown.text)
    assert found, shown.text
    return found[0]


@pytest.mark.timeout(120)
@pytest.mark.parametrize("platform", ["slack", "discord"])
async def test_an_address_opens_one_calendar_until_it_is_reset(world: World, platform: str) -> None:
    world.changed |= {"CONVENOR_WEB__PUBLIC_URL": world.web_url, "CONVENOR_SECRET_KEY": KEYS["old"]}
    luo = world.on_slack("Luo Weilan") if platform == "slack" else world.on_discord("Luo Weilan")
    code, output = await world.command("migrate")
    assert code == 0, output
    await world.grant("secretariat", luo)
    await world.start()
    address = await address_of(world, luo)
    status, tag, content = await fetch(address)
    assert status == 200
    assert IcsCalendarStream.calendar_from_ics(content).events == []
    assert (await fetch(address, If_None_Match=tag))[0] == 304

    world.changed["CONVENOR_SECRET_KEY"] = f"{KEYS['new']},{KEYS['old']}"
    await world.dies()
    assert (await fetch(address, If_None_Match=tag))[0] == 304, "another key and another process change nothing"
    assert await address_of(world, luo) == address

    await presses_and_confirms(luo, "Reset", "Make a new one", on=address)
    assert (await fetch(address))[0] == 404
    new = await address_of(world, luo)
    assert new != address
    assert (await fetch(new))[0] == 200
    assert address.rpartition("/")[2].removesuffix(".ics") not in world.log()
    world.assert_lawful()
