"""A real browser in front of the sandbox page: fixtures `browser` and `page`, and `Side`, a hand on one client.

A folder of tests has the fixtures by importing them in its conftest.py. Without a browser the tests are skipped; with
CI=true that is a failure.
"""

import os
import re
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 10_000
"""Milliseconds until something must have appeared."""


def _executable() -> str:
    named = os.environ.get("CONVENOR_TEST_BROWSER")
    found = named if named and Path(named).exists() else next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        words = "no browser found: install Chromium (apt install chromium) or name one in CONVENOR_TEST_BROWSER"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    return found


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=_executable(), args=list(ARGUMENTS))
        yield launched
        await launched.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A window of 1440 x 900. Afterwards: no script has failed, and nothing was asked of any other machine."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    opened = await context.new_page()
    opened.set_default_timeout(PATIENCE)
    troubles: list[str] = []
    asked: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    opened.on("request", lambda request: asked.append(request.url))
    yield opened
    await context.close()
    refusals = [one for one in troubles if "status of 409" in one]  # the browser logs what a client politely refused
    assert [one for one in troubles if one not in refusals] == []
    assert [url for url in asked if urlsplit(url).hostname not in ("127.0.0.1", None)] == []


def _quoted(text: str) -> str:
    return re.escape(text).replace("/", r"\/")  # in the browser a slash ends an expression


class Side:
    """What one person does on one client of the page, by what is written on the screen."""

    def __init__(self, page: Page, chat: Literal["slack", "discord"]) -> None:
        self.page = page
        self.root = page.locator(f".client.{chat}")
        self.line = self.root.locator(".composer-field")
        self.form = self.root.get_by_role("dialog")

    async def goes(self, place: str) -> None:
        """Open a channel, or the conversation with the application."""
        await self.root.locator(".place").filter(has=self.page.get_by_text(place, exact=True)).click()
        await expect(self.root.locator(".room-head h3")).to_contain_text(place)

    async def types(self, line: str) -> None:
        """Type a line and send it: a slash command or a message."""
        await self.line.fill(line)
        await self.line.press("Escape")  # what is offered is not wanted
        await self.line.press("Enter")

    def messages(self, text: str) -> Locator:
        return self.root.locator(".row").filter(has_text=text)

    async def sees(self, text: str) -> Locator:
        """Wait for a message, the home or a form containing `text`; the newest."""
        found = self.root.locator(".row, .home, .dialog").filter(has_text=text).last
        await expect(found).to_be_visible(timeout=PATIENCE)
        return found

    async def presses(self, label: str, *, on: str = "") -> None:
        """Press the newest button of that label, in a message that contains `on`; a question is not answered."""
        place = self.root.locator(".row, .home, .dialog").filter(has_text=on) if on else self.root
        name = re.compile(rf"^{_quoted(label)}( ↗)?$")
        await place.get_by_role("button", name=name).last.click()

    async def picks(self, *options: str, select: str) -> None:
        """Choose in the menu that is called `select`, or shows it as long as nothing is chosen."""
        name = re.compile(rf"^{_quoted(select)}(:|$)")
        await self.root.get_by_role("combobox", name=name).last.click()
        menu = self.page.locator(".picker-pop")
        for option in options:
            if await menu.locator(".picker-find").count():
                await menu.locator(".picker-find").fill(option)
            await menu.get_by_role("option", name=option).first.click()
        done = menu.locator(".picker-done")
        if await done.count():
            await done.click()

    async def fills(self, values: Mapping[str, str | Sequence[str]]) -> None:
        """Fill fields of the open form by label: type, choose from a menu, or tick."""
        for label, value in values.items():
            field = self.form.get_by_label(label, exact=True).last
            if (await field.get_attribute("role")) in ("group", "radiogroup"):
                for each in [value] if isinstance(value, str) else value:
                    await field.get_by_label(each, exact=True).check()
            elif (await field.get_attribute("role")) == "combobox":
                await self.picks(*([value] if isinstance(value, str) else value), select=label)
            else:
                await field.fill(value if isinstance(value, str) else "\n".join(value))

    async def submits(self) -> None:
        await self.form.locator("footer .primary").click()

    async def answers(self, label: str) -> None:
        """Answer the question a client asks before a dangerous press."""
        await self.root.get_by_role("alertdialog").get_by_role("button", name=label, exact=True).click()
