"""Setting up a space, giving roles, reading the trail, exporting: by those who may, and told to those concerned."""

import json
from dataclasses import replace

import pytest

from adapters.memory.adapter import Seat
from bot.people import People, Role
from bot.ports import Audit, Make, Space, Spaces
from tests.support.stage import Stage


async def space_of(stage: Stage, platform: str = "discord") -> Space | None:
    async with stage.work() as ctx:
        return await ctx.repository(Spaces).get(platform, stage.platforms[platform].space)


async def blank(stage: Stage, platform: str = "discord", **seen: str) -> None:
    """The space as the bot finds it on its first day: nothing of ours in it."""
    async with stage.work() as ctx:
        await ctx.repository(Spaces).remove(platform, stage.platforms[platform].space)
    await stage.connects(platform, name="CSLEI", channels=json.dumps(seen), roles="{}", problems="[]")


async def admin(stage: Stage, on: str = "discord") -> Seat:
    return await stage.person("Root", on, roles=(Role.ADMIN,))


# spaces


async def test_channels_are_found_by_their_names(stage: Stage) -> None:
    name = stage.profile.channels["welcome"].lstrip("#")
    await blank(stage, C1=name.upper(), C2="something-else")
    space = await space_of(stage)
    assert space is not None
    assert dict(space.channels) == {"welcome": "C1"}
    assert space.name == "CSLEI"
    await stage.connects("discord", channels=json.dumps({"C2": "something-else"}))
    space = await space_of(stage)
    assert space is not None
    assert dict(space.channels) == {}, "a channel that is gone serves nobody"


async def test_who_installs_is_the_first_administrator_and_only_the_first(stage: Stage) -> None:
    ana, ben = await stage.person("Ana", "discord"), await stage.person("Ben", "discord")
    await stage.connects("discord", installer=ana.account.user, channels='{"C9": "x"}')
    await stage.connects("discord", installer=ben.account.user, channels='{"C9": "y"}')
    assert (await stage.me(ana)).has(Role.ADMIN)
    assert not (await stage.me(ben)).has(Role.ADMIN)


async def test_setup_shows_what_is_missing_and_makes_it_once(stage: Stage) -> None:
    root = await admin(stage)
    await blank(stage)
    await root.types("/admin setup")
    page = root.sees("Missing: ")
    assert stage.profile.channels["welcome"] in page.text
    assert "@Member" in page.text
    assert page.confirms["Create what is missing"].startswith("I will create: ")
    await root.presses("Create what is missing")
    await root.presses("Look again")
    root.sees("Everything is in place.")
    made = dict(stage.platforms["discord"].channels)
    await root.types("/admin setup")
    root.sees("Everything is in place.")
    assert stage.platforms["discord"].channels == made
    space = await space_of(stage)
    assert space is not None
    assert space.channels.keys() == stage.profile.channels.keys()


async def test_roles_are_made_before_the_channels_they_open(stage: Stage) -> None:
    root = await admin(stage)
    await blank(stage)
    await root.types("/admin setup")
    await root.presses("Create what is missing")
    made = [order for order in stage.platforms["discord"].orders if isinstance(order, Make)]
    private = [order for order in made if order.what == "private_channel"]
    assert private
    assert all(order.private_to for order in private)
    assert [order.what for order in made] == sorted((order.what for order in made), key=lambda what: what != "role")


async def test_members_follow_into_a_space_that_has_just_been_set_up(stage: Stage) -> None:
    root, ana = await admin(stage), await stage.person("Ana", "discord")
    await stage.enrol(ana)
    await blank(stage)
    stage.platforms["discord"].roles[ana.account.user].clear()
    await root.types("/admin setup")
    await root.presses("Create what is missing")
    assert "role-Member" in stage.platforms["discord"].roles[ana.account.user]


async def test_a_channel_may_be_chosen_by_hand_and_stays_chosen(stage: Stage) -> None:
    root = await admin(stage)
    await blank(stage, C1="lobby")
    await root.types("/admin setup")
    await root.picks(stage.profile.channels["welcome"])
    root.sees("Which channel shall serve as")
    await root.picks("#lobby")
    space = await space_of(stage)
    assert space is not None
    assert space.channels["welcome"] == "C1"
    await stage.connects("discord", channels='{"C1": "lobby", "C2": "more"}')
    space = await space_of(stage)
    assert space is not None
    assert space.channels["welcome"] == "C1"


async def test_the_channels_language_is_chosen(stage: Stage) -> None:
    root = await admin(stage)
    await root.types("/admin setup")
    await root.picks("简体中文")
    space = await space_of(stage)
    assert space is not None
    assert space.language == "zh-Hans"


async def test_a_channel_that_is_gone_is_told_to_the_office(stage: Stage) -> None:
    luo = await stage.person("Luo", "discord", roles=(Role.SECRETARIAT,))
    await blank(stage, C1=stage.profile.channels["welcome"].lstrip("#"), C2="secretariat")
    await stage.connects("discord", channels='{"C1": "welcome"}')
    await luo.happens("channel_gone", channel="C1")
    async with stage.work() as ctx:
        space = await ctx.repository(Spaces).get("discord", "G1")
        assert space is not None
        assert "C1" not in space.channels.values()


async def test_who_left_and_came_back_is_let_in_again(stage: Stage) -> None:
    ana = await stage.person("Ana")
    await stage.enrol(ana)
    await ana.happens("left")
    assert [account.state for account in (await stage.me(ana)).accounts] == ["left"]
    stage.platforms["slack"].roles[ana.account.user].clear()
    await ana.happens("joined")
    assert [account.state for account in (await stage.me(ana)).accounts] == ["live"]
    assert "role-member" in stage.platforms["slack"].roles[ana.account.user]


# roles


async def test_a_role_is_given_told_and_taken_back(stage: Stage) -> None:
    root, ana = await admin(stage), await stage.person("Ana Moreno", email="ana@school.example")
    await root.types('/admin grant person:"Ana Moreno" role:moderator')
    root.sees("Ana Moreno now has this role: moderator.")
    ana.sees("You now have this role in the network: moderator.")
    assert (await stage.me(ana)).has(Role.MODERATOR)
    await root.types("/admin grant person:ana@school.example role:moderator")
    root.sees("Ana Moreno has that role already.")
    await root.types("/admin roles")
    root.sees("moderator: Ana Moreno")
    await root.types("/admin revoke person:ana@school.example role:moderator")
    ana.sees("You no longer have this role in the network: moderator.")
    await root.types("/admin revoke person:ana@school.example role:moderator")
    root.sees("Ana Moreno does not have that role.")


async def test_of_two_people_of_one_name_the_right_one_is_chosen(stage: Stage) -> None:
    root = await admin(stage)
    await stage.person("Li Wei", email="first@school.example")
    second = await stage.person("Li Wei", "discord", email="second@school.example")
    await root.types('/admin grant person:"Li Wei" role:organiser')
    root.sees("Whom do you mean?")
    await root.picks("Li Wei second@school.example")
    assert (await stage.me(second)).has(Role.ORGANISER)


async def test_an_address_somebody_merely_claims_names_nobody(stage: Stage) -> None:
    root, ana, eve = (
        await admin(stage),
        await stage.person("Ana"),
        await stage.person("Eve", email="eve@school.example"),
    )
    await eve.types("/profile edit")
    await eve.fills({"email": "ana@school.example"})
    await eve.submits()
    assert not eve.errors, eve.errors
    await root.types("/admin grant person:ana@school.example role:organiser")
    root.sees("The secretariat has confirmed no such address. Name the person with an @mention instead.")
    assert not (await stage.record(eve)).email_confirmed
    async with stage.work() as ctx:
        people = ctx.repository(People)
        kept = await people.get((await stage.record(ana)).id)
        await people.save(replace(kept, email="ana@school.example", email_confirmed=True))
    await root.types("/admin grant person:ana@school.example role:organiser")
    assert (await stage.me(ana)).has(Role.ORGANISER)
    assert not (await stage.me(eve)).has(Role.ORGANISER)


@pytest.mark.parametrize("role", ["member", "representative", "alternate"])
async def test_roles_of_the_register_are_not_given_by_command(stage: Stage, role: str) -> None:
    root = await admin(stage)
    await stage.person("Ana")
    await root.types(f"/admin grant person:Ana role:{role}")
    root.sees("That role follows from the register")


async def test_the_last_administrator_stays(stage: Stage) -> None:
    root = await admin(stage)
    await root.types("/admin revoke person:Root role:admin")
    root.sees("That is the last administrator. Name another one first.")
    ana = await stage.person("Ana", email="ana@school.example")
    await root.types("/admin revoke person:ana@school.example role:admin")
    root.sees("Ana does not have that role.")
    assert not (await stage.me(ana)).has(Role.ADMIN)


@pytest.mark.parametrize("role", ["admin", "chair", "secretariat"])
async def test_the_office_gives_no_role_that_decides_or_gives_roles(stage: Stage, role: str) -> None:
    luo, ana = await stage.person("Luo", roles=(Role.SECRETARIAT,)), await stage.person("Ana")
    await luo.types(f"/admin grant person:Ana role:{role}")
    luo.sees("Only an administrator gives or takes this role: ")
    assert not (await stage.me(ana)).has(Role(role))
    await luo.types("/admin revoke person:Luo role:secretariat")
    luo.sees("Only an administrator gives or takes this role: secretariat.")


async def test_nobody_gives_a_role_to_himself(stage: Stage) -> None:
    luo, root = await stage.person("Luo", roles=(Role.SECRETARIAT,)), await admin(stage)
    await luo.types("/admin grant person:Luo role:reviewer")
    luo.sees("You cannot give yourself a role.")
    await root.types("/admin grant person:Root role:chair")
    root.sees("You cannot give yourself a role.")
    assert not (await stage.me(luo)).has(Role.REVIEWER)
    assert not (await stage.me(root)).has(Role.CHAIR)


async def test_unknown_people_and_roles(stage: Stage) -> None:
    root = await admin(stage)
    await root.types("/admin grant person:Nobody role:chair")
    root.sees("I know nobody of that name.")
    await root.types("/admin grant person:Root role:emperor")
    root.sees("I know these roles: ")


# trail and export


async def test_the_trail_is_read_whole_by_some_and_the_own_lines_by_others(stage: Stage) -> None:
    root, ana = await admin(stage), await stage.person("Ana")
    await stage.enrol(ana)
    await root.types("/admin grant person:Ana role:organiser")
    await root.types("/admin audit")
    root.sees("Root: role granted, Ana (organiser)")
    other = await stage.person("Bo")
    await stage.enrol(other)
    await other.types("/admin audit")
    assert "Ana" not in other.messages()[-1].text
    stranger = await stage.person("Nobody")
    await stranger.types("/admin audit")
    stranger.sees("This is for members. With /apply you ask to become one.")


async def test_an_export_is_complete_and_on_record(stage: Stage) -> None:
    luo, ana = await stage.person("Luo", roles=(Role.SECRETARIAT,)), await stage.person("岑羽可")
    await stage.enrol(ana)
    await luo.types("/admin export")
    (file,) = luo.sees("The file holds personal data of everybody").files
    assert "岑羽可" in file.content.decode()
    assert json.loads(file.content)["network"] == "cslei"
    async with stage.work() as ctx:
        lines = await ctx.repository(Audit).about("cslei")
    assert [line.action for line in lines] == ["exported"]
    await ana.types("/admin export")
    ana.sees("Only the secretariat exports the register.")


async def test_the_channels_of_each_space_stand_under_its_name_and_platform(stage: Stage) -> None:
    ada = await stage.person("Ada", roles=(Role.ADMIN,))
    await ada.types("/admin channels")
    page = ada.sees("slack space on Slack")
    assert "discord space on Discord" in page.text
