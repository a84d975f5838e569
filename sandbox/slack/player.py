"""A person who plays on Slack: finds things by their labels, as the Player protocol asks, and works them by hand."""

import asyncio
import contextlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html import unescape
from itertools import chain

from sandbox.player import PATIENCE, EventSeen, FormSeen, MessageSeen, NotShown
from sandbox.slack import screen
from sandbox.slack.client import SlackClient, chosen_value
from sandbox.slack.markup import buttons, selects
from sandbox.slack.state import Channel, Json, Message, View
from sandbox.slack.values import label, typed_value
from sandbox.slack.workspace import SlackWorkspace

HOME_PATIENCE = 3.0


class SlackPlayer:
    """One person in one workspace."""

    platform: str = "slack"

    def __init__(self, ws: SlackWorkspace, user_id: str) -> None:
        self.ws = ws
        self.user_id = user_id
        self.name = ws.users[user_id].real_name
        self.client = SlackClient(ws, user_id)
        self._where: str | None = None
        self._at_home = False

    @property
    def form(self) -> FormSeen | None:
        view = self.client.view
        return None if view is None else screen.form_seen(self.ws, view)

    async def types(self, line: str, channel: str | None = None) -> None:
        if self.client.user.deleted:
            raise NotShown(f"the account of {self.name} is deactivated")
        place = self._place(channel)
        if self.user_id not in place.members:
            raise NotShown(f"{self.name} is not in #{place.name}, only in {self.channels()}")
        self._where, self._at_home = place.id, False
        if line.startswith("/"):
            await self.client.command(place, line)
        else:
            await self.client.say(place, line)
        await self.ws.settle()

    async def completes(self, line: str, channel: str | None = None) -> list[str]:  # noqa: ARG002 - as anywhere
        wanted = line.casefold()
        return [each for each in self.ws.command_usage if each.casefold().startswith(wanted)]

    async def presses(self, label: str, *, on: str | None = None, times: int = 1) -> None:
        block, element, message, view = await self._button(label, on)
        presses = [self.client.press(block, element, message=message, view=view) for _ in range(times)]
        await asyncio.gather(*presses)
        await self.ws.settle()

    async def picks(self, *options: str, select: str | None = None, on: str | None = None) -> None:
        block, element, message, view = self._find_select(options, select, on)
        value = await self._value(block, element, options, message, view)
        await self.client.choose(block, element, value, message=message, view=view)
        await self.ws.settle()

    async def fills(self, values: Mapping[str, str | Sequence[str]]) -> None:
        for name, given in values.items():
            view = self._open_view()
            wanted = [given] if isinstance(given, str) else list(given)
            block, element = self._find_field(view, name)
            value = await self._value(block, element, wanted, None, view)
            await self.client.fill(view, block, element, value)
            if block.get("dispatch_action") or block["type"] != "input":
                await self.ws.settle()

    async def submits(self) -> None:
        self._open_view()
        await self.client.submit()
        await self.ws.settle()

    async def dismisses(self) -> None:
        self._open_view()
        await self.client.close()
        await self.ws.settle()

    async def opens_home(self) -> MessageSeen:
        self._at_home = True
        published = asyncio.Event()
        stop = self.ws.subscribe(
            lambda change: published.set() if (change.kind, change.user) == ("home", self.user_id) else None
        )
        try:
            patience = 0.3 if self.user_id in self.ws.homes else HOME_PATIENCE
            await self.client.open_home()
            async with asyncio.timeout(patience):
                await published.wait()
        except TimeoutError:
            pass
        finally:
            stop()
        await self.ws.settle()
        view = self.ws.homes.get(self.user_id)
        if view is None:
            raise NotShown(f"{self.ws.app_name} shows nothing on its home tab")
        return screen.home_seen(self.ws, view)

    def messages(self, channel: str | None = None) -> list[MessageSeen]:
        return list(self._newest(channel))[::-1]

    async def sees(self, text: str, *, channel: str | None = None, within: float = 5.0) -> MessageSeen:
        happened = asyncio.Event()
        stop = self.ws.subscribe(lambda _: happened.set())
        try:
            async with asyncio.timeout(within):
                while True:
                    happened.clear()
                    found = next((each for each in self._newest(channel) if text in each.text), None)
                    if found is not None:
                        return found
                    await happened.wait()
        except TimeoutError:
            raise NotShown(f"{self.name} does not see {text!r} but {self._screen(channel)}") from None
        finally:
            stop()

    def events(self) -> list[EventSeen]:
        return []

    def channels(self) -> list[str]:
        mine = screen.visible_channels(self.ws, self.user_id)
        public = [each for each in self.ws.channels.values() if each.kind == "public" and not each.archived]
        return list(dict.fromkeys(each.name for each in chain(mine, public) if each.kind != "im"))

    # --- finding things

    def _newest(self, channel: str | None) -> Iterator[MessageSeen]:
        home = self.ws.homes.get(self.user_id)
        if home is not None and self._at_home and channel in (None, "@home"):
            yield screen.home_seen(self.ws, home)
        if channel != "@home":
            only = None if channel is None else self._place(channel)
            yield from (seen for _, seen in screen.newest_first(self.ws, self.user_id, only))

    def _place(self, name: str | None) -> Channel:
        if name == "@bot":
            return self.ws.direct(self.user_id)
        if name is None:
            return self._last_place()
        channel = self.ws.find_channel(name)
        if channel is None or (channel.kind != "public" and self.user_id not in channel.members):
            raise NotShown(f"{self.name} sees no channel {name!r}, only {self.channels()}")
        return channel

    def _last_place(self) -> Channel:
        mine = [each for each in screen.visible_channels(self.ws, self.user_id) if each.kind != "im"]
        for key in (self._where, self.ws.general_id):
            channel = self.ws.channels.get(key or "")
            if channel is not None and self.user_id in channel.members and not channel.archived:
                return channel
        return mine[0] if mine else self.ws.direct(self.user_id)

    def _open_view(self) -> View:
        if self.client.view is None:
            raise NotShown(f"no form is open in front of {self.name}; there is {self._screen(None)}")
        return self.client.view

    def _screen(self, channel: str | None) -> str:
        form = self.form
        shown = "".join(f"\n  [{m.channel}] {m.author}: {m.text!r} {list(m.buttons)}" for m in self.messages(channel))
        return (shown or "nothing") + (f"\n  form {form.title!r}: {form}" if form else "")

    def _surfaces(self, on: str | None) -> Iterator[tuple[list[Json], Message | None, View | None]]:
        """Where a button may be: the open modal first, then the home tab when open, then messages, newest first."""
        if self.client.view is not None and on is None:
            yield self.client.view.body["blocks"], None, self.client.view
        home = self.ws.homes.get(self.user_id)
        if home is not None and self._at_home and (on is None or on in screen.home_seen(self.ws, home).text):
            yield home.body["blocks"], None, home
        for message, seen in screen.newest_first(self.ws, self.user_id):
            if message.blocks and (on is None or on in seen.text):
                yield message.blocks, message, None

    async def _button(self, wanted: str, on: str | None) -> tuple[Json, Json, Message | None, View | None]:
        happened = asyncio.Event()
        stop = self.ws.subscribe(lambda _: happened.set())
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    happened.clear()
                    with contextlib.suppress(NotShown):
                        return self._find_button(wanted, on)
                    await happened.wait()
        except TimeoutError:
            return self._find_button(wanted, on)
        finally:
            stop()

    def _find_button(self, wanted: str, on: str | None) -> tuple[Json, Json, Message | None, View | None]:
        for blocks, message, view in self._surfaces(on):
            for block, element in buttons(blocks):
                if label(element) == wanted:
                    return block, element, message, view
        raise NotShown(f"{self.name} sees no button {wanted!r} (on {on!r}) but {self._screen(None)}")

    def _find_select(
        self, options: Sequence[str], wanted: str | None, on: str | None
    ) -> tuple[Json, Json, Message | None, View | None]:
        for blocks, message, view in self._surfaces(on):
            for block, element in selects(blocks):
                if wanted is not None and screen.select_label(element) != wanted:
                    continue
                offered = {label(each) for each in element.get("options", [])}
                if wanted is None and offered and not offered.issuperset(options):
                    continue
                return block, element, message, view
        raise NotShown(f"{self.name} sees no select {wanted or list(options)!r} (on {on!r}) but {self._screen(None)}")

    def _find_field(self, view: View, name: str) -> tuple[Json, Json]:
        for block in view.body["blocks"]:
            if block["type"] == "input" and unescape(block["label"]["text"]) == name:
                return block, block["element"]
        for block, element in selects(view.body["blocks"]):
            if screen.select_label(element) == name:
                return block, element
        raise NotShown(f"the form has no field {name!r}: {self.form}")

    async def _value(
        self, block: Json, element: Json, given: Sequence[str], message: Message | None, view: View | None
    ) -> Json:
        """The state after choosing `given`; an external select is asked first, as a person types and then picks."""
        try:
            if element["type"] == "overflow":
                return chosen_value(element, [o for o in element["options"] if label(o) == given[0]])
            if element["type"] == "datetimepicker" and given and given[0].isdigit():
                return typed_value(self.ws, element, [datetime.fromtimestamp(int(given[0])).astimezone().isoformat()])
            if "external_select" not in element["type"] or not any(given):
                return typed_value(self.ws, element, given)
        except (LookupError, ValueError) as problem:
            raise NotShown(str(problem)) from None
        found: list[Json] = []
        for each in given:
            offered = await self.client.suggest(block, element, each, message=message, view=view)
            match = next((o for o in offered if label(o) == each), offered[0] if len(offered) == 1 else None)
            if match is None:
                raise NotShown(f"typing {each!r} offers {[label(o) for o in offered]}")
            found.append(match)
        return chosen_value(element, found)
