"""Every profile walks its form to the end, and an institution signs its agreement and names who speaks for it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.journeys.office import Office, offered, working
from tests.journeys.stories import (
    LONG,
    Filled,
    agrees,
    applies,
    approves,
    fills_the_form,
    newest,
    recommends,
    signs,
)

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]

PERSON: Filled = {
    "holder_kind": "person", "name": "Odalys Verdemar", "country": "Spain", "sector": "teacher_education",
    "email": "odalys@verdemar.example", "post": "Independent researcher", "fields": ["research"],
    "involvement": LONG, "goals": "peace, languages", "languages": "es, en", "digest": "weekly",
}  # fmt: skip
ORGANISATION: Filled = PERSON | {
    "holder_kind": "university", "name": "Universidad de Peñablanca", "country": "Chile",
    "representative": "Tomás Arancibia", "representative_post": "Dean",
    "representative_email": "tomas@penablanca.example",
}  # fmt: skip
INSTITUTE: Filled = {
    "name_en": "Faculty of Education, Nahr al-Fajr University", "country": "Egypt", "website": "https://nahralfajr.example",
    "institution_kind": "faculty", "activities": ["teacher_preparation", "education_research"], "host_year": "2029",
    "teaching": LONG, "research": LONG, "contribution": LONG, "head_name": "Layla Abdelrahman El-Naggar",
    "head_email": "layla@nahralfajr.example", "contact_email": "office@nahralfajr.example",
    "representative": "Karim Youssef El-Fagrawy", "representative_post": "Lecturer",
    "representative_email": "karim@nahralfajr.example", "alternate": "Zoé L'Heureux-Tremblay, Executive director",
}  # fmt: skip
ALLY: Filled = INSTITUTE | {
    "name_en": "Université de l'Érable-Blanc", "country": "Canada", "fields": ["education", "humanities"],
    "missions": ["change", "students"], "strengths": LONG,
}  # fmt: skip
KINDS = ["school", "university", "school_system", "agency", "association"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def alliance(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with working("aie", tmp_path_factory.mktemp("aie")) as office:
        yield office


@pytest.fixture(params=["inei", "ga"], scope="module")
def profile(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def union(profile: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """A network whose members are institutions."""
    async with working(profile, tmp_path_factory.mktemp(profile)) as office:
        yield office


@pytest.mark.parametrize("platform", ["slack", "discord"])
async def test_a_person_joins_the_alliance(alliance: Office, platform: str) -> None:
    words, name = alliance.words, f"Odalys Verdemar {platform}"
    applicant, secretary = alliance.newcomer(platform, name), alliance.secretaries[platform]
    await applies(applicant, words, PERSON | {"name": name, "email": f"odalys-{platform}@verdemar.example"}, name)
    await applicant.sees("It has arrived")
    await secretary.sees(name, within=30)
    await secretary.presses("Claim", on=name)
    await approves(secretary, words, on=name)
    await applicant.sees("Welcome to the alliance", within=30)
    alliance.world.assert_lawful()


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_of_organisation_can_finish_the_form(alliance: Office, kind: str) -> None:
    """AIE-01: anybody involved is invited; what is asked differs."""
    platform = ("slack", "discord")[KINDS.index(kind) % 2]
    applicant = alliance.newcomer(platform, f"Tomás Arancibia {kind}")
    name = f"Peñablanca {kind}"
    await applies(applicant, alliance.words, ORGANISATION | {"holder_kind": kind, "name": name}, "Tomás Arancibia")
    await applicant.sees("It has arrived")


async def test_an_organisation_signs_its_agreement(alliance: Office) -> None:
    applicant, secretary = alliance.newcomer("discord", "Tomás Arancibia"), alliance.secretaries["discord"]
    await applies(applicant, alliance.words, ORGANISATION, "Tomás Arancibia")
    await secretary.sees("Universidad de Peñablanca", within=30)
    await secretary.presses("Claim", on="Universidad de Peñablanca")
    await approves(secretary, alliance.words, on="Universidad de Peñablanca")
    await applicant.sees("Membership begins when the agreement is signed", within=30)
    await applicant.presses("Sign the agreement")
    await applicant.fills({"Full name as you sign it": "Tomás Arancibia",
                           "Who represents the institution": "I am the representative"})  # fmt: skip
    await applicant.submits()
    await applicant.sees("is a member now. Welcome!")
    await applicant.sees("Welcome to the alliance", within=30)


async def test_the_belief_is_shown_before_signing_and_is_needed(alliance: Office) -> None:
    """AIE-02: affirmed with its text, or there is nothing to sign."""
    applicant = alliance.newcomer("slack", "Jonas Halvorsen")
    await fills_the_form(applicant, alliance.words, PERSON | {"name": "Jonas Halvorsen"})
    shown = newest(applicant)
    assert "international learning is owed to young people" in shown.text
    assert "Sign and submit" not in shown.buttons
    assert "declarations are still needed before you can sign" in shown.text
    await agrees(applicant, alliance.words)
    await signs(applicant, alliance.words, "Jonas Halvorsen")
    await applicant.sees("It has arrived")
    await applicant.presses("Download")
    page = next(f for m in reversed(applicant.messages()) for f in m.files).content.decode()
    assert "[x] I share the belief that international learning is owed to young people" in page
    assert "version 2026-11-22" in page
    assert "SHA-256" in page


@pytest.mark.parametrize("platform", ["slack", "discord"])
async def test_an_institution_joins(union: Office, platform: str) -> None:
    """INEI and GA: two reviewers, a ballot, an agreement, a representative who is somebody else than the head."""
    words = union.words
    answers = INSTITUTE if union.world.profile.slug == "inei" else ALLY
    name = f"{answers['name_en']} {platform}"
    head, secretary = union.newcomer(platform, "Layla El-Naggar"), union.secretaries[platform]
    answers = answers | {
        "name_en": name,
        "head_name": "Layla El-Naggar",
        "representative_email": f"karim-{platform}@nahralfajr.example",
    }
    await applies(head, words, answers, "Layla El-Naggar")
    await head.sees("It has arrived")

    await secretary.sees(name, within=30)
    await secretary.presses("Claim", on=name)
    for reviewer in union.secretaries.values():
        await offered(reviewer, "Recommend", on=name)
        await recommends(reviewer, words, on=name)
        await reviewer.sees("Recorded. Thank you.")
    await approves(secretary, words, on=name, ballot="Ballot of 3 March, 8 for, 1 against")
    await head.sees("Membership begins when the agreement is signed", within=30)
    await head.presses("Sign the agreement")
    await head.fills({"Full name as you sign it": "Layla El-Naggar",
                      "Who represents the institution": "The person named below"})  # fmt: skip
    await head.submits()
    await head.sees("is a member now. Welcome!")
    await head.sees("Your institution is a member now", within=30)
    await secretary.types(f"/institution find query:{name.split()[-2]}")
    await secretary.sees(name)
    union.world.assert_lawful()
