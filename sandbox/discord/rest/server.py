"""Takes HTTP requests apart, checks them, finds the handler, checks the answer, and adds limits and misfortunes."""

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from aiohttp import BodyPartReader, web

from sandbox.discord.bodies import Upload
from sandbox.discord.errors import ApiError, Complaints
from sandbox.discord.faults import Fault
from sandbox.discord.rest import ROUTES
from sandbox.discord.rest.bodycheck import check_body
from sandbox.discord.rest.call import Call, Route

if TYPE_CHECKING:
    from sandbox.discord.service import DiscordService

# Interaction answers carry their own secret in the address.
OPEN = ("/interactions/", "/webhooks/", "/gateway")
_SORTED = sorted(ROUTES, key=lambda route: route.template.count("{"))


class RestServer:
    """The handler for everything below `/api/v10`."""

    def __init__(self, service: "DiscordService") -> None:
        self.service = service

    async def handle(self, request: web.Request) -> web.Response:
        path = "/" + request.match_info["path"]
        route, params = _find(request.method, path)
        if route is None:
            if request.method != "OPTIONS":
                self.service.ledger.violations.append(f"{request.method} {path}: no such route")
            return _json(404, {"message": "404: Not Found", "code": 0})
        if not route.template.startswith(OPEN) or route.template == "/gateway/bot":
            given = request.headers.get("Authorization", "")
            if given != f"Bot {self.service.token}":
                return _json(401, {"message": "401: Unauthorized", "code": 0})
        fault = self.service.faults.take(route.method, route.template)
        if fault and fault.delay:
            await asyncio.sleep(fault.delay)
        verdict = self.service.rate_limits.judge(
            route.method, route.template, _major(params), with_token=not route.template.startswith(OPEN)
        )
        if verdict.retry_after:
            return _too_many(verdict.retry_after, verdict.everywhere, verdict.headers)
        if fault and fault.status and not fault.after:
            return _fail(fault)
        try:
            call = await self._call(request, route, params)
            status, body = self._run(call, route)
        except ApiError as error:
            status, body = error.status, error.body()
        except ConnectionError:  # the caller has gone and hears nothing any more
            status, body = 503, {"message": "503: nobody waits for this", "code": 0}
        except Exception as error:  # noqa: BLE001 - a hole in the simulation must be seen, not retried for 25 seconds
            self._note(route, [f"the simulator failed: {error!r}"])
            status, body = 503, {"message": "503: the simulator failed", "code": 0}
        if fault and fault.reset:
            if request.transport is not None:
                request.transport.abort()
            return _json(status, body)
        if fault and fault.status and fault.after:
            return _fail(fault)
        return _json(status, body, verdict.headers)

    async def _call(self, request: web.Request, route: Route, params: dict[str, str]) -> Call:
        body, files = await _read(request)
        if reason := request.headers.get("X-Audit-Log-Reason"):
            self.service.world.reasons.append((f"{request.method} {request.path}", unquote(reason)))
        call = Call(self.service, params, dict(request.query), body, files)
        if request.method in ("POST", "PUT", "PATCH") and body is not None:
            self._check(call, route, body)
        return call

    def _check(self, call: Call, route: Route, body: Any) -> None:
        """Hand-written rules first, because they point at the place; the published schemas find the rest."""
        bad = Complaints()
        try:
            check_body(bad, call, route.method, route.template, body)
        except (TypeError, AttributeError, KeyError):
            bad.add((), "BASE_TYPE", "The body has a shape that cannot be understood.")
        if not bad.lines:
            for line in self.service.contract.request(route.method, route.template, body):
                path, _, text = line.partition(": ")
                bad.add(tuple(path.split(".")) if path != "(body)" else (), "SCHEMA", text)
        if bad.lines:
            self._note(route, bad.lines)
            raise bad.error()

    def _note(self, route: Route, lines: list[str]) -> None:
        self.service.ledger.violations += [f"{route.method} {route.template}: {line}" for line in lines]

    def _run(self, call: Call, route: Route) -> tuple[int, Any]:
        try:
            status, body = route.handler(call)
        except ApiError as error:
            # The wrong kind of answer to an interaction is a mistake whatever the state of the world is.
            if error.code == 50035 and route.template.startswith("/interactions"):
                self._note(route, [json.dumps(error.errors)])
            raise
        except ValueError as error:  # an address or a field that should be an id and is none
            bad = Complaints()
            bad.add((), "NUMBER_TYPE_COERCE", f"Not a snowflake: {error}")
            raise bad.error() from error
        if body is not None:
            for line in self.service.contract.answer(route.method, route.template, status, body):
                self.service.ledger.violations.append(f"our answer to {route.method} {route.template}: {line}")
        return status, body


def _find(method: str, path: str) -> tuple[Route | None, dict[str, str]]:
    for route in _SORTED:
        if route.method == method and (found := route.pattern.fullmatch(path)):
            return route, {name: unquote(value) for name, value in found.groupdict().items()}
    return None, {}


def _major(params: dict[str, str]) -> str:
    return params.get("channel_id") or params.get("guild_id") or params.get("webhook_token") or ""


async def _read(request: web.Request) -> tuple[Any, list[Upload]]:
    """JSON body and uploaded files, whether plain or multipart."""
    if request.content_type.startswith("multipart/"):
        body: Any = {}
        files: list[Upload] = []
        form = await request.multipart()
        while isinstance(part := await form.next(), BodyPartReader):
            data = bytes(await part.read(decode=True))
            if part.name == "payload_json":
                body = _parse(data)
            elif found := re.fullmatch(r"files\[(\d+)\]", part.name or ""):
                kind = part.headers.get("Content-Type", "application/octet-stream")
                files.append(Upload(int(found[1]), part.filename or "file", data, kind))
        return body, files
    raw = await request.read()
    return (_parse(raw), []) if raw else (None, [])


def _parse(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        raise ApiError(400, 50109) from None


def _json(status: int, body: Any, headers: dict[str, str] | None = None) -> web.Response:
    # The type must be exactly application/json: clients compare it, and a charset makes them see mere text.
    if status == 204:
        return web.Response(status=204, headers=headers)
    data = json.dumps(body, ensure_ascii=False).encode()
    return web.Response(status=status, body=data, headers={**(headers or {}), "Content-Type": "application/json"})


def _too_many(retry_after: float, everywhere: bool, headers: dict[str, str]) -> web.Response:
    # Without a Via header clients take a 429 for a ban by the network in front of Discord.
    body = {"message": "You are being rate limited.", "retry_after": retry_after, "global": everywhere}
    return _json(429, body, {**headers, "Via": "1.1 sandbox"})


def _fail(fault: Fault) -> web.Response:
    if fault.status == 429:
        return _too_many(fault.retry_after, fault.everywhere, {})
    return _json(fault.status, {"message": f"{fault.status}: on order", "code": fault.code})
