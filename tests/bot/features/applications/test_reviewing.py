"""Claim, ask, recommend, decide, appeal: one at a time, never on the own case."""

import asyncio

from adapters.memory.adapter import Seat
from bot.features.register import api as register
from bot.interactions import Place, Press
from bot.people import Me, Role
from tests.bot.features.applications.conftest import Open
from tests.bot.features.applications.walking import CSLEI, INEI, applies, office, says, with_answers, works_at
from tests.support.stage import Stage


async def _sent(stage: Stage) -> tuple[Seat, Seat]:
    cen, luo = await stage.person("cen"), await office(stage)
    await applies(cen)
    await stage.settles()
    return cen, luo


async def test_a_claim_locks_and_says_who_has_it_and_since_when(stage: Stage) -> None:
    _cen, luo = await _sent(stage)
    yuan = await office(stage, "Yuan Qingshu", "discord")
    old = yuan.sees("APP-2027-001").buttons["Claim"]
    await luo.presses("Claim")
    await stage.settles()
    yuan.sees("Taken up by: Luo Weilan")
    await yuan._do(Press(yuan.account, yuan._place(), old))
    yuan.sees("Luo Weilan took this up on Mon 1 Mar 2027, 17:00 (UTC+8, Shanghai) and has it in hand.")
    await yuan.presses("Ask a question")
    yuan.sees("has it in hand.")
    await luo.presses("Release")
    await stage.settles()
    await yuan.presses("Claim")
    yuan.sees("Taken up by: Yuan Qingshu")


async def test_a_question_goes_to_the_applicant_and_the_answer_to_the_card(stage: Stage) -> None:
    cen, luo = await _sent(stage)
    await luo.presses("Claim")
    await says(luo, "Ask a question", {"question": "How many pupils do you have?"})
    await stage.settles()
    cen.sees("How many pupils do you have?")
    cen.sees("Please answer by Mon 15 Mar 2027, 23:59 (UTC+8, Shanghai)")
    await says(cen, "Answer", {"answer": "Some 400."})
    cen.sees("Thank you. Your answer was passed on to the secretariat.")
    await stage.settles()
    assert "Some 400." in next(m for m in luo.messages() if m.channel == "secretariat").text
    luo.sees("Cen Yuke 岑羽可 has answered the question on APP-2027-001.")
    await cen.types("/apply")
    cen.sees("It is being read.")


async def test_of_two_approvals_at_once_one_wins_and_the_other_hears_who_was_first(stage: Stage) -> None:
    cen, luo = await _sent(stage)
    yuan = await office(stage, "Yuan Qingshu", "discord")
    await luo.presses("Claim")
    await stage.settles()
    await luo.presses("Approve")
    await yuan.presses("Decline")
    await yuan.fills({"reason": "Too early."})
    await asyncio.gather(luo.submits(), yuan.submits())
    said = luo.messages()[-1].text, yuan.messages()[-1].text
    assert ("Approved." in said[0]) != ("Declined." in said[1])
    loser = said[1] if "Approved." in said[0] else said[0]
    assert " was first: this application was " in loser
    await stage.settles()
    await cen.types("/apply")
    assert ("You are a member" in cen.messages()[-1].text) == ("Approved." in said[0])


async def test_two_approvals_enrol_once_and_welcome_once(stage: Stage) -> None:
    cen, luo = await _sent(stage)
    yuan = await office(stage, "Yuan Qingshu", "discord")
    await luo.presses("Claim")
    await stage.settles()
    await luo.presses("Approve")
    await yuan.presses("Approve")
    await asyncio.gather(luo.submits(), yuan.submits())
    await stage.settles()
    assert sum("You are a member now" in m.text for m in cen.messages()) == 1


async def test_declining_needs_a_reason_and_sends_it(stage: Stage) -> None:
    cen, luo = await _sent(stage)
    await luo.presses("Claim")
    await luo.presses("Decline")
    assert luo.form is not None
    assert luo._reader.plain(luo.form.intro).endswith("is told at once, with your reason, and may appeal once.")
    await luo.submits()
    assert luo.errors["reason"] == "Please fill this in."
    await luo.fills({"reason": "The school is still being founded."})
    await luo.submits()
    await stage.settles()
    cen.sees("The school is still being founded.")
    cen.sees("You can appeal once, until Wed 31 Mar 2027, 23:59 (UTC+8, Shanghai).")


async def test_an_unclaimed_application_is_not_decided(stage: Stage) -> None:
    _cen, luo = await _sent(stage)
    button = luo.sees("APP-2027-001").buttons["Claim"].replace("claim", "decide") + ":approved"
    await luo._do(Press(luo.account, luo._place(), button))
    luo.sees("Nobody has taken this application up yet.")


async def test_deferred_is_taken_up_again(stage: Stage) -> None:
    cen, luo = await _sent(stage)
    await luo.presses("Claim")
    await says(luo, "Defer", {"reason": "We wait for the inspection."})
    await stage.settles()
    cen.sees("We wait for the inspection.")
    await luo.presses("Take up again")
    await says(luo, "Approve", {})
    await stage.settles()
    cen.sees("You are a member now")


async def test_an_appeal_is_read_by_fresh_eyes_and_there_is_only_one(stage: Stage) -> None:
    cen, luo = await _sent(stage)
    await luo.presses("Claim")
    await says(luo, "Decline", {"reason": "No."})
    await stage.settles()
    await cen.types("/apply")
    await says(cen, "Appeal", {"reason": "The inspection has been passed."})
    cen.sees("New reviewers read it.")
    await stage.settles()
    await luo.presses("Claim")
    luo.sees("The inspection has been passed.")
    await luo.presses("Recommend")
    luo.sees("you had a part in the first decision")
    await luo.presses("Approve")
    luo.sees("1 of 1 recommendations are still missing")
    yuan = await office(stage, "Yuan Qingshu", "discord")
    await yuan.types("/application show APP-2027-001")
    await says(yuan, "Decline", {"reason": "Still no."})
    await stage.settles()
    await cen.types("/apply")
    assert "Appeal" not in cen.messages()[-1].buttons
    cen.sees("Membership costs nothing.")


async def test_an_appeal_comes_too_late_the_day_after_the_last(stage: Stage) -> None:
    cen, luo = await _sent(stage)
    await luo.presses("Claim")
    await says(luo, "Decline", {"reason": "No."})
    await stage.settles()
    await cen.types("/apply")
    button = cen.messages()[-1].buttons["Appeal"]
    await stage.passes(days=30, hours=6, minutes=59)  # 31 March 23:59 in Shanghai: still in time
    await cen.presses("Appeal")
    assert cen.form is not None
    await stage.passes(minutes=2)
    await cen._do(Press(cen.account, cen._place(), button))
    cen.sees("An appeal was possible until Wed 31 Mar 2027, 23:59")


async def test_nobody_decides_on_the_own_application(stage: Stage) -> None:
    luo = await office(stage)
    await applies(luo)
    await stage.settles()
    for button in ("Claim",):
        await luo.presses(button, on="APP-2027-001: ")
        luo.sees("This is your own application, or your own institution's.")  # INV-03
    yuan = await office(stage, "Yuan Qingshu", "discord")
    await yuan.presses("Claim")
    await stage.settles()
    for button in ("Approve", "Decline", "Recommend"):
        await luo.presses(button)
        luo.sees("This is your own application, or your own institution's.")
        assert luo.form is None


async def test_nobody_decides_on_the_own_institution(open_stage: Open) -> None:
    stage = await open_stage("inei")
    chair, luo = await office(stage, "Søren", role=Role.CHAIR), await office(stage)
    await works_at(stage, chair, "Ålund University, Institute of Education", "DK")
    freja = await stage.person("freja")
    await applies(freja, INEI, "Søren Ågaard-Lindqvist")
    await stage.settles()
    await chair.presses("Claim")
    chair.sees("or your own institution's. Somebody else decides on it.")
    await luo.presses("Claim")
    luo.sees("Taken up by: Luo Weilan")
    await chair.presses("Approve")
    chair.sees("or your own institution's. Somebody else decides on it.")


async def test_only_the_office_takes_applications_up_and_asks(stage: Stage) -> None:
    _cen, luo = await _sent(stage)
    doram = await office(stage, "Min Do-ram", role=Role.REVIEWER)
    chair = await office(stage, "Søren", role=Role.CHAIR)
    for reader in (doram, chair):
        await reader.presses("Claim")
        reader.sees("The secretariat takes applications up and asks the questions. You can recommend.")
    await luo.presses("Claim")
    await doram.presses("Ask a question")
    doram.sees("The secretariat takes applications up")
    await says(luo, "Defer", {"reason": "We wait for the inspection."})
    await stage.settles()
    await doram.presses("Take up again")
    doram.sees("The secretariat takes applications up")


async def test_the_chair_takes_up_what_nobody_in_the_office_is_free_for(open_stage: Open) -> None:
    stage = await open_stage("inei")
    chair, luo = await office(stage, "Søren", role=Role.CHAIR), await office(stage)
    await works_at(stage, luo, "Ålund University, Institute of Education", "DK")
    freja = await stage.person("freja")
    await applies(freja, INEI, "Søren Ågaard-Lindqvist")
    await stage.settles()
    await luo.presses("Claim")
    luo.sees("or your own institution's. Somebody else decides on it.")
    await chair.presses("Claim")
    chair.sees("Taken up by: Søren")
    await stage.settles()
    await says(chair, "Ask a question", {"question": "Since when?"})
    chair.sees("Sent.")


async def test_a_conflict_of_interest_is_kept_and_not_counted(open_stage: Open) -> None:
    stage = await open_stage("inei")
    freja, luo = await stage.person("freja"), await office(stage)
    await applies(freja, INEI, "Søren Ågaard-Lindqvist")
    await stage.settles()
    await luo.presses("Claim")
    akari = await office(stage, "Tsukumo Akari", role=Role.REVIEWER)
    await says(akari, "Recommend", {"conflict": "I have one, do not count me", "advice": "approve"})
    akari.sees("your recommendation is not counted")
    await stage.settles()
    luo.sees("Tsukumo Akari declared a conflict of interest")
    luo.sees("Recommendations: 0 of 2")


async def test_a_reviewer_recommends_but_does_not_decide(stage: Stage) -> None:
    _cen, luo = await _sent(stage)
    await luo.presses("Claim")
    await stage.settles()
    doram = await office(stage, "Min Do-ram", role=Role.REVIEWER)
    await doram.presses("Approve")
    doram.sees("In this network these decide: the chair, the secretariat. You can recommend.")
    await says(doram, "Recommend", {"conflict": "I have none", "advice": "approve", "note": "Fits well."})
    await stage.settles()
    luo.sees("Min Do-ram recommends: approve")
    await doram.types("/application list")
    doram.sees("APP-2027-001 · Cen Yuke 岑羽可 · reviewed, waiting for the decision")


async def test_the_list_opens_applications_and_is_closed_to_newcomers(stage: Stage) -> None:
    cen, luo = await _sent(stage)
    await luo.types("/application list")
    await luo.picks("APP-2027-001 Cen Yuke 岑羽可")
    luo.sees("School name: Lanxi Bay International School")
    await luo.types("/application list state:enrolled")
    luo.sees("There is none at the moment.")
    await luo.types("/application list state:nonsense")
    luo.sees("There is no such state.")
    await luo.types("/application show APP-2027-099")
    luo.sees("There is no application APP-2027-099.")
    await cen.types("/application list")
    cen.sees("Your role does not permit this.")


async def test_a_withdrawn_application_can_no_longer_be_decided(stage: Stage) -> None:
    cen, luo = await _sent(stage)
    await luo.presses("Claim")
    await luo.presses("Approve")
    await cen.types("/apply")
    await cen.presses("Withdraw")
    await luo.submits()
    luo.sees("That is no longer possible: the state is now “withdrawn”.")


async def test_only_those_who_agreed_are_named_in_public(open_stage: Open) -> None:
    stage = await open_stage("cslei")  # its form does not even ask
    cen, luo = await _sent(stage)
    await luo.presses("Claim")
    await says(luo, "Approve", {})
    await stage.settles()
    assert not [m for m in cen.platform.messages if m.channel == "announcements"]


async def test_consents_are_on_the_register_one_by_one(stage: Stage) -> None:
    cen, luo = await stage.person("cen"), await office(stage)
    await applies(cen, with_answers(CSLEI))
    await stage.settles()
    await luo.presses("Claim")
    await says(luo, "Approve", {})
    person = await stage.record(cen)
    async with stage.app.database.read(stage.app.network) as uow:
        ctx = stage.app.context(Me(person, (), ()), cen.account, Place("slack", "T1", ""), uow)
        consents = await register.consents_of(ctx, person.id)
    assert {c.purpose for c in consents} == {"process_application", "cross_border", "directory_listing", "digest"}
    assert {(c.language, c.route) for c in consents} == {("en", "slack")}
