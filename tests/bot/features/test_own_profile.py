"""The own record: shown, changed, joined across platforms, handed over and forgotten."""

import json

import pytest

from adapters.memory.adapter import Seat
from bot.features.profile.handlers import clock
from bot.features.register import api as register
from bot.people import People, Role
from bot.ports import Audit
from tests.support.stage import Stage


async def code_of(seat: Seat) -> str:
    await seat.types("/profile link")
    return seat.sees("On your other account").text.partition("code:")[2][:9]


# show and change


async def test_the_card_shows_the_record_and_leads_on(stage: Stage) -> None:
    ana = await stage.person("Gu Muxing", native_name="顾沐星", email="gu@tongying.example")
    await ana.types("/profile show")
    card = ana.sees("Name: Gu Muxing 顾沐星")
    for line in ("E-mail: gu@tongying.example", "Time zone: Asia/Shanghai (17:00)", "Members can see: your name only",
                 "Post: not given", "Accounts: Slack"):  # fmt: skip
        assert line in card.text
    assert {"Edit", "Notices", "Link an account", "My data", "Forget me"} <= set(card.buttons)
    assert not any(label.startswith("Unlink") for label in card.buttons)


async def test_editing_keeps_names_as_given(stage: Stage) -> None:
    ana = await stage.person("Ana")
    await ana.types("/profile show")
    await ana.presses("Edit")
    await ana.fills({"Name": "  ANA de la Cruz", "E-mail": "not an address"})
    await ana.submits()
    assert "does not look like an e-mail address" in ana.errors["email"]
    await ana.fills({"E-mail": "Ana＠School.example", "Fields you work in": "评估、 arts,arts"})
    await ana.submits()
    person = await stage.record(ana)
    assert (person.display_name, person.email) == ("ANA de la Cruz", "ana@school.example")
    assert person.fields_of_work == ("评估", "arts")


async def test_nobody_claims_the_address_of_another(stage: Stage) -> None:
    mallory = await stage.person("Mallory")
    await stage.person("Gu Muxing", "discord", email="gu@tongying.example")
    await mallory.types("/profile edit")
    await mallory.fills({"E-mail": "GU@tongying.example"})
    await mallory.submits()
    assert "cannot be entered here" in mallory.errors["email"]
    assert (await stage.record(mallory)).email == ""
    await mallory.fills({"E-mail": "mallory@tongying.example"})
    await mallory.submits()
    await mallory.types("/profile edit")
    await mallory.fills({"Name": "Mal"})
    await mallory.submits()
    record = await stage.record(mallory)
    assert (record.display_name, record.email) == ("Mal", "mallory@tongying.example")


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("Shanghai", "Asia/Shanghai"), ("europe/london", "Europe/London"), ("São Paulo", "America/Sao_Paulo"),
     ("kathmandu", "Asia/Kathmandu")],
)  # fmt: skip
async def test_a_zone_is_found_by_its_city(stage: Stage, typed: str, zone: str) -> None:
    ana = await stage.person("Ana", zone="UTC")
    await ana.types(f'/profile zone "{typed}"')
    assert (await stage.record(ana)).zone == zone


async def test_several_zones_are_offered_with_their_clocks(stage: Stage) -> None:
    ana = await stage.person("Ana", zone="UTC")
    await ana.types("/profile zone Indiana")
    ana.sees("Which one do you mean?")
    (menu,) = ana.messages()[-1].menus.values()
    label = next(label for label in menu.options if "Indianapolis" in label)
    assert label.endswith("(04:00)")
    await ana.picks(label)
    assert (await stage.record(ana)).zone == "America/Indiana/Indianapolis"


async def test_an_unknown_zone_says_what_to_write(stage: Stage) -> None:
    ana = await stage.person("Ana")
    await ana.types("/profile zone Atlantis")
    ana.sees("I know no such zone. Please write a large city near you")
    await ana.types("/profile zone")
    await ana.fills({"City or zone": "Atlantis"})
    await ana.submits()
    assert "I know no such zone" in ana.errors["zone"]


async def test_the_language_changes_at_once(stage: Stage) -> None:
    ana = await stage.person("Ana")
    await ana.types("/profile language 中文")
    assert (await stage.record(ana)).language == "zh-Hans"
    assert ana._reader.language == "zh-Hans"
    await ana.types("/profile language English")
    ana.sees("From now on I speak English with you.")


async def test_a_language_nobody_speaks_is_answered_with_those_that_are(stage: Stage) -> None:
    ana = await stage.person("Ana")
    await ana.types("/profile language klingon")
    ana.sees("I do not speak that language yet. I speak: English, 简体中文.")
    assert (await stage.record(ana)).language == "en"


async def test_notices_and_quiet_hours(stage: Stage) -> None:
    ana = await stage.person("Ana")
    await ana.types("/profile notices")
    await ana.fills({"Reach me first by": "Discord", "News": "once a month", "Quiet from": "late"})
    await ana.submits()
    assert ana.errors == {"quiet_from": "Please write a time such as 22:00."}
    await ana.fills({"Quiet from": "21：30"})
    await ana.submits()
    person = await stage.record(ana)
    assert (person.routes[0], person.digest, person.quiet) == ("discord", "monthly", ("21:30", "07:30"))


@pytest.mark.parametrize(
    ("typed", "time"),
    [("7:30", "07:30"), ("２２：００", "22:00"), ("23.59", "23:59"), ("24:00", None), ("7", None), ("07:60", None)],
)
def test_times_of_day(typed: str, time: str | None) -> None:
    assert clock(typed) == time


async def test_each_field_is_opened_by_itself(stage: Stage) -> None:
    ana = await stage.person("Ana")
    await ana.types("/profile show")
    await ana.picks("e-mail", "country")
    visible = (await stage.record(ana)).visibility
    assert {key for key, who in visible.items() if who == "members"} == {"email", "country"}
    ana.sees("Members can see: e-mail, country")


# two accounts, one person


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


# data


async def test_the_file_holds_everything(stage: Stage) -> None:
    ana = await stage.person("Gu Muxing", native_name="顾沐星", email="gu@tongying.example")
    await stage.enrol(ana)
    await ana.types("/profile data")
    (file,) = ana.sees("Everything the network keeps about you").files
    data = json.loads(file.content)
    assert (file.name, file.media_type) == ("my-data.json", "application/json")
    assert data["person"]["native_name"] == "顾沐星"
    assert [account["platform"] for account in data["accounts"]] == ["slack"]
    assert [role["role"] for role in data["roles"]] == ["member"]
    assert {"register", "applications", "audit", "network", "made_at"} <= data.keys()
    assert "personal" in json.dumps(data["register"])
    assert "顾沐星" in file.content.decode(), "readable, not escaped"


async def test_a_consent_is_taken_back_by_itself(stage: Stage) -> None:
    ana = await stage.person("Ana")
    optional = next(c for c in stage.profile.consents if c.required is not True)
    required = next(c for c in stage.profile.consents if c.required is True)
    async with stage.work() as ctx:
        person = (await stage.record(ana)).id
        given = tuple(register.ConsentGiven(c.key, "hash", "en", ctx.now, "slack") for c in (optional, required))
        await register.record_consents(ctx, person, given)
    await ana.types("/profile show")
    await ana.presses("My consents")
    shown = ana.sees("My consents")
    withdrawals = [label for label in shown.buttons if label.startswith("Withdraw")]
    assert withdrawals == ["Withdraw"], "what the membership needs ends with the membership"
    await ana.presses("Withdraw")
    async with stage.work() as ctx:
        running = [c.purpose for c in await register.consents_of(ctx, person) if c.withdrawn_at is None]
    assert running == [required.key]


async def test_a_consent_left_open_can_be_given_later(stage: Stage) -> None:
    ana = await stage.person("Ana", "discord", language="zh-Hans")
    await ana.types("/profile language English")
    await stage.enrol(ana)
    await ana.types("/profile show")
    ana.sees("You are not in the directory: you have not agreed to it.")
    await ana.presses("My consents")
    words = stage.profile.declarations["directory_listing"]
    assert words.text.in_("en") in ana.sees("Left open").text
    await ana.presses("I agree")
    ana.sees("Left open")
    await ana.presses("I agree")
    assert "Left open" not in ana.messages()[-1].text
    async with stage.work() as ctx:
        given = await register.consents_of(ctx, (await stage.record(ana)).id)
    kept = {consent.purpose: consent for consent in given}["directory_listing"]
    assert (kept.text_version, kept.language) == (str(words.version), "en")
    assert kept.route == "discord"
    await ana.types("/profile show")
    assert "not in the directory" not in ana.messages()[-1].text


async def test_nobody_gives_a_consent_that_is_not_asked(stage: Stage) -> None:
    from bot.features.profile.views import GiveConsent
    from bot.interactions import Place, Press

    ana = await stage.person("Ana")
    for purpose in ("recording", "process_application", "nonsense"):
        await stage.app.handle(Press(ana.account, Place("slack", "T1", "welcome"), GiveConsent(purpose).pack()))
    async with stage.work() as ctx:
        assert await register.consents_of(ctx, (await stage.record(ana)).id) == ()


async def test_the_last_administrator_names_another_one_before_leaving(stage: Stage) -> None:
    root = await stage.person("Root", roles=(Role.ADMIN,))
    await root.types("/profile forget")
    root.sees("You are the last administrator. Name another one first, with /admin grant.")
    second = await stage.person("Second", roles=(Role.ADMIN,))
    await root.types("/profile forget")
    await root.fills({"Type your name to confirm": "Root"})
    await second.types("/profile forget")
    await second.fills({"Type your name to confirm": "Second"})
    await root.submits()
    root.sees("Done. Your data are deleted")
    await second.submits()
    second.sees("You are the last administrator.")
    assert (await stage.me(second)).has(Role.ADMIN), "the form was open while the other one left"


async def test_forgetting_asks_for_the_name_and_leaves_nothing(stage: Stage) -> None:
    ana = await stage.person("Gu Muxing", native_name="顾沐星", email="gu@tongying.example")
    luo = await stage.person("Luo", roles=(Role.SECRETARIAT,))
    me = await stage.enrol(ana)
    assert "role-member" in stage.platforms["slack"].roles[ana.account.user]
    await ana.types("/profile forget")
    await ana.fills({"Type your name to confirm": "Somebody else"})
    await ana.submits()
    assert "Please type your name exactly: Gu Muxing" in ana.errors["name"]
    await ana.fills({"Type your name to confirm": "gu  muxing"})
    await ana.submits()
    ana.sees("Done. Your data are deleted")
    assert "role-member" not in stage.platforms["slack"].roles[ana.account.user]
    luo.sees("A person asked to be forgotten; the record is now")
    async with stage.work() as ctx:
        kept = await ctx.repository(People).me(me.id, ctx.now)
        assert await ctx.repository(People).recognise(ana.account, ctx.now) is None
        assert await ctx.repository(People).by_email("gu@tongying.example") is None
        trail = await ctx.repository(Audit).about(me.id)
    assert (kept.person.status, kept.person.email, kept.grants, kept.accounts) == ("erased", "", (), ())
    assert not any(name in repr((kept, trail)) for name in ("Gu Muxing", "顾沐星", "tongying"))


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("上海", "Asia/Shanghai"),
        ("北京时间", "Asia/Shanghai"),
        ("多伦多", "America/Toronto"),
        ("london", "Europe/London"),
    ],
)
async def test_a_city_is_understood_in_either_language(stage: Stage, typed: str, zone: str) -> None:
    ana = await stage.person("Ana")
    await ana.types(f"/profile zone zone:{typed}")
    assert (await stage.record(ana)).zone == zone
