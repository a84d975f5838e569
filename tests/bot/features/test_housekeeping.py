"""By night what has had its time goes, and nothing that somebody still needs."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from adapters.memory.adapter import Seat
from adapters.scheduler import Beat
from bot.drafts import Draft, Drafts
from bot.interactions import Event, Place
from bot.outbox import new_id
from bot.people import People, Role
from bot.ports import Notes
from storage.engine import SqlDatabase
from tests.bot.features.gatherings.conftest import WEBINAR, Prepare, organiser, prepare
from tests.support.stage import Stage

__all__ = ["organiser", "prepare"]


@pytest.fixture
def beat(stage: Stage) -> Beat:
    return Beat(stage.app, stage.dispatcher.ring)


async def nights(stage: Stage, beat: Beat, days: int) -> None:
    """Let the clock strike every night; the very first look only notes when the next one is due."""
    await beat.tick()
    for _night in range(days):
        await stage.passes(days=1)
        await beat.tick()
        await stage.settles()


async def count(database: SqlDatabase, rows: str, condition: str = "true") -> int:
    query = f"SELECT count(*) FROM {rows} WHERE {rows}.network = 'cslei' AND {condition}"  # noqa: S608
    async with database.read("cslei") as uow:
        return int((await uow.connection.execute(text(query))).scalar_one())


async def joins(stage: Stage, name: str) -> Seat:
    """Somebody comes into the space and is met and greeted."""
    seat = await stage.person(name, known=False)
    await stage.app.handle(Event(seat.account, Place(seat.account.platform, seat.account.space, ""), "joined"))
    await stage.settles()
    return seat


async def is_known(stage: Stage, seat: Seat) -> bool:
    async with stage.work() as ctx:
        return await ctx.repository(People).recognise(seat.account, ctx.now) is not None


async def test_settled_work_is_remembered_for_thirty_days(stage: Stage, beat: Beat, database: SqlDatabase) -> None:
    await joins(stage, "Ana")

    async def remembered() -> tuple[int, int]:
        greeted = "LIKE 'applications.greeting:%'"
        return await count(database, "jobs", f"key {greeted}"), await count(
            database, "deliveries", f"dedup_key {greeted}"
        )

    await nights(stage, beat, 29)
    assert await remembered() == (1, 1)
    await nights(stage, beat, 2)
    assert await remembered() == (0, 0)
    assert await count(database, "jobs", "key LIKE 'cron:housekeeping%'") > 0, "younger ones stay"


async def test_notes_are_kept_for_ever_or_until_their_end(stage: Stage, beat: Beat) -> None:
    async with stage.work() as ctx:
        notes = ctx.repository(Notes)
        await notes.keep({"first": "for ever"})
        await notes.keep({"old": "Remove Ana?", "renewed": "Remove Ben?"}, ctx.now + timedelta(days=3))
    await nights(stage, beat, 2)

    async def left() -> list[str | None]:
        async with stage.work() as ctx:
            notes = ctx.repository(Notes)
            return [await notes.recall(key) for key in ("first", "old", "renewed")]

    assert await left() == ["for ever", "Remove Ana?", "Remove Ben?"]
    async with stage.work() as ctx:
        await ctx.repository(Notes).keep({"renewed": "Remove Ben?"}, ctx.now + timedelta(days=30))
    await nights(stage, beat, 3)
    assert await left() == ["for ever", None, "Remove Ben?"]


async def test_strangers_are_forgotten_and_met_anew(stage: Stage, beat: Beat) -> None:
    passer_by, regular = await joins(stage, "Ana"), await joins(stage, "Ben")
    before = await stage.me(passer_by)
    await nights(stage, beat, 29)
    await regular.types("/convenor help")
    await regular.types("/profile show")
    assert await is_known(stage, passer_by)
    await nights(stage, beat, 3)
    assert not await is_known(stage, passer_by)
    assert await is_known(stage, regular), "who was seen lately stays"
    await nights(stage, beat, 31)
    assert not await is_known(stage, regular)
    await passer_by.types("/apply")
    assert (await stage.me(passer_by)).id != before.id


async def test_whoever_left_a_trace_stays(stage: Stage, beat: Beat) -> None:
    applicant, edited = await joins(stage, "Ana"), await joins(stage, "Ben")
    officer, member = await stage.person("Luo", roles=(Role.SECRETARIAT,)), await joins(stage, "Cen")
    on_record = await stage.person("Dal", email="dal@school.example")
    await applicant.types("/apply")
    await applicant.presses("Continue")
    await edited.types("/profile zone Toronto")
    await stage.enrol(member)
    await nights(stage, beat, 65)
    for seat in (applicant, edited, officer, member, on_record):
        assert await is_known(stage, seat), seat.account.name


async def test_a_guest_with_a_place_is_no_stranger(stage: Stage, beat: Beat, prepare: Prepare) -> None:
    """Else the place is held by nobody, and nobody is reminded."""
    await prepare(WEBINAR, access="public", capacity=5)
    guest = await joins(stage, "Ana")
    await guest.presses("Register", on="Assessment without exams")
    await nights(stage, beat, 40)
    assert await is_known(stage, guest)


async def test_drafts_are_kept_as_long_as_the_profile_says(stage: Stage, beat: Beat) -> None:
    ana = await stage.person("Ana", email="ana@school.example")
    draft = Draft(new_id(), (await stage.me(ana)).id, "profile.edit")
    async with stage.work() as ctx:
        await ctx.repository(Drafts).save(draft, ctx.now)
    days = stage.profile.membership.application.draft_expires_days
    for night, kept in ((days - 1, True), (2, False)):
        await nights(stage, beat, night)
        async with stage.work() as ctx:
            assert (await ctx.repository(Drafts).get(draft.id) is not None) is kept


async def test_link_codes_do_not_pile_up(stage: Stage, beat: Beat, database: SqlDatabase) -> None:
    ana = await stage.person("Ana", email="ana@school.example")
    await ana.types("/profile link")
    await beat.tick()
    assert await count(database, "link_codes") == 1
    await nights(stage, beat, 3)
    assert await count(database, "link_codes") == 0
