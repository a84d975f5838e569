"""Roles, channels, messages and newcomers of the simulated Discord."""

import io
import json
from datetime import timedelta
from typing import Any

import discord
from discord import ui

from tests.sandbox.discord.rig import Application, Buttons, Stage, code_of, settle, show


async def test_newcomers_are_announced_only_to_those_with_the_intent(stage: Stage) -> None:
    seeing = await stage.bot()
    blind = await stage.bot(intents=discord.Intents(guilds=True))
    stage.desk.join("Nia")
    assert await settle(lambda: seeing.joined == ["Nia"])
    stage.desk.add_channel("later")
    assert await settle(lambda: discord.utils.get(blind.get_all_channels(), name="later") is not None)
    assert blind.joined == []


async def test_roles_and_private_channels_decide_who_sees_what(stage: Stage) -> None:
    bot = await stage.bot()
    guild = bot.guilds[0]
    wei = stage.player("Wei")
    assert wei.channels() == ["welcome", "forum"]
    role = await guild.create_role(name="Partner", reason="set-up")
    assert role.position < guild.me.top_role.position
    hidden = discord.PermissionOverwrite(view_channel=False)
    shown = discord.PermissionOverwrite(view_channel=True)
    over = {guild.default_role: hidden, role: shown, guild.me: shown}
    room = await guild.create_text_channel("Partner Room", overwrites=over, topic="Quiet")
    assert room.name == "partner-room"
    await room.send("inside")
    assert wei.messages() == []
    member = await guild.fetch_member(int(stage.ids["Wei"]))
    await member.add_roles(role, reason="admitted as a partner")
    assert stage.desk.roles_of(member.id) == ["Partner"]
    assert stage.service.world.reasons[-1][1] == "admitted as a partner"
    assert (await wei.sees("inside", channel="partner-room")).channel == "partner-room"
    await member.remove_roles(role)
    assert wei.messages() == []
    await room.set_permissions(member, view_channel=True)
    assert "partner-room" in wei.channels()
    await room.delete()
    assert "partner-room" not in wei.channels()
    await role.delete()
    assert stage.service.ledger.violations == []


async def test_forum_posts_threads_events_and_files(stage: Stage) -> None:
    bot = await stage.bot()
    guild = bot.guilds[0]
    forum = stage.channel(bot, "forum")
    made = await forum.create_thread(
        name="How do I begin?",
        content="Ask here",
        applied_tags=[forum.available_tags[0]],
    )
    assert made.thread.id == made.message.id
    assert [one.id for one in await guild.active_threads()] == [made.thread.id]
    assert (await stage.player("Ana").sees("Ask here")).channel == "How do I begin?"
    welcome = stage.channel(bot, "welcome")
    private = await welcome.create_thread(name="case 1", type=discord.ChannelType.private_thread)
    await private.add_user(discord.Object(int(stage.ids["Rev"])))
    assert "case 1" in stage.player("Rev").channels()
    assert "case 1" not in stage.player("Ana").channels()
    posted = await welcome.send("see", file=discord.File(io.BytesIO(b"<p>form</p>"), "form.html", description="Form"))
    assert await posted.attachments[0].read() == b"<p>form</p>"
    seen = stage.player("Ana").messages("welcome")[-1]
    assert [(one.name, one.content) for one in seen.files] == [("form.html", b"<p>form</p>")]
    start = stage.clock.now() + timedelta(days=3)
    terms: dict[str, Any] = {
        "entity_type": discord.EntityType.external,
        "privacy_level": discord.PrivacyLevel.guild_only,
    }
    event = await guild.create_scheduled_event(
        name="Seminar", start_time=start, end_time=start + timedelta(hours=1), location="Hall 1", **terms
    )
    await event.edit(name="Open seminar", location="Hall 2")
    assert [one.name for one in await guild.fetch_scheduled_events()] == ["Open seminar"]
    past = stage.clock.now() - timedelta(days=1)
    late = guild.create_scheduled_event(name="x", start_time=past, end_time=start, location="y", **terms)
    assert await code_of(late) == 50035
    await event.delete()
    await posted.add_reaction("👍")
    assert stage.service.ledger.violations == []


async def test_markup_is_read_as_people_read_it_and_pings_only_with_leave(stage: Stage) -> None:
    bot = await stage.bot()
    welcome = stage.channel(bot, "welcome")
    ana, rev = stage.ids["Ana"], next(one for one in bot.guilds[0].roles if one.name == "Reviewer")
    text = f"# Title\n**bold** _it_ \\*not\\* `a*b` <t:1700000000:F> [site](https://x.org/a_b_c) <@{ana}> "
    text += f"{rev.mention} @everyone"
    await welcome.send(text)
    seen = stage.player("Wei").messages()[-1]
    when = "Tuesday, 14 November 2023 22:13"
    assert seen.text == f"Title\nbold it *not* a*b {when} site @Ana @Reviewer @everyone"
    assert seen.mentions == ()
    everything = discord.AllowedMentions.all()
    await welcome.send(text, allowed_mentions=everything)
    assert stage.player("Wei").messages()[-1].mentions == ("@Ana", "@Reviewer")
    stage.desk.set_bot_rights("mention_everyone")
    message = await welcome.send(text, allowed_mentions=everything)
    assert stage.player("Wei").messages()[-1].mentions == ("@Ana", "@Reviewer", "@everyone")
    edited = await message.edit(content=text, allowed_mentions=discord.AllowedMentions.none())
    assert not edited.mentions
    assert stage.player("Wei").messages()[-1].mentions == ("@Ana", "@Reviewer", "@everyone"), (
        "an edit takes no ring back"
    )


async def test_a_page_is_told_of_changes_and_reads_raw_json(stage: Stage) -> None:
    bot = await stage.bot()
    other = stage.service.add_guild("Second")
    other.add_member("Ana", user_id=stage.ids["Ana"])
    other.add_channel("elsewhere")
    told: list[int] = []
    stop = stage.service.subscribe(lambda: told.append(1))

    async def answer(interaction: discord.Interaction) -> None:
        await show(interaction, Application(custom_id="application"))

    bot.answer = answer
    sent = await stage.channel(bot, "welcome").send(view=Buttons("card"))
    await stage.service.client(stage.ids["Ana"]).click(sent.id, "form")
    assert told
    stop()
    found = json.loads(json.dumps(stage.service.snapshot(stage.ids["Ana"])))
    assert [one["name"] for one in found["guilds"]] == ["Gate", "Second"]
    welcome = found["guilds"][0]["channels"][0]
    assert welcome["messages"][0]["components"][0]["type"] == 17
    assert found["form"]["title"] == "Apply"
    assert set(found["form"]["values"]) == {"name", "kind", "topics", "mentor"}
    assert discord.utils.get(bot.get_all_channels(), name="elsewhere") is not None


async def test_layouts_with_sections_galleries_and_files_are_read_in_order(stage: Stage) -> None:
    bot = await stage.bot()
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Section("First", accessory=ui.Button(label="Go", custom_id="go")))
    view.add_item(ui.Separator())
    view.add_item(ui.MediaGallery(discord.MediaGalleryItem("https://example.org/a.png")))
    view.add_item(ui.File("attachment://form.html"))
    view.add_item(ui.TextDisplay("Last"))
    view.stop()
    channel = stage.channel(bot, "welcome")
    plain = await channel.send(
        "old", embed=discord.Embed(title="Title", description="*text*").add_field(name="n", value="v")
    )
    assert stage.player("Ana").messages()[-1].text == "old\nTitle\ntext\nn\nv"
    sent = await channel.send(view=view, file=discord.File(io.BytesIO(b"x"), "form.html"))
    seen = stage.player("Ana").messages()[-1]
    assert (seen.text, seen.buttons, [one.name for one in seen.files]) == ("First\nLast", ("Go",), ["form.html"])
    assert sent.components[3].type is discord.ComponentType.file
    await plain.edit(content=None, embeds=[], attachments=[], view=Buttons("new"))
    assert stage.player("Ana").messages()[0].text == "new"
    assert await code_of(channel.get_partial_message(plain.id).edit(content="back")) == 50035
    assert len(stage.service.ledger.violations) == 1


async def test_history_is_paged_in_both_directions(stage: Stage) -> None:
    stage.service.rate_limits.enabled = False
    bot = await stage.bot()
    channel = stage.channel(bot, "welcome")
    sent = [await channel.send(str(number)) for number in range(7)]
    assert [one.content async for one in channel.history(limit=2)] == ["6", "5"]
    assert [one.content async for one in channel.history(limit=2, before=sent[3])] == ["2", "1"]
    assert [one.content async for one in channel.history(limit=2, after=sent[3])] == ["4", "5"]
    assert [one.content async for one in channel.history(limit=3, around=sent[3])] == ["4", "3", "2"]
    await sent[6].delete()
    assert [one.content async for one in channel.history(limit=1)] == ["5"]
