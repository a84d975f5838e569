"""An applicant without a chat account: entered by the secretariat, told everything by mail, admitted."""

import pytest

from bot.ui.text import _
from sandbox.mail import MailHost, MailSeen
from sandbox.player import Player
from sandbox.smtp import Fault
from tests.journeys.office import Office, set_up, until
from tests.journeys.stories import LEADER, Words, approves, goes_on, newest
from tests.journeys.world import World
from tests.support.visitor import Visitor

ADDRESS = "shen@reedmarsh.example"
SHEN = {**LEADER, "legal_name": "Shen Keyi", "native_name": "沈可漪", "email": ADDRESS, "notice_route": "email"}


@pytest.fixture
async def office(world: World, post: MailHost) -> Office:
    world.mails_through(post)
    return await set_up(world)


async def enters(secretary: Player, words: Words) -> None:
    """Record the request of Shen Keyi, fill in the form for her and send it."""
    await secretary.types("/application record")
    await secretary.fills({
        words(_("Name of the applicant")): "Shen Keyi",
        words(_("E-mail of the applicant")): ADDRESS,
        words(_("Language to write in")): words.profile.label("en").in_("en"),
        words(_("How it came")): words(_("by e-mail")),
    })  # fmt: skip
    await secretary.submits()
    await secretary.presses(words(_("Continue")))
    await goes_on(secretary, words, SHEN)
    for _item in range(20):
        offered = newest(secretary).buttons
        if words(_("Record the signed form")) in offered:
            break
        ticked = words(_("Ticked on the form"))
        await secretary.presses(ticked if ticked in offered else words(_("Continue")))
    await secretary.presses(words(_("Record the signed form")))
    await secretary.fills({
        words(_("Name signed on the form")): "Shen Keyi",
        words(_("Where the signed form is kept")): "Mail of 1 March",
    })  # fmt: skip
    await secretary.submits()


async def arrives(post: MailHost, text: str) -> MailSeen:
    await until(lambda: any(text in mail.text for mail in post.of(ADDRESS)), within=30)
    return next(mail for mail in post.of(ADDRESS) if text in mail.text)


@pytest.mark.timeout(180)
@pytest.mark.parametrize("platform", ["slack", "discord"])
async def test_an_applicant_by_mail_alone_is_admitted(office: Office, post: MailHost, platform: str) -> None:
    secretary, words = office.secretaries[platform], office.words
    await until(lambda: post.server.connections > 0)
    assert (await office.world.health())[1]["email"] == "ok"
    await enters(secretary, words)
    await secretary.sees("entered by", within=30)
    await secretary.presses(words(_("Claim")), on="Shen Keyi")
    await secretary.presses(words(_("Ask a question")), on="Shen Keyi")
    await secretary.fills({words(_("Your question")): "Since when do you lead the school?"})
    await secretary.submits()
    question = await arrives(post, "Since when do you lead the school?")
    assert "secretariat does it for you: Answer" in question.text
    assert "Set CONVENOR_SECRET_KEY" in (await office.world.command("doctor"))[1]
    await secretary.presses(words(_("Enter the answer")), on="Shen Keyi")
    await secretary.fills({words(_("Your answer")): "Since 2019, she writes."})
    await secretary.submits()
    await secretary.sees("Since 2019, she writes.", within=30)
    await approves(secretary, words, on="Shen Keyi")
    welcome = await arrives(post, "your application was approved")
    assert welcome.sender == "CSLEI <office@cslei.example>"
    await office.quiet()
    assert len({mail.message_id for mail in post.mails}) == len(post.mails), "nothing came twice"
    assert not office.world.posted("cannot be reached")
    office.world.assert_lawful()


@pytest.mark.timeout(180)
async def test_an_applicant_answers_through_the_link_in_a_mail(office: Office, post: MailHost) -> None:
    """The bot dies between mail and answer; the link still opens, and what was answered once is answered once."""
    world, secretary, words = office.world, office.secretaries["discord"], office.words
    world.opens_links()
    await world.dies()
    await enters(secretary, words)
    await secretary.sees("entered by", within=30)
    await secretary.presses(words(_("Claim")), on="Shen Keyi")
    await secretary.presses(words(_("Ask a question")), on="Shen Keyi")
    await secretary.fills({words(_("Your question")): "Since when do you lead the school?"})
    await secretary.submits()
    question = await arrives(post, "Since when do you lead the school?")
    address = next(line for line in question.text.split() if line.startswith(f"{world.web_url}/act/"))
    assert ADDRESS not in address
    await world.dies()
    async with Visitor() as shen:
        await shen.opens(address)
        assert "For Shen Keyi" in shen.text
        await shen.presses("Answer")
        await shen.fills({words(_("Your answer")): "  "}, words(_("Send the answer")))
        assert shen.status == 422
        await shen.fills({words(_("Your answer")): "Since 2019, as before."}, words(_("Send the answer")))
        assert shen.status == 200
        await secretary.sees("Since 2019, as before.", within=30)
        await shen.opens(address)
        assert "can no longer be given" in shen.text
        await shen.opens(address[:-9])
        assert shen.status == 400
    await approves(secretary, words, on="Shen Keyi")
    await arrives(post, "your application was approved")
    await office.quiet()
    world.assert_lawful()


@pytest.mark.timeout(180)
async def test_a_mail_cut_off_by_a_crash_comes_again_under_the_same_mark(office: Office, post: MailHost) -> None:
    secretary, words = office.secretaries["slack"], office.words
    await enters(secretary, words)
    await secretary.sees("entered by", within=30)
    await office.quiet()
    before = len(post.mails)
    await secretary.presses(words(_("Claim")), on="Shen Keyi")
    post.server.fails("TEXT", Fault(seconds=60, takes=True))
    await secretary.presses(words(_("Ask a question")), on="Shen Keyi")
    await secretary.fills({words(_("Your question")): "How many pupils?"})
    await secretary.submits()
    await until(lambda: any("How many pupils?" in mail.text for mail in post.mails))
    await office.world.dies()
    await until(lambda: sum("How many pupils?" in mail.text for mail in post.mails) == 2, within=40)
    await office.quiet()
    first, second = (mail for mail in post.mails[before:] if "How many pupils?" in mail.text)
    assert first.message_id == second.message_id


@pytest.mark.timeout(180)
async def test_a_slow_mail_server_gets_nothing_twice(office: Office, post: MailHost) -> None:
    secretary, words = office.secretaries["discord"], office.words
    post.server.fails("TEXT", Fault(seconds=4, takes=True), Fault(seconds=4, takes=True))
    await enters(secretary, words)
    await secretary.sees("entered by", within=30)
    await secretary.presses(words(_("Claim")), on="Shen Keyi")
    await secretary.presses(words(_("Ask a question")), on="Shen Keyi")
    await secretary.fills({words(_("Your question")): "How many pupils?"})
    await secretary.submits()
    await arrives(post, "How many pupils?")
    await office.quiet(within=60)
    assert len({mail.message_id for mail in post.mails}) == len(post.mails)


@pytest.mark.timeout(180)
async def test_a_refused_address_is_the_secretariats_to_write_to(office: Office, post: MailHost) -> None:
    secretary, words = office.secretaries["slack"], office.words
    post.server.fails("RCPT", *[Fault("550 5.1.1 No such user")] * 9)
    await enters(secretary, words)
    await secretary.sees("entered by", within=30)
    await secretary.presses(words(_("Claim")), on="Shen Keyi")
    await secretary.presses(words(_("Ask a question")), on="Shen Keyi")
    await secretary.fills({words(_("Your question")): "How many pupils?"})
    await secretary.submits()
    await until(lambda: bool(office.world.posted("cannot be reached")), within=30)
    assert post.mails == []
