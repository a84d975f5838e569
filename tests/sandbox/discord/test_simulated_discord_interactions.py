"""Commands, buttons and forms of the simulated Discord, and the time there is to answer them."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import discord
import pytest
from discord import app_commands, ui

from sandbox.player import NotShown, Player
from tests.sandbox.discord.rig import (
    Application,
    Buttons,
    Everything,
    Stage,
    code_of,
    settle,
    show,
    text_of,
)


async def test_a_slash_command_gets_a_private_answer_that_only_its_sender_sees(stage: Stage) -> None:
    bot = await stage.bot()

    @bot.tree.command(name="hello", description="Greets")
    async def hello(interaction: discord.Interaction, name: str) -> None:
        await interaction.response.send_message(f"Hi **{name}**, {interaction.user.mention}", ephemeral=True)

    await bot.tree.sync()
    ana: Player = stage.player("Ana")
    assert await ana.completes("/he") == ["/hello"]
    await ana.types("/hello name:Wang Li", "welcome")
    seen = await ana.sees("Hi Wang Li, @Ana")
    assert seen.private
    assert seen.mentions == ()
    assert stage.player("Wei").messages() == []
    with pytest.raises(NotShown, match="needs 'name'"):
        await ana.types("/hello", "welcome")
    with pytest.raises(NotShown, match="offered: /hello"):
        await ana.types("/bye", "welcome")
    await ana.types("/hello Wang")
    await ana.sees("Hi Wang,")
    stage.player("Ana").restarts()
    assert ana.messages() == []
    assert stage.service.ledger.violations == []


async def test_a_form_is_checked_by_the_client_sent_and_answered_later(stage: Stage) -> None:
    bot = await stage.bot()
    sent: list[Any] = []

    async def answer(interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.modal_submit:
            sent.append(interaction.data)
            await interaction.response.defer(ephemeral=True, thinking=True)
            await asyncio.sleep(0.02)
            await interaction.edit_original_response(content="Thank you")
        else:
            await show(interaction, Application(custom_id="application"))

    bot.answer = answer
    await stage.channel(bot, "welcome").send(view=Buttons("## Join us"))
    wei = stage.player("Wei")
    await wei.presses("Form", on="Join us")
    assert wei.form is not None
    assert wei.form.title == "Apply"
    assert wei.form.text == "Take your time."
    assert [(one.label, one.kind, one.required) for one in wei.form.fields] == [
        ("Name", "text", True),
        ("Kind", "choice", True),
        ("Topics", "choices", True),
        ("Mentor", "choice", False),
    ]
    with pytest.raises(NotShown, match="does not offer"):
        await wei.fills({"Topics": ["Art", "Golf"]})
    await wei.fills({"Name": "W", "Topics": ["Art", "Tea"], "Mentor": "Ana"})
    await wei.submits()
    assert wei.form is not None
    errors = {one.label: one.error for one in wei.form.fields if one.error}
    assert errors == {"Name": "Must be at least 3 in length.", "Kind": "This field is required"}
    assert sent == []
    await wei.fills({"Name": "Wang", "Kind": "School"})
    await wei.submits()
    assert wei.form is None
    parts = sent[0]["components"]
    assert [one["type"] for one in parts] == [10, 18, 18, 18, 18]
    assert parts[1]["component"]["value"] == "Wang"
    assert parts[2]["component"]["value"] == "school"
    assert parts[3]["component"]["values"] == ["art", "tea"]
    assert stage.ids["Ana"] in sent[0]["resolved"]["members"]
    answered = wei.messages()[-1]
    assert (answered.text, answered.private, answered.edited) == ("Thank you", True, False)
    assert bot.errors == []
    assert stage.service.ledger.violations == []


async def test_buttons_and_selects_edit_their_message_in_place(stage: Stage) -> None:
    bot = await stage.bot()

    async def answer(interaction: discord.Interaction) -> None:
        data: Any = interaction.data
        if text_of(interaction) == "pick":
            view: ui.LayoutView = Buttons(f"picked {data['values']}")
            await interaction.response.edit_message(view=view)
        else:
            await interaction.response.defer()
            await interaction.edit_original_response(view=Buttons("later"))

    bot.answer = answer
    channel = stage.channel(bot, "welcome")
    sent = await channel.send(view=Buttons("card"))
    ana = stage.player("Ana")
    await ana.picks("Two", select="How many?")
    seen = ana.messages()[-1]
    assert (seen.id, seen.text, seen.edited) == (str(sent.id), "picked ['2']", True)
    assert seen.buttons == ("Approve", "Form")
    await ana.presses("Approve", times=5)
    assert len([one for one in bot.seen if text_of(one) == "approve"]) == 5
    assert ana.messages()[-1].text == "later"
    with pytest.raises(NotShown, match=r"no button 'Reject'.*Approve"):
        await ana.presses("Reject")
    assert bot.errors == []
    assert stage.service.ledger.violations == []


async def test_who_is_not_answered_in_time_is_told_so(stage: Stage) -> None:
    stage.service.interactions.patience = 0.1
    bot = await stage.bot()
    await stage.channel(bot, "welcome").send(view=Buttons("card"))
    ana = stage.player("Ana")
    await ana.presses("Approve")
    notice = ana.messages()[-1]
    assert (notice.author, notice.private) == ("Discord", True)
    assert notice.text == "The application did not respond"

    async def answer(interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            await show(interaction, Application(custom_id="application"))

    bot.answer = answer
    await ana.presses("Form")
    await ana.fills({"Name": "Ana", "Kind": "Person", "Topics": "Art"})
    await ana.submits()
    assert ana.form is not None
    assert ana.form.text.startswith("Something went wrong. Try again.")
    await ana.dismisses()
    assert ana.form is None


async def test_an_interaction_is_answered_once_and_within_three_seconds(stage: Stage) -> None:
    bot = await stage.bot()
    await stage.channel(bot, "welcome").send(view=Buttons("card"))
    codes: list[int] = []
    kept: list[discord.Interaction] = []

    async def answer(interaction: discord.Interaction) -> None:
        kept.append(interaction)
        if len(kept) == 1:
            await interaction.response.send_message("first", ephemeral=True)
            interaction.response._response_type = None
        else:
            stage.clock.forward(timedelta(seconds=4))
        try:
            await interaction.response.send_message("again")
        except discord.HTTPException as error:
            codes.append(error.code)

    bot.answer = answer
    ana = stage.player("Ana")
    await ana.presses("Approve")
    assert codes == [40060] or await settle(lambda: codes == [40060])
    await kept[0].followup.send("more", ephemeral=True)
    assert (await ana.sees("more")).private
    stage.clock.forward(timedelta(minutes=15))
    with pytest.raises(discord.HTTPException) as refused:
        await kept[0].followup.send("too late")
    assert refused.value.code == 50027
    press = asyncio.create_task(ana.presses("Approve"))
    assert await settle(lambda: codes == [40060, 10062])
    press.cancel()


async def test_a_modal_with_six_parts_or_a_long_label_is_refused(stage: Stage) -> None:
    bot = await stage.bot()
    await stage.channel(bot, "welcome").send(view=Buttons("card"))
    refused: list[discord.HTTPException] = []

    async def answer(interaction: discord.Interaction) -> None:
        modal = Application(custom_id="application")
        if text_of(interaction) == "form":
            modal._children.append(ui.TextDisplay("six"))
        else:
            modal.full_name.text = "x" * 46
        try:
            await show(interaction, modal)
        except discord.HTTPException as error:
            refused.append(error)
            await interaction.response.send_message("sorry", ephemeral=True)

    bot.answer = answer
    ana = stage.player("Ana")
    await ana.presses("Form")
    await ana.presses("Approve")
    assert [one.code for one in refused] == [50035, 50035]
    assert "data.components.1.label" in str(refused[1])
    assert ana.form is None
    assert len(stage.service.ledger.violations) == 2


async def test_autocomplete_choices_and_nested_commands(stage: Stage) -> None:
    bot = await stage.bot()
    group = app_commands.Group(name="application", description="Applications")
    got: list[tuple[str, str]] = []

    @group.command(name="list", description="Lists")
    @app_commands.choices(state=[app_commands.Choice(name="In screening", value="screening")])
    async def listing(interaction: discord.Interaction, state: str, person: str = "") -> None:
        got.append((state, person))
        await interaction.response.send_message(f"in {interaction.locale}", ephemeral=True)

    @listing.autocomplete("person")
    async def suggest(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{current.title()} Li", value="person-7")]

    bot.tree.add_command(group)
    await bot.tree.sync(guild=None)
    wei = stage.player("Wei")
    assert await wei.completes("/app") == ["/application list"]
    assert await wei.completes("/application list state:scr") == ["In screening"]
    assert await wei.completes("/application list state:screening person:wang") == ["Wang Li"]
    await wei.types('/application list state:"In screening" person:Wang Li')
    await wei.types("/application list screening")
    assert got == [("screening", "person-7"), ("screening", "")]
    assert wei.messages()[-1].text == "in zh-CN"
    with pytest.raises(NotShown, match="In screening"):
        await wei.types("/application list nowhere")
    await wei.opens_home()
    await wei.types("/application list screening")
    assert wei.messages("@bot")[-1].text == "in zh-CN"
    assert stage.service.ledger.violations == []


async def test_a_person_who_left_cannot_send_the_form_and_nothing_breaks(stage: Stage) -> None:
    bot = await stage.bot()

    async def answer(interaction: discord.Interaction) -> None:
        if text_of(interaction) == "approve":
            await interaction.response.defer(thinking=True, ephemeral=True)
            stage.desk.delete_channel("welcome")
            with pytest.raises(discord.NotFound):
                await interaction.followup.send("too late")
        else:
            await show(interaction, Application(custom_id="application"))

    bot.answer = answer
    await stage.channel(bot, "welcome").send(view=Buttons("card"))
    wei, ana = stage.player("Wei"), stage.player("Ana")
    await wei.presses("Form")
    await wei.fills({"Name": "Wei", "Kind": "Person", "Topics": "Art"})
    stage.desk.remove_member(wei.user_id)
    with pytest.raises(NotShown, match="sees no channel"):
        await wei.submits()
    press = asyncio.create_task(ana.presses("Approve"))
    assert await settle(lambda: ana.messages() == [])
    press.cancel()
    assert bot.errors == []
    assert stage.service.ledger.violations == []


async def test_followups_can_be_fetched_edited_and_deleted(stage: Stage) -> None:
    bot = await stage.bot()

    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        first = await interaction.followup.send("in place of waiting", wait=True)
        assert first.id == (await interaction.original_response()).id
        second = await interaction.followup.send("second", ephemeral=True, wait=True)
        await interaction.followup.edit_message(second.id, content="second, better")
        await interaction.delete_original_response()

    bot.answer = answer
    await stage.channel(bot, "welcome").send(view=Buttons("card"))
    ana = stage.player("Ana")
    await ana.presses("Approve")
    await ana.sees("second, better")
    assert await settle(lambda: [one.text for one in ana.messages()] == ["card", "second, better"])
    assert bot.errors == []
    assert stage.service.ledger.violations == []


async def test_a_wrong_kind_of_answer_is_refused_and_noted(stage: Stage) -> None:
    bot = await stage.bot()

    async def answer(interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.modal_submit:
            modal = Application(custom_id="second")
            modal.stop()
            adapter = discord.webhook.async_.async_context.get()
            params = discord.webhook.async_.interaction_response_params(9, modal.to_dict())
            with pytest.raises(discord.HTTPException) as refused:
                await adapter.create_interaction_response(
                    interaction.id, interaction.token, session=interaction._session, params=params
                )
            assert refused.value.code == 50035
            await interaction.response.send_message("no form after a form", ephemeral=True)
        else:
            await show(interaction, Application(custom_id="application"))

    bot.answer = answer
    await stage.channel(bot, "welcome").send(view=Buttons("card"))
    ana = stage.player("Ana")
    await ana.presses("Form")
    await ana.fills({"Name": "Ana", "Kind": "Person", "Topics": "Art"})
    await ana.submits()
    await ana.sees("no form after a form")
    assert ana.form is None
    assert bot.errors == []
    assert len(stage.service.ledger.violations) == 1


async def test_every_kind_of_input_arrives_as_the_library_expects(stage: Stage) -> None:
    bot = await stage.bot()
    got: list[Any] = []

    class Modal(Everything):
        async def on_submit(self, interaction: discord.Interaction) -> None:
            parts: list[Any] = [self.essay, self.topics, self.news, self.papers, self.role]
            inputs: list[Any] = [one.component for one in parts]
            essay, topics, news, papers, role = inputs
            read = [await one.read() for one in papers.values]
            got.extend([essay.value, topics.values, news.value, read, [one.name for one in role.values]])
            await interaction.response.send_message("ok", ephemeral=True)

    async def answer(interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            await interaction.response.send_modal(Modal(custom_id="everything"))

    bot.answer = answer
    dm = await (await bot.fetch_user(int(stage.ids["Ana"]))).create_dm()
    await dm.send(view=Buttons("in private"))
    await stage.channel(bot, "welcome").send(view=Buttons("card"))
    ana = stage.player("Ana")
    await ana.presses("Form", on="card")
    assert ana.form is not None
    assert [one.kind for one in ana.form.fields] == ["longtext", "choices", "choices", "file", "choice"]
    assert ana.form.fields[0].value == ("so",)
    await ana.fills({"Topics": ["a", "b", "c"], "News": "Yes", "Papers": "cv.pdf", "Role": "Member"})
    await ana.submits()
    assert ana.form is not None
    assert [one.error for one in ana.form.fields if one.error] == ["Choose between 1 and 2."]
    await ana.fills({"Topics": ["a", "c"]})
    await ana.submits()
    await ana.sees("ok")
    assert got == ["so", ["a", "c"], True, [b"contents of cv.pdf"], ["Member"]]
    bot.answer = None
    stage.service.interactions.patience = 0.05
    await ana.presses("Form", on="in private")
    assert bot.seen[-1].guild is None
    assert bot.seen[-1].user.id == int(stage.ids["Ana"])
    assert bot.errors == []
    assert stage.service.ledger.violations == []


async def test_a_private_answer_exists_only_for_its_reader(stage: Stage) -> None:
    bot = await stage.bot()

    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(view=Buttons("for you"), ephemeral=True)

    bot.answer = answer
    welcome = stage.channel(bot, "welcome")
    await welcome.send(view=Buttons("card"))
    await stage.player("Ana").presses("Approve")
    private = stage.player("Ana").messages()[-1]
    assert private.private
    with pytest.raises(NotShown):
        await stage.service.client(stage.ids["Wei"]).click(private.id, "approve")
    assert "for you" in json.dumps(stage.service.snapshot(stage.ids["Ana"]))
    assert "for you" not in json.dumps(stage.service.snapshot(stage.ids["Wei"]))
    assert await code_of(welcome.fetch_message(int(private.id))) == 10008
    assert int(private.id) not in [one.id async for one in welcome.history()]


async def test_a_button_that_comes_a_moment_later_is_waited_for(stage: Stage) -> None:
    bot = await stage.bot()
    looking = asyncio.create_task(stage.player("Ana").presses("Approve"))
    await asyncio.sleep(0)
    assert bot.seen == []
    await stage.channel(bot, "welcome").send(view=Buttons("card"))
    await looking
    assert len(bot.seen) == 1
