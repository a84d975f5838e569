"""What the index holds follows every change, in the same unit of work, on both databases."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import MovableClock
from bot.features.directory.model import MOST, PAGE, RECORD, Found, Listing, Wish
from bot.features.directory.repository import Directory
from bot.features.register.model import Affiliation, Consent, Institution, InstitutionProfile, Membership
from bot.features.register.repository import Register
from bot.people import People, Person, Role, RoleGrant
from bot.ports import Archive
from bot.search import Search
from storage.base import Repository
from storage.engine import SqlDatabase
from storage.listing import list_afresh
from storage.search import documents

NETWORK = "inei"
SCHOOL = Institution("I1", "Tingchao School", "CN", "听潮双语学校", profile=InstitutionProfile(("maker education",)))
WANG = Person("P1", "Wang An", "王安", email="wang@tingchao.example", country="CN", fields_of_work=("Maths and music",))


async def join(database: SqlDatabase, person: Person, post: str = "Teacher") -> None:
    """A member of SCHOOL, in good standing."""
    now = database.clock.now()
    async with database.write(NETWORK) as uow:
        register, people = uow.repository(Register), uow.repository(People)
        if await register.institution(SCHOOL.id) is None:
            await register.save_institution(SCHOOL)
            await register.save_membership(Membership("M1", "full", now, institution=SCHOOL.id))
        await people.add(person, now)
        await register.save_affiliation(Affiliation(f"A{person.id}", person.id, SCHOOL.id, post, now))
        await people.grant(person.id, RoleGrant(Role.MEMBER))


async def change(database: SqlDatabase, **changes: Any) -> None:
    async with database.write(NETWORK) as uow:
        people = uow.repository(People)
        await people.save(replace(await people.get(WANG.id), **changes))


async def find(database: SqlDatabase, wish: Wish | str, first: int = 0) -> Found[Listing]:
    wish = Wish(wish) if isinstance(wish, str) else wish
    async with database.read(NETWORK) as uow:
        with database.counting() as count:
            found = await uow.repository(Directory).people(
                wish, database.clock.now(), consent_needed=False, first=first
            )
        assert count.statements <= 1
    return found


async def ids(database: SqlDatabase, wish: Wish | str) -> list[str]:
    return [listing.person.id for listing in (await find(database, wish)).items]


async def records(database: SqlDatabase, text: str) -> tuple[str, ...]:
    async with database.read(NETWORK) as uow:
        return await uow.repository(Search).find(RECORD, text)


@pytest.mark.parametrize("typed", ["wang an", "王安", "wangan", "ting teacher", "听潮", "an school"])
async def test_members_are_found_by_names_and_posts(any_database: SqlDatabase, typed: str) -> None:
    await join(any_database, WANG)
    assert await ids(any_database, typed) == ["P1"]
    assert await ids(any_database, "maths") == []
    assert await ids(any_database, "wang@tingchao.example") == []


async def test_a_field_finds_by_the_beginning_of_a_word_once_it_is_opened(any_database: SqlDatabase) -> None:
    await join(any_database, WANG)
    by_field = Wish(field="music")
    assert await ids(any_database, by_field) == []
    await change(any_database, visibility={"fields": "members", "country": "members"})
    for field in ("music", "Mus", "maths and m", "MATHS AND MUSIC"):
        assert await ids(any_database, Wish(field=field)) == ["P1"], field
    assert await ids(any_database, Wish("wang", country="CN", field="music")) == ["P1"]
    for wish in (Wish(field="usic"), Wish(field="maths music"), Wish(country="C"), Wish("li", country="CN"), Wish("!")):
        assert await ids(any_database, wish) == [], wish
    await change(any_database, visibility={"native_name": "private"})
    assert await ids(any_database, by_field) == await ids(any_database, "王安") == []


async def test_a_new_name_of_an_institution_finds_its_people(any_database: SqlDatabase) -> None:
    await join(any_database, WANG)
    async with any_database.write(NETWORK) as uow:
        await uow.repository(Register).save_institution(replace(SCHOOL, name="Yunzhan College", native_name=""))
    assert await ids(any_database, "yunzhan") == ["P1"]
    assert await ids(any_database, "tingchao") == []
    async with any_database.read(NETWORK) as uow:
        directory, now = uow.repository(Directory), any_database.clock.now()
        found = [await directory.places(wish, now) for wish in (Wish("yun"), Wish(strength="education"), Wish("ting"))]
    assert [place.total for place in found] == [1, 1, 0]


async def test_who_loses_the_role_or_withdraws_is_hidden_at_once(
    any_database: SqlDatabase, clock: MovableClock
) -> None:
    await join(any_database, WANG)
    now = clock.now()
    consent = Consent("C1", WANG.id, "directory_listing", "1", "en", now, "slack")
    for given, found in ((consent, ["P1"]), (replace(consent, withdrawn_at=now), [])):
        async with any_database.write(NETWORK) as uow:
            await uow.repository(Register).save_consent(given)
        assert await ids(any_database, "wang") == await ids(any_database, Wish()) == found
    async with any_database.write(NETWORK) as uow:
        await uow.repository(Register).save_consent(replace(consent, id="C2"))
        await uow.repository(People).revoke(WANG.id, Role.MEMBER, "", now)
    assert await ids(any_database, "wang") == await ids(any_database, Wish()) == []
    assert await records(any_database, "wang@tingchao") == ("P1",)
    async with any_database.write(NETWORK) as uow:
        await uow.repository(People).grant(WANG.id, RoleGrant(Role.MEMBER, until=now + timedelta(days=1)))
    assert await ids(any_database, "wang") == ["P1"]
    clock.forward(timedelta(days=1))
    assert await ids(any_database, "wang") == []


async def test_who_is_erased_or_joined_with_another_record_leaves_nothing_in_the_index(
    any_database: SqlDatabase,
) -> None:
    await join(any_database, WANG)
    async with any_database.write(NETWORK) as uow:
        people = uow.repository(People)
        await people.add(Person("P2", "Wang Stranger"), any_database.clock.now())
    assert set(await records(any_database, "wang")) == {"P1", "P2"}
    async with any_database.write(NETWORK) as uow:
        await uow.repository(People).merge("P2", into="P1")
        await uow.repository(People).erase("P1", "former member 7F3A")
    assert await records(any_database, "wang") == await records(any_database, "7f3a") == ()
    async with any_database.read(NETWORK) as uow:
        rows = await Repository(uow.connection, NETWORK, any_database.clock).rows(
            documents.select().where(documents.c.network == NETWORK)
        )
    assert [row.kind for row in rows] == ["institution"]


async def test_exact_names_come_first_and_counting_ends(any_database: SqlDatabase) -> None:
    async with any_database.write(NETWORK) as uow:
        people, now = uow.repository(People), any_database.clock.now()
        for number in range(MOST + 5):
            await people.add(Person(f"N{number:03}", f"An Wang {number:03}"), now)
            await people.grant(f"N{number:03}", RoleGrant(Role.MEMBER))
    await join(any_database, replace(WANG, display_name="Wang An"))
    found = await find(any_database, "wang an")
    assert found.items[0].person.id == "P1"
    assert (len(found.items), found.total, found.has_more) == (PAGE, MOST, True)
    last = await find(any_database, Wish(), first=MOST)
    assert [one.person.id for one in last.items] == [f"N{number}" for number in range(MOST, MOST + 5)] + ["P1"]
    assert (last.total, last.has_more) == (MOST + 6, False)


async def test_the_index_is_made_afresh_after_an_import(any_database: SqlDatabase) -> None:
    await join(any_database, WANG)
    async with any_database.read(NETWORK) as uow:
        tables = await uow.repository(Archive).dump()
    assert "search_documents" not in tables
    async with any_database.write("other") as uow:
        await uow.repository(Archive).load(tables)
    async with any_database.read("other") as uow:
        found = await uow.repository(Directory).people(Wish("王安"), any_database.clock.now(), consent_needed=False)
    assert [listing.person.id for listing in found.items] == ["P1"]
    async with any_database.write(NETWORK) as uow:
        await list_afresh(Repository(uow.connection, NETWORK, any_database.clock))
    assert await ids(any_database, "wang") == ["P1"]


async def test_everybody_with_a_role_is_gone_through_some_at_a_time(any_database: SqlDatabase) -> None:
    async with any_database.write(NETWORK) as uow:
        people, now = uow.repository(People), any_database.clock.now()
        for number in range(5):
            await people.add(Person(f"P{number}", "Ada"), now)
            await people.grant(f"P{number}", RoleGrant(Role.MEMBER, until=now if number == 3 else None))
            await people.grant(f"P{number}", RoleGrant(Role.REVIEWER, f"round {number}", until=now))
        assert await people.with_roles(now, limit=3) == ("P0", "P1", "P2")
        assert await people.with_roles(now, "P2", limit=3) == ("P4",)
