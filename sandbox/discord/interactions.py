"""The life of an interaction: 3 seconds to answer, once; then 15 minutes in which the token works as a webhook."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.discord import changes, wire
from sandbox.discord.bodies import Upload, edit_message, new_message
from sandbox.discord.errors import ApiError, invalid, unknown
from sandbox.discord.model import DM, EPHEMERAL, LOADING, Channel, Message
from sandbox.discord.permissions import in_channel
from sandbox.discord.state import World

JSON = dict[str, Any]
COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
FIRST_ANSWER, TOKEN_LIFE = timedelta(seconds=3), timedelta(minutes=15)
# Which callback types answer which interaction.
ANSWERS = {COMMAND: {4, 5, 9}, COMPONENT: {4, 5, 6, 7, 9}, AUTOCOMPLETE: {8}, SUBMIT: {4, 5, 6, 7}}


@dataclass(slots=True)
class Interaction:
    """Something a person did, and what the application answered."""

    id: int
    token: str
    kind: int
    user_id: int
    channel: Channel
    data: JSON
    at: datetime
    message: Message | None = None
    callback: int | None = None
    original: Message | None = None
    choices: list[JSON] = field(default_factory=list[JSON])
    modal: JSON | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when nothing more is promised: a full answer, or what was deferred has been filled in."""


class Interactions:
    """All interactions of the application, by id and by token."""

    def __init__(self, world: World, on_post: Callable[[Message], None]) -> None:
        self.world = world
        self.by_token: dict[str, Interaction] = {}
        self.patience = 3.0
        """Real seconds after which a person's client gives up waiting for the first answer."""
        self._on_post = on_post

    def start(
        self, kind: int, user_id: int, channel: Channel, data: JSON, message: Message | None = None
    ) -> Interaction:
        """Send INTERACTION_CREATE for something a person did."""
        world = self.world
        token = secrets.token_urlsafe(48)
        one = Interaction(world.new_id(), token, kind, user_id, channel, data, world.clock.now(), message)
        self._forget_old()
        self.by_token[token] = one
        world.dispatch("INTERACTION_CREATE", self.payload(one))
        return one

    def payload(self, one: Interaction) -> JSON:
        world, channel, user = self.world, one.channel, self.world.users[one.user_id]
        found: JSON = {
            "id": str(one.id),
            "application_id": str(world.application_id),
            "type": one.kind,
            "token": one.token,
            "version": 1,
            "data": one.data,
            "channel_id": str(channel.id),
            "channel": wire.channel(world, channel),
            "attachment_size_limit": 10485760,
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(channel.guild_id or 0)},
            "locale": user.locale,
            "app_permissions": str(1 << 11),
            "context": 1 if channel.kind == DM else 0,
        }
        if one.message:
            found["message"] = wire.message(world, one.message)
        guild = world.guilds.get(channel.guild_id or 0)
        if guild is None:
            return found | {"user": wire.user(user)}
        rights = in_channel(guild, channel, user.id)
        member = wire.member(world, guild.members[user.id]) | {"permissions": str(rights)}
        partial = {"id": str(guild.id), "locale": guild.locale, "features": ["COMMUNITY"]}
        place = {"guild_id": str(guild.id), "guild": partial, "guild_locale": guild.locale, "member": member}
        return found | place | {"app_permissions": str(in_channel(guild, channel, world.bot.id))}

    def answer(self, interaction_id: str, token: str, body: JSON, files: Sequence[Upload]) -> Interaction:
        """The first and only callback."""
        one = self.by_token.get(token)
        if one is None or str(one.id) != interaction_id:
            raise unknown(10062)
        if one.callback is not None:
            raise ApiError(400, 40060)
        if self.world.clock.now() - one.at > FIRST_ANSWER:
            raise unknown(10062)
        if one.channel.id not in self.world.channels:
            raise unknown(10003)
        kind = body["type"]
        if kind not in ANSWERS[one.kind] or (kind in (6, 7) and one.message is None):
            raise invalid(("type",), "INTERACTION_CALLBACK_TYPE", "This callback does not answer this interaction.")
        self._take(one, kind, body.get("data") or {}, files)
        one.callback = kind
        if kind not in (5, 6):
            one.settled.set()
        one.answered.set()
        self.world.changed()
        return one

    def _take(self, one: Interaction, kind: int, data: JSON, files: Sequence[Upload]) -> None:
        if kind == 4:
            one.original = self.post(one, new_message(self.world, one.channel, self.world.bot.id, data, files), data)
        elif kind == 5:
            waiting = Message(self.world.new_id(), one.channel.id, self.world.bot.id, self.world.clock.now())
            waiting.flags = LOADING
            one.original = self.post(one, waiting, data)
        elif kind in (6, 7):
            one.original = one.message
            if kind == 7 and one.message and data:
                edit_message(self.world, one.message, data, files)
        elif kind == 8:
            one.choices = list(data.get("choices") or ())
        elif kind == 9:
            one.modal = data

    def post(self, one: Interaction, message: Message, body: JSON) -> Message:
        """Post an answer; private when its flags say so, whatever the channel's rules for the bot are."""
        message.ephemeral_for = one.user_id if (body.get("flags") or 0) & EPHEMERAL else None
        message.kind = 20 if one.kind == COMMAND and one.original is None else message.kind
        message.interaction = {
            "id": str(one.id),
            "type": one.kind,
            "user": wire.user(self.world.users[one.user_id]),
            "authorizing_integration_owners": {"0": str(one.channel.guild_id or 0)},
        }
        if one.kind == COMPONENT and one.message:
            message.interaction["interacted_message_id"] = str(one.message.id)
        elif one.kind == SUBMIT:
            message.interaction["triggering_interaction_metadata"] = message.interaction.copy() | {"type": COMMAND}
        changes.post(self.world, one.channel, message, body.get("allowed_mentions"))
        self._on_post(message)
        return message

    def webhook(self, application_id: str, token: str) -> Interaction:
        """The interaction whose token is used for a followup."""
        one = self.by_token.get(token)
        if one is None or application_id != str(self.world.application_id) or one.callback is None:
            raise unknown(10015)
        if self.world.clock.now() - one.at > TOKEN_LIFE:
            raise ApiError(401, 50027)
        if one.channel.id not in self.world.channels:
            raise unknown(10003)
        return one

    def follow_up(self, one: Interaction, body: JSON, files: Sequence[Upload]) -> Message:
        """A followup; the first after a deferred answer takes the place of the waiting message."""
        waiting = one.original
        if one.callback == 5 and waiting and waiting.flags & LOADING:
            return self.edit(one, waiting, body, files)
        message = new_message(self.world, one.channel, self.world.bot.id, body, files)
        self.post(one, message, body)
        one.settled.set()
        self.world.changed()
        return message

    def edit(self, one: Interaction, message: Message, body: JSON, files: Sequence[Upload]) -> Message:
        edit_message(self.world, message, body, files)
        self._on_post(message)
        one.settled.set()
        self.world.changed()
        return message

    def _forget_old(self) -> None:
        if len(self.by_token) > 5000:
            limit = self.world.clock.now() - 2 * TOKEN_LIFE
            self.by_token = {token: one for token, one in self.by_token.items() if one.at > limit}
