"""What the browser page talks to: who there is, a live picture of both screens and the mailbox, presses, the clock.

Everything a person does goes through the clients of the simulators and takes the way a real client's request takes.
What they refuse comes back with status 409 and `{"error": words}`.
"""

import asyncio
import json
from base64 import b64encode
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from aiohttp import web

from sandbox.hands import DiscordHands, Hands, Refused, SlackHands
from sandbox.mail import MailSeen
from sandbox.people import SamplePerson

if TYPE_CHECKING:
    from sandbox.server import Sandbox

JSON: TypeAlias = dict[str, Any]
PAGE = Path(__file__).with_name("page")
COALESCE = 0.04
"""Seconds in which changes are gathered into one picture."""
KEEP_ALIVE = 15.0
MOST_FORWARD = timedelta(days=3660)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'"
)
MAIL_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""A mail is somebody else's page: it may look like something and be left by its links, no more."""


class PageServer:
    """The page's routes. Each open page is one stream of pictures."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox
        self._streams: set[asyncio.Event] = set()
        self._hands: dict[tuple[str, str], Hands] = {}
        self._closing = False

    def mount(self, app: web.Application) -> None:
        app.router.add_get("/", self._index)
        app.router.add_static("/page", PAGE)
        app.router.add_get("/play/people", self._people)
        app.router.add_get("/play/live", self._live)
        app.router.add_post("/play/clock", self._clock)
        app.router.add_get("/play/{person}/slack/files/{file}", self._file)
        app.router.add_get("/play/{person}/mail/{mail}", self._mail)
        app.router.add_get("/play/{person}/mail/{mail}/files/{number:[0-9]+}", self._enclosed)
        app.router.add_post("/play/{person}/{chat:slack|discord}/{verb}", self._act)
        app.on_response_prepare.append(_check_again)
        app.on_shutdown.append(self._close)

    def redraw(self) -> None:
        """Send a new picture to every open page."""
        for changed in self._streams:
            changed.set()

    async def _close(self, _app: web.Application) -> None:
        self._closing = True
        self.redraw()

    # --- looking

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE / "index.html", headers={"Content-Security-Policy": POLICY})

    async def _people(self, _request: web.Request) -> web.Response:
        return web.json_response([_shown(one) for one in self._sandbox.people if one.chat or one.email])

    async def _live(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: a picture at once, then one after every burst of changes."""
        person = self._person(request.query.get("person", ""))
        self._sandbox.let_in(person.id)
        changed = asyncio.Event()
        changed.set()
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await stream.prepare(request)
        stops = [
            self._sandbox.slack.subscribe(lambda _change: changed.set()),
            self._sandbox.discord.subscribe(changed.set),
            self._sandbox.mail.subscribe(changed.set),
        ]
        self._streams.add(changed)
        try:
            while not self._closing:
                try:
                    await asyncio.wait_for(changed.wait(), KEEP_ALIVE)
                except TimeoutError:
                    await stream.write(b": still here\n\n")
                    continue
                await asyncio.sleep(COALESCE)
                changed.clear()
                await stream.write(b"data: " + json.dumps(self.picture(person)).encode() + b"\n\n")
        except ConnectionResetError:
            pass
        finally:
            self._streams.discard(changed)
            for stop in stops:
                stop()
        return stream

    def picture(self, person: SamplePerson) -> JSON:
        """Both screens and the mailbox of a person, None where there is no account or address, and the time."""
        slack, discord = self._sandbox.slack, self._sandbox.discord
        return {
            "person": person.id,
            "now": self._sandbox.clock.now().isoformat(),
            "slack": slack.snapshot(self._sandbox.user(person.id, "slack")) | {"online": slack.connected}
            if "slack" in person.chat
            else None,
            "discord": discord.snapshot(self._sandbox.user(person.id, "discord"))
            | {"online": discord.gateway.connected}
            if "discord" in person.chat
            else None,
            "mail": self._sandbox.mail.snapshot(person.email) if person.email else None,
        }

    async def _file(self, request: web.Request) -> web.Response:
        hands = self._hands_of(request.match_info["person"], "slack")
        found = hands.file(request.match_info["file"]) if isinstance(hands, SlackHands) else None
        if found is None or found.content is None:
            raise web.HTTPNotFound
        if found.mimetype.startswith("image/"):
            return web.Response(body=found.content, content_type=found.mimetype)
        return web.Response(body=found.content, headers={"Content-Disposition": "attachment"})

    async def _mail(self, request: web.Request) -> web.Response:
        """The page a mail brings along, shut off from ours; its links open beside it."""
        mail = self._read(request)
        page = mail.html.replace("<head>", '<head><base target="_blank">', 1)
        for each in mail.pictures:
            data = b64encode(each.content).decode()
            page = page.replace(f"cid:{each.cid}", f"data:{each.media_type};base64,{data}")
        return web.Response(text=page, content_type="text/html", headers={"Content-Security-Policy": MAIL_POLICY})

    async def _enclosed(self, request: web.Request) -> web.Response:
        files, number = self._read(request).files, int(request.match_info["number"])
        if number >= len(files):
            raise web.HTTPNotFound
        return web.Response(body=files[number].content, headers={"Content-Disposition": "attachment"})

    def _read(self, request: web.Request) -> MailSeen:
        box = self._sandbox.mail.of(self._person(request.match_info["person"]).email)
        found = next((mail for mail in box if mail.id == request.match_info["mail"]), None)
        if found is None:
            raise web.HTTPNotFound
        return found

    # --- doing

    async def _act(self, request: web.Request) -> web.Response:
        hands = self._hands_of(request.match_info["person"], request.match_info["chat"])
        try:
            return web.json_response(await hands.act(request.match_info["verb"], await _body(request)))
        except Refused as refused:
            return web.json_response({"error": str(refused)}, status=409)

    async def _clock(self, request: web.Request) -> web.Response:
        """`{"seconds": 3600}` moves the time on, `{"next": true}` to the next thing the product plans."""
        body = await _body(request)
        if body.get("next") is True:
            if not await self._sandbox.forward_to_next():
                return web.json_response({"error": "nothing is planned"}, status=409)
            return web.json_response({"now": self._sandbox.clock.now().isoformat()})
        seconds = body.get("seconds")
        if not isinstance(seconds, int | float) or not 0 < seconds <= MOST_FORWARD.total_seconds():
            return web.json_response({"error": "the clock moves forward, ten years at most"}, status=409)
        await self._sandbox.forward(timedelta(seconds=seconds))
        return web.json_response({"now": self._sandbox.clock.now().isoformat()})

    def _person(self, key: str) -> SamplePerson:
        try:
            return self._sandbox.people.person(key)
        except LookupError:
            raise web.HTTPNotFound from None

    def _hands_of(self, person: str, chat: str) -> Hands:
        found = self._person(person)
        if chat not in found.chat:
            raise web.HTTPNotFound
        if (found.id, chat) not in self._hands:
            self._hands[found.id, chat] = (
                SlackHands(self._sandbox.slack, self._sandbox.user(found.id, "slack"))
                if chat == "slack"
                else DiscordHands(self._sandbox.discord, self._sandbox.user(found.id, "discord"))
            )
        return self._hands[found.id, chat]


async def _check_again(request: web.Request, response: web.StreamResponse) -> None:
    if request.path == "/" or request.path.startswith("/page/"):
        response.headers["Cache-Control"] = "no-cache"  # after an update no old script may meet a new server


async def _body(request: web.Request) -> JSON:
    # Other sites cannot send this type without asking the browser first, which says no.
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        body = await request.json()
    except ValueError:
        raise web.HTTPBadRequest from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest
    return body


def _shown(person: SamplePerson) -> JSON:
    return {
        "id": person.id,
        "name": person.name,
        "native": person.native,
        "post": person.post,
        "affiliation": person.affiliation,
        "roles": list(person.roles),
        "chat": list(person.chat),
        "zone": person.zone,
        "language": person.page_language,
    }
