"""Reminders people set for themselves: kept at once, told once, at the minute that was asked for."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from adapters.memory.adapter import Seat
from bot.features.reminders.model import Reminder
from bot.features.reminders.repository import Reminders
from bot.features.reminders.telling import Sweep, schedule
from bot.i18n import Reader
from bot.people import Role
from tests.support.stage import Stage

# The stage opens on Monday 1 March 2027, 09:00 UTC: 17:00 in Shanghai.


async def member(stage: Stage, name: str = "Ana", on: str = "slack", zone: str = "Asia/Shanghai") -> Seat:
    return await stage.person(name, on, roles=(Role.MEMBER,), zone=zone)


def told(seat: Seat, text: str = "") -> int:
    """How many reminders stand in the person's direct conversation."""
    return sum(message.text.startswith("Reminder") and text in message.text for message in seat.messages()
               if message.channel.startswith("@"))  # fmt: skip


async def test_a_typed_line_is_kept_and_said_back_with_an_undo(stage: Stage) -> None:
    ana = await member(stage)
    await ana.types("/reminder add tomorrow at 8 call Wei")
    kept = ana.sees("I will remind you: Tue 2 Mar 2027, 08:00 (UTC+8, Shanghai).")
    assert "call Wei" in kept.text
    await ana.presses("Undo")
    ana.sees("Undone. I will not remind you.")
    await stage.passes(days=2)
    assert told(ana) == 0
    await ana.types("/reminder list")
    ana.sees("You have no reminders.")


async def test_the_family_alone_shows_what_there_is(stage: Stage) -> None:
    ana = await member(stage)
    await ana.types("/reminder")
    ana.sees("You have no reminders.")


async def test_words_without_a_verb_are_a_reminder(stage: Stage) -> None:
    ana = await member(stage)
    await ana.types("/reminder tomorrow at 8 call Wei")
    assert "call Wei" in ana.sees("I will remind you: Tue 2 Mar 2027, 08:00 (UTC+8, Shanghai).").text
    await ana.types("/reminder 明天9点开会")
    assert "开会" in ana.sees("I will remind you: Tue 2 Mar 2027, 09:00").text


async def test_a_mistyped_verb_keeps_nothing_and_says_where_the_list_is(stage: Stage) -> None:
    ana = await member(stage)
    await ana.types("/reminder lsit")
    assert ana.form is not None
    why = Reader().plain(ana.form.intro)
    assert "I did not find a time in that." in why
    assert "The reminders you have: /reminder list" in why


async def test_the_evening_may_be_said_behind_the_hour(stage: Stage) -> None:
    ana = await member(stage)
    await ana.types("/reminder add tomorrow at 8 in the evening call Wei")
    kept = ana.sees("I will remind you: Tue 2 Mar 2027, 20:00 (UTC+8, Shanghai).")
    assert "in the evening" not in kept.text


async def test_it_comes_at_the_minute_and_once(stage: Stage) -> None:
    ana = await member(stage)
    await ana.types('/reminder add when:"in 2 hours" text:"*Tea* <@here> & cake"')
    await stage.passes(minutes=119)
    assert told(ana) == 0
    await stage.passes(minutes=1)
    assert told(ana, "*Tea* <@here> & cake") == 1
    assert "could not tell you earlier" not in ana.sees("*Tea*").text
    await stage.passes(days=40)
    assert told(ana) == 1


async def test_it_comes_in_the_night_when_that_was_asked_for(stage: Stage) -> None:
    ana = await member(stage)
    await ana.types("/reminder add 下周三凌晨3点 看月食")
    ana.sees("Wed 10 Mar 2027, 03:00")
    await stage.passes(days=8, hours=10)
    assert told(ana, "看月食") == 1


async def test_what_is_missing_or_unclear_is_asked_for_in_a_form(stage: Stage) -> None:
    ana = await member(stage)
    await ana.types("/reminder add")
    assert ana.form is not None
    await ana.fills({"When": "tomorrow at 3", "Of what": "Water the plants"})
    await ana.submits()
    assert "write 03:00 or 15:00" in ana.errors["when"]
    await ana.fills({"When": "tomorrow at 15:00"})
    await ana.submits()
    ana.sees("I will remind you: Tue 2 Mar 2027, 15:00")
    await ana.types("/reminder add someday maybe call Wei")
    assert ana.form is not None
    assert "I did not find a time" in ana._reader.plain(ana.form.intro)
    assert ana.form.fields[0].value == "someday maybe call Wei", "nothing typed is lost"


async def test_it_can_be_put_off_once_per_press(stage: Stage) -> None:
    ana = await member(stage)
    await ana.types("/reminder add in 1 hour tea")
    await stage.passes(hours=1)
    stage.settling = False
    reminder = ana.sees("Reminder\n")
    payload = reminder.buttons["In 1 hour"]
    await ana.presses("In 1 hour")
    ana.sees("I will remind you again: Mon 1 Mar 2027, 19:00")
    reminder.buttons["In 1 hour"] = payload  # pressed twice, or on another screen
    await ana.presses("In 1 hour")
    ana.sees("I will remind you again: Mon 1 Mar 2027, 19:00")
    stage.settling = True
    await stage.passes(hours=1)
    assert told(ana) == 1, "the first was redrawn, the second has come"
    await ana.presses("Tomorrow morning")
    ana.sees("I will remind you again: Tue 2 Mar 2027, 09:00")
    await stage.passes(hours=14)
    await ana.presses("Next week")
    ana.sees("I will remind you again: Mon 8 Mar 2027, 09:00")


async def test_what_comes_again_keeps_the_wall_clock(stage: Stage) -> None:
    ana = await member(stage, zone="Europe/Copenhagen")
    await ana.types("/reminder add every Sunday at 9 call home")
    ana.sees("every Sunday, next: Sun 7 Mar 2027, 09:00 (UTC+1, Copenhagen)")
    seen: list[str] = []
    for _week in range(5):
        before = told(ana)
        while told(ana) == before:
            await stage.passes(hours=1)
        seen.append(f"{stage.clock.now():%d %b %H}")
    assert seen == ["07 Mar 08", "14 Mar 08", "21 Mar 08", "28 Mar 07", "04 Apr 07"]


async def test_what_comes_again_follows_its_person_to_another_zone(stage: Stage) -> None:
    ana = await member(stage)
    await ana.types("/reminder add every day at 9 stand-up")
    await ana.types("/profile zone Toronto")
    await ana.types("/reminder list")
    ana.sees("every day, next: Tue 2 Mar 2027, 09:00 (UTC-5, Toronto)")
    await ana.types("/profile zone Shanghai")
    await ana.types("/reminder list")
    ana.sees("every day, next: Tue 2 Mar 2027, 09:00 (UTC+8, Shanghai)")
    await stage.passes(hours=16)
    assert told(ana, "stand-up") == 1


async def test_one_occurrence_is_put_off_and_the_others_stay(stage: Stage) -> None:
    ana = await member(stage)
    await ana.types("/reminder add every day at 9 stand-up")
    await stage.passes(hours=16)
    assert "It comes again: every day, next: Wed 3 Mar 2027, 09:00" in ana.sees("Reminder\n").text
    await ana.presses("In 1 hour")
    await ana.types("/reminder list")
    ana.sees("2 reminders")
    await stage.passes(hours=1)
    assert told(ana, "stand-up") == 1
    await stage.passes(hours=23)
    assert told(ana, "stand-up") == 2


async def test_after_a_downtime_one_late_reminder_comes_for_all_that_were_missed(stage: Stage) -> None:
    ana = await member(stage)
    await ana.types("/reminder add every day at 9 stand-up")
    await ana.types("/reminder add tomorrow at 10:00 post the letter")
    await stage.passes(days=5)
    assert told(ana, "stand-up") == told(ana, "post the letter") == 1
    assert "This was due on Tue 2 Mar 2027, 10:00" in ana.sees("post the letter").text
    await stage.passes(hours=16)
    assert told(ana, "stand-up") == 2


async def test_the_list_turns_pages_and_leads_to_each(stage: Stage) -> None:
    ana = await member(stage)
    for day in range(12):
        await ana.types(f"/reminder add in {day + 1} days errand {day + 1}.")
    await ana.types("/reminder list")
    page = ana.sees("12 reminders")
    assert "errand 10." in page.text
    assert "errand 11." not in page.text
    await ana.presses("Next page")
    assert "errand 12." in ana.sees("12 reminders").text
    await ana.presses("Previous page")
    label = next(o for menu in ana.messages()[-1].menus.values() for o in menu.options if o.startswith("errand 3."))
    await ana.picks(label)
    await ana.presses("Tomorrow morning")
    ana.sees("I will remind you again: Fri 5 Mar 2027, 09:00")
    await ana.presses("All reminders")
    await ana.picks(next(o for m in ana.messages()[-1].menus.values() for o in m.options if o.startswith("errand 4.")))
    await ana.presses("Delete")
    assert "errand 4." not in ana.sees("11 reminders").text


async def test_nobody_touches_the_reminders_of_another(stage: Stage) -> None:
    ana, ben = await member(stage), await member(stage, "Ben")
    await ana.types("/reminder add in 1 hour secret errand")
    await ana.types("/reminder list")
    (menu,) = ana.messages()[-1].menus.values()
    await ben.types("/reminder add in 2 hours own errand")
    await ben.types("/reminder list")
    (bens,) = ben.messages()[-1].menus.values()
    (label,) = bens.options
    bens.options[label] = next(iter(menu.options.values()))
    await ben.picks(label)
    ben.sees("This reminder is no longer there.")


async def test_there_is_a_most(stage: Stage) -> None:
    ana = await member(stage)
    stage.settling = False
    for _number in range(50):
        await ana.types("/reminder add in 3 days errand")
    await ana.types("/reminder add in 3 days one too many")
    ana.sees("You have 50 open reminders, which is the most one can have. Delete one first: /reminder list")


async def test_what_is_too_long_is_kept_and_said_to_be(stage: Stage) -> None:
    ana = await member(stage)
    text = "water the plants, " * 30 + "the last of all"
    await ana.types(f'/reminder add when:"in 3 days" text:"{text}"')
    assert ana.form is not None
    assert "At most 500 characters; this has 555." in Reader().plain(ana.form.intro)
    await ana.submits()
    assert "this has 555." in ana.errors["text"]
    await ana.fills({"Of what": "The plants"})
    await ana.submits()
    ana.sees("I will remind you: Thu 4 Mar 2027")
    await ana.types(f"/reminder add {text}")
    assert ana.form is not None
    assert [field.value for field in ana.form.fields] == [text.strip(), ""]


async def test_newcomers_have_none(stage: Stage) -> None:
    nan = await stage.person("Nan")
    await nan.types("/reminder add in 1 hour tea")
    nan.sees("This is for members. With /apply you ask to become one.")


async def test_the_best_route_and_never_the_office(stage: Stage) -> None:
    ana = await member(stage)
    discord = await stage.link(ana, "discord")
    office = await stage.person("Olga", roles=(Role.SECRETARIAT,))
    await ana.types("/reminder add in 1 hour see the doctor")
    stage.platforms["slack"].closed.add(ana.account.user)
    await stage.passes(hours=1)
    assert (told(ana), told(discord, "see the doctor")) == (0, 1)
    stage.platforms["discord"].closed.add(discord.account.user)
    await ana.types("/reminder add in 1 hour see the dentist")
    await stage.passes(hours=1)
    assert (told(ana), told(discord)) == (0, 1)
    everywhere = [m.text for p in stage.platforms.values() for m in p.messages if m.private_to != ana.account.user]
    assert not [text for text in everywhere if "dentist" in text], "not passed on by the office either"
    assert told(office) == 0


async def test_they_are_handed_over_and_forgotten_with_the_person(stage: Stage) -> None:
    ana = await member(stage)
    await ana.types("/reminder add in 3 days see the doctor")
    await ana.types("/profile data")
    (file,) = ana.messages()[-1].files
    (row,) = json.loads(file.content)["reminders"]
    assert (row["text"], row["zone"]) == ("see the doctor", "Asia/Shanghai")
    await ana.types("/profile forget")
    await ana.fills({"name": "Ana"})
    await ana.submits()
    await stage.passes(days=4)
    assert told(ana) == 0
    async with stage.work() as ctx:
        assert await ctx.repository(Reminders).due_before(ctx.now + timedelta(days=99)) == ()


async def test_a_reminder_without_its_job_is_found_again(stage: Stage) -> None:
    """As after an import, which brings no jobs."""
    ana = await member(stage)
    await ana.types("/reminder add in 90 minutes tea")
    async with stage.work() as ctx:
        await ctx.withdraw("reminder:")
        (reminder,) = await ctx.repository(Reminders).due_before(ctx.now + timedelta(days=1))
        await ctx.repository(Reminders).save(reminder)
        ctx.later(Sweep())
    await stage.passes(minutes=90)
    assert told(ana) == 1
    async with stage.work() as ctx:
        ctx.later(Sweep(), at=ctx.now + timedelta(days=31))
    await stage.passes(days=32)
    await ana.presses("In 1 hour")
    ana.sees("This reminder is no longer there.")


@pytest.mark.parametrize("when", ["every day at 9", "tomorrow at 9"])
async def test_the_wall_time_stays_when_a_country_decides_on_other_clocks(stage: Stage, when: str) -> None:
    """As if the tz database had said another hour when the next time was reckoned."""
    ana = await member(stage)
    await ana.types(f"/reminder add {when} stand-up")
    async with stage.work() as ctx:
        (reminder,) = await ctx.repository(Reminders).due_before(ctx.now + timedelta(days=1))
        assert reminder.due_at is not None
        wrong = await ctx.repository(Reminders).save(replace(reminder, due_at=reminder.due_at + timedelta(hours=1)))
        await ctx.withdraw("reminder:")
        schedule(ctx, wrong)
    await stage.passes(hours=15, minutes=30)
    async with stage.work() as ctx:
        ctx.later(Sweep())
    await stage.passes(minutes=29)
    assert told(ana) == 0
    await stage.passes(minutes=1)
    assert told(ana, "stand-up") == 1
    await stage.passes(hours=23)
    assert told(ana, "stand-up") == 1


def test_what_is_put_off_into_an_hour_that_comes_twice_stays_in_the_second() -> None:
    first = datetime(2027, 10, 31, 0, 40, tzinfo=UTC)  # 02:40 in Berlin, an hour before it is 02:40 again
    reminder = Reminder("R1", "P1", "tea", "Europe/Berlin", datetime(2027, 10, 31, 2, 40), "", first, first)
    later = reminder.put_off("hour", first, ZoneInfo("Europe/Berlin"))
    assert later.start == reminder.start
    assert later.rederived() == later


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
async def test_in_the_readers_language(stage: Stage, language: str) -> None:
    ana = await stage.person("Ana", roles=(Role.MEMBER,), language=language)
    await ana.types("/reminder add 每两周的周四14:00 交周报")
    shown = {
        "en": "every 2 weeks on Thursday, next: Thu 4 Mar 2027, 14:00",
        "zh-Hans": "每 2 周的周四，下次：2027年3月4日（周四）14:00",
    }
    ana.sees(shown[language])
