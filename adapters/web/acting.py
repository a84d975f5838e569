"""The pages behind sealed links: /act/<sealed> and /unsubscribe/<sealed>.

A GET only looks: programs that check mails open every link in them. A POST does what the page offered, and carries the
sealed action it was offered with, which no other site can know.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from adapters.sealing import LinkSeals
from adapters.web import inbound
from adapters.web.limits import Turns
from adapters.web.links import pressing
from adapters.web.markup import HEADERS
from adapters.web.outbound import Desk, asked, replied, told, visited
from bot.app import Answer, App
from bot.i18n import Reader, best_language
from bot.links import Broken, Expired, Link, Purpose
from bot.subscribing import StopNews, offer
from bot.ui.replies import Ephemeral, FormErrors, Post, Update
from bot.ui.text import Moment, Text, _

log = logging.getLogger("convenor.web")

STATUS: Final = {"done": 200, "refused": 409, "invalid": 422, "busy": 503, "unavailable": 503, "bug": 500}
BROKEN = _("This link does not work")
BROKEN_WHY = _(
    "Its address is not complete, or it is from before our keys were changed. Open it from the mail once more, or "
    "reply to the mail: the secretariat does it for you."
)
EXPIRED = _("This link has expired")
TOO_OFTEN = _("A little slower, please")
TOO_OFTEN_WHY = _("This page was opened very often in a short time. Please wait a minute, then load it again.")
FOREIGN = _("Nothing was changed")
FOREIGN_WHY = _("This did not come from a page of ours. Open the link from your mail and press the button there.")
TOO_LONG_WHY = _("What was sent is too long. Please go back, shorten it and send it again.")


class Acting:
    """Shows and takes answers for the people whom links were made for."""

    def __init__(self, app: App, seals: LinkSeals, time: Callable[[], float]) -> None:
        self._app, self._seals, self._turns = app, seals, Turns(time)

    def mount(self, server: web.Application) -> None:
        for path, look, do in (
            ("/act/{token}", self._look, self._do),
            ("/unsubscribe/{token}", self._ask_to_stop, self._stop),
        ):
            server.router.add_get(path, look)
            server.router.add_post(path, do)

    # looking

    async def _look(self, request: web.Request) -> web.Response:
        opened = self._opened(request, "act")
        if isinstance(opened, web.Response):
            return opened
        answer = await self._app.handle(inbound.visit(opened))
        return self._shown(opened, answer, visit=True)

    async def _ask_to_stop(self, request: web.Request) -> web.Response:
        opened = self._opened(request, "unsubscribe")
        if isinstance(opened, web.Response):
            return opened
        desk = self._desk(opened, Reader(best_language(opened.language)))
        return _response(visited(desk, offer()), 200, desk.reader)

    # doing

    async def _do(self, request: web.Request) -> web.Response:
        opened = self._opened(request, "act")
        return opened if isinstance(opened, web.Response) else await self._pressed(request, opened)

    async def _stop(self, request: web.Request) -> web.Response:
        """One click of a mail program (RFC 8058) ends news; so does, and undoes it, a button of the page."""
        opened = self._opened(request, "unsubscribe")
        if isinstance(opened, web.Response):
            return opened
        if any(name == inbound.PRESS for name, _value in await _sent(request) or ()):
            return await self._pressed(request, opened)
        done = await self._app.handle(inbound.press(pressing(opened, StopNews().pack())))
        return self._shown(opened, done)

    async def _pressed(self, request: web.Request, page: Link) -> web.Response:
        reader = Reader(best_language(page.language))
        try:
            sent = await _sent(request)
        except web.HTTPRequestEntityTooLarge:
            return self._told(413, reader, FOREIGN, TOO_LONG_WHY)
        if sent is None:
            return self._told(400, reader, FOREIGN, FOREIGN_WHY)
        token = next((value for name, value in sent if name in (inbound.PRESS, inbound.FORM)), "")
        try:
            link = self._seals.open(token, "press", "form")
        except (Broken, Expired):
            return self._told(400, reader, FOREIGN, FOREIGN_WHY)
        foreign = request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")
        if foreign or (link.person, link.what, link.data) != (page.person, page.what, page.data):
            return self._told(400, reader, FOREIGN, FOREIGN_WHY)
        if link.purpose == "form":
            return self._shown(page, await self._app.handle(inbound.submit(link, sent)))
        if link.ask is not None:
            desk = self._desk(page, reader)
            sure = self._seals.seal(replace(link, ask=None))
            return _response(asked(desk, link.ask, sure), 200, reader)
        return self._shown(page, await self._app.handle(inbound.press(link, sent)))

    # pages

    def _opened(self, request: web.Request, purpose: Purpose) -> Link | web.Response:
        """What the address names, or the page that says why it names nothing."""
        token = request.match_info["token"]
        guessed = best_language(request.headers.get("Accept-Language", ""), self._app.profile.languages[0])
        try:
            link = self._seals.open(token, purpose)
        except Expired as expired:
            reader = Reader(best_language(expired.link.language, guessed), self._app.profile.network.zone)
            until = Moment(expired.link.expires_at, "date")
            why = _(
                "It could be used until {day}. Reply to the mail it was in: the secretariat does it for you.", day=until
            )
            return self._told(410, reader, EXPIRED, why)
        except Broken as broken:
            log.info("a link cannot be opened: %s", broken)
            return self._told(400, Reader(guessed), BROKEN, BROKEN_WHY)
        if not self._turns.take(token):
            return self._told(429, Reader(best_language(link.language, guessed)), TOO_OFTEN, TOO_OFTEN_WHY)
        return link

    def _desk(self, link: Link, reader: Reader, name: str = "") -> Desk:
        return Desk(link, reader, self._app.profile.network.name(reader.language), name, self._seals.seal)

    def _shown(self, link: Link, answer: Answer, *, visit: bool = False) -> web.Response:
        desk = self._desk(link, answer.reader, answer.name)
        reply = answer.reply
        if visit and answer.outcome == "done" and isinstance(reply, Ephemeral | Post | Update):
            page = visited(desk, reply.view)
        else:
            page = replied(desk, answer)
        status = STATUS["invalid"] if isinstance(reply, FormErrors) else STATUS[answer.outcome]
        return _response(page, status, answer.reader)

    def _told(self, status: int, reader: Reader, heading: Text, text: Text) -> web.Response:
        return _response(told(reader, self._app.profile.network.name(reader.language), heading, text), status, reader)


async def _sent(request: web.Request) -> list[tuple[str, str]] | None:
    """The fields of a form, in order; None when what was sent is none that a browser writes."""
    try:
        fields = await request.post()
    except (ValueError, LookupError, AssertionError, HttpProcessingError):  # broken parts, unknown character sets
        return None
    return [(name, value) for name, value in fields.items() if isinstance(value, str)]


def _response(page: str, status: int, reader: Reader) -> web.Response:
    headers = {**HEADERS, "Content-Language": reader.language}
    if status in (429, 503):
        headers["Retry-After"] = "60"
    return web.Response(text=page, status=status, content_type="text/html", headers=headers)
