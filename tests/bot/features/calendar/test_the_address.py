"""The secret address of the own calendar: shown as often as wanted, gone with a reset, kept as a fingerprint."""

import re
from pathlib import Path

import pytest

from adapters.memory.adapter import Seat
from bot.calendars import Calendars, fingerprint
from bot.features.calendar.repository import CalendarAddresses
from bot.people import Role
from tests.support.stage import Stage

OLD, NEW = "the key of last year, long enough", "the key of this year, long enough"
WEB = "https://chat.network.example"


@pytest.fixture
async def ling(stage: Stage) -> Seat:
    stage.app.public_url, stage.app.calendars = WEB, Calendars(keys=(OLD,))
    return await stage.person("Ling", roles=(Role.MEMBER,))


def secret_in(seat: Seat) -> str:
    found = re.search(rf"{WEB}/calendar/([a-z2-7]{{32}})\.ics", seat.sees("/calendar/").text)
    assert found, seat.transcript()
    return found[1]


async def owner(stage: Stage, secret: str) -> str | None:
    async with stage.work() as ctx:
        found = await ctx.repository(CalendarAddresses).by_fingerprint(fingerprint(secret))
    return found.person if found else None


async def test_the_address_is_the_same_every_time_and_opens_the_own_calendar(stage: Stage, ling: Seat) -> None:
    await ling.types("/calendar")
    secret = secret_in(ling)
    assert await owner(stage, secret) == (await stage.record(ling)).id
    await ling.types("/calendar")
    assert secret_in(ling) == secret
    assert f"{WEB}/public/calendar.ics" in ling.messages()[-1].text


async def test_two_people_have_two_addresses(stage: Stage, ling: Seat) -> None:
    ana = await stage.person("Ana", "discord", roles=(Role.MEMBER,))
    await ling.types("/calendar")
    await ana.types("/calendar")
    assert secret_in(ling) != secret_in(ana)


async def test_reset_closes_the_old_address_at_once(stage: Stage, ling: Seat) -> None:
    await ling.types("/calendar")
    old = secret_in(ling)
    await ling.presses("Reset")
    ling.sees("This is your new address")
    new = secret_in(ling)
    assert new != old
    assert await owner(stage, old) is None
    assert await owner(stage, new) == (await stage.record(ling)).id


async def test_the_secret_itself_is_nowhere_in_the_database(stage: Stage, ling: Seat, tmp_path: Path) -> None:
    await ling.types("/calendar")
    secret = secret_in(ling)
    content = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert fingerprint(secret).encode() in content
    assert secret.encode() not in content


async def test_a_new_key_in_front_changes_no_address(stage: Stage, ling: Seat) -> None:
    await ling.types("/calendar")
    secret = secret_in(ling)
    stage.app.calendars = Calendars(keys=(NEW, OLD))
    await ling.types("/calendar")
    assert secret_in(ling) == secret


async def test_without_the_key_it_still_works_and_is_no_longer_shown(stage: Stage, ling: Seat) -> None:
    await ling.types("/calendar")
    secret = secret_in(ling)
    stage.app.calendars = Calendars(keys=(NEW,))
    await ling.types("/calendar")
    ling.sees("It cannot be shown a second time")
    assert await owner(stage, secret) == (await stage.record(ling)).id
    await ling.presses("Reset")
    assert await owner(stage, secret) is None
    assert await owner(stage, secret_in(ling)) == (await stage.record(ling)).id


async def test_a_deployment_without_a_key_shows_the_address_once(stage: Stage, ling: Seat) -> None:
    stage.app.calendars = Calendars()
    await ling.types("/calendar")
    secret = secret_in(ling)
    assert await owner(stage, secret) == (await stage.record(ling)).id
    await ling.types("/calendar")
    ling.sees("It cannot be shown a second time")


async def test_without_a_web_address_it_says_what_is_missing(stage: Stage, ling: Seat) -> None:
    stage.app.public_url = ""
    await ling.types("/calendar")
    ling.sees("CONVENOR_WEB__PUBLIC_URL")


async def test_it_is_said_in_the_readers_language(stage: Stage, ling: Seat) -> None:
    wei = await stage.person("Wei", roles=(Role.MEMBER,), language="zh-Hans")
    await wei.types("/calendar")
    wei.sees("您的日历")
    secret_in(wei)


async def test_who_is_forgotten_leaves_no_calendar_behind(stage: Stage, ling: Seat) -> None:
    await ling.types("/calendar")
    secret = secret_in(ling)
    await ling.types("/profile forget")
    await ling.fills({"name": "Ling"})
    await ling.submits()
    ling.sees("Your data are deleted")
    assert await owner(stage, secret) is None


def test_keys_do_not_stand_in_what_is_logged() -> None:
    assert OLD not in repr(Calendars(keys=(OLD,)))
