"""Requests that come by e-mail or on paper, and the first word to newcomers (CSL-20)."""

import pytest

from adapters.memory.adapter import Seat
from bot.features.applications.actions import AnswerQuestion, SignAgreement, Withdraw
from bot.features.applications.repository import Applications
from bot.interactions import Press
from bot.people import People, Person
from bot.ports import Audit, AuditEvent
from tests.bot.features.applications.walking import CSLEI, agrees, applies, fills_in, office, says, works_at
from tests.support.stage import Stage

SHEN = {"name": "Shen Keyi", "email": "shen@reedmarsh.example", "language": "English", "route": "on paper",
        "note": "Letter of 1 March"}  # fmt: skip


async def _records(luo: Seat) -> None:
    await luo.types("/application record")
    await luo.fills(SHEN)
    await luo.submits()


async def _audit(stage: Stage) -> tuple[AuditEvent, ...]:
    async with stage.app.database.read(stage.app.network) as uow:
        return await uow.repository(Audit).about("")


async def _shen(stage: Stage) -> Person:
    async with stage.app.database.read(stage.app.network) as uow:
        person = await uow.repository(People).by_email("shen@reedmarsh.example")
    assert person is not None
    return person


async def test_a_request_on_paper_is_entered_filled_in_signed_and_admitted(stage: Stage) -> None:
    luo = await office(stage)
    await _records(luo)
    luo.sees("Recorded as APP-2027-001")
    await luo.presses("Continue")
    pages = ({**CSLEI[0], "legal_name": "Shen Keyi", "email": "shen@reedmarsh.example", "notice_route": "E-mail"},)
    await fills_in(luo, (*pages, *CSLEI[1:]))
    await agrees(luo, "Ticked on the form")
    await luo.presses("Record the signed form")
    await luo.fills({"signature": "Shen Keyi"})
    await luo.submits()
    assert luo.errors["evidence"] == "Please fill this in."
    await luo.fills({"evidence": "Folder Applications 2027, letter of 1 March"})
    await luo.submits()
    luo.sees("APP-2027-001 is sent.")
    await stage.settles()
    luo.sees("Came: on paper, entered by Luo Weilan")
    await luo.presses("Download")
    page = luo.messages()[-1].files[0].content.decode()
    assert "Folder Applications 2027, letter of 1 March" in page
    assert "on paper or as a scan" in page
    await luo.presses("Claim")
    await says(luo, "Approve", {})
    await stage.settles()
    luo.sees("Shen Keyi 岑羽可 cannot be reached in chat. Please send the text below to: shen@reedmarsh.example")
    shen = await _shen(stage)
    acted = {event.action for event in await _audit(stage) if event.on_behalf_of == shen.id}
    assert {"applications.begun", "applications.filled", "applications.declared", "applications.submitted"} <= acted


async def test_a_second_request_of_the_same_address_points_to_the_first(stage: Stage) -> None:
    luo = await office(stage)
    await _records(luo)
    await _records(luo)
    luo.sees("Shen Keyi has an open application already: /application show ref:APP-2027-001")


async def test_a_recorded_draft_is_found_again_by_its_reference(stage: Stage) -> None:
    luo = await office(stage)
    await _records(luo)
    yuan = await office(stage, "Yuan Qingshu", "discord")  # another one of the office finishes what was begun
    await yuan.types("/application show app-2027-001")
    yuan.sees("Application APP-2027-001 of Shen Keyi")
    await yuan.presses("Continue")
    await fills_in(yuan, CSLEI[:1])
    assert yuan.form is not None


async def test_only_the_secretariat_enters_requests(stage: Stage) -> None:
    cen = await stage.person("cen")
    await cen.types("/application record")
    cen.sees("Your role does not permit this.")


async def test_the_office_cannot_sign_with_a_typed_name_for_somebody(stage: Stage) -> None:
    luo = await office(stage)
    await _records(luo)
    await luo.presses("Continue")
    await fills_in(luo, CSLEI)
    await agrees(luo, "Ticked on the form")
    assert "Sign and submit" not in luo.messages()[-1].buttons


@pytest.mark.parametrize("on", ["slack", "discord"])
async def test_a_newcomer_is_greeted_with_the_way_in_and_the_way_without_chat(stage: Stage, on: str) -> None:
    cen = await stage.person("Cen Yuke", on, known=False)
    await cen.happens("joined")
    await cen.happens("joined")
    await stage.settles()
    cen.sees("Hello Cen Yuke!")
    cen.sees("write to centre@cslei.example with the subject CSLEI Network application")
    assert sum("Hello Cen Yuke!" in message.text for message in cen.messages()) == 1
    await cen.presses("Apply")
    cen.sees("Membership costs nothing.")


async def test_who_takes_no_direct_messages_is_greeted_in_the_welcome_channel(stage: Stage) -> None:
    cen = await stage.person("Cen Yuke", "discord", known=False)
    stage.platforms["discord"].closed.add(cen.account.user)
    await cen.happens("joined")
    await stage.settles()
    assert cen.sees("Hello Cen Yuke!").channel == "welcome"
    await cen.presses("Apply")
    assert cen.messages()[-1].private_to == cen.account.user


async def test_members_are_not_greeted_as_newcomers(stage: Stage) -> None:
    from bot.people import Role

    imani = await stage.person("Imani", roles=(Role.MEMBER,))
    await imani.happens("joined")
    await stage.settles()
    assert not imani.messages()


async def test_the_office_speaks_for_nobody_of_the_own_institution(stage: Stage) -> None:
    cen, luo = await stage.person("cen"), await office(stage)
    await works_at(stage, luo, "Lanxi Bay International School", "CN")
    yuan = await office(stage, "Yuan Qingshu")
    await applies(cen)
    await yuan.presses("Claim")
    await says(yuan, "Ask a question", {"question": "How many pupils?"})
    async with stage.app.database.read(stage.app.network) as uow:
        application = await uow.repository(Applications).by_ref("APP-2027-001")
    assert application is not None
    for deed in (AnswerQuestion(application.id), Withdraw(application.id), SignAgreement(application.id)):
        await luo._do(Press(luo.account, luo._place(), deed.pack()))
        luo.sees("This application comes from your own institution.")
        assert luo.form is None
    await yuan._do(Press(yuan.account, yuan._place(), AnswerQuestion(application.id).pack()))
    assert yuan.form is not None


async def test_nor_does_it_send_a_paper_of_the_own_institution(stage: Stage) -> None:
    luo = await office(stage)
    await works_at(stage, luo, "Lanxi Bay International School", "CN")
    await _records(luo)
    await luo.presses("Continue")
    await fills_in(luo, CSLEI)
    await agrees(luo, "Ticked on the form")
    await luo.presses("Record the signed form")
    luo.sees("Somebody else of the secretariat does this; where there is nobody else, an administrator names somebody.")
    assert luo.form is None


async def test_an_answer_to_an_old_question_is_not_taken_for_the_new_one(stage: Stage) -> None:
    cen, luo = await stage.person("cen"), await office(stage)
    await applies(cen)
    await luo.presses("Claim")
    await says(luo, "Ask a question", {"question": "How many pupils?"})
    await cen.presses("Answer")
    await cen.fills({"answer": "Some 400."})
    async with stage.app.database.read(stage.app.network) as uow:
        application = await uow.repository(Applications).by_ref("APP-2027-001")
    assert application is not None
    await luo._do(Press(luo.account, luo._place(), AnswerQuestion(application.id).pack()))
    await luo.fills({"answer": "410, he said on the phone."})
    await luo.submits()
    await says(luo, "Ask a question", {"question": "Since when?"})
    await cen.submits()
    cen.sees("This question was answered already, and another one was asked.")
    async with stage.app.database.read(stage.app.network) as uow:
        application = await uow.repository(Applications).by_ref("APP-2027-001")
    assert application is not None
    assert [question.answer for question in application.questions] == ["410, he said on the phone.", ""]
