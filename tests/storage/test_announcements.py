"""Announcements at rest, on both databases: who is meant, who got it, who has read it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clock import MovableClock
from bot.errors import Conflict
from bot.features.announcements.audience import Audience
from bot.features.announcements.model import Announcement, Delivery, Wording
from bot.features.announcements.repository import Announcements, Told
from bot.features.register.model import Affiliation, Institution
from bot.features.register.repository import Register
from bot.people import ChatAccount, People, Person, Role, RoleGrant
from storage.engine import SqlDatabase

NETWORK = "inei"
SCHOOL = Institution("I1", "Tingchao School", "CN")


@pytest.fixture
async def database(any_database: SqlDatabase, clock: MovableClock) -> SqlDatabase:
    """Two members, one of a school and on two platforms, and somebody without a role."""
    now = clock.now()
    async with any_database.write(NETWORK) as uow:
        people, register = uow.repository(People), uow.repository(Register)
        await register.save_institution(SCHOOL)
        await people.add(
            Person("P1", "Ana", country="CN", languages=("zh-CN",), digest="all", email="a@b.example"), now
        )
        await people.add(Person("P2", "Ben", "本", digest="duties_only", routes=("email",)), now)
        await people.add(Person("P3", "Cen"), now)
        for person in ("P1", "P2"):
            await people.grant(person, RoleGrant(Role.MEMBER))
        await people.grant("P3", RoleGrant(Role.MEMBER, until=now))
        await register.save_affiliation(Affiliation("A1", "P1", "I1", "Head", now))
        for platform, state in (("slack", "live"), ("discord", "live"), ("email", "left")):
            await people.attach(ChatAccount(platform, "S", "U", "P1", state))  # pyright: ignore[reportArgumentType]
    return any_database


def made(clock: MovableClock, number: int = 1, **changes: object) -> Announcement:
    now = clock.now() + timedelta(minutes=number)
    return replace(
        Announcement(f"N{number}", f"ANN-2027-{number:03}", "P1", now, now, writers=("P1",)),
        **changes,  # pyright: ignore[reportArgumentType]
    )


async def test_an_announcement_comes_back_as_it_was_put(database: SqlDatabase, clock: MovableClock) -> None:
    wordings = {"en": Wording("Moved", "To Room 4.\n\nSee you"), "zh-Hans": Wording("改期", "四号教室")}
    whole = made(
        clock,
        state="scheduled", wordings=wordings, proposed={"en": Wording("a", "b")}, writers=("P1", "P2"),
        audience=Audience(("member",), ("I1",), ("CN",), ("en",), ("assessment",), "EVT-2027-007"),
        delivery=Delivery(("announcements",), direct=False, mention=True, needs_ack=True),
        local="2027-03-03T14:00:00", zone="Asia/Shanghai", send_at=clock.now(), reminded_at=clock.now(),
    )  # fmt: skip
    async with database.write(NETWORK) as uow:
        await uow.repository(Announcements).add(whole)
    async with database.read(NETWORK) as uow:
        assert await uow.repository(Announcements).get("N1") == whole
        assert await uow.repository(Announcements).by_ref("ANN-2027-001") == whole


async def test_the_slower_of_two_writers_is_told(database: SqlDatabase, clock: MovableClock) -> None:
    async with database.write(NETWORK) as uow:
        await uow.repository(Announcements).add(made(clock))
        await uow.repository(Announcements).save(made(clock, state="sending"))
    with pytest.raises(Conflict):
        async with database.write(NETWORK) as uow:
            await uow.repository(Announcements).save(made(clock, state="retracted"))


async def test_numbers_of_a_year_have_no_gaps(database: SqlDatabase) -> None:
    async with database.write(NETWORK) as uow:
        rows = uow.repository(Announcements)
        assert [await rows.next_number(year) for year in (2027, 2027, 2028, 2027)] == [1, 2, 1, 3]


async def test_people_are_read_with_what_decides_about_them(database: SqlDatabase, clock: MovableClock) -> None:
    async with database.read(NETWORK) as uow:
        rows = uow.repository(Announcements)
        ana, ben = await rows.people(clock.now(), ("P1", "P2"))
        named = await rows.people(clock.now(), ("P3", "P1", "P3"))
    assert (ana.person, ana.roles, ana.institutions, ana.country) == ("P1", frozenset({"member"}), ("I1",), "CN")
    assert (ana.language, ana.wants_news, ana.has_mail) == ("zh-Hans", True, True)
    assert ana.chats == (("discord", "S"), ("slack", "S"))
    assert (ben.wants_news, ben.duties_only, ben.has_mail, ben.chats) == (False, True, False, ())
    assert [person.person for person in named] == ["P1", "P3"]


async def test_who_got_it_and_who_has_read_it_is_counted(database: SqlDatabase, clock: MovableClock) -> None:
    now = clock.now()
    async with database.write(NETWORK) as uow:
        rows = uow.repository(Announcements)
        await rows.add(made(clock))
        ana, ben = await rows.people(clock.now(), ("P1", "P2"))
        await rows.tell("N1", ((ana, "chat"), (ben, "mail")))
        await rows.tell("N1", ((ana, "hand"),))
        assert await rows.ways("N1") == {"chat": 1, "mail": 1}
        assert await rows.read("N1", "P1", now, "slack")
        assert not await rows.read("N1", "P1", now + timedelta(hours=1), "discord")
        assert await rows.read("N1", "P3", now, "email")
    async with database.read(NETWORK) as uow:
        rows = uow.repository(Announcements)
        assert await rows.told("N1", ("chat", "mail")) == ("P1", "P2")
        assert await rows.told("N1", ("chat", "mail"), unread=True) == ("P2",)
        assert await rows.read_at("N1", "P1") == now
        assert await rows.read_at("N1", "P2") is None
        assert await rows.reads("N1") == (now, now)
        assert await rows.by_institution("N1") == (Told("", 1, 0), Told("I1", 1, 1))
        assert await rows.readers("N1", ("I1", "")) == {"I1": ("Ana",)}
        assert await rows.unread("N1", 9) == ("Ben 本",)
        assert await rows.unread("N1", 0) == ()
    async with database.write(NETWORK) as uow:
        await uow.repository(Announcements).forget("P1")
        assert await uow.repository(Announcements).ways("N1") == {"mail": 1}


async def test_the_newest_are_listed_first_a_page_at_a_time(database: SqlDatabase, clock: MovableClock) -> None:
    async with database.write(NETWORK) as uow:
        rows = uow.repository(Announcements)
        for number in range(1, 6):
            await rows.add(made(clock, number, author="P1" if number % 2 else "P2"))
        page, total = await rows.listed("", 1, 2)
        own, owned = await rows.listed("P2", 0, 10)
    assert ([each.id for each in page], total) == (["N4", "N3"], 5)
    assert ([each.id for each in own], owned) == (["N4", "N2"], 2)
