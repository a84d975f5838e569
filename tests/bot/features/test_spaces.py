"""Which workspaces and guilds are the network's own, and what is said in them."""

import json
from dataclasses import replace
from datetime import datetime

from bot.features.admin.setup import LookAgain, SpeakLanguage
from bot.i18n import Reader
from bot.interactions import Account, Event, Place, Press
from bot.people import Role
from bot.ports import Space, Spaces
from bot.ui.text import _
from tests.bot.features.applications.walking import applies
from tests.bot.features.gatherings.conftest import QUARTERLY, WEBINAR, Prepare, organiser, prepare
from tests.support.stage import Stage

__all__ = ["organiser", "prepare"]


async def _found(stage: Stage, guild: str, *, opened: tuple[str, ...] = ()) -> None:
    """Somebody has invited the bot into a guild that has channels of the same names."""
    channels = {f"{guild}-{key}": name for key, name in stage.profile.channels.items()}
    data = {"sender": "discord", "name": guild, "channels": json.dumps(channels), "roles": json.dumps({"R9": "Member"}),
            "open": json.dumps([f"{guild}-{key}" for key in opened])}  # fmt: skip
    await stage.app.handle(Event(Account("discord", guild, ""), Place("discord", guild, ""), "connected", data))
    await stage.settles()


async def _space(stage: Stage, guild: str) -> Space:
    async with stage.app.database.read(stage.app.network) as uow:
        space = await uow.repository(Spaces).get("discord", guild)
    assert space is not None
    return space


async def test_a_strangers_guild_is_given_no_channel_and_no_role_of_ours(stage: Stage) -> None:
    await _found(stage, "stranger")
    await _found(stage, "stranger")
    space = await _space(stage, "stranger")
    assert (space.channels, space.roles) == ({}, {})


async def test_a_second_guild_serves_when_an_administrator_has_set_it_up(stage: Stage) -> None:
    await _found(stage, "second")
    admin = await stage.person("Ada", roles=(Role.ADMIN,))
    press = LookAgain("discord", "second").pack()
    await stage.app.handle(Press(admin.account, Place("slack", "T1", "C1"), press))
    assert (await _space(stage, "second")).channels == {key: f"second-{key}" for key in stage.profile.channels}
    await _found(stage, "second")
    assert (await _space(stage, "second")).roles == {"member": "R9"}


async def test_the_first_guild_needs_nobody(stage: Stage) -> None:
    async with stage.work() as ctx:
        await ctx.repository(Spaces).remove("discord", "G1")
    await _found(stage, "first")
    assert (await _space(stage, "first")).channels == {key: f"first-{key}" for key in stage.profile.channels}


async def test_a_guild_that_comes_later_shows_what_was_announced_before(stage: Stage, prepare: Prepare) -> None:
    async with stage.work() as ctx:
        await ctx.repository(Spaces).remove("discord", "G1")
    await prepare(WEBINAR, local=datetime(2027, 3, 20, 16))
    await prepare(WEBINAR, local=datetime(2027, 3, 21, 16), title="Not yet known", announced=False)
    await prepare(QUARTERLY)
    assert not stage.platforms["discord"].entries
    await stage.connects("discord", channels=json.dumps(stage.profile.channels))
    await stage.settles()
    shown = [entry.title for entry in stage.platforms["discord"].entries.values()]
    assert shown == ["Assessment without exams"], "the meeting is too far ahead"


async def test_the_calendar_speaks_the_language_that_is_chosen_and_says_how_to_answer(
    stage: Stage, prepare: Prepare
) -> None:
    await prepare(WEBINAR, local=datetime(2027, 3, 20, 16))
    admin = await stage.person("Luo Weilan", roles=(Role.ADMIN,))
    place = Place(admin.platform.platform, admin.platform.space, "x")
    for language, words, where in (
        ("zh-Hans", "请在", "面向会员"),
        ("en", "Answer on its card in #", "For members, online"),
    ):
        press = Press(admin.account, place, SpeakLanguage("discord", "G1").pack(), (language,))
        await stage.app.handle(press)
        await stage.settles()
        (entry,) = stage.platforms["discord"].entries.values()
        assert words in entry.about
        assert "/event show ref:EVT-" in entry.about
        assert " #announcements" in entry.about
        assert where in entry.where


async def test_the_channels_speak_the_networks_language_until_an_administrator_chooses(stage: Stage) -> None:
    async with stage.work() as ctx:
        await ctx.repository(Spaces).save(replace(await _space(stage, "G1"), language=""))
    channels = json.dumps(stage.profile.channels)
    await stage.connects("discord", language="en-US", channels=channels)
    luo = await stage.person("Luo", "discord", roles=(Role.SECRETARIAT,))
    ada = await stage.person("Ada", "discord", roles=(Role.ADMIN,))
    assert stage.profile.languages[0] == "zh-Hans"
    await applies(await stage.person("Cen Yuke"))
    luo.sees(Reader("zh-Hans").plain(_("waiting to be taken up")))
    await ada.types("/admin setup")
    await ada.picks("English")
    await stage.connects("discord", language="zh-CN", channels=channels)
    assert (await _space(stage, "G1")).language == "en", "what was chosen outlives the next connection"


async def test_no_open_channel_is_taken_by_its_name_for_what_is_not_for_everybody(stage: Stage) -> None:
    async with stage.work() as ctx:
        await ctx.repository(Spaces).remove("discord", "G1")
    await _found(stage, "G1", opened=("welcome", "secretariat"))
    space = await _space(stage, "G1")
    assert "secretariat" not in space.channels, "whoever made it early would read every application"
    assert space.channels["welcome"] == "G1-welcome"
    assert space.open == {"G1-welcome", "G1-secretariat"}
    admin = await stage.person("Ada", "discord", roles=(Role.ADMIN,))
    name = stage.profile.channels["secretariat"]
    await admin.types("/admin setup")
    page = admin.sees(f"{name} can be read by everybody here, so it is not used. Make it private, or choose another")
    assert "Everything is in place." not in page.text
    await admin.picks(name)
    offered = next(menu for menu in admin.sees("Which channel shall serve").menus.values())
    await admin._do(Press(admin.account, admin._place(), offered.payload, ("G1-secretariat",)))
    admin.sees(f"{name} can be read by everybody here. Make it private first, or choose another channel.")
    assert "secretariat" not in (await _space(stage, "G1")).channels


async def test_a_channel_that_is_opened_later_serves_no_longer(stage: Stage) -> None:
    async with stage.work() as ctx:
        await ctx.repository(Spaces).remove("discord", "G1")
    await _found(stage, "G1")
    assert (await _space(stage, "G1")).channels["secretariat"] == "G1-secretariat"
    await _found(stage, "G1", opened=("secretariat",))
    assert "secretariat" not in (await _space(stage, "G1")).channels
    await _found(stage, "G1")
    assert (await _space(stage, "G1")).channels["secretariat"] == "G1-secretariat"


async def test_a_strangers_space_does_not_become_ours_when_ours_throws_us_out(stage: Stage) -> None:
    """Nobody who invites the bot elsewhere is sent what is said in the secretariat's channel."""
    channels = '{"C1": "centre-office"}'
    await stage.connects("discord", channels=channels)
    async with stage.work() as ctx:
        ours = await ctx.repository(Spaces).get("discord", "G1")
        assert ours is not None
        await ctx.repository(Spaces).remove("discord", "G1")
    stage.platforms["discord"].space = "G2"
    await stage.connects("discord", channels=channels)
    async with stage.work() as ctx:
        theirs = await ctx.repository(Spaces).get("discord", "G2")
        assert theirs is not None
        assert not theirs.channels
    stage.platforms["discord"].space = "G1"
    await stage.connects("discord", channels=channels)
    async with stage.work() as ctx:
        again = await ctx.repository(Spaces).get("discord", "G1")
    assert again is not None
    assert again.channels == ours.channels != {}
