"""A network with as many invented members as one likes, written in bulk: people, accounts, roles, posts, consents."""

import os
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table, insert

from bench import job
from bot.clock import SystemClock
from bot.ports import Space, Spaces
from storage import schema
from storage.base import Repository
from storage.engine import SqlDatabase
from storage.listing import list_afresh
from storage.people_tables import chat_accounts, people, role_grants
from storage.repositories.register_tables import FOREVER, affiliations, consents, institutions, memberships

NETWORK = "cslei"
TEAM, GUILD = "T0SANDBOX", "1110000000000000"
SPACES = (Space("slack", TEAM, f"slack:{TEAM}"), Space("discord", GUILD, "discord"))
"""Known since long: a process that starts meets nothing new there."""
SINCE = datetime(2026, 1, 15, tzinfo=UTC)
COLLEAGUES = 40
"""People of one institution."""
CHUNK = 2000

_SYLLABLES = ("ka", "lo", "mi", "ren", "sha", "vel", "tor", "an", "ji", "bei", "dur", "fo", "li", "mar", "nes", "qui",
              "ro", "su", "tal", "wen", "yo", "zha", "pe", "hin", "gal", "ost")  # fmt: skip
_HAN = "安博岑德恩芳高海江凯兰明宁鹏清瑞山涛文希雅志仲岚岩"
_FIELDS = ("assessment", "bilingual teaching", "early years", "inclusion", "mathematics", "school gardens", "welfare")


def slack_user(number: int) -> str:
    """The Slack id of the person of that number; all have a Slack account."""
    return f"U0{number:06}"


def discord_user(number: int) -> str:
    """The Discord id of the person of that number; all have a Discord account, too."""
    return str(2220000000000000 + number)


def name(number: int) -> tuple[str, str, str]:
    """Given name, family name and native name, always the same for a number. No two in five hundred are alike."""
    chance = random.Random(number)
    given, family = ("".join(chance.choices(_SYLLABLES, k=2)).capitalize() for _ in range(2))
    return given, family, "".join(chance.choices(_HAN, k=3)) if number % 3 == 0 else ""


def file(folder: Path, name: str) -> str:
    """The URL of a SQLite database."""
    return f"sqlite+aiosqlite:///{folder / name}.db"


async def found(url: str, members: int) -> str:
    """Fill an empty database with so many members; returns its URL again."""
    await schema.upgrade(url)
    database = SqlDatabase(url, clock=SystemClock())
    try:
        async with database.transaction() as connection:
            await connection.run_sync(job.table_of_counts.create)
            for table, rows in _tables(members):
                statement = insert(table)
                for chunk in _chunks(rows):
                    await connection.execute(statement, chunk)
        async with database.write(NETWORK) as unit:
            for space in SPACES:
                await unit.repository(Spaces).save(space)
            await list_afresh(Repository(unit.connection, NETWORK, database.clock))
        async with database.transaction() as connection:
            await connection.exec_driver_sql("ANALYZE")
    finally:
        await database.close()
    os.sync()  # what is still to be written must not disturb what is measured next
    return url


async def known(folder: Path, members: int) -> str:
    """A SQLite database with so many members, made once in a folder."""
    if not (folder / f"{members}.db").exists():
        await found(file(folder, str(members)), members)
    return file(folder, str(members))


def _tables(members: int) -> Iterator[tuple[Table, Iterator[dict[str, Any]]]]:
    places = max(1, members // COLLEAGUES)

    def rows(count: int, make: Callable[[int], dict[str, Any]]) -> Iterator[dict[str, Any]]:
        return ({"network": NETWORK, **make(number)} for number in range(count))

    yield institutions, rows(places, _institution)
    yield people, rows(members, _person)
    yield chat_accounts, rows(members, lambda n: _account(n, "slack", TEAM, slack_user(n)))
    yield chat_accounts, rows(members, lambda n: _account(n, "discord", GUILD, discord_user(n)))
    yield role_grants, rows(members, lambda n: _grant(n, "member"))
    yield role_grants, rows(min(1, members), lambda n: _grant(n, "secretariat"))
    yield affiliations, rows(members, lambda n: _post(n, n % places))
    yield memberships, rows(members, _membership)
    yield consents, rows(members, _consent)
    yield job.table_of_counts, rows(1, lambda _: {"what": "door", "number": 0})


def _person(number: int) -> dict[str, Any]:
    given, family, native = name(number)
    return {
        "id": f"P{number}", "display_name": f"{given} {family}", "native_name": native, "family": family,
        "given": given, "name_order": "given_first", "email": f"p{number}@school.example",
        "email_folded": f"p{number}@school.example", "zone": "Asia/Shanghai", "languages": ["en"], "routes": [],
        "quiet": ["22:00", "07:30"], "visibility": {"fields": "members", "country": "members"},
        "fields_of_work": [_FIELDS[number % len(_FIELDS)]], "country": "CN", "about": "", "status": "active",
        "digest": "weekly", "version": 1, "met_at": SINCE,
    }  # fmt: skip


def _account(number: int, platform: str, space: str, user: str) -> dict[str, Any]:
    return {"platform": platform, "space": space, "user": user, "person": f"P{number}", "state": "live", "direct": "",
            "last_seen": None}  # fmt: skip


def _grant(number: int, role: str) -> dict[str, Any]:
    return {"id": f"{role}{number}", "person": f"P{number}", "role": role, "scope": "", "since": SINCE, "until": None,
            "granted_by": ""}  # fmt: skip


def _institution(number: int) -> dict[str, Any]:
    title = f"{name(number)[1]} School {number}"
    return {
        "id": f"I{number}", "name": title, "name_key": title.lower(), "native_name": "", "native_key": "",
        "short_name": "", "kind": "school", "parent_name": "", "country": "CN", "region": "", "city": "", "zone": "",
        "website": "", "strengths": [], "programmes": [], "research_fields": [], "recognitions": [],
        "confirmed_on": None, "version": 1,
    }  # fmt: skip


def _post(number: int, place: int) -> dict[str, Any]:
    return {"id": f"A{number}", "person": f"P{number}", "institution": f"I{place}", "post_title": "Head",
            "is_leader": True, "since": SINCE, "until": FOREVER, "confirmed_by": "P0", "version": 1}  # fmt: skip


def _membership(number: int) -> dict[str, Any]:
    return {"id": f"M{number}", "membership_class": "leader", "person": f"P{number}", "institution": None,
            "state": "active", "since": SINCE, "until": None, "ended_at": None, "ended_because": "",
            "application": "", "signed_text_hash": "", "version": 1}  # fmt: skip


def _consent(number: int) -> dict[str, Any]:
    return {"id": f"C{number}", "person": f"P{number}", "purpose": "directory_listing", "text_version": "1",
            "language": "en", "given_at": SINCE, "route": "chat", "withdrawn_at": None}  # fmt: skip


def _chunks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    chunk: list[dict[str, Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
