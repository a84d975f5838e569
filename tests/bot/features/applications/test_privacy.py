"""What somebody is still writing is nobody else's business: not to read, not to tick, not to sign."""

import pytest

from adapters.memory.adapter import Seat
from bot.actions import Action
from bot.app import Answer
from bot.features.applications.actions import (
    Declare,
    Download,
    FillStep,
    RecordSigned,
    ShowApplication,
    ShowProgress,
    Withdraw,
)
from bot.features.applications.repository import Applications
from bot.interactions import Place, Press, Search
from bot.people import Role
from bot.ui.replies import Ephemeral
from tests.bot.features.applications.walking import CSLEI, INNOVATION, applies, begins, fills_in, office, says
from tests.support.stage import Stage

NAME = "Cen Yuke"


async def _draft(stage: Stage) -> str:
    """The id of an application all of whose questions are answered, but that was not sent."""
    cen = await stage.person("cen")
    await begins(cen)
    await fills_in(cen, CSLEI)
    async with stage.app.database.read(stage.app.network) as uow:
        application = await uow.repository(Applications).by_ref("APP-2027-001")
    assert application is not None
    assert application.state == "draft"
    return application.id


async def _presses(seat: Seat, action: Action) -> Answer:
    return await seat.app.handle(Press(seat.account, Place("slack", "T1", "secretariat"), action.pack()))


def _reads(answer: Answer) -> str:
    assert isinstance(answer.reply, Ephemeral), answer.reply
    assert not answer.reply.view.files
    return repr(answer.reply.view)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SECRETARIAT, Role.CHAIR])
async def test_nobody_reads_a_draft_but_its_writer(stage: Stage, role: Role) -> None:
    draft, reader = await _draft(stage), await office(stage, role=role)
    for action in (ShowApplication(draft), Download(draft), ShowProgress(draft)):
        assert NAME not in _reads(await _presses(reader, action))
    await reader.types("/application list state:draft")
    await reader.types("/application show APP-2027-001")
    assert not any(NAME in message.text for message in reader.messages())
    reader.sees("There is no application APP-2027-001.")


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SECRETARIAT])
async def test_a_draft_is_not_found_while_a_reference_is_typed(stage: Stage, role: Role) -> None:
    await _draft(stage)
    reader = await office(stage, role=role)
    assert await stage.app.search(Search(reader.account, Place("slack", "T1", "C1"), "application", "APP")) == ()


async def test_the_secretariat_does_not_consent_sign_or_withdraw_for_somebody_who_applies_in_chat(stage: Stage) -> None:
    draft, luo = await _draft(stage), await office(stage)
    first = next(iter(stage.profile.declarations))
    for action in (Declare(draft, first, True), RecordSigned(draft), FillStep(draft, "you"), Withdraw(draft)):
        assert "There is no such application" in _reads(await _presses(luo, action))
    async with stage.app.database.read(stage.app.network) as uow:
        assert await uow.repository(Applications).declared(draft) == {}


async def test_a_member_does_not_open_what_another_sent(stage: Stage) -> None:
    draft = await _draft(stage)
    other = await stage.person("other")
    await stage.enrol(other)
    for action in (ShowApplication(draft), Download(draft), ShowProgress(draft), Withdraw(draft)):
        assert NAME not in _reads(await _presses(other, action))


async def _shown(stage: Stage) -> str:
    """The review cards in the secretariat's channels of both platforms."""
    messages = [m for platform in stage.platforms.values() for m in platform.messages if m.channel == "secretariat"]
    assert len(messages) >= 2
    return "\n".join(message.text for message in messages)


async def test_what_is_erased_goes_from_the_posted_card_too(stage: Stage) -> None:
    cen = await stage.person("cen")
    await applies(cen)
    assert INNOVATION[:40] in await _shown(stage)
    await cen.types("/profile forget")
    await cen.fills({"name": "cen"})
    await cen.submits()
    assert INNOVATION[:40] not in await _shown(stage)
    assert NAME not in await _shown(stage)


async def test_what_is_emptied_after_its_time_goes_from_the_posted_card_too(stage: Stage) -> None:
    cen, luo = await stage.person("cen"), await office(stage)
    await applies(cen)
    await luo.presses("Claim")
    await says(luo, "Decline", {"reason": "Not this year."})
    await stage.passes(days=stage.profile.privacy.retention_days["declined_application"] + 1)
    assert INNOVATION[:40] not in await _shown(stage)
