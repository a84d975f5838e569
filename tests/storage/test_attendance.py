"""Who is on the list at the door, however many were asked, and who has yet to accept the cost, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.clock import MovableClock
from bot.features.gatherings import api as gatherings
from bot.features.gatherings.repository import Turnout
from bot.outbox import new_id
from storage.engine import SqlDatabase

NETWORK = "cslei"


async def test_those_who_come_are_found_behind_any_number_who_were_asked(
    any_database: SqlDatabase, clock: MovableClock
) -> None:
    meeting = gatherings.Gathering(
        new_id(), "MTG-2027-001", "meeting", "working", "Exams", datetime(2027, 5, 27, 14), "Asia/Shanghai", 90, "",
        clock.now(), datetime(2027, 5, 27, 6, tzinfo=UTC),
    )  # fmt: skip
    came = gatherings.Answer(meeting.id, "came", "unsure", attended="present")
    comes = gatherings.Answer(meeting.id, "comes", "yes", "confirmed")
    beside = gatherings.Answer(meeting.id, "online", "online")
    declined = gatherings.Answer(meeting.id, "declined", "no", "cancelled")
    async with any_database.write(NETWORK) as uow:
        repository = uow.repository(gatherings.Gatherings)
        await repository.add(meeting)
        await repository.invite(meeting.id, tuple(f"asked {n:04}" for n in range(2001)))
        for answer in (came, comes, beside, declined):
            await repository.save_answer(answer)
        assert [answer.person for answer in await repository.expected(meeting.id)] == ["came", "comes", "online"]
        assert await repository.attendance(meeting.id) == Turnout(3, 1)


async def test_who_has_not_accepted_the_cost_of_today_is_counted(
    any_database: SqlDatabase, clock: MovableClock
) -> None:
    """INV-31."""
    meeting = gatherings.Gathering(
        new_id(), "MTG-2027-001", "meeting", "working", "Exams", datetime(2027, 5, 27, 14), "Asia/Shanghai", 90, "",
        clock.now(), datetime(2027, 5, 27, 6, tzinfo=UTC), cost=gatherings.Cost("CNY 80", "Nothing."),
    )  # fmt: skip
    async with any_database.write(NETWORK) as uow:
        repository = uow.repository(gatherings.Gatherings)
        await repository.add(meeting)
        for answer in (
            gatherings.Answer(meeting.id, "accepted", "yes", "confirmed", accepted="CNY 80\nNothing."),
            gatherings.Answer(meeting.id, "accepted less", "yes", "confirmed", accepted="CNY 60\nNothing."),
            gatherings.Answer(meeting.id, "waits", "yes", "waiting", queued_at=clock.now()),
            gatherings.Answer(meeting.id, "declined", "no", "cancelled"),
        ):
            await repository.save_answer(answer)
        assert await repository.owing(meeting) == 2
        assert await repository.owing(replace(meeting, cost=None)) == 0


@pytest.mark.parametrize(("was", "now", "after", "taken"), [
    ("online", "hybrid", {"yes": "online none", "waits": "online none", "online": "online none"}, 0),
    ("hybrid", "online", {"yes": "yes confirmed", "waits": "yes waiting", "online": "yes confirmed"}, 2),
    ("hybrid", "in_person", {"yes": "yes confirmed", "waits": "yes waiting", "online": " none"}, 1),
    ("in_person", "hybrid", {"yes": "yes confirmed", "waits": "yes waiting", "online": "online none"}, 1),
])  # fmt: skip
async def test_answers_follow_when_people_meet_in_another_way(
    any_database: SqlDatabase, clock: MovableClock, was: gatherings.Mode, now: gatherings.Mode, after: dict[str, str],
    taken: int,
) -> None:  # fmt: skip
    meeting = gatherings.Gathering(
        new_id(), "MTG-2027-001", "meeting", "working", "Exams", datetime(2027, 5, 27, 14), "Asia/Shanghai", 90, "",
        clock.now(), datetime(2027, 5, 27, 6, tzinfo=UTC),
    )  # fmt: skip
    same = {"declined": "no cancelled", "lapsed": "yes lapsed", "silent": " none"}
    async with any_database.write(NETWORK) as uow:
        repository = uow.repository(gatherings.Gatherings)
        await repository.add(meeting)
        await repository.invite(meeting.id, ("silent",))
        for answer in (
            gatherings.Answer(meeting.id, "yes", "yes", "confirmed"),
            gatherings.Answer(meeting.id, "waits", "yes", "waiting", queued_at=clock.now()),
            gatherings.Answer(meeting.id, "online", "online", size=3),
            gatherings.Answer(meeting.id, "declined", "no", "cancelled"),
            gatherings.Answer(meeting.id, "lapsed", "yes", "lapsed"),
        ):
            await repository.save_answer(answer)
        assert await repository.meet(meeting.id, was, now) == taken
        found = {each.person: f"{each.wish} {each.place}" for each in await repository.answers(meeting.id)}
    assert found == after | same
