"""From a mail in the sandbox's mailbox to the page behind its button, in a real browser."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from adapters.mail.messenger import MailMessenger
from adapters.mail.server import Server
from adapters.web.markup import frame
from bot.i18n import Reader
from bot.ports import MAIL, Send
from sandbox.server import Sandbox
from tests.adapters.web import trial
from tests.adapters.web.rig import SHEN, Room, clock, room

__all__ = ["clock", "room"]

FINGER = 44
"""Pixels that a finger meets."""
PLAYED = "P04"
"""The sandbox's Shen Keyi, who has no chat account."""


@pytest.fixture
async def sandbox(room: Room) -> AsyncIterator[Sandbox]:
    made = Sandbox(room.clock, port=0, profile_channels={"welcome": "welcome"})
    await made.start()
    messenger = MailMessenger(
        Server.at(made.smtp_url), "office@cslei.example", room.app.profile, room.clock, addresses=room.addresses
    )
    await messenger.perform(
        Send(MAIL, trial.card(SHEN.id), Reader(), "cv1", SHEN.email, SHEN.id, said=trial.Invited("E1"))
    )
    yield made
    await messenger.stop()
    await made.stop()


async def clicks(page: Page, sandbox: Sandbox, label: str) -> Page:
    """Open the mailbox, and in the mail the link of that name; the window that opens."""
    await page.goto(f"{sandbox.page_url}#{PLAYED}")
    link = page.frame_locator(".mail-page").get_by_role("link", name=label, exact=True)
    async with page.context.expect_page() as opened:
        await link.click()
    return await opened.value


async def test_an_answer_is_confirmed_on_the_page_behind_the_mail(sandbox: Sandbox, page: Page) -> None:
    window = await clicks(page, sandbox, "Yes")
    await expect(window.get_by_text("For Shen Keyi 沈可漪. Not you? Close this page.")).to_be_visible()
    assert trial.memory.answers == {}
    await window.get_by_role("button", name="Press to confirm: Yes").click()
    await expect(window.get_by_text("Your answer: yes")).to_be_visible()
    assert trial.memory.answers == {SHEN.id: "yes"}
    await window.get_by_role("link", name="See how it stands now").click()
    await expect(window.get_by_text("Your answer: yes")).to_be_visible()


async def test_what_is_dangerous_is_asked_on_a_page_of_its_own(sandbox: Sandbox, page: Page) -> None:
    window = await clicks(page, sandbox, "No")
    await window.get_by_role("button", name="Cancel").click()
    await expect(window.get_by_role("heading", name="Drop it?")).to_be_visible()
    await window.get_by_role("link", name="Keep it").click()
    await expect(window.get_by_role("button", name="Press to confirm: No")).to_be_visible()
    assert trial.memory.answers == {}


async def test_a_form_is_filled_in_on_a_telephone(sandbox: Sandbox, page: Page) -> None:
    troubles: list[str] = []
    window = await clicks(page, sandbox, "Fill in")
    window.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    await window.set_viewport_size({"width": 340, "height": 700})
    await window.get_by_role("button", name="Fill in").click()
    await window.get_by_label("Why", exact=True).fill("short")
    await window.get_by_label("Kind", exact=True).select_option("Kind 3")
    await window.get_by_label("Day 2").check()
    await window.get_by_label("Year", exact=True).fill("soon")
    await window.get_by_role("button", name="Continue").click()
    year = window.get_by_label("Year", exact=True)
    await expect(year).to_have_accessible_description("Please write a year such as 2019.")
    await expect(year).to_have_value("soon")
    await expect(window.get_by_label("Why", exact=True)).to_have_value("short")
    await expect(window.get_by_label("Day 2")).to_be_checked()
    assert await window.evaluate("document.documentElement.scrollWidth <= innerWidth")
    row = await window.locator("label.pick").first.bounding_box()
    assert row
    assert row["height"] >= FINGER
    await year.fill("2019")
    await window.get_by_label("Why", exact=True).fill("Because we teach well")
    await window.get_by_role("button", name="Continue").click()
    await expect(window.get_by_text("Thank you, Shen Keyi")).to_be_visible()
    assert [one for one in troubles if "status of 422" not in one] == []


@pytest.mark.parametrize("label", ["Organiser", "线上参会"])
async def test_the_name_of_a_fact_stays_on_one_line_on_a_telephone(page: Page, label: str) -> None:
    await page.set_viewport_size({"width": 390, "height": 700})
    fact = f"<table><tr><th>{label}</th><td>{'The link comes to those who take part. ' * 3}</td></tr></table>"
    await page.set_content(frame("en", "Trial", "Network", [fact]))
    lines = "node => { const all = new Range(); all.selectNodeContents(node); return all.getClientRects().length }"
    assert await page.locator("th").evaluate(lines) == 1
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
