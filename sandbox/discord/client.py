"""One person's Discord client, by ids: sends interactions, waits as long as the real one, keeps the open modal."""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sandbox.discord import calendar, changes, commandline, wire
from sandbox.discord.forms import WRONG, OpenForm, entity_options, resolve
from sandbox.discord.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, SUBMIT, Interaction, Interactions
from sandbox.discord.markup import nodes
from sandbox.discord.model import PRIVATE_THREAD, THREADS, Channel, Message
from sandbox.discord.permissions import BITS, can_see, in_channel
from sandbox.discord.state import World
from sandbox.discord.watching import Watch
from sandbox.player import NotShown

JSON = dict[str, Any]
DEFERRED, QUIET = 5.0, 0.5
NO_ANSWER = "The application did not respond"


class ChatClient:
    """What a person can do without knowing labels: for players and for a page that draws the snapshot."""

    def __init__(self, world: World, interactions: Interactions, user_id: int) -> None:
        self.world = world
        self.interactions = interactions
        self.user_id = user_id
        self.form: OpenForm | None = None
        self._offered: dict[tuple[str, str], JSON] = {}

    @property
    def locale(self) -> str:
        return self.world.users[self.user_id].locale

    def channel(self, channel_id: str | int) -> Channel:
        """A channel this person can see."""
        found = self.world.channels.get(int(channel_id))
        guild = self.world.guilds.get(found.guild_id or 0) if found else None
        if found is None or not can_see(guild, found, self.user_id, self.world.bot.id):
            raise NotShown(f"{self.world.name_of(self.user_id)} sees no channel {channel_id}")
        return found

    def commands(self, channel: Channel) -> list[JSON]:
        """Slash commands offered here to this person."""
        world, guild = self.world, self.world.guilds.get(channel.guild_id or 0)
        if guild is None:
            return [
                one
                for one in world.commands
                if 1 in (one.get("contexts") or [0, 1, 2]) and one.get("dm_permission") is not False
            ]
        if not guild.bot_is_in:
            return []
        rights = in_channel(guild, channel, self.user_id)
        if not rights & BITS["use_application_commands"]:
            return []
        known = [*guild.commands, *(one for one in world.commands if 0 in (one.get("contexts") or [0]))]
        return [one for one in known if _allowed(one.get("default_member_permissions"), rights)]

    async def command(self, channel_id: str | int, line: str) -> Interaction:
        """Send a slash command as it was typed."""
        channel = self.channel(channel_id)
        typed = commandline.take_apart(self.commands(channel), line, self.locale)
        data = commandline.data(typed, self.locale, self._offered, lambda kind, raw: self._find(channel, kind, raw))
        return await self._send(COMMAND, channel, data)

    async def complete(self, channel_id: str | int, line: str) -> list[str]:
        """What the client offers while the line is being typed: commands, option names, or values."""
        channel = self.channel(channel_id)
        commands = self.commands(channel)
        try:
            typed = commandline.take_apart(commands, line, self.locale)
        except NotShown:
            typed = None
        if typed is None or not (typed.given or line.endswith(" ")):
            known = [commandline.names(path, self.locale) for path in commandline.leaves(commands)]
            return [one for one in known if one.lower().startswith(line.strip().lower())]
        left = [one for one in typed.options if one["name"] not in typed.given]
        name = typed.last or (left[0]["name"] if left else "")
        option = next((one for one in typed.options if one["name"] == name), None)
        text = typed.given.get(name, "")
        if option and option.get("choices"):
            shown = [commandline.shown_name(one, self.locale) for one in option["choices"]]
            return [one for one in shown if text.casefold() in one.casefold()]
        if option and option.get("autocomplete"):
            data = commandline.data(typed, self.locale, {}, lambda kind, raw: self._find(channel, kind, raw), name)
            one = self.interactions.start(AUTOCOMPLETE, self.user_id, channel, data)
            await _within(one.answered, self.interactions.patience)
            self._offered[typed.name, name] = {_label(each, self.locale): each["value"] for each in one.choices}
            return [_label(each, self.locale) for each in one.choices]
        return [f"{one['name']}:" for one in left]

    def say(self, channel_id: str | int, text: str) -> Message:
        """An ordinary message of this person."""
        channel, world = self.channel(channel_id), self.world
        if channel.guild_id:
            rights = in_channel(world.guilds[channel.guild_id], channel, self.user_id)
            if not rights & BITS["send_messages_in_threads" if channel.kind in THREADS else "send_messages"]:
                raise NotShown(f"{world.name_of(self.user_id)} cannot write in #{channel.name}")
        message = Message(world.new_id(), channel.id, self.user_id, world.clock.now(), text)
        if channel.thread and channel.kind != PRIVATE_THREAD:
            channel.thread.members.setdefault(self.user_id, world.clock.now())
        return changes.post(world, channel, message)

    def mark_interest(self, event_id: str | int, *, interested: bool) -> None:
        """Say that one is interested in a scheduled event of a guild one is in, or no longer."""
        for guild in self.world.guilds.values():
            event = guild.events.get(int(event_id))
            if event is not None and self.user_id in guild.members:
                calendar.mark_interest(self.world, guild, event, self.user_id, interested=interested)
                return
        raise NotShown(f"{self.world.name_of(self.user_id)} sees no event {event_id}")

    def close_dms(self, *, closed: bool) -> None:
        """Take direct messages from members of the same guild, or none."""
        self.world.users[self.user_id].dm_closed = closed
        self.world.changed()

    def delete_channel(self, channel_id: str | int) -> None:
        """Delete a channel of the guild, as somebody who may manage channels."""
        channel, world = self.channel(channel_id), self.world
        guild = world.guilds.get(channel.guild_id or 0)
        if guild is None or not in_channel(guild, channel, self.user_id) & BITS["manage_channels"]:
            raise NotShown(f"{world.name_of(self.user_id)} may not delete #{channel.name}")
        changes.delete_channel(world, channel)

    async def click(self, message_id: str | int, custom_id: str, values: Sequence[str] | None = None) -> Interaction:
        """Press a button, or choose `values` in a select, of a message that is on the screen."""
        message = self.world.messages.get(int(message_id))
        if message is None or not self.world.sees(self.user_id, message):
            raise NotShown(f"no message {message_id} on the screen")
        part = next((one for one in nodes(message.components) if one.get("custom_id") == custom_id), None)
        if part is None or part.get("disabled"):
            raise NotShown(f"nothing to press with custom_id {custom_id!r} on message {message_id}")
        channel = self.world.channels[message.channel_id]
        data: JSON = {"component_type": part["type"], "custom_id": custom_id, "id": part["id"]}
        if values is not None:
            data["values"] = list(values)
            resolved: JSON = {}
            for one in values if part["type"] != 3 else ():
                resolve(self.world, self.world.guilds.get(channel.guild_id or 0), int(one), resolved)
            data |= {"resolved": resolved} if resolved else {}
        return await self._send(COMPONENT, channel, data, message)

    async def submit(self) -> bool:
        """Send the open form. It stays when the client finds mistakes or nobody answers; True when it closed."""
        form = self.form
        if form is None:
            raise NotShown("no form is open")
        form.banner = ""
        if not form.check():
            self.world.changed()
            return False
        channel = self.channel(form.source.channel.id)  # who has left meanwhile cannot send it
        message = form.source.message
        before = message.edited_at if message else None
        one = self.interactions.start(SUBMIT, self.user_id, channel, form.data(), message)
        if not await _within(one.answered, self.interactions.patience):
            form.banner = WRONG
            self.world.changed()
            return False
        if self.form is form:
            self.form = None
        await self._settle(one, before)
        self.world.changed()
        return True

    def dismiss(self) -> None:
        """Close the form; the application hears nothing of it."""
        self.form = None
        self.world.changed()

    def restart(self) -> None:
        """The client is closed and opened again: private answers and the open form are gone."""
        self.form = None
        for one in [each for each in self.world.messages.values() if each.ephemeral_for == self.user_id]:
            changes.delete(self.world, one)

    def options(self, message: Message, part: JSON) -> list[tuple[str, str]]:
        """(label, value) of what a select offers."""
        if part["type"] == 3:
            return [(one["label"], one["value"]) for one in part["options"]]
        channel = self.world.channels[message.channel_id]
        return entity_options(self.world, channel.guild_id, part["type"], self.user_id)

    async def _send(self, kind: int, channel: Channel, data: JSON, message: Message | None = None) -> Interaction:
        before = message.edited_at if message else None
        one = self.interactions.start(kind, self.user_id, channel, data, message)
        if not await _within(one.answered, self.interactions.patience):
            self._notice(channel, NO_ANSWER)
        elif one.callback == 9:
            self.form = OpenForm(self.world, one)
            self.world.changed()
        else:
            await self._settle(one, before)
        return one

    async def _settle(self, one: Interaction, before: datetime | None) -> None:
        """Stay while the application is said to be thinking; after a silent acknowledgement only a moment.

        That moment ends when the pressed message changes, by whichever way; `before` is when it last had changed.
        """
        if one.callback == 5:
            await _within(one.settled, DEFERRED)
        elif one.callback == 6:
            with contextlib.suppress(TimeoutError):
                async with Watch(self.world) as watch, asyncio.timeout(QUIET):
                    while not one.settled.is_set() and (one.message is None or one.message.edited_at == before):
                        await watch.wait()

    def _notice(self, channel: Channel, text: str) -> None:
        world = self.world
        notice = Message(world.new_id(), channel.id, world.system.id, world.clock.now(), text)
        notice.ephemeral_for = self.user_id
        changes.post(world, channel, notice)

    def _find(self, channel: Channel, kind: int, raw: str) -> tuple[str, str, JSON]:
        """A person, channel or role named in an option: (group in `resolved`, id, record)."""
        world, guild = self.world, self.world.guilds.get(channel.guild_id or 0)
        wanted = raw.strip("<>@#&!").casefold()
        if guild and kind in (commandline.USER, commandline.MENTIONABLE):
            for one in guild.members.values():
                if wanted in (str(one.user_id), world.name_of(one.user_id, guild.id).casefold()):
                    return "members", str(one.user_id), wire.member(world, one) | {"permissions": "0"}
        if guild and kind == commandline.CHANNEL:
            for one in guild.channels.values():
                if wanted in (str(one.id), one.name.casefold()):
                    return "channels", str(one.id), wire.channel(world, one) | {"permissions": "0"}
        if guild and kind in (commandline.ROLE, commandline.MENTIONABLE):
            for one in guild.roles.values():
                if wanted in (str(one.id), one.name.casefold()):
                    return "roles", str(one.id), wire.role(one)
        raise NotShown(f"the client finds nobody and nothing called {raw!r}")


def _allowed(wanted: str | None, rights: int) -> bool:
    return (
        wanted is None
        or bool(rights & BITS["administrator"])
        or (wanted != "0" and rights & int(wanted) == int(wanted))
    )


def _label(choice: JSON, locale: str) -> str:
    return commandline.shown_name(choice, locale)


async def _within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
