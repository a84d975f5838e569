"""Every reply as people see it in Discord, over real sockets."""

import asyncio

import pytest

from adapters.discord import limits
from sandbox.discord.faults import Fault
from sandbox.player import FileSeen
from tests.adapters.discord import trial
from tests.adapters.discord.rig import Rig

CALLBACK = "POST /interactions/{id}/{token}/callback"


async def test_a_command_is_answered_for_one_person(rig: Rig) -> None:
    ana, wei = rig.player("Ana"), rig.player("Wei")
    await ana.types("/trial say text:*hello* @everyone loud:Very")
    seen = await ana.sees("*hello* @everyone / yes")
    assert seen.private
    assert seen.mentions == ()
    assert not [m for m in wei.messages() if "hello" in m.text]


async def test_a_bare_family_with_verbs_is_called_menu(rig: Rig) -> None:
    await rig.player("Ana").types("/trial menu")
    assert (await rig.player("Wei").sees("Pressed 0 times")).buttons == ("Count", "Drop", "Fill in", "Hush", "Tell")


async def test_a_press_redraws_the_message(rig: Rig) -> None:
    ana = rig.player("Ana")
    await ana.types("/trial menu")
    await ana.presses("Count")
    await ana.presses("Count")
    seen = await rig.player("Wei").sees("Pressed 2 times")
    assert [seen.id, seen.id] == trial.PLACES


async def test_a_double_press_is_handled_twice_and_shown_once(rig: Rig) -> None:
    ana = rig.player("Ana")
    await ana.types("/trial menu")
    await ana.presses("Count", times=3)
    assert (await ana.sees("Pressed 1 times")).edited
    assert len(trial.PLACES) == 3


async def test_nothing_leaves_everything_as_it_was(rig: Rig) -> None:
    ana = rig.player("Ana")
    await ana.types("/trial menu")
    before = ana.messages()
    await ana.presses("Hush")
    assert ana.messages() == before
    await ana.types("/trial nothing")
    assert (await ana.sees("Done.")).private


@pytest.mark.parametrize("verb", ["menu", "mine", "form"])
@pytest.mark.usefixtures("impatient")
async def test_a_slow_command_is_promised_first(rig: Rig, verb: str) -> None:
    trial.DELAY["seconds"] = 0.3
    ana = rig.player("Ana")
    await ana.types(f"/trial {verb}")
    match verb:
        case "menu":
            assert not (await rig.player("Wei").sees("Pressed 0")).private
            await rig.gone("…")  # the private promise
            assert len(ana.messages()) == 1
        case "mine":
            assert (await ana.sees("Pressed 0")).private
        case _:
            assert (await ana.sees("Your form is ready.")).buttons == ("Open",)
            await ana.presses("Open")
            assert ana.form is not None


@pytest.mark.parametrize("label", ["Count", "Tell", "Fill in", "Hush"])
@pytest.mark.usefixtures("impatient")
async def test_a_slow_press_is_promised_first(rig: Rig, label: str) -> None:
    ana = rig.player("Ana")
    await ana.types("/trial menu")
    trial.DELAY["seconds"] = 0.3
    await ana.presses(label)
    match label:
        case "Count":
            await ana.sees("Pressed 1 times")
        case "Tell":
            assert (await ana.sees("Only for you")).private
        case "Fill in":
            assert (await ana.sees("Your form is ready.")).private
        case _:
            assert len(ana.messages()) == 1


async def test_a_menu_in_parts_adds_up(rig: Rig) -> None:
    ana = rig.player("Ana")
    await ana.types("/trial mine")
    await ana.picks("Day 26", "Day 27")
    await ana.sees("Picked d26, d27")


async def test_a_file_hangs_on_the_answer(rig: Rig) -> None:
    ana = rig.player("Ana")
    await ana.types("/trial file")
    (file,) = (await ana.sees("Here")).files
    assert file.content == b"a,b"
    assert file.name.endswith(".csv")


async def test_a_picture_is_in_the_answer(rig: Rig) -> None:
    ana = rig.player("Ana")
    await ana.types("/trial picture")
    seen = await ana.sees("Look")
    assert seen.private
    assert seen.pictures == (FileSeen("reach.png", b"PNG", "Three of nine"),)


async def test_typing_is_completed(rig: Rig) -> None:
    found = await rig.player("Ana").completes("/trial say text:wo")
    assert found[:2] == ["Word wo0 · a word", "Word wo1 · a word"]
    assert len(found) == 25


@pytest.mark.parametrize(
    "fault", [Fault(502), Fault(502, after=True), Fault(reset=True), Fault(reset=True, after=True)]
)
async def test_an_answer_survives_a_bad_connection(rig: Rig, fault: Fault) -> None:
    ana = rig.player("Ana")
    rig.service.faults.order(CALLBACK, fault)
    await ana.types("/trial say text:hello")
    await ana.sees("hello / -")
    assert len([m for m in ana.messages() if "hello" in m.text]) == 1


async def test_a_very_slow_command_is_promised_within_three_seconds(rig: Rig) -> None:
    trial.DELAY["seconds"] = 3.2
    ana = rig.player("Ana")
    await ana.types("/trial mine")
    await ana.sees("Pressed 0 times")
    assert not [m for m in ana.messages() if "did not respond" in m.text]


async def test_in_a_crowd_everybody_is_promised_an_answer(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those who came before it was one: the work of all takes longer than Discord waits."""
    monkeypatch.setattr(limits, "FIRST_ANSWER", 60.0)
    trial.DELAY["seconds"] = 0.2
    people = limits.CROWD + 5
    ana = rig.player("Ana")
    await asyncio.gather(*(ana.types("/trial mine") for _ in range(people)))
    async with asyncio.timeout(20):
        while len([m for m in ana.messages() if "Pressed 0 times" in m.text]) < people:  # noqa: ASYNC110 - as a reader
            await asyncio.sleep(0.05)
    assert not [m for m in ana.messages() if "did not respond" in m.text]
