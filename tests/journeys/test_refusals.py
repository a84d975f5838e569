"""Who cannot be a member is told the reason by name and what is open instead (CSL-16 to CSL-19)."""

import hashlib
import re
from html import unescape

import pytest

from sandbox.player import MessageSeen, NotShown
from tests.journeys.office import PLATFORMS, Office, offered
from tests.journeys.stories import (
    LEADER,
    LONG,
    NotTaken,
    agrees,
    applies,
    approves,
    fills_the_form,
    mends,
    newest,
    signs,
)

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(90)]

REFUSED = "This application cannot be accepted as it stands"
FRIEND = "You are welcome as a friend of the network"


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"post": "not_a_leader"}, "Membership is for people who lead a school or a part of one."),
        ({"province": "outside_china"}, "Membership is for leaders of international schools in China."),
        ({"school_kind": "not_international"}, "Membership is for leaders of international schools in China."),
    ],
    ids=["not a leader", "school outside China", "not an international school"],
)
async def test_a_hard_criterion_refuses_with_its_name_and_the_alternative(
    office: Office, platform: str, answers: dict[str, str], reason: str
) -> None:
    """CSL-16. The answers are kept: a slip can be corrected."""
    applicant = office.newcomer(platform, f"Wen Lan {reason[-9:]} {next(iter(answers))}")
    await fills_the_form(applicant, office.words, {**LEADER, **answers})
    said = newest(applicant)
    assert REFUSED in said.text
    assert reason in said.text
    assert FRIEND in said.text
    assert {"Correct my answers", "Keep me informed", "Withdraw"} <= set(said.buttons)
    assert "I agree" not in said.buttons

    await applicant.presses("Keep me informed")
    await applicant.sees("You are on the list")
    await applicant.types("/apply")
    await applicant.sees(REFUSED)
    await applicant.presses("Correct my answers")
    assert applicant.form is not None
    school = next(field for field in applicant.form.fields if field.label == "School name")
    assert school.value == ("Lanxi Bay International School",)
    await mends(applicant, office.words, {key: LEADER[key] for key in answers})
    if applicant.form is None:
        await applicant.presses("Continue")
    assert "Innovation in leadership" in [field.label for field in applicant.form.fields]


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_another_province_is_accepted_with_a_flag(office: Office, platform: str) -> None:
    """CSL-16, the soft side: the province is asked for in a second stage, by any of its names."""
    name = f"Shen Bei {platform}"
    applicant, secretary = office.newcomer(platform, name), office.secretaries[platform]
    answers = LEADER | {"legal_name": name, "province": "other_province", "other_province": "Guangdong",
                        "email": f"shen-{platform}@lanxibay.example"}  # fmt: skip
    await applies(applicant, office.words, answers)
    await applicant.sees("It has arrived")
    card = await secretary.sees(name, within=30, channel=office.room("secretariat"))
    assert "outside priority area" in card.text
    assert "Guangdong" in card.text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_both_texts_on_innovation_are_required_and_read_together(office: Office, platform: str) -> None:
    """CSL-17: eighty characters each; a text that is too short is kept and shown with what is missing."""
    name = f"Ruan Yi {platform}"
    applicant = office.newcomer(platform, name)
    short = {**LEADER, "legal_name": name, "email": f"ruan-{platform}@lanxibay.example", "innovation": "Projects."}
    with pytest.raises(NotTaken, match="at least 80 characters, or 40 in Chinese"):
        await fills_the_form(applicant, office.words, short)
    if applicant.form is None:
        await applicant.presses("Fix")
    assert applicant.form is not None
    texts = {field.label: field.value for field in applicant.form.fields}
    assert texts["Your work on educational innovation"] == ("Projects.",)
    assert texts["Innovation in leadership"] == (LONG,)
    await mends(applicant, office.words, {"innovation": LONG + " One."})
    await agrees(applicant, office.words)
    await signs(applicant, office.words, name)
    card = await office.secretaries[platform].sees(name, within=30, channel=office.room("secretariat"))
    work, leading = card.text.index("Your work on educational innovation"), card.text.index("Innovation in leadership")
    assert work < card.text.index(LONG + " One.") < leading


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_membership_costs_nothing_and_the_applicant_says_so(office: Office, platform: str) -> None:
    """CSL-18: said before the form, ticked by itself, and there is no step that asks for money."""
    applicant = office.newcomer(platform, f"Tang Min {platform}")
    await applicant.types("/apply")
    await applicant.sees("Membership costs nothing. Some activities may cost something")
    await fills_the_form(applicant, office.words, LEADER | {"legal_name": f"Tang Min {platform}"})
    declarations = newest(applicant)
    assert "I know that membership costs nothing" in declarations.text
    assert declarations.buttons.count("I agree") >= 7


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_an_unsigned_form_stays_a_draft_and_the_signed_one_is_a_file(office: Office, platform: str) -> None:
    """CSL-19: another name is no signature; the file carries the text, the signature and a hash that is right."""
    name = f"Bai Qing {platform}"
    applicant, secretary = office.newcomer(platform, name), office.secretaries[platform]
    answers = LEADER | {"legal_name": name, "email": f"bai-{platform}@lanxibay.example"}
    await fills_the_form(applicant, office.words, answers)
    with pytest.raises(NotShown):
        await applicant.presses("Sign and submit", on=newest(applicant).text[:30] if platform == "slack" else None)
    await agrees(applicant, office.words)
    await signs(applicant, office.words, "Somebody Else")
    if applicant.form is not None:
        assert any(f"The form names {name}" in field.error for field in applicant.form.fields)
        await applicant.dismisses()
    else:
        await applicant.sees(f"The form names {name}")
    await applicant.types("/apply")
    await applicant.sees("All questions are answered. Everything needed is agreed to; what is left is the signature.")
    await secretary.types("/application list")
    assert name not in newest(secretary).text

    await applicant.presses("Continue", on="All questions are answered")
    await agrees(applicant, office.words)
    await signs(applicant, office.words, f"  {name.upper()} ")
    await applicant.sees("It has arrived")
    await applicant.presses("Download")
    page = _file(applicant.messages()).decode()
    text = re.search(r'<pre id="signed-text">(.*?)</pre>', page, re.S)
    digest = re.search(r"SHA-256 <code>([0-9a-f]{64})</code>", page)
    assert text is not None
    assert digest is not None
    assert hashlib.sha256(unescape(text[1]).encode()).hexdigest() == digest[1]
    assert name.upper() in page

    await secretary.sees(name, within=30, channel=office.room("secretariat"))
    await secretary.presses("Download", on=name)
    assert _file(secretary.messages()).decode() == page


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_nobody_decides_on_the_own_application_and_the_second_is_told_who_was_first(
    office: Office, platform: str
) -> None:
    name = f"Luo Anran {platform}"
    applicant, secretary = office.newcomer(platform, name), office.secretaries[platform]
    await applies(applicant, office.words, LEADER | {"legal_name": name, "email": f"luo-{platform}@lanxibay.example"})
    other = office.secretaries["discord" if platform == "slack" else "slack"]
    await secretary.sees(name, within=30, channel=office.room("secretariat"))
    await other.sees(name, within=30, channel=office.room("secretariat"))
    await secretary.presses("Claim", on=name)
    await offered(other, "Decline", on=name)
    await secretary.presses("Approve", on=name)
    await other.presses("Decline", on=name)
    await other.fills({"The reason, sent to the applicant": "Too late."})
    await approves(secretary, office.words, on=name) if secretary.form is None else await secretary.submits()
    await other.submits()
    await other.sees("was first: this application was approved")
    await applicant.sees("You are a member now", within=30)
    assert not [m for m in applicant.messages() if "Too late." in m.text]


def _file(messages: list[MessageSeen]) -> bytes:
    return next(file.content for message in reversed(messages) for file in message.files)
