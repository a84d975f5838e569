"""The command line: what it does, what it prints, and its exit codes (0 done, 1 a check failed, 2 wrong usage)."""

import json
import os
import socket
from pathlib import Path

import pytest

from bot import __version__
from bot.cli import main


@pytest.fixture(autouse=True)
def deployment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with an empty database, and no settings from the machine."""
    for name in list(os.environ):
        if name.startswith("CONVENOR_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONVENOR_DATABASE__URL", f"sqlite+aiosqlite:///{tmp_path / 'convenor.db'}")
    monkeypatch.setenv("CONVENOR_PROFILE", "cslei")
    return tmp_path


@pytest.fixture
def migrated(deployment: Path) -> Path:
    assert main(["migrate"]) == 0
    return deployment


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"convenor {__version__}\n"


@pytest.mark.parametrize("arguments", [[], ["dance"], ["grant", "emperor", "--email", "a@b.c"], ["grant", "admin"]])
def test_wrong_usage_is_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_routes_lists_commands_buttons_and_forms(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["routes"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.split() == ["command", "/profile", "link", "profile", "[code]"] for line in lines)
    assert any(line.split() == ["button", "home.run", "home"] for line in lines)
    assert any(line.split() == ["form", "profile.edit", "profile"] for line in lines)


@pytest.mark.parametrize("setting", ["CONVENOR_SANDBOX__PORT", "CONVENOR_WEB__PORT"])
def test_a_port_in_use_names_the_setting(
    setting: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for name in ("CONVENOR_SANDBOX__PORT", "CONVENOR_WEB__PORT"):
            monkeypatch.setenv(name, str(port) if name == setting else "0")
        assert main(["run", "--sandbox"]) == 2
    told = capsys.readouterr().err
    assert f"{setting}: port {port} is in use" in told
    assert "Traceback" not in told


def test_a_database_that_was_never_migrated_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grant", "admin", "--slack", "T1/U1"]) == 2
    told = capsys.readouterr().err
    assert "migrate" in told
    assert "Traceback" not in told


@pytest.mark.usefixtures("migrated")
def test_the_first_administrator(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grant", "admin", "--slack", "T1/U1"]) == 0
    assert "U1 is now admin." in capsys.readouterr().out
    assert main(["grant", "admin", "--slack", "T1/U1"]) == 0
    assert "U1 is admin already." in capsys.readouterr().out
    assert main(["grant", "admin", "--email", "nobody@school.example"]) == 1
    assert "Nobody is on record with the confirmed address nobody@school.example." in capsys.readouterr().err


@pytest.mark.usefixtures("migrated")
@pytest.mark.parametrize("account", ["T1", "T1/", "/U1"])
def test_an_account_is_a_space_and_a_user(account: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grant", "admin", "--slack", account]) == 2
    assert f"--slack: found {account!r}; write the space and the user" in capsys.readouterr().err


def test_all_of_a_network_goes_out_and_comes_back(
    migrated: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["grant", "admin", "--slack", "T1/U1"])
    file = migrated / "network.json"
    assert main(["export", str(file)]) == 0
    assert file.stat().st_mode & 0o077 == 0, "it holds personal data"
    written = json.loads(file.read_text())
    assert written["network"] == "cslei"
    assert [person["display_name"] for person in written["tables"]["people"]] == ["U1"]
    assert not {"jobs", "deliveries", "senders", "card_copies", "cron_slots"} & written["tables"].keys()
    assert main(["import", str(file)]) == 1, "there are people already"
    monkeypatch.setenv("CONVENOR_DATABASE__URL", f"sqlite+aiosqlite:///{migrated / 'other.db'}")
    main(["migrate"])
    assert main(["import", str(file)]) == 0
    again = migrated / "again.json"
    main(["export", str(again)])
    assert json.loads(again.read_text())["tables"]["people"] == written["tables"]["people"]
    capsys.readouterr()


@pytest.mark.usefixtures("migrated")
@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"convenor": 99}', '{"convenor": 1, "network": "inei", "tables": {}}']
)
def test_what_is_no_export_is_refused(tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bad.json"
    file.write_text(content)
    assert main(["import", str(file)]) == 2
    assert file.name in capsys.readouterr().err
    assert main(["import", str(tmp_path / "missing.json")]) == 2


@pytest.mark.usefixtures("migrated")
def test_an_export_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(tmp_path / "no" / "folder.json")]) == 1
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.usefixtures("migrated")
def test_doctor_names_the_cure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "database answers and has the right shape" in out
    assert "-> Set CONVENOR_SLACK__BOT_TOKEN" in out
    assert "1 thing to mend." in out


def test_doctor_on_a_new_database_says_how_to_make_the_tables(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "problem  database: no tables yet\n" in out
    assert (
        "-> Before the first start, run: convenor migrate (outside the image: .venv/bin/python -m bot migrate)" in out
    )


def test_manifests(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["manifest", "slack"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert "/convenor" in {command["command"] for command in made["features"]["slash_commands"]}
    assert main(["manifest", "discord", "--application-id", "123"]) == 0
    assert "client_id=123" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("setting", "value"),
    [("CONVENOR_PROFILE", "nonsense"), ("CONVENOR_DATABASE__URL", "mysql://root@host/db"),
     ("CONVENOR_SLACK__BOT_TOKEN", "xoxb-0000-secret")],
)  # fmt: skip
def test_a_mistake_in_the_settings_is_explained_without_traceback_or_token(
    setting: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(setting, value)
    assert main(["grant", "admin", "--slack", "T1/U1"]) == 2
    told = capsys.readouterr().err
    assert told.strip()
    assert "Traceback" not in told
    assert "secret" not in told


def test_run_refuses_parts_it_does_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--only", "slack,dance"]) == 2
    assert "--only: there is no part dance; allowed: slack, discord, web, worker" in capsys.readouterr().err
