"""A person in front of the simulated Discord who goes by what is written on the screen."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sandbox.discord.calendar import ACTIVE, upcoming
from sandbox.discord.client import ChatClient
from sandbox.discord.markup import nodes, plain, texts
from sandbox.discord.model import DM, LOADING, TEXT, Channel, Message
from sandbox.discord.watching import Watch
from sandbox.player import PATIENCE, EventSeen, FileSeen, FormSeen, MessageSeen, NotShown

JSON = dict[str, Any]
SELECTS = frozenset({3, 5, 6, 7, 8})
THINKING = "is thinking…"


class DiscordPlayer:
    """Implements sandbox.player.Player; labels, names and texts are those of the person's own client."""

    platform = "discord"

    def __init__(self, client: ChatClient) -> None:
        self.client = client
        self.world = client.world
        self.user_id = str(client.user_id)
        self.name = self.world.name_of(client.user_id)
        self._place: int | None = None

    @property
    def form(self) -> FormSeen | None:
        return self.client.form.seen() if self.client.form else None

    async def types(self, line: str, channel: str | None = None) -> None:
        where = self._where(channel)
        if line.startswith("/"):
            await self.client.command(where.id, line)
        else:
            self.client.say(where.id, line)

    async def completes(self, line: str, channel: str | None = None) -> list[str]:
        return await self.client.complete(self._where(channel).id, line)

    async def presses(self, label: str, *, on: str | None = None, times: int = 1) -> None:
        message, part = await self._button(label, on)
        if part.get("disabled"):
            raise NotShown(f"{label!r} is greyed out")
        if part.get("custom_id"):  # a link only opens a page
            self._place = message.channel_id
            await asyncio.gather(*(self.client.click(message.id, part["custom_id"]) for _ in range(times)))

    async def picks(self, *options: str, select: str | None = None, on: str | None = None) -> None:
        for message in self._newest_first(on):
            for part in nodes(message.components):
                if part["type"] not in SELECTS or part.get("disabled"):
                    continue
                if select not in (None, part.get("placeholder"), part["custom_id"]):
                    continue
                known = dict(self.client.options(message, part))
                if not set(options) <= set(known):
                    continue
                if not part["min_values"] <= len(options) <= part["max_values"]:
                    limits = f"{part['min_values']} to {part['max_values']}"
                    raise NotShown(f"{select or 'the select'} takes {limits} options, not {len(options)}")
                self._place = message.channel_id
                await self.client.click(message.id, part["custom_id"], [known[one] for one in options])
                return
        raise NotShown(f"{self.name} sees no select with {options}; selects: {self._all_selects()}")

    async def fills(self, values: Mapping[str, str | Sequence[str]]) -> None:
        form = self.client.form
        if form is None:
            raise NotShown(f"no form is open in front of {self.name}")
        for label, value in values.items():
            form.find(label).fill(value)
        self.world.changed()

    async def submits(self) -> None:
        await self.client.submit()

    async def dismisses(self) -> None:
        self.client.dismiss()

    def restarts(self) -> None:
        """Close and reopen the client: private answers are gone."""
        self.client.restart()

    async def opens_home(self) -> MessageSeen:
        """The direct conversation; an empty one shows only whose it is."""
        channel = self.world.dm_with(self.client.user_id)
        self._place = channel.id
        seen = self.messages("@bot")
        intro = f"This is the beginning of your direct message history with {self.world.application_name}"
        return seen[-1] if seen else MessageSeen("", "@bot", self.world.application_name, intro)

    def messages(self, channel: str | None = None) -> list[MessageSeen]:
        where = None if channel is None else self._where(channel, go=False).id
        found = [one for one in self._visible() if where in (None, one.channel_id)]
        return [self._seen(one) for one in found]

    async def sees(self, text: str, *, channel: str | None = None, within: float = 5.0) -> MessageSeen:
        try:
            async with Watch(self.world) as watch, asyncio.timeout(within):
                while True:
                    found = [one for one in self._on_screen(channel) if text in one.text]
                    if found:
                        return found[-1]
                    await watch.wait()
        except TimeoutError:
            pass
        shown = "\n---\n".join(f"#{one.channel} {one.author}: {one.text}" for one in self._on_screen(channel)[-12:])
        raise NotShown(f"{self.name} does not see {text!r}. On the screen:\n{shown or '(nothing)'}")

    def events(self) -> list[EventSeen]:
        me = self.client.user_id
        return [
            EventSeen(
                str(one.id), one.name, datetime.fromisoformat(one.start),
                datetime.fromisoformat(one.end) if one.end else None, one.location or "", one.description or "",
                one.status == ACTIVE, me in one.interested,
            )
            for guild in self.world.guilds.values()
            if me in guild.members
            for one in upcoming(self.world, guild)
        ]  # fmt: skip

    def channels(self) -> list[str]:
        return [one.name for one in self.world.visible_channels(self.client.user_id)]

    def _on_screen(self, channel: str | None) -> list[MessageSeen]:
        """Messages of a channel that may not exist yet."""
        return self.messages(channel) if channel is None or channel in (*self.channels(), "@bot") else []

    def _where(self, channel: str | None, *, go: bool = True) -> Channel:
        """The channel meant: by name, else where the person last was, else the welcome channel, else the bot's."""
        world, me = self.world, self.client.user_id
        visible = world.visible_channels(me)
        if channel == "@bot":
            found = world.dm_with(me)
        elif channel is not None:
            names = [one for one in visible if channel in (one.name, str(one.id))]
            if not names:
                raise NotShown(f"{self.name} sees no channel {channel!r}; channels: {self.channels()}")
            found = names[0]
        else:
            last = [one for one in visible if one.id == self._place]
            rooms = [one for one in visible if one.kind == TEXT]
            welcome = [one for one in rooms if one.name == "welcome"]
            found = next(iter([*last, *welcome, *rooms]), None) or world.dm_with(me)
        if go:
            self._place = found.id
        return found

    def _visible(self) -> list[Message]:
        found = [
            message
            for channel in self.world.visible_channels(self.client.user_id)
            for message in channel.messages.values()
            if message.ephemeral_for in (None, self.client.user_id)
        ]
        return sorted(found, key=lambda one: one.id)

    def _newest_first(self, on: str | None) -> Iterator[Message]:
        for message in reversed(self._visible()):
            if message.components and (on is None or on in self._seen(message).text):
                yield message

    async def _button(self, label: str, on: str | None) -> tuple[Message, JSON]:
        try:
            async with Watch(self.world) as watch, asyncio.timeout(PATIENCE):
                while True:
                    for message in self._newest_first(on):
                        for part in nodes(message.components):
                            if part["type"] == 2 and _label(part) == label:
                                return message, part
                    await watch.wait()
        except TimeoutError:
            raise NotShown(f"{self.name} sees no button {label!r}; buttons: {self._all_buttons()}") from None

    def _all_buttons(self) -> list[str]:
        return [label for one in self._newest_first(None) for label in self._seen(one).buttons][:40]

    def _all_selects(self) -> list[str]:
        return [label for one in self._newest_first(None) for label in self._seen(one).selects][:40]

    def _seen(self, message: Message) -> MessageSeen:
        world = self.world
        channel = world.channels[message.channel_id]
        guild = world.guilds.get(channel.guild_id or 0)
        parts = [plain(world, one, channel.guild_id) for one in texts(message)]
        if message.flags & LOADING:
            parts = [f"{world.application_name} {THINKING}"]
        people, roles, everyone = message.pinged or ([], [], False)
        pinged = [f"@{world.name_of(one, channel.guild_id)}" for one in people]
        pinged += [f"@{guild.roles[one].name}" for one in roles if guild and one in guild.roles]
        everything = list(nodes(message.components))
        items = [item for one in everything if one["type"] == 12 for item in one["items"]]
        shown = {item["media"]["url"].rpartition("/")[2]: item["description"] or "" for item in items}
        return MessageSeen(
            id=str(message.id),
            channel="@bot" if channel.kind == DM else channel.name,
            author=world.name_of(message.author_id, channel.guild_id),
            text="\n".join(parts),
            buttons=tuple(_label(one) for one in everything if one["type"] == 2),
            selects=tuple(one.get("placeholder") or one["custom_id"] for one in everything if one["type"] in SELECTS),
            files=tuple(FileSeen(one.name, one.content) for one in message.attachments if one.name not in shown),
            pictures=tuple(
                FileSeen(one.name, one.content, shown[one.name]) for one in message.attachments if one.name in shown
            ),
            private=message.ephemeral_for is not None,
            edited=message.edited_at is not None,
            mentions=tuple(pinged + (["@everyone"] if everyone else [])),
        )


def _label(button: JSON) -> str:
    return button.get("label") or (button.get("emoji") or {}).get("name") or ""
