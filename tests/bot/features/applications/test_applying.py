"""What an applicant reads on the way: introduction, refusals, did-you-mean, resuming, and being the only one."""

import asyncio

import pytest

from adapters.memory.adapter import Seat
from bot.interactions import Press
from bot.people import Role
from tests.bot.features.applications.conftest import Open
from tests.bot.features.applications.walking import (
    AIE_AGENCY,
    AIE_PERSON,
    CSLEI,
    GA,
    INEI,
    INNOVATION,
    agrees,
    applies,
    begins,
    fills_in,
    office,
    signs,
    with_answers,
)
from tests.support.stage import Stage


async def test_the_introduction_says_what_it_costs_and_what_becomes_of_the_data(stage: Stage) -> None:
    cen = await stage.person("cen")
    await cen.types("/apply")
    cen.sees("Membership costs nothing. Some activities may cost something")  # CSL-18
    cen.sees("is read by the secretariat and the reviewers of this network")
    cen.sees("Leader of a school")
    cen.sees("3 short steps, about 6 minutes")
    cen.sees("Started elsewhere? /profile link joins your accounts.")
    await cen.presses("Continue")
    await cen.types("/apply")
    await cen.presses("Save and close")
    assert "/profile link joins your accounts" in cen.sees("Saved.").text


async def test_somebody_who_leads_nothing_is_told_why_and_what_is_open_instead(stage: Stage) -> None:
    wang = await stage.person("wang")
    await begins(wang)
    pages = with_answers(CSLEI, post="I do not lead a school or a part of one")
    await fills_in(wang, pages[:2])
    wang.sees("Membership is for people who lead a school or a part of one.")  # CSL-16
    wang.sees("You are welcome as a friend of the network.")
    await wang.presses("Keep me informed")
    wang.sees("You are on the list")


async def test_nobody_has_led_a_school_since_a_year_to_come(stage: Stage) -> None:
    cen = await stage.person("cen")
    await begins(cen)
    await fills_in(cen, CSLEI[:1])
    await cen.fills({**CSLEI[1], "post_since": "2028"})
    await cen.submits()
    assert cen.errors == {"post_since": "Please give a year from 1900 to 2027."}
    await cen.fills({"post_since": "2027"})
    await cen.submits()
    assert not cen.errors


async def test_the_card_names_only_what_is_left(stage: Stage) -> None:
    cen = await stage.person("cen")
    await begins(cen)
    await fills_in(cen, CSLEI)
    await cen.types("/apply")
    cen.sees("What is left are the declarations and the signature.")
    await cen.presses("Continue")
    await agrees(cen)
    await cen.types("/apply")
    assert "Everything needed is agreed to; what is left is the signature." in cen.messages()[-1].text


async def test_a_slip_can_be_corrected_after_a_refusal(stage: Stage) -> None:
    cen = await stage.person("cen")
    await begins(cen)
    await fills_in(cen, with_answers(CSLEI, province="Outside China")[:2])
    cen.sees("From what you wrote, your school is outside China or is not an international school.")
    await cen.presses("Correct my answers")
    assert cen.form is not None
    assert {f.key: f.value for f in cen.form.fields}["school"] == "Lanxi Bay International School"
    await fills_in(cen, CSLEI[1:])
    cen.sees("Please read each one and decide on each by itself.")


async def test_a_school_that_is_not_international_is_refused(stage: Stage) -> None:
    cen = await stage.person("cen")
    await begins(cen)
    await fills_in(cen, with_answers(CSLEI, school_kind="Not an international school")[:2])
    cen.sees("The school is an international school in China")


async def test_another_province_is_accepted_with_a_flag(stage: Stage) -> None:
    cen, luo = await stage.person("cen"), await office(stage)
    pages = with_answers(CSLEI, province="Another part of China")
    await applies(cen, (*pages[:2], {"other_province": "广东省"}, pages[2]))
    await stage.settles()
    luo.sees("Flags: outside priority area")
    luo.sees("Which part of China: Guangdong")


async def test_a_misspelt_province_is_asked_back_and_nothing_typed_is_lost(stage: Stage) -> None:
    cen = await stage.person("cen")
    await begins(cen)
    await fills_in(cen, with_answers(CSLEI, province="Another part of China")[:2])
    await cen.fills({"other_province": "Guandong"})
    await cen.submits()
    assert "Guangdong" in cen.errors["other_province"]
    assert cen.errors["other_province"].startswith("Did you mean ")
    assert cen.form is not None
    assert cen.form.fields[0].value == "Guandong"
    await cen.fills({"other_province": "Atlantis"})
    await cen.submits()
    assert "No province or municipality of that name is known" in cen.errors["other_province"]


async def test_a_country_is_found_in_any_of_its_names(open_stage: Open) -> None:
    stage = await open_stage("aie")
    odalys = await stage.person("odalys")
    await begins(odalys)
    await odalys.fills({**AIE_PERSON[0], "country": "Spian"})
    await odalys.submits()
    assert odalys.errors["country"].startswith("Did you mean Spain")
    await odalys.fills({"country": "西班牙"})
    await odalys.submits()
    assert not odalys.errors


@pytest.mark.parametrize("field", ["innovation", "leadership"])
async def test_both_commitments_need_80_characters_or_40_han(stage: Stage, field: str) -> None:
    cen = await stage.person("cen")
    await begins(cen)
    await fills_in(cen, CSLEI[:2])
    await cen.fills({**CSLEI[2], field: "Too short."})
    await cen.submits()
    assert "at least 80 characters, or 40 in Chinese. This has 10." in cen.errors[field]  # CSL-17
    await cen.fills({field: "创新教学" * 9 + "创新教"})
    await cen.submits()
    assert field in cen.errors
    await cen.fills({field: "创新教学" * 10})
    await cen.submits()
    assert not cen.errors


async def test_reviewers_see_the_two_commitments_one_after_the_other(stage: Stage) -> None:
    cen, luo = await stage.person("cen"), await office(stage)
    await applies(cen)
    await stage.settles()
    text = luo.sees("Cen Yuke").text
    one, two = text.index("Your work on educational innovation"), text.index("Innovation in leadership")
    assert INNOVATION.strip() in text[one:two]


async def test_an_institute_without_research_is_refused(open_stage: Open) -> None:
    stage = await open_stage("inei")
    freja = await stage.person("freja")
    await begins(freja)
    await fills_in(freja, with_answers(INEI, activities=["Preparation of teachers"])[:2])
    freja.sees("both prepare teachers and do research on education")


async def test_an_institution_of_another_field_is_refused(open_stage: Open) -> None:
    stage = await open_stage("ga")
    leung = await stage.person("leung")
    await begins(leung)
    await fills_in(leung, with_answers(GA, fields=["Other"])[:1])
    leung.sees("The alliance is for institutions in education, social sciences or humanities.")


async def test_without_a_word_on_the_involvement_the_form_does_not_go_on(open_stage: Open) -> None:
    stage = await open_stage("aie")
    odalys = await stage.person("odalys")
    await begins(odalys)
    await fills_in(odalys, AIE_PERSON[:2])
    await odalys.fills({**AIE_PERSON[2], "involvement": " "})
    await odalys.submits()
    assert odalys.errors["involvement"] == "Please fill this in."


@pytest.mark.parametrize("kind", ["A school", "A university", "A school system", "An agency", "An association"])
async def test_an_organisation_is_asked_for_its_representative(open_stage: Open, kind: str) -> None:
    stage = await open_stage("aie")  # AIE-01
    suntali = await stage.person("suntali")
    await begins(suntali)
    await fills_in(suntali, with_answers(AIE_AGENCY, holder_kind=kind)[:1])
    assert suntali.form is not None
    assert [f.key for f in suntali.form.fields][1] == "representative"
    await fills_in(suntali, AIE_AGENCY[1:])
    await agrees(suntali)
    await signs(suntali, "Suntali")
    suntali.sees("It has arrived.")


async def test_the_belief_is_shown_and_must_be_affirmed(open_stage: Open) -> None:
    stage = await open_stage("aie")  # AIE-02
    odalys = await stage.person("odalys")
    await begins(odalys)
    await fills_in(odalys, AIE_PERSON)
    shown = odalys.sees("I share the belief that international learning is owed to young people")
    assert "Sign and submit" not in shown.buttons
    odalys.sees("3 declarations are still needed before you can sign.")


async def test_the_form_is_resumed_days_later_on_the_other_platform(stage: Stage) -> None:
    cen = await stage.person("cen", "slack")
    await begins(cen)
    await fills_in(cen, CSLEI[:1])
    await stage.passes(days=5)
    elsewhere = await stage.link(cen, "discord")
    await elsewhere.types("/apply")
    elsewhere.sees("2 steps are left")
    await elsewhere.presses("Continue")
    await fills_in(elsewhere, CSLEI[1:])
    await agrees(elsewhere)
    await signs(elsewhere, "Cen Yuke")
    elsewhere.sees("It has arrived.")


async def test_back_shows_what_was_typed_and_save_and_close_says_until_when(stage: Stage) -> None:
    cen = await stage.person("cen")
    await begins(cen)
    await fills_in(cen, CSLEI[:2])
    await cen.types("/apply")
    await cen.presses("Back")
    assert cen.form is not None
    assert {f.key: f.value for f in cen.form.fields}["post_since"] == "2019"
    await cen.types("/apply")
    await cen.picks("About you")
    assert {f.key: f.value for f in cen.form.fields}["email"] == "cen@lanxibay.example"
    await cen.presses("Save and close")
    cen.sees("until Wed 31 Mar 2027")


async def test_there_is_one_open_application_however_often_one_presses(stage: Stage) -> None:
    cen = await stage.person("cen")
    await cen.types("/apply")
    payload = cen.messages()[-1].buttons["Continue"]
    await asyncio.gather(*(cen._do(press) for press in [_press(cen, payload)] * 5))
    await cen.types("/apply")
    cen.sees("Your application APP-2027-001")
    await cen.presses("Withdraw")
    await begins(cen)
    await cen.types("/apply")
    cen.sees("Your application APP-2027-002")  # INV-02, and no number was lost


def _press(seat: Seat, payload: str) -> Press:
    return Press(seat.account, seat._place(), payload)


async def test_a_form_sent_twice_is_one_application(stage: Stage) -> None:
    cen, luo = await stage.person("cen"), await office(stage)
    await begins(cen)
    await fills_in(cen, CSLEI)
    await agrees(cen)
    await cen.presses("Sign and submit")
    await cen.fills({"signature": "Cen Yuke"})
    form = cen.form
    await cen.submits()
    cen.form = form
    await cen.fills({"signature": "Cen Yuke"})
    await cen.submits()
    cen.sees("This form is no longer open.")
    await stage.settles()
    assert sum("APP-2027-001" in m.text for m in luo.messages() if m.channel == "secretariat") == 1


async def test_an_institution_has_one_open_application(open_stage: Open) -> None:
    stage = await open_stage("ga")
    await applies(await stage.person("leung"), GA, "Leung Hei-lam")
    cheung = await stage.person("cheung", "discord")
    await begins(cheung)
    await fills_in(cheung, with_answers(GA, name_en="HARBOURDAWN institute of Education"))
    await agrees(cheung)
    await signs(cheung, "Leung Hei-lam")
    cheung.sees("is open already. Please write to the secretariat")


async def test_nobody_reads_or_presses_for_somebody_else(stage: Stage) -> None:
    cen, stranger = await stage.person("cen"), await stage.person("stranger", "discord")
    await begins(cen)
    await fills_in(cen, CSLEI)
    await stranger.types("/apply")
    for label, payload in cen.messages()[-1].buttons.items():
        await stranger._do(_press(stranger, payload))
        assert "There is no such application" in stranger.messages()[-1].text, label
    for forged in ("applications.download:", "applications.claim:x", "applications.fill:x:about_you"):
        await stranger._do(_press(stranger, forged))
        assert not stranger.messages()[-1].buttons


async def test_what_was_sent_cannot_be_changed(stage: Stage) -> None:
    cen = await stage.person("cen")
    await begins(cen)
    await fills_in(cen, CSLEI[:1])
    await cen.types("/apply")
    back = cen.messages()[-1].buttons["Back"]
    await cen.presses("Continue")
    await fills_in(cen, CSLEI[1:])
    await agrees(cen)
    await signs(cen, "Cen Yuke")
    await cen._do(_press(cen, back))
    cen.sees("This application is no longer a draft")


async def test_everything_is_there_in_chinese(stage: Stage) -> None:
    cen = await stage.person("cen", language="zh-Hans")
    await begins(cen)
    await fills_in(cen, with_answers(CSLEI, language="中文", school_kind="private_bilingual", province="江苏",
                                     post="校长"))  # fmt: skip
    cen.sees("本人以表中所列职务领导一所在华国际学校或其学部。")


async def test_a_member_is_told_kindly_that_there_is_nothing_to_apply_for(stage: Stage) -> None:
    member = await stage.person("imani", roles=(Role.MEMBER,))
    await member.types("/apply")
    member.sees("You are a member of CSLEI already")
    assert not member.messages()[-1].buttons
