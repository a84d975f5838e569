"""Declarations one by one, the consent for data abroad, and the signature with its file."""

import hashlib
import html
import re

import pytest

from tests.bot.features.applications.walking import (
    CSLEI,
    agrees,
    applies,
    begins,
    fills_in,
    office,
    signs,
    with_answers,
)
from tests.support.stage import Stage


async def test_nothing_is_ticked_beforehand_and_optional_ones_may_stay_open(stage: Stage) -> None:
    cen = await stage.person("cen")
    await begins(cen)
    await fills_in(cen, CSLEI)
    page = cen.messages()[-1]
    assert "Agreed on" not in page.text
    assert "5 declarations are still needed before you can sign." in page.text
    await cen.presses("Not now")
    assert "Not now; you can agree at any time." in page.text
    assert "5 declarations are still needed before you can sign." in page.text


async def test_the_consent_for_data_abroad_has_its_own_screen_in_mainland_china(stage: Stage) -> None:
    cen = await stage.person("cen")
    await begins(cen)
    await fills_in(cen, CSLEI)
    assert "server" not in cen.messages()[-1].text
    while "I agree" in cen.messages()[-1].buttons:
        await cen.presses("I agree")
    assert "Sign and submit" not in cen.messages()[-1].buttons
    await cen.presses("Continue")
    cen.sees("A separate consent")
    await cen.presses("I agree")
    assert "Sign and submit" in cen.messages()[-1].buttons


async def test_the_consent_for_data_abroad_is_not_asked_in_hong_kong(stage: Stage) -> None:
    cen = await stage.person("cen")
    await begins(cen)
    pages = with_answers(CSLEI, province="Another part of China")
    await fills_in(cen, (*pages[:2], {"other_province": "Hong Kong"}, pages[2]))
    while "I agree" in cen.messages()[-1].buttons:
        await cen.presses("I agree")
    assert "Sign and submit" in cen.messages()[-1].buttons


@pytest.mark.parametrize("typed", ["Cen", "Yuke Cen", "岑羽可"])
async def test_another_name_does_not_sign(stage: Stage, typed: str) -> None:
    cen = await stage.person("cen")
    await begins(cen)
    await fills_in(cen, CSLEI)
    await agrees(cen)
    await signs(cen, typed)
    assert "The form names Cen Yuke." in cen.errors["signature"]
    await cen.types("/apply")
    cen.sees("All questions are answered.")  # CSL-19: unsigned stays a draft


async def test_case_and_spaces_do_not_matter_in_a_signature(stage: Stage) -> None:
    cen = await stage.person("cen")
    await applies(cen, with_answers(CSLEI, legal_name="Zoe\u0301 L'Heureux"), "  zoé l'heureux ")
    cen.sees("It has arrived.")


async def test_the_signed_form_is_one_file_whose_hash_can_be_verified(stage: Stage) -> None:
    cen, luo = await stage.person("cen"), await office(stage)
    await begins(cen)
    await fills_in(cen, with_answers(CSLEI, school="<b>Lanxi</b> & Bay"))
    await agrees(cen)
    await cen.presses("Read it through")
    preview = cen.messages()[-1].files[0].content.decode()
    assert "Not signed yet" in preview
    await signs(cen, "Cen Yuke")
    await stage.settles()
    await cen.presses("Download")
    (mine,) = cen.messages()[-1].files
    await luo.presses("Download")
    (theirs,) = luo.messages()[-1].files
    assert mine == theirs
    assert mine.name == "APP-2027-001.html"
    page = mine.content.decode()
    text = html.unescape(re.search(r'<pre id="signed-text">(.*?)</pre>', page, re.S)[1])  # type: ignore[index]
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert f"<code>{digest}</code>" in page
    assert f"<code>{digest}</code>" in preview
    assert "<b>Lanxi" not in page
    assert "School name / 学校名称: <b>Lanxi</b> & Bay" in text
    assert "[x] I lead an international school in China" in text
    assert "<script" not in page
    assert "http" not in page
