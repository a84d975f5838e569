"""Somebody without a chat account applies through the secretariat and hears everything by mail (INV-36, CSL-20)."""

from adapters.memory.messenger import MemoryPlatform
from bot.outbox import Unreachable
from tests.bot.features.applications.walking import CSLEI, agrees, fills_in, office, says
from tests.support.stage import Stage

ADDRESS = "shen@reedmarsh.example"


def newest(mail: MemoryPlatform) -> str:
    assert {message.channel for message in mail.messages} == {ADDRESS}
    return mail.messages[-1].text


async def test_questions_decision_and_welcome_come_by_mail(stage: Stage) -> None:
    mail = await stage.post_office()
    luo = await office(stage)
    await luo.types("/application record")
    await luo.fills({"name": "Shen Keyi", "email": ADDRESS, "language": "English", "route": "by e-mail", "note": ""})
    await luo.submits()
    await luo.presses("Continue")
    page = {**CSLEI[0], "legal_name": "Shen Keyi", "email": ADDRESS, "notice_route": "E-mail"}
    await fills_in(luo, (page, *CSLEI[1:]))
    await agrees(luo, "Ticked on the form")
    await luo.presses("Record the signed form")
    await luo.fills({"signature": "Shen Keyi", "evidence": "Mail of 1 March"})
    await luo.submits()
    await luo.presses("Claim")
    await says(luo, "Ask a question", {"question": "How many pupils?"})
    assert "How many pupils?" in newest(mail)
    await luo.presses("Enter the answer")
    await luo.fills({"answer": "Some 400, she writes."})
    await luo.submits()
    await says(luo, "Approve", {})
    assert "your application was approved" in newest(mail)
    assert "pass this on by hand" not in "\n".join(message.text for message in luo.messages())


async def test_what_is_asked_comes_by_mail_and_by_hand_where_the_mail_is_refused(stage: Stage) -> None:
    mail = await stage.post_office()
    luo = await office(stage)
    await luo.types("/application record")
    await luo.fills({"name": "Shen Keyi", "email": ADDRESS, "language": "English", "route": "by e-mail", "note": ""})
    await luo.submits()
    await luo.presses("Continue")
    await fills_in(
        luo, ({**CSLEI[0], "legal_name": "Shen Keyi", "email": ADDRESS, "notice_route": "E-mail"}, *CSLEI[1:])
    )
    await agrees(luo, "Ticked on the form")
    await luo.presses("Record the signed form")
    await luo.fills({"signature": "Shen Keyi", "evidence": "Mail of 1 March"})
    await luo.submits()
    await luo.presses("Claim")
    mail.broken.append(Unreachable("550 5.1.1 No such user"))
    await says(luo, "Ask a question", {"question": "How many pupils?"})
    luo.sees("Please pass this on by hand")
    luo.sees("How many pupils?")
