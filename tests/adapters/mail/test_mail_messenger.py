"""Mails over real sockets: what arrives, and what becomes of a mail when the server is late, busy, broken or deaf."""

import asyncio
import email
import re
import ssl
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.mail import checks, limits
from adapters.mail.messenger import MailMessenger
from adapters.mail.server import Server
from adapters.sealing import LinkSeals
from adapters.web.links import SealedAddresses
from bot.clock import MovableClock
from bot.i18n import Reader
from bot.outbox import Ambiguous, DeliveryProblem, Forbidden, Limited, Notice, Unreachable
from bot.ports import MAIL, Delete, Edit, Make, Send, SetAccess
from bot.profile import Profile
from bot.ui.blocks import Button, Buttons, Paragraph
from bot.ui.view import File, View
from sandbox.mail import MailHost
from sandbox.smtp import Fault
from tests.support.probe import Again, Said
from tests.support.stage import START


class Fresh(Notice, key="mailtest.fresh"):
    news = True
    text: str


ADDRESS = "shen@reedmarsh.example"
VIEW = View.of(Paragraph("..\n.\nYour seat is free"), summary="A seat", files=(File("letter.pdf", b"%PDF\r\n.\r\n"),))


def order(nonce: str = "cv1", to: str = ADDRESS, view: View = VIEW) -> Send:
    return Send(MAIL, view, Reader("en", "Asia/Shanghai"), nonce, to, "P4")


async def fate(messenger: MailMessenger, nonce: str = "cv1") -> DeliveryProblem:
    with pytest.raises(DeliveryProblem) as caught:
        await messenger.perform(order(nonce))
    return caught.value


async def asked(messenger: MailMessenger, nonce: str = "cv1") -> bool:
    return nonce in await messenger.find(MAIL, "P4", (nonce,), START)


async def test_a_mail_arrives_whole(post: MailHost, messenger: MailMessenger) -> None:
    receipt = await messenger.perform(order())
    (mail,) = post.of(ADDRESS)
    assert (mail.subject, mail.sender) == ("A seat", "CSLEI <office@cslei.example>")
    assert mail.text.startswith("..\n.\nYour seat is free\n")
    assert "Your seat is free" in mail.html
    assert [(file.name, file.content) for file in mail.files] == [("letter.pdf", b"%PDF\r\n.\r\n")]
    assert receipt.external_id == mail.message_id
    assert ADDRESS not in (receipt.channel, receipt.external_id), "what is kept holds no address"
    assert messenger.connected


async def test_the_network_is_named_in_the_readers_language(
    post: MailHost, messenger: MailMessenger, cslei: Profile
) -> None:
    await messenger.perform(Send(MAIL, VIEW, Reader("zh-Hans", "Asia/Shanghai"), "cv1", ADDRESS, "P4"))
    assert cslei.network.name("zh-Hans") in post.of(ADDRESS)[0].text


def linking(
    post: MailHost, profile: Profile, url: str = "https://chat.cslei.example"
) -> tuple[MailMessenger, LinkSeals]:
    clock = MovableClock(START)
    seals = LinkSeals(["a key of thirty-two characters or more"], clock)
    addresses = SealedAddresses(seals, url, clock)
    return MailMessenger(Server.at(post.url), "office@cslei.example", profile, clock, addresses=addresses), seals


async def test_buttons_lead_to_the_page_of_the_very_notice(post: MailHost, cslei: Profile) -> None:
    messenger, seals = linking(post, cslei)
    view = View.of(Paragraph("A seat"), Buttons((Button("Take it", Again(7)),)))
    first = await messenger.perform(replace(order(view=view), said=Said("E1")))
    again = await messenger.perform(replace(order(view=view), said=Said("E1")))
    assert first.external_id == again.external_id, "no two seals are alike, yet a repeat has the same mark"
    mail = post.of(ADDRESS)[0]
    address = re.search(r"Take it: https://chat\.cslei\.example/act/(\S+)", mail.text)
    assert address
    assert f'href="https://chat.cslei.example/act/{address[1]}"' in mail.html
    link = seals.open(address[1], "act")
    assert (link.person, link.what, link.data, link.action) == ("P4", "probe.said", {"text": "E1"}, "probe.again:7")
    assert "List-Unsubscribe" not in email.message_from_bytes(mail.source), "a duty cannot be left"
    await messenger.stop()


async def test_news_can_be_ended_by_the_mail_program(post: MailHost, cslei: Profile) -> None:
    messenger, seals = linking(post, cslei)
    await messenger.perform(replace(order(), said=Fresh("E1")))
    (mail,) = post.of(ADDRESS)
    headers = email.message_from_bytes(mail.source)
    address = re.fullmatch(r"<https://chat\.cslei\.example/unsubscribe/([\w-]+)>", headers["List-Unsubscribe"])
    assert address
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert seals.open(address[1], "unsubscribe").person == "P4"
    assert f"/unsubscribe/{address[1]}" in mail.text
    assert f"/unsubscribe/{address[1]}" in mail.html
    await messenger.stop()


async def test_one_click_is_promised_over_https_only(post: MailHost, cslei: Profile) -> None:
    messenger, _seals = linking(post, cslei, "http://127.0.0.1:8700")
    await messenger.perform(replace(order(), said=Fresh("E1")))
    headers = email.message_from_bytes(post.of(ADDRESS)[0].source)
    assert headers["List-Unsubscribe"].startswith("<http://127.0.0.1:8700/unsubscribe/")
    assert "List-Unsubscribe-Post" not in headers
    await messenger.stop()


@pytest.mark.parametrize(
    "other",
    [Edit(MAIL, "P4", "<x>", VIEW, Reader()), Delete(MAIL, "P4", "<x>"), SetAccess(MAIL, "P4", (), (), (), ()),
     Make(MAIL, "role", "Member")],
    ids=lambda order: type(order).__name__,
)  # fmt: skip
async def test_mail_does_nothing_but_send(messenger: MailMessenger, other: Edit | Delete | SetAccess | Make) -> None:
    with pytest.raises(Unreachable):
        await messenger.perform(other)
    with pytest.raises(Unreachable):
        await messenger.open_direct(MAIL, "P4")


@pytest.mark.parametrize("text", ["", "nobody", "a@b.example>\r\nRCPT TO:<spy@x.example"])
async def test_what_is_no_address_is_told_at_once(post: MailHost, messenger: MailMessenger, text: str) -> None:
    with pytest.raises(Unreachable):
        await messenger.perform(order(to=text))
    assert post.server.connections == 0


# answers


@pytest.mark.parametrize("command", ["CONNECT", "MAIL", "RCPT", "DATA", "TEXT"])
async def test_later_means_later(post: MailHost, messenger: MailMessenger, command: str) -> None:
    post.server.fails(command, Fault("451 4.7.1 Greylisted, try again"))
    problem = await fate(messenger)
    assert isinstance(problem, Limited)
    assert problem.after == limits.FIRST_PAUSE
    assert not await asked(messenger)
    await messenger.perform(order())
    assert len(post.mails) == 1


async def test_later_for_a_day_is_never(post: MailHost, messenger: MailMessenger) -> None:
    post.server.fails("RCPT", *[Fault("452 4.2.2 Mailbox full")] * (limits.PUT_OFF + 1))
    messenger._pace._gap = 0
    pauses = [await fate(messenger) for _ in range(limits.PUT_OFF)]
    waited = [problem.after for problem in pauses if isinstance(problem, Limited)]
    assert waited == sorted(waited)
    assert timedelta(hours=20) < sum(waited, timedelta()) < timedelta(hours=30)
    assert isinstance(await fate(messenger), Unreachable)


@pytest.mark.parametrize(
    ("command", "answer", "gone"),
    [("RCPT", "550 5.1.1 No such user", True), ("RCPT", "550 No such user here", True),
     ("RCPT", "550 5.2.1 Mailbox disabled", True), ("RCPT", "552 5.2.2 Mailbox full", False),
     ("RCPT", "550 5.7.1 Not from you", False), ("RCPT", "550 Blocked, see our blocklist", False),
     ("RCPT", "554 Transaction failed", False), ("TEXT", "554 5.7.1 Looks like spam", False),
     ("TEXT", "550 5.1.1 No such user", False)],
)  # fmt: skip
async def test_a_refusal_is_told_with_the_servers_words(
    post: MailHost, messenger: MailMessenger, command: str, answer: str, gone: bool
) -> None:
    post.server.fails(command, Fault(answer))
    problem = await fate(messenger)
    assert isinstance(problem, Unreachable)
    assert problem.account_gone == gone
    assert answer in str(problem)
    assert messenger.connected


@pytest.mark.parametrize(
    ("command", "answer"),
    [("MAIL", "553 5.7.1 Not your address"), ("RCPT", "554 5.7.1 Relay access denied"),
     ("MAIL", "530 5.7.0 Log in first"), ("CONNECT", "554 5.7.1 Go away")],
)  # fmt: skip
async def test_a_setting_that_is_wrong_is_told_with_its_cure(
    post: MailHost, messenger: MailMessenger, command: str, answer: str
) -> None:
    post.server.fails(command, Fault(answer))
    problem = await fate(messenger)
    assert isinstance(problem, Forbidden)
    assert "CONVENOR_MAIL__" in problem.cure


# broken connections


@pytest.mark.parametrize("command", ["CONNECT", "EHLO", "MAIL", "RCPT"])
async def test_nothing_has_left_before_the_text(post: MailHost, messenger: MailMessenger, command: str) -> None:
    post.server.fails(command, Fault(hangs_up=True))
    assert isinstance(await fate(messenger), Limited)
    await messenger.perform(order())
    assert len(post.mails) == 1


async def test_no_server_is_waited_for_without_end(post: MailHost, messenger: MailMessenger) -> None:
    await messenger.perform(order())
    await post.stop()
    messenger._pace._gap = 0
    for _ in range(limits.PUT_OFF + 5):
        assert isinstance(await fate(messenger, "cv2"), Limited)
    assert not messenger.connected


@pytest.mark.parametrize("taken", [True, False])
async def test_a_connection_that_breaks_after_the_text_is_a_doubt(
    post: MailHost, messenger: MailMessenger, taken: bool
) -> None:
    post.server.fails("TEXT", Fault(hangs_up=True, takes=taken))
    assert isinstance(await fate(messenger), Ambiguous)
    assert not await asked(messenger), "nobody can be asked, so it goes out once more"
    await messenger.perform(order())
    assert len(post.mails) == 1 + taken
    assert len({mail.message_id for mail in post.mails}) == 1, "a repeat can be told by its Message-ID"


async def test_a_server_that_always_breaks_off_gets_no_tenth_copy(post: MailHost, messenger: MailMessenger) -> None:
    post.server.fails("TEXT", *[Fault(hangs_up=True, takes=True)] * 9)
    for _ in range(limits.BREAKS):
        assert isinstance(await fate(messenger), Ambiguous)
    assert isinstance(await fate(messenger), Unreachable)
    assert len(post.mails) == limits.BREAKS


async def test_an_answer_after_the_goodbye_does_not_matter(post: MailHost, messenger: MailMessenger) -> None:
    post.server.fails("QUIT", Fault(hangs_up=True))
    await messenger.perform(order())
    assert len(post.mails) == 1


# slowness


async def test_a_slow_server_is_asked_instead_of_written_to_again(post: MailHost, messenger: MailMessenger) -> None:
    post.server.fails("TEXT", Fault(seconds=0.6, takes=True))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await messenger.perform(order())
    with pytest.raises(Ambiguous):
        await asked(messenger)
    await asyncio.sleep(0.6)
    assert await asked(messenger)
    assert len(post.mails) == 1


async def test_a_slow_refusal_counts_as_not_arrived(post: MailHost, messenger: MailMessenger) -> None:
    post.server.fails("RCPT", Fault("550 5.1.1 No such user", seconds=0.4))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await messenger.perform(order())
    await asyncio.sleep(0.5)
    assert not await asked(messenger)


async def test_another_process_knows_nothing_of_it(messenger: MailMessenger) -> None:
    assert not await asked(messenger, "cv99")


async def test_mails_keep_their_distance(post: MailHost, messenger: MailMessenger) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    await asyncio.gather(*(messenger.perform(order(f"cv{number}")) for number in range(6)))
    assert loop.time() - began >= 5 / limits.PER_SECOND * 0.95
    assert len(post.mails) == 6


# logging in, encryption


def at(post: MailHost, login: str = "", scheme: str = "smtp", host: str = "127.0.0.1") -> str:
    return f"{scheme}://{login}{host}:{post.server.port}"


async def test_who_must_log_in_does(post: MailHost, cslei: Profile) -> None:
    post.server.users = {"office": "p@ss/word"}
    messenger = MailMessenger(Server.at(at(post, "office:p%40ss%2Fword@")), "o@c.example", cslei, MovableClock(START))
    await messenger.perform(order())
    assert len(post.mails) == 1


@pytest.mark.parametrize("login", ["", "office:wrong@"])
async def test_a_wrong_password_is_told_with_its_cure(post: MailHost, cslei: Profile, login: str) -> None:
    post.server.users = {"office": "right"}
    messenger = MailMessenger(Server.at(at(post, login)), "o@c.example", cslei, MovableClock(START))
    problem = await fate(messenger)
    assert isinstance(problem, Forbidden)
    assert "CONVENOR_MAIL__SMTP_URL" in problem.cure
    assert "wrong@" not in str(problem)


@pytest.fixture
def safe(post: MailHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MailHost:
    """The server with a certificate for `localhost`, which this machine trusts."""
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    try:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
            check=True, capture_output=True,
        )  # fmt: skip
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("openssl is needed to make a certificate")
    post.server.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    post.server.tls.load_cert_chain(certificate, key)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return post


async def test_the_connection_is_encrypted_where_the_server_offers_it(safe: MailHost, cslei: Profile) -> None:
    safe.server.users = {"office": "right"}
    url = at(safe, "office:right@", host="localhost")
    messenger = MailMessenger(Server.at(url), "office@cslei.example", cslei, MovableClock(START))
    await messenger.perform(order())
    assert len(safe.mails) == 1
    assert ("the connection is encrypted", "") in await checks.check(url, "office@cslei.example")


async def test_a_certificate_for_another_name_is_refused(safe: MailHost, cslei: Profile) -> None:
    messenger = MailMessenger(Server.at(at(safe)), "office@cslei.example", cslei, MovableClock(START))
    problem = await fate(messenger)
    assert isinstance(problem, Forbidden)
    assert "certificate" in problem.cure
    assert safe.mails == []


async def test_no_password_travels_in_clear(post: MailHost, cslei: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    post.server.users = {"office": "right"}
    monkeypatch.setattr("adapters.mail.server.HERE", ())
    messenger = MailMessenger(Server.at(at(post, "office:right@")), "office@cslei.example", cslei, MovableClock(START))
    problem = await fate(messenger)
    assert isinstance(problem, Forbidden)
    assert "smtps://" in problem.cure
    assert post.mails == []


def test_ports_follow_the_scheme() -> None:
    assert Server.at("smtps://u:p@h").port == 465
    assert Server.at("smtp://u:p@h").port == 587
    assert Server.at("smtp://h").port == 25
    assert Server.at("smtp://h:2525").port == 2525
    assert "secret" not in repr(Server.at("smtp://u:secret@h"))


# the doctor


async def test_the_doctor_finds_all_well_and_sends_nothing(post: MailHost) -> None:
    findings = await checks.check(post.url, "CSLEI <office@cslei.example>")
    assert [cure for _what, cure in findings] == ["", ""]
    assert post.mails == []


@pytest.mark.parametrize(
    ("command", "answer", "cure"),
    [("MAIL", "553 5.7.1 Not your address", "CONVENOR_MAIL__SENDER"), ("CONNECT", "421 4.3.2 Busy", "Try again later")],
)
async def test_the_doctor_names_the_cure(post: MailHost, command: str, answer: str, cure: str) -> None:
    post.server.fails(command, Fault(answer))
    assert cure in (await checks.check(post.url, "office@cslei.example"))[-1][1]


async def test_the_doctor_finds_nobody_home(post: MailHost) -> None:
    await post.stop()
    ((what, cure),) = await checks.check(post.url, "office@cslei.example")
    assert "does not answer" in what
    assert "host and port" in cure
