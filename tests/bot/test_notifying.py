"""From a fact to the message: which account, which channels, which copies, and who is told when nobody can be."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.memory.adapter import Seat
from bot.outbox import Forbidden, Limited, Notice, Rejected, Unreachable
from bot.people import People, Person, Role
from bot.ports import SetAccess, Spaces
from tests.support.probe import Called, Probe, Reminded, Said, Told
from tests.support.saying import announce, texts
from tests.support.stage import Stage


async def tell(stage: Stage, person: str, text: str, **more: object) -> None:
    async with stage.work() as ctx:
        ctx.notify(person, Said(text), **more)  # pyright: ignore[reportArgumentType]


async def tell_of(stage: Stage, person: str, notice: Notice) -> None:
    async with stage.work() as ctx:
        ctx.notify(person, notice)
    await stage.settles()


async def without_office(stage: Stage) -> None:
    """No space has a channel for the secretariat."""
    async with stage.work() as ctx:
        for space in await ctx.repository(Spaces).all():
            channels = {key: channel for key, channel in space.channels.items() if key != "secretariat"}
            await ctx.repository(Spaces).save(type(space)(space.platform, space.space, space.sender, channels=channels))


# one person


async def test_a_notice_goes_where_the_person_was_last(bare: Stage) -> None:
    ana = await bare.person("Ana")
    there = await bare.link(ana, "discord")
    person = (await bare.record(ana)).id
    bare.clock.forward(timedelta(hours=2))
    await there.types("/probe do")
    await tell(bare, person, "one")
    await bare.settles()
    assert texts(bare, "discord", f"@{there.account.user}") == ["one"]
    bare.clock.forward(timedelta(hours=2))
    await ana.types("/probe do")
    await tell(bare, person, "two")
    await bare.settles()
    assert texts(bare, "slack", f"@{ana.account.user}") == ["two"]


async def test_the_wished_platform_comes_before_the_last_one(bare: Stage) -> None:
    ana = await bare.person("Ana")
    there = await bare.link(ana, "discord")
    person = await bare.record(ana)
    async with bare.work() as ctx:
        await ctx.repository(People).save(type(person)(person.id, person.display_name, routes=("email", "discord")))
    await ana.types("/probe do")
    await tell(bare, person.id, "hello")
    await bare.settles()
    assert texts(bare, "discord", f"@{there.account.user}") == ["hello"]
    assert texts(bare, "slack", f"@{ana.account.user}") == []


async def test_who_cannot_be_reached_on_one_platform_is_told_on_the_other(bare: Stage) -> None:
    ana = await bare.person("Ana")
    there = await bare.link(ana, "discord")
    bare.platforms["slack"].closed.add(ana.account.user)
    await tell(bare, (await bare.record(ana)).id, "hello", key="hello")
    await bare.settles()
    assert texts(bare, "discord", f"@{there.account.user}") == ["hello"]


async def test_an_account_that_is_gone_is_remembered_as_gone(bare: Stage) -> None:
    ana = await bare.person("Ana")
    bare.platforms["slack"].broken.append(Unreachable("no such user", account_gone=True))
    await tell(bare, (await bare.record(ana)).id, "hello")
    await bare.settles()
    assert [account.state for account in (await bare.me(ana)).accounts] == ["left"]


@pytest.mark.parametrize("problem", [Unreachable("closed"), Rejected("malformed")])
async def test_the_office_is_asked_when_nobody_can_be_reached(bare: Stage, problem: Exception) -> None:
    ana = await bare.person("Ana", native_name="安娜", email="ana@school.example")
    bare.platforms["slack"].broken.append(problem)
    await tell(bare, (await bare.record(ana)).id, "Your seat is free")
    await bare.settles()
    for platform in ("slack", "discord"):
        (text,) = texts(bare, platform, "secretariat")
        assert text.splitlines() == [
            "Please pass this on by hand",
            "Ana 安娜 cannot be reached in chat. Please send the text below to: ana@school.example",
            "Your seat is free",
        ]


async def test_somebody_without_an_account_is_told_by_hand(bare: Stage) -> None:
    async with bare.work() as ctx:
        await ctx.repository(People).add(Person("P9", "Bo"), ctx.now)
        ctx.notify("P9", Said("Hello"))
    await bare.settles()
    (text,) = texts(bare, "slack", "secretariat")
    assert "Please send the text below to: no address on record" in text


async def test_the_office_itself_is_told_in_person_when_it_has_no_channel(bare: Stage) -> None:
    await without_office(bare)
    office = await bare.person("Luo", roles=(Role.SECRETARIAT,))
    await announce(bare, "secretariat", "Somebody applied")
    assert texts(bare, "slack", f"@{office.account.user}") == ["Somebody applied"]


async def test_the_office_is_told_in_person_when_its_channel_is_shut(bare: Stage) -> None:
    office = await bare.person("Luo", roles=(Role.SECRETARIAT,))
    bare.platforms["slack"].broken.append(Unreachable("archived", channel_gone=True))
    await announce(bare, "secretariat", "Somebody applied")
    assert texts(bare, "slack", f"@{office.account.user}") == ["Somebody applied"]
    assert texts(bare, "discord", "secretariat") == ["Somebody applied"]


async def test_trouble_in_the_offices_own_channel_is_told_in_person(bare: Stage) -> None:
    office = await bare.person("Luo", roles=(Role.SECRETARIAT,))
    bare.platforms["slack"].broken.append(Forbidden("not_in_channel", "Invite me to #secretariat"))
    await announce(bare, "secretariat", "Somebody applied")
    (text,) = texts(bare, "slack", f"@{office.account.user}")
    assert "What to do: Invite me to #secretariat" in text


async def test_an_office_nobody_can_reach_is_at_least_in_the_log(bare: Stage, caplog: pytest.LogCaptureFixture) -> None:
    await without_office(bare)
    await announce(bare, "secretariat", "Somebody applied")
    assert "the secretariat cannot be told" in caplog.text


async def test_a_moot_notice_is_not_sent(bare: Stage, probe: Probe) -> None:
    ana = await bare.person("Ana")
    await tell(bare, (await bare.record(ana)).id, "moot")
    probe.moot.add("moot")
    await bare.settles()
    assert bare.platforms["slack"].messages == []


async def test_the_same_key_tells_once(bare: Stage) -> None:
    ana = await bare.person("Ana")
    person = (await bare.record(ana)).id
    await tell(bare, person, "once", key="once")
    await bare.settles()
    await tell(bare, person, "once", key="once")
    await bare.settles()
    assert texts(bare, "slack", f"@{ana.account.user}") == ["once"]


async def test_what_was_taken_back_is_not_said(bare: Stage) -> None:
    ana = await bare.person("Ana")
    await tell(
        bare, (await bare.record(ana)).id, "later", key="meeting:1:day-before", at=bare.clock.now() + timedelta(1)
    )
    async with bare.work() as ctx:
        await ctx.withdraw("meeting:1:")
    await bare.passes(days=2)
    assert bare.platforms["slack"].messages == []


async def test_too_late_is_not_at_all(bare: Stage) -> None:
    ana = await bare.person("Ana")
    person = (await bare.record(ana)).id
    soon = bare.clock.now() + timedelta(minutes=10)
    await tell(bare, person, "too late", expires_at=soon)
    await tell(bare, person, "in time", expires_at=soon + timedelta(days=9))
    await bare.passes(minutes=30)
    assert texts(bare, "slack", f"@{ana.account.user}") == ["in time"]


async def test_somebody_forgotten_is_told_nothing_and_nobody_is_asked_to(bare: Stage) -> None:
    ana = await bare.person("Ana")
    person = (await bare.record(ana)).id
    await tell(bare, person, "hello")
    await bare.dispatcher._run_jobs()
    await tell(bare, person, "hello again")
    async with bare.work() as ctx:
        await ctx.repository(People).erase(person, "Former person 1")
    await bare.settles()
    assert all(platform.messages == [] for platform in bare.platforms.values())


async def test_what_is_owed_to_a_person_does_not_follow_the_account_to_another(bare: Stage) -> None:
    ana, ben = await bare.person("Ana"), await bare.person("Ben")
    there = await bare.link(ana, "discord")
    person = await bare.record(ana)
    async with bare.work() as ctx:
        await ctx.repository(People).save(type(person)(person.id, person.display_name, routes=("slack",)))
    await tell(bare, person.id, "private")
    await bare.dispatcher._run_jobs()
    async with bare.work() as ctx:
        (account,) = [a for a in (await bare.me(ana)).accounts if a.platform == "slack"]
        await ctx.repository(People).attach(type(account)("slack", "T1", account.user, (await bare.record(ben)).id))
    await bare.settles()
    assert texts(bare, "slack", f"@{ana.account.user}") == []
    assert texts(bare, "discord", f"@{there.account.user}") == ["private"]


# news, silence, consent


async def changed(stage: Stage, seat: Seat, **more: object) -> Person:
    """The person in that seat, with something changed in the record."""
    person = replace(await stage.record(seat), **more)  # pyright: ignore[reportArgumentType]
    async with stage.work() as ctx:
        await ctx.repository(People).save(person)
    return person


async def test_news_spares_who_wants_duties_only_and_duties_do_not(bare: Stage) -> None:
    ana, ben = await bare.person("Ana"), await bare.person("Ben")
    person, keen = await changed(bare, ana, digest="duties_only"), await changed(bare, ben, digest="all")
    async with bare.work() as ctx:
        for whom in (person.id, keen.id):
            ctx.notify(whom, Told("a picnic"))
            ctx.notify(whom, Said("a ballot"))
    await bare.settles()
    assert texts(bare, "slack", f"@{ana.account.user}") == ["a ballot"]
    assert sorted(texts(bare, "slack", f"@{ben.account.user}")) == ["a ballot", "a picnic"]
    assert texts(bare, "slack", "secretariat") == [], "the office is not asked to bring news"


async def test_who_was_not_seen_for_a_month_gets_a_letter_as_well(bare: Stage) -> None:
    mail = await bare.post_office()
    ana = await bare.person("Ana", email="ana@school.example")
    person = (await bare.record(ana)).id
    await bare.passes(days=29)
    await tell(bare, person, "seen of late")
    await bare.settles()
    assert mail.messages == []
    await bare.passes(days=2)
    await tell(bare, person, "silent", key="silent")
    await bare.settles()
    assert [(m.channel, m.text) for m in mail.messages] == [("ana@school.example", "silent")]
    assert texts(bare, "slack", f"@{ana.account.user}") == ["seen of late", "silent"]


async def test_a_silent_person_whose_letter_comes_back_was_told_in_chat_and_the_office_hears_of_it(bare: Stage) -> None:
    mail = await bare.post_office()
    ana = await bare.person("Ana", email="ana@school.example")
    await bare.passes(days=31)
    mail.broken.append(Unreachable("no such mailbox"))
    await tell(bare, (await bare.record(ana)).id, "hello")
    await bare.settles()
    assert texts(bare, "slack", f"@{ana.account.user}") == ["hello"], "once, not again"
    assert len(texts(bare, "slack", "secretariat")) == 1


async def test_a_silent_person_who_closed_the_chat_has_the_letter_and_nobody_is_asked(bare: Stage) -> None:
    mail = await bare.post_office()
    ana = await bare.person("Ana", email="ana@school.example")
    await bare.passes(days=31)
    bare.platforms["slack"].closed.add(ana.account.user)
    await tell(bare, (await bare.record(ana)).id, "hello")
    await bare.settles()
    assert [m.text for m in mail.messages] == ["hello"]
    assert texts(bare, "slack", "secretariat") == []


async def test_a_channel_is_used_only_by_consent_and_with_a_mention(bare: Stage) -> None:
    ana, ben = await bare.person("Ana"), await bare.person("Ben")
    bare.platforms["slack"].closed |= {ana.account.user, ben.account.user}
    agreed = await changed(bare, ana, routes=("slack", "channel"))
    async with bare.work() as ctx:
        ctx.notify(agreed.id, Called("the room has changed"))
        ctx.notify(agreed.id, Said("between us"))
        ctx.notify((await bare.record(ben)).id, Called("the room has changed"))
    await bare.settles()
    assert texts(bare, "slack", "welcome") == ["Ana, I could not reach you directly:\nthe room has changed"]
    asked = texts(bare, "slack", "secretariat")
    assert sum("Ben cannot be reached" in text for text in asked) == 1
    assert sum("between us" in text for text in asked) == 1, "a notice without a channel is never said in one"


async def test_a_channel_that_is_shut_leaves_the_offices_hand(bare: Stage) -> None:
    ana = await bare.person("Ana")
    bare.platforms["slack"].closed.add(ana.account.user)
    agreed = await changed(bare, ana, routes=("channel",))
    bare.platforms["slack"].broken.append(Unreachable("archived", channel_gone=True))
    await tell_of(bare, agreed.id, Called("the room has changed"))
    assert texts(bare, "slack", "welcome") == []
    assert len(texts(bare, "slack", "secretariat")) == 1


async def test_a_withdrawn_notice_is_withdrawn_on_its_second_way_too(bare: Stage) -> None:
    ana = await bare.person("Ana")
    there = await bare.link(ana, "discord")
    bare.platforms["slack"].closed.add(ana.account.user)
    bare.platforms["discord"].broken.append(Limited(timedelta(minutes=5)))
    await tell(bare, (await bare.record(ana)).id, "hello", key="meeting:1:moved")
    await bare.settles()
    async with bare.work() as ctx:
        await ctx.withdraw("meeting:1:")
    await bare.passes(minutes=10)
    assert texts(bare, "discord", f"@{there.account.user}") == []


async def test_a_conversation_that_was_opened_is_used_again_and_one_that_is_gone_opened_anew(bare: Stage) -> None:
    ana = await bare.person("Ana")
    person, slack = (await bare.record(ana)).id, bare.platforms["slack"]
    opened: list[str] = []
    open_direct = slack.open_direct

    async def counted(space: str, user: str) -> str:
        opened.append(user)
        return await open_direct(space, user)

    slack.open_direct = counted  # pyright: ignore[reportAttributeAccessIssue]
    for text in ("one", "two"):
        await tell(bare, person, text)
        await bare.settles()
    assert len(opened) == 1
    slack.broken.append(Unreachable("no such conversation", channel_gone=True))
    await tell(bare, person, "three")
    await bare.settles()
    assert len(opened) == 2
    assert texts(bare, "slack", f"@{ana.account.user}") == ["one", "two", "three"]


# access


async def test_access_follows_whoever_has_the_account_now(bare: Stage) -> None:
    ana = await bare.person("Ana", roles=(Role.MEMBER,))
    ben = await bare.person("Ben")
    async with bare.work() as ctx:
        ctx.project((await bare.record(ana)).id)
    await bare.settles()
    assert "role-member" in bare.platforms["slack"].roles[ana.account.user]
    async with bare.work() as ctx:
        ctx.project((await bare.record(ana)).id)
        await ctx.flush()
        ctx.jobs.clear()
    await bare.dispatcher._run_jobs()
    async with bare.work() as ctx:
        (account,) = (await bare.me(ana)).accounts
        await ctx.repository(People).attach(type(account)("slack", "T1", account.user, (await bare.record(ben)).id))
    await bare.settles()
    assert "role-member" not in bare.platforms["slack"].roles[ana.account.user]
    assert isinstance(bare.platforms["slack"].orders[-1], SetAccess)


# at night


async def test_a_reminder_waits_for_the_morning_unless_that_is_too_late(bare: Stage) -> None:
    ana = await bare.person("Ana", zone="America/Toronto")
    person, here = (await bare.record(ana)).id, f"@{ana.account.user}"
    night = bare.clock.now().replace(hour=6, minute=0, second=0, microsecond=0) + timedelta(days=1)  # 01:00 in Toronto
    bare.clock.forward(night - bare.clock.now())
    async with bare.work() as ctx:
        ctx.notify(person, Reminded("patient"))
        ctx.notify(person, Reminded("urgent"), expires_at=night + timedelta(hours=2))
        ctx.notify(person, Said("news"))
    await bare.settles()
    assert sorted(texts(bare, "slack", here)) == ["news", "urgent"]
    await bare.passes(hours=6, minutes=31)
    assert texts(bare, "slack", here).count("patient") == 1
