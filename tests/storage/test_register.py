"""The register's invariants are held by both databases, whatever code writes the rows."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from bot.clock import MovableClock
from bot.errors import Conflict
from bot.features.register.model import Affiliation, Consent, Institution, Mandate, Membership
from bot.features.register.repository import Register
from bot.outbox import new_id
from bot.people import People, Person
from storage.engine import SqlDatabase
from storage.repositories.register_tables import FOREVER, affiliations, consents, mandates, memberships

NETWORK = "inei"
LONG_AGO = datetime(2018, 1, 1, tzinfo=UTC)
LATER = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
async def database(any_database: SqlDatabase, clock: MovableClock) -> SqlDatabase:
    """Two people, two institutions, and a post of the first person at each of them."""
    async with any_database.write(NETWORK) as uow:
        for person in ("wang", "leung"):
            await uow.repository(People).add(Person(person, person.title()), clock.now())
        register = uow.repository(Register)
        for place in ("tingchao", "harbourdawn"):
            await register.save_institution(Institution(place, place.title(), "CN"))
            await register.save_affiliation(Affiliation(f"wang-{place}", "wang", place, "Dean", LONG_AGO))
        await register.save_affiliation(Affiliation("leung-tingchao", "leung", "tingchao", "Dean", LONG_AGO))
    return any_database


def membership(**more: Any) -> dict[str, Any]:
    return {
        "network": NETWORK, "id": new_id(), "membership_class": "full", "state": "active", "since": LONG_AGO,
        "ended_because": "", "application": "", "signed_text_hash": "", "version": 1, **more,
    }  # fmt: skip


def mandate(person: str, institution: str, **more: Any) -> dict[str, Any]:
    return {
        "network": NETWORK, "id": new_id(), "person": person, "institution": institution, "kind": "representative",
        "affiliation": f"{person}-{institution}", "affiliation_since": LONG_AGO, "affiliation_until": FOREVER,
        "since": LONG_AGO, "until": FOREVER, "state": "active", "appointed_by": "", "evidence": "", "version": 1,
        **more,
    }  # fmt: skip


async def insert(database: SqlDatabase, table: Any, *rows: dict[str, Any]) -> None:
    async with database.transaction() as connection:
        for row in rows:
            await connection.execute(table.insert(), row)


@pytest.mark.parametrize("state", ["active", "affirmation_due", "suspended", "candidate", "eligibility_open"])
@pytest.mark.parametrize("holder", [{"person": "wang"}, {"institution": "tingchao"}])
async def test_inv_01_a_holder_has_one_running_membership(
    database: SqlDatabase, holder: dict[str, str], state: str
) -> None:
    await insert(database, memberships, membership(**holder), membership(**holder, state="resigned", ended_at=LATER))
    with pytest.raises(Conflict):
        await insert(database, memberships, membership(**holder, state=state))


async def test_a_membership_has_exactly_one_holder(database: SqlDatabase) -> None:
    for holder in ({}, {"person": "wang", "institution": "tingchao"}):
        with pytest.raises(IntegrityError):
            await insert(database, memberships, membership(**holder))


async def test_only_an_ended_membership_has_an_end(database: SqlDatabase) -> None:
    for wrong in (
        {"ended_at": LATER},
        {"state": "resigned"},
        {"state": "resigned", "ended_at": datetime(1999, 1, 1, tzinfo=UTC)},
    ):
        with pytest.raises(IntegrityError):
            await insert(database, memberships, membership(person="wang", **wrong))


async def test_inv_04_an_institution_has_one_representative(database: SqlDatabase) -> None:
    await insert(database, mandates, mandate("wang", "tingchao"))
    with pytest.raises(Conflict):
        await insert(database, mandates, mandate("leung", "tingchao"))


async def test_inv_04_the_next_one_follows_when_the_mandate_has_ended(database: SqlDatabase) -> None:
    await insert(database, mandates, mandate("wang", "tingchao", state="ended", until=LATER))
    await insert(database, mandates, mandate("leung", "tingchao", since=LATER))


@pytest.mark.parametrize("kind", ["representative", "alternate"])
async def test_inv_05_a_person_votes_for_one_institution(database: SqlDatabase, kind: str) -> None:
    await insert(database, mandates, mandate("wang", "tingchao"))
    with pytest.raises(Conflict):
        await insert(database, mandates, mandate("wang", "harbourdawn", kind=kind))
    await insert(database, mandates, mandate("wang", "harbourdawn", kind="contact"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"affiliation": "wang-harbourdawn"},  # a post elsewhere
        {"affiliation": "leung-tingchao"},  # somebody else's post
        {"since": LONG_AGO - timedelta(days=1)},  # before the post began
        {"affiliation_since": datetime(1999, 1, 1, tzinfo=UTC)},  # the dates of the post made up
        {"affiliation_until": LATER},
    ],
)
async def test_inv_06_a_mandate_lies_inside_a_post(database: SqlDatabase, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        await insert(database, mandates, mandate("wang", "tingchao", **wrong))


async def test_inv_06_a_post_cannot_end_under_a_mandate(database: SqlDatabase) -> None:
    await insert(database, mandates, mandate("wang", "tingchao"))
    end = affiliations.update().where(affiliations.c.network == NETWORK, affiliations.c.id == "wang-tingchao")
    with pytest.raises(IntegrityError):
        async with database.transaction() as connection:
            await connection.execute(end.values(until=LATER))


async def test_one_running_consent_for_each_purpose(database: SqlDatabase) -> None:
    def consent(**more: Any) -> dict[str, Any]:
        return {"network": NETWORK, "id": new_id(), "person": "wang", "purpose": "digest", "text_version": "1",
                "language": "en", "given_at": LONG_AGO, "route": "slack", "withdrawn_at": None, **more}  # fmt: skip

    await insert(database, consents, consent(), consent(withdrawn_at=LATER), consent(purpose="directory_listing"))
    with pytest.raises(Conflict):
        await insert(database, consents, consent())


async def test_what_is_saved_comes_back_and_an_old_version_is_refused(database: SqlDatabase) -> None:
    held = Membership("m", "full", LONG_AGO, institution="tingchao", until=LATER, application="APP-2018-001")
    async with database.write(NETWORK) as uow:
        await uow.repository(Register).save_membership(held)
        assert await uow.repository(Register).membership("m") == held
        await uow.repository(Register).save_membership(held.follow("suspend", LATER))
    with pytest.raises(Conflict):
        async with database.write(NETWORK) as uow:
            await uow.repository(Register).save_membership(held)


async def test_a_mandate_follows_its_post_and_comes_back_without_an_end(database: SqlDatabase) -> None:
    named = Mandate("x", "tingchao", "wang", "representative", "wang-tingchao", LATER, evidence="letter")
    async with database.write(NETWORK) as uow:
        register = uow.repository(Register)
        await register.save_mandate(named)
        assert await register.mandates_at("tingchao") == (named,)
        await register.save_mandate(named.end(LATER + timedelta(days=1)))
        (ended,) = await register.mandates_of("wang")
        assert (ended.state, ended.until, ended.version) == ("ended", LATER + timedelta(days=1), 2)


async def test_the_register_as_it_stood(database: SqlDatabase) -> None:
    async with database.write(NETWORK) as uow:
        register = uow.repository(Register)
        await register.save_membership(Membership("a", "full", LONG_AGO, institution="tingchao"))
        gone = Membership("b", "full", LONG_AGO, institution="harbourdawn").follow("resign", LATER)
        await register.save_membership(gone)
        names = {
            at: [place.id for place, _ in await register.stood_at(at)]
            for at in (LONG_AGO - timedelta(days=1), LONG_AGO, LATER)
        }
        assert list(names.values()) == [[], ["harbourdawn", "tingchao"], ["tingchao"]]
        assert await register.size() == (1, 1)


async def test_the_same_name_in_the_same_country_is_one_institution(database: SqlDatabase) -> None:
    async with database.write(NETWORK) as uow:
        register = uow.repository(Register)
        await register.save_institution(Institution("new", "Ålund University", "DK", native_name="Ålund Universitet"))
        for key in ("alunduniversity", "alunduniversitet"):
            for country in ("DK", ""):
                found = await register.institution_named(key, country)
                assert found is not None
                assert found.id == "new"
        assert await register.institution_named("alunduniversity", "SE") is None
    with pytest.raises(Conflict):
        async with database.write(NETWORK) as uow:
            await uow.repository(Register).save_institution(Institution("other", "ÅLUND university", "DK"))


async def test_networks_do_not_see_each_other(database: SqlDatabase) -> None:
    async with database.write("ga") as uow:
        register = uow.repository(Register)
        assert await register.institution("tingchao") is None
        assert await register.affiliations_of(("wang",)) == ()
        assert await register.size() == (0, 0)


async def test_forgetting_takes_the_words_and_keeps_the_dates(database: SqlDatabase) -> None:
    async with database.write(NETWORK) as uow:
        register = uow.repository(Register)
        await register.save_mandate(
            Mandate("x", "tingchao", "wang", "representative", "wang-tingchao", LATER, evidence="letter of Wang")
        )
        await register.save_consent(Consent("c", "wang", "digest", "1", "en", LONG_AGO, "slack"))
        await register.forget("wang")
        assert {(post.post_title, post.since) for post in await register.affiliations_of(("wang",))} == {("", LONG_AGO)}
        assert [m.evidence for m in await register.mandates_of("wang")] == [""]
        assert {post.post_title for post in await register.affiliations_of(("leung",))} == {"Dean"}
