"""The mailboxes of the sandbox's page in a real browser, of people with and without chat."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.message import EmailMessage

import aiohttp
import aiosmtplib
import pytest
from playwright.async_api import Page, expect

from adapters.mail.envelope import address, sealed
from adapters.mail.outbound import letter
from bot.clock import MovableClock
from bot.i18n import Reader
from bot.plots import reach_plot
from bot.ui.blocks import Heading
from bot.ui.view import File, View
from sandbox.server import Sandbox

SHEN, BIKRAM, LUO = "P04", "P25", "P02"
PAGE = (
    '<!doctype html><html><head><title>x</title></head><body style="background:#123456"><h2>Welcome 欢迎</h2>'
    '<a href="http://127.0.0.1:9/do">Open</a></body></html>'
)
EVIL = PAGE.replace("</body>", '<script>parent.document.title = "gone"</script></body>')


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    made = Sandbox(
        MovableClock(datetime(2027, 3, 1, 9, 0, tzinfo=UTC)), port=0, profile_channels={"welcome": "welcome"}
    )
    await made.start()
    yield made
    await made.stop()


async def post(sandbox: Sandbox, person: str, subject: str, html: str = PAGE) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "CSLEI <office@cslei.example>", sandbox.people.person(person).email
    mail["Subject"] = subject
    mail.set_content("Welcome 欢迎\n\nOpen: http://127.0.0.1:9/do\n")
    mail.add_alternative(html, subtype="html")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="signed.pdf")
    host = sandbox.mail.server
    await aiosmtplib.send(mail, hostname=host.host, port=host.port, local_hostname="localhost", start_tls=False)


async def be(page: Page, sandbox: Sandbox, person: str) -> None:
    await page.goto(f"{sandbox.page_url}#{person}")
    await expect(page.locator(f"body[data-ready={person}]")).to_be_attached()


async def test_who_has_no_chat_account_is_played_by_the_mailbox_alone(sandbox: Sandbox, page: Page) -> None:
    await be(page, sandbox, SHEN)
    await expect(page.locator(".client.slack")).to_be_hidden()
    await expect(page.locator(".client.discord")).to_be_hidden()
    await expect(page.get_by_text("还没有邮件。")).to_be_visible()
    await post(sandbox, SHEN, "您的申请")
    await expect(page.locator(".mail-row")).to_contain_text("您的申请")
    await expect(page.locator(".mail-letter h3")).to_have_text("您的申请")
    drawn = page.frame_locator(".mail-page")
    await expect(drawn.get_by_role("heading", name="Welcome 欢迎")).to_be_visible()
    await page.get_by_role("button", name="纯文本").click()
    await expect(page.locator(".mail-plain")).to_contain_text("Open: http://127.0.0.1:9/do")


async def test_a_picture_in_a_letter_is_seen(sandbox: Sandbox, page: Page) -> None:
    picture = File("reach.png", reach_plot([(sandbox.clock.now(), 3)], 9, "UTC"), "image/png", "Read by 3 of 9")
    written = letter(View.of(Heading("Reach"), files=(picture,)), Reader(), "CSLEI")
    to, office = address(sandbox.people.person(SHEN).email), address("office@cslei.example")
    mail = sealed(written, (picture,), sender=office, to=to, mark="<cv1@x>", at=sandbox.clock.now(), language="en")
    host = sandbox.mail.server
    await aiosmtplib.send(
        mail, sender=office.addr_spec, recipients=[to.addr_spec], hostname=host.host, port=host.port,
        local_hostname="localhost", start_tls=False,
    )  # fmt: skip
    await be(page, sandbox, SHEN)
    shown = page.frame_locator(".mail-page").get_by_role("img", name="Read by 3 of 9")
    await expect(shown).to_be_visible()
    assert await shown.evaluate("node => node.naturalWidth") == 800


async def test_a_letter_can_do_nothing_to_the_page(sandbox: Sandbox, page: Page) -> None:
    await post(sandbox, SHEN, "Hello", EVIL)
    async with aiohttp.ClientSession(sandbox.page_url) as session, session.get(f"play/{SHEN}/mail/1") as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "sandbox" in policy
        assert "allow-scripts" not in policy
        assert "allow-same-origin" not in policy
    quiet = await page.context.new_page()  # the browser complains of the script it does not run
    await quiet.goto(f"{sandbox.page_url}#{SHEN}")
    heading = quiet.frame_locator(".mail-page").get_by_role("heading")
    await expect(heading).to_be_visible()
    assert await heading.evaluate("node => getComputedStyle(document.body).backgroundColor") == "rgb(18, 52, 86)"
    assert "gone" not in await quiet.title()
    async with quiet.context.expect_page() as opened:
        await quiet.frame_locator(".mail-page").get_by_role("link", name="Open").click()
    await (await opened.value).close()
    assert sandbox.page_url in quiet.url


async def test_files_of_a_letter_are_downloaded(sandbox: Sandbox, page: Page) -> None:
    await post(sandbox, BIKRAM, "Signed")
    await be(page, sandbox, BIKRAM)
    async with page.expect_download() as waiting:
        await page.locator(".mail .file-card").click()
    assert (await waiting.value).suggested_filename == "signed.pdf"


async def test_beside_the_chats_the_mailbox_is_a_drawer_that_counts_what_is_new(sandbox: Sandbox, page: Page) -> None:
    await be(page, sandbox, LUO)
    await expect(page.locator(".mail-box")).to_be_hidden()
    rail = page.locator(".mail-rail")
    await expect(rail.locator(".count")).to_have_count(0)
    await post(sandbox, LUO, "First")
    await post(sandbox, LUO, "Second")
    await post(sandbox, SHEN, "For somebody else")
    await expect(rail.locator(".count")).to_have_text("2")
    await rail.click()
    await expect(page.locator(".mail-letter h3")).to_have_text("Second")
    await expect(page.locator(".mail-row")).to_have_count(2)
    await page.locator(".mail-row", has_text="First").click()
    await expect(page.locator(".mail-letter h3")).to_have_text("First")
    await page.keyboard.press("Escape")
    await expect(page.locator(".mail-box")).to_be_hidden()
    await expect(rail.locator(".count")).to_have_count(0)
    await expect(page.locator(".client.slack")).to_be_visible()


async def test_on_a_narrow_screen_mail_is_a_third_tab(sandbox: Sandbox, page: Page) -> None:
    await page.set_viewport_size({"width": 500, "height": 800})
    await post(sandbox, LUO, "First")
    await be(page, sandbox, LUO)
    await page.get_by_role("tab", name="邮件").click()
    await page.locator(".mail-row", has_text="First").click()
    await expect(page.locator(".mail-letter h3")).to_have_text("First")
    await page.get_by_role("button", name="返回").click()
    await expect(page.locator(".mail-row")).to_be_visible()


async def test_nobody_reads_anothers_mail(sandbox: Sandbox) -> None:
    await post(sandbox, SHEN, "Private")
    async with aiohttp.ClientSession(sandbox.page_url) as session:
        assert (await session.get(f"play/{SHEN}/mail/1")).status == 200
        assert (await session.get(f"play/{LUO}/mail/1")).status == 404
        assert (await session.get(f"play/{LUO}/mail/1/files/0")).status == 404
        assert (await session.get(f"play/{SHEN}/mail/1/files/7")).status == 404
