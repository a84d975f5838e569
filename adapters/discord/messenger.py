"""The outgoing side: performs orders of the outbox, and finds out what became of a message whose fate is unknown."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, assert_never

import aiohttp
import discord

from adapters.discord import limits
from adapters.discord.drawn import NOBODY, Drawn, files_of, mark, marker_of
from adapters.discord.entries import Calendar
from adapters.discord.manifest import NAMES
from adapters.discord.markup import PLATFORM
from adapters.discord.outbound import Page, draw, draw_one
from adapters.discord.questions import Questions
from adapters.discord.refusals import translated
from bot.app import Answer, OpenDraft
from bot.outbox import Forbidden, Receipt
from bot.ports import Delete, Edit, Make, Order, Send, SetAccess, SetEntry
from bot.ui.blocks import Button, Buttons, Paragraph
from bot.ui.replies import Ephemeral, OpenForm, Post, Update
from bot.ui.text import _
from bot.ui.view import View

SENDER = "discord"
UNKNOWN_MESSAGE = 10008
REASON = "Convenor: in line with the network's register"
LEEWAY = timedelta(minutes=2)
"""How far our clock and Discord's may be apart when old messages are looked through."""
LOOKED_THROUGH = 1000


class DiscordMessenger:
    """Messenger of `bot.ports` with one bot token."""

    platform = PLATFORM

    def __init__(self, client: discord.Client, questions: Questions) -> None:
        self._client = client
        self._questions = questions
        self._pace = limits.Pace(limits.PER_SECOND, limits.BURST)
        self._calendar = Calendar(client, self._pace.wait)

    @property
    def senders(self) -> tuple[str, ...]:
        return (SENDER,)

    async def open_direct(self, space: str, user: str) -> str:  # noqa: ARG002 - a person has one for all guilds
        """The direct conversation with somebody; Unreachable when Discord does not open it."""
        return str((await self._call(lambda: self._direct(user), "")).id)

    async def _direct(self, user: str) -> discord.DMChannel:
        await self._pace.wait()
        return await self._client.create_dm(discord.Object(int(user)))

    async def perform(self, order: Order) -> Receipt:
        match order:
            case Send():
                return await self._call(lambda: self._send(order), order.channel)
            case Edit():
                return await self._call(lambda: self._edit(order), order.channel)
            case Delete():
                return await self._call(lambda: self._delete(order), order.channel)
            case SetAccess():
                return await self._call(lambda: self._set_access(order), "")
            case Make():
                return await self._call(lambda: self._make(order), "")
            case SetEntry():
                return await self._call(lambda: self._calendar.set(order, REASON), "", NAMES["create_events"])
            case _:
                assert_never(order)

    async def find(self, space: str, channel: str, nonces: tuple[str, ...], since: datetime) -> dict[str, Receipt]:  # noqa: ARG002
        """Which of these messages are in the channel, by the mark on their first component."""
        return await self._call(lambda: self._find(channel, nonces, since), channel)

    async def tell(self, channel: int, answer: Answer) -> None:
        """Say a reply in a direct conversation at once, outside the outbox; it is not repeated if it fails."""
        match answer.reply:
            case Post(view) | Ephemeral(view) | Update(view):
                pass
            case OpenForm(form):
                view = View.of(Paragraph(form.title), Buttons((Button(_("Open"), OpenDraft(form.draft), "primary"),)))
            case _:
                return
        for page in draw(view, answer.reader):
            await self._call(lambda page=page: self._post(channel, page, None), str(channel))

    async def _call(self, work: "Callable[[], Awaitable[Any]]", channel: str, right: str = "") -> Any:
        """Do it within the time; whatever goes wrong comes out as a DeliveryProblem. `right` is what it takes."""
        try:
            async with asyncio.timeout(limits.ORDER):
                return await work()
        except (discord.DiscordException, TimeoutError, aiohttp.ClientError, OSError) as error:
            raise translated(error, self._where(channel), right) from error

    def _where(self, channel: str) -> str:
        found = self._client.get_channel(int(channel)) if channel.isdigit() else None
        return f"#{found.name}" if isinstance(found, discord.TextChannel) else ""

    async def _post(self, channel: int, page: Page, nonce: str | None, *, pings: bool = False) -> discord.Message:
        if page.questions:
            await self._questions.keep(page.questions)
        await self._pace.wait()
        users = [discord.Object(int(each)) for each in page.pings if not each.startswith("&")]
        roles = [discord.Object(int(each[1:])) for each in page.pings if each.startswith("&")]
        heard = discord.AllowedMentions(everyone=False, roles=roles, users=users)
        more: dict[str, Any] = {"nonce": nonce} if nonce else {}
        return await self._client.get_partial_messageable(channel).send(
            view=Drawn(page.components), files=files_of(page), allowed_mentions=heard if pings else NOBODY, **more
        )

    async def _send(self, order: Send) -> Receipt:
        """Post all pages. The last one bears the plain nonce: when that is found, all of them are there."""
        channel = int(order.channel) if order.channel else (await self._direct(order.user)).id
        pages = draw(order.view, order.reader)
        first = ""
        for page, nonce in zip(pages, mark(pages, order.nonce), strict=True):
            sent = await self._post(channel, page, nonce, pings=True)
            first = first or str(sent.id)
        return Receipt(first, str(channel))

    async def _edit(self, order: Edit) -> Receipt:
        page = draw_one(order.view, order.reader)
        if page.questions:
            await self._questions.keep(page.questions)
        await self._pace.wait()
        message = self._client.get_partial_messageable(int(order.channel)).get_partial_message(int(order.message))
        await message.edit(view=Drawn(page.components), attachments=files_of(page), allowed_mentions=NOBODY)
        return Receipt(order.message, order.channel)

    async def _delete(self, order: Delete) -> Receipt:
        await self._pace.wait()
        message = self._client.get_partial_messageable(int(order.channel)).get_partial_message(int(order.message))
        try:
            await message.delete()
        except discord.NotFound as gone:
            if gone.code != UNKNOWN_MESSAGE:
                raise
        return Receipt(order.message, order.channel)

    async def _guild(self, space: str) -> discord.Guild:
        return self._client.get_guild(int(space)) or await self._client.fetch_guild(int(space))

    async def _set_access(self, order: SetAccess) -> Receipt:
        """Give and take roles; channels follow from them. Only what differs is asked of Discord."""
        guild = await self._guild(order.space)
        await self._pace.wait()
        member = await guild.fetch_member(int(order.user))
        held = {role.id for role in member.roles}
        give = [discord.Object(int(r)) for r in order.roles if int(r) not in held]
        take = [discord.Object(int(r)) for r in order.not_roles if int(r) in held]
        for role in give:
            await self._pace.wait()
            await member.add_roles(role, reason=REASON)
        for role in take:
            await self._pace.wait()
            await member.remove_roles(role, reason=REASON)
        return Receipt(order.user)

    async def _make(self, order: Make) -> Receipt:
        guild = await self._guild(order.space)
        reason = order.reason or REASON
        await self._pace.wait(2)
        roles = await guild.fetch_roles()
        if order.what == "role":
            named = [role for role in roles if role.name.casefold() == order.name.casefold()]
            role = named[0] if named else await guild.create_role(name=order.name, reason=reason)
            return Receipt(str(role.id))
        wanted = order.name.removeprefix("#").strip().lower().replace(" ", "-")
        for channel in await guild.fetch_channels():
            if channel.name == wanted and isinstance(channel, discord.TextChannel):
                if order.what == "private_channel" and channel.permissions_for(guild.default_role).view_channel:
                    raise Forbidden(
                        f"#{wanted} exists and can be read by everybody",
                        _(
                            "Switch on “Private Channel” for #{name}, or choose another channel in /admin setup.",
                            name=wanted,
                        ),
                    )
                return Receipt(str(channel.id), str(channel.id))
        made = await guild.create_text_channel(wanted, overwrites=_overwrites(guild, roles, order), reason=reason)
        return Receipt(str(made.id), str(made.id))

    async def _find(self, channel: str, nonces: tuple[str, ...], since: datetime) -> dict[str, Receipt]:
        last = {marker_of(nonce): nonce for nonce in nonces}
        first = {marker_of(f"{nonce}.1"): nonce for nonce in nonces}
        begun: dict[str, str] = {}
        found: dict[str, Receipt] = {}
        me = self._client.user
        history = self._client.get_partial_messageable(int(channel)).history(
            limit=LOOKED_THROUGH, after=since - LEEWAY, oldest_first=True
        )
        async for message in history:
            if me is None or message.author.id != me.id or not message.components:
                continue
            marker = getattr(message.components[0], "id", None) or 0
            if (nonce := first.get(marker)) is not None:
                begun[nonce] = str(message.id)
            if (nonce := last.get(marker)) is not None:
                found[nonce] = Receipt(begun.get(nonce, str(message.id)), channel)
        return found


def _overwrites(
    guild: discord.Guild, roles: list[discord.Role], order: Make
) -> dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite]:
    """Hidden from everybody but the roles it is for, and from us."""
    if order.what == "channel":
        return {}
    seen = discord.PermissionOverwrite(view_channel=True)
    ours = discord.PermissionOverwrite(view_channel=True, send_messages=True, read_message_history=True)
    hidden = {role: discord.PermissionOverwrite(view_channel=False) for role in roles if role.is_default()}
    return {**hidden, **{role: seen for role in roles if str(role.id) in order.private_to}, guild.me: ours}
