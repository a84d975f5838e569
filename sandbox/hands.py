"""A person's hands on each client, as the page moves them: one verb and its JSON in, what the client says back out.

Nothing here reaches around the simulators' clients; what is not on the person's screen cannot be touched.
"""

from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

from sandbox.discord import DiscordService
from sandbox.player import NotShown
from sandbox.slack import PageClient, SlackWorkspace
from sandbox.slack.screen import pictures, visible_messages
from sandbox.slack.state import Channel, StoredFile

JSON: TypeAlias = dict[str, Any]


class Refused(Exception):
    """The client would not do that; the text is for the person in front of it."""


class Hands(Protocol):
    async def act(self, verb: str, body: JSON) -> JSON:
        """Do one thing and wait for the application's answer. Raises Refused."""
        ...


class SlackHands:
    """send, join, press, set, suggest, submit, close, home and archive."""

    def __init__(self, ws: SlackWorkspace, user: str) -> None:
        self._ws, self._user = ws, user
        self._client = PageClient(ws, user)

    async def act(self, verb: str, body: JSON) -> JSON:
        client = self._client
        try:
            match verb:
                case "send":
                    channel, line = self._channel(body), _text(body, "line")
                    await (client.command(channel, line) if line.startswith("/") else client.say(channel, line))
                case "join":
                    self._join(_text(body, "channel"))
                case "press":
                    await client.press_at(*_place(body))
                case "set":
                    await client.set_at(*_place(body), _texts(body, "values"))
                case "suggest":
                    return {"options": await client.suggest_at(*_place(body), _text(body, "query"))}
                case "submit":
                    await client.submit()
                case "close":
                    await client.close()
                case "home":
                    await client.open_home(tab=_text(body, "tab"))
                case "archive":
                    self._archive(_text(body, "channel"))
                case _:
                    raise Refused(f"no such verb: {verb}")
        except LookupError as error:
            raise Refused(str(error.args[0]) if error.args else verb) from error
        return {}

    def file(self, key: str) -> StoredFile | None:
        """A file that hangs on a message this person sees."""
        seen = any(
            key in message.files or any(key == shown.id for shown, _alt in pictures(self._ws, message))
            for message in visible_messages(self._ws, self._user)
        )
        return self._ws.files.get(key) if seen else None

    def _channel(self, body: JSON) -> Channel:
        channel = self._ws.channels[_text(body, "channel")]
        if self._user not in channel.members:
            raise Refused(f"not in #{channel.name}")
        return channel

    def _join(self, key: str) -> None:
        channel = self._ws.channels[key]
        if channel.kind != "public":
            raise Refused("only public channels can be joined")
        self._ws.join(channel, self._user)

    def _archive(self, key: str) -> None:
        channel = self._ws.channels[key]
        if not self._ws.users[self._user].is_admin or channel.kind == "im":
            raise Refused("only administrators archive channels")
        self._ws.archive_channel(channel, by=self._user)


class DiscordHands:
    """send, complete, direct, click, fill, submit, close, interest, take and delete."""

    def __init__(self, service: DiscordService, user: str) -> None:
        self._client = service.client(user)

    async def act(self, verb: str, body: JSON) -> JSON:
        client = self._client
        try:
            match verb:
                case "send":
                    channel, line = _text(body, "channel"), _text(body, "line")
                    if line.startswith("/"):
                        await client.command(channel, line)
                    else:
                        client.say(channel, line)
                case "complete":
                    return {"choices": await client.complete(_text(body, "channel"), _text(body, "line"))}
                case "direct":
                    client.world.dm_with(client.user_id)
                    client.world.changed()
                case "click":
                    values = _texts(body, "values") if "values" in body else None
                    await client.click(_text(body, "message"), _text(body, "custom_id"), values)
                case "fill":
                    self._fill(_text(body, "custom_id"), _texts(body, "values"))
                case "submit":
                    await client.submit()
                case "close":
                    client.dismiss()
                case "interest":
                    client.mark_interest(_text(body, "event"), interested=body.get("interested") is True)
                case "take":
                    client.close_dms(closed=body.get("messages") is not True)
                case "delete":
                    client.delete_channel(_text(body, "channel"))
                case _:
                    raise Refused(f"no such verb: {verb}")
        except (NotShown, LookupError, ValueError) as error:
            # What comes after the semicolon lists the whole screen, for the reader of a failed test.
            raise Refused(str(error.args[0]).partition("; ")[0] if error.args else verb) from error
        return {}

    def _fill(self, custom_id: str, values: Sequence[str]) -> None:
        """Type a text, or choose options by value."""
        form = self._client.form
        if form is None:
            raise Refused("no form is open")
        field = form.find(custom_id)
        labels = {value: label for label, value in field.options}
        field.fill([labels[each] for each in values] if field.options else values)
        self._client.world.changed()


def _text(body: JSON, key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str):
        raise Refused(f"{key}: a text is missing")
    return value


def _texts(body: JSON, key: str) -> list[str]:
    value = body.get(key)
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise Refused(f"{key}: a list of texts is missing")
    return value


def _place(body: JSON) -> tuple[str, str, str]:
    return _text(body, "surface"), _text(body, "block"), _text(body, "action")
