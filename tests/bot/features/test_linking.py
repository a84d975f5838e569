"""Two accounts become one person by a code, and are taken apart again."""

import pytest

from adapters.memory.adapter import Seat
from tests.bot.features.gatherings.conftest import WEBINAR, Prepare, organiser, prepare, today
from tests.support.stage import Stage

__all__ = ["organiser", "prepare"]


async def code_of(seat: Seat) -> str:
    await seat.types("/profile link")
    return seat.sees("On your other account").text.partition("code:")[2][:9]


@pytest.mark.parametrize(("first", "second"), [("slack", "discord"), ("discord", "slack")])
async def test_two_accounts_become_one_person_and_both_are_told(stage: Stage, first: str, second: str) -> None:
    ana = await stage.person("Gu Muxing", first)
    await stage.enrol(ana)
    there = await stage.person("muxing", second, known=False)
    code = await code_of(ana)
    await there.types(f"/profile link {code.lower()}")
    there.sees("Linked. You are Gu Muxing here, too.")
    ana.sees(f"Your {second.capitalize()} account is now linked to you. If that was not you, unlink it")
    assert (await stage.me(ana)).id == (await stage.me(there)).id
    assert "role-member" in stage.platforms[second].roles[there.account.user]


async def test_the_notice_of_a_link_never_goes_to_the_new_account(stage: Stage) -> None:
    ana = await stage.person("Gu Muxing")
    code = await code_of(ana)
    await stage.passes(minutes=5)
    thief = await stage.person("thief", "discord", known=False)
    await thief.types(f"/profile link {code}")
    ana.sees("If that was not you")
    assert not [m for m in thief.messages() if "If that was not you" in m.text]


@pytest.mark.parametrize("minutes", [11, 60])
async def test_a_code_lives_ten_minutes(stage: Stage, minutes: int) -> None:
    ana = await stage.person("Ana")
    code = await code_of(ana)
    await stage.passes(minutes=minutes)
    there = await stage.person("ana", "discord", known=False)
    await there.types(f"/profile link {code}")
    there.sees("This code is not valid, was used already, or is older than ten minutes.")


async def test_a_code_works_once_and_not_at_home(stage: Stage) -> None:
    ana = await stage.person("Ana")
    code = await code_of(ana)
    await ana.types(f"/profile link {code}")
    ana.sees("This code is your own.")
    there = await stage.person("ana", "discord", known=False)
    await there.types(f"/profile link {code}")
    there.sees("Linked.")
    other = await stage.person("other", "discord", known=False)
    await other.types(f"/profile link {code}")
    other.sees("This code is not valid, was used already")
    await other.types("/profile link AAAA-BBBB")
    other.sees("This code is not valid, was used already")


async def test_a_place_goes_along_and_is_not_held_twice(stage: Stage, prepare: Prepare) -> None:
    """INV-30: one place per person, also when it turns out late that two are one."""
    guest, here = await stage.person("gu", "discord"), await stage.person("Gu Muxing")
    await stage.enrol(here)
    only, both = [
        await prepare(WEBINAR, access="public", capacity=5, title=title) for title in ("Early years", "Late years")
    ]
    await guest.presses("Register", on="Early years")
    for seat in (guest, here):
        await seat.presses("Register", on="Late years")
    assert ((await today(stage, only)).taken, (await today(stage, both)).taken) == (1, 2)
    await guest.types(f"/profile link {await code_of(here)}")
    assert ((await today(stage, only)).taken, (await today(stage, both)).taken) == (1, 1)
    await here.types(f"/event show {only.ref}")
    here.sees("You have 1 place.")


async def test_a_new_code_ends_the_old_one(stage: Stage) -> None:
    ana = await stage.person("Ana")
    old, _new = await code_of(ana), await code_of(ana)
    there = await stage.person("ana", "discord", known=False)
    await there.types(f"/profile link {old}")
    there.sees("This code is not valid")


@pytest.mark.parametrize("typed_by", ["who applied", "the other account"])
@pytest.mark.parametrize(("first", "second"), [("slack", "discord"), ("discord", "slack")])
async def test_an_application_goes_on_where_it_is_linked(stage: Stage, first: str, second: str, typed_by: str) -> None:
    ana = await stage.person("Gu Muxing", first)
    await ana.types("/apply")
    await ana.presses("Continue")
    await ana.fills({"legal_name": "Gu Muxing", "native_name": "顾沐星", "email": "gu@tongying.example",
                     "language": "English", "notice_route": "Slack"})  # fmt: skip
    await ana.submits()
    there = await stage.person("muxing", second, known=typed_by == "who applied")
    gives, types = (there, ana) if typed_by == "who applied" else (ana, there)
    await types.types(f"/profile link {await code_of(gives)}")
    types.sees("Linked. You are Gu Muxing here, too.")
    assert (await stage.me(ana)).id == (await stage.me(there)).id
    await there.types("/apply")
    there.sees("APP-2027-001")
    await there.presses("Continue")
    assert there.form is not None
    assert there.form.fields[0].key == "school"


@pytest.mark.parametrize("other", ["applied", "enrolled"])
async def test_two_records_are_not_joined_by_a_code(stage: Stage, other: str) -> None:
    ana, ben = await stage.person("Ana"), await stage.person("Ben", "discord")
    await ben.types("/apply")
    await ben.presses("Continue")
    if other == "enrolled":
        await stage.enrol(ana)
    else:
        await ana.types("/apply")
        await ana.presses("Continue")
    for gives, types in ((ana, ben), (ben, ana)):
        await types.types(f"/profile link {await code_of(gives)}")
        types.sees("This account has a record of its own in the network")
    assert (await stage.me(ana)).id != (await stage.me(ben)).id


async def test_nobody_is_talked_into_opening_a_membership(stage: Stage) -> None:
    member, stranger = await stage.person("Ana"), await stage.person("Ben", "discord")
    await stage.enrol(member)
    await member.types(f"/profile link {await code_of(stranger)}")
    member.sees("Get a code here with /profile link and type it on your other account.")
    assert (await stage.me(member)).id != (await stage.me(stranger)).id


async def test_a_code_may_be_typed_into_the_form(stage: Stage) -> None:
    ana = await stage.person("Ana")
    code = await code_of(ana)
    there = await stage.person("ana", "discord", known=False)
    await there.types("/profile show")
    await there.presses("Enter a code")
    await there.fills({"Code from your other account": code})
    await there.submits()
    there.sees("Linked. You are Ana here, too.")


async def test_an_unlinked_account_loses_what_it_could_enter(stage: Stage) -> None:
    ana = await stage.person("Ana")
    await stage.enrol(ana)
    there = await stage.link(ana, "discord")
    async with stage.work() as ctx:
        ctx.project((await stage.record(ana)).id)
    await stage.settles()
    assert "role-member" in stage.platforms["discord"].roles[there.account.user]
    await ana.types("/profile show")
    asked = ana.messages()[-1].confirms["Unlink Discord"]
    assert "It loses the members' channels there" in asked
    await ana.presses("Unlink Discord")
    assert "role-member" not in stage.platforms["discord"].roles[there.account.user]
    assert [account.platform for account in (await stage.me(ana)).accounts] == ["slack"]
    ana.sees("Your Discord account is no longer linked to you.")


async def test_somebody_elses_account_and_the_last_one_stay(stage: Stage) -> None:
    from bot.features.profile.views import Unlink
    from bot.interactions import Place, Press

    ana, ben = await stage.person("Ana"), await stage.person("Ben")
    here = Place("slack", "T1", "welcome")
    answer = await stage.app.handle(Press(ana.account, here, Unlink("slack", "T1", ben.account.user).pack()))
    assert "That account is not linked to you" in repr(answer.reply)
    answer = await stage.app.handle(Press(ana.account, here, Unlink("slack", "T1", ana.account.user).pack()))
    assert "This is your only account" in repr(answer.reply)
