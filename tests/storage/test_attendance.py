"""Who is on the list at the door: everybody who comes, however many were asked, on both databases."""

from datetime import UTC, datetime

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
