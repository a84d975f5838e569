"""The simulated workspace as a whole: identity, switches, people and channels for a story, and how it is served."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Coroutine, Iterator
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.clock import Clock
from sandbox.slack import contract, manifest, rules, web_api
from sandbox.slack.delivery import Delivery, HttpDelivery
from sandbox.slack.events import Events
from sandbox.slack.faults import Faults
from sandbox.slack.interactions import Interactions
from sandbox.slack.rate_limits import RateLimits
from sandbox.slack.scene import Scene
from sandbox.slack.socket_mode import SocketMode
from sandbox.slack.state import Change, Json, StoredFile, Token, User

if TYPE_CHECKING:
    from sandbox.slack.player import SlackPlayer

ALL_SCOPES = {
    "bookmarks:write", "channels:history", "channels:join", "channels:manage", "channels:read", "chat:write",
    "chat:write.public", "commands", "files:read", "files:write", "groups:history", "groups:read", "groups:write",
    "im:history", "im:read", "im:write", "pins:write", "reactions:write", "team:read", "usergroups:read",
    "usergroups:write", "users.profile:read", "users:read", "users:read.email",
}  # fmt: skip
QUIET = 0.05


class SlackWorkspace(Scene):
    """One workspace with one application installed.

    Mount it (`mount`), set `base_url` to where it is reachable (or let the first request tell), then point
    slack-sdk's `base_url` at `api_url` with `bot_token` and `app_token`.
    """

    def __init__(
        self, clock: Clock, *, team_id: str = "T0SANDBOX", name: str = "Sandbox", domain: str = "sandbox",
        app_name: str = "App", base_url: str = "", rate_limits: bool = True, paid_plan: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(clock)
        self.team_id, self.name, self.domain = team_id, name, domain
        self.app_name, self.app_id, self.bot_id, self.bot_user_id = app_name, "A0SANDBOX", "B0SANDBOX", "U0SANDBOXBOT"
        self.base_url = base_url
        self.bot_token, self.app_token = f"xoxb-{team_id}-sandbox", f"xapp-1-{team_id}-sandbox"
        self.signing_secret, self.verification_token = "sandbox-signing-secret", "sandbox-verification"
        self.client_id, self.client_secret = "1.2", "sandbox-client-secret"
        self.redirect_uri = "http://127.0.0.1/"
        self.oauth_codes: dict[str, Json] = {}
        self.paid_plan, self.messages_tab, self.home_tab = paid_plan, True, True
        self.commands: set[str] | None = None
        """Slash commands of the manifest, or None to pass on any."""
        self.command_usage: list[str] = []
        """Lines such as '/apply' or '/member find' that the client offers while one types."""
        self.ack_timeout = 3.0
        self.faults, self.limits = Faults(), RateLimits(enabled=rate_limits)
        self.contract = contract.load()
        self.events = Events(self)
        self.interactions = Interactions(self)
        self.socket = SocketMode(self)
        self.delivery: Delivery = self.socket
        self.calls: deque[tuple[str, Json]] = deque(maxlen=2000)
        """Accepted Web API calls: (method, arguments)."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._busy = 0
        self.users[self.bot_user_id] = User(self.bot_user_id, app_name.lower(), app_name, is_bot=True)
        self.tokens[self.bot_token] = Token(self.bot_token, "bot", set(ALL_SCOPES))
        self.tokens[self.app_token] = Token(self.app_token, "app", {"connections:write"})

    # --- being served

    @property
    def api_url(self) -> str:
        """What slack-sdk calls `base_url`."""
        return f"{self.base_url}/api/"

    def mount(self, app: web.Application, prefix: str = "/slack") -> None:
        """Serve the workspace as part of `app`, below `prefix`."""
        app.add_subapp(prefix, web_api.build(self))

    @contextlib.asynccontextmanager
    async def serve(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator["SlackWorkspace"]:
        """Serve it alone on a free port."""
        app = web.Application()
        self.mount(app)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, host, port)
        await site.start()
        self.base_url = f"http://{host}:{runner.addresses[0][1]}/slack"
        try:
            yield self
        finally:
            await runner.cleanup()

    def use_http(self, url: str) -> None:
        """Send everything to the application's request URL instead of its sockets."""
        self.delivery = HttpDelivery(self, url)

    def install(self, app_manifest: Json) -> None:
        """Allow what the manifest asks for: commands, events, scopes, tabs; ValueError for one Slack would refuse."""
        manifest.install(self, app_manifest)

    @property
    def connected(self) -> bool:
        return self.socket.connections > 0 or self.delivery is not self.socket

    async def close(self) -> None:
        await self.agenda.stop()
        await self.socket.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside the current request, such as delivering an event."""
        try:
            task = asyncio.get_running_loop().create_task(work)
        except RuntimeError:  # set up before any loop runs: nobody is connected who could be told
            work.close()
            return
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @contextlib.contextmanager
    def busy(self) -> Iterator[None]:
        """While a request of the application is being served."""
        self._busy += 1
        try:
            yield
        finally:
            self._busy -= 1

    async def settle(self, *, quiet: float = QUIET, within: float = 2.0) -> None:
        """Wait until nothing has changed and no call has been open for `quiet` seconds, `within` at most."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                seen = -1
                while seen != self.revision or self._busy:
                    seen = self.revision
                    await asyncio.sleep(quiet)

    async def told(self) -> None:
        """Wait until the events sent so far are acknowledged or given up for now."""
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=self.ack_timeout + 0.5)

    # --- checks

    def check_blocks(self, blocks: Any, where: str) -> list[str]:
        found = rules.check_blocks(blocks)
        return self._noted(found or (self.contract.check_blocks(blocks) if self.contract else []), where)

    def check_view(self, view: Any, where: str) -> list[str]:
        found = rules.check_view(view)
        return self._noted(found or (self.contract.check_view(view) if self.contract else []), where)

    def check_suggestions(self, payload: Json) -> list[str]:
        """Complaints about what an external select was offered."""
        groups = payload.get("option_groups")
        found = [each for g in groups or [] for each in rules.check_options(g.get("options"), "/option_groups/options")]
        if groups is None:
            found += rules.check_options(payload.get("options"))
        return self._noted(found, "block_suggestion")

    def check_shape(self, sample: str, value: Json) -> None:
        """Compare what we send ourselves with the published sample of that name."""
        if self.contract is not None:
            self._noted(self.contract.check_shape(sample, value), "ours")

    def _noted(self, complaints: list[str], where: str) -> list[str]:
        self.ledger.violations += [f"{where}: {each}" for each in complaints]
        return complaints

    # --- for those who watch

    def client_upload(self, name: str) -> Json:
        """A person attaches a file in a form; its content is its name."""
        file = StoredFile(self.ids.new("F"), name, len(name.encode()), "", self.now(), content=name.encode())
        self.files[file.id] = file
        url = f"{self.base_url}/files-pri/{file.id}/{name}"
        return {"id": file.id, "name": name, "size": file.length, "url_private": url, "url_private_download": url}

    def permalink(self, channel: str, ts: str) -> str:
        return f"https://{self.domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}"

    def player(self, user_id: str) -> "SlackPlayer":
        """The person `user_id` in front of a client of his or her own."""
        from sandbox.slack.player import SlackPlayer

        return SlackPlayer(self, user_id)

    def snapshot(self, user_id: str) -> Json:
        """What `user_id` sees, as plain JSON (see snapshot.py)."""
        from sandbox.slack.snapshot import snapshot

        return snapshot(self, user_id)

    async def changes(self) -> AsyncIterator[Change]:
        """Everything that changes from now on, one by one."""
        queue: asyncio.Queue[Change] = asyncio.Queue()
        stop = self.subscribe(queue.put_nowait)
        try:
            while True:
                yield await queue.get()
        finally:
            stop()
