"""Five hundred people press at once for the last thirty places, on each database: the count is exact."""

import asyncio
from zoneinfo import ZoneInfo

from adapters.memory.adapter import Seat
from bot import wall
from bot.clock import MovableClock
from bot.features.gatherings import api
from bot.interactions import Place, Press
from bot.outbox import new_id
from bot.people import People, Person, Role, RoleGrant
from bot.profile import Profile
from storage.engine import SqlDatabase
from storage.ledger import SqlLedger
from tests.bot.features.gatherings.conftest import WEBINAR
from tests.support.stage import START, Stage

PEOPLE, PLACES = 500, 30


async def test_the_last_thirty_places_are_given_exactly_once(any_database: SqlDatabase, cslei: Profile) -> None:
    stage = await Stage(any_database, SqlLedger(any_database, "cslei"), cslei, MovableClock(START)).open()
    stage.settling = False
    crowd = [await stage.person(f"Member {n}", "slack" if n % 2 else "discord", known=False) for n in range(PEOPLE)]
    async with stage.work() as ctx:
        people = ctx.repository(People)
        for seat in crowd:
            person = Person(new_id(), seat.account.name)
            await people.meet(seat.account, person, ctx.now)
            await people.grant(person.id, RoleGrant(Role.MEMBER, since=ctx.now))
        event = api.Gathering(
            id=new_id(), ref="EVT-2027-001", organiser=person.id, created_at=ctx.now, capacity=PLACES,
            starts_at=wall.instant(WEBINAR["local"], ZoneInfo(WEBINAR["zone"])), **WEBINAR,
        )  # fmt: skip
        await ctx.repository(api.Gatherings).add(event)
        await api.announce(ctx, event)
    await stage.settles()

    async def press(seat: Seat) -> str:
        place = Place(seat.platform.platform, seat.platform.space, "announcements")
        while True:  # "please press again" is a clear answer, and people do
            answer = await stage.app.handle(Press(seat.account, place, f"gatherings.say:{event.id}:yes"))
            if answer.outcome not in ("busy", "unavailable"):
                return answer.outcome

    outcomes = await asyncio.gather(*(press(seat) for seat in crowd))
    assert set(outcomes) == {"done"}
    async with stage.work() as ctx:
        tally = await ctx.repository(api.Gatherings).tally(event.id)
        found = await ctx.repository(api.Gatherings).get(event.id)
        line = await ctx.repository(api.Gatherings).waiting(event.id)
    assert found is not None
    assert found.taken == PLACES
    assert tally.places == {"confirmed": PLACES, "waiting": PEOPLE - PLACES}
    assert len({answer.person for answer in line}) == PEOPLE - PLACES
    await stage.settles()
    for platform in stage.platforms.values():
        (card,) = [m for m in platform.messages if m.channel == "announcements"]
        assert "All places are taken (30)" in card.text
        assert card.edits <= 5
