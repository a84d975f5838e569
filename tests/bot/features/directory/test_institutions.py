"""Members read the register: who is on it, who was on it, what each institution is good at."""

from datetime import timedelta

import pytest

from bot.people import Role
from tests.bot.features.directory.conftest import TINGCHAO, Town


async def test_only_who_recorded_a_strength_is_found_by_it(town: Town) -> None:
    reader = town.people["Zhuang Lanting"]
    await reader.types('/institution find strength:"Teacher Education"')
    message = reader.sees("1 institution found")
    assert "Yunzhan Normal University" in message.text
    assert "Tingchao" not in message.text
    await reader.types("/institution find strength:astronomy")
    reader.sees("Only what an institution recorded itself counts")


@pytest.mark.parametrize("typed", ["ålund", "alund universitet", "country:DK", "country:丹麦"])
async def test_institutions_are_found_by_name_and_country(town: Town, typed: str) -> None:
    reader = town.people["Zhuang Lanting"]
    await reader.types(f"/institution find {typed}")
    reader.sees("1 institution found")
    reader.sees("Ålund University, Institute of Education Ålund Universitet · Denmark · full member")


async def test_country_names_are_in_the_readers_language(town: Town) -> None:
    reader = await town.stage.person("Shen Keyi", roles=(Role.MEMBER,), language="zh-Hans")
    await reader.types("/institution find alund")
    reader.sees("丹麦")


async def test_the_register_as_it_stood_on_a_day(town: Town) -> None:
    reader = town.people["Zhuang Lanting"]
    await reader.types("/institution list on:2018-01-01")
    message = reader.sees("The register on")
    assert "Yunzhan" in message.text
    assert "Tingchao" not in message.text
    await reader.types("/institution list 2019年11月11日")
    assert "3 institutions" in reader.messages()[-1].text
    await reader.types("/institution list on:2008-08-31")
    reader.sees("No institution was on the register on")
    await reader.types("/institution list")
    message = reader.sees("The register today")
    assert "Tingchao Bilingual School 听潮双语学校 · China · full member · since" in message.text


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("yesterday", "I cannot read “yesterday” as a day"),
        ("2018-02-30", "I cannot read “2018-02-30” as a day"),
        ("9999-12-31", "is still to come"),
        ("2027-03-02", "is still to come"),
        ("0001-01-01", "No institution was on the register"),
    ],
)
async def test_a_day_that_cannot_be_is_answered_kindly(town: Town, typed: str, answer: str) -> None:
    reader = town.people["Zhuang Lanting"]
    await reader.types(f"/institution list on:{typed}")
    reader.sees(answer)


async def test_the_card_of_an_institution(town: Town) -> None:
    reader = town.people["Zhuang Lanting"]
    await reader.types("/institution show")
    card = reader.sees("Tingchao Bilingual School 听潮双语学校")
    for fact in ("Strengths: maker education", "Representative: Zhuang Lanting 庄澜汀", "Place: Hangzhou, China",
                 "full member since", "Wang An 王安, Mathematics teacher"):  # fmt: skip
        assert fact in card.text
    assert "Unconfirmed" not in card.text
    await reader.types("/institution show alund")
    card = reader.sees("Website: https://alund.example")
    assert "has not described its strengths yet" in card.text
    assert "Edit" not in card.buttons


async def test_a_profile_nobody_confirmed_for_a_year_is_marked_and_confirmed_by_its_representative(town: Town) -> None:
    head = town.people["Zhuang Lanting"]
    town.stage.clock.forward(timedelta(days=370))
    await head.types("/institution show tingchao")
    head.sees("Unconfirmed: last confirmed on")
    await head.presses("Edit")
    await head.fills({"Strengths": "maker education, 科学教育，robotics", "Website": "tingchao"})
    await head.submits()
    assert "https://" in head.errors["website"]
    await head.fills({"Website": "https://tingchao.example"})
    await head.submits()
    card = head.sees("Saved and confirmed as of today. Thank you.")
    assert "Strengths: maker education, 科学教育, robotics" in card.text
    assert "Unconfirmed" not in card.text
    await head.types("/institution find strength:科学")
    head.sees("1 institution found")


async def test_only_its_representative_and_the_secretariat_edit_an_institution(town: Town) -> None:
    await town.office.types("/institution show tingchao")
    await town.office.presses("Edit")
    assert town.office.form is not None
    for key in ("Wang of Tingchao", "Yuan Qingshu"):
        seat = town.people[key]
        await seat.types("/institution show tingchao")
        assert "Edit" not in seat.messages()[-1].buttons
    payload = next(m.buttons["Edit"] for m in town.office.messages() if "Edit" in m.buttons)
    seat = town.people["Yuan Qingshu"]
    seat.messages()[-1].buttons["Edit"] = payload  # a forged press
    await seat.presses("Edit")
    assert seat.form is None
    seat.sees("Only its representative or the secretariat")


async def test_completion_offers_institutions(town: Town) -> None:
    reader = town.people["Zhuang Lanting"]
    assert await reader.completes("institutions", "ting") == ["Tingchao Bilingual School 听潮双语学校"]
    assert len(await reader.completes("institutions", "")) == 3


async def test_a_card_asks_the_database_at_most_three_times(town: Town) -> None:
    with town.stage.app.database.counting() as count:  # pyright: ignore[reportAttributeAccessIssue]
        await town.people["Zhuang Lanting"].types("/institution show tingchao")
    assert 1 <= len(count.units[0]) <= 3


async def test_a_large_institution_shows_ten_people_and_says_where_the_others_are(town: Town) -> None:
    for number in range(10):
        await town.joins(f"Teacher {number:02}", TINGCHAO)
    reader = town.people["Zhuang Lanting"]
    await reader.types("/institution show")
    reader.sees('2 more: /member find "Tingchao Bilingual School" shows all.')
    await reader.types('/member find "Tingchao Bilingual School"')
    reader.sees("12 people found")
