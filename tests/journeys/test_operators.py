"""What goes wrong for those who run it: wrong tokens, a database that is away, a full disk, a role out of reach."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from sandbox.player import Player
from sandbox.slack.workspace import ALL_SCOPES
from tests.journeys.office import PLATFORMS, Office, offered, screen, set_up, until, working
from tests.journeys.records import try_again_now
from tests.journeys.stories import LEADER, applies, approves, begins
from tests.journeys.world import World
from tests.support.databases import PostgresServer

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]

AWAY = "The records cannot be reached just now; nothing was changed."


@pytest_asyncio.fixture(loop_scope="module")
async def bare(tmp_path: Path) -> AsyncIterator[World]:
    """A world in which nothing runs yet."""
    async with World(f"sqlite+aiosqlite:///{tmp_path}/journey.db", "cslei", tmp_path).serve() as world:
        yield world


@pytest.mark.parametrize(
    ("setting", "token"),
    [
        ("CONVENOR_SLACK__BOT_TOKEN", "xoxb-1-geheim-geheim"),
        ("CONVENOR_SLACK__APP_TOKEN", "xapp-1-geheim-geheim"),
        ("CONVENOR_DISCORD__TOKEN", "geheim.geheim.geheim"),
        ("CONVENOR_SLACK__BOT_TOKEN", "geheim-geheim"),
    ],
)
async def test_a_wrong_token_ends_the_start_with_the_cure(bare: World, setting: str, token: str) -> None:
    code, output = await bare.command("run", **{setting: token})
    assert code == 2, output
    assert setting in output
    assert "Traceback" not in output
    assert "geheim" not in output
    for real in (bare.slack.bot_token, bare.slack.app_token, bare.discord.token):
        assert real not in output


async def test_a_profile_with_a_typo_is_refused_with_line_and_hint(bare: World, tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    file.write_text("extends: cslei\nmembership:\n  holder: persn\n  feee: none\n", encoding="utf-8")
    code, output = await bare.command("run", CONVENOR_PROFILE=str(file))
    assert code == 2
    assert "ours.yaml:3: membership.holder" in output
    assert "Did you mean person?" in output
    assert "ours.yaml:4: membership.feee: there is no such key" in output
    assert "Traceback" not in output


@pytest.mark.parametrize(
    ("url", "code", "said"),
    [
        ("sqlite+aiosqlite:////nonexistent/x.db", 2, "the folder /nonexistent of the SQLite database does not exist"),
        ("postgresql+psycopg://u:geheim@127.0.0.1:1/x", 1, "The database cannot be reached"),
        ("mysql://u:geheim@127.0.0.1/x", 2, "this must be sqlite+aiosqlite:///file.db or postgresql+psycopg://"),
    ],
)
async def test_a_database_that_is_not_there_is_named_without_its_password(
    bare: World, url: str, code: int, said: str
) -> None:
    found, output = await bare.command("run", CONVENOR_DATABASE__URL=url)
    assert found == code, output
    assert said in output
    assert "geheim" not in output
    assert "Traceback" not in output


async def test_a_full_disk_is_said_and_nothing_is_lost(office: Office) -> None:
    """The bot can write to no file for a while; when there is room again everything goes on."""
    world = office.world
    people = {platform: office.newcomer(platform, f"Man Pan {platform}") for platform in PLATFORMS}
    for person in people.values():
        await begins(person, office.words)
        await person.fills(office.words.filled(person, LEADER | {"notice_route": person.platform}))
    await office.quiet()
    world.disk_full()
    for person in people.values():
        await person.submits()
        await person.sees(AWAY, within=10)
    world.disk_full(False)
    for person in people.values():
        await person.types("/apply")
        assert "3 steps are left" in (await person.sees("Your application APP-")).text
    assert "Traceback" not in "\n".join(screen(person) for person in people.values())


async def test_a_database_that_goes_away_is_said_and_comes_back(
    postgres_server: PostgresServer, tmp_path: Path
) -> None:
    """PostgreSQL refuses connections for a while: people are told, health says so, and it goes on by itself."""
    url = await postgres_server.create()
    name = url.rpartition("/")[2].partition("?")[0]
    async with World(url, "cslei", tmp_path).serve() as world:
        code, output = await world.command("run")
        assert code == 2
        assert "run: convenor migrate" in output
        code, output = await world.command("migrate")
        assert code == 0, output
        office = await set_up(world)
        person = office.newcomer("slack", "Wei Lian")
        await begins(person, office.words)
        await person.fills(office.words.filled(person, LEADER | {"notice_route": "slack"}))
        await postgres_server._run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await postgres_server.end_connections(url)
        await person.submits()
        await person.sees(AWAY, within=15)
        status, parts = await world.health()
        assert (status, parts["database"]) == (503, "not connected")
        await postgres_server._run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await until_well(world)
        await applies_again(person.name, office)
    await postgres_server.drop(url)


async def until_well(world: World) -> None:
    for _try in range(100):
        status, _parts = await world.health()
        if status == 200:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the database is not found again")


async def applies_again(name: str, office: Office) -> None:
    other = office.newcomer("discord", f"{name} II")
    await applies(other, office.words, LEADER | {"legal_name": other.name})
    await other.sees("It has arrived")
    await office.quiet()


async def test_a_role_above_ours_is_said_and_granted_when_it_is_moved(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The office is told what to do; after the fix the retry gives the role. The welcome does not wait for it."""
    async with working("cslei", tmp_path_factory.mktemp("role")) as office:
        desk, secretary = office.world.guild, office.secretaries["discord"]
        desk.move_bot_role(1)
        person = await _admitted_but_for(office, "discord", "Wang Shang")
        told = await secretary.sees("Something needs your hand", within=20)
        assert "role" in told.text.lower()
        assert "What to do:" in told.text
        assert desk.roles_of(person.user_id) == []
        desk.move_bot_role(50)
        await try_again_now(office.world)
        await until(lambda: "Member" in desk.roles_of(person.user_id), within=20)
        office.world.assert_lawful()


async def _admitted_but_for(office: Office, platform: str, name: str) -> Player:
    person, secretary = office.newcomer(platform, name), office.secretaries[platform]
    await applies(person, office.words, LEADER | {"legal_name": name})
    await offered(secretary, "Claim", on=name)
    await secretary.presses("Claim", on=name)
    await offered(secretary, "Approve", on=name)
    await approves(secretary, office.words, on=name)
    await person.sees("You are a member now", within=20)
    return person


async def test_a_missing_scope_is_said_and_made_good_when_it_is_there(tmp_path_factory: pytest.TempPathFactory) -> None:
    async with working("cslei", tmp_path_factory.mktemp("scope")) as office:
        slack, secretary = office.world.slack, office.secretaries["slack"]
        slack.grant(*ALL_SCOPES - {"groups:write"})
        person = await _admitted_but_for(office, "slack", "Que Shao")
        told = await secretary.sees("Something needs your hand", within=20)
        assert "add the bot scope groups:write, then reinstall the app" in told.text
        assert office.room("forum") not in person.channels()
        code, output = await office.world.command("doctor")
        assert code == 1
        assert "groups:write" in output
        slack.grant(*ALL_SCOPES)
        await try_again_now(office.world)
        await until(lambda: office.room("forum") in person.channels(), within=20)


async def test_no_token_is_in_the_log_of_an_ordinary_day(office: Office) -> None:
    log = office.world.log()
    for secret in (office.world.slack.bot_token, office.world.slack.app_token, office.world.discord.token):
        assert secret not in log
