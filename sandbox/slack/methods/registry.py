"""One call of a Web API method: its arguments as the SDK sends them, who asks, and the table of known methods."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from sandbox.slack.state import Channel, Json, Token, User

if TYPE_CHECKING:
    from sandbox.slack.workspace import SlackWorkspace


class ApiError(Exception):
    """A refusal; `extra` is merged into the answer beside ok=false."""

    def __init__(self, error: str, *, retry_after: int = 0, **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.retry_after = retry_after
        self.extra = extra


def refuse_invalid(error: str, messages: list[str]) -> NoReturn:
    """Refuse as Slack refuses malformed arguments, each complaint with its JSON pointer."""
    bare = [each.removeprefix("[ERROR] ") for each in messages]
    extra: dict[str, Any] = {"errors": bare} if error == "invalid_blocks" else {}
    raise ApiError(error, **extra, response_metadata={"messages": messages})


@dataclass(slots=True)
class Call:
    """A Web API call in progress."""

    ws: "SlackWorkspace"
    method: str
    args: Mapping[str, Any]
    token: Token | None

    def text(self, name: str, default: str | None = None) -> str:
        """A string argument; without a default it is required."""
        value = self.args.get(name)
        if value is None or value == "":
            if default is None:
                message = f"[ERROR] missing required field: {name}"
                raise ApiError("invalid_arguments", response_metadata={"messages": [message]})
            return default
        return value if isinstance(value, str) else json.dumps(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.args.get(name)
        return default if value is None else str(value).lower() in ("1", "true")

    def number(self, name: str, default: int, most: int = 1000) -> int:
        try:
            value = int(float(self.args.get(name, default)))
        except (TypeError, ValueError):
            raise ApiError("invalid_arguments") from None
        return min(value, most) if value > 0 else default

    def json(self, name: str) -> Any:
        """An argument that is JSON: already parsed in a JSON body, a string in a form."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            error = {"blocks": "invalid_blocks_format", "metadata": "invalid_metadata_format"}.get(name)
            raise ApiError(error or "invalid_arguments") from None

    def names(self, name: str) -> list[str]:
        """A list argument: comma separated, a JSON array, or a real one."""
        value = self.args.get(name)
        if isinstance(value, str) and value.startswith("["):
            value = self.json(name)
        if isinstance(value, list):
            return [str(each) for each in value]
        return [each.strip() for each in str(value or "").split(",") if each.strip()]

    def need(self, *scopes: str) -> None:
        """Refuse with missing_scope unless the token has one of `scopes`."""
        have = self.token.scopes if self.token else set[str]()
        if not have.intersection(scopes):
            raise ApiError("missing_scope", needed=scopes[0], provided=",".join(sorted(have)))

    def channel(self, name: str = "channel", *, scope: str = "", member: bool = False) -> Channel:
        """The conversation an argument names, as far as the app may see it.

        `scope` is a suffix such as 'read': 'channels:read', 'groups:read' or 'im:read' is then needed.
        """
        key = self.text(name)
        channel = self.ws.find_channel(key)
        inside = channel is not None and self.ws.bot_user_id in channel.members
        if channel is None or (channel.kind == "private" and not inside):
            raise ApiError("channel_not_found")
        if scope:
            family = {"public": "channels", "private": "groups", "im": "im"}[channel.kind]
            self.need(f"{family}:{scope}", *(["channels:manage"] if (family, scope) == ("channels", "write") else []))
        if member and not inside:
            raise ApiError("not_in_channel")
        return channel

    def user(self, name: str = "user") -> User:
        user = self.ws.users.get(self.text(name))
        if user is None:
            raise ApiError("user_not_found")
        return user

    def page(self, items: list[Any], most: int = 1000) -> tuple[list[Any], Json]:
        """One page of `items` by `cursor` and `limit`, and the response_metadata that leads to the next."""
        raw = str(self.args.get("cursor") or "")
        if raw and not raw.removeprefix("next:").isdigit():
            raise ApiError("invalid_cursor")
        start = int(raw.removeprefix("next:")) if raw else 0
        stop = start + self.number("limit", 100, most)
        return items[start:stop], {"next_cursor": f"next:{stop}" if stop < len(items) else ""}


Handler = Callable[[Call], Json]


@dataclass(frozen=True, slots=True)
class Method:
    handler: Handler
    scopes: tuple[str, ...]
    auth: str


METHODS: dict[str, Method] = {}


def method(name: str, *scopes: str, auth: str = "bot") -> Callable[[Handler], Handler]:
    """Register a Web API method; one of `scopes` is needed. `auth` is the kind of token: bot, app, any or none."""

    def register(handler: Handler) -> Handler:
        METHODS[name] = Method(handler, scopes, auth)
        return handler

    return register
