"""The HTTP door: `/api/<method>` with tokens, scopes, limits and faults, plus uploads, downloads and response URLs."""

import asyncio
import base64
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.slack import oauth, responses
from sandbox.slack.faults import Fault
from sandbox.slack.methods import METHODS, ApiError, Call, Method
from sandbox.slack.state import Json, Token

if TYPE_CHECKING:
    from sandbox.slack.workspace import SlackWorkspace


def build(ws: "SlackWorkspace") -> web.Application:
    """The whole workspace as an aiohttp application, to be mounted under any prefix."""
    app = web.Application(client_max_size=64 * 2**20)

    async def api(request: web.Request) -> web.StreamResponse:
        return await handle(ws, request)

    async def link(request: web.Request) -> web.StreamResponse:
        return await ws.socket.serve(request)

    async def respond(request: web.Request) -> web.StreamResponse:
        return await responses.serve(ws, request)

    async def upload(request: web.Request) -> web.StreamResponse:
        return await _upload(ws, request)

    async def download(request: web.Request) -> web.StreamResponse:
        return _download(ws, request)

    async def authorize(request: web.Request) -> web.StreamResponse:
        return await oauth.authorize(ws, request)

    async def start(_: web.Application) -> None:
        ws.agenda.start()

    async def stop(_: web.Application) -> None:
        await ws.close()

    app.router.add_route("*", "/api/{method}", api)
    app.router.add_get("/link/", link)
    app.router.add_post("/response/{team}/{key}", respond)
    app.router.add_post("/upload/v1/{file}", upload)
    app.router.add_get("/files-pri/{file}/{name}", download)
    app.router.add_route("*", "/oauth/v2/authorize", authorize)
    app.on_startup.append(start)
    app.on_shutdown.append(stop)
    return app


async def arguments(request: web.Request) -> Json:
    """The arguments of a call, from the query, a form (also multipart) or a JSON body."""
    found: Json = dict(request.query)
    if request.method != "POST":
        return found
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError:
            raise ApiError("invalid_json") from None
        if not isinstance(body, dict):
            raise ApiError("json_not_object")
        return found | body
    return found | dict(await request.post())


async def handle(ws: "SlackWorkspace", request: web.Request) -> web.StreamResponse:
    """One Web API call from first byte to last, with whatever fault was ordered for it."""
    name = request.match_info["method"]
    if not ws.base_url:
        ws.base_url = f"{request.url.origin()}{request.path.removesuffix('/api/' + name)}"
    fault = ws.faults.take(name)
    with ws.busy():
        if fault is not None and fault.delay:
            await asyncio.sleep(fault.delay)
        if fault is not None and fault.when == "before" and (fault.status or fault.error or fault.reset):
            return _broken(request, fault)
        answer, status, headers = await _carry_out(ws, request, name)
        if fault is not None and fault.when == "after":
            return _broken(request, fault)
    return web.json_response(answer, status=status, headers=headers)


def _broken(request: web.Request, fault: Fault) -> web.Response:
    if fault.reset and isinstance(request.transport, asyncio.Transport):
        request.transport.abort()
    if fault.status == 429:
        headers = {"Retry-After": str(fault.retry_after)}
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
    if fault.status:
        return web.Response(status=fault.status, text="Server Error", content_type="text/html")
    return web.json_response({"ok": False, "error": fault.error or "internal_error"})


async def _carry_out(ws: "SlackWorkspace", request: web.Request, name: str) -> tuple[Json, int, dict[str, str]]:
    headers: dict[str, str] = {"x-slack-req-id": ws.ids.new("r").lower()}
    known = METHODS.get(name)
    try:
        args = await arguments(request)
        if known is None:
            raise ApiError("unknown_method", req_method=name)
        args = _basic(request) | args
        token = _token(ws, request, args, known)
        if token is not None:
            headers["x-oauth-scopes"] = ",".join(sorted(token.scopes))
            headers["x-accepted-oauth-scopes"] = ",".join(known.scopes)
        wait = ws.limits.wait_for(name, ws.clock.now())
        if wait:
            raise ApiError("ratelimited", retry_after=wait)
        call = Call(ws, name, args, token)
        if known.scopes:
            call.need(*known.scopes)
        answer: Json = {"ok": True} | known.handler(call)
        ws.calls.append((name, {k: v for k, v in args.items() if k != "token"}))
    except ApiError as error:
        answer = {"ok": False, "error": error.error} | error.extra
        if error.retry_after:
            ws.check_shape(name, {"ok": False, "error": "ratelimited"})
            return {"ok": False, "error": "ratelimited"}, 429, headers | {"Retry-After": str(error.retry_after)}
    # Slack explains malformed arguments under keys that the recorded samples seldom met.
    ws.check_shape(name, {k: v for k, v in answer.items() if answer["ok"] or k not in ("response_metadata", "errors")})
    return answer, 200, headers


def _basic(request: web.Request) -> Json:
    """Client id and secret from HTTP Basic, as the SDK sends them to oauth.v2.access."""
    scheme, _, code = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return {}
    name, _, secret = base64.b64decode(code).decode().partition(":")
    return {"client_id": name, "client_secret": secret}


def _token(ws: "SlackWorkspace", request: web.Request, args: Json, known: Method) -> Token | None:
    if known.auth == "none":
        return None
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    value = bearer.strip() if scheme.lower() == "bearer" else str(args.pop("token", ""))
    if not value:
        raise ApiError("not_authed")
    token = ws.tokens.get(value)
    if token is None:
        raise ApiError("invalid_auth")
    if token.revoked:
        raise ApiError("token_revoked")
    if known.auth not in ("any", token.kind):
        raise ApiError("not_allowed_token_type")
    return token


async def _upload(ws: "SlackWorkspace", request: web.Request) -> web.Response:
    file = ws.files.get(request.match_info["file"])
    if file is None or file.content is not None:
        return web.Response(status=404, text="not found")
    if request.content_type == "multipart/form-data":
        form = await request.post()
        part: Any = next((each for each in form.values() if isinstance(each, web.FileField)), None)
        data = part.file.read() if part is not None else b""
    else:
        data = await request.read()
    if len(data) != file.length:
        return web.Response(status=400, text=f"expected {file.length} bytes, got {len(data)}")
    file.content = data
    return web.Response(text=f"OK - {len(data)}")


def _download(ws: "SlackWorkspace", request: web.Request) -> web.Response:
    file = ws.files.get(request.match_info["file"])
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = ws.tokens.get(bearer)
    if token is None or token.revoked or "files:read" not in token.scopes:
        # Slack sends a login page with status 200, which naive clients store as the file.
        return web.Response(text="<!DOCTYPE html><title>Sign in</title>", content_type="text/html")
    if file is None or file.content is None:
        return web.Response(status=404, text="not found")
    return web.Response(body=file.content, content_type="application/octet-stream")
