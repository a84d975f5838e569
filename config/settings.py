"""The switches and secrets of a deployment, from the environment or `.env`. Read when asked, never at import."""

import difflib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Final

import pydantic_settings
from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from config.groups import (
    DatabaseSettings,
    DiscordSettings,
    LogSettings,
    MailSettings,
    SandboxSettings,
    SlackSettings,
    WebSettings,
    WorkerSettings,
)

PREFIX: Final = "CONVENOR_"
_SHORTEST_KEY: Final = 32
_NOT_OURS: Final = ("CONVENOR_SPECS", "CONVENOR_TEST_")
"""Names in the environment that speak to the tests and the sandbox, not to a deployment."""


class SettingsError(Exception):
    """The settings cannot be used; the text names each, what was found and what is allowed, and holds no secret."""


def _keys(value: Any) -> Any:
    """Several keys stand with commas between them; the first signs, all of them verify."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _long_enough(keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    if any(len(key.get_secret_value()) < _SHORTEST_KEY for key in keys):
        raise ValueError(
            f"each key needs {_SHORTEST_KEY} characters or more; "
            'make one with: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    return keys


class Settings(BaseSettings):
    """All settings, as SURFACE promises them. An empty value counts as not set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    database: DatabaseSettings = DatabaseSettings()
    profile: str | None = None
    slack: SlackSettings = SlackSettings()
    discord: DiscordSettings = DiscordSettings()
    mail: MailSettings = MailSettings()
    web: WebSettings = WebSettings()
    worker: WorkerSettings = WorkerSettings()
    sandbox: SandboxSettings = SandboxSettings()
    log: LogSettings = LogSettings()
    secret_key: Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_keys), AfterValidator(_long_enough)] = ()
    closed_days: Path | None = None
    """The folder of yearly files with closed days (docs/closed-days.md)."""
    command_prefix: Annotated[str, Field(pattern=r"^[a-z0-9_-]{0,10}$")] = ""

    @model_validator(mode="after")
    def _can_be_installed(self) -> "Settings":
        """Installing needs an address to come back to, and a key for the tokens it brings."""
        if self.slack.client_id:
            for name, there in (("SECRET_KEY", self.secret_key), ("WEB__PUBLIC_URL", self.web.public_url)):
                if not there:
                    raise ValueError(f"CONVENOR_SLACK__CLIENT_ID is set, so CONVENOR_{name} is needed too")
        return self

    @property
    def has_platform(self) -> bool:
        """Whether any chat platform is configured; without one Convenor starts in the sandbox."""
        return self.slack.mode != "off" or self.discord.on

    @property
    def public_url(self) -> str:
        """The address people reach the web room at, without a slash at the end."""
        return (self.web.public_url or f"http://{self.web.host}:{self.web.port}").rstrip("/")

    def secrets(self) -> tuple[str, ...]:
        """Every secret in here, for keeping them out of logs."""
        held = (self.slack.bot_token, self.slack.app_token, self.slack.signing_secret, self.slack.client_secret,
                self.discord.token, *self.secret_key)  # fmt: skip
        in_addresses = (
            re.findall(r"://[^:@/\s]*:([^@\s]+)@", url) for url in (self.database.url, self.mail.smtp_url or "")
        )
        return (*(s.get_secret_value() for s in held if s), *(found for each in in_addresses for found in each))


def load(env_file: Path | str | None = ".env") -> Settings:
    """Read the settings. Raises SettingsError with all that is wrong; a misspelt name is wrong, too."""
    try:
        written = dotenv_values(env_file) if env_file and Path(env_file).is_file() else {}
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{env_file}: the file cannot be read; it must be text in UTF-8") from None
    mistakes = [*_unknown(os.environ), *_unknown(written)]
    try:
        settings = Settings(_env_file=env_file)  # type: ignore[call-arg]
    except ValidationError as error:
        mistakes += explain(error).splitlines()
    except pydantic_settings.SettingsError:  # CONVENOR_SLACK={…: a group, which is none of our names
        mistakes = mistakes or ["a setting cannot be read; .env.example shows how each is written"]
    else:
        if not mistakes:
            return settings
    raise SettingsError("\n".join(dict.fromkeys(mistakes)))


def names(model: type[BaseModel] = Settings, prefix: str = PREFIX) -> Iterator[str]:
    """Every setting's name in the environment."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from names(field.annotation, f"{prefix}{name.upper()}__")
        else:
            yield f"{prefix}{name.upper()}"


def explain(error: ValidationError) -> str:
    """Say, one line per setting, its name, what was found (never a secret) and what is allowed."""
    return "\n".join(dict.fromkeys(_line(entry) for entry in error.errors(include_url=False)))


def _line(entry: Any) -> str:
    location = [part for part in entry["loc"] if isinstance(part, str)]
    name = PREFIX + "__".join(location).upper()
    known = next((setting for setting in names() if name == setting or name.startswith(f"{setting}__")), name)
    context = entry.get("ctx", {})
    match entry["type"]:
        case "extra_forbidden":
            return _no_such(name)
        case "literal_error":
            message = f"allowed: {str(context['expected']).replace(chr(39), '')}"
        case "value_error":
            message = str(context["error"])
        case "string_pattern_mismatch":
            message = "allowed: at most 10 of a-z, 0-9, _ and -"
        case _:
            message = str(entry["msg"])[:1].lower() + str(entry["msg"])[1:]
    if message.startswith(PREFIX):
        return message
    found = "" if _is_secret(known) else f" found {str(entry.get('input', ''))[:60]!r};"
    return f"{known}:{found} {message}"


def _is_secret(name: str) -> bool:
    """Everything unless known to be harmless: addresses may hold passwords, anything else may be a pasted token."""
    return not name.endswith(("__FORMAT", "__LEVEL", "__PORT", "__HOST", "_PREFIX"))


def _unknown(environ: Iterable[str]) -> Iterator[str]:
    known = set(names())
    for name in environ:
        spelt = name.upper()
        if spelt.startswith(PREFIX) and spelt not in known and not spelt.startswith(_NOT_OURS):
            yield _no_such(spelt)


def _no_such(name: str) -> str:
    known = {setting.removeprefix(PREFIX): setting for setting in names()}
    near = difflib.get_close_matches(name.removeprefix(PREFIX), known, n=1, cutoff=0.6)
    return f"{name}: there is no such setting." + (
        f" Did you mean {known[near[0]]}?" if near else " .env.example lists all."
    )


__all__ = ["PREFIX", "Settings", "SettingsError", "explain", "load", "names"]
