"""The way in: the menu and the help show what this person can do, made from what features register."""

import pytest

from bot.i18n import Reader
from bot.people import Role
from bot.permissions import may
from tests.support.stage import Stage


async def test_a_newcomer_is_shown_the_way_in(stage: Stage) -> None:
    ana = await stage.person("Ana", known=False)
    await ana.types("/convenor")
    menu = ana.sees("Welcome, Ana. You are not a member yet: Apply starts the application.")
    assert "About the network" in menu.buttons
    assert "My profile" in menu.buttons
    assert "Set up" not in menu.buttons


async def test_a_running_application_is_shown_with_its_state(stage: Stage) -> None:
    cen = await stage.person("Cen Yuke")
    await cen.types("/apply")
    await cen.presses("Continue")
    await cen.types("/convenor")
    menu = cen.sees("Your application APP-2027-001: being filled in.")
    assert "You are not a member yet" not in menu.text
    assert next(iter(menu.buttons)) == "See it"
    assert "Apply" not in menu.buttons
    await cen.presses("See it")
    assert "Save and close" in cen.messages()[-1].buttons
    await cen.presses("Withdraw")
    await cen.types("/convenor")
    assert "You are not a member yet" in cen.messages()[-1].text


@pytest.mark.parametrize("role", [None, Role.MEMBER, Role.SECRETARIAT, Role.ADMIN, Role.OBSERVER, Role.MODERATOR])
async def test_the_menu_is_what_the_routes_and_the_role_say(stage: Stage, role: Role | None) -> None:
    ana = await stage.person("Ana", roles=(role,) if role else ())
    await ana.types("/convenor")
    me = await stage.me(ana)
    expected = {
        Reader().plain(route.menu)
        for route in stage.app.routes.commands.values()
        if route.menu and may(me, route.menu_may or route.may, own=True, in_scope=True)
    }
    assert set(ana.messages()[-1].buttons) == expected


@pytest.mark.parametrize(
    ("role", "first"),
    [(None, "Apply"), (Role.MEMBER, "Find a person"), (Role.SECRETARIAT, "Applications"), (Role.ADMIN, "Set up")],
)
async def test_what_somebody_comes_for_stands_first(stage: Stage, role: Role | None, first: str) -> None:
    ana = await stage.person("Ana", roles=(role,) if role else ())
    await ana.types("/convenor")
    labels = list(ana.messages()[-1].buttons)
    assert labels[0] == first
    own = ["My profile", "My reminders"] if role in (Role.MEMBER, Role.SECRETARIAT) else ["My profile"]
    assert labels[-len(own) - 1 :] == [*own, "About the network"]
    assert ("Apply" in labels) is (role is None)


async def test_a_member_who_types_apply_is_answered_kindly(stage: Stage) -> None:
    ana = await stage.person("Ana")
    await stage.enrol(ana)
    await ana.types("/apply")
    ana.sees("there is nothing to apply for")


async def test_every_button_of_every_menu_does_something(stage: Stage) -> None:
    ana = await stage.person("Ana", roles=(Role.MEMBER, Role.SECRETARIAT, Role.CHAIR, Role.ADMIN, Role.REVIEWER))
    await ana.types("/convenor")
    for label in list(ana.messages()[-1].buttons):
        ana.form = None
        before = len(ana.messages())
        await ana.presses(label, on="Here is what you can do")
        assert ana.form is not None or len(ana.messages()) > before, label
        assert "Something went wrong" not in ana.messages()[-1].text, label


async def test_the_menu_speaks_chinese(stage: Stage) -> None:
    ana = await stage.person("Ana", language="zh-Hans")
    await ana.types("/convenor")
    assert stage.profile.network.name("zh-Hans") in ana.messages()[-1].text


async def test_help_lists_what_one_may_type_and_no_more(stage: Stage) -> None:
    ana, luo = await stage.person("Ana"), await stage.person("Luo", roles=(Role.SECRETARIAT, Role.ADMIN))
    await ana.types("/convenor help")
    mine = ana.sees("What you can type").text
    assert "/profile link [code]: Join your Slack and Discord accounts" in mine
    assert "/admin" not in mine
    await luo.types("/convenor help")
    assert "/admin grant person role: Give somebody a role" in luo.sees("What you can type").text


async def test_help_names_the_commands_as_they_are_typed_here(stage: Stage) -> None:
    ana, wei = await stage.person("Ana"), await stage.person("Wei", on="discord")
    await ana.types("/convenor help")
    on_slack = ana.sees("What you can type").text
    assert "/convenor: What you can do here" in on_slack
    assert "Write name:value" in on_slack
    await wei.types("/convenor help")
    on_discord = wei.sees("What you can type").text
    assert "/convenor: What you can do here" in on_discord
    assert "/convenor show:help: All commands" in on_discord
    assert "/apply: " in on_discord, "a family of one goes by its own name"
    assert "name:value" not in on_discord


async def test_a_button_of_the_menu_gives_no_rights(stage: Stage) -> None:
    luo, ana = await stage.person("Luo", roles=(Role.ADMIN,)), await stage.person("Ana")
    await luo.types("/convenor")
    stolen = luo.messages()[-1].buttons["Set up"]
    from bot.interactions import Place, Press

    answer = await stage.app.handle(Press(ana.account, Place("slack", "T1", "welcome"), stolen))
    assert "Your role does not permit this" in repr(answer.reply)
