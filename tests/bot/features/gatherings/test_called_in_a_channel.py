"""Who can be reached only by a call in a channel, by consent, is told there what concerns everybody, and no more."""

from dataclasses import replace

from adapters.memory.adapter import Seat
from bot.people import OPENLY, People, Role
from bot.ports import Send
from tests.bot.features.gatherings.conftest import QUARTERLY, Prepare
from tests.bot.features.gatherings.test_due import days_pass
from tests.support.stage import Stage

SECRET = "https://meet.example/secret"


async def closes_the_door(stage: Stage, seat: Seat) -> None:
    """Direct messages no longer arrive, and a call in a channel is welcome."""
    async with stage.work() as ctx:
        person = (await stage.me(seat)).person
        await ctx.repository(People).save(replace(person, routes=(OPENLY,)))
    seat.platform.closed.add(seat.account.user)


def calls(stage: Stage, name: str) -> list[str]:
    return [m.text for m in stage.platforms["slack"].messages if m.channel == "meetings" and name in m.text]


async def test_a_reminder_reaches_who_comes_without_the_link(stage: Stage, prepare: Prepare) -> None:
    """INV-40: the link is for no channel."""
    comes = await stage.person("Cen Yuke", roles=(Role.MEMBER,))
    await prepare(QUARTERLY, mode="hybrid", join_link=SECRET)
    await comes.presses("Online", on="You are invited")
    await closes_the_door(stage, comes)
    await days_pass(stage, 102)
    reminders = [text for text in calls(stage, "Cen Yuke") if "Reminder: Quarterly meeting" in text]
    assert len(reminders) == 3
    posted = [order for order in stage.platforms["slack"].orders if isinstance(order, Send) and not order.user]
    assert posted
    assert not any(SECRET in repr(order.view) for order in posted)
