"""Members find each other, as far as each has opened himself or herself."""

import pytest

from bot.app import App
from bot.people import People
from tests.bot.features.directory.conftest import TINGCHAO, Town

TWO_WANGS = "2 people found"


@pytest.mark.parametrize(
    "typed",
    ["wang an", "WANG", "王安", "王", "ｗａｎｇ", "query:wang", "Wang An 王安"],
)
async def test_two_people_of_one_name_are_told_apart(town: Town, typed: str) -> None:
    reader = town.people["Yuan Qingshu"]
    await reader.types(f"/member find {typed}")
    message = reader.sees(TWO_WANGS)
    assert "Wang An 王安 · Associate professor, Yunzhan Normal University" in message.text
    assert "Wang An 王安 · Mathematics teacher, Tingchao Bilingual School 听潮双语学校" in message.text
    await reader.picks("Wang An 王安 · Tingchao Bilingual School")
    reader.sees("Institution: Mathematics teacher, Tingchao Bilingual School")


@pytest.mark.parametrize("typed", ["soren agaard", "Søren", "lindqvist", "alund"])
async def test_accents_do_not_matter(town: Town, typed: str) -> None:
    reader = town.people["Zhuang Lanting"]
    await reader.types(f"/member find {typed}")
    reader.sees("Søren Ågaard-Lindqvist · Head of institute, Ålund University")


async def test_showing_a_name_that_two_people_have_asks_which_one(town: Town) -> None:
    reader = town.people["Yuan Qingshu"]
    await reader.types("/member show 王安")
    reader.sees("Which one?")
    await reader.picks("Wang An 王安 · Yunzhan Normal University, Faculty of Education")
    reader.sees("Institution: Associate professor, Yunzhan")
    await reader.types("/member show zhuang")
    reader.sees("Institution: Principal, Tingchao")


async def test_a_mention_shows_the_person(town: Town) -> None:
    soren = town.people["Søren Ågaard-Lindqvist"]
    reader = town.people["Yuan Qingshu"]
    await reader.types(f"/member show <@{soren.account.user}>")
    reader.sees("Institution: Head of institute, Ålund University")
    await reader.types("/member show <@U999|nobody>")
    reader.sees("I found nobody")


async def test_only_what_is_opened_is_shown_and_found(town: Town) -> None:
    wang, reader = town.people["Wang of Tingchao"], town.people["Yuan Qingshu"]
    await town.opens(wang, email="wangan@tingchao.example", country="CN", fields_of_work=("assessment", "puzzles"),
                     about="I teach.", visibility={"fields": "members", "email": "private"})  # fmt: skip
    await reader.types("/member find field:puzzle")
    message = reader.sees("1 person found")
    await reader.picks("Wang An 王安 · Tingchao Bilingual School")
    card = reader.sees("Fields of work: assessment, puzzles")
    for closed in ("wangan@", "I teach.", "Country"):
        assert closed not in message.text + card.text
    await reader.types("/member find country:China")
    reader.sees("Leave out the country (China)")
    await town.opens(wang, visibility={"country": "members", "fields": "private", "post": "private"})
    await reader.types("/member find country:中国")
    message = reader.sees("1 person found")
    assert "Mathematics teacher" not in message.text
    assert "Tingchao" in message.text
    for closed in ("field:puzzle", "mathematics", "puzzles"):
        await reader.types(f"/member find {closed}")
        reader.messages()[-1].text.index("I found nobody")


async def test_withdrawing_the_consent_hides_at_once(town: Town) -> None:
    wang, reader = town.people["Wang of Tingchao"], town.people["Yuan Qingshu"]
    await town.consents(wang, gives=True)
    await reader.types("/member find tingchao mathematics")
    reader.sees("1 person found")
    await town.consents(wang, gives=False)
    for typed in ("find tingchao mathematics", "show mathematics"):
        await reader.types(f"/member {typed}")
        assert "I found nobody who fits" in reader.messages()[-1].text
    await reader.picks("Wang An 王安 · Tingchao Bilingual School")  # the menu of the earlier message
    reader.sees("This person is not in the directory, or no longer.")
    await reader.types("/institution show tingchao")
    assert "Wang An" not in reader.messages()[-1].text
    assert await reader.completes("members", "wang") == [
        "Wang An 王安 · Yunzhan Normal University, Faculty of Education"
    ]
    await wang.types("/member show")
    wang.sees("You are not in the directory")
    await town.consents(wang, gives=True)
    await reader.types("/member find wang")
    reader.sees(TWO_WANGS)


async def test_who_left_the_chat_is_still_there_and_who_was_erased_is_not(town: Town) -> None:
    wang, soren = town.people["Wang of Tingchao"], town.people["Søren Ågaard-Lindqvist"]
    reader = town.people["Yuan Qingshu"]
    erased = (await town.stage.record(wang)).id
    async with town.stage.app.database.write("inei") as uow:
        people = uow.repository(People)
        await people.mark("slack", "T1", soren.account.user, state="left")
        await people.erase(erased, "former member 7F3A")
    await reader.types("/member find soren")
    reader.sees("Søren Ågaard-Lindqvist")
    for typed in ("wang", "former", "7F3A"):
        await reader.types(f"/member find {typed}")
        assert "7F3A" not in reader.messages()[-1].text
        assert "Tingchao" not in reader.messages()[-1].text


async def test_a_newcomer_sees_nobody(town: Town) -> None:
    newcomer = await town.stage.person("Cen Yuke")
    await newcomer.types("/member find wang")
    newcomer.sees("This is for members. With /apply you ask to become one.")
    assert await newcomer.completes("members", "wang") == []
    await newcomer.types("/institution list")
    assert "Tingchao" not in "".join(message.text for message in newcomer.messages())


async def test_many_are_shown_ten_at_a_time(town: Town) -> None:
    for number in range(12):
        await town.joins(f"Teacher {number:02}", TINGCHAO)
    reader = town.people["Yuan Qingshu"]
    await reader.types("/member find teacher")
    first = reader.sees("13 people found")
    assert "1 to 10 of 13." in first.text
    assert "Teacher 09" in first.text
    assert "/member find wang country:China" in first.text
    await reader.presses("Next page")
    second = reader.sees("11 to 13 of 13.")
    assert "Wang An" in second.text
    assert "Next page" not in second.buttons


async def test_an_unknown_country_is_answered_with_near_ones(town: Town) -> None:
    reader = town.people["Yuan Qingshu"]
    await reader.types("/member find country:Denmrak")
    assert "Denmark" in reader.sees("I do not know the country “Denmrak”").text


async def test_a_search_asks_the_database_at_most_three_times(town: Town) -> None:
    app: App = town.stage.app
    with app.database.counting() as count:  # pyright: ignore[reportAttributeAccessIssue]
        await town.people["Yuan Qingshu"].types("/member find wang")
    assert 1 <= len(count.units[0]) <= 3
