"""What is published, over real sockets: pages, feeds, secret addresses, and answers to who has it already."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from adapters.web.public import Public
from adapters.web.server import WebServer
from bot.app import App
from bot.clock import MovableClock
from bot.context import Context
from bot.errors import NotFound
from bot.routing import Collision, Feature
from bot.ui.blocks import Button, Buttons, Heading, LinkButton, Quote
from bot.ui.text import _
from bot.ui.view import File, View
from bot.vocabulary import Routes
from config.profiles import load
from storage.engine import SqlDatabase
from tests.adapters.web import trial

feature = Feature("fair")
published = {"events": 2}


@feature.public("/public/calendar.ics", title=_("Events"))
async def calendar(ctx: Context, _key: str) -> File | None:
    if not published["events"]:
        return None
    body = f"BEGIN:VCALENDAR {published['events']} {ctx.me.id}".encode()
    return File("events.ics", body, "text/calendar; charset=utf-8")


@feature.public("/calendar/{key}.ics")
async def personal(ctx: Context, key: str) -> File:
    if key != "s3cret":
        raise NotFound
    return File("mine.ics", f"{ctx.public_url}/calendar/{key}.ics".encode(), "text/calendar; charset=utf-8")


@feature.public("/public/news", title="News")
async def news(ctx: Context, _key: str) -> View:
    return View.of(
        Heading(_("Events")),
        Quote("<b>bold</b>"),
        Buttons((Button("Press", trial.Quiet()), LinkButton("Site", "https://fair.example/"))),
    )


@pytest.fixture
async def http(database: SqlDatabase, clock: MovableClock) -> AsyncIterator[aiohttp.ClientSession]:
    published["events"] = 2
    app = App(
        database=database, routes=Routes([feature]), profile=load("cslei"), clock=clock,
        public_url="https://chat.cslei.example",
    )  # fmt: skip

    async def answers() -> bool:
        return True

    server = WebServer("127.0.0.1", 0, answers, (), (Public(app).mount,))
    await server.start()
    async with aiohttp.ClientSession(f"http://127.0.0.1:{server.port}") as session:
        yield session
    await server.stop()


async def test_the_front_page_lists_what_is_published(http: aiohttp.ClientSession) -> None:
    async with http.get("/public/", headers={"Accept-Language": "en-GB,en;q=0.8"}) as answer:
        page = await answer.text()
        assert answer.status == 200
        assert answer.content_type == "text/html"
        assert '<a href="https://chat.cslei.example/public/calendar.ics">Events</a>' in page
        assert "/calendar/" not in page.replace("/public/calendar", "")
        assert "CSLEI" in page
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    async with http.get("/public/", headers={"Accept-Language": "zh-CN"}) as answer:
        assert '<html lang="zh-Hans">' in await answer.text()
        assert answer.headers["Vary"] == "Accept-Language"


async def test_who_has_a_feed_already_is_told_so(http: aiohttp.ClientSession) -> None:
    async with http.get("/public/calendar.ics") as answer:
        assert await answer.text() == "BEGIN:VCALENDAR 2 "
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer.headers["Cache-Control"] == "public, max-age=900"
        tag = answer.headers["ETag"]
    async with http.get("/public/calendar.ics", headers={"If-None-Match": f'"old", {tag}'}) as answer:
        assert (answer.status, await answer.read()) == (304, b"")
        assert answer.headers["ETag"] == tag
    published["events"] = 3
    async with http.get("/public/calendar.ics", headers={"If-None-Match": tag}) as answer:
        assert (answer.status, await answer.text()) == (200, "BEGIN:VCALENDAR 3 ")


async def test_a_secret_address_is_kept_by_no_shared_cache(http: aiohttp.ClientSession) -> None:
    async with http.get("/calendar/s3cret.ics") as answer:
        assert await answer.text() == "https://chat.cslei.example/calendar/s3cret.ics"
        assert answer.headers["Cache-Control"] == "private, max-age=900"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "path", ["/calendar/other.ics", "/calendar/s3cret", "/public/feed.xml", "/public/../healthz/x"]
)
async def test_what_is_not_published_is_not_there(http: aiohttp.ClientSession, path: str) -> None:
    assert (await http.get(path)).status == 404


async def test_a_feed_that_is_empty_is_not_there(http: aiohttp.ClientSession) -> None:
    published["events"] = 0
    assert (await http.get("/public/calendar.ics")).status == 404


async def test_on_a_public_page_nothing_can_be_pressed(http: aiohttp.ClientSession) -> None:
    async with http.get("/public/news") as answer:
        page = await answer.text()
    assert "<form" not in page
    assert "Press" not in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert 'href="https://fair.example/"' in page


async def test_an_address_belongs_to_one_feature() -> None:
    other = Feature("other")
    other.public("/public/news")(news)
    with pytest.raises(Collision, match="/public/news"):
        Routes([feature, other])
    with pytest.raises(ValueError, match="/public/"):
        other.public("/healthz")
