"""The same job as one would write it without Convenor: each platform's own library and SQLAlchemy Core, no more.

It keeps what a careful author keeps: one transaction that takes the write lock first, WAL with every commit on disk,
one shared HTTP session, statements built once, nobody pinged, and no waiting on the library's 10 ms poll.
"""

import re
from typing import Any

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import bindparam, event, or_, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bench.job import PAYLOAD, table_of_counts
from bot.clock import SystemClock
from storage.base import Utc
from storage.people_tables import chat_accounts, people, role_grants

NOW = bindparam("now", type_=Utc())
WHO = (
    select(people.c.id, people.c.display_name, role_grants.c.role)
    .join(chat_accounts, (chat_accounts.c.network == people.c.network) & (chat_accounts.c.person == people.c.id))
    .outerjoin(
        role_grants,
        (role_grants.c.network == people.c.network)
        & (role_grants.c.person == people.c.id)
        & or_(role_grants.c.since.is_(None), role_grants.c.since <= NOW)
        & or_(role_grants.c.until.is_(None), role_grants.c.until > NOW),
    )
    .where(
        chat_accounts.c.network == bindparam("network"),
        chat_accounts.c.platform == bindparam("platform"),
        chat_accounts.c.space == bindparam("space"),
        chat_accounts.c.user == bindparam("user"),
    )
)
NUMBER = select(table_of_counts.c.number).where(
    table_of_counts.c.network == bindparam("network"), table_of_counts.c.what == bindparam("what")
)
KEEP = insert(table_of_counts)
KEEP = KEEP.on_conflict_do_update(index_elements=["network", "what"], set_={"number": KEEP.excluded.number})


def connect(url: str) -> AsyncEngine:
    """One connection that writes; it takes the lock at the start, so that two presses never read the same number."""
    engine = create_async_engine(url, pool_size=1, max_overflow=0)

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


class Counter:
    """The job itself."""

    def __init__(self, engine: AsyncEngine, network: str) -> None:
        self.engine = engine
        self.network = network
        self.clock = SystemClock()

    async def press(self, platform: str, space: str, user: str) -> str:
        """What to say to whoever pressed."""
        async with self.engine.begin() as connection:
            who = {"network": self.network, "platform": platform, "space": space, "user": user}
            rows = (await connection.execute(WHO, {**who, "now": self.clock.now()})).all()
            if not rows:
                return "Please join us first."
            what = {"network": self.network, "what": "door"}
            number = ((await connection.execute(NUMBER, what)).scalar() or 0) + 1
            await connection.execute(KEEP, {**what, "number": number})
        return f"you are number {number}."


class OnSlack:
    """slack-bolt in Socket Mode."""

    def __init__(self, counter: Counter, api_url: str, bot_token: str, app_token: str) -> None:
        self.counter = counter
        self.api_url, self.bot_token, self.app_token = api_url, bot_token, app_token

    async def start(self) -> None:
        self.session = aiohttp.ClientSession()
        client = AsyncWebClient(self.bot_token, self.api_url, session=self.session, retry_handlers=[])
        app = AsyncApp(client=client, process_before_response=True)

        @app.action(re.compile(r"(\d+\|)?" + re.escape(PAYLOAD)))
        async def _pressed(ack: Any, body: Any) -> None:
            user = body["user"]["id"]
            says = f"<@{user}>, {await self.counter.press('slack', body['team']['id'], user)}"
            section = {"type": "section", "text": {"type": "mrkdwn", "text": says}}
            message = {"response_type": "ephemeral", "replace_original": False, "text": says, "blocks": [section]}
            # not bolt's own `respond`, which opens a connection for every answer
            async with self.session.post(body["response_url"], json=message) as answer:
                answer.raise_for_status()
            await ack()

        self.socket = AsyncSocketModeHandler(app, self.app_token)
        await self.socket.connect_async()

    async def stop(self) -> None:
        await self.socket.close_async()
        await self.session.close()


class OnDiscord(discord.Client):
    """discord.py with `on_interaction`."""

    def __init__(self, counter: Counter, api_url: str, gateway_url: str, token: str) -> None:
        Route.BASE = api_url
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0.1,
        )
        self.counter = counter
        self.token = token

    async def begin(self) -> None:
        await self.login(self.token)
        self.running = self.loop.create_task(self.connect())
        await self.wait_until_ready()

    async def on_interaction(self, i: discord.Interaction) -> None:
        if i.type is discord.InteractionType.component and (i.data or {}).get("custom_id") == PAYLOAD:
            says = await self.counter.press("discord", str(i.guild_id), str(i.user.id))
            view = discord.ui.LayoutView(timeout=None)
            view.add_item(discord.ui.TextDisplay(f"{i.user.mention}, {says}"))
            view.stop()
            await i.response.send_message(view=view, ephemeral=True)
