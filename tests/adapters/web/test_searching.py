"""Who is meant is typed on a page without scripts: one hit is taken, several are offered, and nothing typed is lost."""

from tests.adapters.web import trial
from tests.adapters.web.rig import SHEN, WANG, Room
from tests.support.visitor import Visitor

AGAIN = "None of these? Type it again"


async def brings(shen: Visitor, room: Room, who: str, year: str = "2027") -> None:
    await shen.opens(room.act())
    await shen.presses("Guest")
    await shen.fills({"Who": who, "Year": year}, "Continue")


async def test_the_only_one_that_fits_is_taken(room: Room, shen: Visitor) -> None:
    await brings(shen, room, "  ruiz ")
    assert shen.status == 200
    assert trial.memory.answers == {SHEN.id: "G3"}


async def test_the_only_one_called_so_is_taken(room: Room, shen: Visitor) -> None:
    trial.GUESTS["G4"] = "Ana Ruiz Gil"
    try:
        await brings(shen, room, "ana ruiz")
    finally:
        del trial.GUESTS["G4"]
    assert trial.memory.answers == {SHEN.id: "G3"}


async def test_several_are_offered_and_what_was_typed_is_kept(room: Room, shen: Visitor) -> None:
    await brings(shen, room, "wang")
    assert shen.status == 422
    assert "Several fit “wang”. Choose the one you mean." in shen.text
    form = shen.form("Continue")
    assert form.values == {"f.who": "wang", "f.other": "", "f.year": "2027"}
    assert form.picks == {"Wang An (Lanxi)": ("pick.who", "G1"), "Wang An (Reedmarsh)": ("pick.who", "G2")}
    assert trial.memory.answers == {}
    await shen.fills({"Wang An (Reedmarsh)": ""}, "Continue")
    assert shen.status == 200
    assert trial.memory.answers == {SHEN.id: "G2"}


async def test_nothing_picked_is_asked_again(room: Room, shen: Visitor) -> None:
    await brings(shen, room, "wang")
    await shen.fills({}, "Continue")
    assert shen.status == 422
    assert "Several fit “wang”" in shen.text


async def test_none_that_fits_is_said_kindly(room: Room, shen: Visitor) -> None:
    await brings(shen, room, "Wnag <b>")
    assert shen.status == 422
    assert "Nothing is found under “Wnag <b>”. Look at the spelling, or type only a part of it." in shen.text
    assert shen.form("Continue").values["f.who"] == "Wnag <b>"
    await shen.fills({"Who": "Ana"}, "Continue")
    assert trial.memory.answers == {SHEN.id: "G3"}


async def test_other_words_count_for_more_than_what_was_picked(room: Room, shen: Visitor) -> None:
    await brings(shen, room, "wang")
    await shen.fills({"Wang An (Lanxi)": "", AGAIN: "Ana"}, "Continue")
    assert trial.memory.answers == {SHEN.id: "G3"}


async def test_what_was_picked_stays_when_something_else_is_wrong(room: Room, shen: Visitor) -> None:
    await brings(shen, room, "wang")
    await shen.fills({"Wang An (Lanxi)": "", "Year": "soon"}, "Continue")
    assert shen.status == 422
    form = shen.form("Continue")
    assert ("pick.who", "G1") in form.sent
    assert form.picks == {"Wang An (Lanxi)": ("pick.who", "G1")}
    assert form.values == {"f.who": "", "f.other": "", "f.year": "soon"}
    await shen.fills({"Year": "2027"}, "Continue")
    assert shen.status == 200
    assert trial.memory.answers == {SHEN.id: "G1"}


async def test_what_was_found_stays_by_its_name_when_something_else_is_wrong(room: Room, shen: Visitor) -> None:
    await brings(shen, room, "ruiz", "soon")
    assert shen.form("Continue").picks == {"Ana Ruiz": ("pick.who", "G3")}
    await shen.fills({"Year": "2027"}, "Continue")
    assert trial.memory.answers == {SHEN.id: "G3"}


async def test_two_fields_are_looked_up_each_by_itself(room: Room, shen: Visitor) -> None:
    await shen.opens(room.act())
    await shen.presses("Guest")
    await shen.fills({"Who": "wang", "Another one (optional)": "ana r", "Year": "2027"}, "Continue")
    assert shen.status == 422
    await shen.fills({"Wang An (Lanxi)": ""}, "Continue")
    assert trial.memory.answers == {SHEN.id: "G1 G3"}


async def test_what_was_never_offered_is_not_taken(room: Room, shen: Visitor) -> None:
    await brings(shen, room, "wang")
    form = shen.form("Continue")
    form.sent += [("pick.who", "G9")]
    await shen.sends(form)
    assert shen.status == 422
    assert trial.memory.answers == {}


async def test_a_search_is_in_the_readers_language(room: Room, shen: Visitor) -> None:
    await shen.opens(room.act(WANG))
    await shen.presses("Guest")
    await shen.fills({"Who": "wang", "Year": "2027"}, "继续")
    assert "“wang”" in shen.text
    assert "Several" not in shen.text
