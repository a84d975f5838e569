"""Who has no chat account is reached by mail, and by hand only where that fails, too (INV-36)."""

from dataclasses import replace

import pytest

from adapters.memory.messenger import MemoryPlatform
from bot.outbox import Ambiguous, Unreachable
from bot.people import ChatAccount, People, Person, Role, RoleGrant
from bot.ports import MAIL, Send, Spaces
from tests.support.probe import Board, Probe, Said
from tests.support.stage import Stage

SHEN = Person("P4", "Shen Keyi", "沈可漪", email="shen@reedmarsh.example", languages=("zh-Hans",), zone="Asia/Shanghai")


@pytest.fixture
async def mail(bare: Stage) -> MemoryPlatform:
    return await bare.post_office()


async def known(stage: Stage, person: Person = SHEN, *accounts: ChatAccount) -> None:
    async with stage.work() as ctx:
        await ctx.repository(People).add(person, ctx.now)
        for account in accounts:
            await ctx.repository(People).attach(account)


async def tell(stage: Stage, text: str = "Your seat is free", person: str = SHEN.id) -> None:
    async with stage.work() as ctx:
        ctx.notify(person, Said(text))


def letters(platform: MemoryPlatform) -> list[tuple[str, str]]:
    """Addresses and texts."""
    return [(message.channel, message.text) for message in platform.messages]


def by_hand(stage: Stage) -> list[str]:
    return [m.text for m in stage.platforms["slack"].messages if m.channel == "secretariat"]


async def test_who_has_no_account_gets_a_mail(bare: Stage, mail: MemoryPlatform) -> None:
    await known(bare)
    await tell(bare)
    await bare.settles()
    assert letters(mail) == [("shen@reedmarsh.example", "Your seat is free")]
    assert by_hand(bare) == []
    (order,) = mail.orders
    assert isinstance(order, Send)
    assert (order.reader.language, order.reader.zone, order.user) == ("zh-Hans", "Asia/Shanghai", SHEN.id)


@pytest.mark.parametrize("state", ["left", "closed"])
async def test_an_account_that_lives_no_more_leaves_mail(bare: Stage, mail: MemoryPlatform, state: str) -> None:
    await known(bare, SHEN, ChatAccount("slack", "T1", "U9", SHEN.id))
    async with bare.work() as ctx:
        await ctx.repository(People).mark("slack", "T1", "U9", state=state)
    await tell(bare)
    await bare.settles()
    assert letters(mail) == [("shen@reedmarsh.example", "Your seat is free")]


async def test_chat_comes_before_mail(bare: Stage, mail: MemoryPlatform) -> None:
    await known(bare, SHEN, ChatAccount("slack", "T1", "U9", SHEN.id))
    await tell(bare)
    await bare.settles()
    assert letters(mail) == []
    assert letters(bare.platforms["slack"]) == [("@U9", "Your seat is free")]


async def test_mail_comes_first_for_whom_wishes_it(bare: Stage, mail: MemoryPlatform) -> None:
    await known(bare, replace(SHEN, routes=(MAIL, "slack")), ChatAccount("slack", "T1", "U9", SHEN.id))
    await tell(bare)
    await bare.settles()
    assert letters(mail) == [("shen@reedmarsh.example", "Your seat is free")]
    assert letters(bare.platforms["slack"]) == []


async def test_who_takes_no_messages_in_chat_gets_a_mail(bare: Stage, mail: MemoryPlatform) -> None:
    await known(bare, SHEN, ChatAccount("slack", "T1", "U9", SHEN.id), ChatAccount("discord", "G1", "D9", SHEN.id))
    bare.platforms["slack"].closed.add("U9")
    bare.platforms["discord"].closed.add("D9")
    await tell(bare)
    await bare.settles()
    assert letters(mail) == [("shen@reedmarsh.example", "Your seat is free")]
    assert by_hand(bare) == []


async def test_chat_is_tried_when_the_wished_mail_is_refused(bare: Stage, mail: MemoryPlatform) -> None:
    await known(bare, replace(SHEN, routes=(MAIL,)), ChatAccount("slack", "T1", "U9", SHEN.id))
    mail.broken.append(Unreachable("no such mailbox"))
    await tell(bare)
    await bare.settles()
    assert letters(bare.platforms["slack"]) == [("@U9", "Your seat is free")]


async def test_a_refused_mail_is_passed_on_by_hand(bare: Stage, mail: MemoryPlatform) -> None:
    await known(bare)
    mail.broken.append(Unreachable("no such mailbox"))
    await tell(bare)
    await bare.settles()
    (asked,) = by_hand(bare)
    assert "shen@reedmarsh.example" in asked
    assert "Your seat is free" in asked
    assert len(mail.orders) == 1, "the same address is not tried twice"


GONE = "the address is refused (550 5.1.1 No such user)"


async def test_an_address_that_is_refused_for_good_is_not_tried_again(bare: Stage, mail: MemoryPlatform) -> None:
    await known(bare, replace(SHEN, routes=(MAIL,)), ChatAccount("slack", "T1", "U9", SHEN.id))
    mail.broken.append(Unreachable(GONE, account_gone=True))
    for text in ("First", "Second", "Third"):
        await tell(bare, text)
        await bare.settles()
    assert letters(bare.platforms["slack"])[-1] == ("@U9", "Third")
    assert len(mail.orders) == 1
    told = by_hand(bare)
    assert len(told) == 1, "the office learns it once"
    assert "shen@reedmarsh.example" in told[0]
    assert "No such user" in told[0]


async def test_a_new_address_opens_the_route_again(bare: Stage, mail: MemoryPlatform) -> None:
    await known(bare)
    mail.broken.append(Unreachable(GONE, account_gone=True))
    await tell(bare, "First")
    await bare.settles()
    async with bare.work() as ctx:
        person = await ctx.repository(People).get(SHEN.id)
        assert person.email_refused == "shen@reedmarsh.example"
        await ctx.repository(People).save(replace(person, email="keyi@new.example"))
    await tell(bare, "Second")
    await bare.settles()
    assert letters(mail) == [("keyi@new.example", "Second")]


async def test_the_office_may_have_an_address_tried_again(bare: Stage, mail: MemoryPlatform) -> None:
    secretary = await bare.person("Luo Weilan", roles=(Role.SECRETARIAT,))
    nobody = await bare.person("Wu Zhao")
    secretary.channel = nobody.channel = "secretariat"
    await known(bare)
    mail.broken.append(Unreachable(GONE, account_gone=True))
    await tell(bare, "First")
    await bare.settles()
    await nobody.presses("Try this address again")
    assert "Your role does not permit this" in nobody.messages()[-1].text
    await secretary.presses("Try this address again")
    await tell(bare, "Second")
    await bare.settles()
    assert letters(mail) == [("shen@reedmarsh.example", "Second")]


async def test_without_an_address_somebody_writes_by_hand(bare: Stage, mail: MemoryPlatform) -> None:
    await known(bare, replace(SHEN, email=""))
    await tell(bare)
    await bare.settles()
    assert mail.orders == []
    assert len(by_hand(bare)) == 1


async def test_without_a_mail_server_somebody_writes_by_hand(bare: Stage) -> None:
    await known(bare)
    await tell(bare)
    await bare.settles()
    assert "shen@reedmarsh.example" in by_hand(bare)[0]


async def test_the_address_is_that_of_the_hour_it_is_sent(bare: Stage, mail: MemoryPlatform) -> None:
    await known(bare)
    await tell(bare)
    await bare.dispatcher._run_jobs()
    async with bare.work() as ctx:
        person = await ctx.repository(People).get(SHEN.id)
        await ctx.repository(People).save(replace(person, email="keyi@new.example"))
    await bare.settles()
    assert letters(mail) == [("keyi@new.example", "Your seat is free")]


async def test_an_address_that_was_taken_back_gets_nothing(bare: Stage, mail: MemoryPlatform) -> None:
    await known(bare)
    await tell(bare)
    await bare.dispatcher._run_jobs()
    async with bare.work() as ctx:
        person = await ctx.repository(People).get(SHEN.id)
        await ctx.repository(People).save(replace(person, email=""))
    await bare.settles()
    assert mail.orders == []
    assert len(by_hand(bare)) == 1


async def test_somebody_forgotten_gets_no_mail(bare: Stage, mail: MemoryPlatform) -> None:
    await known(bare)
    await tell(bare)
    await bare.dispatcher._run_jobs()
    async with bare.work() as ctx:
        await ctx.repository(People).erase(SHEN.id, "Former person 1")
    await bare.settles()
    assert mail.orders == []
    assert by_hand(bare) == []


async def test_what_may_not_have_arrived_is_asked_about(bare: Stage, mail: MemoryPlatform) -> None:
    await known(bare)
    mail.broken.append(Ambiguous("the connection broke"))
    await tell(bare)
    await bare.settles()
    first, second = mail.orders
    assert first == second, "nothing had arrived, so the same goes out once more, under the same mark"


async def test_mail_hears_no_announcements(bare: Stage, mail: MemoryPlatform) -> None:
    await known(bare)
    async with bare.work() as ctx:
        ctx.announce("welcome", Said("Good morning"))
        ctx.project(SHEN.id)
    await bare.settles()
    assert mail.orders == []


async def test_a_card_for_the_office_is_a_mail_that_stays_as_it_is(
    bare: Stage, mail: MemoryPlatform, probe: Probe
) -> None:
    async with bare.work() as ctx:
        for space in await ctx.repository(Spaces).all():
            await ctx.repository(Spaces).save(replace(space, channels={}))
    await known(bare)
    async with bare.work() as ctx:
        await ctx.repository(People).grant(SHEN.id, RoleGrant(Role.SECRETARIAT, since=ctx.now))
    probe.boards["b"] = "0 yes"
    async with bare.work() as ctx:
        ctx.announce("secretariat", Board("b"))
    await bare.settles()
    probe.boards["b"] = "1 yes"
    for _ in range(2):
        async with bare.work() as ctx:
            ctx.redraw(Board("b"))
        await bare.settles()
    assert letters(mail) == [("shen@reedmarsh.example", "0 yes")]
    assert len(mail.orders) == 1, "nobody tries to change it"


async def test_there_is_nothing_to_set_up_in_mail(stage: Stage) -> None:
    await stage.post_office()
    root = await stage.person("Root", "discord", roles=(Role.ADMIN,))
    await root.types("/admin channels")
    assert "slack space" in root.sees("discord space").text
    assert "mail" not in root.sees("discord space").text.lower()
