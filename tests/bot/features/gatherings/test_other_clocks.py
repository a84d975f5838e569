"""A country changes its clocks otherwise than was known: the hour on the wall stays, everything else follows, once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from adapters.scheduler import Beat
from bot.features.gatherings import api
from bot.features.gatherings.expanding import lay_out
from bot.people import Role
from tests.bot.features.gatherings.conftest import QUARTERLY, Prepare, today
from tests.bot.features.gatherings.test_due import days_pass
from tests.support.stage import Stage

SOON = datetime(2027, 3, 5, 14)


async def as_once_known(stage: Stage, meeting: api.Gathering) -> api.Gathering:
    """As it stands when it was laid out by rules that put its zone an hour behind."""
    async with stage.work() as ctx:
        before = replace(meeting, starts_at=meeting.starts_at + timedelta(hours=1))
        await ctx.withdraw("gatherings.due:")
        kept = await api.keep(ctx, before)
        lay_out(ctx, kept)
    return kept


async def an_hour_passes(stage: Stage, beat: Beat) -> None:
    await beat.tick()
    await stage.passes(hours=1)
    await beat.tick()
    await stage.settles()


async def test_the_start_follows_and_people_are_told_once(stage: Stage, prepare: Prepare) -> None:
    cen = await stage.person("Cen Yuke", roles=(Role.MEMBER,), zone="America/Toronto")
    meeting = await as_once_known(stage, await prepare(QUARTERLY, local=SOON))
    beat = Beat(stage.app, stage.dispatcher.ring)
    await an_hour_passes(stage, beat)
    after = await today(stage, meeting)
    assert after.starts_at == datetime(2027, 3, 5, 6, tzinfo=UTC)
    assert (after.local, after.sequence) == (SOON, meeting.sequence + 1)
    told = cen.sees("New time: Quarterly meeting").text
    assert "01:00" in told
    assert "The clocks of Shanghai change otherwise than was known: there it stays 14:00" in told
    card = next(m for m in stage.platforms["discord"].messages if m.channel == "meetings")
    for text in (told, card.text):
        assert "15:00" not in text, "that was on no wall at any time"
    await an_hour_passes(stage, beat)
    assert (await today(stage, meeting)).version == after.version
    told = [m for m in cen.messages() if "New time" in m.text]
    assert len(told) == 1


async def test_it_begins_at_the_new_instant_and_not_at_the_old_one(stage: Stage, prepare: Prepare) -> None:
    meeting = await as_once_known(stage, await prepare(QUARTERLY, local=SOON))
    await an_hour_passes(stage, Beat(stage.app, stage.dispatcher.ring))
    until = datetime(2027, 3, 5, 6, 1, tzinfo=UTC) - stage.clock.now()
    await stage.passes(minutes=until.total_seconds() / 60)
    assert (await today(stage, meeting)).state == "in_session"


async def test_nothing_is_written_while_the_clocks_stay_as_they_are(stage: Stage, prepare: Prepare) -> None:
    before = await today(stage, await prepare(QUARTERLY))
    await an_hour_passes(stage, Beat(stage.app, stage.dispatcher.ring))
    assert await today(stage, before) == before


async def test_what_is_due_is_laid_out_again_after_an_import(stage: Stage, prepare: Prepare) -> None:
    """Annoyance 18: an archive holds records, no work."""
    cen = await stage.person("Cen Yuke", roles=(Role.MEMBER,))
    meeting = await prepare(QUARTERLY)
    begun = await prepare(QUARTERLY, title="Exam dates", local=datetime(2027, 3, 1, 18))
    await cen.presses("Yes", on="You are invited: Quarterly")
    async with stage.work() as ctx:
        await ctx.withdraw("gatherings.due:")
    beat = Beat(stage.app, stage.dispatcher.ring)
    await an_hour_passes(stage, beat)
    await an_hour_passes(stage, beat)
    assert (await today(stage, begun)).state == "in_session"
    await days_pass(stage, 102)
    assert sum("Reminder: Quarterly meeting" in m.text for m in cen.messages()) == 3
    assert (await today(stage, meeting)).state == "closed"
