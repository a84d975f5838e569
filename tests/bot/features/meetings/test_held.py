"""A meeting in both languages, in the space's own calendar, for the kitchen, and who really came."""

from datetime import UTC, datetime, timedelta

from adapters.memory.adapter import Seat
from bot.features.gatherings import api as gatherings
from bot.features.meetings.clocks import clashes, settled, zone_of_country
from bot.features.meetings.model import Whereabouts
from bot.outbox import new_id
from bot.people import People, Person, Role, RoleGrant
from tests.bot.features.meetings.conftest import WHEN, WORKING, begins, heard, known, member, plans, restarts
from tests.support.stage import Stage


async def quarterly(stage: Stage, office: Seat, ref: str = "MTG-2027-Q2") -> gatherings.Gathering:
    """The one of the series, with a room, announced by hand."""
    await begins(stage)
    meeting = await known(stage, ref)
    async with stage.work() as ctx:
        ready = meeting.change(venue=gatherings.Venue("XJTLU", "Room 3"))
        await ctx.repository(gatherings.Gatherings).save(ready)
    await office.types(f"/meeting show {ref}")
    await office.presses("Announce", on=ref)
    await office.presses("Announce", on="Is this right")
    return await known(stage, ref)


async def test_everybody_reads_it_in_the_own_language_and_hour_and_is_reminded_there(
    stage: Stage, office: Seat
) -> None:
    cen = await member(stage, "Cen Yuke", language="zh-Hans")
    imre = await member(stage, "Imre Kallas", "discord", zone="America/Toronto")
    meeting = await quarterly(stage, office)
    await restarts(stage)
    assert "14:00" in cen.sees("邀请您参加：季度会议 Quarterly meeting").text
    assert "02:00" in imre.sees("You are invited: 季度会议 Quarterly meeting").text
    await cen.presses("参加", on="邀请您参加")
    await imre.presses("Yes", on="You are invited")
    await restarts(stage)
    stage.clock.forward(meeting.starts_at - timedelta(days=7) - stage.clock.now())
    await stage.settles()
    assert heard(cen, "提醒：季度会议 Quarterly meeting") == 1
    assert heard(imre, "Reminder: 季度会议 Quarterly meeting") == 0, "it is two o'clock in the night over there"
    await restarts(stage)
    await stage.passes(hours=5, minutes=31)
    assert heard(imre, "Reminder: 季度会议 Quarterly meeting") == 1
    assert heard(cen, "提醒：季度会议 Quarterly meeting") == 1


async def test_the_invitation_for_the_calendar_follows_a_moved_meeting(stage: Stage, office: Seat) -> None:
    post = await stage.post_office()
    async with stage.work() as ctx:
        shen = Person(new_id(), "Shen Keyi", email="shen@reedmarsh.example", zone="Asia/Shanghai", languages=("en",),
                      email_confirmed=True)  # fmt: skip
        await ctx.repository(People).add(shen, ctx.now)
        await ctx.repository(People).grant(shen.id, RoleGrant(Role.MEMBER, since=ctx.now))
    await plans(office)
    await office.presses("Announce")
    await office.types("/meeting move MTG-2027-001")
    await office.fills({"New date and time, local": "2027-04-22 15:00"})
    await office.submits()
    await office.presses("Move it")
    first, second = [m.files[0].content.decode() for m in post.messages if "Exam dates" in m.text]
    uid = next(line for line in first.splitlines() if line.startswith("UID:"))
    assert uid in second
    assert "SEQUENCE:0" in first
    assert "SEQUENCE:1" in second
    assert "DTSTART;TZID=Asia/Shanghai:20270422T150000" in second


async def test_the_calendar_of_the_space_shows_it_without_the_link(stage: Stage, office: Seat) -> None:
    where = {"Link for joining online": "https://meet.example/secret"}
    await plans(office, {**WORKING, "How people meet": "online"}, WHEN, where)
    await office.presses("Announce")
    entries = stage.platforms["discord"].entries
    (entry,) = entries.values()
    assert entry.title == "Exam dates"
    assert "MTG-2027-001" in entry.about
    assert "meet.example" not in str(entry)
    await office.types("/meeting move MTG-2027-001")
    await office.fills({"New date and time, local": "2027-04-22 15:00"})
    await office.submits()
    await office.presses("Move it")
    (entry,) = entries.values()
    assert entry.starts == datetime(2027, 4, 22, 7, tzinfo=UTC)
    await office.types("/meeting cancel MTG-2027-001")
    await office.presses("Yes, cancel it")
    assert not entries


async def test_the_kitchen_gets_numbers_at_the_deadline_and_what_changes_after_it(stage: Stage, office: Seat) -> None:
    """CSL-11, annoyance 2."""
    cen = await member(stage, "Cen Yuke", "discord")
    await plans(office)
    await office.presses("Announce")
    await cen.presses("Yes", on="You are invited")
    await cen.presses("My needs")
    await cen.fills({"Food": ("halal",), "Fill this in for me next time": "No, ask me again"})
    await cen.submits()
    meeting = await known(stage, "MTG-2027-001")
    assert meeting.answer_by is not None
    stage.clock.forward(meeting.answer_by + timedelta(seconds=2) - stage.clock.now())
    await stage.settles()
    assert heard(office, "Catering for Exam dates") == 1
    totals = office.sees("Catering for Exam dates")
    assert "halal: 1" in totals.text
    assert "Cen Yuke" not in totals.text
    await cen.presses("My needs")
    await cen.fills({"Food": ("vegetarian",), "Fill this in for me next time": "No, ask me again"})
    await cen.submits()
    changed = office.sees("Changed").text
    assert "+1 vegetarian" in changed
    assert "-1 halal" in changed
    await office.types("/meeting catering MTG-2027-001")
    office.sees("vegetarian: 1")


async def test_the_organiser_sees_how_many_to_expect(stage: Stage, office: Seat) -> None:
    """Annoyance 1: of two who said yes last time, one came."""
    cen, ines = await member(stage, "Cen Yuke"), await member(stage, "Ines Duarte")
    march = await quarterly(stage, office, "MTG-2027-Q1")
    for seat in (cen, ines):
        await seat.presses("Yes", on="You are invited")
    stage.clock.forward(march.starts_at - stage.clock.now())
    await stage.settles()
    await office.types("/meeting checkin MTG-2027-Q1")
    await office.picks("Cen Yuke")
    await stage.passes(hours=4)
    await quarterly(stage, office)
    for seat in (cen, ines):
        await seat.presses("Yes", on="You are invited")
    await office.types("/meeting show MTG-2027-Q2")
    office.sees("2 said yes. Last year 50 % of those came, so expect about 1.")
    await cen.types("/meeting show MTG-2027-Q2")
    assert "expect about" not in cen.messages()[-1].text


def test_a_zone_is_what_was_said_or_what_is_certain() -> None:
    rows = (
        Whereabouts("Maple Bay School", "CA", "America/Toronto", 2), Whereabouts("Maple Bay School", "CA", "", 1),
        Whereabouts("Fjord School", "DK", "", 1), Whereabouts("Prairie School", "US", "", 1),
    )  # fmt: skip
    zones = [row.zone for row in settled(rows, "Asia/Shanghai")]
    assert zones == ["America/Toronto", "America/Toronto", "Europe/Copenhagen", "Asia/Shanghai"]
    assert zone_of_country("US") == ""


def test_a_closed_day_is_that_of_the_country_not_of_the_venue() -> None:
    """The evening of 30 June in Shanghai is 1 July nowhere; the morning of 1 July there is still 30 June in Canada."""
    canada = (Whereabouts("Maple Bay School", "CA", "America/Toronto", 1),)
    morning = datetime(2027, 7, 1, 1, tzinfo=UTC)
    assert not [each for each in clashes(morning, "Asia/Shanghai", canada) if each.place == "CA"]
    evening = datetime(2027, 7, 1, 13, tzinfo=UTC)
    assert [each.place for each in clashes(evening, "Asia/Shanghai", canada)] == ["CA"]
