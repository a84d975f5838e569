"""The door to the simulated Discord: build guilds and people, mount it on a web application, break it on order."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.clock import Clock
from sandbox.discord import changes, wire_guild
from sandbox.discord.client import ChatClient
from sandbox.discord.contract import Contract, find_specs
from sandbox.discord.desk import GuildDesk
from sandbox.discord.faults import Faults
from sandbox.discord.gateway import Gateway
from sandbox.discord.interactions import Interactions
from sandbox.discord.markup import plain, texts
from sandbox.discord.model import DM, Guild, Member, Message, Role, User
from sandbox.discord.permissions import BOT, EVERYONE
from sandbox.discord.player import DiscordPlayer
from sandbox.discord.rate_limits import RateLimits
from sandbox.discord.rest.server import RestServer
from sandbox.discord.snapshot import snapshot
from sandbox.discord.state import World
from sandbox.discord.watching import Watch
from sandbox.player import Ledger

MEMBERS_INTENT = 1 << 1


class DiscordService:
    """One simulated Discord with one application in it.

    `privileged_intents` are those switched on for the application (the members intent unless told otherwise).
    `specs` is the folder with the published description; None looks for it, False goes without.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        token: str = "sandbox.discord.token",  # noqa: S107 - it opens nothing but this simulation
        application_name: str = "Convenor",
        privileged_intents: int = MEMBERS_INTENT,
        rate_limits: bool = True,
        specs: Path | bool | None = None,
    ) -> None:
        self.token = token
        self.history_lag = 0.0
        """Seconds by which message history lags behind."""
        self.ledger = Ledger()
        self._entered: dict[int, dict[str, Any]] = {}
        """What stands in the ledger, by message."""
        self.faults = Faults()
        self.rate_limits = RateLimits(enabled=rate_limits)
        folder = specs if isinstance(specs, Path) else (find_specs() if specs is not False else None)
        self.contract = Contract(folder)
        bot, system, owner = User(0, application_name, bot=True), User(0, "Discord", system=True), User(0, "operator")
        self.world = World(clock, bot, system, 0, application_name)
        for one in (bot, system, owner):
            one.id = self.world.new_id()
            self.world.users[one.id] = one
        self.world.application_id = bot.id
        self.owner_id = owner.id
        self.gateway = Gateway(self.world, token, privileged_intents)
        self.interactions = Interactions(self.world, self.record)
        self._clients: dict[int, ChatClient] = {}
        self._players: dict[int, DiscordPlayer] = {}
        self._rest = RestServer(self)
        self._prefix = ""

    @property
    def clock(self) -> Clock:
        return self.world.clock

    def mount(self, app: web.Application, prefix: str = "/discord") -> None:
        """Serve REST at `<prefix>/api/v10`, the gateway at `<prefix>/gateway`, files at `<prefix>/attachments`."""
        self._prefix = prefix
        app.router.add_route("*", prefix + "/api/v10/{path:.*}", self._on_rest)
        app.router.add_get(prefix + "/gateway", self._on_gateway)
        app.router.add_get(prefix + "/gateway/", self._on_gateway)
        if not prefix:  # the real gateway has a host of its own and answers at its root
            app.router.add_get("/", self._on_gateway)
        app.router.add_get(prefix + "/attachments/{file_id}/{name}", self._on_file)
        app.on_shutdown.append(self._on_shutdown)

    async def _on_shutdown(self, app: web.Application) -> None:  # noqa: ARG002 - aiohttp passes it
        await self.gateway.close()

    def _learn_address(self, request: web.Request) -> None:
        # What clients use to reach us is what they must be told in addresses of files and for resuming.
        self.world.base_url = f"{request.url.origin()}{self._prefix}"
        origin = str(request.url.origin())
        self.gateway.url = f"ws{origin.removeprefix('http')}{self._prefix}/gateway"

    async def _on_rest(self, request: web.Request) -> web.Response:
        self._learn_address(request)
        return await self._rest.handle(request)

    async def _on_gateway(self, request: web.Request) -> web.WebSocketResponse:
        self._learn_address(request)
        return await self.gateway.handle(request)

    async def _on_file(self, request: web.Request) -> web.Response:
        found = self.world.files.get(int(request.match_info["file_id"]))
        if found is None:
            raise web.HTTPNotFound
        return web.Response(body=found.content, headers={"Content-Type": found.content_type})

    def add_guild(
        self, name: str, *, guild_id: int | None = None, locale: str = "en-US", bot_rights: int = BOT
    ) -> GuildDesk:
        """A new guild in which the bot is installed with a role of its own (at the top, position 1)."""
        world = self.world
        guild = Guild(guild_id or world.new_id(), name, self.owner_id, world.clock.now(), locale)
        guild.roles[guild.id] = Role(guild.id, "@everyone", 0, EVERYONE)
        own = Role(world.new_id(), world.application_name, 1, bot_rights, managed=True)
        guild.roles[own.id] = own
        guild.members[world.bot.id] = Member(world.bot.id, world.clock.now(), roles={own.id})
        guild.members[self.owner_id] = Member(self.owner_id, world.clock.now())
        world.guilds[guild.id] = guild
        desk = GuildDesk(self, guild, own)
        world.dispatch("GUILD_CREATE", wire_guild.guild_create(world, guild, everyone=False), changes.GUILDS)
        return desk

    def desk(self, guild_id: int) -> GuildDesk:
        guild = self.world.guilds[guild_id]
        own = next(role for role in guild.roles.values() if role.managed)
        return GuildDesk(self, guild, own)

    def add_user(self, name: str, *, locale: str = "en-US", user_id: int | None = None) -> str:
        """A person who is in no guild yet; returns the id."""
        user = User(user_id or self.world.new_id(), name.lower().replace(" ", "."), name, locale=locale)
        self.world.users[user.id] = user
        return str(user.id)

    def close_dms(self, user_id: str | int, closed: bool = True) -> None:
        self.world.users[int(user_id)].dm_closed = closed

    def client(self, user_id: str | int) -> ChatClient:
        """What a person's Discord client can do, by ids: for a page that draws the snapshot."""
        return self._clients.setdefault(int(user_id), ChatClient(self.world, self.interactions, int(user_id)))

    def player(self, user_id: str | int) -> DiscordPlayer:
        """The person in front of the client, who goes by labels: for stories."""
        if int(user_id) not in self._players:
            self._players[int(user_id)] = DiscordPlayer(self.client(user_id))
        return self._players[int(user_id)]

    def snapshot(self, user_id: str | int) -> dict[str, Any]:
        """All that this person sees, as raw JSON."""
        return snapshot(self.client(user_id))

    def subscribe(self, tell: Callable[[], None]) -> Callable[[], None]:
        """Call `tell` whenever something has changed; returns the way to stop it."""
        self.world.watchers.append(tell)
        return lambda: self.world.watchers.remove(tell) if tell in self.world.watchers else None

    async def changes(self) -> AsyncIterator[None]:
        """Yields once now and then after every burst of changes."""
        async with Watch(self.world) as watch:
            while True:
                yield
                await watch.wait()

    def record(self, message: Message) -> None:
        """Enter what the application posted (or edited: then the entry's text follows) into the ledger."""
        channel = self.world.channels[message.channel_id]
        name = f"@{self.world.name_of(channel.recipient or 0)}" if channel.kind == DM else channel.name
        text = "\n".join(plain(self.world, one, channel.guild_id) for one in texts(message))
        if (known := self._entered.get(message.id)) is not None:
            known["text"] = text
            return
        self._entered[message.id] = {
            "id": str(message.id),
            "channel": name,
            "channel_id": str(channel.id),
            "text": text,
            "nonce": message.nonce,
            "at": message.at,
            "private": message.ephemeral_for is not None,
        }
        self.ledger.posted.append(self._entered[message.id])
