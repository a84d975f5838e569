"""Series, agendas and proposals are kept by both databases, and everybody who is asked is counted once."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.clock import MovableClock
from bot.errors import Conflict
from bot.features.gatherings import api as gatherings
from bot.features.meetings.model import AgendaItem, MeetingSeries, Proposal, Whereabouts, on_agenda, swapped
from bot.features.meetings.repository import Meetings
from bot.features.register.model import Affiliation, Institution
from bot.features.register.repository import Register
from bot.outbox import new_id
from bot.people import People, Person, Role, RoleGrant
from storage.engine import SqlDatabase

NETWORK = "cslei"
LONG_AGO = datetime(2018, 1, 1, tzinfo=UTC)
SERIES = MeetingSeries(
    "quarterly", "季度会议 Quarterly meeting", 2, "thu", (3, 6, 9, 12), time(14), 150, "Asia/Shanghai", "in_person",
    gatherings.Venue("XJTLU", address="Suzhou"), "provided_by_centre", "non_attribution", LONG_AGO,
)  # fmt: skip


async def test_what_is_saved_comes_back_and_a_slower_one_is_refused(any_database: SqlDatabase) -> None:
    proposal = Proposal(new_id(), "P1", LONG_AGO, {"title": "Mathematics", "many": ("a", "b")})
    async with any_database.write(NETWORK) as uow:
        meetings = uow.repository(Meetings)
        await meetings.save_series(SERIES)
        await meetings.save_proposal(proposal)
    async with any_database.write(NETWORK) as uow:
        meetings = uow.repository(Meetings)
        assert await meetings.series("quarterly") == replace(SERIES, version=1)
        assert await meetings.proposal(proposal.id) == replace(proposal, version=1)
        taken = replace(proposal, version=1).answer("taken", "S1")
        await meetings.save_proposal(taken)
        with pytest.raises(Conflict):
            await meetings.save_proposal(taken)
        assert await meetings.written_by("P1") == ((replace(taken, version=2),), ())
        await meetings.forget_person("P1")
        ((forgotten,), _items) = await meetings.written_by("P1")
        assert not forgotten.typed


async def test_an_agenda_keeps_its_order(any_database: SqlDatabase, clock: MovableClock) -> None:
    meeting = gatherings.Gathering(
        new_id(), "MTG-2027-001", "meeting", "working", "Exams", datetime(2027, 5, 27, 14), "Asia/Shanghai", 90, "",
        clock.now(), datetime(2027, 5, 27, 6, tzinfo=UTC), programme=(gatherings.Point("One", papers=("https://a.b",)),),
    )  # fmt: skip
    rows = tuple(
        AgendaItem(f"I{n}", meeting.id, n, f"Item {n}", "decision", "P1", "P1", 10, ("https://a.b",), state="accepted")
        for n in (1, 2, 3)
    )
    async with any_database.write(NETWORK) as uow:
        await uow.repository(gatherings.Gatherings).add(meeting)
        assert await uow.repository(gatherings.Gatherings).get(meeting.id) == meeting
        meetings = uow.repository(Meetings)
        for row in rows:
            await meetings.save_item(row)
        for moved in swapped(await meetings.items(meeting.id), "I3", -1):
            await meetings.save_item(moved)
        assert [item.id for item in on_agenda(await meetings.items(meeting.id))] == ["I1", "I3", "I2"]
        assert swapped(await meetings.items(meeting.id), "I1", -1) == ()


async def test_everybody_who_is_asked_is_counted_once(any_database: SqlDatabase, clock: MovableClock) -> None:
    """Whatever number of roles and posts somebody has; not who left, nor who is only known."""
    async with any_database.write(NETWORK) as uow:
        people, register = uow.repository(People), uow.repository(Register)
        for place, zone in (("A", "America/Toronto"), ("B", "")):
            await register.save_institution(Institution(place, f"School {place}", "CA", zone=zone))
        for name, zone, roles, posts in (
            ("busy", "", (Role.MEMBER, Role.REPRESENTATIVE), "AB"),
            ("away", "Asia/Shanghai", (Role.MEMBER,), "A"),
            ("alone", "Asia/Shanghai", (Role.SECRETARIAT,), ""),
            ("known", "Asia/Shanghai", (), "A"),
            ("technician", "Asia/Shanghai", (Role.ADMIN,), ""),
        ):
            await people.add(Person(name, name, zone=zone, country="CN"), clock.now())
            for role in roles:
                await people.grant(name, RoleGrant(role, since=LONG_AGO))
            for place in posts:
                await register.save_affiliation(Affiliation(f"{name}-{place}", name, place, "Head", LONG_AGO))
        await people.add(Person("gone", "gone"), clock.now())
        await people.grant("gone", RoleGrant(Role.MEMBER, since=LONG_AGO, until=clock.now() - timedelta(days=1)))
    async with any_database.read(NETWORK) as uow:
        assert await uow.repository(Meetings).whereabouts(clock.now()) == (
            Whereabouts("", "CN", "Asia/Shanghai", 1),
            Whereabouts("School A", "CA", "America/Toronto", 1),
            Whereabouts("School A", "CA", "Asia/Shanghai", 1),
        )
