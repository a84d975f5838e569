"""Settings are what SURFACE promises, explain themselves, and never show a secret."""

import re
from pathlib import Path

import pytest

from config.settings import Settings, SettingsError, load, names

ROOT = Path(__file__).parents[2]
SECRET = "not-to-be-shown-to-anybody"


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in names():
        monkeypatch.delenv(name, raising=False)


def mistake(monkeypatch: pytest.MonkeyPatch, **environ: str) -> str:
    for name, value in environ.items():
        monkeypatch.setenv(f"CONVENOR_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load(None)
    return str(caught.value)


def test_without_any_setting_everything_has_a_default() -> None:
    settings = load(None)
    assert not settings.has_platform
    assert settings.profile is None
    assert settings.database.url == "sqlite+aiosqlite:///convenor.db"
    assert (settings.web.host, settings.web.port, settings.sandbox.port) == ("127.0.0.1", 8700, 8701)
    assert settings.public_url == "http://127.0.0.1:8700"


def test_the_example_file_names_every_setting_and_no_other() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    written = re.findall(r"^#?(CONVENOR_[A-Z_]+)=", text, re.MULTILINE)
    assert sorted(written) == sorted(names())


def test_the_example_file_shows_the_defaults(tmp_path: Path) -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    file = tmp_path / ".env"
    harmless = (
        r"^#(CONVENOR_(?:DATABASE|WEB__HOST|WEB__PORT|SANDBOX|LOG|COMMAND|SLACK__API|DISCORD__API|DISCORD__GATE)\w*=)"
    )
    file.write_text(re.sub(harmless, r"\1", text, flags=re.MULTILINE), encoding="utf-8")
    assert load(file) == load(None)


def test_a_file_is_read_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text("CONVENOR_LOG__LEVEL=debug\nCONVENOR_WEB__PORT=9000\nOTHER=1\n", encoding="utf-8")
    monkeypatch.setenv("CONVENOR_WEB__PORT", "9001")
    assert (load(file).log.level, load(file).web.port) == ("DEBUG", 9001)


def test_a_platform_is_on_when_its_tokens_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVENOR_SLACK__BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("CONVENOR_SLACK__APP_TOKEN", "xapp-1")
    assert (load(None).slack.mode, load(None).has_platform) == ("socket", True)
    monkeypatch.setenv("CONVENOR_SLACK__APP_TOKEN", "")
    monkeypatch.setenv("CONVENOR_SLACK__SIGNING_SECRET", "s")
    assert load(None).slack.mode == "http"
    monkeypatch.setenv("CONVENOR_DISCORD__TOKEN", SECRET)
    assert load(None).discord.on


def test_installing_in_workspaces_needs_an_address_and_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLIENT_ID", "CLIENT_SECRET", "SIGNING_SECRET"):
        monkeypatch.setenv(f"CONVENOR_SLACK__{name}", SECRET)
    with pytest.raises(SettingsError, match="CONVENOR_SECRET_KEY is needed too"):
        load(None)
    monkeypatch.setenv("CONVENOR_SECRET_KEY", "k" * 32)
    with pytest.raises(SettingsError, match="CONVENOR_WEB__PUBLIC_URL is needed too"):
        load(None)
    monkeypatch.setenv("CONVENOR_WEB__PUBLIC_URL", "https://chat.network.example")
    assert load(None).slack.mode == "http"


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u@h/db", "postgresql+psycopg://u@h/db"),
        ("postgresql://u@h/db", "postgresql+psycopg://u@h/db"),
        ("sqlite:///x.db", "sqlite+aiosqlite:///x.db"),
    ],
)
def test_the_usual_spellings_of_a_database_are_understood(
    monkeypatch: pytest.MonkeyPatch, given: str, used: str
) -> None:
    monkeypatch.setenv("CONVENOR_DATABASE__URL", given)
    assert load(None).database.url == used


def test_the_secret_key_rotates_as_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    new, old = "n" * 40, "o" * 40
    monkeypatch.setenv("CONVENOR_SECRET_KEY", f"{new}, {old}")
    assert [key.get_secret_value() for key in load(None).secret_key] == [new, old]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LOG__FORMAT", "jsn", "CONVENOR_LOG__FORMAT: found 'jsn'; allowed: console or json"),
        ("LOG__LEVEL", "loud", "CONVENOR_LOG__LEVEL: found 'loud'; allowed: DEBUG, INFO, WARNING or ERROR"),
        ("WEB__PORT", "99999", "CONVENOR_WEB__PORT: found '99999'; input should be less than or equal to 65535"),
        ("WEB__PORT", "web", "CONVENOR_WEB__PORT: found 'web'; input should be a valid integer"),
        ("WEB__PUBLIC_URL", "chat.example", "CONVENOR_WEB__PUBLIC_URL: this must be an address such as https://…"),
        ("COMMAND_PREFIX", "Ä b", "CONVENOR_COMMAND_PREFIX: found 'Ä b'; allowed: at most 10 of a-z"),
        ("SLACK__API_URL", "http://localhost:1/", "must be an address such as https://… or http://… ending in /api/"),
        ("DISCORD__GATEWAY_URL", "http://x", "must be an address such as wss://… or ws://…"),
        ("DATABASE__URL", f"mysql://u:{SECRET}@h/x", "CONVENOR_DATABASE__URL: this must be sqlite+aiosqlite:///"),
        ("MAIL__SMTP_URL", f"http://u:{SECRET}@h", "CONVENOR_MAIL__SMTP_URL: this must be an address such as smtp://…"),
        ("SLACK__BOT_TOKEN", f"xapp-{SECRET}", "CONVENOR_SLACK__BOT_TOKEN: this token must begin with xoxb-"),
        (
            "SLACK__BOT_TOKEN",
            f"xoxb-{SECRET}",
            "CONVENOR_SLACK__APP_TOKEN (Socket Mode) or CONVENOR_SLACK__SIGNING_SECRET",
        ),
        ("SLACK__APP_TOKEN", f"xapp-{SECRET}", "so CONVENOR_SLACK__BOT_TOKEN is needed too"),
        ("SLACK__CLIENT_ID", "123", "CONVENOR_SLACK__CLIENT_ID and CONVENOR_SLACK__CLIENT_SECRET go together"),
        ("MAIL__SENDER", "The Office", "CONVENOR_MAIL__SENDER: this must be an address such as Your Network <office@"),
        ("MAIL__SMTP_URL", f"smtp://u:{SECRET}@h", "so CONVENOR_MAIL__SENDER is needed too"),
        ("SECRET_KEY", SECRET, "CONVENOR_SECRET_KEY: each key needs 32 characters or more; make one with"),
        (
            "SLACK__BOT_TOKN",
            f"xoxb-{SECRET}",
            "BOT_TOKN: there is no such setting. Did you mean CONVENOR_SLACK__BOT_TOKEN?",
        ),
        ("DATABSE__URL", SECRET, "Did you mean CONVENOR_DATABASE__URL?"),
        ("SLACK", SECRET, "CONVENOR_SLACK: there is no such setting"),
        ("SLACK", "{" + SECRET, "CONVENOR_SLACK: there is no such setting"),
        ("NONSENSE", SECRET, "CONVENOR_NONSENSE: there is no such setting. .env.example lists all."),
    ],
)
def test_each_mistake_names_the_setting_and_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    told = mistake(monkeypatch, **{name: value})
    assert said in told
    assert SECRET not in told


def test_all_mistakes_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told = mistake(monkeypatch, LOG__FORMAT="x", WEB__PORT="-1", SANDBOX__PROT="1")
    assert len(told.splitlines()) == 3


def test_a_misspelt_name_in_the_file_is_told(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("CONVENOR_PROFIL=aie\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="Did you mean CONVENOR_PROFILE"):
        load(file)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="cannot be read"):
        load(file)


def test_nothing_secret_is_seen_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "SLACK__BOT_TOKEN": f"xoxb-{SECRET}",
        "SLACK__APP_TOKEN": f"xapp-{SECRET}",
        "DISCORD__TOKEN": SECRET,
        "DATABASE__URL": f"postgresql://u:{SECRET}@h/x",
        "MAIL__SMTP_URL": f"smtp://u:{SECRET}@h",
        "MAIL__SENDER": "office@network.example",
        "SECRET_KEY": f"{SECRET}-{SECRET}",
    }.items():
        monkeypatch.setenv(f"CONVENOR_{name}", value)
    settings = load(None)
    assert SECRET not in repr(settings)
    assert SECRET not in str(settings)
    assert {f"xoxb-{SECRET}", f"xapp-{SECRET}", SECRET, f"{SECRET}-{SECRET}"} == set(settings.secrets())


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().profile = "x"  # type: ignore[misc]
