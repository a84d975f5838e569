"""One workspace we are installed in: its token, and every Web API call we make there, paced and with errors named."""

import asyncio
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler, AsyncServerErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.limits import Json
from adapters.slack.pacing import Pace
from adapters.slack.refusals import problem, retry_after
from bot.outbox import Limited

REPEATABLE = frozenset(
    {"auth.test", "chat.update", "chat.delete", "conversations.history", "conversations.info", "conversations.list",
     "conversations.members", "conversations.open", "conversations.replies", "usergroups.list", "usergroups.users.list",
     "users.conversations", "users.info", "users.list", "views.publish"}
)  # fmt: skip
"""Calls that may be sent twice without anybody noticing; only these are repeated when a connection breaks."""

PATIENCE = 10
"""Seconds for one call."""
QUIETLY = {"unfurl_links": False, "unfurl_media": False}
"""For posts: no previews of pages behind links, what we say speaks for itself."""
REMEMBERED = 10_000
PICTURES = 500
A_MOMENT = timedelta(seconds=3)
FORM_ONLY = frozenset(
    {
        "files.getUploadURLExternal",
        "conversations.list",
        "users.conversations",
        "users.info",
        "users.list",
        "conversations.history",
        "conversations.replies",
        "usergroups.list",
        "usergroups.users.list",
    }
)
"""Methods that take no JSON body."""


def client(token: str | None, api_url: str, session: aiohttp.ClientSession, *, repeat: bool = False) -> AsyncWebClient:
    """A client for `api_url` (it ends in /api/). To our own machine it takes no proxy from the environment."""
    retries = [AsyncConnectionErrorRetryHandler(), AsyncServerErrorRetryHandler()] if repeat else []
    made = AsyncWebClient(token, api_url, timeout=PATIENCE, session=session, retry_handlers=list(retries))
    if is_local(api_url):
        made.proxy = None
    return made


def is_local(url: str) -> bool:
    return url.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0] in ("127.0.0.1", "localhost", "[::1]")


class Workspace:
    """`team` is the workspace's id, `user` our own there; `granted` are the scopes of the token."""

    def __init__(self, token: str, api_url: str, session: aiohttp.ClientSession) -> None:
        self.once = client(token, api_url, session)
        self.repeating = client(token, api_url, session, repeat=True)
        self.pace = Pace()
        self.session = session
        self.token = token
        self.team = ""
        self.name = ""
        self.user = ""
        self.bot = ""
        self.granted: frozenset[str] = frozenset()
        self.groups = asyncio.Lock()
        """Held while the members of user groups are read and written."""
        self.parts: dict[tuple[str, str], int] = {}
        """In how many further parts messages of ours go on, as far as this process knows."""

        self.pictures: dict[str, str] = {}
        """Files of pictures that were uploaded, by what is in them; a redraw shows the same file."""

    async def introduce(self) -> None:
        """Ask Slack who we are; DeliveryProblem when the token is refused."""
        answer = await self.call("auth.test")
        self.team, self.name = str(answer["team_id"]), str(answer.get("team", ""))
        self.user, self.bot = str(answer["user_id"]), str(answer.get("bot_id") or "")

    async def call(self, method: str, *, urgent: bool = False, channel: str = "", **arguments: Any) -> Json:
        """Call the Web API in our turn; a DeliveryProblem says what went wrong.

        An `urgent` call jumps the queue, and is tried once more when Slack asks to wait for a moment.
        """
        if channel:
            arguments["channel"] = channel
        try:
            return await self._once(method, channel, arguments, urgent=urgent)
        except Limited as limited:
            if not urgent or limited.after > A_MOMENT:
                raise
            await asyncio.sleep(limited.after.total_seconds())
            return await self._once(method, channel, arguments, urgent=True)

    async def _once(self, method: str, channel: str, arguments: Json, *, urgent: bool) -> Json:
        await self.pace.turn(method, channel, urgent=urgent)
        speaker = self.repeating if method in REPEATABLE else self.once
        form = method in FORM_ONLY
        try:
            answer = await speaker.api_call(method, data=arguments if form else None, json=None if form else arguments)
        except Exception as error:
            wait = retry_after(error)
            if wait is not None:
                self.pace.close(method, channel, wait)
            raise problem(error, method) from error
        if method == "auth.test":
            headers = {str(name).lower(): str(value) for name, value in dict(answer.headers).items()}
            self.granted = frozenset(headers.get("x-oauth-scopes", "").split(",")) - {""}
        return answer.data if isinstance(answer.data, dict) else {}

    def remember_parts(self, channel: str, message: str, parts: int) -> None:
        if len(self.parts) >= REMEMBERED:
            self.parts.clear()
        self.parts[channel, message] = parts

    def remember_picture(self, digest: str, file: str) -> None:
        if len(self.pictures) >= PICTURES:
            self.pictures.clear()
        self.pictures[digest] = file

    async def respond(self, url: str, message: Json) -> bool:
        """Answer to a response URL; False when it is too old or used up. Never repeated."""
        proxy = None if is_local(url) else self.once.proxy
        async with self.session.post(url, json=message, proxy=proxy, timeout=aiohttp.ClientTimeout(PATIENCE)) as answer:
            return answer.status == 200

    async def upload(self, channel: str, files: list[tuple[str, bytes]], *, urgent: bool = False) -> list[str]:
        """Share files in a channel, or with nobody yet; all three steps or a DeliveryProblem. Returns their ids."""
        entries: list[Json] = []
        for name, content in files:
            ticket = await self.call("files.getUploadURLExternal", urgent=urgent, filename=name, length=len(content))
            proxy = None if is_local(ticket["upload_url"]) else self.once.proxy
            limit = aiohttp.ClientTimeout(PATIENCE * 3)
            try:
                async with self.session.post(ticket["upload_url"], data=content, proxy=proxy, timeout=limit) as answer:
                    answer.raise_for_status()
            except (aiohttp.ClientError, TimeoutError) as error:
                raise problem(error, "the upload") from error
            entries.append({"id": ticket["file_id"], "title": name})
        where = {"channel_id": channel} if channel else {}
        await self.call("files.completeUploadExternal", urgent=urgent, files=entries, **where)
        return [str(entry["id"]) for entry in entries]
