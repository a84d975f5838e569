"""The groups of settings: what belongs together, and what must be set together."""

import re
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator


def _starts_with(prefix: str) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not value.get_secret_value().startswith(prefix):
            raise ValueError(f"this token must begin with {prefix}")
        return value

    return AfterValidator(check)


def _address(*schemes: str, end: str = "") -> AfterValidator:
    def check(value: str) -> str:
        wanted = " or ".join(f"{scheme}://…" for scheme in schemes) + (f" ending in {end}" if end else "")
        if not re.fullmatch(rf"({'|'.join(map(re.escape, schemes))})://[^\s/]+.*", value) or not value.endswith(end):
            raise ValueError(f"this must be an address such as {wanted}")
        return value

    return AfterValidator(check)


def _database(value: str) -> str:
    for short, full in (
        ("sqlite:", "sqlite+aiosqlite:"),
        ("postgresql:", "postgresql+psycopg:"),
        ("postgres:", "postgresql+psycopg:"),
    ):
        if value.startswith(short):
            value = full + value[len(short) :]
    if not re.match(r"(sqlite\+aiosqlite|postgresql\+psycopg)://", value):
        raise ValueError("this must be sqlite+aiosqlite:///file.db or postgresql+psycopg://user:password@host/name")
    return value


def _mailbox(value: str) -> str:
    if not re.fullmatch(r"[^<>\s]+@[^<>@\s]+|[^<>\r\n]*<[^<>\s]+@[^<>@\s]+>", value.strip()):
        raise ValueError("this must be an address such as Your Network <office@network.example>")
    return value.strip()


Secret = SecretStr | None
Port = Annotated[int, Field(ge=0, le=65535)]


class Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class DatabaseSettings(Group):
    url: Annotated[str, AfterValidator(_database)] = Field(default="sqlite+aiosqlite:///convenor.db", repr=False)


class SlackSettings(Group):
    """Socket Mode needs both tokens; HTTP mode the signing secret instead of the app token."""

    bot_token: Annotated[SecretStr, _starts_with("xoxb-")] | None = None
    app_token: Annotated[SecretStr, _starts_with("xapp-")] | None = None
    signing_secret: Secret = None
    client_id: str | None = None
    client_secret: Secret = None
    api_url: Annotated[str, _address("https", "http", end="/api/")] = "https://slack.com/api/"

    @model_validator(mode="after")
    def _complete(self) -> "SlackSettings":
        if self.app_token and not self.bot_token:
            raise ValueError("CONVENOR_SLACK__APP_TOKEN is set, so CONVENOR_SLACK__BOT_TOKEN is needed too")
        if bool(self.client_id) != bool(self.client_secret):
            raise ValueError("CONVENOR_SLACK__CLIENT_ID and CONVENOR_SLACK__CLIENT_SECRET go together")
        if self.client_id and not self.signing_secret:
            raise ValueError("CONVENOR_SLACK__CLIENT_ID is set, so CONVENOR_SLACK__SIGNING_SECRET is needed too")
        if self.bot_token and not self.app_token and not self.signing_secret:
            raise ValueError(
                "CONVENOR_SLACK__BOT_TOKEN is set, so CONVENOR_SLACK__APP_TOKEN (Socket Mode) "
                "or CONVENOR_SLACK__SIGNING_SECRET (HTTP) is needed too"
            )
        return self

    @property
    def mode(self) -> Literal["off", "socket", "http"]:
        """How Slack reaches us, if at all."""
        if self.bot_token and self.app_token:
            return "socket"
        return "http" if self.signing_secret and (self.bot_token or self.client_id) else "off"


class DiscordSettings(Group):
    token: Secret = None
    api_url: Annotated[str, _address("https", "http")] = "https://discord.com/api/v10"
    gateway_url: Annotated[str, _address("wss", "ws")] = "wss://gateway.discord.gg"

    @property
    def on(self) -> bool:
        return self.token is not None


class MailSettings(Group):
    smtp_url: Annotated[str, _address("smtp", "smtps")] | None = Field(default=None, repr=False)
    sender: Annotated[str, AfterValidator(_mailbox)] | None = None

    @model_validator(mode="after")
    def _complete(self) -> "MailSettings":
        if self.smtp_url and not self.sender:
            raise ValueError("CONVENOR_MAIL__SMTP_URL is set, so CONVENOR_MAIL__SENDER is needed too")
        return self

    @property
    def on(self) -> bool:
        return self.smtp_url is not None


class WebSettings(Group):
    host: str = "127.0.0.1"
    port: Port = 8700
    public_url: Annotated[str, _address("https", "http")] | None = None


class SandboxSettings(Group):
    port: Port = 8701


class WorkerSettings(Group):
    """Seconds. How long a process may send with a token, wait for a platform, and wait before it asks what arrived."""

    lease: Annotated[float, Field(ge=1, le=300)] = 15
    request: Annotated[float, Field(gt=0, le=60)] = 8
    settle: Annotated[float, Field(ge=0, le=120)] = 10

    @model_validator(mode="after")
    def _fits(self) -> "WorkerSettings":
        if self.request >= self.lease:
            raise ValueError("CONVENOR_WORKER__REQUEST must be shorter than CONVENOR_WORKER__LEASE")
        return self


Level = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) and value.upper() in get_args(Level) else value


class LogSettings(Group):
    format: Literal["console", "json"] = "console"
    level: Annotated[Level, BeforeValidator(_upper)] = "INFO"
