"""A quarterly meeting from the year's series to the door: moved, its agenda made together, fed, and who came noted."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest

from bot.people import Role
from sandbox.player import Player
from tests.journeys.office import ROOMS, Office, set_up, somebody, until
from tests.journeys.records import appoint
from tests.journeys.stories import newest
from tests.journeys.world import World

ITEM = {"Title": "Exams in 2028", "What for": "decision", "Length in minutes": "30"}


async def fills(by: Player, values: Mapping[str, str | Sequence[str]]) -> None:
    """Where long words have to be read before the form, a button opens it."""
    if by.form is None:
        await by.presses("Open")
    await by.fills(values)


async def quarters(by: Player) -> list[str]:
    """References of the series, as the list of the year ahead has them."""
    await by.types("/meeting list")
    return list(dict.fromkeys(re.findall(r"MTG-\d{4}-Q[1-4]", newest(by).text)))


async def moves(by: Player, ref: str, to: str, zone: str = "Suzhou") -> None:
    await by.types(f"/meeting move ref:{ref}")
    await fills(by, {"New date and time, local": to, "Time of which city": zone})
    await by.submits()
    await by.sees("From now on")
    await by.presses("Move it")
    await by.sees("Moved: ", within=10)


async def comes(office: Office, platform: str, name: str) -> Player:
    member = somebody(office.world, platform, name)
    await member.types("/profile language language:en")
    await appoint(office.world, member, Role.MEMBER)
    await until(lambda: office.room("meetings") in member.channels(), within=30)
    return member


async def ordered(by: Player, first: str, then: str, channel: str | None = None) -> None:
    """Wait until a message has both, in that order."""

    def is_so() -> bool:
        texts = [seen.text for seen in by.messages(channel) if first in seen.text and then in seen.text]
        return any(text.index(first) < text.index(then) for text in texts)

    await until(is_so, within=20)


def today(now: datetime) -> tuple[str, str]:
    """In three hours, and in a city where that is still the same day."""
    zone, shift = ("London", 0) if now.hour < 20 else ("Honolulu", -10)
    return f"{now + timedelta(hours=3 + shift):%Y-%m-%d %H:%M}", zone


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("office_on", "member_on"), [("slack", "discord"), ("discord", "slack")])
async def test_a_quarterly_meeting_is_moved_prepared_fed_and_attended(
    world: World, office_on: str, member_on: str
) -> None:
    office = await set_up(world, rooms=(*ROOMS, "meetings"))
    luo, cen = office.secretaries[office_on], await comes(office, member_on, "Cen Yuke")
    room, now = office.room("meetings"), world.clock.now()

    planned = await quarters(luo)
    assert len(planned) >= 4, "a year ahead"
    ref = planned[1]
    await world.dies()
    day = now + timedelta(days=75)
    await moves(luo, ref, f"{day:%Y-%m-%d} 15:30")
    await world.dies()
    assert sorted(await quarters(luo)) == sorted(planned), "moved, and not planned again"
    await luo.types(f"/meeting show ref:{ref}")
    assert f"{day:%Y}, 15:30" in newest(luo).text

    await luo.presses("Place, link, seats")
    await fills(luo, {"Room": "Room 3"})
    await luo.submits()
    await luo.types(f"/meeting show ref:{ref}")
    await luo.presses("Announce", on=ref)
    await luo.presses("Announce", on="On the members' clocks")
    await world.dies()
    invited = await cen.sees("You are invited", within=30)
    title = invited.text.partition("You are invited: ")[2].splitlines()[0]
    await cen.presses("Yes", on="You are invited")
    await cen.sees("You said Yes")

    await cen.presses("Ask for an agenda item", on=title)
    await fills(cen, ITEM)
    await world.dies()
    await cen.submits()
    await luo.sees("Agenda item: Exams in 2028", within=30)
    await luo.presses("Accept", on="Agenda item: Exams in 2028")
    await world.dies()
    await cen.sees("is on the agenda of", within=30)
    await luo.presses("Agenda", on="is on the agenda")
    await luo.presses("Add an item")
    await fills(luo, {"Title": "Welcome", "What for": "information", "Length in minutes": "5"})
    await luo.submits()
    await luo.types(f"/meeting show ref:{ref}")
    await luo.presses("Agenda")
    await ordered(luo, "Exams in 2028", "Welcome")
    await luo.picks("Welcome")
    await luo.presses("Up")
    await ordered(luo, "Welcome", "Exams in 2028")
    await luo.presses("Publish agenda")
    await world.dies()
    await ordered(cen, "Welcome", "Exams in 2028", channel="@bot")
    await ordered(luo, "Welcome", "Exams in 2028", channel=room)

    await cen.presses("My needs", on="You said Yes")
    await fills(cen, {"Food": ["halal"]})
    await cen.submits()
    await world.dies()
    await luo.types(f"/meeting catering ref:{ref}")
    kitchen = await luo.sees("Catering for")
    assert "halal: 1" in kitchen.text
    assert "Cen" not in kitchen.text

    await luo.types(f"/meeting checkin ref:{ref}")
    await luo.sees("Checking in begins on the day itself")
    await moves(luo, ref, *today(world.clock.now()))
    await world.dies()
    await luo.types(f"/meeting checkin ref:{ref}")
    await luo.picks("Cen Yuke", on="Check in: ")
    noted = await luo.sees("1 of 1 are here.")
    await world.dies()
    await luo.types(f"/meeting checkin ref:{ref}")
    desk = [seen for seen in luo.messages() if "Check in: " in seen.text]
    assert "1 of 1 are here." in desk[-1].text, "noted once, and for good"
    assert desk[-1].id != noted.id
    await office.quiet(within=60)
    told = [seen for seen in cen.messages("@bot") if f"New time: {title}" in seen.text]
    assert len(told) == 1, "once, of the move that came after the invitation"
    world.assert_lawful()
    assert world.kills >= 9
