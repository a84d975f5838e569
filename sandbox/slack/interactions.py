"""Commands, presses, submissions and searches: their payloads, the triggers that open modals, and response URLs."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.slack.delivery import Answer
from sandbox.slack.methods.registry import ApiError
from sandbox.slack.state import Channel, Json, Message, User, View
from sandbox.slack.wire import channel_name, message_json, view_json

if TYPE_CHECKING:
    from sandbox.slack.workspace import SlackWorkspace

TRIGGER_LIVES = timedelta(seconds=3)
MOST_KEPT = 5000


@dataclass(slots=True)
class Trigger:
    """The right to open one modal in front of one person within three seconds."""

    user: str
    at: datetime
    in_modal: bool
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """Where the application may answer up to five times within thirty minutes."""

    user: str
    channel: str
    at: datetime
    source: str | None = None
    uses: int = 0


@dataclass(slots=True)
class Interactions:
    """Builds each payload, sends it and returns what was answered."""

    ws: "SlackWorkspace"
    triggers: dict[str, Trigger] = field(default_factory=dict[str, Trigger])
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict[str, ResponseUrl])

    def exchange(self, trigger_id: str) -> Trigger:
        """Use up a trigger; ApiError as Slack answers for a used, old or unknown one."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise ApiError("invalid_trigger_id")
        if trigger.used:
            raise ApiError("exchanged_trigger_id")
        if self.ws.clock.now() - trigger.at > TRIGGER_LIVES:
            raise ApiError("expired_trigger_id")
        trigger.used = True
        return trigger

    def _trigger(self, user: User, *, in_modal: bool = False) -> str:
        _forget_oldest(self.triggers)
        key = f"{secrets.randbelow(10**12)}.{self.ws.team_id}.{secrets.token_hex(16)}"
        self.triggers[key] = Trigger(user.id, self.ws.clock.now(), in_modal)
        return key

    def response_url(self, user: User, channel: Channel, source: Message | None = None) -> str:
        """A new response URL; `source` is the message it may replace."""
        _forget_oldest(self.response_urls)
        key = secrets.token_hex(12)
        self.response_urls[key] = ResponseUrl(user.id, channel.id, self.ws.clock.now(), source.ts if source else None)
        return f"{self.ws.base_url}/response/{self.ws.team_id}/{key}"

    def _frame(self, kind: str, user: User) -> Json:
        ws = self.ws
        return {
            "type": kind,
            "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": ws.team_id},
            "api_app_id": ws.app_id,
            "token": ws.verification_token,
            "team": {"id": ws.team_id, "domain": ws.domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    async def _send(self, payload: Json, sample: str = "") -> Answer:
        if sample:
            self.ws.check_shape(sample, payload)
        return await self.ws.delivery.send("interactive", payload)

    async def command(self, user: User, channel: Channel, command: str, text: str) -> Answer:
        """A slash command; `text` is the rest of the line as typed."""
        ws = self.ws
        payload: Json = {
            "token": ws.verification_token,
            "team_id": ws.team_id,
            "team_domain": ws.domain,
            "channel_id": channel.id,
            "channel_name": channel_name(channel),
            "user_id": user.id,
            "user_name": user.name,
            "command": command,
            "text": text,
            "api_app_id": ws.app_id,
            "is_enterprise_install": "false",
            "response_url": self.response_url(user, channel),
            "trigger_id": self._trigger(user),
        }
        # The sample has the flag as a bool, the form post carries it as a word (platforms.md C2).
        ws.check_shape("SlashCommandPayload", payload | {"is_enterprise_install": False})
        return await ws.delivery.send("slash_commands", payload)

    async def action(
        self, user: User, action: Json, *, message: Message | None = None, view: View | None = None, state: Any = None
    ) -> Answer:
        """A press or choice in a message or a view; `action` is actions[0] without its time."""
        ws = self.ws
        payload = self._frame("block_actions", user)
        payload["trigger_id"] = self._trigger(user, in_modal=view is not None and view.body["type"] == "modal")
        payload["actions"] = [action | {"action_ts": ws.stamp()}]
        if message is not None:
            channel = ws.channels[message.channel]
            private = message.ephemeral_to is not None
            payload |= {
                "container": {
                    "type": "message",
                    "message_ts": message.ts,
                    "channel_id": channel.id,
                    "is_ephemeral": private,
                },
                "channel": {"id": channel.id, "name": channel_name(channel)},
                "state": {"values": state or {}},
                "response_url": self.response_url(user, channel, message),
            }
            if not private:
                payload["message"] = message_json(ws, message)
        elif view is not None:
            shown = view_json(ws, view)
            payload |= {"container": {"type": "view", "view_id": view.id}, "view": shown, "state": shown["state"]}
        return await self._send(payload, "BlockActionPayload")

    async def submission(self, user: User, view: View) -> Answer:
        payload = self._frame("view_submission", user)
        payload |= {"trigger_id": self._trigger(user, in_modal=True), "view": view_json(self.ws, view)}
        payload["response_urls"] = view.response_urls
        return await self._send(payload, "ViewSubmissionPayload")

    async def closed(self, user: User, view: View, *, cleared: bool) -> Answer:
        payload = self._frame("view_closed", user) | {"view": view_json(self.ws, view), "is_cleared": cleared}
        return await self._send(payload, "ViewClosedPayload")

    async def suggest(
        self, user: User, block: Json, element: Json, query: str, *, message: Message | None, view: View | None
    ) -> Answer:
        """What an external select asks while one types."""
        payload = self._frame("block_suggestion", user)
        payload |= {"action_id": element["action_id"], "block_id": block["block_id"], "value": query}
        if view is not None:
            payload |= {"container": {"type": "view", "view_id": view.id}, "view": view_json(self.ws, view)}
        elif message is not None:
            place = {"type": "message", "message_ts": message.ts, "channel_id": message.channel}
            channel = self.ws.channels[message.channel]
            payload |= {"container": place | {"is_ephemeral": message.ephemeral_to is not None}}
            payload |= {"channel": {"id": channel.id, "name": channel_name(channel)}}
            payload |= {"message": message_json(self.ws, message)}
        return await self._send(payload)

    async def shortcut(self, user: User, callback_id: str, message: Message | None = None) -> Answer:
        """A global shortcut, or with a message a message shortcut."""
        payload = self._frame("shortcut" if message is None else "message_action", user)
        payload |= {"callback_id": callback_id, "action_ts": self.ws.stamp(), "trigger_id": self._trigger(user)}
        if message is None:
            return await self._send(payload)
        channel = self.ws.channels[message.channel]
        payload |= {
            "message_ts": message.ts,
            "message": message_json(self.ws, message),
            "channel": {"id": channel.id, "name": channel_name(channel)},
            "response_url": self.response_url(user, channel, message),
        }
        return await self._send(payload)


def _forget_oldest(kept: dict[str, Any]) -> None:
    """Keep long runs from growing: what is this old has expired anyway."""
    if len(kept) >= MOST_KEPT:
        del kept[next(iter(kept))]
