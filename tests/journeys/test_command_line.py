"""The command line as an operator meets it: each command, its exit code, and what it says."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text

from tests.journeys.office import Office
from tests.journeys.records import opened
from tests.journeys.stories import applies, approves
from tests.journeys.world import World
from tests.support.databases import PostgresServer

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lived_in(office: Office) -> AsyncIterator[Office]:
    """A network with one member."""
    member, secretary = office.newcomer("slack", "Cen Yuke"), office.secretaries["slack"]
    await applies(member, office.words)
    await secretary.sees("Cen Yuke", within=20)
    await secretary.presses("Claim", on="Cen Yuke")
    await approves(secretary, office.words, on="Cen Yuke")
    await member.sees("You are a member now", within=20)
    await office.quiet()
    yield office


@pytest_asyncio.fixture(loop_scope="module")
async def bare(tmp_path: Path) -> AsyncIterator[World]:
    async with World(f"sqlite+aiosqlite:///{tmp_path}/journey.db", "cslei", tmp_path).serve() as world:
        yield world


async def test_the_version_is_told(bare: World) -> None:
    code, output = await bare.command("--version")
    assert code == 0
    assert re.fullmatch(r"convenor \d+\.\d+\.\d+\n", output)


@pytest.mark.parametrize("words", [("frobnicate",), ("grant", "king", "--slack", "T/U"), ("run", "--only", "slak")])
async def test_wrong_usage_is_code_two(bare: World, words: tuple[str, ...]) -> None:
    code, output = await bare.command(*words)
    assert code == 2
    assert "Traceback" not in output


async def test_the_doctor_finds_what_is_wrong_and_then_nothing(bare: World) -> None:
    code, output = await bare.command("doctor")
    assert code == 1
    assert "run: convenor migrate" in output
    assert "1 thing to mend." in output
    assert (await bare.command("migrate"))[0] == 0
    code, output = await bare.command("doctor")
    assert code == 0, output
    assert "All is well." in output
    code, output = await bare.command(
        "doctor", CONVENOR_SLACK__BOT_TOKEN="xoxb-1-geheim", CONVENOR_DISCORD__TOKEN="geheim.geheim.geheim"
    )
    assert code == 1
    assert "CONVENOR_SLACK__BOT_TOKEN" in output
    assert "CONVENOR_DISCORD__TOKEN" in output
    assert "geheim" not in output


async def test_another_version_of_the_database_is_refused_with_the_cure(bare: World) -> None:
    assert (await bare.command("migrate"))[0] == 0
    async with opened(bare) as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for command in ("run", "migrate", "export"):
        code, output = await bare.command(command, *(["x.json"] if command == "export" else []))
        assert code == 2, output
        assert "at revision 9999, which this release does not know" in output
        assert "Traceback" not in output


async def test_the_slack_manifest_is_what_slack_takes(bare: World) -> None:
    code, output = await bare.command("manifest", "slack")
    assert code == 0
    made = json.loads(output)
    bare.slack.install(made)
    assert {"/apply", "/member", "/application"} <= {each["command"] for each in made["features"]["slash_commands"]}


async def test_the_discord_manifest_is_an_address_with_reasons(bare: World) -> None:
    code, output = await bare.command("manifest", "discord", "--application-id", "123456")
    assert code == 0
    assert re.search(
        r"https://discord\.com/oauth2/authorize\?client_id=123456&scope=bot\+applications\.commands", output
    )
    assert "Manage Roles" in output


async def test_the_routes_name_every_command_button_and_form(bare: World) -> None:
    code, output = await bare.command("routes")
    assert code == 0
    for wanted in (r"^command +/apply +applications", r"^button +applications\.claim +applications",
                   r"^form +applications\.step +applications"):  # fmt: skip
        assert re.search(wanted, output, re.M), wanted


async def test_the_first_administrator_is_granted_from_outside(bare: World) -> None:
    person = bare.on_discord("Rafferty Quill")
    assert (await bare.command("migrate"))[0] == 0
    account = f"{bare.guild.id}/{person.user_id}"
    code, output = await bare.command("grant", "admin", "--discord", account)
    assert (code, output.strip().endswith("is now admin.")) == (0, True), output
    code, output = await bare.command("grant", "admin", "--discord", account)
    assert (code, "admin already" in output) == (0, True)
    code, output = await bare.command("grant", "admin", "--slack", "oops")
    assert (code, "write the space and the user with a slash between" in output) == (2, True)
    code, output = await bare.command("grant", "admin", "--email", "nobody@x.example")
    assert (code, "Nobody is on record" in output) == (1, True)
    await bare.start()
    await person.types("/admin setup")
    await person.sees("Setting up")


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
async def test_all_of_a_network_goes_out_and_into_an_empty_database(
    lived_in: Office, into: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The export of the copy is the export of the original; a second import is refused; secrets stay out."""
    world, first, second = lived_in.world, tmp_path / "first.json", tmp_path / "second.json"
    code, output = await world.command("export", str(first))
    assert code == 0, output
    assert first.stat().st_mode & 0o077 == 0
    if into == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path}/copy.db"
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        url = await server.create()
    code, output = await world.command("import", str(first), CONVENOR_DATABASE__URL=url)
    assert (code, "convenor migrate" in output) == (2, True), output
    assert (await world.command("migrate", CONVENOR_DATABASE__URL=url))[0] == 0
    code, output = await world.command("import", str(first), CONVENOR_DATABASE__URL=url)
    assert code == 0, output
    code, output = await world.command("import", str(first), CONVENOR_DATABASE__URL=url)
    assert (code, "an import needs an empty database" in output) == (1, True), output
    code, output = await world.command("export", str(second), CONVENOR_DATABASE__URL=url)
    assert code == 0, output

    before, after = (json.loads(file.read_text(encoding="utf-8"))["tables"] for file in (first, second))
    assert set(before) == set(after)
    for table, rows in before.items():
        kept = after[table]
        if "audit" in table:  # taking part in an export or import is on record, too
            kept = kept[: len(rows)]
        assert sorted(map(_line, rows)) == sorted(map(_line, kept)), table
    said = first.read_text(encoding="utf-8")
    assert "Cen Yuke" in said
    for secret in (world.slack.bot_token, world.slack.app_token, world.discord.token):
        assert secret not in said


def _line(row: dict[str, object]) -> str:
    return json.dumps(row, sort_keys=True, ensure_ascii=False)


async def test_what_is_no_export_is_not_imported(lived_in: Office, tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    for content in ("not json", "{}", '{"convenor": 99, "network": "cslei", "tables": {}}'):
        file.write_text(content, encoding="utf-8")
        code, output = await lived_in.world.command("import", str(file))
        assert code == 2
        assert "this is no export of Convenor" in output
    file.write_text('{"convenor": 1, "network": "inei", "tables": {}}', encoding="utf-8")
    code, output = await lived_in.world.command("import", str(file))
    assert (code, "this is the network 'inei'" in output) == (2, True)
