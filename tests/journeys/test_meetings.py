"""A meeting is called on Discord and answered on Slack; its date moves; everybody is told once, whatever dies when."""

from collections import Counter
from datetime import timedelta

import pytest

from bot.people import Role
from tests.journeys.office import ROOMS, set_up, somebody, until
from tests.journeys.records import appoint
from tests.journeys.stories import calls_a_meeting, fills_in, nothing, plans_a_meeting
from tests.journeys.world import World

TITLE = "Exam dates"


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("called_on", "answered_on"), [("discord", "slack"), ("slack", "discord")])
@pytest.mark.parametrize("killed", [False, True], ids=["undisturbed", "killed between any two steps"])
async def test_a_meeting_is_called_answered_and_moved(
    world: World, called_on: str, answered_on: str, killed: bool
) -> None:
    pause = world.dies if killed else nothing
    office = await set_up(world, rooms=(*ROOMS, "meetings"))
    room = office.room("meetings")
    organiser, answering = office.secretaries[called_on], somebody(world, answered_on, "Cen Yuke")
    await answering.types("/profile language language:en")
    await appoint(world, answering, Role.MEMBER)
    await until(lambda: room in answering.channels(), within=30)
    day = world.clock.now() + timedelta(days=90)

    await plans_a_meeting(organiser, TITLE, day, pause)
    assert world.posted(f"You are invited: {TITLE}") == []
    await organiser.presses("Announce", on="Is this right")
    await pause()

    await answering.sees(f"You are invited: {TITLE}", within=30)
    await organiser.sees(TITLE, channel=room, within=30)
    await answering.presses("Yes", on=f"You are invited: {TITLE}")
    await pause()
    await organiser.sees("Yes: 1", channel=room, within=20)

    ref = f"MTG-{day:%Y}-001"
    await organiser.types(f"/meeting move ref:{ref}")
    await fills_in(organiser, {"New date and time, local": f"{day + timedelta(days=7):%Y-%m-%d} 15:30"}, pause)
    await organiser.presses("Move it")
    await pause()
    await answering.sees(f"New time: {TITLE}", within=30)
    await organiser.sees("Moved from", channel=room, within=20)
    await office.quiet(within=60)

    direct = Counter(str(each["channel"]) for each in world.posted(TITLE) if str(each["channel"])[0] in "D@")
    assert sorted(direct.values()) == [2, 2, 2], "an invitation and a word of the new time to each, in one place each"
    world.assert_lawful()


@pytest.mark.timeout(240)
@pytest.mark.parametrize("killed", [False, True], ids=["undisturbed", "killed between any two steps"])
async def test_a_meeting_is_postponed_and_gets_another_date(world: World, killed: bool) -> None:
    """Everybody is told once each time, and Discord's own calendar follows."""
    pause = world.dies if killed else nothing
    office = await set_up(world, rooms=(*ROOMS, "meetings"))
    room = office.room("meetings")
    organiser, answering = office.secretaries["discord"], somebody(world, "slack", "Cen Yuke")
    await answering.types("/profile language language:en")
    await appoint(world, answering, Role.MEMBER)
    await until(lambda: room in answering.channels(), within=30)
    day = world.clock.now() + timedelta(days=30)
    await calls_a_meeting(organiser, TITLE, day, pause)
    await answering.sees(f"You are invited: {TITLE}", within=30)
    await answering.presses("Yes", on=f"You are invited: {TITLE}")
    await until(lambda: [each.name for each in world.guild.guild.events.values()] == [TITLE], within=30)
    await pause()

    ref = f"MTG-{day:%Y}-001"
    await organiser.types(f"/meeting show ref:{ref}")
    await organiser.presses("Postpone")
    await organiser.presses("Yes, postpone it")
    await pause()
    await answering.sees(f"Postponed: {TITLE}", within=30)
    await organiser.sees("Postponed. A new time will be announced.", channel=room, within=20)
    await until(lambda: not world.guild.guild.events, within=30)
    await office.quiet(within=60)  # who was not told yet would hear of the new date alone

    await organiser.types(f"/meeting show ref:{ref}")
    await organiser.presses("Set a new date")
    later = day + timedelta(days=14)
    await fills_in(organiser, {"New date and time, local": f"{later:%Y-%m-%d} 15:30"}, pause)
    await organiser.presses("Move it")
    await pause()
    await answering.sees(f"New time: {TITLE}", within=30)
    await organiser.sees("Yes: 1", channel=room, within=20)
    await until(lambda: [each.name for each in world.guild.guild.events.values()] == [TITLE], within=30)
    await office.quiet(within=60)

    direct = Counter(str(each["channel"]) for each in world.posted(TITLE) if str(each["channel"])[0] in "D@")
    assert sorted(direct.values()) == [3, 3, 3], "invited, postponed, and the new time, each in one place"
    world.assert_lawful()
