"""A secretary without any chat: behind the link in a mail, in a browser, an answer is written down for somebody."""

from datetime import timedelta

import pytest

from bot.features.register import api as register
from bot.people import Role
from sandbox.mail import MailHost
from tests.journeys.office import ROOMS, Office, set_up, somebody, until
from tests.journeys.records import acting, appoint, enters
from tests.journeys.stories import calls_a_meeting, newest
from tests.journeys.world import World
from tests.support.visitor import Visitor

SHEN = "shen@reedmarsh.example"
TITLE = "Exam dates"


@pytest.fixture
async def office(world: World, post: MailHost) -> Office:
    world.mails_through(post)
    world.opens_links()
    return await set_up(world, rooms=(*ROOMS, "meetings"))


async def lists(world: World, *members: str) -> None:
    """Put these members into the directory, as they agreed."""
    async with acting(world) as ctx:
        for person in members:
            await register.enrol(ctx, register.Enrolment(
                application="", holder="person", person=person, membership_class="personal", institution=None,
                post_title="", is_leader=False, representative=None, alternate=None, signed_text_hash="",
                since=ctx.now))  # fmt: skip
            given = register.ConsentGiven("directory_listing", "2026-01-01", "en", ctx.now, "slack")
            await register.record_consents(ctx, person, [given])


@pytest.mark.timeout(240)
async def test_a_secretary_by_mail_records_an_answer_for_a_member(office: Office, post: MailHost) -> None:
    world, luo = office.world, office.secretaries["discord"]
    here, there = somebody(world, "slack", "Wang An"), somebody(world, "discord", "Wang Anyi")
    for each in (here, there):
        await each.types("/profile language language:en")
    members = [(await appoint(world, each, Role.MEMBER)).id for each in (here, there)]
    await enters(world, "Shen Keyi", SHEN, Role.MEMBER, Role.SECRETARIAT)
    await lists(world, *members)
    await calls_a_meeting(luo, TITLE, world.clock.now() + timedelta(days=90))

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
    assert "Shen Keyi" in newest(luo).text, "named in the trail for it"
    world.assert_lawful()
