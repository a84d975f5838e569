"""Everybody is counted without being read, and the number is that of the people reached, on both databases."""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clock import MovableClock
from bot.features.announcements.audience import EVERYBODY, Audience, Plan, Reach, Way
from bot.features.announcements.repository import Announcements
from bot.features.register.model import Affiliation, Institution
from bot.features.register.repository import Register
from bot.people import ChatAccount, People, Person, Role, RoleGrant
from storage.engine import SqlDatabase

NETWORK = "inei"
SPACES = (("slack", "T1"), ("discord", "G1"), ("discord", "elsewhere"))
AUDIENCES = (
    EVERYBODY,
    Audience(roles=("observer",)),
    Audience(roles=("member", "secretariat")),
    Audience(institutions=("I1",)),
    Audience(institutions=("I1", "I2"), roles=("member",)),
    Audience(countries=("CN",)),
    Audience(languages=("zh-Hans",)),
    Audience(fields=("Assessment",)),
    Audience(("member",), ("I2", "I3"), ("CN", "DK"), ("en", "zh-Hans"), ("robots", "assessment")),
)
PLANS = tuple(
    Plan(direct, owed, has_mail, frozenset(SPACES[:2]), readers)
    for direct in (True, False)
    for owed in (True, False)
    for has_mail in (True, False)
    for readers in ({}, {SPACES[0]: frozenset({"member"})}, {SPACES[1]: frozenset({"observer", "secretariat"})})
)


@pytest.fixture
async def crowd(any_database: SqlDatabase, clock: MovableClock) -> SqlDatabase:
    """A hundred and fifty people, no two of whom need be alike, and some who hold nothing any more."""
    chance, now = random.Random(7), clock.now()

    def some(*of: str) -> tuple[str, ...]:
        return tuple(chance.sample(of, chance.randint(0, len(of))))

    async with any_database.write(NETWORK) as uow:
        people, register = uow.repository(People), uow.repository(Register)
        for place in ("I1", "I2", "I3"):
            await register.save_institution(Institution(place, f"School {place}", "CN"))
        for number in range(150):
            key = f"P{number:03}"
            address = chance.choice(("", f"Straße{number}@school.example"))
            person = Person(
                key, key, email=address, country=chance.choice(("", "CN", "DK")),
                languages=chance.choice(((), ("en",), ("zh-CN", "en"), ("fr",))),
                routes=chance.choice(((), ("slack",), ("discord", "email"), ("email", "slack"))),
                fields_of_work=some("ASSESSMENT", "Robots"),
                digest=chance.choice(("all", "weekly", "monthly", "duties_only")),
            )  # fmt: skip
            await people.add(person, now)
            refused = chance.choice(("", address.upper(), "old@school.example"))
            await people.save(
                replace(person, email_refused=refused, status=chance.choice(("active",) * 5 + ("former",)))
            )
            for role in some("member", "observer", "organiser", "secretariat"):
                over = now - timedelta(days=1) if chance.random() < 0.2 else None
                await people.grant(key, RoleGrant(Role(role), since=now - timedelta(days=9), until=over))
                if role == "organiser":  # of two events at once
                    await people.grant(key, RoleGrant(Role(role), "EVT-1"))
            for place in some("I1", "I2", "I3"):
                until = now - timedelta(days=1) if chance.random() < 0.2 else now + timedelta(days=900)
                post = Affiliation(f"{key}{place}", key, place, "Head", now - timedelta(days=9), until=until)
                await register.save_affiliation(post)
            for number_there, (platform, space) in enumerate((*SPACES, SPACES[0])):
                if chance.random() < 0.4:
                    state = chance.choice(("live", "live", "left", "closed"))
                    await people.attach(ChatAccount(platform, space, f"U{key}{number_there}", key, state))
    return any_database


async def test_as_many_are_counted_as_are_reached(crowd: SqlDatabase, clock: MovableClock) -> None:
    async with crowd.read(NETWORK) as uow:
        rows, now = uow.repository(Announcements), clock.now()
        everybody = await rows.people(now, await uow.repository(People).with_roles(now))
        for audience in AUDIENCES:
            meant = [person for person in everybody if audience.admits(person)]
            crowds = await rows.crowds(now, audience)
            admitted = [(alike, people) for alike, people in crowds if audience.admits(alike)]
            assert 0 < len(meant) < len(everybody) or audience is EVERYBODY
            for plan in PLANS:
                reached = Counter[Way](plan.way_to(person) for person in meant)
                counted = Reach.of((plan.way_to(alike), people) for alike, people in admitted)
                assert counted == Reach(len(meant), dict(reached)), (audience, plan)


async def test_people_are_told_apart_only_by_what_is_asked(any_database: SqlDatabase, clock: MovableClock) -> None:
    now = clock.now()
    async with any_database.write(NETWORK) as uow:
        people, rows = uow.repository(People), uow.repository(Announcements)
        for key, country in (("P1", "CN"), ("P2", "DK"), ("P3", "DK")):
            await people.add(Person(key, key, country=country, email=f"{key}@school.example"), now)
            await people.grant(key, RoleGrant(Role.MEMBER))
        assert [number for _alike, number in await rows.crowds(now, EVERYBODY)] == [3]
        by_country = await rows.crowds(now, Audience(countries=("DK",)))
        assert {alike.country: number for alike, number in by_country} == {"CN": 1, "DK": 2}
