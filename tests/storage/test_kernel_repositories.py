"""People, drafts, spaces and the audit trail behave the same on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.clock import MovableClock
from bot.drafts import Draft, Drafts
from bot.errors import Conflict, NotFound
from bot.interactions import Account
from bot.people import ChatAccount, Me, People, Person, Role, RoleGrant
from bot.ports import Audit, AuditEvent, Space, Spaces
from storage.engine import SqlDatabase

NETWORK = "inei"
ADA = Person(
    "p-ada",
    "Ada Lovelace",
    "艾达",
    "Lovelace",
    "Ada",
    "given_first",
    "Ada@Example.org",
    "Europe/London",
    ("en", "zh-Hans"),
    ("slack", "discord"),
    ("21:00", "08:00"),
    {"email": "members"},
    ("mathematics",),
    "GB",
    "Engines.",
    digest="monthly",
    email_confirmed=True,
)
SLACK, DISCORD = Account("slack", "T1", "U1"), Account("discord", "G1", "42")


async def meet(database: SqlDatabase, account: Account = SLACK, person: Person = ADA, network: str = NETWORK) -> Me:
    async with database.write(network) as uow:
        return await uow.repository(People).meet(account, person, database.clock.now())


async def recognise(database: SqlDatabase, account: Account, network: str = NETWORK) -> Me | None:
    async with database.read(network) as uow:
        return await uow.repository(People).recognise(account, database.clock.now())


async def test_whoever_was_met_is_recognised_in_one_round_trip(any_database: SqlDatabase) -> None:
    met = await meet(any_database)
    async with any_database.write(NETWORK) as uow:
        people = uow.repository(People)
        await people.attach(ChatAccount("discord", "G1", "42", ADA.id, direct="D7"))
        await people.grant(ADA.id, RoleGrant(Role.REVIEWER, "round-1", granted_by="p-chair"))
    with any_database.counting() as count:
        me = await recognise(any_database, DISCORD)
    assert count.statements == 1
    assert me is not None
    assert me.person == ADA == met.person
    assert {account.key for account in me.accounts} == {("slack", "T1", "U1"), ("discord", "G1", "42")}
    assert [a.direct for a in me.accounts if a.platform == "discord"] == ["D7"]
    assert next(a.last_seen for a in me.accounts if a.platform == "slack") == met.accounts[0].last_seen
    assert me.grants == (RoleGrant(Role.REVIEWER, "round-1", granted_by="p-chair"),)
    assert me.institutions == frozenset()


async def test_strangers_are_nobody(any_database: SqlDatabase) -> None:
    await meet(any_database)
    assert await recognise(any_database, Account("slack", "T2", "U1")) is None
    assert await recognise(any_database, Account("discord", "T1", "U1")) is None


async def test_in_a_direct_conversation_any_space_will_do(any_database: SqlDatabase) -> None:
    await meet(any_database, DISCORD)
    me = await recognise(any_database, Account("discord", "", "42"))
    assert me is not None
    assert me.id == ADA.id


async def test_only_roles_that_hold_now_count(any_database: SqlDatabase, clock: MovableClock) -> None:
    await meet(any_database)
    now = clock.now()
    day = timedelta(days=1)
    async with any_database.write(NETWORK) as uow:
        people = uow.repository(People)
        await people.grant(ADA.id, RoleGrant(Role.CHAIR, since=now - day, until=now + day))
        await people.grant(ADA.id, RoleGrant(Role.OBSERVER, until=now))
        await people.grant(ADA.id, RoleGrant(Role.INCOMING_CHAIR, since=now + day))
        await people.grant(ADA.id, RoleGrant(Role.MEMBER))
        await people.grant(ADA.id, RoleGrant(Role.MEMBER))
    async with any_database.read(NETWORK) as uow:
        people = uow.repository(People)
        me = await people.me(ADA.id, now)
        assert me.roles == {Role.CHAIR, Role.MEMBER}
        assert len(me.grants) == 2
        assert (await people.me(ADA.id, now + day)).roles == {Role.MEMBER, Role.INCOMING_CHAIR}
        assert [holder.id for holder in await people.holding(Role.CHAIR, now)] == [ADA.id]
        assert await people.holding(Role.CHAIR, now + day) == ()
    async with any_database.write(NETWORK) as uow:
        assert await uow.repository(People).revoke(ADA.id, Role.MEMBER, "", now)
        assert not await uow.repository(People).revoke(ADA.id, Role.MEMBER, "", now)
        await uow.repository(People).grant(ADA.id, RoleGrant(Role.MEMBER, since=now + day))
    me = await recognise(any_database, SLACK)
    assert me is not None
    assert Role.MEMBER not in me.roles


async def test_scoped_roles_are_found_in_their_scope_only(any_database: SqlDatabase) -> None:
    await meet(any_database)
    await meet(any_database, DISCORD, replace(ADA, id="p-bo"))
    now = any_database.clock.now()
    async with any_database.write(NETWORK) as uow:
        people = uow.repository(People)
        await people.grant(ADA.id, RoleGrant(Role.ORGANISER, "event-1"))
        await people.grant("p-bo", RoleGrant(Role.ORGANISER))
        assert [me.id for me in await people.holding(Role.ORGANISER, now)] == [ADA.id, "p-bo"]
        assert [me.id for me in await people.holding(Role.ORGANISER, now, "event-1")] == [ADA.id, "p-bo"]
        assert [me.id for me in await people.holding(Role.ORGANISER, now, "event-2")] == ["p-bo"]


async def test_a_person_changed_meanwhile_is_a_conflict(any_database: SqlDatabase) -> None:
    await meet(any_database)
    async with any_database.write(NETWORK) as uow:
        await uow.repository(People).save(replace(ADA, about="New."))
    with pytest.raises(Conflict):
        async with any_database.write(NETWORK) as uow:
            await uow.repository(People).save(replace(ADA, about="Newer."))
    async with any_database.read(NETWORK) as uow:
        saved = await uow.repository(People).get(ADA.id)
    assert (saved.about, saved.version) == ("New.", 2)


async def test_people_are_found_by_id_and_email(any_database: SqlDatabase) -> None:
    await meet(any_database)
    async with any_database.write(NETWORK) as uow:
        people = uow.repository(People)
        await people.add(Person("p-guest", "Guest", email="guest@example.org"), any_database.clock.now())
        assert await people.by_email(" ada@EXAMPLE.org") == ADA
        assert await people.by_email("") is None
        assert await people.by_email("nobody@example.org") is None
        many = await people.many(("p-guest", ADA.id, "p-none"), any_database.clock.now())
        assert {key: len(me.accounts) for key, me in many.items()} == {"p-guest": 0, ADA.id: 1}
        assert await people.many((), any_database.clock.now()) == {}
        with pytest.raises(NotFound):
            await people.get("p-none")
        with pytest.raises(NotFound):
            await people.me("p-none", any_database.clock.now())


async def test_accounts_are_marked_moved_and_detached(any_database: SqlDatabase) -> None:
    await meet(any_database)
    now = any_database.clock.now()
    async with any_database.write(NETWORK) as uow:
        people = uow.repository(People)
        await people.mark("slack", "T1", "U1", state="left", direct="D1", last_seen=now)
        (account,) = (await people.me(ADA.id, now)).accounts
        assert account == ChatAccount("slack", "T1", "U1", ADA.id, "left", "D1", now)
        with pytest.raises(TypeError):
            await people.mark("slack", "T1", "U1", person="p-other")
        await people.add(Person("p-bo", "Bo"), now)
        await people.attach(replace(account, person="p-bo", state="live"))
        assert (await people.me(ADA.id, now)).accounts == ()
        await people.detach("slack", "T1", "U1")
        assert await people.recognise(SLACK, now) is None


async def test_a_stranger_is_merged_with_all_that_was_typed(any_database: SqlDatabase) -> None:
    await meet(any_database)
    await meet(any_database, DISCORD, Person("p-stranger", "ada"))
    now = any_database.clock.now()
    async with any_database.write(NETWORK) as uow:
        drafts = uow.repository(Drafts)
        await drafts.save(Draft("d1", "p-stranger", "apply", values={"why": "x"}), now)
        await drafts.save(Draft("d2", "p-stranger", "topic"), now)
        await drafts.save(Draft("d3", ADA.id, "topic", values={"mine": "kept"}), now)
        await uow.repository(People).merge("p-stranger", ADA.id)
    me = await recognise(any_database, DISCORD)
    assert me is not None
    assert (me.id, len(me.accounts)) == (ADA.id, 2)
    async with any_database.read(NETWORK) as uow:
        with pytest.raises(NotFound):
            await uow.repository(People).get("p-stranger")
        moved, kept = await uow.repository(Drafts).get("d1"), await uow.repository(Drafts).get("d3")
        assert moved is not None
        assert kept is not None
        assert (moved.owner, kept.values) == (ADA.id, {"mine": "kept"})
        assert await uow.repository(Drafts).get("d2") is None


async def test_erasing_leaves_only_the_pseudonym(any_database: SqlDatabase) -> None:
    await meet(any_database)
    async with any_database.write(NETWORK) as uow:
        await uow.repository(People).grant(ADA.id, RoleGrant(Role.MEMBER))
        await uow.repository(Drafts).save(Draft("d1", ADA.id, "apply", values={"a": "b"}), any_database.clock.now())
        await uow.repository(People).erase(ADA.id, "Former member 7")
    assert await recognise(any_database, SLACK) is None
    async with any_database.read(NETWORK) as uow:
        me = await uow.repository(People).me(ADA.id, any_database.clock.now())
        assert me.person == Person(ADA.id, "Former member 7", status="erased", digest="duties_only", version=2)
        assert (me.accounts, me.grants) == ((), ())
        assert await uow.repository(People).by_email(ADA.email) is None
        assert await uow.repository(Drafts).get("d1") is None


async def test_networks_do_not_see_each_other(any_database: SqlDatabase) -> None:
    await meet(any_database)
    assert await recognise(any_database, SLACK, "other") is None
    await meet(any_database, SLACK, replace(ADA, display_name="Another"), "other")
    async with any_database.write("other") as uow:
        await uow.repository(People).grant(ADA.id, RoleGrant(Role.CHAIR))
        await uow.repository(People).erase(ADA.id, "Gone")
    me = await recognise(any_database, SLACK)
    assert me is not None
    assert (me.person, me.grants) == (ADA, ())


async def test_drafts_keep_what_was_typed(any_database: SqlDatabase) -> None:
    now = any_database.clock.now()
    draft = Draft("d1", "p1", "apply", "step", {"name": "王伟", "tags": ("a", "b"), "empty": ()})
    async with any_database.write(NETWORK) as uow:
        drafts = uow.repository(Drafts)
        await drafts.save(draft, now)
        await drafts.save(replace(draft, values={"name": "Wang"}), now + timedelta(hours=1))
        found = await drafts.begin(Draft("d2", "p1", "apply", "step", {"name": "?"}), now + timedelta(hours=2))
        assert found == Draft("d1", "p1", "apply", "step", {"name": "Wang"}, now + timedelta(hours=2), 2)
        assert await drafts.get("d2") is None
        found = await drafts.begin(Draft("d2", "p1", "apply", "step", {"name": "?"}), now, afresh=True)
        assert (found.id, found.values) == ("d1", {"name": "?"})
        other = Draft("d3", "p1", "apply", "", {"tags": ("a",)})
        assert await drafts.begin(other, now) == replace(other, updated_at=now)
        await drafts.discard("d3")
        await drafts.save(draft, now)
        assert (await drafts.get("d1") or draft).values == draft.values
        assert await drafts.discard_older(now) == 0
        assert await drafts.discard_older(now + timedelta(seconds=1)) == 1
        await drafts.discard("d1")
        assert await drafts.get("d1") is None


async def test_two_drafts_of_one_form_are_a_conflict(any_database: SqlDatabase) -> None:
    async with any_database.write(NETWORK) as uow:
        await uow.repository(Drafts).save(Draft("d1", "p1", "apply"), any_database.clock.now())
    with pytest.raises(Conflict):
        async with any_database.write(NETWORK) as uow:
            await uow.repository(Drafts).save(Draft("d2", "p1", "apply"), any_database.clock.now())


async def test_spaces_are_kept(any_database: SqlDatabase) -> None:
    space = Space("slack", "T1", "slack:T1", "Home", "en", {"welcome": "C1"}, {"member": "S1"}, {"C1": "hi"}, ("x",),
                  frozenset({"C1"}))  # fmt: skip
    async with any_database.write(NETWORK) as uow:
        spaces = uow.repository(Spaces)
        await spaces.save(space)
        await spaces.save(Space("discord", "G1", "discord"))
        await spaces.save(replace(space, name="Renamed"))
        assert [s.name for s in await spaces.all()] == ["", "Renamed"]
        assert await spaces.get("slack", "T1") == replace(space, name="Renamed")
        await spaces.remove("slack", "T1")
        assert await spaces.get("slack", "T1") is None


async def test_the_audit_trail_is_read_newest_first(any_database: SqlDatabase) -> None:
    now = any_database.clock.now()
    lines = tuple(AuditEvent(now, "p1", f"act{n}", f"subject{n % 2}") for n in range(4))
    async with any_database.write(NETWORK) as uow:
        audit = uow.repository(Audit)
        await audit.add(lines)
        await audit.add((AuditEvent(now, "p2", "other", "p1", "p3", "slack", "why"),))
        assert [e.action for e in await audit.about("subject0")] == ["act2", "act0"]
        assert [e.action for e in await audit.about("p1")] == ["other", "act3", "act2", "act1", "act0"]
        assert [e.action for e in await audit.about("", limit=1)] == ["other"]
        assert (await audit.about("p2"))[0].detail == "why"


@pytest.mark.parametrize(
    "crime",
    [
        "UPDATE audit SET action = 'nothing happened' WHERE network = 'inei'",
        "DELETE FROM audit WHERE network = 'inei'",
        "INSERT OR REPLACE INTO audit SELECT id, network, at, 'somebody else', action, subject, '', '', '' FROM audit",
        "TRUNCATE audit",
    ],
)
async def test_the_audit_trail_cannot_be_changed(any_database: SqlDatabase, crime: str) -> None:
    async with any_database.write(NETWORK) as uow:
        await uow.repository(Audit).add((AuditEvent(any_database.clock.now(), "p1", "act", "s"),))
    with pytest.raises(DBAPIError):
        async with any_database.transaction() as connection:
            await connection.exec_driver_sql(crime)
    async with any_database.read(NETWORK) as uow:
        assert [e.actor for e in await uow.repository(Audit).about("s")] == ["p1"]


async def test_instants_come_back_as_they_were(any_database: SqlDatabase) -> None:
    shanghai = timezone(timedelta(hours=8))
    at = datetime(2027, 3, 1, 16, 0, 0, 123456, tzinfo=shanghai)
    async with any_database.write(NETWORK) as uow:
        await uow.repository(Audit).add((AuditEvent(at, "p1", "act", "s"),))
        (line,) = await uow.repository(Audit).about("s")
    assert line.at == at
    assert line.at.tzinfo is UTC
    with pytest.raises(Exception, match="without a zone"):
        async with any_database.write(NETWORK) as uow:
            await uow.repository(Audit).add((AuditEvent(at.replace(tzinfo=None), "p1", "act", "s"),))


async def test_recognising_uses_indexes_only(any_database: SqlDatabase) -> None:
    """At 100,000 people a scan would be felt in every interaction."""
    from storage.people import BY_ACCOUNT, BY_USER

    await meet(any_database)
    for statement in (BY_ACCOUNT, BY_USER):
        async with any_database.transaction() as connection:
            if not any_database.is_sqlite:
                await connection.execute(text("SET LOCAL enable_seqscan = off"))
            values = {"our_network": "n", "platform": "p", "user": "u", "space": "s", "now": any_database.clock.now()}
            compiled = statement.compile(connection.engine.sync_engine, compile_kwargs={"literal_binds": False})
            prefix = "EXPLAIN QUERY PLAN " if any_database.is_sqlite else "EXPLAIN "
            processed = compiled.construct_params(values)
            if any_database.is_sqlite:
                processed["now"] = "2027"
                arguments = tuple(processed[name] for name in compiled.positiontup or ())
            else:
                arguments = processed
            plan = "\n".join(
                str(row) for row in (await connection.exec_driver_sql(prefix + str(compiled), arguments)).all()
            )
        assert "Seq Scan" not in plan
        assert "SCAN" not in plan.replace("SCAN 1", ""), plan
