"""What the network publishes, for whoever asks: drawn on request, by nobody in particular, changing nothing."""

import logging

from bot.app import App
from bot.errors import Refused
from bot.i18n import Reader, best_language
from bot.interactions import Account, Place
from bot.people import Me, Person
from bot.routing import PublicRoute
from bot.ui.blocks import Bullets, Heading, Paragraph
from bot.ui.text import Link, _
from bot.ui.view import File, View

log = logging.getLogger("convenor.publishing")

PUBLIC = "/public/"


async def published(app: App, route: PublicRoute, key: str, language: str) -> tuple[View | File | None, Reader]:
    """What stands under a public address now, and for whom to draw it; None when there is nothing.

    `language` is what the browser asks for. Raises Unavailable.
    """
    account = Account("web", "", "", language=language)
    async with app.database.read(app.network) as uow:
        ctx = app.context(Me(Person("", ""), (), ()), account, Place("web", "", ""), uow)
        try:
            return await route.handler(ctx, key), ctx.reader
        except Refused as refused:
            log.info("not published: %s", refused)
            return None, ctx.reader


def contents(app: App, language: str, base: str) -> tuple[View, Reader]:
    """The front page: whose it is, and all that is published with a title. `base` is the web room's address."""
    reader = Reader(best_language(language, app.profile.languages[0]), app.profile.network.zone)
    pages = [page for page in app.routes.pages.values() if page.title and "{" not in page.path]
    links = tuple(Link(reader.plain(page.title), base + page.path) for page in pages)
    network = app.profile.network
    return View.of(
        Heading(network.name(reader.language)),
        *(Paragraph(text) for text in (network.vision, network.mission) if text),
        *((Bullets(links),) if links else (Paragraph(_("Nothing is published here yet.")),)),
    ), reader
