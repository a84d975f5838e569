"""The door to Discord: one gateway connection, every interaction through one router that remembers nothing."""

import asyncio
import contextlib
import logging
from itertools import chain, repeat

import aiohttp
import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord import commands, directory, inbound, limits
from adapters.discord.asking import ask, declined
from adapters.discord.controls import FORM, read
from adapters.discord.drawn import NOBODY
from adapters.discord.messenger import DiscordMessenger
from adapters.discord.questions import InMemory, Questions
from adapters.discord.replying import Line, Turn, spent
from bot.app import App
from bot.i18n import Reader
from bot.interactions import Event
from bot.ui.text import shortened

log = logging.getLogger("convenor.discord")

# the library warns at every start that voice will not work; nobody here speaks aloud
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False

TOKEN = "CONVENOR_DISCORD__TOKEN"  # noqa: S105 - the name of the setting
Kind = discord.InteractionType

AWAY = (discord.DiscordServerError, aiohttp.ClientError, OSError)
"""Nobody answers, or nobody who can; OSError holds TimeoutError too."""
PAUSES = (1.0, 3.0, 10.0, 30.0)
"""Seconds between attempts to get in; the last one again and again."""
START_WITHIN = 15.0
"""Seconds the start waits for a connection; after that it goes on trying beside everything else."""


class NotAccepted(Exception):
    """Discord does not let us in; the sentence says what to change."""


class Discord:
    """Convenor on Discord.

    `prefix` is put before every command name. `api_url` (…/api/v10) and `gateway_url` (ws://…) replace Discord's own
    for the whole process. `questions` keeps what buttons ask first, so that it is known after a restart.
    `ready_timeout` is how long a start waits after the last guild for one more; one that comes later is as welcome.
    """

    platform = "discord"

    def __init__(self, app: App, *, token: str, prefix: str = "", api_url: str = "", gateway_url: str = "",
                 questions: Questions | None = None, ready_timeout: float = 0.1) -> None:  # fmt: skip
        self.app = app
        self.prefix = prefix
        self.questions = questions or InMemory()
        self.line = Line()
        self.problem = ""
        """Why there is no connection, in words; empty when all is well."""
        self._token = token
        if api_url:
            Route.BASE = api_url.rstrip("/")
        if gateway_url:
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
        self._client = _Client(self, ready_timeout)
        self.messenger = DiscordMessenger(self._client, self.questions)
        self._completions = commands.completions(app.routes)
        self._running: asyncio.Task[None] | None = None
        self._busy: set[asyncio.Task[None]] = set()
        self._looking: set[int] = set()

    @property
    def connected(self) -> bool:
        return self._client.is_ready() and not self._client.is_closed() and not self.problem

    async def start(self) -> None:
        """Log in, publish the commands if they changed, and return once the guilds are known.

        While Discord cannot be reached it goes on trying beside everything else, and `connected` is false.
        Raises NotAccepted when the token or a switch in Discord's settings is wrong.
        """
        try:
            await self._log_in()
        except AWAY as error:
            log.warning("Discord cannot be reached yet: %s. Trying again.", error)
            self._running = asyncio.create_task(self._knock(), name="discord")
            return
        except BaseException:
            await self._client.close()
            raise
        await self.publish()
        self._running = asyncio.create_task(self._connect(), name="discord")
        ready = asyncio.create_task(self._client.wait_until_ready())
        await asyncio.wait({self._running, ready}, return_when=asyncio.FIRST_COMPLETED, timeout=START_WITHIN)
        if not ready.done():
            ready.cancel()
            if self._running.done():
                await self._client.close()
                raise NotAccepted(self.problem)
            log.error("Discord's gateway cannot be reached yet. Trying again.")

    async def _log_in(self) -> None:
        http = self._client.http
        await http.close()  # each attempt opens a session of its own, which takes its connector along
        http.connector = discord.utils.MISSING
        try:
            await self._client.login(self._token)
        except discord.LoginFailure:
            raise NotAccepted(f"Discord does not accept the token in {TOKEN}. Copy it again from the application's "
                              "Bot page.") from None  # fmt: skip

    async def _knock(self) -> None:
        """Get in as soon as Discord can be reached; a token that is refused then ends it, with the sentence."""
        for pause in chain(PAUSES, repeat(PAUSES[-1])):
            await asyncio.sleep(pause)
            try:
                await self._log_in()
            except AWAY as error:
                log.warning("Discord cannot be reached yet: %s. Trying again.", error)
            except NotAccepted as refused:
                self.problem = str(refused)
                log.error("%s", refused)
                return
            else:
                break
        await self.publish()
        await self._connect()

    async def _connect(self) -> None:
        try:
            await self._client.connect(reconnect=True)
        except discord.PrivilegedIntentsRequired:
            self.problem = ("Discord withholds who joins and leaves. Switch on “Server Members Intent” on the "
                            "application's Bot page.")  # fmt: skip
        except discord.ConnectionClosed as closed:
            self.problem = f"Discord closed the connection for good (code {closed.code})."
            log.exception("the connection was closed for good")

    async def stop(self) -> None:
        """Let answers that are under way finish, then leave."""
        if self._busy:
            await asyncio.wait(self._busy, timeout=5)
        if self._running is not None and self._client.ws is None:
            self._running.cancel()  # it is still trying to get in
        await self._client.close()
        if self._running is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await self._running

    async def publish(self) -> bool:
        """Bring the slash commands up to date; whether that was necessary."""
        ours = commands.tree(self.app.routes, self.prefix)
        path = "/applications/{application_id}/commands"
        application = self._client.application_id
        try:
            route = Route("GET", path, application_id=application)
            theirs = await self._client.http.request(route, params={"with_localizations": "true"})
            if commands.same(ours, theirs):
                return False
            await self._client.http.request(Route("PUT", path, application_id=application), json=ours)
        except (discord.HTTPException, *AWAY) as error:
            log.error("the slash commands could not be published: %s", error)
            return False
        return True

    # what happens

    async def interaction(self, i: discord.Interaction) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._busy.add(task)
            task.add_done_callback(self._busy.discard)
        match i.type:
            case Kind.application_command:
                await self._turn(i).finish(self.app.handle(inbound.command(i, self.prefix)))
            case Kind.autocomplete:
                await self._complete(i)
            case Kind.component:
                await self._press(i)
            case Kind.modal_submit if _custom_id(i).startswith(FORM):
                await self._turn(i, own=spent(i)).finish(self.app.handle(inbound.submit(i)))
            case _:
                log.info("an interaction nobody knows: %s", i.type)

    def _turn(self, i: discord.Interaction, *, own: bool = False, redraw: int | None = None) -> Turn:
        return Turn(i, self.questions, self.line, own=own, redraw=redraw)

    async def _press(self, i: discord.Interaction) -> None:
        control = read(_custom_id(i))
        match control.kind:
            case "ask":
                await self._turn(i).ask(await ask(i, control, self.questions))
            case "no":
                await self._turn(i, own=True).ask(declined(i))
            case "yes" | "own":
                about = i.message.interaction_metadata if i.message else None
                meant = getattr(about, "interacted_message_id", None)
                redraw = meant if control.kind == "yes" else None
                turn = self._turn(i, own=redraw is None, redraw=redraw)
                await turn.finish(self.app.handle(inbound.press(i, control, meant)))
            case "press":
                await self._turn(i).finish(self.app.handle(inbound.press(i, control)))

    async def _complete(self, i: discord.Interaction) -> None:
        search = inbound.search(i, self.prefix, self._completions)
        choices: list[app_commands.Choice[str]] = []
        try:
            async with asyncio.timeout(limits.COMPLETION):
                if search is not None:
                    reader = Reader(inbound.language(i))
                    for option in (await self.app.search(search))[: limits.COMPLETIONS]:
                        label = reader.plain(option.label)
                        named = f"{label} · {about}" if (about := reader.plain(option.description)) else label
                        name = shortened(named, limits.OPTION_TEXT) or option.value
                        choices.append(app_commands.Choice(name=name, value=option.value))
                await i.response.autocomplete(choices)
        except (TimeoutError, OSError, discord.HTTPException) as error:
            log.info("a completion came too late: %r", error)

    async def spoke(self, message: discord.Message) -> None:
        """Answer a direct message with the menu."""
        event, menu = inbound.spoke(message)
        await self.app.handle(event)
        answer = await self.app.handle(menu)
        await self.messenger.tell(message.channel.id, answer)

    async def happened(self, event: Event) -> None:
        await self.app.handle(event)

    def look_again(self, guild: discord.Guild) -> None:
        """Describe the guild anew; many changes in a row are one look."""
        if guild.id in self._looking:
            return
        self._looking.add(guild.id)

        async def look() -> None:
            await asyncio.sleep(limits.GATHER)
            self._looking.discard(guild.id)
            if self._client.get_guild(guild.id) is not None:  # else we were thrown out meanwhile
                await self.happened(inbound.space("connected", guild.id, data=await directory.snapshot(guild)))

        task = asyncio.create_task(look(), name="discord-look")
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)


class _Client(discord.Client):
    """The library's client with everything switched off that would keep something in memory."""

    def __init__(self, door: Discord, ready_timeout: float) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, members=True, dm_messages=True),
            allowed_mentions=NOBODY,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=ready_timeout,
            max_ratelimit_timeout=30,
        )
        self._door = door

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        await self._door.interaction(interaction)

    async def on_message(self, message: discord.Message) -> None:
        if message.guild is None and not message.author.bot:
            await self._door.spoke(message)

    async def on_member_join(self, member: discord.Member) -> None:
        if not member.bot:
            await self._door.happened(inbound.member("joined", member.guild.id, member.id, member.display_name))

    async def on_raw_member_remove(self, gone: discord.RawMemberRemoveEvent) -> None:
        if not gone.user.bot:
            await self._door.happened(inbound.member("left", gone.guild_id, gone.user.id))

    async def on_guild_available(self, guild: discord.Guild) -> None:
        await self._door.happened(inbound.space("connected", guild.id, data=await directory.snapshot(guild)))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self.on_guild_available(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self._door.happened(inbound.space("removed", guild.id))

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        await self._door.happened(inbound.space("channel_gone", channel.guild.id, channel.id))

    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        self._door.look_again(channel.guild)

    async def on_guild_channel_update(self, _before: object, after: discord.abc.GuildChannel) -> None:
        self._door.look_again(after.guild)

    async def on_guild_role_create(self, role: discord.Role) -> None:
        self._door.look_again(role.guild)

    async def on_guild_role_update(self, _before: object, after: discord.Role) -> None:
        self._door.look_again(after.guild)

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        self._door.look_again(role.guild)


def _custom_id(i: discord.Interaction) -> str:
    return str(dict(i.data or {}).get("custom_id", ""))  # pyright: ignore[reportCallIssue, reportArgumentType]
