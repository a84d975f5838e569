"""Enrolling, representing, leaving: what the register does, and whom it lets in."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from adapters.memory.adapter import Seat
from bot.errors import Refused
from bot.features.register import api as register
from bot.features.register.due import LookForVacancies
from bot.people import People, Role
from tests.bot.features.register.conftest import Desk
from tests.support.stage import Stage

TINGCHAO = register.InstitutionFacts(
    "Tingchao Bilingual School", "CN", native_name="听潮双语学校", strengths=("maker education",)
)


def enrolment(person: str, holder: Any = "institution", **more: Any) -> register.Enrolment:
    given: dict[str, Any] = {
        "application": "APP-2027-001", "membership_class": "full", "institution": TINGCHAO, "post_title": "Principal",
        "is_leader": True, "representative": None, "alternate": None, "signed_text_hash": "abc",
        "since": datetime(2027, 3, 1, tzinfo=UTC), **more,
    }  # fmt: skip
    return register.Enrolment(holder=holder, person=person, **given)


async def roles(stage: Stage, seat: Seat) -> set[Role]:
    async with stage.app.database.read(stage.app.network) as uow:
        me = await uow.repository(People).recognise(seat.account, stage.clock.now())
    assert me is not None
    return set(me.roles)


async def test_an_institution_joins_with_its_representative_and_alternate(inei: Stage, at: Desk) -> None:
    office = await inei.person("Luo Weilan", roles=(Role.SECRETARIAT,))
    head = await inei.person("Zhuang Lanting", on="discord", email="zhuang@tingchao.example")
    named = register.PersonFacts("Wang An", "王安", "wangan@tingchao.example", "Teacher")
    async with at(inei, office) as ctx:
        membership = await register.enrol(ctx, enrolment((await inei.record(head)).id, alternate=named))
    assert membership.state == "active"
    assert membership.until is not None
    assert membership.until.date() == date(2032, 3, 1)
    assert await roles(inei, head) == {Role.MEMBER, Role.REPRESENTATIVE}
    assert "role-member" in inei.platforms["discord"].roles[head.account.user]
    async with at(inei, office) as ctx:
        alternate = await ctx.repository(People).by_email("wangan@tingchao.example")
        assert alternate is not None
        assert {a.post_title for a in await register.affiliations_of(ctx, alternate.id)} == {"Teacher"}
        assert {m.kind for m in (await register.standing_of(ctx, alternate.id)).mandates} == {"alternate"}
        assert await register.institution_has_membership(ctx, "TINGCHAO bilingual school", "CN")
        assert not await register.institution_has_membership(ctx, "Tingchao Bilingual School", "SG")


@pytest.mark.parametrize("holder", ["institution", "person"])
async def test_inv_01_nobody_joins_twice(cslei: Stage, at: Desk, holder: str) -> None:
    office = await cslei.person("Luo Weilan", roles=(Role.SECRETARIAT,))
    shen = (await cslei.record(await cslei.person("Shen Keyi"))).id
    async with at(cslei, office) as ctx:
        assert not await register.has_membership(ctx, shen)
        await register.enrol(ctx, enrolment(shen, holder))
        assert await register.has_membership(ctx, shen) is (holder == "person")
        with pytest.raises(register.AlreadyMember):
            await register.enrol(ctx, enrolment(shen, holder))


async def test_two_people_of_one_school_share_one_institution(cslei: Stage, at: Desk) -> None:
    office = await cslei.person("Luo Weilan", roles=(Role.SECRETARIAT,))
    people = [(await cslei.record(await cslei.person(name))).id for name in ("Shen Keyi", "Tobias Ferncastle", "Gu")]
    other = register.InstitutionFacts("Reedmarsh International School", "CN")
    async with at(cslei, office) as ctx:
        for person, school in zip(people, (TINGCHAO, TINGCHAO, other), strict=True):
            await register.enrol(ctx, enrolment(person, "person", membership_class="personal", institution=school))
        shen, tobias, gu = people
        assert await register.same_institution(ctx, shen, tobias)
        assert not await register.same_institution(ctx, shen, gu)
        assert await register.size(ctx) == (3, 1)


async def test_a_friend_gets_the_news_but_no_members_role(cslei: Stage, at: Desk) -> None:
    office = await cslei.person("Luo Weilan", roles=(Role.SECRETARIAT,))
    friend = await cslei.person("Odalys Verdemar")
    async with at(cslei, office) as ctx:
        await register.enrol(
            ctx, enrolment((await cslei.record(friend)).id, "person", membership_class="friend", institution=None)
        )
    assert await roles(cslei, friend) == {Role.NEWCOMER}


async def test_somebody_added_by_the_representative_is_a_member_until_the_post_ends(inei: Stage, at: Desk) -> None:
    office = await inei.person("Luo Weilan", roles=(Role.SECRETARIAT,))
    head, teacher = await inei.person("Zhuang Lanting"), await inei.person("Wang An", on="discord")
    teacher_id = (await inei.record(teacher)).id
    async with at(inei, office) as ctx:
        school = (await register.enrol(ctx, enrolment((await inei.record(head)).id))).institution
    async with at(inei, head) as ctx:
        post = await register.add_person(ctx, school, teacher_id, "Teacher")
    assert await roles(inei, teacher) == {Role.MEMBER}
    assert {"role-member", "forum"} <= inei.platforms["discord"].roles[teacher.account.user]
    async with at(inei, office) as ctx:
        await register.end_affiliation(ctx, post.id, ctx.now + timedelta(days=3))
    assert await roles(inei, teacher) == {Role.MEMBER}
    await inei.passes(days=3, minutes=1)
    assert await roles(inei, teacher) == {Role.NEWCOMER}
    assert inei.platforms["discord"].roles[teacher.account.user] == set()


async def test_inv_08_everybody_of_an_institution_that_leaves_loses_the_role(inei: Stage, at: Desk) -> None:
    office = await inei.person("Luo Weilan", roles=(Role.SECRETARIAT,))
    head, teacher = await inei.person("Zhuang Lanting"), await inei.person("Wang An", on="discord")
    async with at(inei, office) as ctx:
        membership = await register.enrol(ctx, enrolment((await inei.record(head)).id))
        await register.add_person(ctx, membership.institution, (await inei.record(teacher)).id, "Teacher")
    async with at(inei, office) as ctx:
        await register.suspend_membership(ctx, membership.id, "two meetings missed")
    assert await roles(inei, teacher) == {Role.NEWCOMER}
    async with at(inei, office) as ctx:
        await register.reinstate_membership(ctx, membership.id, "heard")
    assert await roles(inei, head) == {Role.MEMBER, Role.REPRESENTATIVE}
    async with at(inei, office) as ctx:
        await register.end_membership(ctx, membership.id, "resigned", "letter of 3 March")
        assert await register.representative_of(ctx, membership.institution) == ""
    for seat in (head, teacher):
        assert await roles(inei, seat) == {Role.NEWCOMER}
        assert inei.platforms[seat.account.platform].roles[seat.account.user] == set()
    with pytest.raises(Refused):
        async with at(inei, office) as ctx:
            await register.end_membership(ctx, membership.id, "resigned", "again")


async def test_a_termination_needs_a_suspension_and_a_reason(inei: Stage, at: Desk) -> None:
    office = await inei.person("Luo Weilan", roles=(Role.SECRETARIAT,))
    head = (await inei.record(await inei.person("Zhuang Lanting"))).id
    async with at(inei, office) as ctx:
        membership = await register.enrol(ctx, enrolment(head))
        for reason in ("decision 2027-04", " "):
            with pytest.raises(Refused):
                await register.end_membership(ctx, membership.id, "terminated", reason)
        await register.suspend_membership(ctx, membership.id, "decision 2027-03")
        ended = await register.end_membership(ctx, membership.id, "terminated", "decision 2027-04")
    assert (ended.state, ended.ended_because) == ("terminated", "decision 2027-04")


async def test_a_leader_without_a_post_has_sixty_days(cslei: Stage, at: Desk) -> None:
    office = await cslei.person("Luo Weilan", roles=(Role.SECRETARIAT,))
    for name, finds_a_post in (("Shen Keyi", True), ("Gu Muxing", False)):
        leader = await cslei.person(name, on="discord")
        person = (await cslei.record(leader)).id
        async with at(cslei, office) as ctx:
            await register.enrol(ctx, enrolment(person, "person", membership_class="personal"))
            (post,) = await register.affiliations_of(ctx, person)
            await register.end_affiliation(ctx, post.id)
        await cslei.passes(hours=12)
        leader.sees("Your post has ended; your membership has not")
        assert await roles(cslei, leader) == {Role.MEMBER}
        if finds_a_post:
            async with at(cslei, office) as ctx:
                await register.confirm_post(ctx, person)
        await cslei.passes(days=61)
        assert await roles(cslei, leader) == ({Role.MEMBER} if finds_a_post else {Role.NEWCOMER})


async def test_the_next_representative_takes_over_at_once(inei: Stage, at: Desk) -> None:
    office = await inei.person("Luo Weilan", roles=(Role.SECRETARIAT,))
    head, teacher, stranger = [await inei.person(name) for name in ("Zhuang Lanting", "Wang An", "Gu Muxing")]
    async with at(inei, office) as ctx:
        school = (await register.enrol(ctx, enrolment((await inei.record(head)).id))).institution
        await register.add_person(ctx, school, (await inei.record(teacher)).id, "Teacher")
    async with at(inei, office) as ctx:
        mandate = await register.name_representative(ctx, school, (await inei.record(teacher)).id, "letter")
        again = await register.name_representative(ctx, school, (await inei.record(teacher)).id, "letter")
        assert again.id == mandate.id
    assert await roles(inei, head) == {Role.MEMBER}
    assert await roles(inei, teacher) == {Role.MEMBER, Role.REPRESENTATIVE}
    with pytest.raises(Refused, match="INV-06"):
        async with at(inei, office) as ctx:
            await register.name_representative(ctx, school, (await inei.record(stranger)).id, "letter")


async def test_inv_05_one_person_does_not_vote_twice(inei: Stage, at: Desk) -> None:
    office = await inei.person("Luo Weilan", roles=(Role.SECRETARIAT,))
    head = (await inei.record(await inei.person("Zhuang Lanting"))).id
    async with at(inei, office) as ctx:
        await register.enrol(ctx, enrolment(head))
    other = register.InstitutionFacts("Harbourdawn Institute of Education", "HK")
    with pytest.raises(Refused, match="INV-05"):
        async with at(inei, office) as ctx:
            await register.enrol(ctx, enrolment(head, institution=other))
    async with at(inei, office) as ctx:
        assert not await register.institution_has_membership(ctx, "Harbourdawn Institute of Education", "HK")


async def test_consents_are_given_and_withdrawn_one_by_one(cslei: Stage, at: Desk) -> None:
    seat = await cslei.person("Shen Keyi")
    person = (await cslei.record(seat)).id

    def given(purpose: str, version: str = "2027-01-01") -> register.ConsentGiven:
        return register.ConsentGiven(purpose, version, "zh-Hans", cslei.clock.now(), "slack")

    async with at(cslei, seat) as ctx:
        await register.record_consents(ctx, person, [given("digest"), given("directory_listing")])
        await register.record_consents(ctx, person, [given("digest"), given("digest", "2027-02-01")])
        assert await register.withdraw_consent(ctx, person, "directory_listing")
        assert not await register.withdraw_consent(ctx, person, "directory_listing")
        rows = await register.consents_of(ctx, person)
    assert sorted((c.purpose, c.text_version, c.holds) for c in rows) == [
        ("digest", "2027-01-01", False), ("digest", "2027-02-01", True), ("directory_listing", "2027-01-01", False),
    ]  # fmt: skip


async def test_a_forgotten_person_leaves_dates_and_no_words(inei: Stage, at: Desk) -> None:
    office = await inei.person("Luo Weilan", roles=(Role.SECRETARIAT,))
    head = await inei.person("Zhuang Lanting")
    person = (await inei.record(head)).id
    async with at(inei, office) as ctx:
        school = (await register.enrol(ctx, enrolment(person))).institution
        exported = await register.export_of(ctx, person)
        assert exported["posts"][0]["institution_name"] == "Tingchao Bilingual School 听潮双语学校"
        assert exported["mandates"][0]["kind"] == "representative"
    async with at(inei, office) as ctx:
        pseudonym = await register.forget(ctx, person)
        assert pseudonym == register.pseudonym_of(person)
        assert "Zhuang" not in pseudonym
        (post,) = await register.affiliations_of(ctx, person)
        assert (post.post_title, post.until) == ("", ctx.now)
        assert await register.representative_of(ctx, school) == ""
        assert await register.institution_has_membership(ctx, "Tingchao Bilingual School", "CN")
    assert await roles(inei, head) == {Role.NEWCOMER}


async def test_an_agreement_that_runs_out_is_announced_and_ends_the_membership(inei: Stage, at: Desk) -> None:
    office = await inei.person("Luo Weilan", roles=(Role.SECRETARIAT,))
    head = await inei.person("Zhuang Lanting")
    async with at(inei, office) as ctx:
        membership = await register.enrol(ctx, enrolment((await inei.record(head)).id))
    await inei.passes(days=4 * 365)
    assert not [m for m in inei.platforms["slack"].messages if "An agreement runs out" in m.text]
    await inei.passes(days=30)
    (warning,) = [m for m in inei.platforms["slack"].messages if "An agreement runs out" in m.text]
    assert (warning.channel, "Tingchao" in warning.text) == ("secretariat", True)
    await inei.passes(days=400)
    assert await roles(inei, head) == {Role.NEWCOMER}
    async with at(inei, office) as ctx:
        ended = await ctx.repository(register.Register).membership(membership.id)
    assert ended is not None
    assert ended.state == "expired"


async def test_a_member_of_long_standing_does_not_expire_on_entering_the_register(inei: Stage, at: Desk) -> None:
    office = await inei.person("Luo Weilan", roles=(Role.SECRETARIAT,))
    head = await inei.person("Yuan Qingshu")
    async with at(inei, office) as ctx:
        since = datetime(2008, 9, 1, tzinfo=UTC)
        await register.enrol(ctx, enrolment((await inei.record(head)).id, since=since))
    await inei.passes(days=30)
    assert await roles(inei, head) == {Role.MEMBER, Role.REPRESENTATIVE}


async def test_an_institution_without_a_representative_is_reported_on_monday(inei: Stage, at: Desk) -> None:
    office = await inei.person("Luo Weilan", roles=(Role.SECRETARIAT,))
    head = await inei.person("Zhuang Lanting")
    async with at(inei, office) as ctx:
        await register.enrol(ctx, enrolment((await inei.record(head)).id))
        ctx.later(LookForVacancies())
    assert not [m for m in inei.platforms["discord"].messages if "no representative" in m.text]
    async with at(inei, office) as ctx:
        (post,) = await register.affiliations_of(ctx, (await inei.record(head)).id)
        await register.end_affiliation(ctx, post.id)
        ctx.later(LookForVacancies())
    (report,) = [m for m in inei.platforms["discord"].messages if "1 institution has no representative" in m.text]
    assert (report.channel, "Tingchao" in report.text) == ("secretariat", True)
