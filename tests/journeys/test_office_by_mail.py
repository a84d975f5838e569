"""A secretary without any chat: behind the link in a mail, in a browser, an answer is written down for somebody."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.clock import SystemClock
from bot.dispatcher import system
from bot.features import load
from bot.features.register import api as register
from bot.interactions import Account, Place
from bot.outbox import new_id
from bot.people import People, Person, Role, RoleGrant
from config import profiles
from sandbox.mail import MailHost
from sandbox.player import Player
from storage.engine import SqlDatabase
from tests.journeys.office import ROOMS, Office, set_up, somebody, until
from tests.journeys.records import appoint
from tests.journeys.stories import nothing
from tests.journeys.test_meetings import fills_in
from tests.journeys.world import HASTY, World
from tests.support.visitor import Visitor

SHEN = "shen@reedmarsh.example"
TITLE = "Exam dates"


@pytest.fixture
async def post() -> AsyncIterator[MailHost]:
    host = MailHost(SystemClock())
    await host.start()
    yield host
    await host.stop()


@pytest.fixture
async def office(post: MailHost, tmp_path: Path) -> AsyncIterator[Office]:
    async with World(f"sqlite+aiosqlite:///{tmp_path}/journey.db", "cslei", tmp_path).serve() as world:
        world.changed |= HASTY | {
            "CONVENOR_MAIL__SMTP_URL": post.url,
            "CONVENOR_MAIL__SENDER": "CSLEI <office@cslei.example>",
            "CONVENOR_SECRET_KEY": "a key of thirty-two characters or more",
            "CONVENOR_WEB__PUBLIC_URL": world.web_url,
        }
        yield await set_up(world, rooms=(*ROOMS, "meetings"))


async def on_record(world: World, *listed: str) -> None:
    """A secretary who has nothing but an address, and the members of those ids in the directory."""
    database = SqlDatabase(world.database, clock=SystemClock())
    try:
        app = App(database=database, routes=load(), profile=profiles.load(world.profile_name), clock=world.clock)
        async with database.write(app.network) as uow:
            ctx = app.context(system(app.network), Account("tests", "", ""), Place("tests", "", ""), uow)
            people = ctx.repository(People)
            shen = Person(new_id(), "Shen Keyi", email=SHEN, languages=("en",), email_confirmed=True)
            await people.add(shen, ctx.now)
            for role in (Role.MEMBER, Role.SECRETARIAT):
                await people.grant(shen.id, RoleGrant(role, since=ctx.now))
            for person in listed:
                await register.enrol(ctx, register.Enrolment(
                    application="", holder="person", person=person, membership_class="personal", institution=None,
                    post_title="", is_leader=False, representative=None, alternate=None, signed_text_hash="",
                    since=ctx.now))  # fmt: skip
                given = register.ConsentGiven("directory_listing", "2026-01-01", "en", ctx.now, "slack")
                await register.record_consents(ctx, person, [given])
            await ctx.flush()
    finally:
        await database.close()


async def calls(by: Player, world: World) -> None:
    """Announce a meeting in three months."""
    day = world.clock.now() + timedelta(days=90)
    await by.types("/meeting new")
    await fills_in(by, {
        "Kind": "working meeting", "Title": TITLE, "How people meet": "in person",
        "How confidential it is": "What is said may be passed on.",
    }, nothing)  # fmt: skip
    await fills_in(by, {
        "Date and time there": f"{day:%Y-%m-%d} 14:00",
        "Time of which city": "Suzhou", "Length in minutes": "90",
    }, nothing)  # fmt: skip
    await fills_in(by, {"Place": "XJTLU", "Room": "Room 3"}, nothing)
    await by.presses("Announce", on="Is this right")


@pytest.mark.timeout(240)
async def test_a_secretary_by_mail_records_an_answer_for_a_member(office: Office, post: MailHost) -> None:
    world, luo = office.world, office.secretaries["discord"]
    here, there = somebody(world, "slack", "Wang An"), somebody(world, "discord", "Wang Anyi")
    for each in (here, there):
        await each.types("/profile language language:en")
    members = [(await appoint(world, each, Role.MEMBER)).id for each in (here, there)]
    await on_record(world, *members)
    await calls(luo, world)

    await until(lambda: any(TITLE in mail.text for mail in post.of(SHEN)), within=40)
    mail = next(mail for mail in post.of(SHEN) if TITLE in mail.text)
    address = next(line for line in mail.text.split() if line.startswith(f"{world.web_url}/act/"))
    await world.dies()
    async with Visitor() as shen:
        await shen.opens(address)
        assert "For Shen Keyi" in shen.text
        await shen.presses("For organisers")
        await shen.presses("Record an answer")
        await shen.fills({"Who": "Nobody Known", "Yes": "", "How it came (optional)": "by telephone"}, "Record")
        assert "Nothing is found under “Nobody Known”" in shen.text
        await shen.fills({"Who": "wang"}, "Record")
        assert (shen.status, "Several fit “wang”" in shen.text) == (422, True)
        await world.dies()
        chosen = next(label for label in shen.form("Record").picks if label.startswith("Wang Anyi"))
        await shen.fills({chosen: ""}, "Record")
        assert shen.status == 200
        assert "Recorded for Wang Anyi: Yes." in shen.text
    room = office.room("meetings")
    for secretary in office.secretaries.values():
        await secretary.sees("Yes: 1", channel=room, within=20)
    await there.sees("You said Yes", within=20)
    await luo.types("/admin audit")
    assert "Shen Keyi" in luo.messages()[-1].text, "named in the trail for it"
    world.assert_lawful()
