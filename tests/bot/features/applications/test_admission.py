"""The whole way, in each of the four networks: from /apply to the register."""

from bot.people import Role
from tests.bot.features.applications.conftest import Open
from tests.bot.features.applications.walking import (
    AIE_AGENCY,
    AIE_PERSON,
    GA,
    INEI,
    Page,
    applies,
    office,
    says,
)
from tests.support.stage import Stage


async def test_a_leader_is_admitted_and_let_into_the_members_space(stage: Stage) -> None:
    cen = await stage.person("cen", "discord")
    luo = await office(stage)
    await applies(cen)
    await stage.settles()
    luo.sees("Cen Yuke 岑羽可")
    await luo.presses("Claim")
    await says(luo, "Approve", {"reason": "Your showcase fits our next meeting."})
    luo.sees("Approved. Cen Yuke 岑羽可 is told now.")
    await stage.settles()
    cen.sees("Your showcase fits our next meeting.")
    cen.sees("You are a member now, and we are glad to have you.")
    assert "role-member" in stage.platforms["discord"].roles[cen.account.user]
    person = await stage.record(cen)
    assert (person.display_name, person.native_name, person.email) == ("Cen Yuke", "岑羽可", "cen@lanxibay.example")
    await cen.types("/apply")
    cen.sees("You are a member of CSLEI already")


async def test_a_person_joins_the_alliance(open_stage: Open) -> None:
    stage = await open_stage("aie")
    odalys, luo = await stage.person("odalys"), await office(stage)
    await applies(odalys, AIE_PERSON, "ODALYS  verdemar ")
    await stage.settles()
    await luo.presses("Claim")
    await says(luo, "Approve", {})
    await stage.settles()
    odalys.sees("Welcome to the alliance.")
    odalys.sees("Odalys Verdemar (Verdemar Studio) has joined Alliance for International Education.")


async def test_an_agency_joins_the_alliance_with_its_representative(open_stage: Open) -> None:
    stage = await open_stage("aie")
    suntali, luo = await stage.person("suntali"), await office(stage)
    await applies(suntali, AIE_AGENCY, "Suntali")
    await stage.settles()
    await luo.presses("Claim")
    await says(luo, "Approve", {})
    await stage.settles()
    await says(suntali, "Sign the agreement", {"signature": "Suntali", "who": "I am the representative"})
    suntali.sees("Himchuli Teacher Development Agency is a member now.")
    await stage.settles()
    assert "role-member" in stage.platforms["slack"].roles[suntali.account.user]


async def _institution(stage: Stage, pages: tuple[Page, ...], head: str) -> None:
    freja, luo = await stage.person("freja"), await office(stage)
    first = await office(stage, "Min Do-ram", role=Role.REVIEWER)
    second = await office(stage, "Tsukumo Akari", role=Role.REVIEWER)
    await applies(freja, pages, head)
    await stage.settles()
    await luo.presses("Claim")
    await luo.presses("Approve")
    luo.sees("2 of 2 recommendations are still missing")
    for reviewer in (first, second):
        await says(reviewer, "Recommend", {"conflict": "I have none", "advice": "approve", "note": "Strong."})
    await stage.settles()
    luo.sees("Recommendations: 2 of 2")
    await luo.presses("Approve")
    await luo.submits()
    assert luo.errors["ballot"] == "Please fill this in."
    await luo.fills({"ballot": "Ballot 2027-1: 9 for, 0 against"})
    await luo.submits()
    await stage.settles()
    freja.sees("Membership begins when the agreement is signed")
    await freja.presses("Sign the agreement")
    await freja.fills({"signature": "Somebody Else"})
    await freja.submits()
    assert head in freja.errors["signature"]
    await freja.fills({"signature": head})
    await freja.submits()
    await stage.settles()
    freja.sees("is a member now. Welcome!")
    assert "role-member" in stage.platforms["slack"].roles[freja.account.user]


async def test_an_institute_joins_inei(open_stage: Open) -> None:
    await _institution(await open_stage("inei"), INEI, "Søren Ågaard-Lindqvist")


async def test_an_institution_joins_the_global_alliance(open_stage: Open) -> None:
    await _institution(await open_stage("ga"), GA, "Leung Hei-lam")
