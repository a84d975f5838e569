"""Forms as modals: errors, steps, restarts; nothing typed is lost."""

import pytest

from sandbox.discord import DiscordPlayer
from tests.adapters.discord import trial
from tests.adapters.discord.rig import Rig

FILLED = {"Name": "Ana", "Why": "Because it is good", "Kind": "University", "Days": ["Day 1", "Day 3"]}


def standing(player: DiscordPlayer) -> dict[str, tuple[str, ...]]:
    assert player.form is not None
    return {one.label: one.value for one in player.form.fields}


async def test_a_form_leads_to_the_next_by_a_button(rig: Rig) -> None:
    ana = rig.player("Ana")
    await ana.types("/trial form")
    assert ana.form is not None
    assert ana.form.title == "Apply"
    assert ana.form.text == "Please answer."
    await ana.fills(FILLED)
    await ana.submits()
    assert (await ana.sees("for the next step")).buttons == ("Continue",)
    await ana.presses("Continue")
    await ana.fills({"School": "Gate"})
    await ana.submits()
    await ana.sees("Thank you, Gate")
    assert len(ana.messages()) == 1, "the spent button made room for the answer"


async def test_errors_are_listed_and_nothing_typed_is_lost(rig: Rig) -> None:
    ana = rig.player("Ana")
    await ana.types("/trial form")
    await ana.fills({**FILLED, "Name": "_A*", "Why": "short"})
    await ana.submits()
    seen = await ana.sees("Why: A little more, please: at least 10 characters.")
    assert seen.private
    assert seen.buttons == ("Fix",)
    await ana.presses("Fix")
    assert standing(ana) == {"Name": ("_A*",), "Why": ("short",), "Kind": ("University",), "Days": ("Day 1", "Day 3")}
    await ana.fills({"Name": "Nobody", "Why": "long enough now"})
    await ana.submits()
    await ana.sees("Name: Nobody cannot apply.")
    assert len(ana.messages()) == 1
    await ana.presses("Fix")
    assert standing(ana)["Why"] == ("long enough now",)


async def test_a_dismissed_form_comes_back_as_it_was_sent(rig: Rig) -> None:
    ana = rig.player("Ana")
    await ana.types("/trial form")
    await ana.fills({**FILLED, "Why": "short"})
    await ana.submits()
    await ana.presses("Fix")
    await ana.dismisses()
    await ana.presses("Fix")
    assert standing(ana)["Name"] == ("Ana",)


async def test_a_restart_between_opening_and_sending(rig: Rig) -> None:
    ana = rig.player("Ana")
    await ana.types("/trial form")
    await ana.fills(FILLED)
    await rig.restart()
    await ana.submits()
    await ana.sees("for the next step")
    await rig.restart()
    await ana.presses("Continue")
    assert ana.form is not None


async def test_a_form_from_a_card_knows_the_card(rig: Rig) -> None:
    ana = rig.player("Ana")
    await ana.types("/trial menu")
    card = await ana.sees("A card")
    await ana.presses("Fill in")
    await ana.fills(FILLED)
    await ana.submits()
    assert (await ana.sees("for the next step")).private
    assert [card.id] == trial.PLACES
    assert (await rig.player("Wei").sees("A card")).text == card.text


@pytest.mark.usefixtures("impatient")
async def test_a_slow_form_is_promised_first(rig: Rig) -> None:
    ana = rig.player("Ana")
    await ana.types("/trial form")
    await ana.fills(FILLED)
    trial.DELAY["seconds"] = 0.3
    await ana.submits()
    assert (await ana.sees("for the next step")).buttons == ("Continue",)


async def test_words_that_do_not_fit_are_read_before(rig: Rig) -> None:
    ana = rig.player("Ana")
    await ana.types("/trial wordy")
    seen = await ana.sees("Read this first.")
    assert "Question 4 " + "very " * 12 + "long" in seen.text
    await ana.presses("Open")
    assert ana.form is not None
    assert [len(field.label) <= 45 for field in ana.form.fields] == [True] * 5
    label = ana.form.fields[4].label
    await ana.fills({field.label: "x" for field in ana.form.fields[:4]} | {label: "last"})
    await ana.submits()
    await ana.sees("Got last")


@pytest.mark.parametrize("restart", [False, True])
async def test_a_form_of_somebody_else_does_not_open(rig: Rig, restart: bool) -> None:
    ana, wei = rig.player("Ana"), rig.player("Wei")
    await ana.types("/trial form")
    assert ana.client.form is not None
    wei.client.form = ana.client.form
    if restart:
        await rig.restart()
    await wei.submits()
    assert "for the next step" not in "".join(m.text for m in wei.messages())


async def test_nothing_is_kept_in_memory(rig: Rig) -> None:
    ana = rig.player("Ana")
    await ana.types("/trial menu")
    await ana.presses("Count")
    for _time in range(3):
        await ana.presses("Fill in")
        await ana.dismisses()
    assert rig.discord is not None
    store = rig.discord._client._connection._view_store
    assert not store._views
    assert not store._modals
    assert not rig.discord._client.cached_messages
    assert [member.id for member in rig.discord._client.get_all_members()] == [rig.service.world.bot.id]


async def test_who_is_meant_is_chosen_of_those_that_fit(rig: Rig) -> None:
    """Discord completes nothing in a form, so what was typed is looked up when it is sent."""
    ana = rig.player("Ana")
    await ana.types("/trial guest")
    await ana.fills({"Who": "wang"})
    await ana.submits()
    await ana.sees("Several fit “wang”. Choose the one you mean.")
    await ana.presses("Fix")
    assert ana.form is not None
    (who,) = ana.form.fields
    assert who.options == ("Wang An (Lanxi)", "Wang An (Reedmarsh)")
    assert who.hint == "Begin to type None of these? Choose none and send it: then you can type again."
    await ana.submits()
    await ana.sees("Please fill this in.")
    await ana.presses("Fix")
    await ana.fills({"Who": "Wnag"})
    await ana.submits()
    await ana.sees("Nothing is found under “Wnag”.")
    await ana.presses("Fix")
    await ana.fills({"Who": "wang"})
    await ana.submits()
    await ana.presses("Fix")
    await ana.fills({"Who": "Wang An (Reedmarsh)"})
    await ana.submits()
    await ana.sees("Welcome, N2")


async def test_the_only_one_that_fits_is_taken(rig: Rig) -> None:
    ana = rig.player("Ana")
    await ana.types("/trial guest")
    await ana.fills({"Who": "ruiz"})
    await ana.submits()
    await ana.sees("Welcome, N3")
