"""The Events API: what happened, told to the application, and told again up to three times when not acknowledged."""

from functools import partial
from typing import TYPE_CHECKING, Any

from sandbox.slack.state import Channel, Json, Message, User
from sandbox.slack.wire import message_json, user_json, view_json

if TYPE_CHECKING:
    from sandbox.slack.workspace import SlackWorkspace

SAMPLES = {
    "app_home_opened": "AppHomeOpenedPayload",
    "app_uninstalled": "AppUninstalledPayload",
    "channel_archive": "ChannelArchivePayload",
    "channel_deleted": "ChannelDeletedPayload",
    "member_joined_channel": "MemberJoinedChannelPayload",
    "member_left_channel": "MemberLeftChannelPayload",
    "message": "MessagePayload",
    "message_changed": "MessageChangedPayload",
    "message_deleted": "MessageDeletedPayload",
    "team_join": "TeamJoinPayload",
    "tokens_revoked": "TokensRevokedPayload",
    "user_change": "UserChangePayload",
}
RETRY_AFTER = (0.0, 60.0, 300.0)
"""Slack retries nearly at once, after a minute and after five more, by the workspace's clock."""


class Events:
    """Emits events the application is subscribed to (`subscriptions`; 'message.im' is a direct message)."""

    def __init__(self, ws: "SlackWorkspace") -> None:
        self._ws = ws
        self.retry_after: tuple[float, ...] = RETRY_AFTER
        self.subscriptions: set[str] = {
            "team_join", "member_joined_channel", "member_left_channel", "app_home_opened", "message.im",
            "channel_archive", "channel_unarchive", "channel_deleted", "channel_created", "channel_rename",
            "group_archive", "group_deleted", "group_rename", "user_change", "app_uninstalled", "tokens_revoked",
        }  # fmt: skip

    def team_join(self, user: User) -> None:
        self.emit("team_join", user=user_json(self._ws, user, email=self._email()))

    def user_change(self, user: User) -> None:
        shown = user_json(self._ws, user, locale=True, email=self._email())
        self.emit("user_change", user=shown, cache_ts=self._ws.now())

    def _email(self) -> bool:
        return any("users:read.email" in each.scopes for each in self._ws.tokens.values())

    def membership(self, channel: Channel, person: str, *, joined: bool, inviter: str = "") -> None:
        """Tell of a person coming or going, if the application is itself in the channel."""
        if self._ws.bot_user_id not in channel.members and person != self._ws.bot_user_id:
            return
        letter = "G" if channel.kind == "private" else "C"
        about: Json = {"user": person, "channel": channel.id, "channel_type": letter, "team": self._ws.team_id}
        if joined and inviter:
            about["inviter"] = inviter
        self.emit("member_joined_channel" if joined else "member_left_channel", **about)

    def channel(self, what: str, channel: Channel, about: Json) -> None:
        """`what` is created, archive, unarchive, rename or deleted; private channels only for their members."""
        if channel.kind == "private":
            if self._ws.bot_user_id in channel.members and what != "created":
                self.emit(f"group_{what}", **about)
        elif channel.kind == "public":
            self.emit(f"channel_{what}", **about)

    def message(self, channel: Channel, message: Message, subtype: str = "", old: Message | None = None) -> None:
        """A message in the direct conversation came (no subtype), changed or went."""
        if channel.kind != "im" or message.ephemeral_to or message.local or "message.im" not in self.subscriptions:
            return
        place: Json = {"channel": channel.id, "channel_type": "im", "event_ts": self._ws.stamp()}
        shown = message_json(self._ws, message)
        # what was there before does not say which application wrote it
        was = {} if old is None else {key: v for key, v in message_json(self._ws, old).items() if key != "app_id"}
        before = {"previous_message": was} if was else {}
        match subtype:
            case "message_changed":
                about = {"subtype": subtype, "hidden": True, "ts": place["event_ts"], "message": shown, **before}
            case "message_deleted":
                about = {"subtype": subtype, "hidden": True, "ts": place["event_ts"], "deleted_ts": message.ts}
                about["previous_message"] = shown
            case _:
                about = shown
        self._send({"type": "message", **about, **place}, SAMPLES.get(subtype or "message"))

    def home_opened(self, user: str, channel: str, tab: str) -> None:
        view = self._ws.homes.get(user)
        extra: Json = {"view": view_json(self._ws, view)} if view is not None and tab == "home" else {}
        self.emit("app_home_opened", user=user, channel=channel, tab=tab, **extra)

    def emit(self, kind: str, **about: Any) -> None:
        """Send an event of `kind` if the application subscribed to it."""
        if kind in self.subscriptions:
            self._send({"type": kind, **about, "event_ts": self._ws.stamp()}, SAMPLES.get(kind))

    def _send(self, event: Json, sample: str | None) -> None:
        ws = self._ws
        if event["type"] in ("team_join", "user_change", "app_uninstalled", "tokens_revoked"):
            event.pop("event_ts", None)
        payload: Json = {
            "token": ws.verification_token,
            "team_id": ws.team_id,
            "api_app_id": ws.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": ws.ids.new("Ev"),
            "event_time": ws.now(),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": ws.team_id,
                    "user_id": ws.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": "4-" + event["type"],
        }
        if sample is not None:
            ws.check_shape(sample, payload)
        ws.start(self._attempt(payload, 0, ""))

    async def _attempt(self, payload: Json, attempt: int, reason: str) -> None:
        answer = await self._ws.delivery.send("events_api", payload, attempt=attempt, reason=reason)
        if answer.acked or attempt >= len(self.retry_after):
            return
        why = "timeout" if answer.error == "operation_timeout" else "connection_failed"
        again = partial(self._attempt, payload, attempt + 1, why)
        self._ws.agenda.after(self.retry_after[attempt], lambda: self._ws.start(again()))
