"""What happens by itself when the clock moves on: nudges, expiry, the silent end, the alert, retention."""

from adapters.memory.adapter import Seat
from tests.bot.features.applications.walking import CSLEI, applies, begins, fills_in, office, says
from tests.support.stage import Stage


def _said(seat: Seat, text: str) -> int:
    return sum(text in message.text for message in seat.messages())


async def test_a_draft_is_nudged_twice_and_expires_after_thirty_days(stage: Stage) -> None:
    cen = await stage.person("cen")
    await begins(cen)
    await stage.passes(days=6, hours=23)
    assert not _said(cen, "has been waiting")
    await stage.passes(hours=2)
    cen.sees("Your application APP-2027-001 has been waiting for 7 days.")
    await stage.passes(days=14)
    cen.sees("has been waiting for 21 days.")
    cen.sees("It is kept until Wed 31 Mar 2027.")
    await stage.passes(days=9, hours=5, minutes=58)  # 31 March, 23:58 in Shanghai
    await cen.types("/apply")
    cen.sees("Without a change it is kept until Wed 31 Mar 2027.")
    await stage.passes(minutes=2)
    cen.sees("It was not sent in time and has expired.")
    assert _said(cen, "has been waiting") == 2
    await cen.types("/apply")
    assert "Apply for membership" in cen.messages()[-1].text


async def test_every_change_gives_a_draft_its_full_time_again(stage: Stage) -> None:
    cen = await stage.person("cen")
    await begins(cen)
    await stage.passes(days=20)
    await fills_in(cen, CSLEI[:1])
    await stage.passes(days=3)
    assert _said(cen, "has been waiting") == 1
    await stage.passes(days=4, minutes=1)
    assert _said(cen, "has been waiting for 7 days") == 2
    await stage.passes(days=22)
    await cen.types("/apply")
    cen.sees("2 steps are left")
    await stage.passes(days=2)
    cen.sees("It was not sent in time and has expired.")


async def test_what_was_sent_is_neither_nudged_nor_expired(stage: Stage) -> None:
    cen = await stage.person("cen")
    await applies(cen)
    await stage.passes(days=40)
    assert not _said(cen, "has been waiting")
    assert not _said(cen, "expired")


async def test_a_question_is_reminded_of_once_and_then_closes_the_application(stage: Stage) -> None:
    cen, luo = await stage.person("cen"), await office(stage)
    await applies(cen)
    await stage.settles()
    await luo.presses("Claim")
    await says(luo, "Ask a question", {"question": "How many pupils?"})
    await stage.passes(days=7, minutes=1)
    assert _said(cen, "still waits for your answer") == 1
    await stage.passes(days=7, hours=6, minutes=57)  # 15 March, 23:58 in Shanghai
    await cen.presses("Answer")
    assert cen.form is not None
    await stage.passes(minutes=2)
    cen.sees("It was closed, because our question was not answered in time.")
    luo.sees("State: closed, because a question stayed open")
    await cen.fills({"answer": "400"})
    await cen.submits()
    assert "There is no open question on this application." in cen.messages()[-1].text
    assert _said(cen, "still waits for your answer") == 1


async def test_an_answer_in_time_stops_the_clock(stage: Stage) -> None:
    cen, luo = await stage.person("cen"), await office(stage)
    await applies(cen)
    await stage.settles()
    await luo.presses("Claim")
    await says(luo, "Ask a question", {"question": "How many pupils?"})
    await stage.settles()
    await says(cen, "Answer", {"answer": "400"})
    await stage.passes(days=15)
    assert not _said(cen, "still waits for your answer")
    await cen.types("/apply")
    cen.sees("It is being read.")


async def test_sixty_days_without_a_decision_alert_the_secretariat_once(stage: Stage) -> None:
    cen, luo = await stage.person("cen"), await office(stage)
    await applies(cen)
    await stage.passes(days=60)
    assert not _said(luo, "No decision for 60 days")
    await stage.passes(hours=8)
    assert _said(luo, "No decision for 60 days") == 1
    await stage.passes(days=30)
    assert _said(luo, "No decision for 60 days") == 1
    await cen.types("/apply")
    cen.sees("It has arrived.")  # nobody is admitted or declined by time


async def test_a_decision_in_time_alerts_nobody(stage: Stage) -> None:
    cen, luo = await stage.person("cen"), await office(stage)
    await applies(cen)
    await stage.settles()
    await luo.presses("Claim")
    await says(luo, "Decline", {"reason": "No."})
    await stage.passes(days=70)
    assert not _said(luo, "No decision for")


async def test_a_declined_application_is_emptied_after_a_year(stage: Stage) -> None:
    cen, luo = await stage.person("cen"), await office(stage)
    await applies(cen)
    await stage.settles()
    await luo.presses("Claim")
    await says(luo, "Decline", {"reason": "No."})
    await stage.passes(days=366)
    await luo.types("/application show APP-2027-001")
    card = luo.messages()[-1].text
    assert "declined" in card
    assert "Lanxi" not in card
    await luo.presses("Download")
    assert b"Lanxi" not in luo.messages()[-1].files[0].content
